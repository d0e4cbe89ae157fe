import io
from datetime import UTC, date, datetime

import pytest

from connectors.errors import HostContractBroken
from connectors.hosts.elmo_reader import read_elmo
from mapping.problems import Problem, Severity
from mapping.records import Completeness, Learner, LearnerIdentifier, TranscriptOfRecords
from tests.elmo_reading import (
    EVIDENCE,
    FIXTURES,
    HOST,
    LEARNER,
    by_code,
    codes,
    course,
    elmo,
    fixture,
    policy,
    read,
    transcripts,
)

PASSED = "<status>passed</status>"
OTHER = LEARNER.replace("Aliya", "Botagoz")


# -- versions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "label"),
    [
        ("labels.xml", "MAT-101", "02"),
        ("before-version-one.xml", "RANTA7", "Hylätty"),
        ("no-namespace.xml", "07007-2", "4"),
        ("wrong-namespace.xml", "12345", "5"),
        ("version-two.xml", "CR/5f1c", "C"),
    ],
)
def test_every_version_and_namespace_is_read(name: str, code: str, label: str) -> None:
    grade = by_code(fixture(name))[code].grade
    assert grade is not None
    assert grade.label == label


def test_order_of_elements_does_not_matter() -> None:
    first, second = fixture("no-namespace.xml")
    assert first.issuer == "Harbour University"
    assert first.learner.family_name == second.learner.family_name == "Testovska"
    assert first.issued_at == datetime(1999, 7, 1, tzinfo=UTC)


def test_dirty_issuers_levels_and_attributes_stop_nothing() -> None:
    [transcript] = fixture("wrong-namespace.xml")
    assert transcript.issuer == "TODO : Issuer unknown"
    assert transcript.warnings == ()
    assert codes(transcript.results[0]) == []


def test_courses_somebody_recognised_are_no_results_of_the_host() -> None:
    assert list(by_code(fixture("version-two.xml"))) == ["CR/5f1c"]


def test_courses_without_a_report_around_them_are_read() -> None:
    [transcript] = transcripts(f"<elmo>{course(PASSED)}{LEARNER}</elmo>")
    assert [result.printed_code for result in transcript.results] == ["FIN201"]
    assert transcript.locator == "/elmo[1]"


# -- learners --------------------------------------------------------------------------------------


def test_learner_is_read_with_kinds_of_identifiers() -> None:
    [transcript] = fixture("labels.xml")
    esi = "urn:schac:personalUniqueCode:int:esi:home.example:S0001207"
    assert transcript.learner == Learner(
        identifiers=(
            LearnerIdentifier(kind="esi", value=esi),
            LearnerIdentifier(kind="host-id", value="X-77120"),
            LearnerIdentifier(kind="national-id", value="040317600118"),
        ),
        given_names="Aigerim-Lunara",
        family_name="Testbekova",
        birth_date=date(2004, 3, 17),
    )


def test_old_learner_is_read_with_dates_in_its_own_pattern() -> None:
    learner = fixture("before-version-one.xml")[0].learner
    assert learner.birth_date == date(2005, 5, 5)
    assert learner.full_name == "Beibarys Testuly"
    assert [each.kind for each in learner.identifiers] == ["host-id", "national-id"]


def test_two_birth_dates_are_none() -> None:
    [transcript] = fixture("version-two.xml")
    assert transcript.learner.birth_date is None
    assert "birth-dates-differ" in codes(transcript)


def test_host_may_say_what_its_identifiers_are() -> None:
    [transcript] = fixture("labels.xml", identifier_kinds={"studentIdentifier": "student-number"})
    kinds = {each.kind: each.value for each in transcript.learner.identifiers}
    assert kinds["student-number"] == "X-77120"


def test_order_of_identifiers_does_not_make_another_learner() -> None:
    learners = set()
    for order in ("12", "21"):
        identifiers = "".join(f'<identifier type="t{n}">{n}</identifier>' for n in order)
        content = elmo(course(PASSED), learner=f"<learner>{identifiers}</learner>")
        learners.add(transcripts(content)[0].learner)
    assert len(learners) == 1


def test_learner_of_a_report_goes_before_that_of_the_elmo() -> None:
    content = f"<elmo>{LEARNER}<report>{OTHER}{course(PASSED)}</report></elmo>"
    assert transcripts(content)[0].learner.given_names == "Botagoz"


def test_each_report_keeps_its_own_learner() -> None:
    content = (
        f"<elmo><report>{LEARNER}{course(PASSED)}</report>"
        f"<report>{course(PASSED)}{OTHER}</report></elmo>"
    )
    names = [each.learner.given_names for each in transcripts(content)]
    assert names == ["Aliya", "Botagoz"]


def test_report_inside_a_report_keeps_its_courses_apart() -> None:
    inner = f"<report>{OTHER}{course(PASSED, code='INNER')}</report>"
    content = f"<elmo><report>{LEARNER}{course(PASSED, code='OUTER')}{inner}</report></elmo>"
    owners = {
        result.printed_code: each.learner.given_names
        for each in transcripts(content)
        for result in each.results
    }
    assert owners == {"OUTER": "Aliya", "INNER": "Botagoz"}


@pytest.mark.parametrize("order", [(LEARNER, OTHER), (OTHER, LEARNER)])
def test_two_learners_of_one_elmo_break_the_document(order: tuple[str, str]) -> None:
    with pytest.raises(HostContractBroken, match="two learners"):
        read(elmo(course(PASSED), learner="".join(order)))


def test_one_learner_written_twice_is_one() -> None:
    assert len(transcripts(elmo(course(PASSED), learner=LEARNER * 2))) == 1


def test_report_without_a_learner_is_a_problem_and_the_others_go_on() -> None:
    nobody = f"<elmo><report>{course(PASSED)}</report></elmo>"
    first, second, third = read(f"<all>{elmo(course(PASSED))}{nobody}{elmo(course(PASSED))}</all>")
    assert isinstance(second, Problem)
    assert (second.code, second.severity) == ("no-learner", Severity.ERROR)
    assert second.place == "/elmo[2]/report[1]"
    assert isinstance(first, TranscriptOfRecords)
    assert isinstance(third, TranscriptOfRecords)


@pytest.mark.parametrize(
    "learner", ["", "<learner/>", "<learner><givenNames> </givenNames></learner>"]
)
def test_document_without_any_learner_is_broken(learner: str) -> None:
    with pytest.raises(HostContractBroken, match="names no learner"):
        read(elmo(course(PASSED), learner=learner))


@pytest.mark.parametrize(
    "content",
    [
        elmo(),
        f"<elmo>{LEARNER}</elmo>",
        "<html><body>Session expired</body></html>",
        "<imobility-tors-index-response><omobility-id>1</omobility-id></imobility-tors-index-response>",
    ],
)
def test_document_without_any_course_is_broken(content: str) -> None:
    with pytest.raises(HostContractBroken, match="lists no course"):
        read(content)


# -- reports ---------------------------------------------------------------------------------------


def test_empty_report_beside_others_is_legal_and_partial() -> None:
    full, empty = fixture("dates-and-titles.xml")
    assert full.completeness is Completeness.SNAPSHOT
    assert (empty.completeness, empty.results) == (Completeness.PARTIAL, ())
    assert "report-empty" in codes(empty)


def test_report_that_says_it_is_partial_is_partial() -> None:
    [transcript] = fixture("version-two.xml")
    assert transcript.completeness is Completeness.PARTIAL
    assert "report-incomplete" in codes(transcript)


@pytest.mark.parametrize(
    ("code", "completeness"),
    [
        ("FULL", Completeness.SNAPSHOT),
        ("SELECTION", Completeness.PARTIAL),
        ("PARTIAL_PERMANENT", Completeness.PARTIAL),
        ("ERROR_TEMPORARY", Completeness.PARTIAL),
        ("SOMETHING_NEW", Completeness.PARTIAL),
    ],
)
def test_only_a_full_report_lists_everything(code: str, completeness: Completeness) -> None:
    status = f"<status><code>{code}</code></status>"
    assert transcripts(elmo(status, course(PASSED)))[0].completeness is completeness
    assert transcripts(elmo(course(PASSED), status))[0].completeness is completeness


def test_host_may_send_what_is_new_only() -> None:
    [transcript] = fixture("labels.xml", completeness="delta")
    assert transcript.completeness is Completeness.DELTA


def test_each_issuer_of_a_report_answers_for_its_own_courses() -> None:
    first, second = fixture("before-version-one.xml")
    assert (first.issuer, len(first.results)) == ("Havneuniversitetet", 2)
    assert (second.issuer, len(second.results)) == ("Lighthouse University", 1)
    assert second.locator == f"{first.locator}/issuer[2]"


def test_report_of_another_institution_is_reported_on_each_of_its_courses() -> None:
    foreign = fixture("ewp-tors.xml")[1]
    assert foreign.issuer == "other.example"
    assert codes(foreign.results[0]) == ["other-issuer"]
    known = fixture("ewp-tors.xml", issuers=["other.example"])[1]
    assert codes(known.results[0]) == []


def test_schac_code_of_the_issuer_has_no_case() -> None:
    assert "other-issuer" not in codes(fixture("version-two.xml")[0])


def test_issue_date_is_the_reports_own_in_utc() -> None:
    [transcript] = fixture("labels.xml")
    assert transcript.issued_at == datetime(2025, 7, 1, 6, 30, tzinfo=UTC)


def test_generated_date_stands_in_for_a_missing_issue_date() -> None:
    content = elmo(course(PASSED)).replace(
        "<elmo>", "<elmo><generatedDate>2025-07-01T09:00:00+02:00</generatedDate>"
    )
    assert transcripts(content)[0].issued_at == datetime(2025, 7, 1, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("moment", ["yesterday", "", "2025-13-01", "0001-01-01T00:00:00+14:00"])
def test_moment_that_is_none_is_none(moment: str) -> None:
    content = elmo(f"<issueDate>{moment}</issueDate>", course(PASSED))
    assert transcripts(content)[0].issued_at is None


# -- repetitions -----------------------------------------------------------------------------------


def test_results_alike_in_code_and_term_are_counted_through_all_reports() -> None:
    first, second = fixture("no-namespace.xml")
    labels = [
        (result.ordinal, result.grade.label if result.grade else "")
        for each in (first, second)
        for result in each.results
    ]
    assert labels == [(1, "10"), (2, "7"), (3, "4")]


def test_results_of_two_learners_are_counted_apart() -> None:
    content = (
        f"<elmo><report>{LEARNER}{course(PASSED)}</report>"
        f"<report>{OTHER}{course(PASSED)}</report></elmo>"
    )
    assert [each.results[0].ordinal for each in transcripts(content)] == [1, 1]


def test_attempts_in_two_terms_are_two_first_attempts() -> None:
    terms = [
        course(f"<academicTerm><title>{term}</title></academicTerm>{PASSED}")
        for term in ("Autumn", "Spring")
    ]
    assert [result.ordinal for result in transcripts(elmo(*terms))[0].results] == [1, 1]


# -- EWP -------------------------------------------------------------------------------------------


def test_mobility_id_around_an_elmo_is_the_transcripts() -> None:
    first, second = fixture("ewp-tors.xml")
    assert (first.mobility_id, second.mobility_id) == ("home-2025-00041", "home-2025-00042")
    assert first.locator == "/tor[1]/elmo[1]/report[1]"


def test_mobility_id_is_enough_where_the_learner_is_missing() -> None:
    second = fixture("ewp-tors.xml")[1]
    assert second.learner == Learner()
    assert "no-learner-but-mobility" in codes(second)


def test_tor_with_neither_is_a_problem() -> None:
    [problem] = [
        item for item in read((FIXTURES / "ewp-tors.xml").read_bytes()) if isinstance(item, Problem)
    ]
    assert (problem.code, problem.place) == ("no-learner", "/tor[3]/elmo[1]/report[1]")


def test_grade_table_goes_to_results_of_its_field_only() -> None:
    in_field, in_none = fixture("ewp-tors.xml")[0].results
    [table] = in_field.distributions
    assert (table.source, table.isced_code) == ("gradeConversionTable", "061")
    assert in_none.distributions == ()


def test_mobility_id_that_is_none_is_reported() -> None:
    content = f"<tor><omobility-id>{'x' * 65}</omobility-id>{elmo(course(PASSED))}</tor>"
    [transcript] = transcripts(content)
    assert transcript.mobility_id is None
    assert "unreadable-mobility-id" in codes(transcript)


def test_two_mobilities_of_one_tor_break_the_document() -> None:
    ids = "<omobility-id>1</omobility-id><omobility-id>2</omobility-id>"
    with pytest.raises(HostContractBroken, match="two mobilities"):
        read(f"<tor>{ids}{elmo(course(PASSED))}</tor>")


# -- size ------------------------------------------------------------------------------------------


def test_results_of_one_learner_are_limited() -> None:
    with pytest.raises(HostContractBroken, match="more than 10 results"):
        read(elmo(course(PASSED) * 11), max_results=10)


def test_results_of_many_learners_are_not() -> None:
    content = f"<all>{elmo(course(PASSED) * 10) * 5}</all>"
    assert len(transcripts(content, max_results=11)) == 5


def test_reports_that_wait_for_a_learner_are_limited() -> None:
    with pytest.raises(HostContractBroken, match="more than 100 results"):
        read(f"<elmo>{'<report/>' * 101}{LEARNER}</elmo>", max_results=100)


def test_courses_that_hold_nothing_are_limited_too() -> None:
    with pytest.raises(HostContractBroken, match="more than 10 results"):
        read(elmo(course("") * 11), max_results=10)


def test_results_are_read_alike_after_the_reader_forgot(monkeypatch: pytest.MonkeyPatch) -> None:
    content = (FIXTURES / "labels.xml").read_bytes()
    expected = transcripts(content)
    monkeypatch.setattr("connectors.hosts.elmo_reader._REMEMBERED", 0)
    assert expected == transcripts(content)


def test_course_that_does_not_end_is_limited() -> None:
    parts = "<hasPart>" + course(PASSED) + "</hasPart>"
    endless = course(PASSED).replace("<specifies>", parts * 20_000 + "<specifies>")
    with pytest.raises(HostContractBroken, match="larger than 1 MiB"):
        read(elmo(endless), max_element_bytes=1024 * 1024)


def test_transcripts_come_before_the_document_has_ended() -> None:
    unending = io.BytesIO(f"<all>{elmo(course(PASSED)) * 2000}<all>".encode())
    items = read_elmo(unending, host=HOST, evidence=EVIDENCE, policy=policy())
    assert isinstance(next(items), TranscriptOfRecords)
    with pytest.raises(HostContractBroken, match="cut off"):
        list(items)


def test_a_prefix_nobody_declared_is_refused_and_never_crashes() -> None:
    prefixed = elmo(course("<resultLabel>B</resultLabel>")).replace("<l", "<e:l")
    with pytest.raises(HostContractBroken):
        read(prefixed.replace("</l", "</e:l"))
