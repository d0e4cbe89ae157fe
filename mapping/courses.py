"""Course codes: the normal form in which a host's printed code and the mapping file meet."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from mapping.identifiers import CourseCode

_CYRILLIC_LOOKALIKES = str.maketrans("АВСЕНІКМОРТУХЅЈ", "ABCEHIKMOPTYXSJ")


def fold_lookalikes(text: str) -> str:
    """Replace Cyrillic capitals that look Latin; only for grades and codes, the raw text kept.

    A text with any Cyrillic letter that has no Latin look-alike is left as it is: it is a word.
    """
    folded = text.upper().translate(_CYRILLIC_LOOKALIKES)
    if any("CYRILLIC" in unicodedata.name(character, "") for character in folded):
        return text
    return folded if folded != text.upper() else text


def normalise_code(printed: str) -> CourseCode:
    """Bring a printed code to its normal form: NFKC, look-alikes folded, upper case, no spaces.

    Hyphens and dots stay: `FIN-201` and `FIN201` are two codes, and a near miss is reported.
    """
    text = unicodedata.normalize("NFKC", printed)
    return CourseCode("".join(fold_lookalikes(text).upper().split()))


def comparable_code(code: str) -> str:
    """Reduce a code to its letters and digits, for near misses only: `FIN-201` meets `FIN201`."""
    return "".join(filter(str.isalnum, code)).upper()


class NearCodes:
    """Known codes by their letters and digits, to find what a code misses by punctuation only."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes: defaultdict[str, list[str]] = defaultdict(list)
        for code in sorted(set(codes)):
            self._codes[comparable_code(code)].append(code)

    def of(self, code: str) -> tuple[str, ...]:
        """List the other known codes that differ from a code in punctuation only."""
        key = comparable_code(code)
        return tuple(other for other in self._codes.get(key, ()) if key and other != code)

    def text(self, code: str) -> str:
        """Write them, joined by commas; empty for none."""
        return ", ".join(self.of(code))
