### Тұйық тізімдердің сөздері, сөйлемдер мен кестелерде осылай тұрады.

level-bachelor = бакалавриат
level-profile-master = бейіндік магистратура
level-scientific-master = ғылыми-педагогикалық магистратура
level-phd = докторантура

work-theory = теориялық оқыту
work-educational-practice = оқу практикасы
work-pedagogical-practice = педагогикалық практика
work-industrial-practice = өндірістік практика
work-research-practice = зерттеу практикасы
work-research-work = ғылыми-зерттеу жұмысы
work-final-attestation = қорытынды аттестаттау

regime-kz-2011 = 2011 жылғы қағидалар
regime-kz-2018 = 2018 жылғы қағидалар

scheme-ects = ECTS кредиті
scheme-kz = ҚР кредиті
scheme-ze = сынақ бірлігі
scheme-hours = сағат

kind-internal = ішкі (ұлттық)
kind-external = сыртқы (халықаралық)
form-horizontal = деңгейлес
form-vertical = тік
form-individual = жеке

status-passed = тапсырылды
status-failed = тапсырылмады
status-in-progress = аяқталмаған
status-unknown = тапсырылғанын ЖОО айтпайды
status-assumed = ЖОО ештеңе айтпағандықтан, тапсырылды деп есептеледі
said-passed = тапсырылды
said-failed = тапсырылмады
said-assumed = ештеңе

identifier-mobility-id = ұтқырлық идентификаторы
identifier-esi = студенттің еуропалық идентификаторы
identifier-student-number = студент нөмірі
identifier-national-id = ЖСН
identifier-host-id = қабылдаушы ЖОО-дағы студент нөмірі
identifier-name = аты-жөні
identifier-given-names = аты
identifier-family-name = тегі
identifier-confirmed-name = адам растаған аты-жөні
identifier-birth-date = туған күні
identifier-host = қабылдаушы ЖОО

attempts-first = біріншісі
attempts-best = ең жақсысы
attempts-last = соңғысы
attempts-hold = адам таңдағаны

difference-hold = айырма болса, адам шешеді
difference-award-converted = қайта есептелген мәні есептеледі
difference-award-component = оқу жоспарындағы кредит есептеледі

rounding-half-up = арифметика ережесімен
rounding-floor = төмен қарай
rounding-ceiling = жоғары қарай

overlap-minimum = олардың ең төмені алынады
overlap-average = олардың ортасы алынады
overlap-maximum = олардың ең жоғарысы алынады

figure-percent = пайыз
figure-points = балл

answer-yes = иә
answer-no = жоқ

rows-no-row = бірде-бір жол сәйкес келмейді

distribution-resultDistribution = пән бағалары
distribution-gradeConversionTable = қабылдаушы ЖОО бағаларының үлестірім кестесі
distribution-shortenedGrading = бағадан төмен, осы бағадағы және жоғары үлестер

unusable-same-scale = екі ЖОО-ның шкаласы бір
unusable-other-cycle = ол білім берудің басқа деңгейі туралы
unusable-other-field = ол басқа бағыт туралы
unusable-no-home-distribution = біздің университетте салыстыратын үлестірім жоқ
unusable-several-home-distributions = университеттің бірнеше үлестірімі сәйкес келеді
unusable-labels-unreadable = ондағы белгілер бұл шкаланың бағалары емес
unusable-grade-not-in-it = онда бұл баға жоқ
unusable-home-fails-unknown = университет үлестірімінде қанағаттанарлықсыз бағалар бөлінбеген
unusable-suggestions-differ = қабылдаушы ЖОО үлестірімдері әртүрлі баға көрсетеді

state-pending = жіберуді күтіп тұр
state-sending = жіберілді, расталмаған
state-confirmed = бағалар журналында
state-held = кідіртілді
state-refused = бас тартылды
state-cancelled = енді қажет емес

verdict-written = жазылды
verdict-unchanged = бұрыннан тұр
verdict-conflict = басқа мән тұр
verdict-refused = бас тартылды
verdict-unknown = жауап жоқ

target-component = оқу жоспарының пәні
target-elective = таңдау пәні
target-additional = қосымша пән

fault-content = жол өзгертілген
fault-link = алдыңғы жазба ауыстырылған
fault-gap = алдында жазбалар жетіспейді
fault-order = өз орнында тұрған жоқ
fault-detail = толық мәліметі өзгертілген
fault-detail-missing = толық мәліметі жойылған, бірақ жойылғаны туралы жазба жоқ
fault-truncated = журналдың соңы кесілген
fault-checkpoint = журнал бақылау нүктесіне дейін қайта жазылған

action-document-kept = құжат сақталды
action-document-read = құжат оқылды
action-document-quarantined = құжат бөлек қойылды
action-batch-held = топтама кідіртілді
action-batch-released = топтама жіберілді
action-decision-recorded = шешім жазылды
action-decision-superseded = шешім ауыстырылды
action-delivery-sent = Moodle жүйесіне жіберу
action-delivery-confirmed = кері оқумен расталды
action-delivery-refused = жазудан бас тартылды
action-delivery-settled = жоғалған жауап оқумен анықталды
action-line-confirmed = транскрипт жолы кері оқумен расталды
action-line-refused = транскрипт жолы қабылданбады
action-held-released = адам рұқсат берді
action-held-refused = адам бас тартты
action-learner-identified = білім алушыны адам анықтады
action-agreement-imported = оқу туралы келісім жүктелді
action-curriculum-imported = оқу жоспары жүктелді
action-catalogue-imported = курстар каталогы жүктелді
action-rulebook-loaded = ережелер жүктелді
action-configuration-refused = баптаулар қабылданбады
action-plan-made = жоспар жасалды
action-plan-applied = жоспар орындалды
action-plan-refused = жоспар қабылданбады
action-run-started = айналым басталды
action-run-finished = айналым аяқталды
action-host-suspended = ЖОО тоқтатылды
action-host-resumed = ЖОО жалғастырылды
action-daemon-started = қызмет іске қосылды
action-daemon-stopped = қызмет тоқтатылды
action-heartbeat = жұмыс белгісі
action-checkpoint-made = бақылау нүктесі жасалды
action-term-closed = академиялық кезең жабылды
action-detail-erased = толық мәлімет жойылды
action-transcript-issued = транскрипт берілді
action-protocol-issued = тану хаттамасы берілді
action-document-copied = берілген құжат қайта берілді
action-rows-exported = ЕПВО жазбалары файлға шығарылды
action-rows-pushed = ЕПВО-ға жазбалар жіберілді
action-shadow-began = көлеңке режимі басталды
action-shadow-compared = қызметкердің бағаларымен салыстырылды
action-host-promoted = қосқыш іске қосылды

finding-other-issuer = оны берген мекеме ретінде басқа мекеме аталған
