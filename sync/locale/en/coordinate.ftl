### For coordinators: suggestions, the queue of unmapped courses, expected transcripts, and the
### mapping as sentences for signature.

## Dates and lists

day = { $year }-{ $month }-{ $day }
and-between = { $first } and { $second }

## Suggestions for unmapped courses

suggest-course = { $host } · { $code }{ IF_GIVEN($titles, before: " “", after: "”") }
suggest-who = Waiting: { $waiting }, days: { $days }{ IF_GIVEN($references, before: " (", after: ")") }; agreed, no result yet: { $expecting }.
suggest-candidate = { $component }{ IF_GIVEN($title, before: " “", after: "”") }, { $credits } credits{ IF_GIVEN($cycle, before: ", cycle ") }: { $score }
suggest-no-candidate = Nothing in the home curriculum is like it: a free elective or an additional subject, perhaps.
suggest-entry = To paste into mapping/{ $host }.yaml; until an approval is added, what it fits is held:
suggest-measured = On { $precedents } held-out precedents: top-1 { $first } %, top-5 { $five } %.
suggest-not-measured = Precedents that can be held out: { $precedents }, at least { $fewest } are needed: how good these suggestions are is not known.
suggest-untitled = Precedents left out, since no transcript or agreement names their course: { $untitled }.

feature-title = title { $value }: “{ $theirs }” ~ “{ $ours }”
feature-precedent = precedent { $value }: { $rule }{ IF_GIVEN($place, before: " (", after: ")") }, whose course is “{ $like }”
feature-agreed = one block with it in learning agreements: { $agreements }
feature-credits = credits { $value }: { $converted } against { $expected }
feature-level = level differs: the student's { WORD($asked, of: "level") }, the component's { WORD($covered, of: "level") }
feature-programme = programme differs: the student's { $asked }, the component's { $covered }
feature-work = kind of work differs: { WORD($asked, of: "work") }, and { WORD($covered, of: "work") } at home
feature-not-taught = not taught on { $on }{ IF_GIVEN($from, before: "; taught from ") }{ IF_GIVEN($to, before: "; taught until ") }

## The queue of unmapped courses

unmapped-none = Every course has a rule.

head-course-code = code
head-titles = titles
head-waiting-students = students waiting
head-waiting-days = days
head-agreed-by = agreed by

## Expected transcripts

arrival-away = period not over
arrival-due = due
arrival-late = late
arrival-received = received

expected-none = No mobility whose results could be expected.
expected-host = { $host } ({ $hei }): late { $late }, due { $due }, period not over { $away }, received { $received }
expected-unidentified = Students of this host nobody has identified yet: { $learners }. Look at “utqyr held --host { $hei }” before you write.
expected-letter = The letter to send: utqyr expected --letter { $mobility }
expected-not-over = nothing can be late yet: the period of mobility { $mobility } ends on { $ends }
expected-received = everything agreed for mobility { $mobility } has been received
expected-vertical = mobility { $mobility } is for a whole degree: no transcript of it is expected
expected-unknown = there is no mobility { $mobility }

head-mobility-id = mobility
head-arrival = state
head-period-ends = period ends
head-due-on = due on
head-days-late = days late
head-results-in = results
head-courses-missing = missing

## The letter about a late transcript

letter-to = To: { $host }
letter-date = Date: { $day }
letter-subject = Subject: transcript of records of { $names }, student number { $student }
letter-greeting = Dear colleagues,
letter-stay = { $names } (student number { $student } at our university) studied with you from { $starts } to { $ends } as a mobility student{ IF_GIVEN($reference, before: ", under learning agreement ") }.
letter-nothing = No transcript of records has reached us yet.
letter-part = The results of these courses have not reached us yet:
letter-agreed = These courses were agreed:
letter-course = { $code }{ IF_GIVEN($title, before: " “", after: "”") }{ IF_GIVEN($amount, before: ", ") }
letter-credits = { $amount } { WORD($scheme, of: "scheme") }
letter-request = Please send us the transcript with credits and grades, or let us know when we may expect it. Until it arrives we cannot recognise what the student has achieved with you.
letter-closing = Kind regards,
letter-signature = ______________________ (name, position, signature)

## The mapping as sentences

mapping-title = Course equivalences
mapping-host = Host: { $host } ({ $hei })
mapping-home = Home: { $home }
mapping-rules = Rules: { $rules }; not approved: { $unapproved }.
mapping-no-rules = There are no rules for this host.
mapping-revision = Revision of the rules: { $revision }
mapping-day = Printed on { $day }
mapping-prepared = Prepared by: ______________________ (name, position, signature)    Date: ____________
mapping-approved = Approved by: ______________________ (name, position, signature)    Date: ____________

rule-sentence = { $courses } { $number ->
    [1] counts as
   *[other] together count as
 } { $components }{ $conditions }.
rule-clause = { $course }
rule-course = { $code }{ IF_GIVEN($title, before: " “", after: "”") }
rule-any = one of ({ $courses })
rule-credits = { $credits ->
    [one] { $credits } credit
   *[other] { $credits } credits
 }
rule-component = { $code }{ IF_GIVEN($title, before: " “", after: "”") }{ IF_GIVEN($amount, before: " (", after: ")") }
rule-target-component = { $component }
rule-target-elective = free elective { $component }
rule-target-additional = additional subject { $component }
rule-split = the credits are shared out as stated
rule-minimum = grade { $label } ({ $scheme }) or better
rule-minimum-each = grade { $label } ({ $scheme }) or better in each
rule-valid-between = taken from { $from } to { $to }
rule-valid-from = taken on or after { $from }
rule-valid-to = taken on or before { $to }
rule-levels = level of study: { WORD($levels, of: "level") }
rule-programmes = programmes: { $programmes }
rule-combined = home grade: { WORD($combination, of: "combination") }
rule-age = completed at most { $months } months before the learning agreement was approved
rule-shares = another rule needs { $courses } as well: a person decides on whoever meets both
rule-edition = checked against catalogue { $edition }
rule-approved = approved by { $by } on { $on }{ IF_GIVEN($reference, before: " (", after: ")") }
rule-unapproved = NOT APPROVED: what it fits waits for an approval
rule-note = note: { $note }

combination-weighted-mean = mean of the grades, weighted by credits
combination-lowest = the lowest of the grades
combination-highest = the highest of the grades
