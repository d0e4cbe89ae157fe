"""How alike titles of courses are, over languages and scripts; a suggestion, never a decision.

    Микроэкономика, Microeconomics, Mikroekonomia  --letters-->  mikroekonomika, mikroekonomiks, ...

A title is a bag of words; a word is reduced to letters in which Cyrillic and Latin spellings of
one borrowed word nearly meet. Words that stand in many titles say little, so they weigh little.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import Indel, Prefix

LEAST_SIMILARITY = 0.35
"""Titles less alike than this are not worth a person's look."""

_LEAST_WORD_SIMILARITY = 0.72
_SHORT_WORD = 3
"""Words this short are alike only when they are equal: `II` is not `III`."""
_GRAMMAR_WEIGHT = 0.05
_FILLER_WEIGHT = 0.25

_WORD = re.compile(r"[^\W_]+")
_REPEATED = re.compile(r"(.)\1+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_NUMERAL = re.compile(r"[ivx]{1,4}|\d{1,2}")

# Greek and Latin words as English, Polish or German write them, brought to how Russian and Kazakh
# write them: `th` is т (theory, теория), `ch` is х (technology, технология), `c` before e, i or y
# is с or ц (finance, process), `ti` before a vowel is ци (nation, нация).
_LATIN = (
    (re.compile("sch|sh"), "x"),
    (re.compile("[ck]h"), "h"),
    (re.compile("ph"), "f"),
    (re.compile("th"), "t"),
    (re.compile("ti(?=[aou])"), "si"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("[cq]"), "k"),
    (re.compile("w"), "v"),
    (re.compile("y"), "i"),
)
# a letter and what is written for it; what stands alone is written as nothing
_LETTERS = """
    аa бb вv гg дd еe жj зz иi йi кk лl мm нn оo пp рr сs тt уu фf хh цs чc шx щx ъ ыi ь эe юiu яia
    ёe әa ғg қk ңn өo ұu үu һh іi їi єe ўu
    łl đd øo æe œe ßss ıi əa
"""
_WRITTEN = str.maketrans({pair[0]: pair[1:] for pair in _LETTERS.split()})

_GRAMMAR = """
    a an and the of for in on to with its into from or
    и в во на для по с со о об к из или
    және мен бен пен үшін бойынша туралы
    i w z do na dla und der die das für
"""
_FILLERS = """
    introduction introductory principles fundamentals basics foundations course
    основы введение курс дисциплина
    негіздері негізгі кіріспе пәні
    podstawy wstęp grundlagen einführung
"""


def title_words(title: str) -> tuple[str, ...]:
    """Reduce a title to comparable words, in its order; empty for a title without any."""
    return tuple(filter(None, map(_letters, _WORD.findall(unicodedata.normalize("NFKC", title)))))


@cache
def _letters(word: str) -> str:
    lowered = word.replace("İ", "i").lower()
    if _NUMERAL.fullmatch(lowered):
        return lowered
    # й is a letter of its own, not an и with a mark
    marked = "".join(each if each in "йїў" else _bare(each) for each in lowered)
    letters = marked.translate(_WRITTEN)
    if not _CYRILLIC.search(marked):
        for pattern, written in _LATIN:
            letters = pattern.sub(written, letters)
    return _REPEATED.sub(r"\1", letters)


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


_GRAMMAR_WORDS = frozenset(map(_letters, _GRAMMAR.split()))
_FILLER_WORDS = frozenset(map(_letters, _FILLERS.split()))


class TitleIndex:
    """Titles by their words; `corpus` is what tells common words from telling ones."""

    def __init__(self, titles: Iterable[str], *, corpus: Iterable[str]) -> None:
        self._words = {title: frozenset(title_words(title)) for title in sorted(set(titles))}
        self._postings: defaultdict[str, list[str]] = defaultdict(list)
        for title, words in self._words.items():
            for word in words:
                self._postings[word].append(title)
        self._vocabulary = sorted(self._postings)
        self._weights = _Weights(corpus)
        self._totals = {title: self._weights.total(words) for title, words in self._words.items()}
        self._near: dict[str, tuple[tuple[str, float], ...]] = {}

    def similar(self, title: str) -> dict[str, float]:
        """Find titles alike, each with a similarity up to 1; symmetric, and 1 for equal words.

        What two titles share, weighed by how telling the words are, against all they say.
        """
        words = frozenset(title_words(title))
        ours: defaultdict[str, dict[str, float]] = defaultdict(dict)
        theirs: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for word in sorted(words):
            for near, alike in self._words_near(word):
                for other in self._postings[near]:
                    _keep_best(ours[other], word, alike)
                    _keep_best(theirs[other], near, alike)
        total = self._weights.total(words)
        found: dict[str, float] = {}
        for other, met in ours.items():
            shared = self._weights.shared(met) + self._weights.shared(theirs[other])
            similarity = min(1.0, shared / (total + self._totals[other]))
            if similarity >= LEAST_SIMILARITY:
                found[other] = similarity
        return found

    def _words_near(self, word: str) -> tuple[tuple[str, float], ...]:
        if word not in self._near:
            self._near[word] = tuple(self._search(word))
        return self._near[word]

    def _search(self, word: str) -> Iterable[tuple[str, float]]:
        if len(word) <= _SHORT_WORD:
            return [(word, 1.0)] if word in self._postings else []
        found = process.extract(
            word,
            self._vocabulary,
            scorer=Indel.normalized_similarity,
            score_cutoff=_LEAST_WORD_SIMILARITY,
            limit=None,
        )
        return [
            (other, alike * (1 + _shared_beginning(word, other)) / 2)
            for other, alike, _ in found
            if len(other) > _SHORT_WORD
        ]


def _keep_best(met: dict[str, float], word: str, alike: float) -> None:
    if alike > met.get(word, 0.0):
        met[word] = alike


def _shared_beginning(first: str, second: str) -> float:
    """Tell how much of a word's beginning is shared: endings inflect, beginnings tell apart.

    So `финансы` stays near `финансовый`, and `microeconomics` goes away from `macroeconomics`.
    """
    return Prefix.similarity(first, second) / min(len(first), len(second))


class _Weights:
    """How telling a word is: 1 for one that no title or one has, little for one in all of them."""

    def __init__(self, corpus: Iterable[str]) -> None:
        titles = sorted(set(corpus))
        self._size = max(len(titles), 1)
        self._count: defaultdict[str, int] = defaultdict(int)
        for title in titles:
            for word in set(title_words(title)):
                self._count[word] += 1
        self._known: dict[str, float] = {}

    def of(self, word: str) -> float:
        if word not in self._known:
            self._known[word] = self._weigh(word)
        return self._known[word]

    def _weigh(self, word: str) -> float:
        if word in _GRAMMAR_WORDS:
            return _GRAMMAR_WEIGHT
        if word in _FILLER_WORDS or _NUMERAL.fullmatch(word):
            return _FILLER_WEIGHT
        count = self._count.get(word, 0) or 1
        return math.log(1 + self._size / count) / math.log(1 + self._size)

    def total(self, words: Iterable[str]) -> float:
        return math.fsum(map(self.of, words))

    def shared(self, met: Mapping[str, float]) -> float:
        return math.fsum(self.of(word) * alike for word, alike in met.items())
