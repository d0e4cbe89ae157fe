"""What importing EWP agreements would change, against what is stored; computes and touches nothing.

The XML names a mobility by our own id and a person by birth date and ESI. Both have to agree with
the mobility that is stored: an agreement is never hung on another student's stay.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from mapping.agreements import LearningAgreement, Mobility
from mapping.identifiers import HeiId
from mapping.problems import Problem
from sync.import_agreements import AgreementFile
from sync.import_las import LasEntry, LasFile
from sync.import_plan import ImportPlan, plan_import

_COLUMNS = frozenset({"approved_on", "approved_by", "reference"})
"""What the XML says of an approval; a reason for amending late it has no place for."""


def plan_las(
    file: LasFile,
    *,
    home: HeiId | None,
    stored_mobilities: Iterable[Mobility],
    stored_agreements: Mapping[str, Sequence[LearningAgreement]],
    amendment_days: int | None,
) -> tuple[AgreementFile, ImportPlan]:
    """Compare a file with what is stored: as a file of agreements, and what it would keep.

    Versions of one agreement are planned one after the other, so that each is numbered after the
    one before it. `home` is not compared where it is None.
    """
    stored = {mobility.mobility_id: mobility for mobility in stored_mobilities}
    problems = list(file.problems)
    for entry in file.entries:
        problems.extend(_contradictions(entry, home, stored.get(entry.mobility_id)))
    fitting = [entry for entry in file.entries if entry.mobility_id in stored]
    read = AgreementFile(
        sha256=file.sha256,
        columns=_COLUMNS,
        mobilities=(),
        agreements=(),
        rows={entry.mobility_id: entry.number for entry in fitting},
        counted="agreement",
    )
    known = {key: list(versions) for key, versions in stored_agreements.items()}
    brought: list[LearningAgreement] = []
    unchanged = 0
    for step in range(max((len(entry.versions) for entry in fitting), default=0)):
        at_hand = [entry for entry in fitting if step < len(entry.versions)]
        plan = plan_import(
            replace(read, agreements=tuple(entry.versions[step] for entry in at_hand)),
            stored_mobilities=stored.values(),
            stored_agreements=known,
            amendment_days=amendment_days,
        )
        last = {str(entry.number) for entry in at_hand if step == len(entry.versions) - 1}
        problems.extend(_telling(plan.problems, last))
        for agreement in plan.agreements:
            known.setdefault(agreement.mobility_id, []).append(agreement)
        brought.extend(plan.agreements)
        unchanged += plan.unchanged_agreements
    stays = tuple(stored[entry.mobility_id] for entry in fitting)
    return replace(read, mobilities=stays), ImportPlan(
        mobilities=(),
        agreements=tuple(brought),
        unchanged_mobilities=len(fitting),
        unchanged_agreements=unchanged,
        problems=tuple(problems),
    )


def _telling(problems: Iterable[Problem], last: set[str]) -> Iterator[Problem]:
    """Leave out that an earlier version is an old one: that is as it should be."""
    for problem in problems:
        number = problem.place.removeprefix("agreement ").partition(",")[0]
        if problem.code != "version-old" or number in last:
            yield problem


def _contradictions(
    entry: LasEntry, home: HeiId | None, mobility: Mobility | None
) -> Iterator[Problem]:
    if home is not None and entry.sending != home:
        yield _problem(entry, "sending-hei", "the agreement is not one of our university's")
    if mobility is None:
        yield _problem(
            entry,
            "mobility-unknown",
            "this mobility is not known yet",
            "import the stay first, as a table: the XML has no student number, level or admission"
            " year",
        )
        return
    if entry.receiving != mobility.host:
        yield _problem(entry, "receiving-hei", "the mobility is known at another host")
    dates = {entry.birth_date, mobility.birth_date} - {None}
    if len(dates) > 1:
        yield _problem(entry, "birth-date-differs", "the mobility is known of another person")
    known = {each.value.lower() for each in mobility.identifiers if each.kind == "esi"}
    if entry.esi and known and entry.esi.lower() not in known:
        yield _problem(entry, "esi-differs", "the mobility is known of another person")


def _problem(entry: LasEntry, code: str, message: str, hint: str = "") -> Problem:
    return Problem(
        code=code,
        message=message,
        place=f"agreement {entry.number}",
        hint=hint or "correct one of the two",
    )
