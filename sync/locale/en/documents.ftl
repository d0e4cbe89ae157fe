### The fixed words of transcripts and protocols. {"{code}"} and its like are filled in by the writer.

document-transcript = Transcript of recognised mobility results
document-protocol = Protocol of recognition of mobility results
document-draft = DRAFT, not issued
document-version = Version
document-issued-on = Issued on
document-as-of = As things stood on
document-page = Page

document-student = Student
document-student-number = Student number
document-birth-date = Date of birth
document-level = Level of study
document-programme = Programme
document-admission-year = Admitted in

document-stay = Mobility
document-host = Host university
document-period = Period
document-mobility = Mobility number
document-agreement = Learning agreement
document-agreement-version = version
document-approved = approved
document-basis = Order

document-number = No.
document-code = Code
document-component = Home component
document-credits = Credits (KZ)
document-letter = Letter
document-points = Points
document-percent = %
document-traditional = Traditional mark
document-host-course = Course at the host
document-host-credits = Host credits
document-host-grade = Host grade
document-note = Notes

document-without-points = passed (credit only)
document-without-control = without control
document-failed = not passed
document-autumn = autumn
document-spring = spring
document-summer = summer
document-nothing-recognised = Nothing has been recognised yet.

document-credits-recognised = Credits recognised
document-average = Average, GPA (over credits)
document-average-counts = These marks enter the student's grade point average at home.
document-average-apart = By the university's policy these marks stay out of the grade point average at home.
document-without-points-note = Components passed without a grade carry credits and no points; they are not part of the average.
document-failed-note = Components that were not passed count in the average and carry no credits.

document-notes = How the results were converted
document-source = source
document-rules = By which rule each was recognised
document-rule = Rule
document-approval = Approved
document-decision = Decision

document-waiting = Not recognised yet, and why
document-waiting-note = This part is for information and no part of the official record.
document-nothing-waits = Nothing waits.
document-since = Since

document-signature = signature
document-seal = Seal
document-verification = Verification
document-verification-how = With this code ({"{code}"}) the university's registrar confirms this document from the audit log: utqyr audit prove {"{code}"}. No connection to the Internet is needed.
document-verification-log = It was drawn up when the log of {"{origin}"} held {"{size}"} entries, the last with digest {"{digest}"}.

document-protocol-number = Protocol No.
document-order = Order
document-dated = Date
document-decided-between = Decided
document-host-documents = Documents of the host
document-protocol-recognised = Recognised
document-protocol-refused = Not recognised
document-protocol-waiting = Still waiting for a decision
document-refused-by = Refused by, and why
document-reason = Reason
document-students = Students
document-components = Components
document-decided-on = Decided on
document-no-refusals = Nothing was refused.

waits-open = waits for a person
waits-refused = not recognised
waits-withdrawn = taken back
waits-missing = no result has arrived
waits-expected = expected

note-agreed-no-result = It is in the learning agreement, and the host has sent no result for it.
note-credit-identity = { WORD($scheme, of: "scheme") } count one to one as academic credits of Kazakhstan ({ WORD($regime, of: "regime") }).
note-credit-coefficient = { WORD($scheme, of: "scheme") } were divided by { $coefficient } (legal range { $lowest } to { $highest }; { WORD($work, of: "work") }, { WORD($level, of: "level") }).
note-credit-ratio = { WORD($scheme, of: "scheme") } were multiplied by { $multiplier } and divided by { $coefficient }.
note-credit-list = { WORD($scheme, of: "scheme") } were converted by a published list.
note-credit-rounded = Credits were rounded { WORD($rounding, of: "rounding") } to a multiple of { $unit }.
note-credit-shared = The sum of the credits was rounded { WORD($rounding, of: "rounding") } and shared by largest remainder.
note-component-valued = The converted credits differ from the component's own: { WORD($policy, of: "difference") }.
note-grade-without-control = A course without control: credits and no points.
note-grade-pass-label = The host states a pass without a grade: credits and no points.
note-grade-fail-label = The host states a fail.
note-grade-table = The grade was converted to an ECTS letter by the host's table for the scheme { $scheme }.
note-grade-table-ungraded = By the host's table for the scheme { $scheme } the mark carries no points.
note-grade-ects = The ECTS letter was converted to the national scale by the national table.
note-grade-home-letter = Host and home mark on the same scale: the mark was taken as it is.
note-grade-percent = The letter and points were found by the percentage.
note-grades-mean = The mark is the mean of the host's grades, weighted by credits.
note-grades-lowest = The mark is the lowest of the host's grades.
note-grades-highest = The mark is the highest of the host's grades.
note-distribution-used = The mark was found by comparing the grade distributions of host and home.
note-reason-released = A named person decided on "{ WORD($reason, of: "code") }": { $why }

document-was-issued = Issued: version { $version }, code { $code }, SHA-256 { $digest }
document-was-copied = Issued before, the same document: version { $version }, code { $code }, SHA-256 { $digest }
draft-was-written = Written, not issued: { $path }, SHA-256 { $digest }
rows-were-written = Written: { $path }, rows: { $rows }, SHA-256 { $digest }

proof-issue = Entry { $sequence }, { $at }, { $actor }: { WORD($action, of: "action") }, version { $version }, { $form } ({ $languages }), SHA-256 { $digest }
proof-statement = It states:
proof-decisions = It rests on the decisions of these entries, found unchanged: { $entries }
proof-superseded = A newer version was issued since: version { $version }, code { $code }.
proof-proved = Proved: { $code } was issued, and the log is what was written.
proof-documents = Every file given is the issued document, byte for byte: { $documents }.
proof-checkpoints = Checkpoints agreed with: { $checkpoints }.
proof-unanchored = No checkpoint was compared: this is as trustworthy as where the file came from.
proof-unknown-code = Not proved: the log knows no document with this code.
proof-entry-changed = Not proved: a line of the log was changed.
proof-detail-changed = Not proved: the detail of the issue was changed.
proof-detail-withheld = Not proved: the detail of the issue was erased or left out, so what it stated cannot be compared.
proof-statement-changed = Not proved: what the entry states does not give this code.
proof-decision-changed = Not proved: a decision it rests on is not the one that was recorded.
proof-document-differs = Not proved: the file is not the issued document.
proof-pinned-differs = Not proved: the log is not the one the document was drawn up from.
proof-chain-broken = Not proved: entries of the log do not follow one another.
proof-checkpoint-differs = Not proved: the log is not the one the checkpoint was taken of.
proof-checkpoint-out-of-reach = Not proved: no unbroken line of entries leads to the checkpoint.

epvo-in-order = The rows are in order: { $rows }.
epvo-not-in-order = The rows are not in order: { $errors } errors. Nothing of this should be sent.
epvo-sent = { $row }: { $sent } sent, { $unchanged } stood there already.
epvo-ignored = { $field } was sent and does not stand there: the platform ignored it.
epvo-missing = { $row } was sent and is not there.
