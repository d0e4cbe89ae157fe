"""What is remembered is what would be made; nothing is remembered for ever or across numbers."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mapping.fingerprint import canonical_bytes
from mapping.recognition import recognise
from mapping.remembered import Remembered, exact
from mapping.rulebook import Rulebook
from tests.builders import make_case, make_credit, make_equivalence, make_result, make_rulebook


def rules() -> Rulebook:
    return make_rulebook(make_equivalence("FIN201", "ECO2204"))


def test_a_value_is_made_once() -> None:
    remembered = Remembered()
    made = [remembered.once("key", object) for _ in range(2)]

    assert made[0] is made[1]


def test_other_input_is_made_anew() -> None:
    remembered = Remembered()

    assert remembered.once(1, lambda: "one") == "one"
    assert remembered.once(2, lambda: "two") == "two"


def test_what_is_refused_is_refused_again() -> None:
    remembered = Remembered()

    def refuse() -> str:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            remembered.once("key", refuse)

    assert len(remembered) == 0


def test_no_more_is_remembered_than_agreed() -> None:
    remembered = Remembered(most=3)
    for number in range(10):
        remembered.once(number, lambda: "value")

    assert len(remembered) <= 3


def test_equal_numbers_printed_otherwise_are_told_apart() -> None:
    assert exact(Decimal("5")) != exact(Decimal("5.0"))
    assert exact(None) is None


@pytest.mark.parametrize("first", ["6", "6.0", "6.00"])
@pytest.mark.parametrize("second", ["6", "6.0", "6.00"])
def test_a_decision_does_not_depend_on_what_was_decided_before(first: str, second: str) -> None:
    cases = [make_case(make_result(credits=(make_credit(value),))) for value in (first, second)]
    warm = rules()

    decisions = [recognise(case, warm) for case in cases]

    alone = [recognise(case, rules()) for case in cases]
    assert repr(decisions) == repr(alone)


def test_a_change_of_the_rules_forgets_everything() -> None:
    warm = rules()
    recognise(make_case(make_result()), warm)
    changed = replace(warm, credit_rules=())

    decisions = recognise(make_case(make_result()), changed)

    alone = recognise(make_case(make_result()), replace(rules(), credit_rules=()))
    assert canonical_bytes(decisions) == canonical_bytes(alone)
