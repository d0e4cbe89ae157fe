from decimal import Decimal

import pytest

from mapping.records import TranscriptOfRecords
from tests.elmo_reading import by_code, codes, elmo, fixture, transcripts


@pytest.fixture
def nested() -> TranscriptOfRecords:
    [transcript] = fixture("nested.xml")
    return transcript


def test_credits_of_a_tree_count_once(nested: TranscriptOfRecords) -> None:
    total = sum(credit.value for result in nested.results for credit in result.credits)
    assert total == Decimal(4 + 6 + 5 + 5 + 3 + 6 + 6)


def test_deepest_courses_with_credits_are_the_results(nested: TranscriptOfRecords) -> None:
    assert [result.printed_code for result in nested.results] == [
        *("A1", "A2", "B1", "B2", "MOD-C", "CRS", "LAB")
    ]


def test_what_a_programme_and_its_modules_print_is_reported(nested: TranscriptOfRecords) -> None:
    places = [warning.place for warning in nested.warnings if warning.code == "nested-credits"]
    root = "/elmo[1]/report[1]/learningOpportunitySpecification[1]"
    assert sorted(places) == [root, f"{root}/hasPart[1]", f"{root}/hasPart[2]"]


def test_grade_of_a_module_is_reported_as_left_out(nested: TranscriptOfRecords) -> None:
    assert codes(nested).count("parent-grade-left-out") == 1


def test_sums_that_differ_are_a_warning_on_each_course(nested: TranscriptOfRecords) -> None:
    results = by_code([nested])
    assert codes(results["A1"]) == codes(results["A2"]) == codes(results["MOD-C"]) == []
    for code in ("B1", "B2"):
        [warning] = results[code].warnings
        assert warning.code == "parent-credits-differ"
        assert "12 against 10" in warning.message


def test_classes_without_credits_belong_to_their_course(nested: TranscriptOfRecords) -> None:
    results = by_code([nested])
    assert codes(results["CRS"]) == []
    assert codes(results["LAB"]) == ["parts-not-counted"]


@pytest.mark.parametrize("code", ["BSC", "DIP", "ENR", "NIL"])
def test_programmes_diplomas_enrolments_and_blanks_are_no_results(
    nested: TranscriptOfRecords, code: str
) -> None:
    assert code not in by_code([nested])
    assert codes(nested).count("not-a-result") == 1


def node(code: str, *parts: str, says: str = "", kind: str = "Course") -> str:
    inside = "".join(f"<hasPart>{part}</hasPart>" for part in parts)
    return (
        f"<learningOpportunitySpecification>{inside}<type>{kind}</type>"
        f'<identifier type="local">{code}</identifier><specifies><learningOpportunityInstance>'
        f"{says}</learningOpportunityInstance></specifies></learningOpportunitySpecification>"
    )


def ects(value: str, label: str = "") -> str:
    grade = f"<resultLabel>{label}</resultLabel>" if label else ""
    return f"{grade}<credit><scheme>ECTS</scheme><value>{value}</value></credit>"


def codes_of(*nodes: str) -> list[str]:
    return [each.printed_code for each in transcripts(elmo(*nodes))[0].results]


def test_programme_with_a_grade_and_no_courses_is_a_result() -> None:
    assert codes_of(node("P", says=ects("180", "Pass"), kind="Degree Programme")) == ["P"]


def test_programme_without_a_grade_is_none() -> None:
    course = node("C", says=ects("5", "A"))
    assert codes_of(node("P", says=ects("180"), kind="Degree Programme"), course) == ["C"]


def test_programme_never_adds_up_and_need_not() -> None:
    tree = node("P", node("C", says=ects("5", "A")), says=ects("180"), kind="Degree")
    [transcript] = transcripts(elmo(tree))
    assert codes(transcript.results[0]) == []
    assert codes(transcript) == ["nested-credits"]


def test_passed_courses_may_make_up_the_modules_credits() -> None:
    failed = node("F", says="<status>failed</status>" + ects("5", "F"))
    tree = node("M", node("A", says=ects("5", "A")), failed, says=ects("5"), kind="Module")
    [transcript] = transcripts(elmo(tree))
    assert [codes(result) for result in transcript.results] == [[], []]


def test_pass_for_no_credits_stays_beside_courses_with_credits() -> None:
    seminar = node("S", says=ects("0", "Pass"))
    tree = node("M", node("A", says=ects("5", "A")), seminar, says=ects("5"), kind="Module")
    assert codes_of(tree) == ["A", "S"]


def test_graded_course_without_credits_keeps_its_grade_above_its_classes() -> None:
    classes = node("L", says="<status>passed</status>")
    assert codes_of(node("C", classes, says="<resultLabel>C</resultLabel>")) == ["C"]


def test_depth_of_the_tree_does_not_matter() -> None:
    tree = node("LEAF", says=ects("5", "A"))
    for depth in range(60):
        tree = node(f"M{depth}", tree, says=ects("5"), kind="Module")
    [transcript] = transcripts(elmo(tree))
    assert [result.printed_code for result in transcript.results] == ["LEAF"]
    assert transcript.results[0].locator.endswith("/hasPart[1]" * 60)
