"""How a host's ELMO documents are read, wherever they come from; brings none and reads none."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from connectors.base import ConnectorSettings
from connectors.documents import MEBIBYTE
from connectors.hosts.elmo_courses import CourseRules
from connectors.hosts.elmo_labels import FAIL_LABELS
from connectors.hosts.elmo_transcripts import ElmoPolicy
from mapping.records import Completeness


def _as_tuple(value: object) -> object:
    """Take a single text for a list of one."""
    return (value,) if isinstance(value, str) else value


Texts = Annotated[
    tuple[str, ...], BeforeValidator(_as_tuple, json_schema_input_type=str | tuple[str, ...])
]


class ElmoReadingSettings(ConnectorSettings):
    """The settings of every kind of host whose results come as ELMO."""

    completeness: Literal[Completeness.SNAPSHOT, Completeness.DELTA] = Field(
        default=Completeness.SNAPSHOT,
        description="`snapshot`: a report lists all of a learner's results, so that a missing one"
        " may have been withdrawn. `delta`: it lists what is new. A report that says it is partial"
        " is partial either way.",
    )
    assume_passed: bool = Field(
        default=True,
        description="Whether a result without a status passed, as ELMO itself says it did.",
    )
    fail_labels: Texts = Field(
        default=FAIL_LABELS,
        description="Labels that contradict such an assumption; zero always does.",
    )
    decimal_comma: bool = Field(
        default=False, description="Whether the host writes credits as 7,5 against the standard."
    )
    code_types: Texts = Field(
        default=("local", "coursecode", "code"),
        description="Types of course identifiers that hold the printed code, the best first.",
    )
    identifier_kinds: dict[str, str] = Field(
        default={},
        description="The host's words for learner identifiers: esi, student-number (ours),"
        " national-id, host-id or mobility-id.",
    )
    schemes: dict[str, str] = Field(
        default={},
        description="The host's names of grading schemes in old documents, and ours for them.",
    )
    issuers: Texts = Field(
        default=(),
        description="SCHAC codes besides the host's own whose reports are the host's.",
    )
    max_results: int = Field(
        default=20_000, gt=0, description="The most results one learner may have in a document."
    )

    def policy(self) -> ElmoPolicy:
        """Say how this host's documents are read; every way to get them reads them alike."""
        return ElmoPolicy(
            courses=CourseRules(
                assume_passed=self.assume_passed,
                decimal_comma=self.decimal_comma,
                code_types=tuple(each.lower() for each in self.code_types),
                schemes=tuple(self.schemes.items()),
                fail_labels=self.fail_labels,
            ),
            completeness=self.completeness,
            issuers=self.issuers,
            identifier_kinds=tuple(self.identifier_kinds.items()),
            max_results=self.max_results,
            max_element_bytes=16 * MEBIBYTE,
        )
