### Отдельные слова закрытых перечней, как они стоят в предложениях и таблицах.

level-bachelor = бакалавриат
level-profile-master = профильная магистратура
level-scientific-master = научно-педагогическая магистратура
level-phd = докторантура

work-theory = теоретическое обучение
work-educational-practice = учебная практика
work-pedagogical-practice = педагогическая практика
work-industrial-practice = производственная практика
work-research-practice = исследовательская практика
work-research-work = научно-исследовательская работа
work-final-attestation = итоговая аттестация

regime-kz-2011 = правила 2011 года
regime-kz-2018 = правила 2018 года

scheme-ects = кредитов ECTS
scheme-kz = кредитов РК
scheme-ze = зачётных единиц
scheme-hours = часов

kind-internal = внутренняя (национальная)
kind-external = внешняя (международная)
form-horizontal = горизонтальная
form-vertical = вертикальная
form-individual = индивидуальная

status-passed = сдано
status-failed = не сдано
status-in-progress = не завершено
status-unknown = сдано ли, вуз не сообщает
status-assumed = считается сданным, так как вуз ничего не сообщает
said-passed = сдано
said-failed = не сдано
said-assumed = ничего

identifier-mobility-id = идентификатор мобильности
identifier-esi = европейский идентификатор студента
identifier-student-number = номер студента
identifier-national-id = ИИН
identifier-host-id = номер студента в принимающем вузе
identifier-name = имя и фамилия
identifier-given-names = имя
identifier-family-name = фамилия
identifier-confirmed-name = имя, подтверждённое человеком
identifier-birth-date = дата рождения
identifier-host = принимающий вуз

attempts-first = первая
attempts-best = лучшая
attempts-last = последняя
attempts-hold = выбранная человеком

difference-hold = при расхождении решает человек
difference-award-converted = засчитывается результат пересчёта
difference-award-component = засчитываются кредиты дисциплины учебного плана

rounding-half-up = по правилам арифметики
rounding-floor = вниз
rounding-ceiling = вверх

overlap-minimum = берётся наименьшая из них
overlap-average = берётся средняя из них
overlap-maximum = берётся наибольшая из них

figure-percent = проценты
figure-points = баллы

answer-yes = да
answer-no = нет

rows-no-row = не подходит ни одна строка

distribution-resultDistribution = оценки по дисциплине
distribution-gradeConversionTable = таблица распределения оценок принимающего вуза
distribution-shortenedGrading = доли ниже оценки, с этой оценкой и выше

unusable-same-scale = у обоих вузов одна шкала
unusable-other-cycle = оно о другой ступени образования
unusable-other-field = оно о другом направлении
unusable-no-home-distribution = у нашего вуза нет распределения для сравнения
unusable-several-home-distributions = подходят несколько распределений нашего вуза
unusable-labels-unreadable = в нём стоят не оценки этой шкалы
unusable-grade-not-in-it = этой оценки в нём нет
unusable-home-fails-unknown = в распределении нашего вуза не выделены неудовлетворительные оценки
unusable-suggestions-differ = распределения принимающего вуза дают разные оценки

state-pending = ждёт отправки
state-sending = отправлено, не подтверждено
state-confirmed = в журнале оценок
state-held = отложено
state-refused = отказано
state-cancelled = больше не требуется

verdict-written = записано
verdict-unchanged = уже стояло
verdict-conflict = стоит другое значение
verdict-refused = отказано
verdict-unknown = ответа нет

target-component = дисциплина учебного плана
target-elective = дисциплина по выбору
target-additional = дополнительная дисциплина

fault-content = строка изменена
fault-link = предыдущая запись подменена
fault-gap = перед ней не хватает записей
fault-order = она стоит не на своём месте
fault-detail = её подробности изменены
fault-detail-missing = её подробности исчезли без записи об удалении
fault-truncated = конец журнала отрезан
fault-checkpoint = журнал переписан до контрольной точки

action-document-kept = документ сохранён
action-document-read = документ прочитан
action-document-quarantined = документ отложен в сторону
action-batch-held = пакет задержан
action-batch-released = пакет пропущен
action-decision-recorded = решение записано
action-decision-superseded = решение заменено
action-delivery-sent = отправка в Moodle
action-delivery-confirmed = подтверждено обратным чтением
action-delivery-refused = в записи отказано
action-delivery-settled = потерянный ответ восстановлен чтением
action-line-confirmed = строка транскрипта подтверждена обратным чтением
action-line-refused = строка транскрипта отклонена
action-held-released = разрешено человеком
action-held-refused = отклонено человеком
action-learner-identified = обучающийся определён человеком
action-agreement-imported = соглашение об обучении загружено
action-curriculum-imported = учебный план загружен
action-catalogue-imported = каталог курсов загружен
action-rulebook-loaded = правила загружены
action-configuration-refused = настройки отклонены
action-plan-made = план составлен
action-plan-applied = план выполнен
action-plan-refused = план отклонён
action-run-started = проход начат
action-run-finished = проход завершён
action-host-suspended = вуз приостановлен
action-host-resumed = вуз возобновлён
action-daemon-started = служба запущена
action-daemon-stopped = служба остановлена
action-heartbeat = признак работы
action-checkpoint-made = контрольная точка создана
action-term-closed = академический период закрыт
action-detail-erased = подробности удалены
action-transcript-issued = выдан транскрипт
action-protocol-issued = выдан протокол признания
action-document-copied = выданный документ выдан повторно
action-rows-exported = записи для ЕПВО выгружены
action-rows-pushed = записи отправлены в ЕПВО
action-shadow-began = теневой режим начат
action-shadow-compared = сравнено с оценками сотрудника
action-host-promoted = коннектор введён в работу

finding-other-issuer = его выдавшей стороной названо другое учреждение
