### What was agreed beside what was achieved.

head-became = became
head-category = category
head-agreed-credits = agreed

achievement-recognised = recognised
achievement-failed = failed
achievement-held = waits
achievement-missing = missing

category-home-course = home course
category-free-elective = free elective
category-additional-subject = additional subject
category-academic-difference = academic difference

achieved-none = No mobility is known; 'utqyr import agreements FILE' brings them in.
achieved-mobility = { $mobility } · student { $student } · { $host } · { $starts } to { $ends }
achieved-outside = not agreed
achieved-no-agreement = No learning agreement was imported: nothing is agreed.
achieved-draft = Version { $version } of the learning agreement is a draft: nothing may be recognised under it.
achieved-credits = Credits: { $recognised } recognised, { $agreed } agreed.
achieved-category = { WORD($category, of: "category") }: components { $components }, credits { $credits }.
achieved-average-counts = Average { $average } over { $credits } credits; it enters the home average.
achieved-average-apart = Average { $average } over { $credits } credits; by the home's policy it stays out of the home average.
achieved-expecting = The stay is not over, or nothing has arrived yet: what is missing is expected, not owed.
achieved-waiting = Waiting for a person, for no agreed component: { $references }.
achieved-refused = Refused or taken back by a person: { $references }.
achieved-year = { $student }, { $year }: { $credits } credits by mobility; a year has { $limit }.
achieved-year-over = { $student }, { $year }: that is { $over } more than the { $limit } of a year, without what was earned at home.
achieved-share-within = A and A-: { $top } of { $marks } marks, { $percent } %; the ministry expects fewer than 20 %.
achieved-share-above = A and A-: { $top } of { $marks } marks, { $percent } %; the ministry expects fewer than 20 %, and this is not.
