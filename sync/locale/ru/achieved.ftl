### Что было согласовано и что достигнуто.

head-became = итог
head-category = категория
head-agreed-credits = по соглашению

achievement-recognised = признано
achievement-failed = не сдано
achievement-held = ждёт решения
achievement-missing = отсутствует

category-home-course = дисциплина учебного плана
category-free-elective = дисциплина по выбору
category-additional-subject = дополнительная дисциплина
category-academic-difference = академическая разница

achieved-none = Ни одной мобильности нет; их загружает команда 'utqyr import agreements FILE'.
achieved-mobility = { $mobility } · студент { $student } · { $host } · с { $starts } по { $ends }
achieved-outside = вне соглашения
achieved-no-agreement = Соглашение об обучении не загружено: ничего не согласовано.
achieved-draft = Версия { $version } соглашения об обучении — проект: по нему ничего признать нельзя.
achieved-credits = Кредиты: признано { $recognised }, согласовано { $agreed }.
achieved-category = { WORD($category, of: "category") }: дисциплин { $components }, кредитов { $credits }.
achieved-average-counts = Средний балл { $average } по { $credits } кредитам; он входит в GPA своего вуза.
achieved-average-apart = Средний балл { $average } по { $credits } кредитам; по правилам своего вуза он не входит в его GPA.
achieved-expecting = Период не завершён или ещё ничего не поступило: отсутствующее ожидается, но не считается разницей.
achieved-waiting = Ждут решения человека, вне согласованных дисциплин: { $references }.
achieved-refused = Отказано или отозвано человеком: { $references }.
achieved-year = { $student }, { $year }: кредитов по мобильности { $credits }; норма года { $limit }.
achieved-year-over = { $student }, { $year }: это на { $over } больше нормы года ({ $limit }), не считая освоенного в своём вузе.
achieved-share-within = A и A-: { $top } из { $marks } оценок, { $percent } %; министерство ожидает менее 20 %.
achieved-share-above = A и A-: { $top } из { $marks } оценок, { $percent } %; министерство ожидает менее 20 %, и это не так.
