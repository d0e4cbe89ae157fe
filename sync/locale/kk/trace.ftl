### Шешімнің әр қадамы, explain оны осылай көрсетеді.

trace-identified = { $mobility } ұтқырлығы деп анықталды, белгісі: { WORD($by, of: "identifier") }.
trace-regime-chosen = { $admission_year } жылы қабылданған, { WORD($level, of: "level") }: { WORD($regime, of: "regime") }.
trace-result-read = ЖОО былай дейді: { $course }{ IF_GIVEN($title, before: " «", after: "»") }{ IF_GIVEN($term, before: ", ") }; { WORD($status, of: "status") }{ IF_GIVEN($grade, before: ", баға ") }{ IF_GIVEN($credits, of: "scheme", before: ", ") }.
trace-attempt-counted = { $course } бойынша әрекеттердің ішінен { WORD($policy, of: "attempts") } есептеледі: { $counted } (қалғандары: { $others }).
trace-agreement-amended = Оқу туралы келісім өзгертілді: { $version }-нұсқа, бекітілген күні { $approved_on }; негіздемесі: { $reason }.
trace-agreement-row = { $course } келісілген{ IF_GIVEN($block, before: ", блок ") }: оқу туралы келісім, { $version }-нұсқа{ IF_GIVEN($reference, before: ", ") }{ IF_GIVEN($approved_on, before: ", бекітілген күні ") }.
trace-equivalence-found = Сәйкестік { $rule }{ IF_GIVEN($approved_by, before: ", бекіткен: ") }{ IF_GIVEN($approved_on, before: ", ") }{ IF_GIVEN($reference, before: ", ") }.
trace-component-valued = { $component }: дәл { $quotient }, қайта есептелгені { $converted }{ IF_GIVEN($expected, before: ", күтілгені ") }; { WORD($policy, of: "difference") }: { $credits } кредит.
trace-reason-released = { $by } рұқсат берді: { WORD($reason, of: "code") }. Негізі: { $why }

trace-credit-chosen = { $value } { WORD($scheme, of: "scheme") } алынды{ IF_GIVEN($others, of: "scheme", before: "; сондай-ақ көрсетілгені: ") }.
trace-credit-identity = { $value } { WORD($scheme, of: "scheme") }: бірге бір ({ WORD($regime, of: "regime") }).
trace-credit-coefficient = { $value } { WORD($scheme, of: "scheme") } ÷ { $coefficient } = { $quotient } ({ WORD($work, of: "work") }, { WORD($level, of: "level") }; рұқсат етілген аралық { $lowest } – { $highest }).
trace-credit-ratio = { $value } { WORD($scheme, of: "scheme") } × { $multiplier } ÷ { $coefficient } = { $quotient }, университет таңдауы бойынша.
trace-credit-list = { $value } { WORD($scheme, of: "scheme") } жарияланған тізім бойынша { $lowest } – { $highest } аралығында: { $credits } кредит.
trace-credit-rounded = { $quotient } { WORD($rounding, of: "rounding") } дөңгелектелді, қадамы { $unit }: { $credits } кредит.
trace-credit-shared = { $courses } бірге { $sum } береді, { WORD($rounding, of: "rounding") } { $total } мәніне дейін дөңгелектеліп, ең үлкен қалдық бойынша бөлінді: { $quotient } орнына { $credits }.

trace-grade-without-control = Бақылаусыз пән: кредиті бар, балы жоқ.
trace-grade-pass-label = «{ $label }» – сынақ тапсырылды: кредиті бар, балы жоқ.
trace-grade-fail-label = «{ $label }» – сынақ тапсырылмады.
trace-grade-table = Қабылдаушы ЖОО кестесі бойынша { $scheme } шкаласындағы { $label } бағасы ECTS бойынша { $ects }.
trace-grade-table-ungraded = Қабылдаушы ЖОО кестесі бойынша { $scheme } шкаласындағы { $label } балл бермейді; тапсырылды: { WORD($passed, of: "answer") }.
trace-grade-ects = Ұлттық кесте бойынша ECTS { $ects } – { $letter }, балл { $points }, { $percent } %.
trace-grade-home-letter = ЖОО біздің шкаламен бағалайды: { $label } – { $letter }, балл { $points }{ IF_GIVEN($percent, before: ", ", after: " %") }{ IF_GIVEN($checked, of: "figure", before: "; ЖОО деректерімен салыстырылды: ") }.
trace-grade-percent = { $percent } % дөңгелектегенде { $rounded } %, { $lowest } – { $highest } аралығында: { $letter }, балл { $points }.

trace-grades-mean = { $grades } бойынша кредитпен өлшенген орташа мән: дәл { $exact }, { $percent } %, { $letter }.
trace-grades-lowest = { $grades } ішіндегі ең төмені: { $percent } %, { $letter }.
trace-grades-highest = { $grades } ішіндегі ең жоғарысы: { $percent } %, { $letter }.
trace-grades-ungraded = Барлық нәтиже ({ $count }) балсыз кредит береді.

trace-distribution-suggested = { $label } ЖОО бағаларының { $from } – { $to } % аралығын алады ({ WORD($distribution, of: "distribution") }{ IF_GIVEN($sample, before: ", іріктеме ") }); бізде бұл { $letters }{ IF_GIVEN($home_sample, before: " (іріктеме ", after: ")") }; { WORD($overlap, of: "overlap") }: { $letter }.
trace-distribution-used = Үлестірім шешеді: { $letter }, балл { $points }, { $percent } %.
trace-distribution-agrees = Үлестірім { $distribution } көрсетеді, кесте { $table } береді: келісіледі (айырмасы { $apart } саты).
trace-distribution-apart = Үлестірім { $distribution } көрсетеді, кесте { $table } береді: айырмасы { $apart } саты.
trace-distribution-small-sample = Үлестірімде { $sample } баға бар, { $minimum } мәнінен аз: ол тек белгіленді.
trace-distribution-unusable = Үлестірім ({ WORD($distribution, of: "distribution") }) мұнда ештеңе айтпайды: { WORD($reason, of: "unusable") }.
