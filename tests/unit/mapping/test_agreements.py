"""Which version of an agreement counts, and when a mobility ends."""

from datetime import date
from itertools import permutations

from mapping.agreements import Extension, agreement_in_force, period_end
from tests.builders import make_agreement, make_mobility


def extension(day: date) -> Extension:
    return Extension(ends=day, reason="thesis", approved_by="Head", approved_on=date(2025, 1, 9))


def test_the_highest_approved_version_is_in_force_in_any_order() -> None:
    versions = (
        make_agreement(version=1),
        make_agreement(version=2),
        make_agreement(version=3, approved_on=None),
    )

    assert {agreement_in_force(order) for order in permutations(versions)} == {versions[1]}


def test_without_an_approved_version_the_highest_draft_is_shown() -> None:
    drafts = (
        make_agreement(version=1, approved_on=None),
        make_agreement(version=2, approved_on=None),
    )

    assert agreement_in_force(drafts) == drafts[1]


def test_no_version_is_no_agreement() -> None:
    assert agreement_in_force(()) is None


def test_a_mobility_ends_with_its_last_extension() -> None:
    mobility = make_mobility(extensions=(extension(date(2025, 8, 1)), extension(date(2025, 6, 1))))

    assert period_end(mobility) == date(2025, 8, 1)


def test_an_extension_never_shortens_a_mobility() -> None:
    assert period_end(make_mobility(extensions=(extension(date(2024, 12, 1)),))) == date(
        2025, 1, 31
    )
