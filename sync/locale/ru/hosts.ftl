### Что говорит `utqyr host`: можно ли пользоваться вузом и что стало с его списком курсов.

host-usable = { $host }: можно пользоваться
host-not-usable = { $host }: так пользоваться нельзя; мешает отмеченное ✗

check-health-waits = { $host } не ответил { $failures } раз подряд и не опрашивается до { $until }. Когда он снова заработает, «utqyr host retry { $host }» разрешит опросить его сразу.
check-name-none = Документы этого вуза приходят через папку: имени и сертификата проверять не нужно.
check-name-untold = Не удалось узнать, где отвечает вуз: { $reason }
check-name-proxied = { $server } доступен через прокси; имя и сертификат — его дело, они не проверялись.
check-name-unknown = Имя { $server } никуда не ведёт: { $reason }. Верно ли оно написано и знает ли его сервер имён этой машины?
check-name-found = { $server } ведёт на { $addresses }.
check-certificate-good = Сертификат { $server } действует до { $until } (дней: { $days }), выдан: { $issuer }.
check-certificate-ends = Сертификат { $server } истекает { $until }, дней осталось: { $days }. Сообщите ИТ-службе вуза.
check-certificate-refused = Сертификату { $server } нельзя доверять: { $reason }. Сообщите ИТ-службе вуза; собственный удостоверяющий центр указывают в «ca_bundle».
check-certificate-none = { $server } доступен без шифрования: оценки прочтёт любой по пути. Попросите у вуза https.
check-certificate-host-key = { $server } показывает ключ вместо сертификата; он должен совпасть с закреплённым.
check-unreachable = { $server } не даёт соединиться: { $reason }. Верен ли адрес и пропускает ли нас межсетевой экран?
check-sign-in-good = Вуз впускает нас и показывает то, что мы спрашиваем.
check-sign-in-failed = При нынешней настройке вузом пользоваться нельзя:
check-capabilities = Вид { $kind }. Список курсов: { WORD($courses, of: "answer") }; кредиты: { WORD($credits, of: "answer") }; сообщает об удалении: { WORD($deletions, of: "answer") }; перечень полон: { WORD($whole, of: "answer") }; изменения по: { $key }; за один раз: { $batch }.
check-credential-undated = Никто не записал, до какого дня действует наш доступ; о дате из «credential_expires» в настройках вуза предупредят заранее.
check-credential-good = Наш доступ действует до { $until } (дней: { $days }).
check-credential-ends = Наш доступ истекает { $until }, дней осталось: { $days }. Получите новый сейчас.
check-credential-ended = Наш доступ действовал до { $until }. Получите новый и запишите его последний день.
check-sample-all = Всё видимое прочитано и не сохранено: документов { $documents }, студентов { $students }, результатов { $results }, курсов { $courses }.
check-sample-more = Проба прочитана и не сохранена: документов { $documents }, студентов { $students }, результатов { $results }, курсов { $courses }. Есть ещё; «--all» посчитает всё.
check-sample-empty = Ничего не видно: вуз не предложил ни одного документа. Говорит ли вуз то же самое?
check-sample-broken = Нельзя прочитать документов: { $broken } из { $documents }. Они были бы сохранены и отложены.
check-sample-failed = Получить документы не удалось:
check-courses-listed = Список курсов вуза прочитан и не сохранён: курсов { $courses }.
check-courses-listed-more = Часть списка курсов вуза прочитана и не сохранена: курсов { $courses }. Есть ещё; «--all» посчитает всё.
check-courses-failed = Список курсов вуза получить нельзя:
check-more-problems = …и ещё { $count }
