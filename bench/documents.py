"""Generated ELMO documents of any size: an invented host's answer with many students' transcripts.

The shape is what a network's interface gives: a wrapper of `tor` elements, one a stay. The same
numbers give the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOST = "kozminski.edu.pl"
RESULTS_EACH = 6
"""Results of one student: a semester of thirty credits."""
COURSES = 60
"""Different host courses; each is mapped to a home component of its own."""
TERM = ("2025-10-01", "2026-01-31")
GRADES = ("5.0", "4.5", "4.0", "3.5", "3.0")

_OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<response"
    ' xmlns:e="https://github.com/emrex-eu/elmo-schemas/tree/v1">\n'
)
_CLOSING = "</response>\n"
_TOR = """<tor><omobility-id>{mobility}</omobility-id><e:elmo>
<e:generatedDate>2026-02-10T09:00:00Z</e:generatedDate>
<e:learner><e:citizenship>KZ</e:citizenship>
<e:identifier type="studentIdentifier">G{student}</e:identifier>
<e:givenNames>Given{number}</e:givenNames><e:familyName>Family{number}</e:familyName>
<e:bday>2004-03-{day:02}</e:bday></e:learner>
<e:report><e:issuer><e:country>PL</e:country>
<e:identifier type="schac">kozminski.edu.pl</e:identifier>
<e:title xml:lang="en">An invented host</e:title><e:url>https://host.example</e:url></e:issuer>
{courses}<e:issueDate>2026-02-10T09:00:00Z</e:issueDate></e:report></e:elmo></tor>
"""
_COURSE = """<e:learningOpportunitySpecification>
<e:identifier type="local">{code}</e:identifier>
<e:title xml:lang="en">Course number {number} of the generated catalogue</e:title>
<e:type>Course</e:type><e:specifies><e:learningOpportunityInstance>
<e:date>2026-01-20</e:date><e:academicTerm><e:title xml:lang="en">Winter 2025/26</e:title>
<e:start>{starts}</e:start><e:end>{ends}</e:end></e:academicTerm>
<e:status>passed</e:status><e:resultLabel>{grade}</e:resultLabel>
<e:credit><e:scheme>ects</e:scheme><e:value>5</e:value></e:credit>
<e:languageOfInstruction>en</e:languageOfInstruction>
</e:learningOpportunityInstance></e:specifies></e:learningOpportunitySpecification>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is generated; `regraded` is how many students' first marks are other ones."""

    students: int
    regraded: int = 0

    @property
    def results(self) -> int:
        """Count the results."""
        return self.students * RESULTS_EACH


def extent_of(results: int, *, regraded: int = 0) -> Extent:
    """Give the extent with about this many results."""
    return Extent(students=max(1, results // RESULTS_EACH), regraded=regraded)


def write_document(path: Path, extent: Extent) -> Path:
    """Write a document piece by piece and return its path."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_pieces(extent))
    return path


def extent_of_bytes(size: int) -> Extent:
    """Give the extent of a document of at least this many bytes."""
    first, *_ = (piece for piece in _pieces(Extent(students=1)) if piece.startswith("<tor>"))
    return Extent(students=size // len(first) + 1)


def mobility_id(number: int) -> str:
    """Name the stay of a student."""
    return f"B-{number:07}"


def student_id(number: int) -> str:
    """Name a student at home."""
    return f"KB{number:07}"


def host_code(number: int) -> str:
    """Name a host course."""
    return f"CRS{number:04}"


def home_code(number: int) -> str:
    """Name the home component a host course becomes."""
    return f"CMP{number:04}"


def courses_of(student: int) -> tuple[int, ...]:
    """Choose the courses of a student: neighbours share some."""
    return tuple((student * 5 + place * 7) % COURSES for place in range(RESULTS_EACH))


def _pieces(extent: Extent) -> Iterator[str]:
    yield _OPENING
    for number in range(extent.students):
        courses = "".join(
            _COURSE.format(
                code=host_code(course),
                number=course,
                grade=GRADES[(number + course + (place == 0 and number < extent.regraded)) % 5],
                starts=TERM[0],
                ends=TERM[1],
            )
            for place, course in enumerate(courses_of(number))
        )
        yield _TOR.format(
            mobility=mobility_id(number),
            student=f"{number:07}",
            number=number,
            day=number % 28 + 1,
            courses=courses,
        )
    yield _CLOSING
