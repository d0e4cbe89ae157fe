from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping.agreements import LearningAgreement, Mobility
from mapping.identifiers import Sha256
from mapping.problems import errors_of
from sync.import_agreements import UNSTATED, AgreementFile, read_agreements
from sync.import_columns import AGREEMENT_COLUMNS
from sync.import_plan import plan_import
from sync.import_tables import ImportRefused
from tests.builders import make_agreement, make_mobility
from tests.import_files import agreement_rows, csv_file

_HEADINGS = ",".join(agreement_rows()[0]).encode()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("import") / "file"


@settings(max_examples=200)
@given(content=st.binary(max_size=300), headed=st.booleans())
def test_any_bytes_are_read_or_refused(file: Path, content: bytes, headed: bool) -> None:
    file.write_bytes(_HEADINGS + b"\n" + content if headed else content)
    try:
        read = read_agreements(file)
        said: tuple[object, ...] = errors_of(read.problems) or read.mobilities
    except ImportRefused as refused:
        said = errors_of(refused.problems)
    assert said


@given(cell=st.text(max_size=20), column=st.sampled_from(sorted(AGREEMENT_COLUMNS.headings)))
def test_any_cell_is_read_or_reported_with_its_place(file: Path, cell: str, column: str) -> None:
    rows = [each | {column: cell.replace("\x00", "")} for each in agreement_rows()]
    try:
        read = read_agreements(csv_file(file, rows))
    except (ImportRefused, UnicodeEncodeError):
        return
    assert all(problem.place for problem in errors_of(read.problems))
    assert bool(read.mobilities) is not bool(errors_of(read.problems))


versions = st.lists(
    st.builds(
        lambda courses, days, reference: make_agreement(
            "+".join(sorted(courses)),
            version=UNSTATED,
            approved_on=None if days is None else date(2024, 8, 1) + timedelta(days=days),
            reference=reference,
        ),
        st.sets(st.sampled_from(["FIN201", "FIN202", "MIC101"]), min_size=1),
        st.one_of(st.none(), st.integers(0, 40)),
        st.sampled_from(["LA-1", "LA-2"]),
    ),
    max_size=8,
)


def import_one(
    agreement: LearningAgreement, kept: list[LearningAgreement], mobility: Mobility
) -> list[LearningAgreement]:
    read = AgreementFile(
        sha256=Sha256("f" * 64),
        columns=frozenset(AGREEMENT_COLUMNS.headings),
        mobilities=(mobility,),
        agreements=(agreement,),
        rows={mobility.mobility_id: 2},
    )
    plan = plan_import(read, stored_mobilities=[mobility], stored_agreements={"M-0001": kept})
    return [] if errors_of(plan.problems) else list(plan.agreements)


@given(files=versions)
def test_kept_versions_never_change_and_are_numbered_without_a_gap(
    files: list[LearningAgreement],
) -> None:
    kept: list[LearningAgreement] = []
    for agreement in files:
        before = list(kept)
        kept += import_one(agreement, kept, make_mobility())
        assert kept[: len(before)] == before
        assert [version.version for version in kept] == list(range(1, len(kept) + 1))


@given(files=versions)
def test_importing_once_more_what_was_imported_brings_nothing_new(
    files: list[LearningAgreement],
) -> None:
    kept: list[LearningAgreement] = []
    for agreement in files:
        kept += import_one(agreement, kept, make_mobility())
        assert import_one(agreement, kept, make_mobility()) == []


@given(files=versions)
def test_approved_versions_follow_one_another_in_time(files: list[LearningAgreement]) -> None:
    kept: list[LearningAgreement] = []
    for agreement in files:
        kept += import_one(agreement, kept, make_mobility())
    days = [version.approved_on for version in kept if version.approved_on is not None]
    assert days == sorted(days)


@given(order=st.permutations(["FIN201", "FIN202", "MIC101"]))
def test_the_order_of_rows_says_nothing(order: list[str]) -> None:
    kept = make_agreement("FIN201+FIN202+MIC101", version=1)
    rows = {row.code: row for row in kept.host_components}
    again = replace(kept, version=UNSTATED, host_components=tuple(rows[code] for code in order))
    assert import_one(again, [kept], make_mobility()) == []
