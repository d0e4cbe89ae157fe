### Транскрипт пен хаттаманың тұрақты сөздері. {"{code}"} сияқтылар басып шығарғанда толтырылады.

document-transcript = Академиялық ұтқырлықтың танылған нәтижелерінің транскрипті
document-protocol = Академиялық ұтқырлық нәтижелерін тану хаттамасы
document-draft = ЖОБА, берілмеген
document-version = Нұсқа
document-issued-on = Берілген күні
document-as-of = Мына күнгі жағдай бойынша
document-page = Бет

document-student = Білім алушы
document-student-number = Студент нөмірі
document-birth-date = Туған күні
document-level = Оқу деңгейі
document-programme = Білім беру бағдарламасы
document-admission-year = Түскен жылы

document-stay = Ұтқырлық түрі
document-host = Қабылдаушы ЖОО
document-period = Кезең
document-mobility = Ұтқырлық нөмірі
document-agreement = Оқу туралы келісім
document-agreement-version = нұсқасы
document-approved = бекітілген
document-basis = Бұйрық

document-number = Р/с
document-code = Пән коды
document-component = Оқу жоспарының пәні
document-credits = Кредит (ҚР)
document-letter = Әріптік баға
document-points = Балл
document-percent = Пайыз
document-traditional = Дәстүрлі баға
document-host-course = Қабылдаушы ЖОО-дағы пән
document-host-credits = Ондағы кредит
document-host-grade = Ондағы баға
document-note = Ескерту

document-without-points = сынақ тапсырылды
document-without-control = бақылаусыз
document-failed = тапсырылмады
document-autumn = күз
document-spring = көктем
document-summer = жаз
document-nothing-recognised = Әзірге ештеңе танылған жоқ.

document-credits-recognised = Танылған кредит
document-average = Орташа балл, GPA (кредит бойынша)
document-average-counts = Бұл бағалар білім алушының орташа балына (GPA) кіреді.
document-average-apart = Университет ережесі бойынша бұл бағалар білім алушының орташа балына (GPA) кірмейді.
document-without-points-note = Бағасыз есептелген пәндер балсыз кредит береді және орташа балға кірмейді.
document-failed-note = Тапсырылмаған пәндер орташа балға кіреді, кредит бермейді.

document-notes = Нәтижелер қалай қайта есептелді
document-source = дереккөз
document-rules = Әрқайсысы қай ереже бойынша танылды
document-rule = Ереже
document-approval = Бекіткен
document-decision = Шешім

document-waiting = Әлі танылмағандар және себебі
document-waiting-note = Бұл бөлім мәлімет үшін берілген, ресми жазбаға кірмейді.
document-nothing-waits = Шешім күтіп тұрған ештеңе жоқ.
document-since = Қай күннен

document-signature = қолы
document-seal = М.О.
document-verification = Түпнұсқалығын тексеру
document-verification-how = Осы код ({"{code}"}) бойынша тіркеу кеңсесі құжатты аудит журналынан растайды: utqyr audit prove {"{code}"}. Интернет қажет емес.
document-verification-log = Құжат жасалғанда {"{origin}"} журналында {"{size}"} жазба болды, соңғысының дайджесі {"{digest}"}.

document-protocol-number = Хаттама №
document-order = Бұйрық №
document-dated = Күні
document-decided-between = Шешімдер кезеңі
document-host-documents = Қабылдаушы ЖОО құжаттары
document-protocol-recognised = Танылды
document-protocol-refused = Танылмады
document-protocol-waiting = Әлі шешім күтуде
document-refused-by = Кім бас тартты және неге
document-reason = Себебі
document-students = Білім алушы саны
document-components = Пән саны
document-decided-on = Шешім күні
document-no-refusals = Бас тартылған нәтиже жоқ.

waits-open = адамның шешімін күтуде
waits-refused = танылмады
waits-withdrawn = алып тасталды
waits-missing = нәтиже келген жоқ
waits-expected = күтілуде

note-agreed-no-result = Пән оқу туралы келісімде бар, бірақ қабылдаушы ЖОО ол бойынша нәтиже жіберген жоқ.
note-credit-identity = { WORD($scheme, of: "scheme") } Қазақстанның академиялық кредитіне бірге бір есебімен ауыстырылды ({ WORD($regime, of: "regime") }).
note-credit-coefficient = Кредит ({ WORD($scheme, of: "scheme") }) { $coefficient } санына бөлінді (рұқсат етілген аралық: { $lowest } – { $highest }; { WORD($work, of: "work") }, { WORD($level, of: "level") }).
note-credit-ratio = Кредит ({ WORD($scheme, of: "scheme") }) { $multiplier } санына көбейтіліп, { $coefficient } санына бөлінді.
note-credit-list = Кредит ({ WORD($scheme, of: "scheme") }) жарияланған тізім бойынша қайта есептелді.
note-credit-rounded = Кредит { WORD($rounding, of: "rounding") } { $unit } еселігіне дейін дөңгелектелді.
note-credit-shared = Кредиттердің қосындысы { WORD($rounding, of: "rounding") } дөңгелектеліп, ең үлкен қалдық бойынша бөлінді.
note-component-valued = Қайта есептелген кредит пәннің өз кредитінен өзгеше: { WORD($policy, of: "difference") }.
note-grade-without-control = Бақылаусыз пән: кредит бар, балл жоқ.
note-grade-pass-label = Қабылдаушы ЖОО бағасыз сынақ қойған: кредит бар, балл жоқ.
note-grade-fail-label = Қабылдаушы ЖОО қанағаттанарлықсыз нәтиже көрсеткен.
note-grade-table = Баға қабылдаушы ЖОО-ның { $scheme } шкаласының кестесі бойынша ECTS әрпіне ауыстырылды.
note-grade-table-ungraded = Қабылдаушы ЖОО-ның { $scheme } шкаласының кестесі бойынша бұл белгі балл бермейді.
note-grade-ects = ECTS әрпі ұлттық кесте бойынша ұлттық шкалаға ауыстырылды.
note-grade-home-letter = Екі ЖОО бір шкаламен бағалайды: баға өзгеріссіз алынды.
note-grade-percent = Әріп пен балл пайыз бойынша табылды.
note-grades-mean = Баға қабылдаушы ЖОО бағаларының кредитпен өлшенген орташасы.
note-grades-lowest = Қабылдаушы ЖОО бағаларының ең төмені алынды.
note-grades-highest = Қабылдаушы ЖОО бағаларының ең жоғарысы алынды.
note-distribution-used = Баға екі ЖОО бағаларының үлестірімін салыстыру арқылы табылды.
note-reason-released = Журналда аты аталған адам шешім қабылдады («{ WORD($reason, of: "code") }»): { $why }

document-was-issued = Берілді: { $version } нұсқа, код { $code }, SHA-256 { $digest }
document-was-copied = Бұрын берілген құжаттың өзі: { $version } нұсқа, код { $code }, SHA-256 { $digest }
draft-was-written = Жазылды, бірақ берілген жоқ: { $path }, SHA-256 { $digest }
rows-were-written = Жазылды: { $path }, жолдар: { $rows }, SHA-256 { $digest }

proof-issue = { $sequence }-жазба, { $at }, { $actor }: { WORD($action, of: "action") }, { $version } нұсқа, { $form } ({ $languages }), SHA-256 { $digest }
proof-statement = Онда былай делінген:
proof-decisions = Мына жазбалардағы шешімдерге негізделген, олар өзгермеген: { $entries }
proof-superseded = Содан бері жаңа нұсқа берілді: { $version }, коды { $code }.
proof-proved = Расталды: { $code } құжаты берілген, журнал өзгермеген.
proof-documents = Берілген файлдар шығарылған құжатпен байтына дейін бірдей: { $documents }.
proof-checkpoints = Бақылау нүктелері сәйкес келеді: { $checkpoints }.
proof-unanchored = Бақылау нүктесі салыстырылмады: бұған файлдың қайдан алынғанына сенген дәрежеде ғана сенуге болады.
proof-unknown-code = Расталмады: журналда мұндай коды бар құжат жоқ.
proof-entry-changed = Расталмады: журналдың жолы өзгертілген.
proof-detail-changed = Расталмады: құжаттың берілгені туралы мәлімет өзгертілген.
proof-detail-withheld = Расталмады: құжаттың берілгені туралы мәлімет өшірілген не қоса берілмеген, мазмұнын салыстыру мүмкін емес.
proof-statement-changed = Расталмады: жазбаның мазмұны бұл кодты бермейді.
proof-decision-changed = Расталмады: құжат негізделген шешім бастапқыда жазылғаннан өзгеше.
proof-document-differs = Расталмады: файл берілген құжатпен бірдей емес.
proof-pinned-differs = Расталмады: бұл құжат жасалған журнал емес.
proof-chain-broken = Расталмады: журнал жазбалары бірінен кейін бірі жүрмейді.
proof-checkpoint-differs = Расталмады: бақылау нүктесі басқа журналдан алынған.
proof-checkpoint-out-of-reach = Расталмады: бақылау нүктесіне дейін үзіліссіз жазбалар тізбегі жоқ.

epvo-in-order = Жазбалар дұрыс: { $rows }.
epvo-not-in-order = Жазбалар дұрыс емес, қате саны: { $errors }. Оларды жіберуге болмайды.
epvo-sent = { $row }: { $sent } жіберілді, { $unchanged } бұрыннан бар.
epvo-ignored = { $field } жіберілді, бірақ ол жерде жоқ: платформа оны қабылдамады.
epvo-missing = { $row } жіберілді, бірақ ол жерде табылмады.
