"""Imports: files people hand in become mobilities, agreements and curricula, all of it or nothing.

    utqyr import agreements FILE    read -> compare with the store -> one transaction, audited
    utqyr import curriculum FILE    read -> check -> <config>/curriculum/NAME.csv, audited

Agreements come as a table, or as EWP's XML (omobility-las) for stays that are known already. The
readers are pure (`sync.import_agreements`, `sync.import_las`, `sync.import_curriculum`); what is
written is written here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from connectors.hosts.inbox_text import Encoding
from mapping.agreement_checks import check_agreement
from mapping.agreements import LearningAgreement, agreement_in_force
from mapping.identifiers import Sha256
from mapping.problems import Problem, UtqyrError, errors_of
from mapping.rulebook import Rulebook
from sync.audit.entry import AuditAction, AuditDraft
from sync.import_agreements import UNSTATED, AgreementFile, read_agreements
from sync.import_curriculum import read_curriculum
from sync.import_las import LasFile, is_las, read_las
from sync.import_las_plan import plan_las
from sync.import_plan import ImportPlan, MobilityChange, by_mobility, plan_import
from sync.import_tables import ImportRefused
from sync.store.people import (
    load_agreements,
    load_mobilities,
    record_agreements,
    record_mobilities,
)
from sync.store.unit_of_work import Store

__all__ = [
    "CurriculumReport",
    "ImportRefused",
    "ImportReport",
    "import_agreements",
    "import_curriculum",
]

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import of agreements did; counts only, and what a person should look at."""

    sha256: Sha256
    mobilities_new: int
    mobilities_changed: int
    mobilities_unchanged: int
    versions_new: int
    versions_unchanged: int
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurriculumReport:
    """What an import of a curriculum did; `written` is false where the file already said this."""

    sha256: Sha256
    file: Path
    components: int
    written: bool
    warnings: tuple[Problem, ...]


def import_agreements(
    store: Store,
    path: Path,
    *,
    actor: str,
    rulebook: Rulebook | None = None,
    encoding: Encoding | None = None,
) -> ImportReport:
    """Import a file of learning agreements in one transaction.

    Importing the same file again changes nothing and puts nothing on record. With a rulebook the
    report warns of what the agreements' own rows will be held for. Raises ImportRefused with every
    problem of the file, in which case nothing was imported.
    """
    found = read_las(path) if is_las(path) else read_agreements(path, encoding=encoding)
    if errors_of(found.problems):
        raise ImportRefused(found.problems)
    with store.write(actor=actor) as unit:
        file, plan = _planned(unit.connection, found, rulebook)
        if errors_of(plan.problems):
            raise ImportRefused(plan.problems)
        record_mobilities(
            unit,
            [change.mobility for change in plan.mobilities],
            [_mobility_entry(change, file) for change in plan.mobilities],
        )
        record_agreements(
            unit,
            plan.agreements,
            [_agreement_entry(agreement, file) for agreement in plan.agreements],
        )
    foreseen = () if rulebook is None else tuple(_foreseen(file, plan, rulebook))
    return _report(file, plan, foreseen)


def _planned(
    connection: Connection, found: AgreementFile | LasFile, rulebook: Rulebook | None
) -> tuple[AgreementFile, ImportPlan]:
    """Compare what was read, of a table or of EWP's XML, with what is stored."""
    read = found.entries if isinstance(found, LasFile) else found.mobilities
    mobilities = load_mobilities(connection)
    agreements = load_agreements(connection, [each.mobility_id for each in read])
    days = None if rulebook is None else rulebook.policies.amendment_days
    if isinstance(found, LasFile):
        return plan_las(
            found,
            home=None if rulebook is None else rulebook.home,
            stored_mobilities=mobilities,
            stored_agreements=agreements,
            amendment_days=days,
        )
    plan = plan_import(
        found,
        stored_mobilities=mobilities,
        stored_agreements=agreements,
        amendment_days=days,
    )
    return found, plan


def _foreseen(file: AgreementFile, plan: ImportPlan, rulebook: Rulebook) -> Iterator[Problem]:
    """Check every agreement in force that the file brought, at the rows of the file."""
    mobilities = {mobility.mobility_id: mobility for mobility in file.mobilities}
    mobilities |= {change.mobility.mobility_id: change.mobility for change in plan.mobilities}
    brought = by_mobility(plan.agreements)
    for mobility_id, mobility in mobilities.items():
        agreement = agreement_in_force(brought.get(mobility_id, ()))
        if agreement is not None:
            place = partial(_row_of, file, agreement)
            yield from check_agreement(mobility, agreement, rulebook, place=place)


def _row_of(file: AgreementFile, agreement: LearningAgreement, side: str, code: str) -> str:
    stated = (agreement.mobility_id, agreement.version, side, code)
    unstated = (agreement.mobility_id, UNSTATED, side, code)
    first = file.rows[agreement.mobility_id]
    number = file.course_rows.get(stated, file.course_rows.get(unstated, first))
    return f"{file.counted} {number}"


def import_curriculum(
    store: Store,
    path: Path,
    *,
    directory: Path,
    name: str,
    replacing: bool,
    actor: str,
    encoding: Encoding | None = None,
) -> CurriculumReport:
    """Check a curriculum and keep it as `<directory>/curriculum/<name>.csv`.

    A file of that name is only replaced when `replacing` says so. Whether the components agree
    with the other files is for `utqyr check` to say. Raises ImportRefused.
    """
    if not _FILE_NAME.fullmatch(name):
        message = "the name of the curriculum is not a plain file name"
        raise ImportRefused(
            [Problem(code="name-form", message=message)], hint="use Latin letters and digits"
        )
    table = read_curriculum(path, encoding=encoding)
    if errors_of(table.problems):
        raise ImportRefused(table.problems)
    target = directory / "curriculum" / f"{name}.csv"
    before = target.read_bytes() if target.exists() else None
    written = before != table.content
    if before is not None and written and not replacing:
        message = f"{target.relative_to(directory)} is there already, with other content"
        raise ImportRefused(
            [Problem(code="file-exists", message=message)],
            hint="choose another --name, or say --replace",
        )
    if written:
        entry = AuditDraft(
            action=AuditAction.CURRICULUM_IMPORTED,
            subject=target.name,
            detail={"file": table.sha256, "components": str(table.components)},
        )
        # The file takes its place inside the transaction: without its entry it is not replaced.
        with store.write(actor=actor) as unit:
            unit.record(entry)
            _replace_file(target, table.content)
    return CurriculumReport(
        sha256=table.sha256,
        file=target,
        components=table.components,
        written=written,
        warnings=table.problems,
    )


def _replace_file(target: Path, content: bytes) -> None:
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        raise UtqyrError(
            f"the curriculum cannot be written: {error.strerror or type(error).__name__}",
            hint="check the rights of the configuration directory",
        ) from error


def _mobility_entry(change: MobilityChange, file: AgreementFile) -> AuditDraft:
    mobility = change.mobility
    return AuditDraft(
        action=AuditAction.AGREEMENT_IMPORTED,
        subject=mobility.mobility_id,
        detail={
            "file": file.sha256,
            "mobility": "changed" if change.changed else "new",
            "host": mobility.host,
            "fields changed": ", ".join(change.changed) or None,
        },
    )


def _agreement_entry(agreement: LearningAgreement, file: AgreementFile) -> AuditDraft:
    approved_on = agreement.approved_on
    return AuditDraft(
        action=AuditAction.AGREEMENT_IMPORTED,
        subject=agreement.mobility_id,
        detail={
            "file": file.sha256,
            "version": str(agreement.version),
            "host components": str(len(agreement.host_components)),
            "home components": str(len(agreement.home_components)),
            "approved on": None if approved_on is None else approved_on.isoformat(),
            "reference": agreement.reference or None,
        },
    )


def _report(file: AgreementFile, plan: ImportPlan, foreseen: tuple[Problem, ...]) -> ImportReport:
    return ImportReport(
        sha256=file.sha256,
        mobilities_new=plan.new_mobilities,
        mobilities_changed=plan.changed_mobilities,
        mobilities_unchanged=plan.unchanged_mobilities,
        versions_new=len(plan.agreements),
        versions_unchanged=plan.unchanged_agreements,
        warnings=(*plan.problems, *foreseen),
    )
