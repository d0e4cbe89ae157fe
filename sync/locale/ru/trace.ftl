### Каждый шаг решения, как его показывает explain.

trace-identified = Определено как мобильность { $mobility }, по признаку: { WORD($by, of: "identifier") }.
trace-regime-chosen = Поступление в { $admission_year } году, { WORD($level, of: "level") }: { WORD($regime, of: "regime") }.
trace-result-read = Вуз сообщает: { $course }{ IF_GIVEN($title, before: " «", after: "»") }{ IF_GIVEN($term, before: ", ") }; { WORD($status, of: "status") }{ IF_GIVEN($grade, before: ", оценка ") }{ IF_GIVEN($credits, of: "scheme", before: ", ") }.
trace-attempt-counted = Из попыток по { $course } засчитывается { WORD($policy, of: "attempts") }: { $counted } (остальные: { $others }).
trace-agreement-amended = Соглашение об обучении изменено: версия { $version }, утверждена { $approved_on }; обоснование: { $reason }.
trace-agreement-row = { $course } согласована{ IF_GIVEN($block, before: ", блок ") }: соглашение об обучении, версия { $version }{ IF_GIVEN($reference, before: ", ") }{ IF_GIVEN($approved_on, before: ", утверждено ") }.
trace-equivalence-found = Соответствие { $rule }{ IF_GIVEN($approved_by, before: ", утверждено: ") }{ IF_GIVEN($approved_on, before: " ") }{ IF_GIVEN($reference, before: ", ") }.
trace-component-valued = { $component }: точно { $quotient }, после пересчёта { $converted }{ IF_GIVEN($expected, before: ", ожидалось ") }; { WORD($policy, of: "difference") }: кредитов { $credits }.
trace-reason-released = Разрешил(а) { $by }: { WORD($reason, of: "code") }. Основание: { $why }

trace-credit-chosen = Взято { $value } { WORD($scheme, of: "scheme") }{ IF_GIVEN($others, of: "scheme", before: "; указано также: ") }.
trace-credit-identity = { $value } { WORD($scheme, of: "scheme") }: один к одному ({ WORD($regime, of: "regime") }).
trace-credit-coefficient = { $value } { WORD($scheme, of: "scheme") } ÷ { $coefficient } = { $quotient } ({ WORD($work, of: "work") }, { WORD($level, of: "level") }; допустимый диапазон от { $lowest } до { $highest }).
trace-credit-ratio = { $value } { WORD($scheme, of: "scheme") } × { $multiplier } ÷ { $coefficient } = { $quotient } по выбору вуза.
trace-credit-list = { $value } { WORD($scheme, of: "scheme") } по опубликованному перечню, от { $lowest } до { $highest }: кредитов { $credits }.
trace-credit-rounded = { $quotient } округлено { WORD($rounding, of: "rounding") } с шагом { $unit }: кредитов { $credits }.
trace-credit-shared = { $courses } вместе дают { $sum }, округлено { WORD($rounding, of: "rounding") } до { $total } и разделено по наибольшему остатку: из { $quotient } получается { $credits }.

trace-grade-without-control = Дисциплина без контроля: кредиты есть, баллов нет.
trace-grade-pass-label = «{ $label }» — зачёт: кредиты есть, баллов нет.
trace-grade-fail-label = «{ $label }» — незачёт.
trace-grade-table = По таблице принимающего вуза { $label } в шкале { $scheme } — это { $ects } по ECTS.
trace-grade-table-ungraded = По таблице принимающего вуза { $label } в шкале { $scheme } не даёт баллов; сдано: { WORD($passed, of: "answer") }.
trace-grade-ects = По национальной таблице { $ects } по ECTS — это { $letter }, баллы { $points }, { $percent } %.
trace-grade-home-letter = Вуз оценивает по нашей шкале: { $label } — это { $letter }, баллы { $points }{ IF_GIVEN($percent, before: ", ", after: " %") }{ IF_GIVEN($checked, of: "figure", before: "; сверено с данными вуза: ") }.
trace-grade-percent = { $percent } % после округления { $rounded } %, в пределах от { $lowest } до { $highest }: { $letter }, баллы { $points }.

trace-grades-mean = Среднее по { $grades }, взвешенное по кредитам: точно { $exact }, { $percent } %, { $letter }.
trace-grades-lowest = Наименьшая из { $grades }: { $percent } %, { $letter }.
trace-grades-highest = Наибольшая из { $grades }: { $percent } %, { $letter }.
trace-grades-ungraded = Все результаты ({ $count }) дают кредиты без баллов.

trace-distribution-suggested = { $label } занимает от { $from } до { $to } % оценок вуза ({ WORD($distribution, of: "distribution") }{ IF_GIVEN($sample, before: ", выборка ") }); у нас это { $letters }{ IF_GIVEN($home_sample, before: " (выборка ", after: ")") }; { WORD($overlap, of: "overlap") }: { $letter }.
trace-distribution-used = Решает распределение: { $letter }, баллы { $points }, { $percent } %.
trace-distribution-agrees = Распределение даёт { $distribution }, таблица { $table }: согласуются (расхождение в ступенях { $apart }).
trace-distribution-apart = Распределение даёт { $distribution }, таблица { $table }: расхождение в ступенях { $apart }.
trace-distribution-small-sample = В распределении оценок { $sample }, меньше { $minimum }: оно только отмечено.
trace-distribution-unusable = Распределение ({ WORD($distribution, of: "distribution") }) здесь ничего не говорит: { WORD($reason, of: "unusable") }.
