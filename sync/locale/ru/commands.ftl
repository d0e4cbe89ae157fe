### Что говорит командная строка, и заголовки её таблиц.

held-none = Ничто не ждёт решения человека.
released = { $reference } идёт дальше; причины сняты, это записано.
refused = По { $reference } отказано, это записано.
identified = Эти результаты относятся к мобильности { $mobility }; для этого вуза это запомнено.

agreements-imported = Мобильности: новых { $new }, изменено { $changed }, без изменений { $unchanged }; новых версий соглашений об обучении { $versions }.
curriculum-imported = Дисциплин учебного плана в { $file }: { $components }.

documents-postponed = { $host }: ещё записывается файлов { $count }; они будут прочитаны после { $until }.
host-removed = { $host } больше нет в конфигурации: ничего от него не читается и не решается. Осталось результатов: { $results }, признано: { $recognised }, ждут решения: { $held }.
delivery-summary = Журнал оценок: подтверждено { $confirmed }, отложено { $held }, ещё выясняется { $unsettled }.
held-in-all = Всего в журнале отложено, включая прежние проходы: { $held }.
drift-summary = Изменено в журнале оценок после подтверждения: { $drifted }.
lines-summary = Строки транскриптов: подтверждено { $confirmed }, отложено { $held }, ещё выясняется { $unsettled }.
lines-missing = Строки транскриптов, которых в Moodle больше не было; они отправляются заново: { $missing }.
plan-summary = Будет записано { $rows }, записать нельзя { $blocked }.

audit-intact = Журнал аудита цел: записей { $entries }, последняя { $digest }
audit-fault = Запись { $sequence }: { WORD($fault, of: "fault") }
audit-broken = Журнал аудита не такой, каким был записан: нарушений { $faults }.

step-retrieve = Запрос вузов
step-read = Чтение документов
step-recognise = Признание результатов
step-deliver = Передача в журнал

head-line-status = строка транскрипта
head-version = версий
head-host = вуз
head-documents = документы
head-read = прочитано
head-set-aside = отложено в сторону
head-new = новые
head-changed = изменённые
head-recognised = признано
head-held = ждут решения
head-reference = номер
head-student = студент
head-host-courses = дисциплины вуза
head-component = дисциплина учебного плана
head-credits = кредиты
head-letter = буква
head-percent = процент
head-gradebook = журнал оценок
head-there-now = стоит сейчас
head-wanted = нужно
head-last-run = последний проход
head-last-success = последний успешный
head-error = ошибка
head-breaker = предохранитель
breaker-waiting = ждёт
breaker-open = отключён
breaker-half-open = проба при следующем обращении
host-left-alone = { $host } недавно не ответил и не опрашивается до { $until }. «utqyr host retry { $host }» разрешит опросить его сразу.
host-asked-again = { $host } будет опрошен в свою очередь; это записано.
host-not-left-alone = { $host } опрашивается как обычно; снимать нечего.
head-audit-entries = записей аудита

demo-first = Первая синхронизация
demo-held = Что отложено и почему
demo-second = Вторая синхронизация: у вузов ничего не изменилось
demo-quiet = Ничего не прочитано заново, ничего не решено заново, ничего не записано.
demo-not-quiet = Вторая синхронизация не была тихой: изменилось то, что не должно было.
demo-corrected = Принимающий вуз исправляет оценку: { $student }, { $course }
demo-transcript = Транскрипт { $student } в Moodle
demo-audit = Журнал аудита
demo-serving = Учебный Moodle работает до Ctrl-C. Чтобы попробовать команды с { $config }, в другом окне:

head-before = было
head-after = станет
head-average = средний балл
impact-delivered = записано
impact-waits = ожидает решения: { $reasons }
impact-frozen = остаётся; меняется только приказом
impact-summary = Студентов, чьи результаты изменились бы: { $students }. Ничего не изменено.
replay-summary = Пересчитано решений: { $decisions }, документов: { $documents }; расхождений: { $differences }.

closed = Академический период закрыт: всё, что завершилось до { $until }, окончательно и меняется только приказом.
closed-already = Ничего не изменено: академический период уже закрыт, и всё, что завершилось до { $until } включительно, окончательно.

line-recognised = зачтено
line-waiting = ожидает
line-withdrawn = отозвано
line-closed = закрыто
