### Почему запись ждёт решения человека: по предложению на каждую причину.

## Кто это?

held-unknown-learner = Этому документу не соответствует ни одна мобильность наших обучающихся{ IF_GIVEN($tried, of: "identifier", before: "; искали по признакам: ") }.
held-weak-identity = Документ связан с { $mobilities } только по признакам: { WORD($by, of: "identifier") }. Этого мало, чтобы поставить кому-либо оценку.
held-ambiguous-learner = По признакам ({ WORD($by, of: "identifier") }) документу соответствуют сразу несколько мобильностей: { $mobilities }.
held-identity-conflict = Документ и наши данные противоречат друг другу в том, кто это: { WORD($by, of: "identifier") }{ IF_GIVEN($mobilities, before: " (", after: ")") }.

## Можно ли признавать эту мобильность?

held-host-unknown = Вуза { $host } нет среди принимающих вузов в настройках.
held-host-suspended = Приём результатов из { $host } приостановлен{ IF_GIVEN($why, before: ": ") }.
held-host-agreement-not-in-force = На дату { $day } не было действующего договора с { $host }.
held-vertical-mobility = Мобильность { $mobility } вертикальная, на полный срок обучения: перезачитывать отдельные дисциплины не требуется.
held-individual-without-basis = У индивидуальной мобильности { $mobility } не указано основание: отпуск или приказ.
held-no-agreement = Для мобильности { $mobility } нет соглашения об обучении.
held-agreement-not-approved = Версия { $version } соглашения об обучении по мобильности { $mobility } ещё не утверждена.
held-amendment-late = Версия { $version } соглашения об обучении по мобильности { $mobility } утверждена { $approved_on }, после последнего дня для изменений ({ $last_day }), и обоснование заведующего кафедрой не указано.
held-outside-agreement = Дисциплины { $course } нет в соглашении об обучении{ IF_GIVEN($near, before: "; в соглашении есть ", after: " — отличаются только знаки") }.
held-component-outside-agreement = Дисциплины учебного плана { $component } нет в соглашении об обучении{ IF_GIVEN($near, before: "; в соглашении есть ", after: " — отличаются только знаки") }.
held-agreement-block-differs = В соглашении об обучении стоит { $agreed }, в таблице соответствий — { $mapped }.
held-outside-period = { $course }{ IF_GIVEN($term, before: ", ") }{ IF_GIVEN($from, before: ", с ") }{ IF_GIVEN($to, before: " по ") }: вне срока мобильности, она длится с { $starts } по { $ends }.

## Это результат?

held-failed = Дисциплина { $course } не сдана{ IF_GIVEN($grade, before: " (оценка ", after: ")") }; неудовлетворительная оценка никогда не записывается сама.
held-in-progress = Дисциплина { $course } в принимающем вузе ещё не завершена.
held-status-unknown = Принимающий вуз не сообщает, сдана ли дисциплина { $course }{ IF_GIVEN($grade, before: " (оценка ", after: ")") }.
held-status-contradiction = О дисциплине { $course } вуз сообщает: { WORD($status, of: "said") }; оценка { $grade } говорит об обратном.
held-passed-turned-failed = Было сдано ({ $before }), теперь не сдано ({ $now }).
held-several-attempts = Дисциплина { $course } сдавалась несколько раз ({ $attempts }), и не выбрано, какая попытка засчитывается.

## За что это засчитывается?

held-unmapped-course = Для дисциплины { $course }{ IF_GIVEN($title, before: " («", after: "»)") } нет правила соответствия{ IF_GIVEN($near, before: "; в таблице есть ", after: " — отличаются только знаки") }.
held-ambiguous-equivalence = К { $courses } одинаково подходят несколько правил: { $rules } ({ $places }).
held-equivalence-not-valid = На дату { $on } правило { $rule } не действовало (срок действия{ IF_GIVEN($from, before: " с ") }{ IF_GIVEN($to, before: " по ") }).
held-equivalence-not-approved = Правило { $rule } никем не утверждено.
held-level-not-covered = { $rule } — для другой ступени или программы: { WORD($covered, of: "level") }; у обучающегося { WORD($asked, of: "level") }.
held-below-minimum-grade = Оценка { $grade } по дисциплине { $course } ниже минимальной: { $minimum }.
held-incomplete-block = Правилу { $rule } нужен ещё результат { $missing }, а он не поступил.
held-too-old = С завершения дисциплины { $course } прошло месяцев: { $months }; правило допускает { $maximum }.
held-unknown-component = Дисциплины { $component } нет в учебном плане{ IF_GIVEN($near, before: "; в плане есть ", after: " — отличаются только знаки") }.
held-retired-component = На дату { $on } дисциплины { $component } не было в учебном плане (она там{ IF_GIVEN($from, before: " с ") }{ IF_GIVEN($to, before: " по ") }).
held-component-twice = Дисциплина учебного плана { $component } засчиталась бы более одного раза: { $courses }.

## Сколько это даёт?

held-no-regime = Не определены правила кредитов для поступившего в { $admission_year } году ({ WORD($level, of: "level") }{ IF_GIVEN($programme, before: ", ") }): { IF_GIVEN($regimes, of: "regime", before: "подходят сразу несколько, ", otherwise: "не подходит ни одно") }.
held-no-credits = В документе не указаны кредиты по дисциплине { $course }.
held-unknown-credit-scheme = Кредиты по дисциплине { $course } ({ $value }) указаны в неописанной системе «{ $scheme }».
held-no-credit-rule = Нет правила пересчёта { $value } { WORD($scheme, of: "scheme") } по дисциплине { $course }: { WORD($regime, of: "regime") }, { WORD($level, of: "level") }, { WORD($work, of: "work") }.
held-ambiguous-credit-rule = К { $value } { WORD($scheme, of: "scheme") } по дисциплине { $course } одинаково подходят несколько правил пересчёта: { $rules }.
held-credit-contradiction = Указанные кредиты по дисциплине { $course } противоречат друг другу: { WORD($credits, of: "scheme") }.
held-no-legal-range = Для дисциплины { $course } национальная таблица не даёт ровно одного диапазона коэффициентов ({ WORD($work, of: "work") }, { WORD($level, of: "level") }): { WORD($rows, of: "rows") }.
held-coefficient-missing = Не выбран коэффициент для дисциплины { $course }: { WORD($work, of: "work") }, { WORD($level, of: "level") }; правила допускают от { $lowest } до { $highest }.
held-coefficient-out-of-range = Коэффициент { $coefficient }, выбранный для дисциплины { $course }, вне допустимого диапазона от { $lowest } до { $highest } ({ WORD($work, of: "work") }, { WORD($level, of: "level") }).
held-rounding-missing = Не выбрано, как округлять { $quotient } кредита по дисциплине { $course }.
held-zero-credits = { $value } { WORD($scheme, of: "scheme") } по дисциплине { $course } дают { $quotient }, что округляется до нуля кредитов.
held-credits-differ = { $about }: в принимающем вузе получается кредитов { $converted }, ожидается { $expected }.
held-no-grade = В документе нет оценки по дисциплине { $course }.
held-no-grade-table = Для дисциплины { $course } нет таблицы перевода оценок: шкала { $scheme }, вуз { $host }{ IF_GIVEN($on, before: ", на дату ") }.
held-ambiguous-grade-table = Для дисциплины { $course } подходят несколько таблиц перевода оценок (шкала { $scheme }, вуз { $host }): { $tables }.
held-unknown-grade = Оценки «{ $label }» по дисциплине { $course } нет в шкале { $scheme }.
held-ambiguous-grade = Оценка «{ $label }» по дисциплине { $course } в шкале { $scheme } может значить разное: { $options }.
held-grade-contradiction = Данные об оценке по дисциплине { $course } противоречат друг другу: { IF_GIVEN($label, before: "оценка ", otherwise: "оценки нет") }{ IF_GIVEN($percent, before: ", ", after: " %") }{ IF_GIVEN($points, before: ", баллы ") }.
held-percent-missing = Оценка { $letter } по дисциплине { $course } охватывает от { $lowest } до { $highest } %, и документ не говорит, сколько именно.
held-distribution-differs = По дисциплине { $course } таблица даёт { $table }, распределение оценок — { $distribution }: расхождение в ступенях { $apart }{ IF_GIVEN($sample, before: ", выборка ") }{ IF_GIVEN($minimum, before: ", требуется не менее ") }.
held-mixed-grades = Из { $course } одни с оценкой ({ $graded }), другие только с зачётом ({ $ungraded }): общей оценки из них не получается.

## Что изменилось?

held-withdrawal-proposed = Нет в полных списках подряд ({ $listings }): { $results }. Без решения человека ничего не снимается.
held-withdrawn-by-host = Принимающий вуз сообщает, что удалил { $results }; на этом основано: { $rests }. Без решения человека ничего не снимается.
held-changed-after-freeze = Было подтверждено { $before }, теперь было бы { $now }; закрытые оценки меняются только приказом.
held-document-doubt = Сам документ даёт повод сомневаться в { $course }: { WORD($finding, of: "finding") }.

## Принимает ли это Moodle нашего вуза?

held-home-unknown-student = В нашем Moodle нет пользователя с таким номером студента{ IF_GIVEN($component, before: " (для ", after: ")") }{ IF_GIVEN($detail, before: ": ") }.
held-home-suspended-student = Учётная запись студента в нашем Moodle приостановлена{ IF_GIVEN($component, before: " (для ", after: ")") }{ IF_GIVEN($detail, before: ": ") }.
held-home-not-enrolled = Студент не записан на курс { $component } в нашем Moodle{ IF_GIVEN($detail, before: ": ") }.
held-home-unknown-component = В нашем Moodle нет курса с идентификационным номером { $component }{ IF_GIVEN($detail, before: ": ") }.
held-home-no-grade-item = В курсе { $component } нашего Moodle нет элемента оценивания для результатов мобильности{ IF_GIVEN($detail, before: ": ") }.
held-home-ambiguous-item = В курсе { $component } нашего Moodle подходят сразу несколько элементов оценивания{ IF_GIVEN($detail, before: ": ") }.
held-home-item-locked = Элемент оценивания курса { $component } в нашем Moodle заблокирован{ IF_GIVEN($detail, before: ": ") }.
held-home-grade-locked = Оценка студента в курсе { $component } нашего Moodle заблокирована{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-grade-overridden = Оценку студента в курсе { $component } переопределил преподаватель{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-out-of-range = Элемент оценивания курса { $component } не принимает такое значение{ IF_GIVEN($wanted, before: ": ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-changed-there = В курсе { $component } стоит чужая оценка{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($last_written, before: ", мы записывали ", after: " %") }{ IF_GIVEN($wanted, before: ", записали бы ", after: " %") }; она не тронута{ IF_GIVEN($detail, before: ": ") }.
held-home-not-confirmed = После записи в курсе { $component } стоит другое{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($wanted, before: " вместо ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-left-behind = Наша оценка по { $component }{ IF_GIVEN($last_written, before: " (", after: " %)") } больше не засчитывается: её результат засчитан теперь за другой компонент. Она не тронута, пока не решит человек{ IF_GIVEN($detail, before: ": ") }.
held-home-refused = Наш Moodle отказался принять оценку для { $component }{ IF_GIVEN($detail, before: ": ") }.
