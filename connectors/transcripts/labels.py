"""The fixed words a document is made with; the texts stand in the message catalogues.

A label `credits` is the entry `document-credits` of `documents.ftl` in each language.
"""

LABELS = (
    # headings
    "transcript",
    "protocol",
    "draft",
    "version",
    "issued-on",
    "as-of",
    "page",
    # the student
    "student",
    "student-number",
    "birth-date",
    "level",
    "programme",
    "admission-year",
    # the stay
    "stay",
    "host",
    "period",
    "mobility",
    "agreement",
    "agreement-version",
    "approved",
    "basis",
    # columns
    "number",
    "code",
    "component",
    "credits",
    "letter",
    "points",
    "percent",
    "traditional",
    "host-course",
    "host-credits",
    "host-grade",
    "note",
    # words inside cells
    "without-points",
    "without-control",
    "failed",
    "autumn",
    "spring",
    "summer",
    "nothing-recognised",
    # sums
    "credits-recognised",
    "average",
    "average-counts",
    "average-apart",
    "without-points-note",
    "failed-note",
    # notes
    "notes",
    "source",
    "rules",
    "rule",
    "approval",
    "decision",
    # what waits
    "waiting",
    "waiting-note",
    "nothing-waits",
    "since",
    # signing and verifying
    "signature",
    "seal",
    "verification",
    "verification-how",
    "verification-log",
    # protocol
    "protocol-number",
    "order",
    "dated",
    "decided-between",
    "host-documents",
    "protocol-recognised",
    "protocol-refused",
    "protocol-waiting",
    "refused-by",
    "reason",
    "students",
    "components",
    "decided-on",
    "no-refusals",
)
"""Every label; a writer asks for no other."""
