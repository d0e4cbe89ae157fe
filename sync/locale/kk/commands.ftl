### Бұйрық жолының сөйлемдері және оның кестелерінің тақырыптары.

held-none = Адамның шешімін күтіп тұрған ештеңе жоқ.
released = { $reference } әрі қарай жүреді; себептер алынды, бұл жазылды.
refused = { $reference } бойынша бас тартылды, бұл жазылды.
identified = Бұл нәтижелер { $mobility } ұтқырлығына жатады; осы ЖОО үшін есте сақталды.

agreements-imported = Ұтқырлықтар: жаңасы { $new }, өзгергені { $changed }, өзгермегені { $unchanged }; оқу туралы келісімдердің жаңа нұсқалары { $versions }.
curriculum-imported = { $file } файлындағы оқу жоспары пәндерінің саны: { $components }.

documents-postponed = { $host }: жазылып жатқан файлдар саны { $count }; олар мына уақыттан кейін оқылады: { $until }.
host-removed = { $host } конфигурацияда енді жоқ: одан ештеңе оқылмайды және шешілмейді. Қалған нәтижелер саны: { $results }, танылғаны: { $recognised }, шешім күтетіні: { $held }.
delivery-summary = Бағалар журналы: расталғаны { $confirmed }, кідіртілгені { $held }, анықталып жатқаны { $unsettled }.
held-in-all = Журналда барлығы кідіртілгені, бұрынғы өтулермен қоса: { $held }.
drift-summary = Расталғаннан кейін бағалар журналында өзгергені: { $drifted }.
lines-summary = Транскрипт жолдары: расталғаны { $confirmed }, кідіртілгені { $held }, анықталып жатқаны { $unsettled }.
lines-missing = Moodle-да енді тұрмаған, қайта жіберілетін транскрипт жолдары: { $missing }.
plan-summary = Жазылатыны { $rows }, жазуға болмайтыны { $blocked }.

audit-intact = Аудит журналы бүтін: жазбалар саны { $entries }, соңғысы { $digest }
audit-fault = { $sequence }-жазба: { WORD($fault, of: "fault") }
audit-broken = Аудит журналы жазылған күйінде емес: бұзылу саны { $faults }.

step-retrieve = ЖОО-лардан сұрау
step-read = Құжаттарды оқу
step-recognise = Нәтижелерді тану
step-deliver = Журналға жеткізу

head-line-status = транскрипт жолы
head-version = нұсқалары
head-host = ЖОО
head-documents = құжаттар
head-read = оқылды
head-set-aside = бөлек қойылды
head-new = жаңа
head-changed = өзгерген
head-recognised = танылды
head-held = шешім күтеді
head-reference = нөмір
head-student = студент
head-host-courses = ЖОО пәндері
head-component = оқу жоспарының пәні
head-credits = кредит
head-letter = әріп
head-percent = пайыз
head-gradebook = бағалар журналы
head-there-now = қазір тұрғаны
head-wanted = керегі
head-last-run = соңғы айналым
head-last-success = соңғы сәтті айналым
head-error = қате
head-breaker = сақтандырғыш
breaker-waiting = күтуде
breaker-open = ажыратылған
breaker-half-open = келесі кезекте сыналады
host-left-alone = { $host } жақында жауап бермеді, { $until } дейін сұралмайды. «utqyr host retry { $host }» оны бірден сұрауға рұқсат етеді.
host-asked-again = { $host } келесі кезегінде қайта сұралады; бұл жазылды.
host-not-left-alone = { $host } өз кезегінде сұралады; алып тастайтын ештеңе жоқ.
head-audit-entries = аудит жазбалары

demo-first = Бірінші синхрондау
demo-held = Не кейінге қалдырылды және неге
demo-second = Екінші синхрондау: жоғары оқу орындарында ештеңе өзгерген жоқ
demo-quiet = Ештеңе қайта оқылмады, қайта шешілмеді және жазылмады.
demo-not-quiet = Екінші синхрондау тыныш өтпеді: өзгермеуі тиіс нәрсе өзгерді.
demo-corrected = Қабылдаушы жоғары оқу орны бағаны түзетеді: { $student }, { $course }
demo-transcript = { $student } студентінің Moodle-дағы транскрипті
demo-audit = Аудит журналы
demo-serving = Оқу Moodle-ы Ctrl-C басылғанша жұмыс істейді. { $config } бумасымен командаларды басқа терезеде байқап көру үшін:

head-before = бұрын
head-after = кейін
head-average = орташа балл
impact-delivered = жазылған
impact-waits = шешім күтеді: { $reasons }
impact-frozen = сол күйінде қалады; тек бұйрықпен өзгереді
impact-summary = Нәтижелері өзгеретін студенттер: { $students }. Ештеңе өзгертілген жоқ.
replay-summary = Қайта есептелген шешімдер: { $decisions }, құжаттар: { $documents }; айырмашылықтар: { $differences }.

closed = Академиялық кезең жабылды: { $until } дейін аяқталғанның бәрі түпкілікті, тек бұйрықпен өзгереді.
closed-already = Ештеңе өзгерген жоқ: академиялық кезең бұрын жабылған, { $until } күнін қоса алғанда аяқталғанның бәрі түпкілікті.

line-recognised = танылды
line-waiting = күтуде
line-withdrawn = қайтарылды
line-closed = жабылды
