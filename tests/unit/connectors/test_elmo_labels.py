import pytest

from connectors.hosts.elmo_labels import FAIL_LABELS, folded_set, looks_failed, read_status
from mapping.terms import ResultStatus

FAILS = folded_set(FAIL_LABELS)


@pytest.mark.parametrize(
    "label",
    [
        *("F", "FX", "Fx", "F(X)", "F (X)", "U", "00", "0", "0.0", "0,00", " 0 ", "-3", "IG"),
        *("ej godkänd", "Ej  Godkänd", "Hylätty", "HYL.", "ikke bestått", "Not passed", "N.P."),
        *("nicht bestanden", "неуд.", "Не зачтено", "қанағаттанарлықсыз", "nzal.", "FF"),
        "Ej godka\u0308nd",  # the same letters, composed differently
    ],
)
def test_fail_like_labels_are_seen(label: str) -> None:
    assert looks_failed(label, FAILS)


@pytest.mark.parametrize(
    "label",
    [
        *("A", "E", "02", "2", "10", "45.1", "100", "Bestått", "Innpasset", "G", "VG", "Hyv"),
        *("HYV", "BE", "godkänd", "passed", "зачтено", "сынақтан өтті", "P", "5", "4,0", ""),
        *("0-3", "30", "F2", "fairly good"),
    ],
)
def test_other_labels_are_not(label: str) -> None:
    assert not looks_failed(label, FAILS)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("passed", ResultStatus.PASSED),
        ("Passed", ResultStatus.PASSED),
        ("failed", ResultStatus.FAILED),
        ("in-progress", ResultStatus.IN_PROGRESS),
        ("in progress", ResultStatus.IN_PROGRESS),
        ("inProgress", ResultStatus.IN_PROGRESS),
        ("IN_PROGRESS", ResultStatus.IN_PROGRESS),
        ("afgivet", None),
        ("not passed", None),
    ],
)
def test_statuses_are_elmos_own_words_and_no_others(word: str, status: ResultStatus) -> None:
    assert read_status(word) is status
