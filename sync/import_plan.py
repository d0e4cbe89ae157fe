"""What an import would change, against what is stored; pure: computes and touches nothing.

An approved version is never changed: what differs becomes the next version. What equals an older
version is recognised as an old file and brings nothing back. A mobility missing from the file is
left alone, and a column the file does not have leaves what is stored.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from mapping.agreements import LearningAgreement, Mobility, late_amendment
from mapping.fingerprint import fingerprint
from mapping.identifiers import HeiId, MobilityId, StudentId
from mapping.problems import Problem, Severity
from sync.import_agreements import UNSTATED, AgreementFile
from sync.import_columns import APPROVAL, IDENTIFIER_KINDS

_FIXED = ("student_id", "host")
"""What a mobility id stands for; a change of it is another mobility."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MobilityChange:
    """A mobility to be kept; `changed` names the fields that differ, empty for a new one."""

    mobility: Mobility
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would keep; with problems of severity error nothing may be."""

    mobilities: tuple[MobilityChange, ...]
    agreements: tuple[LearningAgreement, ...]
    unchanged_mobilities: int
    unchanged_agreements: int
    problems: tuple[Problem, ...]

    @property
    def new_mobilities(self) -> int:
        """Count the mobilities not known before."""
        return sum(not change.changed for change in self.mobilities)

    @property
    def changed_mobilities(self) -> int:
        """Count the mobilities known with other facts."""
        return sum(bool(change.changed) for change in self.mobilities)


def plan_import(
    file: AgreementFile,
    *,
    stored_mobilities: Iterable[Mobility],
    stored_agreements: Mapping[str, Sequence[LearningAgreement]],
    amendment_days: int | None = None,
) -> ImportPlan:
    """Compare a file with what is stored and number the versions it brings.

    `stored_agreements` gives every stored version of each mobility's agreement. `amendment_days` is
    the home's policy: a later amendment without a reason is kept, and warned of.
    """
    stored = {mobility.mobility_id: mobility for mobility in stored_mobilities}
    problems = list(file.problems)
    changes = []
    for mobility in file.mobilities:
        place = _place(file, mobility.mobility_id)
        before = stored.get(mobility.mobility_id)
        after = mobility if before is None else _completed(mobility, before, file.columns)
        changed = () if before is None else _differing(before, after)
        problems.extend(_other_mobility(changed, place))
        if before is None or changed:
            changes.append(MobilityChange(mobility=after, changed=changed))
    problems.extend(_same_stays(file, stored))
    agreements: list[LearningAgreement] = []
    stays = stored | {mobility.mobility_id: mobility for mobility in file.mobilities}
    unsaid = frozenset(APPROVAL) - file.columns
    for mobility_id, versions in by_mobility(file.agreements).items():
        place = _place(file, mobility_id)
        known = tuple(stored_agreements.get(mobility_id, ()))
        brought = tuple(_new_versions(versions, known, unsaid, place, problems))
        for agreement in brought:
            mobility = stays[mobility_id]
            problems.extend(_late_amendment(agreement, mobility, amendment_days, place))
        agreements.extend(brought)
    return ImportPlan(
        mobilities=tuple(changes),
        agreements=tuple(agreements),
        unchanged_mobilities=len(file.mobilities) - len(changes),
        unchanged_agreements=len(file.agreements) - len(agreements),
        problems=tuple(problems),
    )


def _place(file: AgreementFile, mobility_id: str) -> str:
    return f"{file.counted} {file.rows[mobility_id]}"


def by_mobility(
    agreements: Iterable[LearningAgreement],
) -> dict[MobilityId, list[LearningAgreement]]:
    """Group versions by whose agreement they are, in their order."""
    grouped: defaultdict[MobilityId, list[LearningAgreement]] = defaultdict(list)
    for agreement in agreements:
        grouped[agreement.mobility_id].append(agreement)
    return dict(grouped)


def _completed(mobility: Mobility, before: Mobility, columns: frozenset[str]) -> Mobility:
    """Keep what is stored of the columns the file does not have."""
    stated = frozenset(IDENTIFIER_KINDS[name] for name in IDENTIFIER_KINDS if name in columns)
    kept = tuple(each for each in before.identifiers if each.kind not in stated)
    return replace(
        mobility,
        identifiers=(*mobility.identifiers, *kept),
        form=mobility.form if "form" in columns else before.form,
        programme=mobility.programme if "programme" in columns else before.programme,
        basis=mobility.basis if "basis" in columns else before.basis,
        extensions=mobility.extensions if "extension_ends" in columns else before.extensions,
    )


def _differing(before: Mobility, after: Mobility) -> tuple[str, ...]:
    names = (item.name for item in fields(Mobility))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _other_mobility(changed: Iterable[str], place: str) -> Iterator[Problem]:
    for name in changed:
        if name in _FIXED:
            yield Problem(
                code="mobility-reused",
                message=f"this mobility id is already known with another {name}",
                place=f"{place}, column {name}",
                hint="give the new mobility an id of its own",
            )


def _same_stays(file: AgreementFile, stored: Mapping[MobilityId, Mobility]) -> Iterator[Problem]:
    """Find one stay under two ids: what was recognised under one would be again under the other."""
    in_file = {mobility.mobility_id: mobility for mobility in file.mobilities}
    seen: dict[tuple[StudentId, HeiId, date], MobilityId] = {
        (mobility.student_id, mobility.host, mobility.starts): mobility_id
        for mobility_id, mobility in stored.items()
        if mobility_id not in in_file
    }
    for mobility_id, mobility in in_file.items():
        stay = (mobility.student_id, mobility.host, mobility.starts)
        other = seen.setdefault(stay, mobility_id)
        if other != mobility_id:
            yield Problem(
                code="stay-twice",
                message=f"this stay is already known as mobility {other}",
                place=_place(file, mobility_id),
                hint="keep one mobility id for one stay",
            )


def _new_versions(
    versions: Sequence[LearningAgreement],
    known: Sequence[LearningAgreement],
    unsaid: frozenset[str],
    place: str,
    problems: list[Problem],
) -> Iterator[LearningAgreement]:
    if versions[0].version == UNSTATED:
        yield from _next_version(versions[0], known, unsaid, place, problems)
        return
    by_number = {agreement.version: agreement for agreement in known}
    for agreement in versions:
        before = by_number.get(agreement.version)
        if before is None:
            yield agreement
        elif _content(before, unsaid) != _content(agreement, unsaid):
            highest = max((*by_number, *(each.version for each in versions)))
            problems.append(
                Problem(
                    code="version-differs",
                    message=f"version {agreement.version} is already kept with other content",
                    place=place,
                    hint=f"a kept version never changes; the next free one is {highest + 1}",
                )
            )


def _next_version(
    agreement: LearningAgreement,
    known: Sequence[LearningAgreement],
    unsaid: frozenset[str],
    place: str,
    problems: list[Problem],
) -> Iterator[LearningAgreement]:
    latest = max(known, key=lambda version: version.version, default=None)
    if latest is None:
        yield replace(agreement, version=1)
        return
    content = _content(agreement, unsaid)
    same = [version.version for version in known if _content(version, unsaid) == content]
    if latest.version in same:
        return
    if same:
        problems.append(
            Problem(
                code="version-old",
                message=f"this is version {same[-1]}; version {latest.version} stands",
                place=place,
                hint="nothing is changed; to return to it, approve it anew",
                severity=Severity.WARNING,
            )
        )
        return
    problems.extend(_approved_earlier(agreement, known, place))
    yield replace(agreement, version=latest.version + 1)


def _approved_earlier(
    agreement: LearningAgreement, known: Iterable[LearningAgreement], place: str
) -> Iterator[Problem]:
    """Refuse an approval older than one already kept: it would quietly undo an amendment."""
    approved = [version for version in known if version.approved_on is not None]
    latest = max(approved, key=lambda version: version.version, default=None)
    if latest is None or latest.approved_on is None or agreement.approved_on is None:
        return
    if agreement.approved_on < latest.approved_on:
        yield Problem(
            code="approval-older",
            message=f"approved on {agreement.approved_on}, before the kept version "
            f"{latest.version} was ({latest.approved_on})",
            place=f"{place}, column approved_on",
            hint="if it does replace that version, state its number in the column version",
        )


def _late_amendment(
    agreement: LearningAgreement, mobility: Mobility, days: int | None, place: str
) -> Iterator[Problem]:
    last = late_amendment(agreement, mobility, days=days)
    if last is not None:
        yield Problem(
            code="amendment-late",
            message=f"version {agreement.version} was approved on {agreement.approved_on}, after "
            f"the last day for amendments ({last}), and no reason is given: results are held",
            place=f"{place}, column amendment_reason",
            hint="write the head of department's reason",
            severity=Severity.WARNING,
        )


def _content(agreement: LearningAgreement, unsaid: frozenset[str]) -> str:
    """Digest what a version says, without what the file has no column for.

    The order of its rows says nothing.
    """
    return fingerprint(
        replace(
            agreement,
            version=UNSTATED,
            host_components=tuple(
                sorted(agreement.host_components, key=lambda row: (row.block, row.code))
            ),
            home_components=tuple(
                sorted(agreement.home_components, key=lambda row: (row.block, row.code))
            ),
        ),
        without=unsaid,
    )
