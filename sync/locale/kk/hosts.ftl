### `utqyr host` не айтады: ЖОО-ны қолдануға бола ма және оның курстар тізімі не болды.

host-usable = { $host }: қолдануға болады
host-not-usable = { $host }: бұл күйінде қолдануға болмайды; ✗ белгіленгені кедергі

check-health-waits = { $host } қатарынан { $failures } рет жауап бермеді, { $until } дейін сұралмайды. Қайта іске қосылғанда «utqyr host retry { $host }» оны бірден сұрауға рұқсат етеді.
check-name-none = Бұл ЖОО құжаттары қалта арқылы келеді: тексеретін атау да, сертификат та жоқ.
check-name-untold = ЖОО-ның қайда жауап беретінін білу мүмкін болмады: { $reason }
check-name-proxied = { $server } прокси арқылы қолжетімді; атау мен сертификат соның ісі, олар тексерілген жоқ.
check-name-unknown = { $server } атауы ешқайда апармайды: { $reason }. Ол дұрыс жазылған ба, осы машинаның атаулар сервері оны біле ме?
check-name-found = { $server } мына мекенжайға апарады: { $addresses }.
check-certificate-good = { $server } сертификаты { $until } дейін жарамды (күн: { $days }), берген: { $issuer }.
check-certificate-ends = { $server } сертификатының мерзімі { $until } бітеді, қалған күн: { $days }. ЖОО-ның АТ қызметіне айтыңыз.
check-certificate-refused = { $server } сертификатына сенуге болмайды: { $reason }. ЖОО-ның АТ қызметіне айтыңыз; меншікті куәландырушы орталық «ca_bundle» ішінде көрсетіледі.
check-certificate-none = { $server } шифрлаусыз қолжетімді: бағаларды жолда кез келген адам оқиды. ЖОО-дан https сұраңыз.
check-certificate-host-key = { $server } сертификат орнына кілт көрсетеді; ол бекітілген кілт болуы керек.
check-unreachable = { $server } қосылуға мүмкіндік бермейді: { $reason }. Мекенжай дұрыс па, желіаралық қалқан бізді өткізе ме?
check-sign-in-good = ЖОО бізді кіргізеді және сұрағанымызды көрсетеді.
check-sign-in-failed = Қазіргі баптаумен ЖОО-ны қолдануға болмайды:
check-capabilities = Түрі { $kind }. Курстар тізімі: { WORD($courses, of: "answer") }; кредиттер: { WORD($credits, of: "answer") }; жоюды хабарлайды: { WORD($deletions, of: "answer") }; тізбе толық: { WORD($whole, of: "answer") }; өзгерістер негізі: { $key }; бір жолда: { $batch }.
check-credential-undated = Кіру құралымыздың қай күнге дейін жарамды екенін ешкім жазбаған; ЖОО баптауындағы «credential_expires» күні алдын ала ескертіледі.
check-credential-good = Кіру құралымыз { $until } дейін жарамды (күн: { $days }).
check-credential-ends = Кіру құралымыздың мерзімі { $until } бітеді, қалған күн: { $days }. Қазір жаңасын алыңыз.
check-credential-ended = Кіру құралымыз { $until } дейін жарамды болған. Жаңасын алып, соңғы күнін жазып қойыңыз.
check-sample-all = Көрінетіннің бәрі оқылды, сақталған жоқ: құжат { $documents }, студент { $students }, нәтиже { $results }, курс { $courses }.
check-sample-more = Үлгі оқылды, сақталған жоқ: құжат { $documents }, студент { $students }, нәтиже { $results }, курс { $courses }. Тағы бар; «--all» бәрін санайды.
check-sample-empty = Ештеңе көрінбейді: ЖОО бірде-бір құжат ұсынбады. ЖОО да солай дей ме?
check-sample-broken = { $documents } құжаттың { $broken } құжатын оқу мүмкін емес. Олар сақталып, шетке қойылар еді.
check-sample-failed = Құжаттарды алу мүмкін болмады:
check-courses-listed = ЖОО курстарының тізімі оқылды, сақталған жоқ: курс { $courses }.
check-courses-listed-more = ЖОО курстары тізімінің бір бөлігі оқылды, сақталған жоқ: курс { $courses }. Тағы бар; «--all» бәрін санайды.
check-courses-failed = ЖОО курстарының тізімін алу мүмкін емес:
check-more-problems = …және тағы { $count }
