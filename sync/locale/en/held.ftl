### Why a record waits for a person: a sentence for every reason. The variables are the reason's
### facts (mapping/reasons.py); IF_GIVEN writes nothing for a fact nobody knows.

## Who is it?

held-unknown-learner = No mobility of our students fits this document{ IF_GIVEN($tried, of: "identifier", before: "; it was looked up by ") }.
held-weak-identity = Only { WORD($by, of: "identifier") } connects this document with { $mobilities }: too little to give anybody a grade.
held-ambiguous-learner = Going by { WORD($by, of: "identifier") }, this document fits several mobilities: { $mobilities }.
held-identity-conflict = The document and our records contradict each other about who it is: { WORD($by, of: "identifier") }{ IF_GIVEN($mobilities, before: " (", after: ")") }.

## May this mobility be recognised?

held-host-unknown = { $host } is not among the hosts of the configuration.
held-host-suspended = Results of { $host } are suspended{ IF_GIVEN($why, before: ": ") }.
held-host-agreement-not-in-force = No agreement with { $host } was in force on { $day }.
held-vertical-mobility = Mobility { $mobility } is vertical, for a whole degree: there is nothing to recognise course by course.
held-individual-without-basis = Individual mobility { $mobility } names no leave or order it rests on.
held-no-agreement = Mobility { $mobility } has no learning agreement.
held-agreement-not-approved = Version { $version } of the learning agreement of mobility { $mobility } is not approved yet.
held-amendment-late = Version { $version } of the learning agreement of mobility { $mobility } was approved on { $approved_on }, after the last day for amendments ({ $last_day }), and states no reason of the head of department.
held-outside-agreement = { $course } is not in the learning agreement{ IF_GIVEN($near, before: "; the agreement has ", after: ", which differs in punctuation only") }.
held-component-outside-agreement = Home component { $component } is not in the learning agreement{ IF_GIVEN($near, before: "; the agreement has ", after: ", which differs in punctuation only") }.
held-agreement-block-differs = The learning agreement says { $agreed }, the mapping says { $mapped }.
held-outside-period = { $course }{ IF_GIVEN($term, before: ", ") }{ IF_GIVEN($from, before: ", from ") }{ IF_GIVEN($to, before: " to ") }, lies outside the mobility, which lasts from { $starts } to { $ends }.

## Is it a result?

held-failed = { $course } was not passed{ IF_GIVEN($grade, before: " (grade ", after: ")") }; a failing mark is never written by itself.
held-in-progress = { $course } is still in progress at the host.
held-status-unknown = The host does not say whether { $course } was passed{ IF_GIVEN($grade, before: " (grade ", after: ")") }.
held-status-contradiction = About { $course } the host says: { WORD($status, of: "said") }; its grade { $grade } says otherwise.
held-passed-turned-failed = What was passed ({ $before }) is now a fail ({ $now }).
held-several-attempts = { $course } was attempted several times ({ $attempts }), and nobody has chosen which attempt counts.

## What does it count for?

held-unmapped-course = No equivalence covers { $course }{ IF_GIVEN($title, before: " (", after: ")") }{ IF_GIVEN($near, before: "; the mapping has ", after: ", which differs in punctuation only") }.
held-ambiguous-equivalence = Several rules fit { $courses } equally well: { $rules } ({ $places }).
held-equivalence-not-valid = On { $on } the rule { $rule } was not valid (it holds{ IF_GIVEN($from, before: " from ") }{ IF_GIVEN($to, before: " until ") }).
held-equivalence-not-approved = Nobody has approved the rule { $rule }.
held-level-not-covered = { $rule } is for { WORD($covered, of: "level") }, and the student is in { WORD($asked, of: "level") }.
held-below-minimum-grade = Grade { $grade } in { $course } is below the minimum, { $minimum }.
held-incomplete-block = The rule { $rule } also needs { $missing }, and no such result has arrived.
held-too-old = { $course } was completed { $months } months before; the rule allows { $maximum }.
held-unknown-component = { $component } is not in the home curriculum{ IF_GIVEN($near, before: "; the curriculum has ", after: ", which differs in punctuation only") }.
held-retired-component = On { $on } home component { $component } was not in the curriculum (it stands there{ IF_GIVEN($from, before: " from ") }{ IF_GIVEN($to, before: " until ") }).
held-component-twice = Home component { $component } would be given more than once: { $courses }.

## What is it worth?

held-no-regime = The credit regime of a student admitted in { $admission_year } ({ WORD($level, of: "level") }{ IF_GIVEN($programme, before: ", ") }) is not settled: { IF_GIVEN($regimes, of: "regime", before: "several fit, ", otherwise: "no rule fits") }.
held-no-credits = The document states no credits for { $course }.
held-unknown-credit-scheme = { $course } has { $value } credits of a scheme nobody has described, “{ $scheme }”.
held-no-credit-rule = No rule converts { $value } { WORD($scheme, of: "scheme") } for { $course }: { WORD($regime, of: "regime") }, { WORD($level, of: "level") }, { WORD($work, of: "work") }.
held-ambiguous-credit-rule = Several credit rules fit { $value } { WORD($scheme, of: "scheme") } for { $course } equally well: { $rules }.
held-credit-contradiction = The credits printed for { $course } contradict each other: { WORD($credits, of: "scheme") }.
held-no-legal-range = For { $course } the national table does not give exactly one range of coefficients ({ WORD($work, of: "work") }, { WORD($level, of: "level") }): { WORD($rows, of: "rows") }.
held-coefficient-missing = Nobody has chosen the coefficient for { $course }: { WORD($work, of: "work") }, { WORD($level, of: "level") }; the law allows { $lowest } to { $highest }.
held-coefficient-out-of-range = Coefficient { $coefficient } chosen for { $course } is outside the legal range { $lowest } to { $highest } ({ WORD($work, of: "work") }, { WORD($level, of: "level") }).
held-rounding-missing = Nobody has chosen how { $quotient } credits for { $course } are rounded.
held-zero-credits = { $value } { WORD($scheme, of: "scheme") } for { $course } come to { $quotient }, which rounds to no credit at all.
held-credits-differ = { $about }: the work at the host comes to { $converted } credits, and { $expected } are expected.
held-no-grade = The document states no grade for { $course }.
held-no-grade-table = For { $course } there is no conversion table of scheme { $scheme } at { $host }{ IF_GIVEN($on, before: " valid on ") }.
held-ambiguous-grade-table = For { $course } several conversion tables of scheme { $scheme } at { $host } fit: { $tables }.
held-unknown-grade = Grade “{ $label }” in { $course } is not in scheme { $scheme }.
held-ambiguous-grade = Grade “{ $label }” in { $course } can mean several things in scheme { $scheme }: { $options }.
held-grade-contradiction = The figures printed for { $course } contradict each other: { IF_GIVEN($label, before: "grade ", otherwise: "no grade") }{ IF_GIVEN($percent, before: ", ", after: " %") }{ IF_GIVEN($points, before: ", ", after: " points") }.
held-percent-missing = Grade { $letter } in { $course } stands for { $lowest } to { $highest } %, and the document does not say for which.
held-distribution-differs = In { $course } the table gives { $table }, the distribution of grades suggests { $distribution }: { $apart } steps apart{ IF_GIVEN($sample, before: ", sample of ") }{ IF_GIVEN($minimum, before: ", at least ", after: " are asked for") }.
held-mixed-grades = Of { $course } some carry a grade ({ $graded }) and some only a pass ({ $ungraded }): no grade follows from both.

## Did it change?

held-withdrawal-proposed = Missing from { $listings } full listings in a row: { $results }. Nothing is taken back unless a person says so.
held-withdrawn-by-host = The host says that it deleted { $results }, on which this rests: { $rests }. Nothing is taken back unless a person says so.
held-changed-after-freeze = Confirmed as { $before }, now it would be { $now }; settled marks change by order only.
held-document-doubt = The document itself gives reason to doubt { $course }: { WORD($finding, of: "finding") }.

## Does the home Moodle take it?

held-home-unknown-student = The home Moodle knows no user with this student number{ IF_GIVEN($component, before: " (for ", after: ")") }{ IF_GIVEN($detail, before: ": ") }.
held-home-suspended-student = The student's account in the home Moodle is suspended{ IF_GIVEN($component, before: " (for ", after: ")") }{ IF_GIVEN($detail, before: ": ") }.
held-home-not-enrolled = The student is not enrolled in { $component } in the home Moodle{ IF_GIVEN($detail, before: ": ") }.
held-home-unknown-component = The home Moodle has no course with the ID number { $component }{ IF_GIVEN($detail, before: ": ") }.
held-home-no-grade-item = The course { $component } in the home Moodle has no grade item for mobility results{ IF_GIVEN($detail, before: ": ") }.
held-home-ambiguous-item = The course { $component } in the home Moodle has several grade items that could be meant{ IF_GIVEN($detail, before: ": ") }.
held-home-item-locked = The grade item of { $component } in the home Moodle is locked{ IF_GIVEN($detail, before: ": ") }.
held-home-grade-locked = The student's grade in { $component } in the home Moodle is locked{ IF_GIVEN($there_now, before: " at ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-grade-overridden = A teacher has overridden the student's grade in { $component }{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-out-of-range = The grade item of { $component } does not take this value{ IF_GIVEN($wanted, before: ": ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-changed-there = Somebody else's mark stands in { $component }{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($last_written, before: ", we last wrote ", after: " %") }{ IF_GIVEN($wanted, before: ", we would write ", after: " %") }; it is left alone{ IF_GIVEN($detail, before: ": ") }.
held-home-not-confirmed = After writing, something else stands in { $component }{ IF_GIVEN($there_now, before: ": ", after: " %") }{ IF_GIVEN($wanted, before: " instead of ", after: " %") }{ IF_GIVEN($detail, before: ": ") }.
held-home-left-behind = The mark in { $component }{ IF_GIVEN($last_written, before: " (", after: " %)") } is ours and counts no more: its result counts for another component now. It is left alone until a person decides{ IF_GIVEN($detail, before: ": ") }.
held-home-refused = The home Moodle refused the mark for { $component }{ IF_GIVEN($detail, before: ": ") }.
