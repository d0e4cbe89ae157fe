### Single words of closed vocabularies, as they appear inside sentences and tables.

level-bachelor = bachelor's studies
level-profile-master = profile master's studies
level-scientific-master = scientific-pedagogical master's studies
level-phd = doctoral studies

work-theory = theory
work-educational-practice = educational practice
work-pedagogical-practice = pedagogical practice
work-industrial-practice = industrial practice
work-research-practice = research practice
work-research-work = research work
work-final-attestation = final attestation

regime-kz-2011 = rules of 2011
regime-kz-2018 = rules of 2018

scheme-ects = ECTS credits
scheme-kz = Kazakhstan credits
scheme-ze = Russian credit units
scheme-hours = hours

kind-internal = internal (national)
kind-external = external (international)
form-horizontal = horizontal
form-vertical = vertical
form-individual = individual

status-passed = passed
status-failed = failed
status-in-progress = in progress
status-unknown = passed or not, the host does not say
status-assumed = taken as passed, since the host says nothing
said-passed = passed
said-failed = failed
said-assumed = nothing

identifier-mobility-id = mobility id
identifier-esi = European Student Identifier
identifier-student-number = student number
identifier-national-id = national id
identifier-host-id = the host's own student id
identifier-name = name
identifier-given-names = given names
identifier-family-name = family name
identifier-confirmed-name = name confirmed by a person
identifier-birth-date = date of birth
identifier-host = host university

attempts-first = first
attempts-best = best
attempts-last = last
attempts-hold = one a person chose

difference-hold = held unless equal
difference-award-converted = the converted amount counts
difference-award-component = the component's own amount counts

rounding-half-up = half up
rounding-floor = down
rounding-ceiling = up

overlap-minimum = the lowest of them is taken
overlap-average = the middle of them is taken
overlap-maximum = the highest of them is taken

figure-percent = percentage
figure-points = points

answer-yes = yes
answer-no = no

rows-no-row = no row fits

distribution-resultDistribution = grades of the course
distribution-gradeConversionTable = the host's grade conversion table
distribution-shortenedGrading = shares below, at and above the grade

unusable-same-scale = host and home use one scale
unusable-other-cycle = it is about another cycle of study
unusable-other-field = it is about another field of study
unusable-no-home-distribution = the home has no distribution to compare with
unusable-several-home-distributions = several home distributions fit
unusable-labels-unreadable = its labels are not grades of the scheme
unusable-grade-not-in-it = the grade is not in it
unusable-home-fails-unknown = the home distribution does not tell fails apart
unusable-suggestions-differ = the host's distributions suggest different grades

state-pending = waiting to be sent
state-sending = sent, not confirmed
state-confirmed = in the gradebook
state-held = held
state-refused = refused
state-cancelled = no longer wanted

verdict-written = written
verdict-unchanged = already there
verdict-conflict = another value stands there
verdict-refused = refused
verdict-unknown = no reply

target-component = home component
target-elective = free elective
target-additional = additional subject

fault-content = the line was changed
fault-link = the entry before it was exchanged
fault-gap = entries are missing before it
fault-order = it stands out of order
fault-detail = its detail was changed
fault-detail-missing = its detail is gone without an erasure on record
fault-truncated = the end of the log was cut off
fault-checkpoint = the log was rewritten before a checkpoint

action-document-kept = document kept
action-document-read = document read
action-document-quarantined = document set aside
action-batch-held = batch held
action-batch-released = batch released
action-decision-recorded = decision recorded
action-decision-superseded = decision superseded
action-delivery-sent = sending to Moodle
action-delivery-confirmed = confirmed by reading back
action-delivery-refused = delivery refused
action-delivery-settled = lost reply settled by reading
action-line-confirmed = transcript line confirmed by reading back
action-line-refused = transcript line refused
action-held-released = released by a person
action-held-refused = refused by a person
action-learner-identified = learner identified by a person
action-agreement-imported = learning agreement imported
action-curriculum-imported = curriculum imported
action-catalogue-imported = course catalogue imported
action-rulebook-loaded = rules loaded
action-configuration-refused = configuration refused
action-plan-made = plan made
action-plan-applied = plan applied
action-plan-refused = plan refused
action-run-started = run started
action-run-finished = run finished
action-host-suspended = host suspended
action-host-resumed = host resumed
action-daemon-started = daemon started
action-daemon-stopped = daemon stopped
action-heartbeat = sign of life
action-checkpoint-made = checkpoint made
action-term-closed = term closed
action-detail-erased = detail erased
action-transcript-issued = transcript issued
action-protocol-issued = recognition protocol issued
action-document-copied = issued document handed out again
action-rows-exported = rows for the national platform exported
action-rows-pushed = rows sent to the national platform
action-shadow-began = running beside the clerk begun
action-shadow-compared = compared with the clerk's marks
action-host-promoted = connector promoted

finding-other-issuer = another institution is named as its issuer
