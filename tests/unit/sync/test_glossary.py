import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from mapping.terms import Level, MobilityForm, MobilityKind, Regime, Work
from sync.messages import CATALOGUES, Messages

ROOT = Path(__file__).parents[3]
PACKAGES = ("config", "connectors", "mapping", "sync")
KAZAKH, RUSSIAN = "kk", "ru"


@dataclass(frozen=True, kw_only=True)
class Term:
    english: str
    words: dict[str, str]
    code: tuple[str, ...]


def terms() -> list[Term]:
    found = []
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] not in {"term", "---"}:
            assert len(cells) == 5, line
            english, kazakh, russian, _, code = cells
            words = {"en": english, KAZAKH: kazakh, RUSSIAN: russian}
            names = tuple(re.findall(r"`([^`]+)`", code))
            found.append(Term(english=english, words=words, code=names))
    return found


def source() -> str:
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_term_has_a_word_in_each_language() -> None:
    assert [term.english for term in terms() if not all(term.words.values())] == []


@pytest.mark.parametrize("language", ["en", KAZAKH, RUSSIAN])
def test_no_word_stands_for_two_things(language: str) -> None:
    words = [term.words[language] for term in terms()]

    assert sorted(word for word in set(words) if words.count(word) > 1) == []


def test_every_word_of_code_is_in_the_code() -> None:
    code = source()
    missing = [
        name
        for term in terms()
        for name in term.code
        if not re.search(rf"\b{re.escape(name.rpartition('.')[2])}\b", code)
    ]
    assert missing == []


@pytest.mark.parametrize("language", ["en", KAZAKH, RUSSIAN])
@pytest.mark.parametrize(
    ("vocabulary", "values"),
    [
        ("level", list(Level)),
        ("work", list(Work)),
        ("regime", list(Regime)),
        ("kind", list(MobilityKind)),
        ("form", list(MobilityForm)),
    ],
)
def test_closed_vocabularies_read_alike_in_glossary_and_messages(
    vocabulary: str, values: list[str], language: str
) -> None:
    glossary = {term.words[language] for term in terms()}
    messages = Messages(language)

    assert [value for value in values if messages.word(value, vocabulary) not in glossary] == []


@pytest.mark.parametrize("language", [KAZAKH, RUSSIAN])
def test_terms_of_the_messages_are_those_of_the_glossary(language: str) -> None:
    folder = ROOT / "sync" / "locale" / language
    said = " ".join((folder / f"{name}.ftl").read_text(encoding="utf-8") for name in CATALOGUES)
    core = {
        "learning agreement",
        "learner",
        "home component",
        "curriculum",
        "student number",
        "national id",
        "legal range",
        "gradebook",
        "grade item",
        "audit log",
        "checkpoint",
        "sign of life",
        "set aside",
    }
    words = {term.english: term.words[language] for term in terms()}

    assert [term for term in sorted(core) if _stems(words[term], said)] == []


def _stems(term: str, text: str) -> bool:
    """Tell whether a word of the term never appears, whatever its ending."""
    return not all(
        re.search(rf"\b{re.escape(word[: max(3, len(word) - 3)])}", text, re.IGNORECASE)
        for word in term.split()
    )
