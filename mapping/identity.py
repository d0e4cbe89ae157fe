"""Whose transcript it is: by identifiers alone; names and birth dates only warn and suggest.

    mobility id > student number > ESI > ИИН (checksum) > the host's own number, once confirmed

Every identifier a document holds must point to the same student. What rests on a name is never
more than a suggestion to a person: homonyms and twins are not merged.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mapping.agreements import Mobility, period_end
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import HeiId, MobilityId, StudentId
from mapping.kazakh_names import may_be_same_name, name_keys, words_of
from mapping.reasons import reason
from mapping.records import Learner, LearnerIdentifier

MOBILITY_ID = "mobility-id"
STUDENT_NUMBER = "student-number"
ESI = "esi"
NATIONAL_ID = "national-id"
HOST_ID = "host-id"
CONFIRMED_NAME = "name"
"""A further name of the student that a person confirmed, in `Mobility.identifiers`."""

_LADDER = (MOBILITY_ID, STUDENT_NUMBER, ESI, NATIONAL_ID, HOST_ID)
_IIN_DIGITS = 12
_MODULUS = 11
_NO_DIGIT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """Who a transcript is about; `by` is the strongest identifier that says so.

    With reasons the mobility may still be given: then something contradicts it, and every result
    waits. `suggestions` are for a person who settles it.
    """

    mobility: Mobility | None = None
    by: str = ""
    reasons: tuple[HeldReason, ...] = ()
    suggestions: tuple[MobilityId, ...] = ()


class IdentityIndex:
    """All mobilities by what identifies them, built once for a run; does not change.

    An identifier belongs to a student, whichever of the student's mobilities it was confirmed on;
    the host's own number belongs to a student at that host.
    """

    def __init__(self, mobilities: Iterable[Mobility]) -> None:
        self._mobilities: dict[str, Mobility] = {}
        self._stays: defaultdict[StudentId, list[Mobility]] = defaultdict(list)
        self._students: defaultdict[tuple[str, str], set[StudentId]] = defaultdict(set)
        self._named: defaultdict[tuple[HeiId, str], list[Mobility]] = defaultdict(list)
        for mobility in sorted(mobilities, key=lambda mobility: mobility.mobility_id):
            self._add(mobility)

    def _add(self, mobility: Mobility) -> None:
        number = LearnerIdentifier(kind=STUDENT_NUMBER, value=mobility.student_id)
        self._mobilities[mobility.mobility_id] = mobility
        self._stays[mobility.student_id].append(mobility)
        for identifier in (number, *mobility.identifiers):
            key = _key(identifier, mobility.host)
            if key is not None:
                self._students[key].add(mobility.student_id)
        for family in _word_keys(mobility.family_name):
            self._named[mobility.host, family].append(mobility)

    def mobility(self, mobility_id: str) -> Mobility | None:
        """Find a mobility by its id, upper and lower case told apart."""
        return self._mobilities.get(mobility_id.strip())

    def students(self, identifier: LearnerIdentifier, host: HeiId) -> frozenset[StudentId]:
        """Find the students an identifier in a document of a host belongs to; exact."""
        key = _key(identifier, host)
        return frozenset() if key is None else frozenset(self._students.get(key, ()))

    def stays(self, student_id: StudentId) -> tuple[Mobility, ...]:
        """List a student's mobilities, sorted by id."""
        return tuple(self._stays.get(student_id, ()))

    def namesakes(self, learner: Learner, host: HeiId) -> tuple[Mobility, ...]:
        """Find the mobilities at a host whose names may be the learner's, sorted by id."""
        words = f"{learner.family_name} {learner.given_names} {learner.full_name}"
        found = {
            mobility.mobility_id: mobility
            for key in _word_keys(words)
            for mobility in self._named.get((host, key), ())
            if _given_meets(learner, mobility) is not False
        }
        return tuple(found[mobility_id] for mobility_id in sorted(found))


def identify(
    learner: Learner,
    *,
    mobility_id: MobilityId | None,
    host: HeiId,
    index: IdentityIndex,
    days: Iterable[date] = (),
) -> Identification:
    """Find the mobility a transcript belongs to.

    `mobility_id` is what the document states for itself. `days` are dates of the results, which
    tell several stays of one student at the host apart.
    """
    stated, claims = _claims(learner, mobility_id, host, index)
    if not claims:
        return _by_name(learner, host, index)
    by = ", ".join(claims)
    students = frozenset.intersection(*claims.values())
    if len(students) != 1:
        code = HeldCode.AMBIGUOUS_LEARNER if students else HeldCode.IDENTITY_CONFLICT
        everyone = (
            stay for found in claims.values() for student in found for stay in index.stays(student)
        )
        return _held(code, by, everyone)
    stays = index.stays(next(iter(students)))
    here = tuple(stay for stay in stays if stay.host == host and (not stated or stay in stated))
    if not here and stated:
        return _held(HeldCode.IDENTITY_CONFLICT, f"{by}, host", stated)
    if not here:
        return _held(HeldCode.UNKNOWN_LEARNER, by, stays)
    settled = here if len(here) == 1 else _overlapping(here, tuple(days))
    if len(settled) != 1:
        return _held(HeldCode.AMBIGUOUS_LEARNER, by, here)
    return _checked(learner, mobility_id, settled[0], next(iter(claims)))


def is_iin(text: str) -> bool:
    """Tell whether a text is an ИИН: twelve digits whose last is the checksum of the others.

    The sum is weighted 1 to 11; where it leaves 10, weighted 3 to 11, 1, 2; where that leaves 10
    too, the number is never issued.
    """
    if len(text) != _IIN_DIGITS or not (text.isascii() and text.isdigit()):
        return False
    digits = [int(digit) for digit in text]
    for shift in (0, 2):
        weights = [(position + shift) % _MODULUS + 1 for position in range(_MODULUS)]
        rest = sum(w * d for w, d in zip(weights, digits[:-1], strict=True)) % _MODULUS
        if rest != _NO_DIGIT:
            return rest == digits[-1]
    return False


def _claims(
    learner: Learner, mobility_id: MobilityId | None, host: HeiId, index: IdentityIndex
) -> tuple[tuple[Mobility, ...], dict[str, frozenset[StudentId]]]:
    """Give the stated mobilities, and whom each identifier names, the strongest first."""
    ids = {each.value for each in learner.identifiers if each.kind == MOBILITY_ID}
    ids |= {mobility_id} if mobility_id is not None else set()
    found = (index.mobility(each) for each in sorted(ids))
    stated = tuple(mobility for mobility in found if mobility is not None)
    claims: dict[str, frozenset[StudentId]] = {}
    for mobility in stated:
        _claim(claims, MOBILITY_ID, frozenset({mobility.student_id}))
    for identifier in sorted(learner.identifiers, key=_rung):
        students = index.students(identifier, host)
        if students:
            _claim(claims, identifier.kind, students)
    return stated, claims


def _claim(
    claims: dict[str, frozenset[StudentId]], kind: str, students: frozenset[StudentId]
) -> None:
    """Note whom a kind of identifier names; two of one kind must agree."""
    claims[kind] = claims[kind] & students if kind in claims else students


def _rung(identifier: LearnerIdentifier) -> tuple[int, str, str]:
    known = identifier.kind in _LADDER
    return (
        _LADDER.index(identifier.kind) if known else len(_LADDER),
        identifier.kind,
        identifier.value,
    )


def _key(identifier: LearnerIdentifier, host: HeiId) -> tuple[str, str] | None:
    """Give what an identifier is looked up by; None for what identifies nobody by itself."""
    kind, value = identifier.kind, identifier.value.strip()
    if not value or kind in {MOBILITY_ID, CONFIRMED_NAME}:
        return None
    if kind == NATIONAL_ID:
        return (kind, value) if is_iin(value) else None
    # what is not ours, nor a person's for life, counts at the host that gave it
    return (kind, value) if kind in {STUDENT_NUMBER, ESI} else (f"{kind} of {host}", value)


def _overlapping(stays: tuple[Mobility, ...], days: tuple[date, ...]) -> tuple[Mobility, ...]:
    """Keep the stays that every dated result falls into."""
    return tuple(
        stay for stay in stays if all(stay.starts <= day <= period_end(stay) for day in days)
    )


def _checked(
    learner: Learner, mobility_id: MobilityId | None, mobility: Mobility, by: str
) -> Identification:
    """Give the mobility found, with what the rest of the document says against it."""
    against = (*_other_identifiers(learner, mobility_id, mobility), *_doubts(learner, mobility))
    doubts = ", ".join(against)
    reasons: tuple[HeldReason, ...] = ()
    if doubts:
        facts = (f"{by}, {doubts}", mobility.mobility_id)
        reasons = (reason(HeldCode.IDENTITY_CONFLICT, *facts),)
    return Identification(mobility=mobility, by=by, reasons=reasons)


def _other_identifiers(
    learner: Learner, mobility_id: MobilityId | None, mobility: Mobility
) -> Iterator[str]:
    """Name the kinds of identifier that are another's than the mobility's student's.

    An identifier nobody is known by says nothing, unless we know the student by another of its
    kind: then the document speaks of somebody else.
    """
    stated = {each.value for each in learner.identifiers if each.kind == MOBILITY_ID}
    stated |= {mobility_id} if mobility_id is not None else set()
    if stated - {mobility.mobility_id}:
        yield MOBILITY_ID
    own = LearnerIdentifier(kind=STUDENT_NUMBER, value=mobility.student_id)
    keys = [_key(each, mobility.host) for each in (own, *mobility.identifiers)]
    known = {key for key in keys if key is not None}
    for kind in (STUDENT_NUMBER, ESI, NATIONAL_ID):
        ours = {value for each, value in known if each == kind}
        theirs = [
            key[1]
            for each in learner.identifiers
            if each.kind == kind and (key := _key(each, mobility.host)) is not None
        ]
        if ours and any(value not in ours for value in theirs):
            yield kind


def contradicting_identifiers(learner: Learner, mobility: Mobility) -> tuple[str, ...]:
    """Name the kinds of identifier by which a learner is somebody else than the mobility's student.

    For a person about to confirm an identity: what is unknown of either says nothing.
    """
    return tuple(_other_identifiers(learner, None, mobility))


def _doubts(learner: Learner, mobility: Mobility) -> Iterator[str]:
    """Name the facts about a person that contradict the mobility's.

    A family name may change while given name and birth date stay. Twins share all but the given
    name, so a given name that differs always counts.
    """
    born, known = learner.birth_date, mobility.birth_date
    if born is not None and known is not None and born != known:
        yield "birth-date"
    family, given = _family_meets(learner, mobility), _given_meets(learner, mobility)
    if given is False:
        yield "given-names"
    if family is False and not (given and born is not None and born == known):
        yield "family-name"


def _family_meets(learner: Learner, mobility: Mobility) -> bool | None:
    return _meets(mobility.family_name, learner.family_name, learner, mobility)


def _given_meets(learner: Learner, mobility: Mobility) -> bool | None:
    return _meets(mobility.given_names, learner.given_names, learner, mobility)


def _meets(ours: str, theirs: str, learner: Learner, mobility: Mobility) -> bool | None:
    """Compare one part of the name; None where a side does not have it.

    A host that prints one whole name, or family and given name the other way round, is read as it
    is meant: any of its words may be the part. A name a person confirmed stands for either part.
    """
    whole = f"{learner.full_name} {learner.family_name} {learner.given_names}"
    confirmed = [each.value for each in mobility.identifiers if each.kind == CONFIRMED_NAME]
    if not words_of(ours) or not words_of(theirs or learner.full_name):
        return None
    return any(may_be_same_name(one, whole) for one in (ours, *confirmed))


def _by_name(learner: Learner, host: HeiId, index: IdentityIndex) -> Identification:
    """Suggest mobilities by name, and by birth date where both sides have one; settle nothing."""
    tried = sorted({identifier.kind for identifier in learner.identifiers})
    alike = tuple(
        mobility
        for mobility in index.namesakes(learner, host)
        if None in {learner.birth_date, mobility.birth_date}
        or learner.birth_date == mobility.birth_date
    )
    if not alike:
        return _held(HeldCode.UNKNOWN_LEARNER, ", ".join(tried or ["name"]), ())
    by = "name" if learner.birth_date is None else "name, birth-date"
    return _held(HeldCode.WEAK_IDENTITY, by, alike)


def _held(code: HeldCode, by: str, mobilities: Iterable[Mobility]) -> Identification:
    ids = tuple(sorted({mobility.mobility_id for mobility in mobilities}))
    facts = (by,) if code is HeldCode.UNKNOWN_LEARNER else (by, ", ".join(ids))
    return Identification(reasons=(reason(code, *facts),), suggestions=ids)


def _word_keys(name: str) -> frozenset[str]:
    return frozenset(key for word in words_of(name) for key in name_keys(word))
