from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from mapping.equivalences import HomeComponent, TargetKind
from mapping.identifiers import ComponentCode, CourseCode, HeiId
from mapping.records import LocalisedText
from mapping.suggestions import (
    FEATURE_FACTS,
    Agreed,
    AskedCourse,
    Candidate,
    FeatureKind,
    HeldOut,
    HitRate,
    Precedent,
    PrecedentTarget,
    Standing,
    Suggester,
    measure,
)
from mapping.terms import Level, Work
from tests.builders import HOST, make_component

OTHER = HeiId("asu.ru")


def component(code: str, title: str, credits_: str = "5", **fields: Any) -> HomeComponent:
    titles = tuple(LocalisedText(text=part) for part in title.split(" / ") if part)
    return make_component(code, credits_, titles=titles, **fields)


def course(title: str = "", code: str = "X1", **fields: Any) -> AskedCourse:
    titles = tuple(part for part in title.split(" / ") if part)
    return AskedCourse(host=HOST, code=CourseCode(code), titles=titles, **fields)


def precedent(code: str, title: str, *components: str, **fields: Any) -> Precedent:
    defaults: dict[str, Any] = {
        "host": HOST,
        "code": CourseCode(code),
        "titles": tuple(filter(None, [title])),
        "targets": tuple(PrecedentTarget(component=ComponentCode(each)) for each in components),
        "rule": f"{code} -> {' + '.join(components)}",
        "place": f"mapping/{HOST}.yaml:12",
    }
    return Precedent(**(defaults | fields))


CURRICULUM = (
    component("ECO2201", "Микроэкономика / Microeconomics"),
    component("ECO2202", "Макроэкономика / Macroeconomics"),
    component("ECO3305", "Маркетинг / Marketing", credits_="6"),
    component("ECO3306", "Менеджмент / Management"),
    component("ELE3001", "Таңдау пәні / Free Elective", credits_="4"),
)


def codes(candidates: tuple[Candidate, ...]) -> list[str]:
    return [candidate.component.code for candidate in candidates]


def facts(candidate: Candidate, kind: FeatureKind) -> dict[str, str]:
    (found,) = [feature for feature in candidate.features if feature.kind is kind]
    assert tuple(name for name, _ in found.facts) == FEATURE_FACTS[kind]
    return dict(found.facts)


def value(candidate: Candidate, kind: FeatureKind) -> Decimal:
    (found,) = [feature for feature in candidate.features if feature.kind is kind]
    return found.value


def test_the_component_of_the_same_title_comes_first_with_both_titles_as_reason() -> None:
    first, *_ = Suggester(CURRICULUM, ()).suggest(course("Principles of Marketing"))

    assert first.component.code == "ECO3305"
    assert facts(first, FeatureKind.TITLE) == {
        "theirs": "Principles of Marketing",
        "ours": "Marketing",
    }


def test_title_alone_scores_ninety_percent_of_its_likeness() -> None:
    (first,) = Suggester(CURRICULUM, ()).suggest(course("Marketing"))

    assert first.score == Decimal("0.9000")
    assert value(first, FeatureKind.TITLE) == Decimal("1.00")


def test_what_hardly_anything_speaks_for_is_no_candidate() -> None:
    far = Standing(level=Level.PHD, programme="9Z", credits=Fraction(1, 100))
    asked = course("Microeconomics of Enterprises", standings=(far,), work=Work.RESEARCH_WORK)
    ours = component("ECO2201", "Microeconomics", level=Level.BACHELOR, programmes=("6B04101",))
    near = Standing(level=Level.BACHELOR, programme="6B04101", credits=Fraction(5))

    assert Suggester([ours], ()).suggest(asked) == ()
    assert codes(Suggester([ours], ()).suggest(replace(asked, standings=(near,)))) == ["ECO2201"]


def test_a_precedent_of_another_host_counts_and_is_named() -> None:
    behaviour = precedent("MNG206", "Organisational Behaviour", "ECO3306", host=OTHER)
    (first,) = Suggester(CURRICULUM, [behaviour]).suggest(course("Organisational Behaviour"))

    assert first.component.code == "ECO3306"
    assert first.score == Decimal("0.9000")
    assert facts(first, FeatureKind.PRECEDENT) == {
        "rule": "MNG206 -> ECO3306",
        "place": f"mapping/{HOST}.yaml:12",
        "like": "Organisational Behaviour",
    }


def test_the_precedent_most_alike_is_the_one_named() -> None:
    far = precedent("A1", "Marketing of Services", "ECO3305")
    near = precedent("A2", "Services Marketing", "ECO3305")
    (first,) = Suggester(CURRICULUM, [far, near]).suggest(course("Services Marketing"))

    assert facts(first, FeatureKind.PRECEDENT)["rule"] == "A2 -> ECO3305"


def test_kinds_of_evidence_add_up_and_never_reach_certainty() -> None:
    again = precedent("MKT1", "Marketing", "ECO3305")
    agreed = Agreed(component=ComponentCode("ECO3305"), agreements=3)
    suggester = Suggester(CURRICULUM, [again])
    (both,) = suggester.suggest(course("Marketing"))
    (three,) = suggester.suggest(course("Marketing", agreed=(agreed,)))

    assert both.score == Decimal("0.9900")
    assert three.score == Decimal("0.9995")
    assert facts(three, FeatureKind.AGREED) == {"agreements": "3"}


def test_what_was_agreed_is_enough_without_a_likeness() -> None:
    agreed = (
        Agreed(component=ComponentCode("ELE3001"), agreements=1),
        Agreed(component=ComponentCode("GONE1"), agreements=9),
    )
    (only,) = Suggester(CURRICULUM, ()).suggest(course("Business Ethics", agreed=agreed))

    assert (only.component.code, only.score) == ("ELE3001", Decimal("0.9500"))


def test_a_code_that_differs_by_a_sign_is_a_precedent_of_its_own_host() -> None:
    mapped = precedent("FIN201", "", "ECO3306")
    elsewhere = precedent("FIN201", "", "ECO3305", host=OTHER)
    near = (CourseCode("FIN201"),)
    (only,) = Suggester(CURRICULUM, [mapped, elsewhere]).suggest(course(code="FIN-201", near=near))

    assert only.component.code == "ECO3306"
    assert facts(only, FeatureKind.PRECEDENT)["like"] == "FIN201"


def test_nothing_but_equal_credits_makes_no_candidate() -> None:
    standing = Standing(credits=Fraction(5))

    assert Suggester(CURRICULUM, ()).suggest(course("Sports", standings=(standing,))) == ()


@pytest.mark.parametrize(
    ("converted", "closeness", "score"),
    [
        (Fraction(6), "1.00", "0.9000"),
        (Fraction(3), "0.50", "0.7650"),
        (Fraction(12), "0.50", "0.7650"),
        (Fraction(10, 3), "0.56", "0.7800"),
    ],
)
def test_credits_further_apart_score_less(converted: Fraction, closeness: str, score: str) -> None:
    standing = Standing(credits=converted)
    (first,) = Suggester(CURRICULUM, ()).suggest(course("Marketing", standings=(standing,)))

    assert value(first, FeatureKind.CREDITS) == Decimal(closeness)
    assert first.score == Decimal(score)
    assert facts(first, FeatureKind.CREDITS)["expected"] == "6"


def test_exact_credits_are_told_as_a_fraction() -> None:
    standing = Standing(credits=Fraction(10, 3))
    (first,) = Suggester(CURRICULUM, ()).suggest(course("Marketing", standings=(standing,)))

    assert facts(first, FeatureKind.CREDITS)["converted"] == "10/3"


def test_component_without_credits_is_as_far_as_can_be() -> None:
    bare = component("ECO3305", "Marketing", credits_="0")
    standing = Standing(credits=Fraction(6))
    (first,) = Suggester([bare], ()).suggest(course("Marketing", standings=(standing,)))

    assert value(first, FeatureKind.CREDITS) == Decimal("0.00")


Misfit = Callable[[], tuple[HomeComponent, AskedCourse]]


def _other_level() -> tuple[HomeComponent, AskedCourse]:
    standing = Standing(level=Level.PHD)
    return (
        component("C1", "Marketing", level=Level.BACHELOR),
        course("Marketing", standings=(standing,)),
    )


def _other_programme() -> tuple[HomeComponent, AskedCourse]:
    standing = Standing(programme="7M01")
    return (
        component("C1", "Marketing", programmes=("6B02", "6B01")),
        course("Marketing", standings=(standing,)),
    )


def _other_work() -> tuple[HomeComponent, AskedCourse]:
    return component("C1", "Marketing"), course("Marketing", work=Work.RESEARCH_WORK)


def _no_longer_taught() -> tuple[HomeComponent, AskedCourse]:
    return (
        component("C1", "Marketing", valid_to=date(2025, 8, 31)),
        course("Marketing", on=date(2025, 9, 1)),
    )


@pytest.mark.parametrize(
    ("misfit", "kind", "score", "told"),
    [
        (_other_level, FeatureKind.LEVEL, "0.4500", {"asked": "phd", "covered": "bachelor"}),
        (_other_programme, FeatureKind.PROGRAMME, "0.6300", {"covered": "6B01, 6B02"}),
        (_other_work, FeatureKind.WORK, "0.5400", {"asked": "research-work", "covered": "theory"}),
        (_no_longer_taught, FeatureKind.NOT_TAUGHT, "0.4500", {"from": "", "to": "2025-08-31"}),
    ],
)
def test_what_does_not_fit_takes_away_and_is_told(
    misfit: Misfit, kind: FeatureKind, score: str, told: dict[str, str]
) -> None:
    offered, asked = misfit()
    (found,) = Suggester([offered], ()).suggest(asked)

    assert found.score == Decimal(score)
    assert value(found, kind) == 0
    assert told.items() <= facts(found, kind).items()


def test_what_fits_is_not_worth_a_word() -> None:
    offered = component(
        "C1",
        "Marketing",
        level=Level.BACHELOR,
        programmes=("6B01",),
        work=Work.INDUSTRIAL_PRACTICE,
        valid_from=date(2020, 9, 1),
    )
    standing = Standing(level=Level.BACHELOR, programme="6B01")
    asked = course("Marketing", standings=(standing,), on=date(2025, 9, 1))
    (found,) = Suggester([offered], ()).suggest(asked)

    assert [feature.kind for feature in found.features] == [FeatureKind.TITLE]
    assert found.score == Decimal("0.9000")


def test_of_several_students_the_one_a_component_suits_best_counts() -> None:
    old = component("EKO2206", "Microeconomics", credits_="3", programmes=("5B01",))
    new = component("ECO2201", "Microeconomics", credits_="5", programmes=("6B01",))
    standings = (
        Standing(programme="6B01", credits=Fraction(5)),
        Standing(programme="5B01", credits=Fraction(10, 3)),
    )
    first, second = Suggester([old, new], ()).suggest(course("Microeconomics", standings=standings))

    assert [first.component.code, second.component.code] == ["ECO2201", "EKO2206"]
    assert facts(second, FeatureKind.CREDITS)["converted"] == "10/3"


def test_ties_are_settled_by_code_and_only_the_top_is_given() -> None:
    twins = [component(code, "Marketing") for code in ("C3", "C1", "C2")]
    suggester = Suggester(twins, ())

    assert codes(suggester.suggest(course("Marketing"))) == ["C1", "C2", "C3"]
    assert codes(suggester.suggest(course("Marketing"), top=2)) == ["C1", "C2"]


def test_a_component_is_proposed_as_precedents_took_it() -> None:
    polish = precedent("PLC100", "Polish Language", "ELE3001")
    taken = PrecedentTarget(component=ComponentCode("ELE3001"), kind=TargetKind.ELECTIVE)
    elective = precedent("PLC100", "Polish Language", rule="PLC100 -> ELE3001", targets=(taken,))

    (alone,) = Suggester(CURRICULUM, [elective]).suggest(course("Polish Language"))
    (mixed,) = Suggester(CURRICULUM, [elective, polish]).suggest(course("Polish Language"))
    assert (alone.kind, mixed.kind) == (TargetKind.ELECTIVE, TargetKind.COMPONENT)


def test_a_precedent_outside_the_curriculum_proposes_nothing() -> None:
    sports = precedent("SPT100", "Sports", "PHE1001")

    assert Suggester(CURRICULUM, [sports]).suggest(course("Sports")) == ()


def test_hidden_rules_are_hidden_at_their_own_host_only() -> None:
    ours = precedent("MNG206", "Organisational Behaviour", "ECO3306")
    asked = course("Organisational Behaviour")
    hidden = frozenset({ours.rule})

    assert Suggester(CURRICULUM, [ours]).suggest(asked, hidden=hidden) == ()
    theirs = precedent("MNG206", "Organisational Behaviour", "ECO3306", host=OTHER)
    assert codes(Suggester(CURRICULUM, [theirs]).suggest(asked, hidden=hidden)) == ["ECO3306"]


def held_out(title: str, *components: str, hidden: str = "") -> HeldOut:
    return HeldOut(
        course=course(title),
        components=frozenset(map(ComponentCode, components)),
        hidden=frozenset(filter(None, [hidden])),
    )


def test_hit_rate_counts_first_places_and_places_among_five() -> None:
    ours = precedent("OB1", "Organisational Behaviour", "ECO3306")
    cases = [
        held_out("Marketing", "ECO3305"),
        held_out("Macroeconomics", "ECO2201"),
        held_out("Microeconomics", "ECO3305", "ECO2201"),
        held_out("Organisational Behaviour", "ECO3306", hidden=ours.rule),
    ]

    rate = measure(Suggester(CURRICULUM, [ours]), cases)
    assert rate == HitRate(precedents=4, first=2, among_five=3)


def test_hit_rate_of_nothing_is_nothing() -> None:
    assert measure(Suggester((), ()), ()) == HitRate(precedents=0, first=0, among_five=0)
