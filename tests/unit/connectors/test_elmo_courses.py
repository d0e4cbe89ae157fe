from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from connectors.errors import HostContractBroken
from mapping.courses import normalise_code
from mapping.records import AcademicTerm, Credit, Grade, LocalisedText
from mapping.terms import Level, ResultStatus
from tests.elmo_reading import by_code, codes, course, elmo, fixture, one, read, transcripts

BIN = '<category label="A" count="1"/>'

# -- grades and statuses ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "label", "status", "assumed", "found"),
    [
        ("MAT-101", "02", ResultStatus.PASSED, True, []),
        ("MAT-102", "00", ResultStatus.UNKNOWN, False, ["status-contradiction"]),
        ("MAT-103", "Ej  Godkänd", ResultStatus.UNKNOWN, False, ["status-contradiction"]),
        ("MAT-104", "Innpasset", ResultStatus.PASSED, True, []),
        ("MAT-106", "-3", ResultStatus.FAILED, False, []),
        ("MAT-108", "F", ResultStatus.PASSED, False, ["status-contradiction"]),
        ("MAT-109", "BE", ResultStatus.UNKNOWN, False, ["unknown-status"]),
    ],
)
def test_labels_stay_as_printed_and_statuses_are_judged(
    code: str, label: str, status: ResultStatus, assumed: bool, found: list[str]
) -> None:
    result = by_code(fixture("labels.xml"))[code]
    assert result.grade == Grade(label=label)
    assert (result.status, result.status_assumed) == (status, assumed)
    assert codes(result) == found


def test_credits_without_a_label_still_count() -> None:
    result = by_code(fixture("labels.xml"))["MAT-105"]
    assert result.grade is None
    assert result.credits == (Credit(value=Decimal("7.5"), scheme="ects"),)
    assert (result.status, result.status_assumed) == (ResultStatus.PASSED, True)


def test_result_in_progress_is_one_without_a_grade() -> None:
    result = by_code(fixture("labels.xml"))["MAT-107"]
    assert (result.status, result.grade) == (ResultStatus.IN_PROGRESS, None)


def test_two_labels_are_none_and_nothing_is_assumed() -> None:
    result = by_code(fixture("labels.xml"))["MAT-110"]
    assert (result.status, result.grade) == (ResultStatus.UNKNOWN, None)
    assert codes(result) == ["repeated-field"]


def test_one_label_printed_twice_is_one() -> None:
    result = one("<resultLabel>A</resultLabel><resultLabel> A</resultLabel>")
    assert (result.grade, codes(result)) == (Grade(label="A"), [])


def test_host_may_forbid_to_assume_a_pass() -> None:
    result = one("<resultLabel>A</resultLabel>", assume_passed=False)
    assert (result.status, result.status_assumed) == (ResultStatus.UNKNOWN, False)


def test_host_may_name_its_own_fails() -> None:
    assert one("<resultLabel>2,0</resultLabel>").status is ResultStatus.PASSED
    own = one("<resultLabel>2,0</resultLabel>", fail_labels=["2,0"])
    assert own.status is ResultStatus.UNKNOWN


def test_scheme_that_means_something_in_its_file_only_is_no_scheme() -> None:
    result = one("<gradingSchemeLocalId>30</gradingSchemeLocalId><resultLabel>A</resultLabel>")
    assert result.grade == Grade(label="A", scheme=None)


def test_scheme_an_old_grade_names_is_kept_or_called_as_the_host_says() -> None:
    inside = '<result scheme="NO30">D</result>'
    assert one(inside).grade == Grade(label="D", scheme="NO30")
    assert one(inside, schemes={"NO30": "ects"}).grade == Grade(label="D", scheme="ects")


def test_instance_without_its_wrapper_is_read() -> None:
    bare = course("<resultLabel>A</resultLabel>").replace("<specifies>", "")
    [transcript] = fixture("before-version-one.xml")[1:]
    assert transcript.results[0].grade == Grade(label="Hyv", scheme="FI")
    [result] = by_code(transcripts(elmo(bare.replace("</specifies>", "")))).values()
    assert result.grade == Grade(label="A")


def test_several_instances_are_several_attempts() -> None:
    twice = course(
        "<status>failed</status></learningOpportunityInstance>"
        "<learningOpportunityInstance><status>passed</status>"
    )
    [transcript] = transcripts(elmo(twice))
    assert [result.ordinal for result in transcript.results] == [1, 2]


# -- credits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "amounts", "found"),
    [
        ("C1", [("5.0000", "ects")], []),
        ("C2", [("9.2857", "ects")], []),
        ("C3", [("0", "ects")], []),
        ("C4", [], []),
        ("C5", [("7.5", "ects"), ("10.000", "studiepoeng")], []),
        ("C6", [], ["unreadable-credits"]),
        ("C7", [], ["ambiguous-credits"]),
    ],
)
def test_credits_are_decimals_in_their_scheme(
    code: str, amounts: list[tuple[str, str]], found: list[str]
) -> None:
    result = by_code(fixture("credits.xml"))[code]
    expected = tuple(Credit(value=Decimal(value), scheme=scheme) for value, scheme in amounts)
    assert expected == result.credits
    assert codes(result) == found


def test_decimal_comma_is_read_where_the_host_declares_it() -> None:
    result = by_code(fixture("credits.xml", decimal_comma=True))["C6"]
    assert result.credits == (Credit(value=Decimal("7.5"), scheme="ects"),)


@pytest.mark.parametrize("value", ["-5", "1e3", "NaN", "five", "1" * 40])
def test_what_is_no_plain_amount_is_no_credit(value: str) -> None:
    result = one(
        f"<status>passed</status><credit><scheme>ECTS</scheme><value>{value}</value></credit>"
    )
    assert result.credits == ()
    assert codes(result) == ["unreadable-credits"]


def test_one_amount_given_twice_counts_once() -> None:
    amount = "<credit><scheme>ECTS</scheme><value>5</value></credit>"
    assert one(amount + amount).credits == (Credit(value=Decimal(5), scheme="ects"),)


def test_level_and_hours_are_read() -> None:
    result = by_code(fixture("credits.xml"))["C8"]
    assert (result.level, result.hours) == (Level.BACHELOR, Decimal("120.0"))


def test_masters_level_is_left_to_the_home() -> None:
    assert by_code(fixture("credits.xml"))["C9"].level is None


@pytest.mark.parametrize(
    "level", ["<level>-</level>", "<level/>", "<level><type>EQF</type></level>"]
)
def test_level_that_is_none_is_none(level: str) -> None:
    assert one(f"<resultLabel>A</resultLabel>{level}").level is None


def test_long_description_beside_a_level_is_not_read() -> None:
    level = (
        f"<level><type>EQF</type><description>{'long ' * 900}</description><value>6</value></level>"
    )
    assert one(f"<resultLabel>A</resultLabel>{level}").level is Level.BACHELOR


def test_levels_that_disagree_are_none() -> None:
    both = "<level><type>EQF</type><value>6</value></level>"
    result = one(f"<resultLabel>A</resultLabel><credit><level>PhD</level></credit>{both}")
    assert result.level is None


# -- codes and titles ------------------------------------------------------------------------------


def test_code_is_normalised_and_the_printed_one_kept() -> None:
    result = by_code(fixture("before-version-one.xml"))["HAV2000-1"]
    assert result.code == normalise_code("HAV2000-1")


def test_codes_of_unknown_types_serve_but_subject_areas_do_not() -> None:
    assert "RANTA7" in by_code(fixture("before-version-one.xml"))


def test_host_chooses_which_identifier_is_the_code() -> None:
    about = '<identifier type="courseCode">FIN 201</identifier>'
    inside = "<resultLabel>A</resultLabel>"
    assert one(inside, about=about).printed_code == "FIN201"
    chosen = one(inside, about=about, code_types=["courseCode"])
    assert (chosen.printed_code, chosen.code) == ("FIN 201", "FIN201")


def test_course_known_by_its_ewp_identifier_only_is_called_by_it() -> None:
    [transcript] = fixture("version-two.xml")
    [result] = transcript.results
    assert (result.printed_code, result.los_id, result.loi_id) == ("CR/5f1c", "CR/5f1c", "CRI/77aa")
    assert codes(result) == ["code-from-los-id"]


def test_course_without_any_identifier_has_no_code() -> None:
    nameless = course("<resultLabel>A</resultLabel>").replace(
        '<identifier type="local">FIN201</identifier>', "<title>Finance</title>"
    )
    [result] = by_code(transcripts(elmo(nameless))).values()
    assert (result.code, codes(result)) == ("", ["no-code"])


def test_two_codes_of_one_type_are_a_finding_whatever_their_order() -> None:
    about = '<identifier type="local">FIN200</identifier>'
    result = one("<resultLabel>A</resultLabel>", about=about)
    assert (result.printed_code, codes(result)) == ("FIN200", ["several-codes"])


def test_markup_of_a_title_is_text() -> None:
    results = by_code(fixture("dates-and-titles.xml"))
    assert results["D1"].titles == (LocalisedText(text="Reading <abbr> aloud"),)
    assert results["D2"].titles[1] == LocalisedText(
        language="en", text="Shipping with markup inside, on two lines"
    )
    assert results["D3"].titles == ()


def test_doubly_encoded_title_is_kept_and_reported() -> None:
    result = by_code(fixture("dates-and-titles.xml"))["D2"]
    assert result.titles[0] == LocalisedText(language="da", text="SÃ¸fartens historie")
    assert "doubly-encoded-title" in codes(result)


@pytest.mark.parametrize("title", ["Søfartens historie", "Навигация", "Über Café", "Теңізші"])
def test_rightly_encoded_title_is_not_suspected(title: str) -> None:
    assert codes(one("<resultLabel>A</resultLabel>", about=f"<title>{title}</title>")) == []


def test_page_in_place_of_a_word_breaks_the_document() -> None:
    with pytest.raises(HostContractBroken, match="longer than 2000 characters: see line 1"):
        read(elmo(course(f"<resultLabel>{'A ' * 2000}</resultLabel>")))


# -- dates -----------------------------------------------------------------------------------------


def test_zones_of_dates_are_dropped() -> None:
    result = by_code(fixture("dates-and-titles.xml"))["D1"]
    assert result.completed_on == date(2006, 12, 15)
    assert result.term == AcademicTerm(
        label="Höstterminen", starts=date(2006, 9, 1), ends=date(2007, 1, 15)
    )
    assert codes(result) == []


def test_start_outside_of_its_term_is_reported_and_the_term_kept() -> None:
    result = by_code(fixture("dates-and-titles.xml"))["D2"]
    assert result.term == AcademicTerm(label="E98", starts=date(1999, 2, 1), ends=date(1999, 6, 30))
    assert "dates-contradict-term" in codes(result)


def test_date_that_is_no_date_is_reported() -> None:
    result = by_code(fixture("dates-and-titles.xml"))["D3"]
    assert (result.completed_on, codes(result)) == (None, ["unreadable-date"])


def test_english_name_of_a_term_is_its_label() -> None:
    [transcript] = fixture("version-two.xml")
    assert transcript.results[0].term.label == "Autumn 2024"


def test_term_written_as_a_start_is_its_label() -> None:
    term = by_code(fixture("before-version-one.xml"))["HAV2000-1"].term
    assert term == AcademicTerm(label="2012 Høst")


def test_own_start_counts_where_there_is_no_term() -> None:
    term = by_code(fixture("before-version-one.xml"))["RANTA7"].term
    assert term == AcademicTerm(starts=date(2012, 9, 1))


# -- distributions ---------------------------------------------------------------------------------


def test_distributions_of_a_course_are_read() -> None:
    [transcript] = fixture("version-two.xml")
    of_course, shortened = transcript.results[0].distributions
    assert (of_course.source, of_course.isced_code) == ("resultDistribution", "0612")
    assert [(each.label, each.count) for each in of_course.bins] == [
        ("F", Decimal(3)),
        ("C", Decimal(135)),
    ]
    assert shortened.source == "shortenedGrading"
    assert [(each.label, each.count) for each in shortened.bins] == [
        ("lower", Decimal("62.3")),
        ("equal", Decimal("21.8")),
        ("higher", Decimal("15.9")),
    ]


@pytest.mark.parametrize(
    "distribution",
    [
        '<resultDistribution><category label="A" count="many"/></resultDistribution>',
        "<resultDistribution/>",
        f"<resultDistribution>{BIN * 201}</resultDistribution>",
        "<shortenedGrading><percentageLower>10</percentageLower></shortenedGrading>",
    ],
)
def test_unreadable_distribution_is_reported_and_left_out(distribution: str) -> None:
    result = one(f"<resultLabel>A</resultLabel>{distribution}")
    assert (result.distributions, codes(result)) == ((), ["unreadable-distribution"])


# -- what recurs -----------------------------------------------------------------------------------


def test_course_that_recurs_is_read_alike_at_each_of_its_places() -> None:
    twice = course("<resultLabel>00</resultLabel><credit><value>5</value></credit>") * 2
    [transcript] = transcripts(elmo(twice))
    first, second = transcript.results
    assert replace(second, locator="", ordinal=1, warnings=()) == replace(
        first, locator="", warnings=()
    )
    assert [each.place for each in second.warnings] == [second.locator] != [first.locator]


def test_courses_are_read_alike_where_none_recurs(monkeypatch: pytest.MonkeyPatch) -> None:
    content = elmo(*(course("<resultLabel>A</resultLabel>", code=f"C{n}") for n in range(5)))
    expected = transcripts(content)
    monkeypatch.setattr("connectors.hosts.elmo_courses._MOST_VAIN", 2)
    assert expected == transcripts(content)
