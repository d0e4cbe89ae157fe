"""What a host lists, beside the rules that name its courses."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mapping.catalogues import CatalogueCourse, HostCatalogue, catalogue_of, check_catalogue
from mapping.courses import normalise_code
from mapping.credits import RoundingScope
from mapping.equivalences import Equivalence
from mapping.identifiers import HeiId
from mapping.problems import Problem, Severity
from mapping.records import HostCourse, LocalisedText
from mapping.rulebook import CreditDifference, Policies, RegimeRule, Rulebook
from mapping.terms import Level, Regime, Work
from tests.builders import (
    EVIDENCE,
    HOST,
    make_component,
    make_credit,
    make_credit_rule,
    make_equivalence,
    make_rulebook,
    make_target,
)


def course(code: str = "FIN201", ects: str | None = None, **fields: Any) -> CatalogueCourse:
    credits_ = () if ects is None else (make_credit(ects),)
    return CatalogueCourse(code=normalise_code(code), credits=credits_, **fields)


def told(rulebook: Rulebook, *courses: CatalogueCourse, editions: str = "") -> list[Problem]:
    catalogue = HostCatalogue(
        host=HOST,
        courses=courses,
        editions=tuple(editions.split()),
        place="catalogues/kozminski.edu.pl.yaml:3",
    )
    return list(check_catalogue(rulebook, catalogue))


def codes(rule: Equivalence, *courses: CatalogueCourse, editions: str = "") -> list[str]:
    return [found.code for found in told(make_rulebook(rule), *courses, editions=editions)]


def only(rulebook: Rulebook, *courses: CatalogueCourse, editions: str = "") -> Problem:
    (found,) = told(rulebook, *courses, editions=editions)
    assert found.severity is Severity.WARNING
    assert found.place == f"mapping/{HOST}.yaml:12"
    return found


def test_a_course_the_host_lists_is_fine() -> None:
    assert codes(make_equivalence("FIN201/FIN202"), course("FIN201"), course("FIN202")) == []


def test_a_course_the_host_does_not_list_is_told_with_what_it_nearly_is() -> None:
    rulebook = make_rulebook(make_equivalence("FIN-201"))
    near = only(rulebook, course("FIN201"))
    far = only(rulebook, course("LAW1"))

    assert near.code == far.code == "unknown-course"
    assert near.message == (
        "the host's catalogue (catalogues/kozminski.edu.pl.yaml:3) lists no 'FIN-201'"
    )
    assert near.hint == "did you mean FIN201?"
    assert far.hint == "ask the host whether it still runs"


def test_a_catalogue_of_a_host_without_rules_says_nothing() -> None:
    catalogue = HostCatalogue(host=HeiId("other.edu"), courses=(course("LAW1"),))

    assert list(check_catalogue(make_rulebook(), catalogue)) == []


def test_a_list_without_a_place_names_none() -> None:
    catalogue = HostCatalogue(host=HOST, courses=(course("LAW1"),))
    (found,) = check_catalogue(make_rulebook(), catalogue)

    assert found.message == "the host's catalogue lists no 'FIN201'"


# -- editions, times, levels ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "listed", "expected"),
    [
        ("", "2025/26", []),
        ("", "2024/25", ["course-retired"]),
        ("2024/25", "2024/25", []),
        ("2024/25", "2025/26", ["course-retired"]),
        ("2025/26", "2024/25", ["course-retired"]),
        ("2020/21", "2025/26", ["unknown-edition"]),
        ("2020/21", "2024/25", ["unknown-edition", "course-retired"]),
        ("", "", []),
        ("2024/25", "", []),
    ],
)
def test_a_rule_is_compared_with_the_edition_it_was_checked_against_or_the_newest(
    asked: str, listed: str, expected: list[str]
) -> None:
    rule = make_equivalence(catalogue_edition=asked)

    assert codes(rule, course(edition=listed), editions="2024/25 2025/26") == expected


def test_a_rule_that_ends_need_not_be_in_a_later_edition() -> None:
    ended = make_equivalence(valid_to=date(2025, 8, 31))
    named = make_equivalence(valid_to=date(2025, 8, 31), catalogue_edition="2025/26")

    assert codes(ended, course(edition="2024/25"), editions="2024/25 2025/26") == []
    assert codes(named, course(edition="2024/25"), editions="2024/25 2025/26") == ["course-retired"]


def test_the_editions_of_a_course_are_told() -> None:
    found = only(
        make_rulebook(make_equivalence()),
        course(edition="2023/24"),
        course(edition="2024/25"),
        editions="2023/24 2024/25 2025/26",
    )

    assert found.message == "'FIN201' is not in the host's catalogue 2025/26"
    assert found.hint == "it is in 2023/24, 2024/25"


def test_an_edition_that_is_not_at_hand_is_told_with_those_that_are() -> None:
    found = only(
        make_rulebook(make_equivalence(catalogue_edition="2020/21")),
        course(edition="2025/26"),
        editions="2024/25 2025/26",
    )

    assert found.message == "the rule was checked against catalogue 2020/21, which is not at hand"
    assert found.hint == "at hand: 2024/25, 2025/26"


def test_a_list_without_editions_asks_of_none() -> None:
    assert codes(make_equivalence(catalogue_edition="2020/21"), course()) == []


@pytest.mark.parametrize(
    ("rule", "listing", "expected"),
    [
        ({}, {"valid_to": date(2025, 6, 30)}, "course-ends"),
        ({"valid_to": date(2025, 7, 1)}, {"valid_to": date(2025, 6, 30)}, "course-ends"),
        ({"valid_to": date(2025, 6, 30)}, {"valid_to": date(2025, 6, 30)}, ""),
        ({"valid_from": date(2025, 7, 1)}, {"valid_to": date(2025, 6, 30)}, "course-retired"),
        ({"valid_from": date(2025, 6, 30)}, {"valid_to": date(2025, 6, 30)}, "course-ends"),
        ({"valid_to": date(2025, 6, 29)}, {"valid_from": date(2025, 6, 30)}, "course-retired"),
        ({"valid_to": date(2025, 6, 30)}, {"valid_from": date(2025, 6, 30)}, ""),
        ({}, {"valid_from": date(2025, 6, 30)}, ""),
    ],
)
def test_a_rule_that_outlives_its_course_is_told(
    rule: dict[str, date], listing: dict[str, date], expected: str
) -> None:
    found = codes(make_equivalence(**rule), course(**listing))

    assert found == ([expected] if expected else [])


def test_a_course_that_is_listed_again_has_not_ended() -> None:
    before = course(valid_to=date(2024, 8, 31))
    again = course(valid_from=date(2024, 9, 1))

    assert codes(make_equivalence(), before, again) == []


def test_the_last_day_of_a_course_is_told_with_its_line() -> None:
    found = only(
        make_rulebook(make_equivalence()),
        course(valid_to=date(2025, 6, 30), place="catalogues/kozminski.edu.pl.yaml:9"),
    )

    assert found.message == "'FIN201' is taught until 2025-06-30, and this rule is valid for longer"
    assert found.hint == "compare 'valid' with catalogues/kozminski.edu.pl.yaml:9"


def test_a_course_of_another_time_is_told_with_its_line() -> None:
    rulebook = make_rulebook(make_equivalence(valid_from=date(2025, 9, 1)))
    placed = only(rulebook, course(valid_to=date(2025, 6, 30), place="c.csv:9"))
    bare = only(rulebook, course(valid_to=date(2025, 6, 30)))

    assert placed.message == bare.message == "'FIN201' is not taught while this rule is valid"
    assert (placed.hint, bare.hint) == ("compare 'valid' with c.csv:9", "")


def test_an_edition_nobody_counted_asks_for_nothing() -> None:
    assert codes(make_equivalence(), course(edition="2024/25")) == []


def test_every_course_of_a_rule_is_looked_up() -> None:
    rule = make_equivalence("LAW1+FIN201")

    assert codes(rule, course(valid_to=date(2025, 6, 30))) == ["unknown-course", "course-ends"]


@pytest.mark.parametrize(
    ("rule", "listing", "expected"),
    [
        ((Level.BACHELOR,), (Level.PHD,), ["level-differs"]),
        ((Level.BACHELOR, Level.PHD), (Level.PHD,), []),
        ((), (Level.PHD,), []),
        ((Level.BACHELOR,), (None,), []),
        ((Level.BACHELOR,), (Level.PHD, None), []),
        ((Level.BACHELOR,), (Level.PHD, Level.BACHELOR), []),
    ],
)
def test_a_course_of_another_level_is_told(
    rule: tuple[Level, ...], listing: tuple[Level | None, ...], expected: list[str]
) -> None:
    courses = [course(level=level) for level in listing]

    assert codes(make_equivalence(levels=rule), *courses) == expected


def test_the_levels_of_both_are_told() -> None:
    rule = make_equivalence(levels=(Level.BACHELOR, Level.PROFILE_MASTER))
    found = only(
        make_rulebook(rule), course(level=Level.SCIENTIFIC_MASTER), course(level=Level.PHD)
    )

    assert found.message == (
        "'FIN201' is for phd, scientific-master, the rule for bachelor, profile-master"
    )
    assert found.hint == ""


# -- credits --------------------------------------------------------------------------------------


def test_courses_worth_other_credits_than_their_component_are_told() -> None:
    found = only(
        make_rulebook(make_equivalence("FIN201+FIN202")),
        course("FIN201", "2"),
        course("FIN202", "2"),
    )

    assert found.code == "credits-not-kept"
    assert found.message == (
        "FIN201 + FIN202 gives 2 or 4 credits by the host's catalogue, ECO2204 has 6: such results "
        "are held"
    )


@pytest.mark.parametrize(
    ("ects", "kept"),
    [
        ("6", True),  # 6 under the rules of 2018
        ("9", True),  # 9 / 1.5 = 6 under those of 2011
        ("8", False),  # 8, or 5.33 rounded to 5
    ],
)
def test_credits_are_kept_where_they_are_for_some_student(ects: str, kept: bool) -> None:
    found = told(make_rulebook(make_equivalence()), course("FIN201", ects))

    assert [each.message.partition(" credits ")[0] for each in found] == (
        [] if kept else ["FIN201 gives 5 or 8"]
    )


def test_only_students_a_rule_is_for_are_asked_of() -> None:
    regimes = (
        RegimeRule(regime=Regime.KZ_2011, programmes=("5B",)),
        RegimeRule(regime=Regime.KZ_2018, programmes=("6B",)),
    )
    new = make_rulebook(make_equivalence(programmes=("6B",)), regimes=regimes)
    old = make_rulebook(make_equivalence(programmes=("5B",)), regimes=regimes)
    by_component = make_rulebook(
        make_equivalence(), regimes=regimes, components=(make_component(programmes=("6B",)),)
    )

    assert len(told(new, course("FIN201", "9"))) == 1
    assert len(told(by_component, course("FIN201", "9"))) == 1
    assert told(old, course("FIN201", "9")) == []
    assert told(new, course("FIN201", "6")) == []


def test_regimes_for_every_programme_are_asked_of_each() -> None:
    rule = make_equivalence(programmes=("6B",))

    assert codes(rule, course("FIN201", "8")) == ["credits-not-kept"]


def test_a_rule_of_the_host_goes_before_the_others() -> None:
    rules = (make_credit_rule(), make_credit_rule(hosts=(HOST,), coefficient=Decimal("1.8")))
    rulebook = make_rulebook(
        make_equivalence(), regimes=(RegimeRule(regime=Regime.KZ_2011),), credit_rules=rules
    )

    assert told(rulebook, course("FIN201", "11")) == []
    assert told(rulebook, course("FIN201", "9"))


def test_an_elective_with_fixed_credits_is_theory() -> None:
    rulebook = make_rulebook(make_equivalence(targets=(make_target("~FREE", "6"),)))

    assert told(rulebook, course("FIN201", "9")) == []
    assert told(rulebook, course("FIN201", "8"))


def test_amounts_that_cannot_both_be_right_are_not_compared() -> None:
    listed = CatalogueCourse(
        code=normalise_code("FIN201"), credits=(make_credit("9", "kz"), make_credit("3"))
    )

    assert told(make_rulebook(make_equivalence(levels=(Level.BACHELOR,))), listed) == []


def test_levels_are_those_of_rule_component_or_all() -> None:
    regimes = (RegimeRule(regime=Regime.KZ_2011, levels=(Level.BACHELOR,)),)
    rules = (
        make_credit_rule(levels=(Level.BACHELOR,)),
        make_credit_rule(levels=(Level.PHD,), coefficient=Decimal(3)),
    )
    fields = {"regimes": regimes, "credit_rules": rules}

    assert told(make_rulebook(make_equivalence(), **fields), course("FIN201", "9")) == []
    assert (
        told(make_rulebook(make_equivalence(levels=(Level.PHD,)), **fields), course("FIN201", "7"))
        == []
    )
    assert told(
        make_rulebook(
            make_equivalence(), components=(make_component(level=Level.BACHELOR),), **fields
        ),
        course("FIN201", "6"),
    )


def test_rules_of_different_admission_years_are_tried_at_both_ends() -> None:
    old = RegimeRule(regime=Regime.KZ_2011, admitted_from=2009, admitted_to=2018)
    rules = (
        make_credit_rule(admitted_to=2011),
        make_credit_rule(admitted_from=2012, coefficient=Decimal("1.8")),
    )
    rulebook = make_rulebook(make_equivalence(), regimes=(old,), credit_rules=rules)

    assert told(rulebook, course("FIN201", "9")) == []
    assert told(rulebook, course("FIN201", "11")) == []
    assert told(rulebook, course("FIN201", "13"))


def test_a_policy_that_settles_differences_needs_no_comparison() -> None:
    policies = Policies(credit_difference=CreditDifference.AWARD_COMPONENT)
    rulebook = make_rulebook(make_equivalence(), policies=policies)

    assert told(rulebook, course("FIN201", "3")) == []


@pytest.mark.parametrize(
    "rule",
    [
        make_equivalence(components="~FREE"),
        make_equivalence(components="LAW1"),
        make_equivalence("FIN201+FIN202"),
    ],
)
def test_nothing_is_compared_where_credits_are_not_known(rule: Equivalence) -> None:
    assert told(make_rulebook(rule), course("FIN201", "3"), course("FIN202")) == []


def test_what_the_rules_refuse_to_convert_is_not_compared() -> None:
    rulebook = make_rulebook(make_equivalence(), credit_rules=())

    assert told(rulebook, course("FIN201", "3")) == []


def test_components_of_different_kinds_of_work_are_not_compared() -> None:
    rulebook = make_rulebook(
        make_equivalence(components="ECO2204+PRA"),
        components=(make_component(), make_component("PRA", work=Work.INDUSTRIAL_PRACTICE)),
    )

    assert told(rulebook, course("FIN201", "3")) == []


def test_a_fixed_share_goes_before_the_curriculum() -> None:
    rule = make_equivalence(targets=(make_target("ECO2204", "4"), make_target("~FREE", "5")))

    assert told(make_rulebook(rule), course("FIN201", "9")) == []
    (found,) = told(make_rulebook(rule), course("FIN201", "6"))
    assert ", ECO2204 + FREE has 9: " in found.message


def test_every_way_to_pick_courses_is_tried() -> None:
    rulebook = make_rulebook(make_equivalence("FIN201/FIN202+FIN202/FIN203"))
    listed = [course("FIN201", "3"), course("FIN202", "3"), course("FIN203", "5")]

    (found,) = told(rulebook, *listed)

    assert found.message.startswith("FIN201 + FIN203 gives ")
    assert len(told(rulebook, course("FIN201"), *listed[1:])) == 1
    assert told(rulebook, *listed[:2], course("FIN203", "3")) == []


@pytest.mark.parametrize("scope", [RoundingScope.BLOCK, RoundingScope.AGREEMENT])
def test_credits_rounded_together_are_compared_together(scope: RoundingScope) -> None:
    """5 / 1.5 is 3.33: two of them are 6 rounded alone, 6.67 together."""
    old = RegimeRule(regime=Regime.KZ_2011)
    rules = (make_credit_rule(scope=scope),)
    listed = (course("FIN201", "5"), course("FIN202", "5"))

    def found(credits_: str) -> list[Problem]:
        rulebook = make_rulebook(
            make_equivalence("FIN201+FIN202"),
            regimes=(old,),
            credit_rules=rules,
            components=(make_component(credits_=credits_),),
        )
        return told(rulebook, *listed)

    assert found("7") == []
    assert found("8")
    assert found("5")
    assert bool(found("6")) is (scope is RoundingScope.BLOCK)


def test_the_credits_of_the_edition_asked_for_count() -> None:
    listed = (course("FIN201", "6", edition="2024/25"), course("FIN201", "8", edition="2025/26"))
    asked = make_equivalence(catalogue_edition="2024/25")

    assert codes(asked, *listed, editions="2024/25 2025/26") == []
    assert codes(make_equivalence(), *listed, editions="2024/25 2025/26") == ["credits-not-kept"]
    assert codes(make_equivalence(), *listed[::-1], editions="2024/25 2025/26") == [
        "credits-not-kept"
    ]


def test_an_edition_by_name_goes_before_one_without() -> None:
    listed = (course("FIN201", "6", edition="2024/25"), course("FIN201", "8"))

    assert codes(make_equivalence(), *listed, editions="2024/25") == []


# -- lists a host gave ----------------------------------------------------------------------------


def test_stored_lists_become_a_catalogue() -> None:
    old = HostCourse(
        code=normalise_code("FIN201"),
        credits=(make_credit("6"),),
        level=Level.BACHELOR,
        locator="row 4",
        evidence=EVIDENCE,
    )
    new = HostCourse(code=normalise_code("FIN202"), hours=Decimal(90), evidence=EVIDENCE)
    both = HostCourse(
        code=normalise_code("FIN203"),
        titles=(LocalisedText(language="en", text="Finance"),),
        credits=(make_credit("6"),),
        hours=Decimal(180),
        evidence=EVIDENCE,
    )
    nameless = HostCourse(code=normalise_code(""), evidence=EVIDENCE)

    catalogue = catalogue_of(
        HOST, [("2024/25", [old]), ("2025/26", [new, both, nameless])], place="list"
    )

    assert catalogue == HostCatalogue(
        host=HOST,
        courses=(
            course("FIN201", "6", level=Level.BACHELOR, edition="2024/25"),
            CatalogueCourse(
                code=normalise_code("FIN202"),
                credits=(make_credit("90", "hours"),),
                edition="2025/26",
            ),
            CatalogueCourse(
                code=normalise_code("FIN203"),
                titles=(LocalisedText(language="en", text="Finance"),),
                credits=(make_credit("6"),),
                edition="2025/26",
            ),
        ),
        editions=("2024/25", "2025/26"),
    )
    assert [listed.place for listed in catalogue.courses] == ["row 4", "", ""]
    assert catalogue.place == "list"
    assert catalogue_of(HOST, []).place == ""
