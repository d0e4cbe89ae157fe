### Each step of a decision, as `explain` tells it. The variables are the step's facts
### (mapping/trace.py).

trace-identified = Identified as mobility { $mobility } by { WORD($by, of: "identifier") }.
trace-regime-chosen = Admitted in { $admission_year }, { WORD($level, of: "level") }: { WORD($regime, of: "regime") }.
trace-result-read = The host says: { $course }{ IF_GIVEN($title, before: " “", after: "”") }{ IF_GIVEN($term, before: ", ") }; { WORD($status, of: "status") }{ IF_GIVEN($grade, before: ", grade ") }{ IF_GIVEN($credits, of: "scheme", before: ", ") }.
trace-attempt-counted = Of the attempts at { $course } the { WORD($policy, of: "attempts") } counts: { $counted } (not: { $others }).
trace-agreement-amended = The learning agreement was amended: version { $version }, approved on { $approved_on }; reason: { $reason }.
trace-agreement-row = { $course } is agreed{ IF_GIVEN($block, before: " in block ") }: learning agreement version { $version }{ IF_GIVEN($reference, before: ", ") }{ IF_GIVEN($approved_on, before: ", approved on ") }.
trace-equivalence-found = Equivalence { $rule }{ IF_GIVEN($approved_by, before: ", approved by ") }{ IF_GIVEN($approved_on, before: " on ") }{ IF_GIVEN($reference, before: ", ") }.
trace-component-valued = { $component }: exactly { $quotient }, { $converted } converted{ IF_GIVEN($expected, before: ", ", after: " expected") }; { WORD($policy, of: "difference") }: { $credits } credits.
trace-reason-released = { $by } let this go on: { WORD($reason, of: "code") }. Reason given: { $why }

trace-credit-chosen = { $value } { WORD($scheme, of: "scheme") } taken{ IF_GIVEN($others, of: "scheme", before: "; also printed: ") }.
trace-credit-identity = { $value } { WORD($scheme, of: "scheme") }: one to one under the { WORD($regime, of: "regime") }.
trace-credit-coefficient = { $value } { WORD($scheme, of: "scheme") } ÷ { $coefficient } = { $quotient } ({ WORD($work, of: "work") }, { WORD($level, of: "level") }; legal range { $lowest } to { $highest }).
trace-credit-ratio = { $value } { WORD($scheme, of: "scheme") } × { $multiplier } ÷ { $coefficient } = { $quotient }.
trace-credit-list = { $value } { WORD($scheme, of: "scheme") } stand in the published list from { $lowest } to { $highest }: { $credits } credits.
trace-credit-rounded = { $quotient } rounded { WORD($rounding, of: "rounding") } to a multiple of { $unit }: { $credits } credits.
trace-credit-shared = { $courses } come to { $sum }, rounded { WORD($rounding, of: "rounding") } to { $total } and shared by largest remainder: { $quotient } becomes { $credits }.

trace-grade-without-control = A course without control: credits, no points.
trace-grade-pass-label = “{ $label }” is a pass: credits, no points.
trace-grade-fail-label = “{ $label }” is a fail.
trace-grade-table = By the host's table, { $label } in scheme { $scheme } is ECTS { $ects }.
trace-grade-table-ungraded = By the host's table, { $label } in scheme { $scheme } carries no points; passed: { WORD($passed, of: "answer") }.
trace-grade-ects = By the national table, ECTS { $ects } is { $letter }, { $points } points, { $percent } %.
trace-grade-home-letter = The host marks on our scale: { $label } is { $letter }, { $points } points{ IF_GIVEN($percent, before: ", ", after: " %") }{ IF_GIVEN($checked, of: "figure", before: "; compared with the host's ") }.
trace-grade-percent = { $percent } % is { $rounded } % rounded, in { $lowest } to { $highest }: { $letter }, { $points } points.

trace-grades-mean = Mean of { $grades }, weighted by credits: exactly { $exact }, { $percent } %, { $letter }.
trace-grades-lowest = The lowest of { $grades }: { $percent } %, { $letter }.
trace-grades-highest = The highest of { $grades }: { $percent } %, { $letter }.
trace-grades-ungraded = All { $count } results carry credits without points.

trace-distribution-suggested = { $label } lies from { $from } to { $to } % of the host's grades ({ WORD($distribution, of: "distribution") }{ IF_GIVEN($sample, before: ", sample of ") }); at home that covers { $letters }{ IF_GIVEN($home_sample, before: " (sample of ", after: ")") }; { WORD($overlap, of: "overlap") }: { $letter }.
trace-distribution-used = The distribution decides: { $letter }, { $points } points, { $percent } %.
trace-distribution-agrees = The distribution suggests { $distribution }, the table gives { $table }: they agree ({ $apart } steps apart).
trace-distribution-apart = The distribution suggests { $distribution }, the table gives { $table }: { $apart } steps apart.
trace-distribution-small-sample = The distribution rests on { $sample } grades, fewer than { $minimum }: it is only noted.
trace-distribution-unusable = The distribution ({ WORD($distribution, of: "distribution") }) says nothing here: { WORD($reason, of: "unusable") }.
