### Для координаторов: предложения, очередь дисциплин без соответствия, ожидаемые транскрипты и
### таблица соответствий предложениями на подпись.

## Даты и перечни

day = { $day }.{ $month }.{ $year }
and-between = { $first } и { $second }

## Предложения для дисциплин без соответствия

suggest-course = { $host } · { $code }{ IF_GIVEN($titles, before: " «", after: "»") }
suggest-who = Ждут: { $waiting }, дней: { $days }{ IF_GIVEN($references, before: " (", after: ")") }; в соглашении, результата ещё нет: { $expecting }.
suggest-candidate = { $component }{ IF_GIVEN($title, before: " «", after: "»") }, кредитов: { $credits }{ IF_GIVEN($cycle, before: ", цикл ") }: { $score }
suggest-no-candidate = В учебном плане нет ничего похожего: возможно, это дисциплина по выбору или дополнительная дисциплина.
suggest-entry = Для вставки в mapping/{ $host }.yaml; пока не добавлено утверждение («approved»), подпадающее под правило ждёт:
suggest-measured = На отложенных прецедентах ({ $precedents }): на первом месте { $first } %, среди первых пяти { $five } %.
suggest-not-measured = Прецедентов, которые можно отложить для проверки: { $precedents }, а нужно не меньше { $fewest }: насколько хороши эти предложения, неизвестно.
suggest-untitled = Прецеденты вне проверки, так как их дисциплина не названа ни в транскриптах, ни в соглашениях: { $untitled }.

feature-title = название { $value }: «{ $theirs }» ~ «{ $ours }»
feature-precedent = прецедент { $value }: { $rule }{ IF_GIVEN($place, before: " (", after: ")") }, где дисциплина «{ $like }»
feature-agreed = в одном блоке с ней в соглашениях об обучении: { $agreements }
feature-credits = кредиты { $value }: { $converted } против { $expected }
feature-level = уровень другой: у студента { WORD($asked, of: "level") }, у дисциплины { WORD($covered, of: "level") }
feature-programme = программа другая: у студента { $asked }, у дисциплины { $covered }
feature-work = вид работы другой: { WORD($asked, of: "work") }, а в своём вузе { WORD($covered, of: "work") }
feature-not-taught = на { $on } не преподаётся{ IF_GIVEN($from, before: "; преподаётся с ") }{ IF_GIVEN($to, before: "; преподаётся до ") }

## Очередь дисциплин без соответствия

unmapped-none = Соответствие есть для каждой дисциплины.

head-course-code = код
head-titles = названия
head-waiting-students = ждут студентов
head-waiting-days = дней
head-agreed-by = в соглашениях

## Ожидаемые транскрипты

arrival-away = период не окончен
arrival-due = ожидается
arrival-late = опаздывает
arrival-received = получено

expected-none = Нет мобильностей, результатов которых можно ждать.
expected-host = { $host } ({ $hei }): опаздывает { $late }, ожидается { $due }, период не окончен { $away }, получено { $received }
expected-unidentified = Обучающиеся этого вуза, которых ещё никто не определил: { $learners }. Прежде чем писать, посмотрите «utqyr held --host { $hei }».
expected-letter = Письмо: utqyr expected --letter { $mobility }
expected-not-over = опоздать ещё ничто не могло: период мобильности { $mobility } заканчивается { $ends }
expected-received = всё согласованное для мобильности { $mobility } получено
expected-vertical = мобильность { $mobility } рассчитана на полную программу: транскрипт по ней не ожидается
expected-unknown = мобильности { $mobility } нет

head-mobility-id = мобильность
head-arrival = состояние
head-period-ends = конец периода
head-due-on = срок
head-days-late = дней опоздания
head-results-in = результатов
head-courses-missing = не хватает

## Письмо о транскрипте, который не пришёл

letter-to = Кому: { $host }
letter-date = Дата: { $day }
letter-subject = Тема: транскрипт, { $names }, номер студента { $student }
letter-greeting = Уважаемые коллеги!
letter-stay = С { $starts } по { $ends } в вашем вузе по программе академической мобильности проходил период обучения: { $names }, номер студента в нашем вузе { $student }{ IF_GIVEN($reference, before: ", соглашение об обучении ") }.
letter-nothing = Транскрипт к нам ещё не поступил.
letter-part = К нам ещё не поступили результаты по дисциплинам:
letter-agreed = Были согласованы дисциплины:
letter-course = { $code }{ IF_GIVEN($title, before: " «", after: "»") }{ IF_GIVEN($amount, before: ", ") }
letter-credits = { WORD($scheme, of: "scheme") }: { $amount }
letter-request = Просим направить транскрипт с кредитами и оценками или сообщить, когда его можно ожидать. До его получения мы не можем признать результаты, достигнутые в вашем вузе.
letter-closing = С уважением,
letter-signature = ______________________ (имя, должность, подпись)

## Таблица соответствий предложениями

mapping-title = Таблица соответствий дисциплин
mapping-host = Принимающий вуз: { $host } ({ $hei })
mapping-home = Свой вуз: { $home }
mapping-rules = Правил: { $rules }; не утверждено: { $unapproved }.
mapping-no-rules = Для этого вуза правил нет.
mapping-revision = Редакция правил: { $revision }
mapping-day = Напечатано { $day }
mapping-prepared = Подготовлено: ______________________ (имя, должность, подпись)    Дата: ____________
mapping-approved = Утверждаю: ______________________ (имя, должность, подпись)    Дата: ____________

rule-sentence = { $courses } { $number ->
    [1] засчитывается как
   *[other] вместе засчитываются как
 } { $components }{ $conditions }.
rule-clause = { $course }
rule-course = { $code }{ IF_GIVEN($title, before: " «", after: "»") }
rule-any = одна из дисциплин ({ $courses })
rule-credits = { $credits ->
    [one] { $credits } кредит
    [few] { $credits } кредита
    [many] { $credits } кредитов
   *[other] { $credits } кредита
 }
rule-component = { $code }{ IF_GIVEN($title, before: " «", after: "»") }{ IF_GIVEN($amount, before: " (", after: ")") }
rule-target-component = { $component }
rule-target-elective = дисциплина по выбору { $component }
rule-target-additional = дополнительная дисциплина { $component }
rule-split = кредиты делятся, как указано
rule-minimum = оценка не ниже { $label } (шкала { $scheme })
rule-minimum-each = оценка по каждой не ниже { $label } (шкала { $scheme })
rule-valid-between = изучено в период с { $from } по { $to }
rule-valid-from = изучено не раньше { $from }
rule-valid-to = изучено не позже { $to }
rule-levels = уровень обучения: { WORD($levels, of: "level") }
rule-programmes = образовательные программы: { $programmes }
rule-combined = итоговая оценка: { WORD($combination, of: "combination") }
rule-age = от завершения до утверждения соглашения об обучении прошло не больше { $months } мес.
rule-shares = { $courses } нужна и другому правилу: если выполнены оба, решает человек
rule-edition = сверено с каталогом { $edition }
rule-approved = утверждено { $on }: { $by }{ IF_GIVEN($reference, before: " (", after: ")") }
rule-unapproved = НЕ УТВЕРЖДЕНО: подпадающее под правило ждёт утверждения
rule-note = примечание: { $note }

combination-weighted-mean = среднее оценок, взвешенное по кредитам
combination-lowest = низшая из оценок
combination-highest = высшая из оценок
