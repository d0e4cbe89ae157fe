### What the command line says, and the headings of its tables.

held-none = Nothing waits for a person.
released = { $reference } goes on; the reasons are waived, on record.
refused = { $reference } is refused, on record.
identified = These results belong to mobility { $mobility }; that is remembered for this host.

agreements-imported = Mobilities: { $new } new, { $changed } changed, { $unchanged } unchanged; { $versions } new versions of learning agreements.
curriculum-imported = { $components } home components are in { $file }.

documents-postponed = { $count ->
    [one] 1 file of { $host } is still being written; it is read after { $until }.
   *[other] { $count } files of { $host } are still being written; they are read after { $until }.
}
host-removed = { $host } is not configured any more: nothing of it is read or decided. It left results: { $results }, recognised: { $recognised }, waiting for a person: { $held }.
delivery-summary = Gradebook: { $confirmed } confirmed, { $held } held, { $unsettled } still to be settled.
held-in-all = Held in the gradebook in all, with those of earlier passes: { $held }.
drift-summary = Changed in the gradebook since they were confirmed: { $drifted }.
lines-summary = Transcript lines: { $confirmed } confirmed, { $held } held, { $unsettled } still to be settled.
lines-missing = Transcript lines that no longer stood at home, and are sent again: { $missing }.
plan-summary = { $rows } to write, { $blocked } that cannot be written.

audit-intact = The audit log is intact: { $entries } entries, the last is { $digest }
audit-fault = Entry { $sequence }: { WORD($fault, of: "fault") }
audit-broken = The audit log is not what was written: { $faults } faults.

step-retrieve = Asking hosts
step-read = Reading documents
step-recognise = Recognising
step-deliver = Delivering

head-line-status = transcript line
head-version = versions
head-host = host
head-documents = documents
head-read = read
head-set-aside = set aside
head-new = new
head-changed = changed
head-recognised = recognised
head-held = held
head-reference = reference
head-student = student
head-host-courses = host courses
head-component = home component
head-credits = credits
head-letter = letter
head-percent = percent
head-gradebook = gradebook
head-there-now = there now
head-wanted = wanted
head-last-run = last run
head-last-success = last success
head-error = error
head-breaker = breaker
breaker-waiting = waits
breaker-open = down
breaker-half-open = tried at the next turn
host-left-alone = { $host } failed lately and is left alone until { $until }. “utqyr host retry { $host }” lets it be asked at once.
host-asked-again = { $host } is asked again at its next turn, on record.
host-not-left-alone = { $host } is asked at its turn; there is nothing to close.
head-audit-entries = audit entries

demo-first = First sync
demo-held = What is held, and why
demo-second = Second sync: nothing changed at the hosts
demo-quiet = Nothing was read again, nothing was decided again, nothing was written.
demo-not-quiet = The second sync was not quiet: something changed that should not have.
demo-corrected = The host corrects a mark: { $student }, { $course }
demo-transcript = The transcript of { $student } at home
demo-audit = The audit log
demo-serving = The stand-in Moodle goes on until Ctrl-C. To try commands against { $config }, in another shell:

head-before = before
head-after = after
head-average = average
impact-delivered = delivered
impact-waits = held: { $reasons }
impact-frozen = stands; only an order changes it
impact-summary = Students whose results would change: { $students }. Nothing was changed.
replay-summary = { $decisions } decisions and { $documents } documents computed again; differences: { $differences }.

closed = The home term is closed: what ended by { $until } is final and changes by order only.
closed-already = Nothing was changed: the home term is closed already, and what ended by { $until } is final.

line-recognised = recognised
line-waiting = waits
line-withdrawn = withdrawn
line-closed = closed
