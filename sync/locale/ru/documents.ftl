### Постоянные слова транскриптов и протоколов. {"{code}"} и подобное подставляется при печати.

document-transcript = Транскрипт признанных результатов академической мобильности
document-protocol = Протокол признания результатов академической мобильности
document-draft = ПРОЕКТ, не выдан
document-version = Версия
document-issued-on = Дата выдачи
document-as-of = По состоянию на
document-page = Страница

document-student = Обучающийся
document-student-number = Номер студента
document-birth-date = Дата рождения
document-level = Уровень обучения
document-programme = Образовательная программа
document-admission-year = Год поступления

document-stay = Мобильность
document-host = Принимающий вуз
document-period = Период
document-mobility = Номер мобильности
document-agreement = Соглашение об обучении
document-agreement-version = версия
document-approved = утверждено
document-basis = Приказ

document-number = №
document-code = Код
document-component = Дисциплина учебного плана
document-credits = Кредиты (РК)
document-letter = Буквенная оценка
document-points = Баллы
document-percent = Проценты
document-traditional = Традиционная оценка
document-host-course = Дисциплина принимающего вуза
document-host-credits = Кредиты там
document-host-grade = Оценка там
document-note = Примечания

document-without-points = зачтено
document-without-control = без контроля
document-failed = не сдано
document-autumn = осень
document-spring = весна
document-summer = лето
document-nothing-recognised = Пока ничего не признано.

document-credits-recognised = Признано кредитов
document-average = Средний балл, GPA (по кредитам)
document-average-counts = Эти оценки входят в средний балл (GPA) обучающегося.
document-average-apart = По правилам университета эти оценки не входят в средний балл (GPA) обучающегося.
document-without-points-note = Дисциплины, зачтённые без оценки, дают кредиты без баллов и в средний балл не входят.
document-failed-note = Несданные дисциплины входят в средний балл и кредитов не дают.

document-notes = Как пересчитаны результаты
document-source = источник
document-rules = По какому правилу признана каждая
document-rule = Правило
document-approval = Утверждено
document-decision = Решение

document-waiting = Ещё не признано, и почему
document-waiting-note = Эта часть дана для сведения и не входит в официальную запись.
document-nothing-waits = Ничего не ожидает решения.
document-since = С какого дня

document-signature = подпись
document-seal = М.П.
document-verification = Проверка подлинности
document-verification-how = По этому коду ({"{code}"}) офис регистратора подтверждает документ по журналу аудита: utqyr audit prove {"{code}"}. Доступ в Интернет не нужен.
document-verification-log = При составлении документа в журнале {"{origin}"} было записей: {"{size}"}, последняя с дайджестом {"{digest}"}.

document-protocol-number = Протокол №
document-order = Приказ №
document-dated = Дата
document-decided-between = Решения за период
document-host-documents = Документы принимающего вуза
document-protocol-recognised = Признано
document-protocol-refused = Не признано
document-protocol-waiting = Ещё ожидают решения
document-refused-by = Кто отказал и почему
document-reason = Причина
document-students = Обучающихся
document-components = Дисциплин
document-decided-on = Дата решения
document-no-refusals = Отказов нет.

waits-open = ждёт решения
waits-refused = не признано
waits-withdrawn = снято
waits-missing = результат не поступил
waits-expected = ожидается

note-agreed-no-result = Дисциплина есть в соглашении об обучении, но принимающий вуз не прислал по ней результата.
note-credit-identity = Пересчёт один к одному: из { WORD($scheme, of: "scheme") } в академические кредиты Казахстана ({ WORD($regime, of: "regime") }).
note-credit-coefficient = Число { WORD($scheme, of: "scheme") } разделено на { $coefficient } (допустимо от { $lowest } до { $highest }; { WORD($work, of: "work") }, { WORD($level, of: "level") }).
note-credit-ratio = Число { WORD($scheme, of: "scheme") } умножено на { $multiplier } и разделено на { $coefficient }.
note-credit-list = Число { WORD($scheme, of: "scheme") } пересчитано по опубликованному перечню.
note-credit-rounded = Кредиты округлены { WORD($rounding, of: "rounding") } до кратного { $unit }.
note-credit-shared = Сумма кредитов округлена { WORD($rounding, of: "rounding") } и распределена по наибольшему остатку.
note-component-valued = Пересчитанные кредиты отличаются от кредитов дисциплины: { WORD($policy, of: "difference") }.
note-grade-without-control = Дисциплина без контроля: кредиты без баллов.
note-grade-pass-label = Принимающий вуз поставил зачёт без оценки: кредиты без баллов.
note-grade-fail-label = Принимающий вуз указал неудовлетворительный результат.
note-grade-table = Оценка переведена в букву ECTS по таблице принимающего вуза для шкалы { $scheme }.
note-grade-table-ungraded = По таблице принимающего вуза для шкалы { $scheme } отметка не даёт баллов.
note-grade-ects = Буква ECTS переведена в национальную шкалу по национальной таблице.
note-grade-home-letter = Вузы оценивают по одной шкале: оценка взята без изменения.
note-grade-percent = Буква и баллы найдены по проценту.
note-grades-mean = Оценка есть среднее оценок принимающего вуза, взвешенное по кредитам.
note-grades-lowest = Взята самая низкая из оценок принимающего вуза.
note-grades-highest = Взята самая высокая из оценок принимающего вуза.
note-distribution-used = Оценка найдена сравнением распределений оценок двух вузов.
note-reason-released = Решение принято лицом, названным в журнале («{ WORD($reason, of: "code") }»): { $why }

document-was-issued = Выдано: версия { $version }, код { $code }, SHA-256 { $digest }
document-was-copied = Тот же документ, что выдан раньше: версия { $version }, код { $code }, SHA-256 { $digest }
draft-was-written = Записано, но не выдано: { $path }, SHA-256 { $digest }
rows-were-written = Записано: { $path }, строк: { $rows }, SHA-256 { $digest }

proof-issue = Запись { $sequence }, { $at }, { $actor }: { WORD($action, of: "action") }, версия { $version }, { $form } ({ $languages }), SHA-256 { $digest }
proof-statement = В нём указано:
proof-decisions = Основан на решениях из записей, они не изменены: { $entries }
proof-superseded = С тех пор выдана новая версия: { $version }, код { $code }.
proof-proved = Подтверждено: документ { $code } выдан, журнал не изменён.
proof-documents = Каждый файл побайтно совпадает с выданным документом: { $documents }.
proof-checkpoints = Контрольные точки совпадают: { $checkpoints }.
proof-unanchored = Контрольная точка не сверялась: доверять этому можно настолько, насколько источнику файла.
proof-unknown-code = Не подтверждено: в журнале нет документа с таким кодом.
proof-entry-changed = Не подтверждено: строка журнала изменена.
proof-detail-changed = Не подтверждено: сведения о выдаче изменены.
proof-detail-withheld = Не подтверждено: сведения о выдаче стёрты или не приложены, сравнить содержание нельзя.
proof-statement-changed = Не подтверждено: содержание записи не даёт этого кода.
proof-decision-changed = Не подтверждено: решение, на котором основан документ, не то, что было записано.
proof-document-differs = Не подтверждено: файл не совпадает с выданным документом.
proof-pinned-differs = Не подтверждено: это не тот журнал, по которому составлен документ.
proof-chain-broken = Не подтверждено: записи журнала не следуют одна за другой.
proof-checkpoint-differs = Не подтверждено: контрольная точка снята с другого журнала.
proof-checkpoint-out-of-reach = Не подтверждено: до контрольной точки нет непрерывной цепи записей.

epvo-in-order = Записи в порядке: { $rows }.
epvo-not-in-order = Записи не в порядке, ошибок: { $errors }. Отправлять их нельзя.
epvo-sent = { $row }: отправлено { $sent }, уже было { $unchanged }.
epvo-ignored = { $field } отправлено, но там не стоит: платформа его не приняла.
epvo-missing = { $row } отправлено, но там нет.
