### Үйлестірушілерге: ұсыныстар, сәйкестігі жоқ пәндер кезегі, күтілетін транскрипттер және
### қол қоюға арналған сәйкестік кестесі, сөйлем түрінде.

## Күндер мен тізімдер

day = { $day }.{ $month }.{ $year }
and-between = { $first } және { $second }

## Сәйкестігі жоқ пәндерге ұсыныстар

suggest-course = { $host } · { $code }{ IF_GIVEN($titles, before: " «", after: "»") }
suggest-who = Күтіп жүргендер: { $waiting }, күн саны: { $days }{ IF_GIVEN($references, before: " (", after: ")") }; келісімде бар, нәтижесі әлі жоқ: { $expecting }.
suggest-candidate = { $component }{ IF_GIVEN($title, before: " «", after: "»") }, кредит саны: { $credits }{ IF_GIVEN($cycle, before: ", цикл ") }: { $score }
suggest-no-candidate = Оқу жоспарында бұған ұқсас ештеңе жоқ: бәлкім, таңдау пәні немесе қосымша пән болар.
suggest-entry = mapping/{ $host }.yaml файлына қою үшін; бекіту («approved») қосылғанша, осы ережеге сай келгені күтеді:
suggest-measured = Тексеруге алынған прецеденттерде ({ $precedents }): бірінші орында { $first } %, алғашқы бестікте { $five } %.
suggest-not-measured = Тексеруге болатын прецеденттер: { $precedents }, кемінде { $fewest } керек: бұл ұсыныстардың қаншалықты дұрыс екені белгісіз.
suggest-untitled = Пәні транскрипттерде де, келісімдерде де аталмағандықтан тексеруге кірмеген прецеденттер: { $untitled }.

feature-title = атауы { $value }: «{ $theirs }» ~ «{ $ours }»
feature-precedent = прецедент { $value }: { $rule }{ IF_GIVEN($place, before: " (", after: ")") }, ондағы пән «{ $like }»
feature-agreed = оқу туралы келісімдерде онымен бір топта: { $agreements }
feature-credits = кредит { $value }: { $converted }, керегі { $expected }
feature-level = деңгейі басқа: студенттікі { WORD($asked, of: "level") }, пәндікі { WORD($covered, of: "level") }
feature-programme = бағдарламасы басқа: студенттікі { $asked }, пәндікі { $covered }
feature-work = жұмыс түрі басқа: { WORD($asked, of: "work") }, ал өз университетінде { WORD($covered, of: "work") }
feature-not-taught = { $on } күні оқытылмайды{ IF_GIVEN($from, before: "; оқытыла бастайтын күні ") }{ IF_GIVEN($to, before: "; соңғы оқытылатын күні ") }

## Сәйкестігі жоқ пәндер кезегі

unmapped-none = Әр пәннің сәйкестігі бар.

head-course-code = коды
head-titles = атаулары
head-waiting-students = күткен студенттер
head-waiting-days = күн
head-agreed-by = келісімдерде

## Күтілетін транскрипттер

arrival-away = кезең аяқталған жоқ
arrival-due = күтілуде
arrival-late = кешігуде
arrival-received = алынды

expected-none = Нәтижесін күтуге болатын ұтқырлық жоқ.
expected-host = { $host } ({ $hei }): кешіккені { $late }, күтілгені { $due }, кезеңі аяқталмағаны { $away }, алынғаны { $received }
expected-unidentified = Осы ЖОО-да кім екені әлі анықталмаған білім алушылар: { $learners }. Хат жазбас бұрын «utqyr held --host { $hei }» нәтижесін қараңыз.
expected-letter = Жіберілетін хат: utqyr expected --letter { $mobility }
expected-not-over = әлі ештеңе кешікпейді: { $mobility } ұтқырлығының кезеңі { $ends } күні аяқталады
expected-received = { $mobility } ұтқырлығы бойынша келісілгеннің бәрі алынды
expected-vertical = { $mobility } ұтқырлығы толық бағдарламаға арналған: ол бойынша транскрипт күтілмейді
expected-unknown = { $mobility } ұтқырлығы жоқ

head-mobility-id = ұтқырлық
head-arrival = күйі
head-period-ends = кезең соңы
head-due-on = мерзімі
head-days-late = кешіккен күні
head-results-in = нәтиже саны
head-courses-missing = жетпейтіні

## Келмеген транскрипт туралы хат

letter-to = Кімге: { $host }
letter-date = Күні: { $day }
letter-subject = Тақырыбы: транскрипт, { $names }, студент нөмірі { $student }
letter-greeting = Құрметті әріптестер!
letter-stay = { $names } (біздің университеттегі студент нөмірі { $student }) { $starts } – { $ends } аралығында академиялық ұтқырлық бойынша сіздің оқу орныңызда оқыды{ IF_GIVEN($reference, before: "; оқу туралы келісім ") }.
letter-nothing = Транскрипт бізге әлі келген жоқ.
letter-part = Мына пәндердің нәтижелері бізге әлі келген жоқ:
letter-agreed = Келісілген пәндер:
letter-course = { $code }{ IF_GIVEN($title, before: " «", after: "»") }{ IF_GIVEN($amount, before: ", ") }
letter-credits = { $amount } { WORD($scheme, of: "scheme") }
letter-request = Кредиттері мен бағалары көрсетілген транскриптті жіберуіңізді немесе оны қашан күтуге болатынын хабарлауыңызды сұраймыз. Ол келгенше студенттің сізде алған нәтижелерін тани алмаймыз.
letter-closing = Құрметпен,
letter-signature = ______________________ (аты-жөні, лауазымы, қолы)

## Сәйкестік кестесі сөйлем түрінде

mapping-title = Пәндер сәйкестігінің кестесі
mapping-host = Қабылдаушы ЖОО: { $host } ({ $hei })
mapping-home = Өз университеті: { $home }
mapping-rules = Ережелер саны: { $rules }; бекітілмегені: { $unapproved }.
mapping-no-rules = Бұл ЖОО үшін ереже жоқ.
mapping-revision = Ережелер редакциясы: { $revision }
mapping-day = Басып шығарылған күні { $day }
mapping-prepared = Дайындаған: ______________________ (аты-жөні, лауазымы, қолы)    Күні: ____________
mapping-approved = Бекітемін: ______________________ (аты-жөні, лауазымы, қолы)    Күні: ____________

rule-sentence = { $courses } { $number ->
    [1] { "" }
   *[other] { "бірге " }
 }{ $components } ретінде танылады{ $conditions }.
rule-clause = { $course } пәні
rule-course = { $code }{ IF_GIVEN($title, before: " «", after: "»") }
rule-any = ({ $courses }) пәндерінің бірі
rule-credits = { $credits ->
   *[other] { $credits } кредит
 }
rule-component = { $code }{ IF_GIVEN($title, before: " «", after: "»") }{ IF_GIVEN($amount, before: " (", after: ")") }
rule-target-component = { $component } пәні
rule-target-elective = { $component } таңдау пәні
rule-target-additional = { $component } қосымша пәні
rule-split = кредиттер көрсетілгендей бөлінеді
rule-minimum = бағасы { $label } бағасынан төмен емес (шкала { $scheme })
rule-minimum-each = әр пәннің бағасы { $label } бағасынан төмен емес (шкала { $scheme })
rule-valid-between = { $from } – { $to } аралығында оқылған
rule-valid-from = { $from } күнінен бастап оқылған
rule-valid-to = { $to } күнінен кешіктірілмей оқылған
rule-levels = оқу деңгейі: { WORD($levels, of: "level") }
rule-programmes = білім беру бағдарламалары: { $programmes }
rule-combined = қорытынды баға: { WORD($combination, of: "combination") }
rule-age = аяқталуы мен оқу туралы келісімнің бекітілуі арасы { $months } айдан аспаған
rule-shares = { $courses } басқа ережеге де керек: екеуі де орындалса, адам шешеді
rule-edition = { $edition } каталогымен салыстырылған
rule-approved = { $on } күні бекіткен: { $by }{ IF_GIVEN($reference, before: " (", after: ")") }
rule-unapproved = БЕКІТІЛМЕГЕН: осы ережеге сай келген нәтиже бекітуді күтеді
rule-note = ескертпе: { $note }

combination-weighted-mean = бағалардың кредит бойынша өлшенген орташасы
combination-lowest = бағалардың ең төмені
combination-highest = бағалардың ең жоғарысы
