"""Where a printed code and the mapping file meet."""

import pytest

from mapping.courses import NearCodes, comparable_code, fold_lookalikes, normalise_code


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        (" fin 201 ", "FIN201"),
        ("ＦＩＮ201", "FIN201"),  # full width
        ("МАТ 2201", "MAT2201"),  # Cyrillic letters that look Latin
        ("мат2201", "MAT2201"),
        ("FIN-201", "FIN-201"),
        ("FIN.201", "FIN.201"),
        ("ФИН201", "ФИН201"),  # a Cyrillic word stays one
        ("Қаз 1101", "ҚАЗ1101"),
        ("", ""),
    ],
)
def test_a_printed_code_has_one_normal_form(printed: str, code: str) -> None:
    assert normalise_code(printed) == code


@pytest.mark.parametrize("printed", ["fin201", "МАТ 2201", "Қаз", "ǰ 1", "Straße"])
def test_normalising_twice_changes_nothing(printed: str) -> None:
    assert normalise_code(normalise_code(printed)) == normalise_code(printed)


def test_a_latin_text_keeps_its_case_when_only_looks_are_folded() -> None:
    assert fold_lookalikes("Abc") == "Abc"
    assert fold_lookalikes("В") == "B"


def test_near_misses_share_their_letters_and_digits() -> None:
    assert comparable_code("FIN-201") == comparable_code("fin.2 01") == "FIN201"


def test_near_misses_differ_in_punctuation_only() -> None:
    near = NearCodes(("FIN201", "FIN.201", "FIN202", ".."))

    assert near.text("FIN-201") == "FIN.201, FIN201"
    assert near.text("FIN201") == "FIN.201"
    assert near.text("--") == ""
    assert near.text("LAW1") == ""
