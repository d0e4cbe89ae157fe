"""Transcripts as ELMO: valid against the schema, read back by our own reader, n to m."""

import os
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from connectors.hosts.elmo_schema import SchemaSet
from connectors.transcripts.document import Transcript, Trilingual
from connectors.transcripts.elmo import NAMESPACE, OWN_NAMESPACE, write_elmo
from mapping.records import Completeness, Credit, Grade
from mapping.terms import ResultStatus
from tests.documents import (
    CODE,
    make_original,
    make_pass,
    make_row,
    make_stay,
    make_student,
    make_transcript,
)
from tests.elmo_reading import by_code, transcripts

STANDARDS = os.environ.get("UTQYR_TEST_STANDARDS", "")
NAMES = {"e": NAMESPACE, "u": OWN_NAMESPACE}
SHARED = make_original("BUS300", title="International Business and Banking")
SPLIT = (
    make_row("ECO3302", decision="D7", originals=(SHARED,)),
    make_row("ECO3304", decision="D7", originals=(SHARED,)),
)


def xpath(transcript: Transcript, path: str) -> Any:
    return etree.fromstring(write_elmo(transcript)).xpath(path, namespaces=NAMES)


def texts(transcript: Transcript, path: str) -> list[str]:
    return [element.text for element in xpath(transcript, path)]


def test_our_own_reader_reads_back_what_was_written() -> None:
    [read] = transcripts(write_elmo(make_transcript()), issuers=("home.edu.kz",))
    found = by_code([read])
    graded, ungraded = found["ECO2204"], found["PHE1001"]

    assert (read.learner.family_name, read.learner.given_names) == ("Жұмабекова", "Әсел")
    assert set(found) == {"ECO2204", "PHE1001"}
    assert graded.grade == Grade(label="B+")
    assert graded.credits == (
        Credit(value=Decimal(6), scheme="kz"),
        Credit(value=Decimal(6), scheme="ects"),
    )
    assert (graded.status, graded.status_assumed) == (ResultStatus.PASSED, False)
    assert (graded.term.starts, graded.term.ends) == (
        SPLIT[0].originals[0].starts,
        SPLIT[0].originals[0].ends,
    )
    assert ungraded.grade is None
    assert {title.language for title in graded.titles} == {"kk", "ru", "en"}
    assert not graded.warnings


def test_host_results_are_not_read_as_ours() -> None:
    [read] = transcripts(write_elmo(make_transcript()))

    assert not {"FIN201", "FIN202", "SPT100"} & {result.printed_code for result in read.results}


def test_a_selection_is_never_taken_for_everything() -> None:
    [read] = transcripts(write_elmo(make_transcript()))

    assert read.completeness is Completeness.PARTIAL


def test_mapping_says_which_stand_for_which() -> None:
    transcript = make_transcript(make_row(), *SPLIT)
    mappings = xpath(transcript, "//e:recognitionMapping/e:mapping")
    found = [
        (
            [ref.text for ref in mapping.findall("e:fromMapping/e:ref", NAMES)],
            [ref.text for ref in mapping.findall("e:toMapping/e:ref", NAMES)],
        )
        for mapping in mappings
    ]

    assert found == [(["FIN201", "FIN202"], ["ECO2204"]), (["BUS300"], ["ECO3302", "ECO3304"])]


def test_every_reference_names_just_one_course() -> None:
    again = make_original("FIN201", term="Summer semester 2026", grade="5,0")
    rows = (make_row(), make_row("ECO2205", decision="D9", originals=(again,)), make_pass())
    transcript = make_transcript(*rows)
    basis = "//e:recognitionBasis//e:learningOpportunitySpecification/e:identifier"
    result = "//e:recognitionResult/e:learningOpportunitySpecification/e:identifier"

    taken, given = texts(transcript, basis), texts(transcript, result)
    assert len(taken) == len(set(taken))
    assert set(texts(transcript, "//e:fromMapping/e:ref")) == set(taken)
    assert set(texts(transcript, "//e:toMapping/e:ref")) == set(given)


@pytest.mark.parametrize(
    ("passed", "status"),
    [
        ((True, True), "Positive"),
        ((True, False), "Partially Positive"),
        ((False, False), "Negative"),
    ],
)
def test_status_tells_whether_all_was_positive(passed: tuple[bool, bool], status: str) -> None:
    rows = [make_row(f"ECO{number}", passed=each) for number, each in enumerate(passed)]

    assert texts(make_transcript(*rows), "//e:resultOfRecognition/e:status") == [status]


def test_a_failed_component_is_not_read_as_passed() -> None:
    [read] = transcripts(write_elmo(make_transcript(make_row(passed=False, letter="F"))))

    assert [result.status for result in read.results] == [ResultStatus.FAILED]


def test_old_credits_are_never_called_ects() -> None:
    [read] = transcripts(write_elmo(make_transcript(make_row(regime="kz-2011"))))

    assert [credit.scheme for credit in read.results[0].credits] == ["kz"]


def test_points_percent_and_proof_stand_in_the_extension() -> None:
    transcript = make_transcript(make_row())
    [mark, _] = xpath(transcript, "//u:recognised")

    assert (mark.get("points"), mark.get("percent"), mark.get("decision")) == ("3.33", "85", "D1")
    assert xpath(transcript, "/e:elmo/e:extension/u:verification/@code") == [CODE]


def test_stay_without_results_has_no_recognition() -> None:
    transcript = make_transcript(stays=(make_stay(make_row()), make_stay(mobility_id="M-2")))

    assert len(xpath(transcript, "//e:resultOfRecognition")) == 1


def test_same_transcript_gives_the_same_bytes() -> None:
    assert write_elmo(make_transcript()) == write_elmo(make_transcript())


@given(title=st.text(max_size=80), code=st.text(max_size=20), language=st.text(max_size=8))
@settings(max_examples=60, deadline=None)
def test_whatever_a_host_sent_is_well_formed(title: str, code: str, language: str) -> None:
    original = make_original(code, title=title, language=language, grade=title, los_id=code)
    row = make_row(titles=Trilingual(kk=title), originals=(original,))

    assert etree.fromstring(write_elmo(make_transcript(row))).tag == f"{{{NAMESPACE}}}elmo"


@pytest.fixture
def schemas(tmp_path: Path) -> SchemaSet:
    """Gather the schema of ELMO 2.1 with all it imports."""
    if not STANDARDS:
        pytest.skip("UTQYR_TEST_STANDARDS names no folder of documents")
    standards = Path(STANDARDS)
    address = tmp_path / "ewp-specs-types-address-v1.0.1"
    address.mkdir()
    shutil.copytree(standards / "elmo" / "schema" / "v2.1.1", tmp_path / "elmo")
    shutil.copy(standards / "ewp-types" / "xml.xsd", tmp_path / "xml.xsd")
    shutil.copy(standards / "ewp-types" / "address" / "schema.xsd", address / "schema.xsd")
    common = standards / "ewp-common-types" / "v1.16.0" / "common-types.xsd"
    shutil.copy(common, tmp_path / "common-types.xsd")
    made = SchemaSet(tmp_path)
    assert list(made.problems()) == []
    return made


def departures(schemas: SchemaSet, content: bytes, tmp_path: Path) -> list[str]:
    path = tmp_path / "document.xml"
    path.write_bytes(content)
    with path.open("rb") as stream:
        return [str(problem) for problem in schemas.departures(stream)]


@pytest.mark.parametrize(
    "transcript",
    [
        pytest.param(make_transcript(), id="one of each kind"),
        pytest.param(make_transcript(make_row(), *SPLIT, make_pass()), id="n to m"),
        pytest.param(make_transcript(issue=None), id="a draft"),
        pytest.param(
            make_transcript(student=make_student(birth_date=None, given_names="")), id="bare"
        ),
        pytest.param(
            make_transcript(
                make_row(
                    titles=Trilingual(),
                    originals=(
                        make_original(
                            "", title="", language="?", starts=None, credits=(), grade=""
                        ),
                    ),
                )
            ),
            id="hardly anything known",
        ),
    ],
)
def test_what_is_written_is_valid(
    transcript: Transcript, schemas: SchemaSet, tmp_path: Path
) -> None:
    assert departures(schemas, write_elmo(transcript), tmp_path) == []


def test_the_schema_would_tell(schemas: SchemaSet, tmp_path: Path) -> None:
    broken = write_elmo(make_transcript()).replace(b"<status>Positive<", b"<status>Perhaps<")

    assert departures(schemas, broken, tmp_path) != []
