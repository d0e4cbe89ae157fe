"""How results were converted, said once for all components it is true of; decides nothing.

A step of a decision says what was done to one value. A document says how values were converted: the
method, without the value, with its source. Equal methods are one note.
"""

from collections.abc import Iterable

from connectors.transcripts.document import Note, Trilingual
from mapping.trace import Step, StepKind
from sync.document_wording import entry_in_three

METHOD_FACTS: dict[StepKind, tuple[str, ...]] = {
    StepKind.CREDIT_IDENTITY: ("scheme", "regime"),
    StepKind.CREDIT_COEFFICIENT: (
        "scheme",
        "coefficient",
        "lowest",
        "highest",
        "level",
        "work",
    ),
    StepKind.CREDIT_RATIO: ("scheme", "multiplier", "coefficient"),
    StepKind.CREDIT_LIST: ("scheme",),
    StepKind.CREDIT_ROUNDED: ("rounding", "unit"),
    StepKind.CREDIT_SHARED: ("rounding",),
    StepKind.COMPONENT_VALUED: ("policy",),
    StepKind.GRADE_WITHOUT_CONTROL: (),
    StepKind.GRADE_PASS_LABEL: (),
    StepKind.GRADE_FAIL_LABEL: (),
    StepKind.GRADE_TABLE: ("scheme",),
    StepKind.GRADE_TABLE_UNGRADED: ("scheme",),
    StepKind.GRADE_ECTS: (),
    StepKind.GRADE_HOME_LETTER: (),
    StepKind.GRADE_PERCENT: (),
    StepKind.GRADES_MEAN: (),
    StepKind.GRADES_LOWEST: (),
    StepKind.GRADES_HIGHEST: (),
    StepKind.DISTRIBUTION_USED: (),
    StepKind.REASON_RELEASED: ("reason", "why"),
}
"""Which steps a document tells of, and by which of their facts."""


class NoteBook:
    """The notes of one document, numbered in the order they are first needed."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, tuple[str, ...], str], int] = {}
        self._notes: list[Note] = []

    @property
    def notes(self) -> tuple[Note, ...]:
        """Every note so far."""
        return tuple(self._notes)

    def number(self, steps: Iterable[Step]) -> tuple[int, ...]:
        """Give the numbers of the notes that tell how a decision converted."""
        numbers = dict.fromkeys(self._number(step) for step in steps if _is_told(step))
        return tuple(sorted(numbers))

    def _number(self, step: Step) -> int:
        facts = dict(step.facts)
        names = METHOD_FACTS[StepKind(step.kind)]
        key = (step.kind, tuple(facts.get(name, "") for name in names), step.source)
        if key not in self._numbers:
            self._numbers[key] = len(self._notes) + 1
            text = _sentence(step.kind, {name: facts.get(name, "") for name in names})
            self._notes.append(Note(number=self._numbers[key], text=text, source=step.source))
        return self._numbers[key]


def _sentence(kind: str, facts: dict[str, str]) -> Trilingual:
    return entry_in_three(f"note-{kind}", **facts)


def _is_told(step: Step) -> bool:
    if step.kind not in set(METHOD_FACTS):
        return False
    facts = dict(step.facts)
    match StepKind(step.kind):
        case StepKind.CREDIT_ROUNDED:
            return facts.get("quotient") != facts.get("credits")
        case StepKind.COMPONENT_VALUED:
            expected = facts.get("expected", "")
            return bool(expected) and facts.get("converted") != expected
    return True
