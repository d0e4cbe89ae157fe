from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from mapping.agreements import Extension, LearningAgreement, Mobility
from mapping.identifiers import HeiId, MobilityId, Sha256, StudentId
from mapping.problems import errors_of
from mapping.records import LearnerIdentifier
from mapping.terms import Level, MobilityForm
from sync.import_agreements import UNSTATED, AgreementFile
from sync.import_columns import AGREEMENT_COLUMNS
from sync.import_plan import ImportPlan, plan_import
from tests.builders import make_agreement, make_mobility

EVERY_COLUMN = frozenset(AGREEMENT_COLUMNS.headings)


def file_of(
    *parts: Mobility | LearningAgreement, columns: frozenset[str] = EVERY_COLUMN
) -> AgreementFile:
    mobilities = tuple(part for part in parts if isinstance(part, Mobility))
    return AgreementFile(
        sha256=Sha256("f" * 64),
        columns=columns,
        mobilities=mobilities,
        agreements=tuple(part for part in parts if isinstance(part, LearningAgreement)),
        rows={mobility.mobility_id: 2 + number for number, mobility in enumerate(mobilities)},
    )


def plan(
    file: AgreementFile,
    *mobilities: Mobility,
    agreements: Sequence[LearningAgreement] = (),
) -> ImportPlan:
    stored: Mapping[str, Sequence[LearningAgreement]] = {"M-0001": agreements}
    return plan_import(file, stored_mobilities=mobilities, stored_agreements=stored)


def codes(found: ImportPlan) -> list[str]:
    return [problem.code for problem in found.problems]


def unstated(courses: str = "FIN201", **fields: object) -> LearningAgreement:
    return make_agreement(courses, version=UNSTATED, **fields)


def test_new_mobility_gets_its_agreement_as_version_one() -> None:
    found = plan(file_of(make_mobility(), unstated()))
    assert (found.new_mobilities, found.changed_mobilities) == (1, 0)
    assert [agreement.version for agreement in found.agreements] == [1]


def test_same_content_changes_nothing_even_with_its_rows_in_another_order() -> None:
    kept = make_agreement("FIN201+FIN202", "ECO2204+MAN1101")
    again = unstated("FIN202+FIN201", components="MAN1101+ECO2204")
    found = plan(file_of(make_mobility(), again), make_mobility(), agreements=[kept])
    assert (found.mobilities, found.agreements) == ((), ())
    assert (found.unchanged_mobilities, found.unchanged_agreements) == (1, 1)


def test_amendment_becomes_the_next_version() -> None:
    amended = unstated("FIN202", approved_on=date(2024, 9, 5))
    found = plan(file_of(make_mobility(), amended), make_mobility(), agreements=[make_agreement()])
    assert [agreement.version for agreement in found.agreements] == [2]
    assert codes(found) == []


def test_approval_of_a_draft_becomes_the_next_version() -> None:
    draft = make_agreement(approved_on=None)
    found = plan(file_of(make_mobility(), unstated()), make_mobility(), agreements=[draft])
    assert [(each.version, each.approved_on) for each in found.agreements] == [
        (2, date(2024, 8, 20))
    ]


@pytest.mark.parametrize(
    ("approved", "fields", "told"),
    [
        ("2024-09-07", {}, []),
        ("2024-09-08", {}, ["amendment-late"]),
        ("2024-09-08", {"amendment_reason": " "}, ["amendment-late"]),
        ("2024-09-08", {"amendment_reason": "the course was cancelled"}, []),
    ],
)
def test_amendment_after_the_first_week_needs_the_head_of_departments_reason(
    approved: str, fields: dict[str, str], told: list[str]
) -> None:
    amended = unstated("FIN202", approved_on=date.fromisoformat(approved), **fields)
    found = plan_import(
        file_of(make_mobility(), amended),
        stored_mobilities=[make_mobility()],
        stored_agreements={"M-0001": [make_agreement()]},
        amendment_days=7,
    )

    assert codes(found) == told
    assert not errors_of(found.problems)
    assert [agreement.version for agreement in found.agreements] == [2]
    assert {problem.place for problem in found.problems} <= {"row 2, column amendment_reason"}


def test_reason_given_afterwards_is_a_version_of_its_own() -> None:
    late = make_agreement("FIN202", version=2, approved_on=date(2024, 10, 1))
    mended = unstated(
        "FIN202", approved_on=date(2024, 10, 1), amendment_reason="the course was cancelled"
    )
    found = plan(
        file_of(make_mobility(), mended), make_mobility(), agreements=[make_agreement(), late]
    )

    assert [each.version for each in found.agreements] == [3]


@pytest.mark.parametrize("column", ["amendment_reason", "approved_by", "reference"])
@pytest.mark.parametrize("version", [UNSTATED, 1])
def test_column_the_file_does_not_have_makes_no_new_version(column: str, version: int) -> None:
    kept = make_agreement(**{column: "kept"})
    again = make_agreement(version=version, **{column: ""})
    without = plan(
        file_of(make_mobility(), again, columns=EVERY_COLUMN - {column}),
        make_mobility(),
        agreements=[kept],
    )
    emptied = plan(file_of(make_mobility(), again), make_mobility(), agreements=[kept])

    assert (without.agreements, codes(without)) == ((), [])
    assert emptied.agreements or codes(emptied) == ["version-differs"]


def test_old_file_imported_again_does_not_undo_an_amendment() -> None:
    kept = [make_agreement(), make_agreement("FIN202", version=2, approved_on=date(2024, 9, 5))]
    found = plan(file_of(make_mobility(), unstated()), make_mobility(), agreements=kept)
    assert found.agreements == ()
    assert codes(found) == ["version-old"]
    assert errors_of(found.problems) == ()


def test_approval_older_than_the_kept_one_is_refused_unless_its_version_is_stated() -> None:
    kept = [make_agreement(approved_on=date(2024, 9, 5))]
    older = unstated("FIN202", approved_on=date(2024, 8, 1))
    assert codes(plan(file_of(make_mobility(), older), make_mobility(), agreements=kept)) == [
        "approval-older"
    ]
    stated = replace(older, version=2)
    found = plan(file_of(make_mobility(), stated), make_mobility(), agreements=kept)
    assert codes(found) == []
    assert found.agreements == (stated,)


def test_kept_version_never_changes() -> None:
    other = make_agreement("FIN202", version=1)
    found = plan(file_of(make_mobility(), other), make_mobility(), agreements=[make_agreement()])
    assert codes(found) == ["version-differs"]
    assert "2" in found.problems[0].hint
    assert found.agreements == ()


def test_stated_version_that_is_kept_alike_changes_nothing() -> None:
    kept = make_agreement()
    found = plan(file_of(make_mobility(), kept), make_mobility(), agreements=[kept])
    assert (found.agreements, found.unchanged_agreements) == ((), 1)


def test_changed_facts_of_a_mobility_are_named() -> None:
    after = make_mobility(level=Level.PHD, ends=date(2025, 2, 28))
    found = plan(file_of(after), make_mobility())
    assert [change.changed for change in found.mobilities] == [("level", "ends")]
    assert found.changed_mobilities == 1


def test_mobility_id_never_passes_to_another_student_or_host() -> None:
    other = make_mobility(student_id=StudentId("00124"), host=HeiId("asu.ru"))
    assert codes(plan(file_of(other), make_mobility())) == ["mobility-reused", "mobility-reused"]


def test_one_stay_under_two_mobility_ids_is_refused() -> None:
    again = make_mobility("M-0002")
    assert codes(plan(file_of(again), make_mobility())) == ["stay-twice"]
    assert codes(plan(file_of(make_mobility(), again))) == ["stay-twice"]


def test_later_stay_at_the_same_host_is_another_mobility() -> None:
    later = make_mobility("M-0002", starts=date(2025, 2, 1), ends=date(2025, 5, 31))
    assert codes(plan(file_of(later), make_mobility())) == []


def test_columns_the_file_does_not_have_leave_what_is_stored() -> None:
    esi = LearnerIdentifier(kind="esi", value="urn:schac:personalUniqueCode:int:esi:x:1")
    extension = Extension(
        ends=date(2025, 3, 1), reason="r", approved_by="h", approved_on=date(2025, 1, 2)
    )
    stored = make_mobility(
        identifiers=(esi,), extensions=(extension,), form=MobilityForm.INDIVIDUAL, basis="order 7"
    )
    plain = make_mobility(programme="")
    fewer = EVERY_COLUMN - {"esi", "extension_ends", "form", "basis", "programme"}
    assert plan(file_of(plain, columns=fewer), stored).mobilities == ()
    assert plan(file_of(plain), stored).mobilities[0].changed == (
        *("identifiers", "form", "programme", "extensions", "basis"),
    )


def test_mobility_missing_from_the_file_is_left_alone() -> None:
    stored = make_mobility("M-0001")
    new = make_mobility("M-0002", student_id=StudentId("00456"))
    found = plan(file_of(new), stored)
    assert [change.mobility.mobility_id for change in found.mobilities] == [MobilityId("M-0002")]
