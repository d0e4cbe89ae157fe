"""A connector beside the clerk: what it would recognise, compared with the marks at home. Pure.

    outcome foreseen + mark that stands at home -> verdict      verdicts -> score -> ready, or not

Nothing of a host in shadow is delivered, so that a mark at home is somebody else's word.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from mapping.decisions import RecognitionOutcome
from mapping.grades import HomeScale, band_for_percent
from mapping.terms import Regime


class Likeness(StrEnum):
    """When two marks are equal: the same percentage, or the same letter of the home scale."""

    PERCENT = "percent"
    LETTER = "letter"


class ShadowVerdict(StrEnum):
    """What a comparison found at one place of the home gradebook."""

    EQUAL = "equal"
    DIFFERENT = "different"
    NOT_SHOWN = "not-shown"
    """The clerk wrote a mark for an agreed component that the host shows nothing for."""
    HELD = "held"
    """A person would have been asked; a mark there proves nothing about the connector."""
    AWAITED = "awaited"
    """The clerk has written nothing yet."""
    UNGRADED = "ungraded"
    """Credits without a grade, and no grade at home."""
    UNREADABLE = "unreadable"
    """What stands at home could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a decision in shadow says of one place; `outcome` is None where it is held."""

    decision_id: int
    outcome: RecognitionOutcome | None


def judge(
    foreseen: Foreseen | None,
    there: Decimal | None,
    *,
    likeness: Likeness,
    scales: Iterable[HomeScale],
) -> ShadowVerdict | None:
    """Compare what is foreseen at a place with the percentage there; None where neither is.

    `foreseen` is None for a component that is agreed and that nothing the host shows counts for.
    """
    if foreseen is None:
        return None if there is None else ShadowVerdict.NOT_SHOWN
    if foreseen.outcome is None:
        return ShadowVerdict.HELD
    if there is None:
        ungraded = foreseen.outcome.percent is None
        return ShadowVerdict.UNGRADED if ungraded else ShadowVerdict.AWAITED
    alike = _are_alike(foreseen.outcome, there, likeness, scales)
    return ShadowVerdict.EQUAL if alike else ShadowVerdict.DIFFERENT


def _are_alike(
    outcome: RecognitionOutcome, there: Decimal, likeness: Likeness, scales: Iterable[HomeScale]
) -> bool:
    if outcome.percent is None:
        return False
    if outcome.percent == there:
        return True
    if likeness is Likeness.PERCENT:
        return False
    ours = _letter(outcome.percent, outcome.regime, scales)
    return ours is not None and ours == _letter(there, outcome.regime, scales)


def _letter(percent: Decimal, regime: Regime, scales: Iterable[HomeScale]) -> str | None:
    """Give the letter a percentage has in a regime; None outside of its scale."""
    bands = (band_for_percent(scale, percent) for scale in scales if scale.regime is regime)
    return next((band.letter for band in bands if band is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowScore:
    """How many places came out how; `needed` equal ones make the connector ready."""

    needed: int
    equal: int = 0
    different: int = 0
    not_shown: int = 0
    held: int = 0
    awaited: int = 0
    ungraded: int = 0
    unreadable: int = 0

    @classmethod
    def of(cls, verdicts: Iterable[ShadowVerdict], *, needed: int) -> "ShadowScore":
        """Count verdicts."""
        counts = Counter(verdicts)
        return cls(needed=needed, **{_field(verdict): counts[verdict] for verdict in ShadowVerdict})

    @property
    def counts(self) -> dict[ShadowVerdict, int]:
        """Give the number of every verdict."""
        return {verdict: getattr(self, _field(verdict)) for verdict in ShadowVerdict}

    @property
    def compared(self) -> int:
        """How many places have a word of both sides, or of the clerk alone."""
        return self.equal + self.different + self.not_shown

    @property
    def rate(self) -> Fraction | None:
        """The share of equal ones among those compared; None while there are none."""
        return Fraction(self.equal, self.compared) if self.compared else None

    @property
    def enough(self) -> bool:
        """Whether as many came out equal as were asked for."""
        return self.equal >= self.needed

    @property
    def ready(self) -> bool:
        """Whether enough came out equal, and none otherwise."""
        return self.enough and self.equal == self.compared


def _field(verdict: ShadowVerdict) -> str:
    return verdict.value.replace("-", "_")
