"""Findings on an ELMO document, each with its sentence; none repeats what the document says."""

from mapping.problems import Problem, Severity

_SENTENCES = {
    # on one result
    "status-contradiction": (
        "the label reads as a fail, but no status or another one is stated",
        "ask the host whether the result was passed",
    ),
    "unknown-status": ("the status is none of passed, failed and in-progress", ""),
    "repeated-field": (
        "the grade or the status is given more than once, with different values",
        "ask the host which one holds",
    ),
    "no-code": ("the course has no code", "it can only be recognised by hand"),
    "code-from-los-id": (
        "the course has no printed code; its EWP identifier stands in for it",
        "use the identifier as the code in the mapping of this host",
    ),
    "several-codes": (
        "the course has several codes of one type; one was taken",
        "name the right type in the host's code_types",
    ),
    "unreadable-credits": (
        "an amount of credit is no number",
        "a host that writes 7,5 needs decimal_comma in its settings",
    ),
    "ambiguous-credits": (
        "two amounts of one credit scheme are given; neither was taken",
        "ask the host which one holds",
    ),
    "unreadable-date": ("the date of the result cannot be read", ""),
    "dates-contradict-term": ("the course starts outside of the term it is listed in", ""),
    "unreadable-distribution": ("the grade distribution cannot be read", ""),
    "doubly-encoded-title": (
        "the title looks like UTF-8 taken for another encoding; it is kept as it came",
        "ask the host to mend its export",
    ),
    "parts-not-counted": (
        "the course has graded parts; its own credits and grade were taken",
        "",
    ),
    "parent-credits-differ": (
        "the credits of the courses of a module do not add up to the module's own",
        "the courses were taken; compare with the printed transcript",
    ),
    "other-issuer": (
        "the report is issued by another institution than this host",
        "its courses are not this host's; import it from the institution that issued it",
    ),
    # on a transcript
    "nested-credits": (
        "a programme or module prints credits that its courses print too; counted once",
        "",
    ),
    "parent-grade-left-out": (
        "a module prints a grade of its own beside those of its courses; the courses were taken",
        "",
    ),
    "not-a-result": ("entries without grade, status and credits were left out", ""),
    "report-incomplete": (
        "the host says this report is not complete; what it lacks is not withdrawn",
        "",
    ),
    "report-empty": ("the report lists no courses", ""),
    "no-learner": (
        "a report names no learner; nothing of it can be imported",
        "ask the host for the complete document",
    ),
    "no-learner-but-mobility": ("the transcript names a mobility, but no learner", ""),
    "unreadable-birth-date": ("the learner's birth date cannot be read", ""),
    "birth-dates-differ": ("two different birth dates are given; neither was taken", ""),
    "unreadable-mobility-id": ("the mobility id is not 1 to 64 printable ASCII characters", ""),
    # on the document
    "departs-from-schema": ("the document departs from its schema", ""),
    "schema-not-checked": ("the document was not compared with its schema", ""),
}


def finding(
    code: str, place: str, *, severity: Severity = Severity.WARNING, detail: str = ""
) -> Problem:
    """Build the finding of a code; `detail` may name schema rules and amounts, never content."""
    sentence, hint = _SENTENCES[code]
    message = f"{sentence}: {detail}" if detail else sentence
    return Problem(code=code, message=message, place=place, hint=hint, severity=severity)
