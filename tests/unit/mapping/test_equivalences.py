"""Equivalences written as text."""

from mapping.equivalences import course_codes, rule_text
from tests.builders import make_equivalence


def test_a_rule_is_written_by_its_two_sides() -> None:
    rule = make_equivalence("FIN201+FIN202/FIN203", "ECO2204+~FREE")

    assert rule_text(rule) == "FIN201 + (FIN202 or FIN203) -> ECO2204 + FREE"


def test_every_course_of_a_rule_is_listed_once() -> None:
    assert course_codes(make_equivalence("A+B/A+C")) == ("A", "B", "C")
