"""The demo's data: the agreements to import, and what must come of every result.

write_agreements(path)     the CSV for `utqyr import agreements`
home_seed()                courses, people, enrolments and obstacles of the home Moodle
STORY                      every reason for holding: the student and the course that show it
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sandbox.courses import CREDIT_SCHEMES, HOME_COURSES, HOST_COURSES
from sandbox.hosts import LISTED
from sandbox.stays import Block, Stay
from sandbox.stays_all import STAYS

_COORDINATOR: Final = "Бағдарлама үйлестірушісі"
_COLUMNS: Final = (
    *("mobility_id", "student_id", "given_names", "family_name", "birth_date", "national_id"),
    *("esi", "host", "kind", "form", "level", "programme", "admission_year", "starts", "ends"),
    *("basis", "extension_ends", "extension_reason", "extension_approved_by"),
    *("extension_approved_on", "block", "side", "course_code", "course_title", "credits"),
    *("credit_scheme", "approved_on", "approved_by", "reference"),
)


def write_agreements(path: Path) -> Path:
    """Write the learning agreements of all stays as CSV, one row a course."""
    path.write_bytes(agreements_bytes())
    return path


def agreements_bytes() -> bytes:
    """Give the learning agreements of all stays as UTF-8 CSV with a byte order mark."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, _COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for stay in STAYS:
        writer.writerows(_rows(stay))
    return stream.getvalue().encode("utf-8-sig")


def _rows(stay: Stay) -> Iterator[dict[str, str]]:
    facts = _facts(stay)
    if not stay.agreed:
        yield facts
    for block in stay.agreed:
        for row in _block_rows(stay, block):
            yield facts | row


def _facts(stay: Stay) -> dict[str, str]:
    person, extension = stay.person, stay.extension
    facts = {
        "mobility_id": stay.mobility_id,
        "student_id": person.number,
        "given_names": person.given_name,
        "family_name": person.family_name,
        "birth_date": person.birth_date.isoformat(),
        "national_id": person.national_id,
        "esi": person.esi,
        "host": stay.host,
        "kind": stay.kind,
        "form": stay.form,
        "level": stay.level,
        "programme": stay.programme,
        "admission_year": str(stay.admission_year),
        "starts": stay.starts.isoformat(),
        "ends": stay.ends.isoformat(),
        "basis": stay.basis,
    }
    if extension is not None:
        facts |= {
            "extension_ends": extension.ends.isoformat(),
            "extension_reason": extension.reason,
            "extension_approved_by": extension.approved_by,
            "extension_approved_on": extension.approved_on.isoformat(),
        }
    if stay.approved_on is not None:
        facts |= {"approved_on": stay.approved_on.isoformat(), "approved_by": _COORDINATOR}
    return facts | {"reference": stay.reference}


def _block_rows(stay: Stay, block: Block) -> Iterator[dict[str, str]]:
    for code in block.courses:
        course = HOST_COURSES[stay.host][code]
        yield {
            "block": block.name,
            "side": "host",
            "course_code": code,
            "course_title": course.title,
            "credits": course.credits,
            "credit_scheme": CREDIT_SCHEMES[stay.host],
        }
    for code in block.components:
        component = HOME_COURSES[code]
        yield {
            "block": block.name,
            "side": "home",
            "course_code": code,
            "course_title": component.title,
            "credits": component.credits,
            "credit_scheme": "kz",
        }


def _story() -> dict[str, tuple[tuple[str, str], ...]]:
    shown: dict[str, list[tuple[str, str]]] = {}
    for stays in LISTED.values():
        for stay in stays:
            for expected in stay.expected:
                for code in expected.held:
                    place = (stay.person.number, " + ".join(expected.courses))
                    shown.setdefault(code, []).append(place)
    return {code: tuple(places) for code, places in sorted(shown.items())}


STORY: Final = _story()
"""Every reason recognition holds a result for: the students and host courses that show it."""

LATER_STORY: Final[dict[str, str]] = {
    "passed-turned-failed": "correct_mark('KB2300001', 'MIC101', '2,0', status='failed')",
    "withdrawal-proposed": "withdraw_mark('KB2300032', 'EKM3301') and two more listings",
}
"""Reasons that need more than one sync, and what the hosts do to bring them about."""

NOT_SHOWN: Final[dict[str, str]] = {
    "host-unknown": "documents come from configured hosts only",
    "host-suspended": "no host of the example is suspended",
    "amendment-late": "every agreement of the demo stands as it was signed first",
    "no-regime": "the example's regimes cover every admission year",
    "unknown-component": "a configuration that names one is refused at load",
    "ambiguous-credit-rule": "a configuration with two such rules is refused at load",
    "coefficient-out-of-range": "a configuration with such a coefficient is refused at load",
    "coefficient-missing": "the example chooses one for every kind of work its mapping leads to",
    "no-legal-range": "the national table covers every kind of work the mapping leads to",
    "ambiguous-grade-table": "a configuration with overlapping tables is refused at load",
    "distribution-differs": "the example publishes no home grade distribution to compare with",
    "changed-after-freeze": "no home term is closed over the demo",
    "document-doubt": "no host of the example sends another institution's results",
    "withdrawn-by-host": "no host of the demo says what it deleted",
    "home-ambiguous-item": "Moodle's own forms refuse a second activity with the same ID number",
    "home-out-of-range": "recognition gives percentages only, and every range can hold them",
    "home-not-confirmed": "needs a lost reply; the stand-in Moodle can be told to lose one",
    "home-left-behind": "needs a mapping that is edited after its marks were delivered",
    "home-refused": "needs a refusal by Moodle; the stand-in can be told to give one",
}
"""Reasons the demo's data cannot show, and why."""
