### Адам не істейді және қай бұйрықпен.

resolution-release = Осы күйінде қалдыруға болса: utqyr held release { $reference } --by АТЫ --reason СЕБЕП. Болмаса: utqyr held refuse { $reference } --by АТЫ --reason СЕБЕП
resolution-release-failed = Қанағаттанарлықсыз бағаны жазу үшін: utqyr held release { $reference } --by АТЫ --reason СЕБЕП. Жазбау үшін: utqyr held refuse { $reference } --by АТЫ --reason СЕБЕП
resolution-release-passed-turned-failed = Оң бағаны қанағаттанарлықсыз бағамен ауыстыру үшін: utqyr held release { $reference } --by АТЫ --reason СЕБЕП. Бұрынғысын қалдыру үшін: utqyr held refuse { $reference } --by АТЫ --reason СЕБЕП
resolution-release-withdrawal-proposed = Нәтижелерді алып тастау үшін: utqyr held release { $reference } --by АТЫ --reason СЕБЕП. Қалдыру үшін: utqyr held refuse { $reference } --by АТЫ --reason СЕБЕП
resolution-release-withdrawn-by-host = Нәтижелерді алып тастау үшін: utqyr held release { $reference } --by АТЫ --reason СЕБЕП. Қалдыру үшін: utqyr held refuse { $reference } --by АТЫ --reason СЕБЕП
resolution-release-changed-after-freeze = Жабылған бағаны түзету үшін: utqyr held release { $reference } --by АТЫ --reason СЕБЕП --order НӨМІРІ. Қалдыру үшін: utqyr held refuse { $reference } --by АТЫ --reason СЕБЕП
resolution-release-home-changed-there = Біздің бағаны үстінен жазу үшін: utqyr held release { $reference } --by АТЫ --reason СЕБЕП. Тұрғанын қалдыру үшін: utqyr held refuse { $reference } --by АТЫ --reason СЕБЕП
resolution-release-home-left-behind = Ескі бағаны алып тастау үшін: utqyr held release { $reference } --by АТЫ --reason МӘТІН. Қалдыру үшін: utqyr held refuse { $reference } --by АТЫ --reason МӘТІН
resolution-release-home-not-confirmed = Біздің бағаны тағы бір рет жазу үшін: utqyr held release { $reference } --by АТЫ --reason СЕБЕП. Тұрғанын қалдыру үшін: utqyr held refuse { $reference } --by АТЫ --reason СЕБЕП
resolution-edit-mapping = mapping/{ $host }.yaml файлын түзетіңіз, содан кейін: utqyr check
resolution-edit-rules = { $file } файлын түзетіңіз, содан кейін: utqyr check
resolution-import-agreement = Бекітілген оқу туралы келісімді жүктеңіз: utqyr import agreements ФАЙЛ --by АТЫ
resolution-identify = Бұл кімнің нәтижелері екенін көрсетіңіз: utqyr held identify { $reference } --mobility ҰТҚЫРЛЫҚ --by АТЫ --reason СЕБЕП
resolution-ask-host = { $host } жоғары оқу орнынан түзетілген құжат сұраңыз; келген бойда оқылады.
resolution-wait = Ештеңе: ЖОО қалғанын жібергенде шешім қайта қабылданады.
resolution-mend-home = Мұны университеттің Moodle жүйесінде түзетіңіз; келесі жеткізуде қайта тексеріледі.

placeholder-reference = НӨМІР
placeholder-host = ЖОО
