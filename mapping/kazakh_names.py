"""Names in the scripts of Kazakhstan reduced to comparable keys; for comparison, never for display.

One name is written `Күләш` (Kazakh), `Куляш` (Russian), `KULIASH` or `KULYASH` (passports),
`Kúlásh` (alphabet of 2018) and `Küläş` (2021). Each letter becomes one or several letters of a
small common alphabet, so a word has one or a few keys; two words may be one name when they share a
key.

    ж zh j -> J     ш sh ş -> X     қ к q k -> K     х һ kh h -> H     ы і и й y ı -> I
    о ө у ұ ү ó ö ú ü ý -> U        ә ä á -> A, E or IA                я -> IA or A

Keys keep the kinds of vowel apart: `Асан` and `Үсен` are two people, very often twins.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import product

_LONGEST = 4
_MOST_KEYS = 64
_WORDS_REMEMBERED = 20_000

# common letters on the left (alternatives apart), the letters and letter groups of Kazakh and
# Russian Cyrillic, passport Latin and the Latin alphabets of 2018 and 2021 on the right
_TABLE = """
    A         | а a
    A E IA    | ә ä á ə
    A E AE    | ae
    B         | б b
    C         | ч ch tch ç č
    D         | д d
    E         | е э є e
    E IU U    | ё yo
    F         | ф f ph
    G         | г ғ g gh ğ ǵ
    H         | х һ h kh
    I         | и і ы й ї i ı y
    IA A      | я ya
    IU U      | ю yu
    J         | ж дж j zh dzh dj ž
    K         | к қ k q
    K TS C    | c
    KS H      | x
    L         | л l
    M         | м m
    N         | н ң нг n ng ñ ń ŋ
    P         | п p
    R         | р r
    S         | с s
    T         | т t
    TS        | ц
    U         | о ө у ұ ү o u ó ö ő ú ü ū ý ŭ
    V         | в v
    V U       | w
    X         | ш щ sh sch shch ş š
    Z         | з z
    -         | ъ ь
"""

_SPELLINGS: dict[str, tuple[str, ...]] = {
    written: tuple(keys.replace("-", " ").split()) or ("",)
    for keys, _, spellings in (line.partition("|") for line in _TABLE.strip().splitlines())
    for written in spellings.split()
}

_REPEATED = re.compile(r"(.)\1+")
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=_WORDS_REMEMBERED)
def name_keys(word: str) -> frozenset[str]:
    """Give the comparable keys of one word of a name; empty for a word without letters."""
    letters = _letters(word)
    choices: list[tuple[str, ...]] = []
    position = 0
    while position < len(letters):
        for length in range(_LONGEST, 0, -1):
            spelling = _SPELLINGS.get(letters[position : position + length])
            if spelling is not None:
                choices.append(spelling)
                break
        position += length
    while _count(choices) > _MOST_KEYS:
        choices[choices.index(max(choices, key=len))] = max(choices, key=len)[:1]
    keys = (_squeeze("".join(parts)) for parts in product(*choices))
    return frozenset(key for key in keys if key)


def words_of(name: str) -> tuple[str, ...]:
    """Split a name into words, at anything that is no letter."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", name)))


def may_be_same_name(first: str, second: str) -> bool:
    """Tell whether two names may be one: a shared word, all words together, or an initial.

    A shared word is enough, since one side often leaves out a patronymic or a second name.
    """
    ours, theirs = words_of(first), words_of(second)
    if any(_words_meet(one, other) for one in ours for other in theirs):
        return True
    return not name_keys("".join(ours)).isdisjoint(name_keys("".join(theirs)))


def _words_meet(first: str, second: str) -> bool:
    ours, theirs = name_keys(first), name_keys(second)
    if min(len(first), len(second)) > 1:
        return not ours.isdisjoint(theirs)
    return any(one.startswith(other) or other.startswith(one) for one in ours for other in theirs)


def _letters(word: str) -> str:
    """Lower a word's case, Turkish I included, and drop marks no alphabet here has."""
    composed = unicodedata.normalize("NFC", word.replace("İ", "i")).lower()
    return "".join(
        letter if letter in _SPELLINGS else unicodedata.normalize("NFD", letter)[0]
        for letter in composed
    )


def _squeeze(key: str) -> str:
    """Write a doubled letter once and `IE` as `E`: Yerlan is Erlan, Sergeyev is Sergeev."""
    return _REPEATED.sub(r"\1", _REPEATED.sub(r"\1", key).replace("IE", "E"))


def _count(choices: list[tuple[str, ...]]) -> int:
    total = 1
    for spelling in choices:
        total *= len(spelling)
    return total
