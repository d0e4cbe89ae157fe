### Жазба неге адамның шешімін күтіп тұр: әр себепке бір сөйлем.

## Бұл кім?

held-unknown-learner = Бұл құжатқа біздің білім алушылардың ешбір ұтқырлығы сәйкес келмейді{ IF_GIVEN($tried, of: "identifier", before: "; іздеу белгілері: ") }.
held-weak-identity = Құжатты { $mobilities } ұтқырлығымен тек мына белгілер байланыстырады: { WORD($by, of: "identifier") }. Біреуге баға қою үшін бұл жеткіліксіз.
held-ambiguous-learner = Мына белгілер бойынша ({ WORD($by, of: "identifier") }) құжатқа бірнеше ұтқырлық сәйкес келеді: { $mobilities }.
held-identity-conflict = Білім алушының кім екені жөнінде құжат пен біздің деректер бір-біріне қайшы: { WORD($by, of: "identifier") }{ IF_GIVEN($mobilities, before: " (", after: ")") }.

## Бұл ұтқырлықты тануға бола ма?

held-host-unknown = { $host } баптаулардағы қабылдаушы ЖОО-лардың арасында жоқ.
held-host-suspended = { $host } нәтижелерін қабылдау тоқтатылған{ IF_GIVEN($why, before: ": ") }.
held-host-agreement-not-in-force = { $day } күні { $host } жоғары оқу орнымен қолданыстағы шарт болған жоқ.
held-vertical-mobility = { $mobility } ұтқырлығы тік, білім беру бағдарламасын толық игеруге арналған: жеке пәндерді танудың қажеті жоқ.
held-individual-without-basis = { $mobility } жеке ұтқырлығының негізі көрсетілмеген: демалыс немесе бұйрық.
held-no-agreement = { $mobility } ұтқырлығы бойынша оқу туралы келісім жоқ.
held-agreement-not-approved = { $mobility } ұтқырлығы бойынша оқу туралы келісімнің { $version }-нұсқасы әлі бекітілмеген.
held-amendment-late = { $mobility } ұтқырлығы бойынша оқу туралы келісімнің { $version }-нұсқасы өзгерту мерзімінің соңғы күнінен ({ $last_day }) кейін, { $approved_on } күні бекітілген, кафедра меңгерушісінің негіздемесі көрсетілмеген.
held-outside-agreement = { $course } пәні оқу туралы келісімде жоқ{ IF_GIVEN($near, before: "; келісімде ", after: " бар, айырмасы тек тыныс белгілерінде") }.
held-component-outside-agreement = Оқу жоспарының { $component } пәні оқу туралы келісімде жоқ{ IF_GIVEN($near, before: "; келісімде ", after: " бар, айырмасы тек тыныс белгілерінде") }.
held-agreement-block-differs = Оқу туралы келісімде { $agreed } делінген, ал сәйкестік кестесінде { $mapped } тұр.
held-outside-period = { $course }{ IF_GIVEN($term, before: ", ") }{ IF_GIVEN($from, before: ", басталуы ") }{ IF_GIVEN($to, before: ", аяқталуы ") }: ұтқырлық мерзімінен тыс, мерзімі { $starts } – { $ends }.

## Бұл нәтиже ме?

held-failed = { $course } пәні тапсырылмаған{ IF_GIVEN($grade, before: " (баға ", after: ")") }; қанағаттанарлықсыз баға ешқашан өздігінен жазылмайды.
held-in-progress = { $course } пәні қабылдаушы ЖОО-да әлі аяқталмаған.
held-status-unknown = Қабылдаушы ЖОО { $course } пәнінің тапсырылғанын не тапсырылмағанын айтпайды{ IF_GIVEN($grade, before: " (баға ", after: ")") }.
held-status-contradiction = { $course } пәні туралы ЖОО былай дейді: { WORD($status, of: "said") }; ал { $grade } бағасы керісінше айтады.
held-passed-turned-failed = Бұрын тапсырылған еді ({ $before }), енді тапсырылмаған ({ $now }).
held-several-attempts = { $course } пәні бірнеше рет тапсырылған ({ $attempts }), қай әрекет есептелетіні таңдалмаған.

## Бұл не үшін есептеледі?

held-unmapped-course = { $course }{ IF_GIVEN($title, before: " («", after: "»)") } пәніне сәйкестік ережесі жоқ{ IF_GIVEN($near, before: "; кестеде ", after: " бар, айырмасы тек тыныс белгілерінде") }.
held-ambiguous-equivalence = { $courses } үшін бірнеше ереже бірдей сәйкес келеді: { $rules } ({ $places }).
held-equivalence-not-valid = { $on } күні { $rule } ережесі қолданыста болған жоқ (қолданылу мерзімі{ IF_GIVEN($from, before: ", басталуы ") }{ IF_GIVEN($to, before: ", аяқталуы ") }).
held-equivalence-not-approved = { $rule } ережесін ешкім бекітпеген.
held-level-not-covered = { $rule } басқа деңгейге немесе бағдарламаға арналған: { WORD($covered, of: "level") }; білім алушыда: { WORD($asked, of: "level") }.
held-below-minimum-grade = { $course } пәні бойынша { $grade } бағасы ең төменгі шектен төмен: { $minimum }.
held-incomplete-block = { $rule } ережесіне тағы { $missing } нәтижесі керек, ол әлі келген жоқ.
held-too-old = { $course } пәнінің аяқталғанына { $months } ай өткен; ереже { $maximum } айға дейін рұқсат етеді.
held-unknown-component = { $component } оқу жоспарында жоқ{ IF_GIVEN($near, before: "; жоспарда ", after: " бар, айырмасы тек тыныс белгілерінде") }.
held-retired-component = { $on } күні { $component } пәні оқу жоспарында болған жоқ (жоспардағы мерзімі{ IF_GIVEN($from, before: ", басталуы ") }{ IF_GIVEN($to, before: ", аяқталуы ") }).
held-component-twice = Оқу жоспарының { $component } пәні бірнеше рет есептелер еді: { $courses }.

## Бұл қанша береді?

held-no-regime = { $admission_year } жылы қабылданған білім алушының кредит қағидалары анықталмаған ({ WORD($level, of: "level") }{ IF_GIVEN($programme, before: ", ") }): { IF_GIVEN($regimes, of: "regime", before: "бірнешеуі сәйкес келеді, ", otherwise: "ешқайсысы сәйкес келмейді") }.
held-no-credits = Құжатта { $course } пәнінің кредиттері көрсетілмеген.
held-unknown-credit-scheme = { $course } пәнінің кредиттері ({ $value }) сипатталмаған «{ $scheme }» жүйесінде берілген.
held-no-credit-rule = { $course } пәні бойынша қайта есептеу ережесі жоқ ({ $value } { WORD($scheme, of: "scheme") }): { WORD($regime, of: "regime") }, { WORD($level, of: "level") }, { WORD($work, of: "work") }.
held-ambiguous-credit-rule = { $course } пәні бойынша { $value } { WORD($scheme, of: "scheme") } үшін бірнеше қайта есептеу ережесі бірдей сәйкес келеді: { $rules }.
held-credit-contradiction = { $course } пәнінің көрсетілген кредиттері бір-біріне қайшы: { WORD($credits, of: "scheme") }.
held-no-legal-range = { $course } пәні үшін ұлттық кесте коэффициенттердің дәл бір аралығын бермейді ({ WORD($work, of: "work") }, { WORD($level, of: "level") }): { WORD($rows, of: "rows") }.
held-coefficient-missing = { $course } пәні үшін коэффициент таңдалмаған: { WORD($work, of: "work") }, { WORD($level, of: "level") }; рұқсат етілген аралық { $lowest } – { $highest }.
held-coefficient-out-of-range = { $course } пәні үшін таңдалған { $coefficient } коэффициенті рұқсат етілген { $lowest } – { $highest } аралығынан тыс ({ WORD($work, of: "work") }, { WORD($level, of: "level") }).
held-rounding-missing = { $course } пәні бойынша { $quotient } кредитті қалай дөңгелектеу керегі таңдалмаған.
held-zero-credits = { $course } пәні бойынша { $value } { WORD($scheme, of: "scheme") } қайта есептелгенде { $quotient } шығады, ол нөл кредитке дейін дөңгелектенеді.
held-credits-differ = { $about }: қабылдаушы ЖОО-дағы жұмыс { $converted } кредит береді, ал күтілетіні { $expected }.
held-no-grade = Құжатта { $course } пәнінің бағасы жоқ.
held-no-grade-table = { $course } пәні үшін бағаларды ауыстыру кестесі жоқ: { $scheme } шкаласы, { $host }{ IF_GIVEN($on, before: ", күні ") }.
held-ambiguous-grade-table = { $course } пәні үшін бағаларды ауыстырудың бірнеше кестесі сәйкес келеді ({ $scheme } шкаласы, { $host }): { $tables }.
held-unknown-grade = { $course } пәніндегі «{ $label }» бағасы { $scheme } шкаласында жоқ.
held-ambiguous-grade = { $course } пәніндегі «{ $label }» бағасының { $scheme } шкаласында бірнеше мағынасы болуы мүмкін: { $options }.
held-grade-contradiction = { $course } пәнінің бағасы туралы деректер бір-біріне қайшы: { IF_GIVEN($label, before: "баға ", otherwise: "баға жоқ") }{ IF_GIVEN($percent, before: ", ", after: " %") }{ IF_GIVEN($points, before: ", балл ") }.
held-percent-missing = { $course } пәніндегі { $letter } бағасы { $lowest } – { $highest } % аралығын қамтиды, ал құжат нақты қаншасын айтпайды.
held-distribution-differs = { $course } пәні бойынша кесте { $table } береді, бағалардың үлестірімі { $distribution } көрсетеді: айырмасы { $apart } саты{ IF_GIVEN($sample, before: ", іріктеме ") }{ IF_GIVEN($minimum, before: ", талап етілетіні кемінде ") }.
held-mixed-grades = { $course } ішінде біреулері бағамен ({ $graded }), біреулері тек сынақпен ({ $ungraded }): олардан ортақ баға шықпайды.

## Не өзгерді?

held-withdrawal-proposed = Қатарынан { $listings } толық тізімде жоқ: { $results }. Адам шешпейінше ештеңе алынып тасталмайды.
held-withdrawn-by-host = Қабылдаушы ЖОО { $results } нәтижесін жойғанын хабарлады; оған негізделген: { $rests }. Адам шешпейінше ештеңе алынып тасталмайды.
held-changed-after-freeze = { $before } деп расталған еді, енді { $now } болар еді; жабылған бағалар тек бұйрықпен өзгереді.
held-document-doubt = Құжаттың өзі { $course } бойынша күмән туғызады: { WORD($finding, of: "finding") }.

## Университеттің Moodle жүйесі мұны қабылдай ма?

held-home-unknown-student = Біздің Moodle жүйесінде мұндай студент нөмірі бар пайдаланушы жоқ{ IF_GIVEN($component, before: " (", after: " үшін)") }{ IF_GIVEN($detail, before: ": ") }.
held-home-suspended-student = Студенттің біздің Moodle жүйесіндегі тіркелгісі тоқтатылған{ IF_GIVEN($component, before: " (", after: " үшін)") }{ IF_GIVEN($detail, before: ": ") }.
held-home-not-enrolled = Студент біздің Moodle жүйесінде { $component } курсына жазылмаған{ IF_GIVEN($detail, before: ": ") }.
held-home-unknown-component = Біздің Moodle жүйесінде { $component } идентификациялық нөмірі бар курс жоқ{ IF_GIVEN($detail, before: ": ") }.
held-home-no-grade-item = Біздің Moodle жүйесіндегі { $component } курсында ұтқырлық нәтижелеріне арналған бағалау элементі жоқ{ IF_GIVEN($detail, before: ": ") }.
held-home-ambiguous-item = Біздің Moodle жүйесіндегі { $component } курсында бірнеше бағалау элементі сәйкес келеді{ IF_GIVEN($detail, before: ": ") }.
held-home-item-locked = Біздің Moodle жүйесіндегі { $component } курсының бағалау элементі құлыпталған{ IF_GIVEN($detail, before: ": ") }.
held-home-grade-locked = Студенттің біздің Moodle жүйесіндегі { $component } курсы бойынша бағасы құлыпталған{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-grade-overridden = Студенттің { $component } курсы бойынша бағасын оқытушы қайта анықтаған{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-out-of-range = { $component } курсының бағалау элементі мұндай мәнді қабылдамайды{ IF_GIVEN($wanted, before: ": ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-changed-there = { $component } курсында бөтен баға тұр{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($last_written, before: ", біз жазған ", after: " %") }{ IF_GIVEN($wanted, before: ", жазар едік ", after: " %") }; оған тиіскен жоқпыз{ IF_GIVEN($detail, before: ": ") }.
held-home-not-confirmed = Жазғаннан кейін { $component } курсында басқа мән тұр{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($wanted, before: ", керегі ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-left-behind = { $component } бойынша біз қойған баға{ IF_GIVEN($last_written, before: " (", after: " %)") } енді есептелмейді: оның нәтижесі басқа компонентке танылды. Адам шешкенше баға сол күйінде қалады{ IF_GIVEN($detail, before: ": ") }.
held-home-refused = Біздің Moodle жүйесі { $component } бағасын қабылдаудан бас тартты{ IF_GIVEN($detail, before: ": ") }.
