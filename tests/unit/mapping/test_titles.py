import pytest

from mapping.titles import LEAST_SIMILARITY, TitleIndex, title_words

CURRICULUM = (
    "Microeconomics",
    "Macroeconomics",
    "Corporate Finance",
    "Корпоративные финансы",
    "Marketing",
    "Agricultural Economics",
    "International Economics",
    "Ақша және банктер",
    "Information Security",
)


def nearest(title: str, titles: tuple[str, ...] = CURRICULUM) -> list[str]:
    found = TitleIndex(titles, corpus=titles).similar(title)
    return sorted(found, key=lambda other: (-found[other], other))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Технология", "Tehnologia"),
        ("Теория", "Teoria"),
        ("Механика", "Mechanika"),
        ("Психология", "Psichologija"),
        ("Маркетинг", "MARKETING"),
        ("Менеджмент", "менеджмент"),
        ("Databases", "Ｄatabases"),
    ],
)
def test_words_borrowed_by_many_languages_nearly_meet(first: str, second: str) -> None:
    assert TitleIndex([first], corpus=[first]).similar(second)[first] > 0.8


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("", ()),
        ("—, № !", ("no",)),
        ("Macroeconomics II", ("makroekonomiks", "ii")),
        ("Ұлттық экономика", ("ultik", "ekonomika")),
        ("Financial Accounting", ("finansial", "akounting")),
        ("Nation and Theory of Physics", ("nasion", "and", "teori", "of", "fisiks")),
        ("İstatistik", ("istatistik",)),
        ("Łódź", ("lodz",)),
        ("Бухгалтерский учёт", ("buhgalterski", "ucet")),
    ],
)
def test_title_becomes_comparable_words(title: str, words: tuple[str, ...]) -> None:
    assert title_words(title) == words


def test_equal_words_are_alike_in_full_whatever_their_order() -> None:
    index = TitleIndex(["Money and Banking"], corpus=CURRICULUM)

    assert index.similar("Banking and Money") == {"Money and Banking": 1.0}


def test_what_a_title_begins_with_tells_it_apart() -> None:
    found = TitleIndex(CURRICULUM, corpus=CURRICULUM).similar("Microeconomics")

    assert found["Microeconomics"] == 1.0
    assert found["Macroeconomics"] < 0.6


def test_endings_that_inflect_keep_words_together() -> None:
    assert nearest("Финансы корпораций")[:2] == ["Корпоративные финансы", "Corporate Finance"]


def test_kazakh_title_finds_its_likeness() -> None:
    assert nearest("Ақша, кредит, банктер") == ["Ақша және банктер"]


def test_words_that_tell_nothing_hardly_count() -> None:
    assert TitleIndex(CURRICULUM, corpus=CURRICULUM).similar("Principles of Marketing")[
        "Marketing"
    ] > TitleIndex(CURRICULUM, corpus=CURRICULUM).similar("Regional Marketing").get("Marketing", 0)


def test_rare_words_tell_more_than_common_ones() -> None:
    common = tuple(f"Economics of {name}" for name in ("Trade", "Labour", "Health", "Energy"))
    found = TitleIndex(common, corpus=common).similar("Health and Economics of Nursing")

    assert found["Economics of Health"] > found.get("Economics of Trade", 0)


def test_short_words_and_numerals_meet_only_themselves() -> None:
    found = TitleIndex(["Calculus II", "Calculus III"], corpus=()).similar("Calculus III")

    assert found["Calculus III"] == 1.0
    assert found["Calculus II"] < 1.0


def test_titles_without_likeness_are_left_out() -> None:
    assert nearest("Sports") == []
    assert nearest("") == []
    assert TitleIndex([""], corpus=[""]).similar("Marketing") == {}
    found = TitleIndex(CURRICULUM, corpus=CURRICULUM).similar("Business Information")
    assert all(similarity >= LEAST_SIMILARITY for similarity in found.values())


def test_a_word_counts_once_by_its_nearest() -> None:
    index = TitleIndex(["Economics and Economic Policy"], corpus=())

    (found,) = index.similar("Economics").values()
    (fuller,) = index.similar("Economics and Policy").values()
    assert found < fuller < 1
