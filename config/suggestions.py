"""Did-you-mean: the nearest of the words that would have been right; never a silent correction."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

_NEAR_ENOUGH = 0.84


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word nearest to a written one; None when nothing is near.

    Among equally near words the alphabetically first is taken, so that messages are stable.
    """
    found = process.extractOne(
        word.casefold(),
        sorted(known),
        scorer=JaroWinkler.similarity,
        processor=str.casefold,
        score_cutoff=_NEAR_ENOUGH,
    )
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Write the hint for a word that is not known."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else otherwise


def listed(words: Iterable[str], *, limit: int = 12) -> str:
    """List known words for a hint, the first few where there are many."""
    ordered = list(words)
    rest = len(ordered) - limit
    return ", ".join(ordered[:limit]) + (f" and {rest} more" if rest > 0 else "")
