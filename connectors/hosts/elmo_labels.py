"""Labels and statuses of an ELMO document: which words mean passed; converts no grade.

ELMO says a missing status means passed (for old producers); the labels of real documents say
otherwise often enough. A fail-like label without a status is therefore neither: a person looks.
"""

import re
import unicodedata

from mapping.terms import ResultStatus

STATUSES = {
    "passed": ResultStatus.PASSED,
    "failed": ResultStatus.FAILED,
    "inprogress": ResultStatus.IN_PROGRESS,
}
"""ELMO's own words, without case, hyphens and blanks."""

FAIL_LABELS: tuple[str, ...] = (
    # letters and signs of several scales: ECTS, Nordic, Turkish, North American
    *("F", "FX", "FF", "FD", "U", "IG", "E*", "-3", "NP", "NSP", "NC", "NV", "NB", "MA", "MI"),
    # not attended, not finished
    *("W", "WD", "WF", "ABS", "DNS", "withdrawn", "incomplete", "absent", "no show"),
    # English, French, Spanish, Portuguese, Italian, Romanian
    *("fail", "failed", "failure", "fail/no credit", "not passed", "no pass", "not pass"),
    *("unsatisfactory", "insufficient", "no credit", "not completed"),
    *("ajourné", "non validé", "non acquis", "échec", "insuffisant", "éliminé"),
    *("suspenso", "no apto", "no presentado", "reprobado", "insuficiente", "no aprobado"),
    *("reprovado", "não aprovado", "insufficiente", "respinto", "non superato", "non idoneo"),
    *("bocciato", "respins", "nepromovat"),
    # German, Dutch
    *("nicht bestanden", "n.b.", "nicht ausreichend", "ungenügend", "nicht genügend"),
    *("mangelhaft", "durchgefallen", "onvoldoende", "niet geslaagd", "niet voldaan"),
    # Danish, Norwegian, Swedish, Finnish, Icelandic
    *("ikke bestået", "ej bestået", "ikke bestått", "ikkje bestått", "stryk", "ikke godkjent"),
    *("ikke godkendt", "ej godkendt", "underkänd", "underkänt", "ej godkänd", "ej godkänt"),
    *("icke godkänd", "icke godkänt", "hylätty", "hyl", "hyl.", "fallinn"),
    # Polish, Czech, Slovak, Slovene, Croatian, Serbian
    *(
        "niedostateczny",
        "ndst",
        "niezaliczone",
        "nie zaliczono",
        "nzal",
        "niezal",
        "bez zaliczenia",
    ),
    *("neprospěl", "neprospěla", "nevyhověl", "nevyhověla", "nesplněno", "nezapočteno"),
    *("neprospel", "neprospela", "nevyhovel", "nedostatočne", "nedostatečně"),
    *("ni opravil", "ni opravila", "nezadostno", "nedovoljan", "nije položio", "nije položila"),
    # Estonian, Latvian, Lithuanian, Hungarian, Turkish
    *("mitte arvestatud", "mittearvestatud", "puudulik", "neieskaitīts", "nesekmīgi"),
    *("neįskaityta", "neįskaitė", "elégtelen", "nem felelt meg", "nem teljesítette"),
    *("başarısız", "kaldı", "yetersiz", "devamsız", "geçmedi"),
    # Russian, Kazakh, Ukrainian
    *("неудовлетворительно", "неуд", "неуд.", "не удовлетворительно", "незачтено", "не зачтено"),
    *("незачет", "незачёт", "не зачёт", "не зачет", "н/з", "неявка", "не аттестован"),
    *("қанағаттанарлықсыз", "сынақтан өтпеді", "сынақ тапсырылмады", "есептелмеді", "өтпеді"),
    *("незадовільно", "не зараховано"),
)
"""Labels that mean a result did not pass, as documents print them; a host may set its own."""

_ZERO = re.compile(r"0+([.,]0+)?", re.ASCII)
_INSIGNIFICANT = re.compile(r"[\s()\[\]./_]+")


def folded(label: str) -> str:
    """Bring a label to the form in which two spellings of one word agree: `F (X)` is `fx`."""
    return _INSIGNIFICANT.sub("", unicodedata.normalize("NFKC", label).casefold())


def folded_set(labels: tuple[str, ...]) -> frozenset[str]:
    """Fold a list of labels once, for `looks_failed`."""
    return frozenset(folded(label) for label in labels)


def looks_failed(label: str, fail_labels: frozenset[str]) -> bool:
    """Tell whether a label reads as a fail: one of the folded labels, or zero (`0`, `00`, `0,0`).

    Scales where zero passes exist nowhere in the documents seen; where a low mark fails (`2`,
    `5,0`) only the host's own table can say so.
    """
    text = label.strip()
    return bool(_ZERO.fullmatch(text)) or folded(text) in fail_labels


def read_status(word: str) -> ResultStatus | None:
    """Read a status as stated; None for a word ELMO does not have."""
    return STATUSES.get(folded(word).replace("-", ""))
