import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.agreements import LearningAgreement
from mapping.identifiers import HeiId
from mapping.problems import errors_of
from mapping.records import Credit
from sync.clock import FixedClock
from sync.import_las import LasFile, is_las, read_las
from sync.import_tables import ImportRefused
from sync.imports import ImportReport, import_agreements
from sync.store.engine import create_store_engine
from sync.store.migrate import migrate
from sync.store.people import load_agreements
from sync.store.unit_of_work import Store
from tests.builders import make_rulebook
from tests.import_files import PERSON, csv_file, row

STANDARDS = os.environ.get("UTQYR_TEST_STANDARDS", "")
NAMESPACE = (
    "https://github.com/erasmus-without-paper/ewp-specs-api-omobility-las/blob/stable-v1"
    "/endpoints/get-response.xsd"
)
HOME = "home.example"


def component(code: str, *, status: str = "", title: str = "", ects: str = "6") -> str:
    stated = f' status="{status}"' if status else ""
    printed = f"<los-code>{code}</los-code>" if code else ""
    return (
        f"<component{stated}>{printed}<title>{title or code}</title>"
        f"<credit><scheme>ects</scheme><value>{ects}</value></credit></component>"
    )


def signatures(day: str, *, sides: int = 3) -> str:
    names = ("student-signature", "sending-hei-signature", "receiving-hei-signature")
    return "".join(
        f"<{name}><signer-name>Coordinator {name[0]}</signer-name>"
        f"<timestamp>{day}T1{number}:00:00+05:00</timestamp></{name}>"
        for number, name in enumerate(names[:sides])
    )


def tables(*, studied: str = "", recognised: str = "", virtual: str = "") -> str:
    extra = f"<virtual-components>{virtual}</virtual-components>" if virtual else ""
    return (
        f"<components-studied>{studied}</components-studied>"
        f"<components-recognized>{recognised}</components-recognized>{extra}"
    )


FIRST = (
    "<first-version>"
    + tables(
        studied=component("FIN201") + component("MIC101", ects="4.5"),
        recognised=component("ECO2204"),
    )
    + signatures("2025-06-10")
    + "</first-version>"
)


def la(*parts: str, mobility_id: str = "M-1", **changes: str) -> str:
    facts = {
        "sending": "kbtu.example",
        "receiving": "kozminski.edu.pl",
        "born": "2003-04-05",
        "esi": "urn:schac:personalUniqueCode:int:esi:kbtu.example:00123",
        **changes,
    }
    return (
        f"<la><omobility-id>{mobility_id}</omobility-id>"
        f"<sending-hei><hei-id>{facts['sending']}</hei-id></sending-hei>"
        f"<receiving-hei><hei-id>{facts['receiving']}</hei-id></receiving-hei>"
        f"<student><given-names>Aigerim</given-names><global-id>{facts['esi']}</global-id>"
        f"<birth-date>{facts['born']}</birth-date></student>{''.join(parts)}</la>"
    )


def written(path: Path, *agreements: str) -> Path:
    inside = "".join(agreements)
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<omobility-las-get-response xmlns="{NAMESPACE}">'
        f"{inside}</omobility-las-get-response>",
        encoding="utf-8",
    )
    return path


def read(path: Path, *agreements: str) -> LasFile:
    return read_las(written(path / "la.xml", *agreements))


def codes(agreement: LearningAgreement) -> tuple[list[str], list[str]]:
    return (
        [each.code for each in agreement.host_components],
        [each.code for each in agreement.home_components],
    )


# -- reading -----------------------------------------------------------------------------------


def test_the_first_version_is_approved_on_the_day_of_the_last_signature(tmp_path: Path) -> None:
    file = read(tmp_path, la(FIRST))
    [entry] = file.entries
    [first] = entry.versions
    assert codes(first) == (["FIN201", "MIC101"], ["ECO2204"])
    assert first.host_components[1].credit == Credit(value=Decimal("4.5"), scheme="ects")
    assert first.home_components[0].credits is None, "ECTS are not Kazakhstan credits"
    assert (first.approved_on, first.approved_by) == (date(2025, 6, 10), "Coordinator s")
    assert entry.birth_date == date(2003, 4, 5)
    assert file.problems == ()


def test_approved_changes_and_a_proposal_are_each_against_the_first_version(
    tmp_path: Path,
) -> None:
    approved = (
        "<approved-changes>"
        + tables(
            studied=component("FIN201", status="deleted") + component("LAW300", status="inserted")
        )
        + signatures("2025-09-20")
        + "</approved-changes>"
    )
    proposal = (
        '<changes-proposal id="P-2">'
        + tables(
            studied=component("MIC101", status="deleted") + component("ART400", status="inserted"),
            recognised=component("ECO2204", status="deleted")
            + component("HUM1101", status="inserted"),
        )
        + signatures("2025-10-01", sides=2)
        + "</changes-proposal>"
    )
    [entry] = read(tmp_path, la(FIRST, approved, proposal)).entries
    first, amended, draft = entry.versions
    assert codes(first) == (["FIN201", "MIC101"], ["ECO2204"])
    assert codes(amended) == (["MIC101", "LAW300"], ["ECO2204"])
    assert codes(draft) == (["FIN201", "ART400"], ["HUM1101"])
    assert [each.approved_on for each in entry.versions] == [
        date(2025, 6, 10),
        date(2025, 9, 20),
        None,
    ]
    assert draft.reference == "proposal P-2"


def test_a_proposal_is_a_draft_whoever_signed_it(tmp_path: Path) -> None:
    proposal = (
        "<changes-proposal id='P-1'>"
        + tables(studied=component("FIN201"), recognised=component("ECO2204"))
        + signatures("2025-06-10")
        + "</changes-proposal>"
    )
    [entry] = read(tmp_path, la(proposal)).entries
    [draft] = entry.versions
    assert (draft.approved_on, draft.approved_by) == (None, "")


def test_changes_without_all_signatures_are_a_draft_and_said_so(tmp_path: Path) -> None:
    changes = (
        "<approved-changes>"
        + tables(studied=component("LAW300", status="inserted"))
        + signatures("2025-09-20", sides=2)
        + "</approved-changes>"
    )
    file = read(tmp_path, la(FIRST, changes))
    assert file.entries[0].versions[1].approved_on is None
    assert [problem.code for problem in file.problems] == ["not-signed"]
    assert errors_of(file.problems) == ()


def test_virtual_components_are_studied_at_the_host(tmp_path: Path) -> None:
    first = (
        "<first-version>"
        + tables(
            studied=component("FIN201"),
            recognised=component("ECO2204"),
            virtual=component("WEB1"),
        )
        + signatures("2025-06-10")
        + "</first-version>"
    )
    [entry] = read(tmp_path, la(first)).entries
    assert codes(entry.versions[0])[0] == ["FIN201", "WEB1"]


@pytest.mark.parametrize(
    ("studied", "code"),
    [
        (component("LAW300", status="deleted"), "change-unclear"),
        (component("", status="deleted", title="Both"), "change-unclear"),
        (component("", status="inserted", title="Law"), "course-code-missing"),
        (component("MIC101", status="inserted"), "course-twice"),
        (component("LAW300", status="inserted", ects="six"), "credits-form"),
    ],
)
def test_changes_that_cannot_be_made_are_told_with_their_place(
    tmp_path: Path, studied: str, code: str
) -> None:
    first = FIRST.replace("<title>FIN201</title>", "<title>Both</title>").replace(
        "<title>MIC101</title>", "<title>Both</title>"
    )
    changes = (
        f"<approved-changes>{tables(studied=studied)}{signatures('2025-09-20')}</approved-changes>"
    )
    file = read(tmp_path, la(first, changes))
    assert code in [problem.code for problem in errors_of(file.problems)]
    assert all("agreement 1, approved-changes" in each.place for each in file.problems)


def test_a_row_is_deleted_by_its_title_where_no_code_is_given(tmp_path: Path) -> None:
    changes = (
        "<approved-changes>"
        + tables(studied=component("", status="deleted", title="fin201"))
        + signatures("2025-09-20")
        + "</approved-changes>"
    )
    [entry] = read(tmp_path, la(FIRST, changes)).entries
    assert codes(entry.versions[1])[0] == ["MIC101"]


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        la(FIRST),
        la(FIRST),
        la(FIRST, mobility_id="with a blank"),
        la("<first-version/>", mobility_id="M-2"),
    )
    assert {problem.code for problem in file.problems} == {
        "agreement-twice",
        "mobility-id-form",
        "one-sided",
    }


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<html><body>Logged out<br></body></html>",
        "<omobility-las-get-response/>",
        "<omobility-las-get-response><la>",
        "<!DOCTYPE la [<!ENTITY a 'b'>]><la/>",
    ],
)
def test_what_holds_no_agreement_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "la.xml"
    path.write_text(content)
    with pytest.raises(ImportRefused):
        read_las(path)


def test_xml_is_told_from_tables_by_its_first_character(tmp_path: Path) -> None:
    for content, expected in [
        (b"\xef\xbb\xbf \n<la/>", True),
        ("<la/>".encode("utf-16"), True),
        (b"mobility_id,host\n", False),
        (b"PK\x03\x04", False),
        (b"", False),
    ]:
        (tmp_path / "file").write_bytes(content)
        assert is_las(tmp_path / "file") is expected
    assert not is_las(tmp_path / "missing")


@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.xml"
    path.write_bytes(b"<la>" + content)
    with pytest.raises(ImportRefused):
        read_las(path)


# -- importing ---------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    engine = create_store_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    migrate(engine)
    store = Store(engine, FixedClock(datetime(2026, 1, 12, tzinfo=UTC)))
    stay = {**PERSON, "approved_on": "", "reference": "", "esi": "", "side": ""}
    columns = dict.fromkeys(("course_code", "credits", "credit_scheme"), "")
    path = csv_file(tmp_path / "stays.csv", [row(stay, columns)])
    import_agreements(store, path, actor="coordinator")
    yield store
    engine.dispose()


def put(store: Store, path: Path, *agreements: str) -> ImportReport:
    return import_agreements(store, written(path / "la.xml", *agreements), actor="coordinator")


def versions(store: Store) -> list[LearningAgreement]:
    with store.read() as connection:
        return list(load_agreements(connection, ["M-1"]).get("M-1", ()))


AMENDED = (
    "<approved-changes>"
    + tables(studied=component("LAW300", status="inserted"))
    + signatures("2025-09-04")
    + "</approved-changes>"
)
PROPOSED = (
    "<changes-proposal id='P-3'>"
    + tables(studied=component("ART400", status="inserted"))
    + signatures("2025-10-01", sides=1)
    + "</changes-proposal>"
)


def test_versions_are_numbered_in_their_order_and_kept_once(store: Store, tmp_path: Path) -> None:
    report = put(store, tmp_path, la(FIRST))
    assert (report.versions_new, report.mobilities_unchanged, report.warnings) == (1, 1, ())
    assert put(store, tmp_path, la(FIRST, AMENDED, PROPOSED)).versions_new == 2
    again = put(store, tmp_path, la(FIRST, AMENDED, PROPOSED))
    assert (again.versions_new, again.versions_unchanged, again.warnings) == (0, 3, ())
    assert [(each.version, each.approved_on) for each in versions(store)] == [
        (1, date(2025, 6, 10)),
        (2, date(2025, 9, 4)),
        (3, None),
    ]


def test_what_an_agreement_will_be_held_for_is_told_of_the_agreement(
    store: Store, tmp_path: Path
) -> None:
    other = FIRST.replace(component("ECO2204"), component("MAN1101"))
    path = written(tmp_path / "la.xml", la(other))
    rules = make_rulebook(home=HeiId("kbtu.example"))

    report = import_agreements(store, path, actor="coordinator", rulebook=rules)

    assert {each.place for each in report.warnings} == {"agreement 1"}


def test_an_old_file_brings_nothing_back_and_says_so(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, la(FIRST, AMENDED))
    report = put(store, tmp_path, la(FIRST))
    assert report.versions_new == 0
    assert [(each.code, each.place) for each in report.warnings] == [("version-old", "agreement 1")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mobility_id": "M-9"}, "mobility-unknown"),
        ({"receiving": "other.example"}, "receiving-hei"),
        ({"born": "2003-04-06"}, "birth-date-differs"),
    ],
)
def test_an_agreement_is_never_hung_on_another_stay(
    store: Store, tmp_path: Path, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(ImportRefused) as caught:
        put(store, tmp_path, la(FIRST, **changes))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert versions(store) == []


def test_another_universitys_agreement_is_refused(store: Store, tmp_path: Path) -> None:
    rulebook = make_rulebook()
    path = written(tmp_path / "la.xml", la(FIRST, sending="elsewhere.example"))
    with pytest.raises(ImportRefused) as caught:
        import_agreements(store, path, actor="coordinator", rulebook=rulebook)
    assert "sending-hei" in [problem.code for problem in caught.value.problems]


def test_one_bad_agreement_keeps_the_whole_file_out(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        put(store, tmp_path, la(FIRST), la(FIRST, mobility_id="M-9"))
    assert versions(store) == []


# -- the specification's own examples ----------------------------------------------------------


@pytest.mark.skipif(not STANDARDS, reason="UTQYR_TEST_STANDARDS names no folder of documents")
@pytest.mark.parametrize(
    ("name", "amended", "approved"),
    [
        ("xml-Ex7.xml", True, False),
        ("xml-Ex9.xml", True, True),
        ("xml-Ex17.xml", True, False),
        ("xml-Ex19.xml", True, True),
    ],
)
def test_published_scenarios_are_read(name: str, *, amended: bool, approved: bool) -> None:
    path = Path(STANDARDS) / "ewp-omobility-las/v1.2.0/scenarios" / name
    file = read_las(path)
    assert errors_of(file.problems) == ()
    [entry] = file.entries
    first, second = entry.versions
    assert codes(first) == (["123-ABC", "456-EFG", "789HIJ"], ["843-XYZ", "542-KML"])
    assert codes(second) == (["456-EFG", "789HIJ", "574-MNX"], ["542-KML", "032-CAL"])
    assert (first.approved_on is not None, second.approved_on is not None) == (amended, approved)


@pytest.mark.skipif(not STANDARDS, reason="UTQYR_TEST_STANDARDS names no folder of documents")
def test_components_without_codes_are_told_one_by_one() -> None:
    path = Path(STANDARDS) / "ewp-omobility-las/v1.2.0/get-response-example.xml"
    problems = read_las(path).problems
    assert {problem.code for problem in problems} == {"course-code-missing"}
