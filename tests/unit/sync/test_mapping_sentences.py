from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mapping.equivalences import (
    Approval,
    Combination,
    Equivalence,
    HomeTarget,
    MinimumGrade,
    TargetKind,
)
from mapping.identifiers import ComponentCode, CourseCode, SchemeId
from mapping.records import LocalisedText
from mapping.rulebook import Rulebook
from mapping.terms import Level
from sync.mapping_sentences import MappingSheet, mapping_sheet, rule_sentence
from sync.messages import LANGUAGES, Messages
from tests.builders import (
    HOST,
    make_component,
    make_equivalence,
    make_host_rules,
    make_rulebook,
    make_target,
)

APPROVED = Approval(by="Department of Finance", on=date(2023, 6, 10), reference="minutes 12")


def titles(**texts: str) -> tuple[LocalisedText, ...]:
    return tuple(LocalisedText(language=key, text=text) for key, text in texts.items())


COMPONENTS = (
    make_component(
        "ECO2204",
        "6",
        titles=titles(kk="Корпоративтік қаржы", ru="Корпоративные финансы", en="Corporate Finance"),
    ),
    make_component("MAN1101", "5", titles=titles(en="Management")),
    make_component("ONE1001", "1", titles=titles(ru="Семинар")),
    make_component("ELE3001", "4.5"),
)
TITLES: dict[CourseCode, Sequence[str]] = {
    CourseCode("FIN201"): ("Corporate Finance I",),
    CourseCode("FIN202"): ("Corporate Finance II",),
}


def sheet(**fields: Any) -> MappingSheet:
    defaults: dict[str, Any] = {
        "host": HOST,
        "host_names": titles(pl="Akademia Leona Koźmińskiego", en="Kozminski University"),
        "home_names": titles(kk="Өз", ru="Свой", en="Home University"),
        "titles": TITLES,
        "printed_on": date(2026, 9, 1),
    }
    return MappingSheet(**(defaults | fields))


def rulebook(*rules: Equivalence) -> Rulebook:
    return make_rulebook(hosts=(make_host_rules(*rules),), components=COMPONENTS)


def said(rule: Equivalence, language: str = "en") -> str:
    return rule_sentence(rule, sheet(), rulebook(rule), Messages(language))


FULL = make_equivalence(
    "FIN201+FIN202/FIN203",
    "ECO2204",
    valid_from=date(2023, 10, 1),
    valid_to=date(2028, 9, 30),
    levels=(Level.SCIENTIFIC_MASTER, Level.BACHELOR),
    programmes=("6B04101", "6B04102"),
    minimum_grade=MinimumGrade(scheme=SchemeId("ects"), label="E"),
    combination=Combination.LOWEST,
    maximum_age_months=60,
    catalogue_edition="2023/24",
    approval=APPROVED,
    note="ask in spring",
)


def test_everything_a_rule_asks_for_is_in_its_sentence() -> None:
    assert said(FULL) == (
        "FIN201 “Corporate Finance I” and one of (FIN202 “Corporate Finance II”, FIN203) "
        "together count as ECO2204 “Corporate Finance” (6 credits); "
        "grade E (ects) or better in each; taken from 2023-10-01 to 2028-09-30; "
        "level of study: bachelor's studies, scientific-pedagogical master's studies; "
        "programmes: 6B04101, 6B04102; home grade: the lowest of the grades; "
        "completed at most 60 months before the learning agreement was approved; "
        "checked against catalogue 2023/24; note: ask in spring; "
        "approved by Department of Finance on 2023-06-10 (minutes 12)."
    )


def test_the_same_in_russian() -> None:
    assert said(FULL, "ru") == (
        "FIN201 «Corporate Finance I» и одна из дисциплин (FIN202 «Corporate Finance II», FIN203) "
        "вместе засчитываются как ECO2204 «Корпоративные финансы» (6 кредитов); "
        "оценка по каждой не ниже E (шкала ects); изучено в период с 01.10.2023 по 30.09.2028; "
        "уровень обучения: бакалавриат, научно-педагогическая магистратура; "
        "образовательные программы: 6B04101, 6B04102; итоговая оценка: низшая из оценок; "
        "от завершения до утверждения соглашения об обучении прошло не больше 60 мес.; "
        "сверено с каталогом 2023/24; примечание: ask in spring; "
        "утверждено 10.06.2023: Department of Finance (minutes 12)."
    )


def test_the_same_in_kazakh() -> None:
    assert said(FULL, "kk") == (
        "FIN201 «Corporate Finance I» пәні және (FIN202 «Corporate Finance II», FIN203) "
        "пәндерінің бірі бірге ECO2204 «Корпоративтік қаржы» (6 кредит) пәні ретінде танылады; "
        "әр пәннің бағасы E бағасынан төмен емес (шкала ects); "
        "01.10.2023 – 30.09.2028 аралығында оқылған; "
        "оқу деңгейі: бакалавриат, ғылыми-педагогикалық магистратура; "
        "білім беру бағдарламалары: 6B04101, 6B04102; қорытынды баға: бағалардың ең төмені; "
        "аяқталуы мен оқу туралы келісімнің бекітілуі арасы 60 айдан аспаған; "
        "2023/24 каталогымен салыстырылған; ескертпе: ask in spring; "
        "10.06.2023 күні бекіткен: Department of Finance (minutes 12)."
    )


@pytest.mark.parametrize(
    ("language", "condition"),
    [
        ("en", "another rule needs FIN201 as well: a person decides on whoever meets both"),
        ("ru", "FIN201 нужна и другому правилу: если выполнены оба, решает человек"),
        ("kk", "FIN201 басқа ережеге де керек: екеуі де орындалса, адам шешеді"),
    ],
)
def test_a_course_that_another_rule_shares_is_said(language: str, condition: str) -> None:
    rule = make_equivalence("FIN201+FIN202", shares=(CourseCode("FIN201"),), approval=APPROVED)

    assert f"; {condition}; " in said(rule, language)


def test_a_plain_rule_is_a_plain_sentence() -> None:
    rule = make_equivalence("FIN201", "MAN1101", approval=APPROVED)

    assert said(rule) == (
        "FIN201 “Corporate Finance I” counts as MAN1101 “Management” (5 credits); "
        "approved by Department of Finance on 2023-06-10 (minutes 12)."
    )


def test_a_rule_nobody_approved_says_so_aloud() -> None:
    rule = make_equivalence("FIN201", "MAN1101", approval=None)

    assert said(rule).endswith("; NOT APPROVED: what it fits waits for an approval.")
    assert "НЕ УТВЕРЖДЕНО" in said(rule, "ru")
    assert "БЕКІТІЛМЕГЕН" in said(rule, "kk")


def test_alternatives_begin_a_sentence_with_a_capital() -> None:
    rule = make_equivalence("FIN201/FIN202", "MAN1101")

    assert said(rule).startswith("One of (FIN201 “Corporate Finance I”, FIN202 “")
    assert said(rule, "ru").startswith("Одна из дисциплин (FIN201 «")
    assert said(rule, "kk").startswith("(FIN201 «Corporate Finance I», FIN202 «")
    assert " counts as " in said(rule)


def test_one_course_in_several_components_tells_each_share() -> None:
    rule = make_equivalence(targets=(make_target("ECO2204", "4"), make_target("MAN1101", "3")))

    assert (
        "counts as ECO2204 “Corporate Finance” (4 credits) and MAN1101 “Management” (3 credits); "
        "the credits are shared out as stated; "
    ) in said(rule)


def test_three_courses_are_listed_with_commas() -> None:
    rule = make_equivalence("A1+B2+C3", "MAN1101")

    assert said(rule).startswith("A1, B2 and C3 together count as ")
    assert said(rule, "ru").startswith("A1, B2 и C3 вместе засчитываются как ")
    assert said(rule, "kk").startswith("A1 пәні, B2 пәні және C3 пәні бірге ")


@pytest.mark.parametrize(
    ("kind", "english", "russian", "kazakh"),
    [
        (TargetKind.COMPONENT, "as PHE1001;", "как PHE1001;", "PHE1001 пәні ретінде"),
        (
            TargetKind.ELECTIVE,
            "as free elective PHE1001;",
            "как дисциплина по выбору PHE1001;",
            "PHE1001 таңдау пәні ретінде",
        ),
        (
            TargetKind.ADDITIONAL,
            "as additional subject PHE1001;",
            "как дополнительная дисциплина PHE1001;",
            "PHE1001 қосымша пәні ретінде",
        ),
    ],
)
def test_what_a_course_becomes_is_named(
    kind: TargetKind, english: str, russian: str, kazakh: str
) -> None:
    rule = make_equivalence(targets=(HomeTarget(code=ComponentCode("PHE1001"), kind=kind),))

    assert english in said(rule)
    assert russian in said(rule, "ru")
    assert kazakh in said(rule, "kk")


@pytest.mark.parametrize(
    ("code", "credits_", "russian", "english"),
    [
        ("ONE1001", None, "(1 кредит)", "(1 credit)"),
        ("ECO2204", "3", "(3 кредита)", "(3 credits)"),
        ("MAN1101", None, "(5 кредитов)", "(5 credits)"),
        ("MAN1101", "5.0", "(5 кредитов)", "(5 credits)"),
        ("ELE3001", None, "(4.5 кредита)", "(4.5 credits)"),
    ],
)
def test_credits_are_counted_as_the_language_does(
    code: str, credits_: str | None, russian: str, english: str
) -> None:
    amount = None if credits_ is None else Decimal(credits_)
    target = HomeTarget(code=ComponentCode(code), credits=amount)
    rule = make_equivalence(targets=(target,))

    assert russian in said(rule, "ru")
    assert english in said(rule)


@pytest.mark.parametrize(
    ("bounds", "english", "kazakh"),
    [
        ({"valid_from": date(2023, 10, 1)}, "taken on or after 2023-10-01", "01.10.2023 күнінен"),
        ({"valid_to": date(2024, 8, 31)}, "taken on or before 2024-08-31", "31.08.2024 күнінен"),
    ],
)
def test_one_bound_of_validity_is_told_alone(
    bounds: dict[str, date], english: str, kazakh: str
) -> None:
    rule = make_equivalence(**bounds)

    assert f"; {english}; " in said(rule)
    assert kazakh in said(rule, "kk")


def test_a_title_missing_in_a_language_is_taken_from_english_then_from_any() -> None:
    assert "MAN1101 «Management»" in said(make_equivalence("FIN201", "MAN1101"), "kk")
    assert "ONE1001 “Семинар”" in said(make_equivalence("FIN201", "ONE1001"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_numbers_the_rules_and_ends_with_revision_and_signatures(language: str) -> None:
    messages = Messages(language)
    rules = rulebook(FULL, make_equivalence("MNG1", "MAN1101", approval=None))
    lines = mapping_sheet(sheet(), rules, messages)

    assert [line[:3] for line in lines if line[:1].isdigit()] == ["1. ", "2. "]
    assert messages.text("mapping-rules", rules=2, unapproved=1) in lines
    assert any(rules.revision in line for line in lines)
    assert lines[-1] == messages.text("mapping-approved")
    assert all(len(line) <= 100 for line in lines)
    assert {"Kozminski University" in line for line in lines} == {True, False}


def test_a_wrapped_sentence_is_the_sentence() -> None:
    lines = mapping_sheet(sheet(), rulebook(FULL), Messages("en"))
    first = lines.index(next(line for line in lines if line.startswith("1. ")))
    last = lines.index("", first)

    assert " ".join(line.strip() for line in lines[first:last]) == f"1. {said(FULL)}"


def test_a_host_without_rules_says_so() -> None:
    empty = make_rulebook(hosts=(make_host_rules(equivalences=()),))

    assert "There are no rules for this host." in mapping_sheet(sheet(), empty, Messages("en"))


def test_an_unnamed_host_goes_by_its_code() -> None:
    lines = mapping_sheet(sheet(host_names=(), home_names=()), rulebook(FULL), Messages("en"))

    assert lines[1:3] == (f"Host: {HOST} ({HOST})", "Home: home.edu.kz")
