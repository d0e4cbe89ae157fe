## Почему одно значение само по себе не пересчитывается и что делать дальше

refused-no-credits = Кредиты не указаны.
refused-unknown-credit-scheme = Система кредитов «{ $scheme }» не описана; за ECTS она никогда не принимается.
refused-no-credit-rule = Нет правила пересчёта { $value } { WORD($scheme, of: "scheme") }: { WORD($regime, of: "regime") }, { WORD($level, of: "level") }, { WORD($work, of: "work") }.
refused-ambiguous-credit-rule = К { $value } { WORD($scheme, of: "scheme") } одинаково подходят несколько правил пересчёта: { $rules }.
refused-no-legal-range = Национальная таблица не даёт ровно одного диапазона коэффициентов: { WORD($work, of: "work") }, { WORD($level, of: "level") }: { WORD($rows, of: "rows") }.
refused-coefficient-missing = Не выбран коэффициент: { WORD($work, of: "work") }, { WORD($level, of: "level") }; правила допускают от { $lowest } до { $highest }.
refused-coefficient-out-of-range = Коэффициент { $coefficient } вне допустимого диапазона от { $lowest } до { $highest }: { WORD($work, of: "work") }, { WORD($level, of: "level") }.
refused-rounding-missing = Не выбрано, как округлять { $quotient } кредита.
refused-zero-credits = { $value } { WORD($scheme, of: "scheme") } дают { $quotient }, что округляется до нуля кредитов.
refused-no-grade = Оценка не указана.
refused-no-grade-table = Нет таблицы перевода оценок: шкала { $scheme }{ IF_GIVEN($host, before: ", вуз ") }{ IF_GIVEN($on, before: ", на дату ") }.
refused-ambiguous-grade-table = Подходят несколько таблиц перевода оценок (шкала { $scheme }{ IF_GIVEN($host, before: ", вуз ") }): { $tables }.
refused-unknown-grade = Оценки «{ $label }» нет в шкале { $scheme }.
refused-ambiguous-grade = Оценка «{ $label }» в шкале { $scheme } может значить разное: { $options }.
refused-grade-contradiction = Данные противоречат друг другу: { IF_GIVEN($label, before: "оценка ", otherwise: "оценки нет") }{ IF_GIVEN($percent, before: ", ", after: " %") }{ IF_GIVEN($points, before: ", баллы ") }.
refused-percent-missing = Оценка { $letter } охватывает от { $lowest } до { $highest } %; ни один процент не придумывается.

hint-unknown-credit-scheme = опишите систему в отдельном правиле пересчёта
hint-no-credit-rule = добавьте правило для этой системы, режима, уровня и вида работы
hint-ambiguous-credit-rule = сузьте одно из правил или удалите его
hint-coefficient-missing = выберите одно значение внутри допустимого диапазона
hint-coefficient-out-of-range = выберите одно значение внутри допустимого диапазона
hint-rounding-missing = выберите half-up, floor или ceiling
hint-no-grade-table = добавьте таблицу самого вуза вместе с документом-источником
hint-ambiguous-grade-table = разведите сроки действия таблиц
hint-unknown-grade = добавьте оценку в таблицу вуза или исправьте шкалу
hint-ambiguous-grade = пусть таблица вуза называет одну оценку
hint-grade-contradiction = спросите принимающий вуз, какие данные верны
hint-percent-missing = запросите процент у принимающего вуза
