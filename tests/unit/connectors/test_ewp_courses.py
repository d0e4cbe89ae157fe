import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import CourseParsed
from connectors.errors import HostContractBroken
from connectors.hosts.ewp_courses import read_courses
from mapping.identifiers import HeiId, Sha256
from mapping.problems import Problem
from mapping.records import AcademicTerm, Credit, HostCourse, LocalisedText
from mapping.terms import Level

HOST = HeiId("harbour.example")
EVIDENCE = Sha256("e" * 64)


def read(inside: str, *, decimal_comma: bool = False) -> list[CourseParsed]:
    content = f"<courses-response>{inside}</courses-response>".encode()
    stream = io.BytesIO(content)
    return list(read_courses(stream, host=HOST, evidence=EVIDENCE, decimal_comma=decimal_comma))


def one(about: str, *editions: str, decimal_comma: bool = False) -> HostCourse:
    instances = "".join(
        f"<learningOpportunityInstance>{each}</learningOpportunityInstance>" for each in editions
    )
    [item] = read(
        f"<learningOpportunitySpecification>{about}<specifies>{instances}</specifies>"
        "</learningOpportunitySpecification>",
        decimal_comma=decimal_comma,
    )
    assert isinstance(item, HostCourse)
    return item


def ects(value: str, level: str = "") -> str:
    stated = f"<level>{level}</level>" if level else ""
    return f"<credit><scheme>ects</scheme>{stated}<value>{value}</value></credit>"


def codes(course: HostCourse) -> list[str]:
    return [warning.code for warning in course.warnings]


IDS = "<los-id>CR/1</los-id><los-code>mic 101</los-code>"


def test_a_course_is_read_whole() -> None:
    course = one(
        f"{IDS}<title xml:lang='EN'> Micro\n economics</title><title>Mikro</title>"
        "<type>Course</type><iscedCode>0311</iscedCode><url>https://harbour.example/1</url>",
        "<loi-id>CRI/1</loi-id><start>2025-10-01</start><end>2026-01-31</end>"
        "<t:academic-term xmlns:t='urn:t'><t:academic-year-id>2025/2026</t:academic-year-id>"
        "<t:display-name xml:lang='pl'>Zima</t:display-name>"
        "<t:display-name xml:lang='en-gb'>Winter 2025/26</t:display-name></t:academic-term>"
        "<resultDistribution><category label='5' count='3'/></resultDistribution>"
        f"{ects('6', 'Bachelor')}<languageOfInstruction>EN</languageOfInstruction>"
        "<engagementHours>60</engagementHours>",
    )
    term = AcademicTerm(label="Winter 2025/26", starts=date(2025, 10, 1), ends=date(2026, 1, 31))
    assert (course.code, course.printed_code, course.los_id) == ("MIC101", "mic 101", "CR/1")
    assert course.titles == (
        LocalisedText(language="en", text="Micro economics"),
        LocalisedText(language="", text="Mikro"),
    )
    assert (course.kind, course.isced_code) == ("course", "0311")
    assert course.credits == (Credit(value=Decimal(6), scheme="ects"),)
    assert (course.level, course.hours) == (Level.BACHELOR, Decimal(60))
    assert (course.offered, course.languages) == ((term,), ("en",))
    assert course.distributions[0].bins[0].label == "5"
    assert course.url == "https://harbour.example/1"
    assert (course.evidence, course.locator) == (
        EVIDENCE,
        "/learningOpportunitySpecification[1]",
    )
    assert codes(course) == []


def test_a_course_without_a_code_goes_by_its_identifier_and_says_so() -> None:
    course = one("<los-id>MOD/7</los-id>")
    assert (course.code, course.kind) == ("MOD/7", "module")
    assert codes(course) == ["code-from-los-id"]


def test_a_course_without_any_identifier_is_left_out_and_told() -> None:
    [item] = read(
        "<learningOpportunitySpecification><title>x</title></learningOpportunitySpecification>"
    )
    assert isinstance(item, Problem)
    assert item.code == "no-course-id"


def test_the_latest_edition_holds_and_all_are_listed() -> None:
    course = one(
        IDS,
        f"<start>2019-10-01</start><end>2020-01-31</end>{ects('5')}",
        f"<start>2025-10-01</start><end>2026-01-31</end>{ects('6')}",
    )
    assert [credit.value for credit in course.credits] == [Decimal(6)]
    assert [term.starts for term in course.offered] == [date(2025, 10, 1), date(2019, 10, 1)]
    assert codes(course) == []


@pytest.mark.parametrize(
    "other",
    [
        "<start>2025-10-01</start><end>2026-01-31</end>",
        "<start>2025-12-01</start><end>2026-01-15</end>",
        "",
    ],
)
def test_editions_at_the_same_time_with_other_credits_give_none(other: str) -> None:
    course = one(
        IDS,
        f"<start>2025-10-01</start><end>2026-01-31</end>{ects('6')}",
        f"{other}{ects('5')}",
    )
    assert course.credits == ()
    assert codes(course) == ["editions-disagree"]


def test_two_amounts_of_one_scheme_give_none() -> None:
    course = one(IDS, ects("6") + ects("5"))
    assert course.credits == ()
    assert codes(course) == ["editions-disagree"]


def test_credits_are_read_as_the_host_writes_them() -> None:
    assert codes(one(IDS, ects("7,5"))) == ["unreadable-credits"]
    course = one(IDS, ects("7,5"), decimal_comma=True)
    assert [credit.value for credit in course.credits] == [Decimal("7.5")]


def test_a_masters_level_is_not_guessed() -> None:
    assert one(IDS, ects("6", "Master")).level is None


def test_a_text_as_long_as_a_page_is_refused() -> None:
    with pytest.raises(HostContractBroken, match="course 1"):
        one(f"{IDS}<title>{'x' * 3000}</title>")


@settings(deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(
            [
                "<los-id>CR/1</los-id>",
                "<los-code>\u0410</los-code>",
                "<specifies>",
                "</specifies>",
                "<learningOpportunityInstance>",
                "</learningOpportunityInstance>",
                "<credit><value>1e5</value></credit>",
                "<end>2026-13-01</end>",
                "<resultDistribution><category/></resultDistribution>",
                "&x;",
            ]
        ),
        max_size=12,
    )
)
def test_any_nesting_gives_courses_or_a_refusal(parts: list[str]) -> None:
    inside = "".join(parts)
    try:
        items = read(
            f"<learningOpportunitySpecification>{inside}</learningOpportunitySpecification>"
        )
    except HostContractBroken:
        return
    assert len(items) == 1
