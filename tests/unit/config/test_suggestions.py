"""Did-you-mean: near words, never far ones, and always the same."""

import pytest

from config.suggestions import did_you_mean, listed, nearest


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("equivalenses", ["equivalences", "host"], "equivalences"),
        ("bachelors", ["bachelor", "phd"], "bachelor"),
        ("EC02204", ["ECO2204", "ECO3301"], "ECO2204"),
        ("HOST", ["host", "home"], "host"),
        ("zzz", ["host", "home"], None),
        ("a", [], None),
        ("", ["host"], None),
    ],
)
def test_nearest_word_is_found_and_no_far_one(
    word: str, known: list[str], expected: str | None
) -> None:
    assert nearest(word, known) == expected


def test_of_equally_near_words_the_first_by_alphabet_is_meant() -> None:
    assert nearest("ECO220X", ["ECO2206", "ECO2204", "ECO2205"]) == "ECO2204"


def test_hint_falls_back_where_nothing_is_near() -> None:
    assert did_you_mean("zzz", ["host"], otherwise="write host") == "write host"
    assert did_you_mean("hots", ["host"]) == "did you mean 'host'?"


def test_long_list_is_cut_short() -> None:
    assert listed("abcde", limit=3) == "a, b, c and 2 more"
    assert listed("abc", limit=3) == "a, b, c"
