"""Learners and issuers of an ELMO document, as the host names them; matches nobody."""

from collections.abc import Mapping
from datetime import date

from connectors.hosts.elmo_findings import finding
from connectors.hosts.elmo_values import LocalNames, XmlElement, one_line, read_date, text_of
from mapping.problems import Problem
from mapping.records import Learner, LearnerIdentifier

_ESI = "urn:schac:personaluniquecode:int:esi:"
_KINDS = {
    "omobility-id": "mobility-id",
    "mobility-id": "mobility-id",
    "esi": "esi",
    "europeanstudentidentifier": "esi",
    "nationalidentifier": "national-id",
    "national-id": "national-id",
    "nationalid": "national-id",
    "ssn": "national-id",
    "pesel": "national-id",
    "cpr": "national-id",
    "iin": "national-id",
    "personnummer": "national-id",
    "studentidentifier": "host-id",
    "studentindentifier": "host-id",  # as one country's producers write it
    "studentnumber": "host-id",
    "local": "host-id",
}
_NO_IDENTIFIERS = ("nationality", "citizenship")


def read_learner(
    element: XmlElement, names: LocalNames, kinds: Mapping[str, str], locator: str
) -> tuple[Learner, tuple[Problem, ...]]:
    """Read a learner; `kinds` are the host's own words for kinds of identifiers.

    Identifiers come sorted, since their order in a file means nothing. Raises TextTooLongError.
    """
    identifiers: set[tuple[str, str]] = set()
    texts: dict[str, str] = {}
    births: list[date | None] = []
    for child in element:
        name = names[child.tag]
        if name == "identifier":
            identifiers |= _identifier(child.get("type", ""), text_of(child), kinds)
        elif name in ("bday", "dateOfBirth"):
            if written := text_of(child):
                births.append(read_date(written, child.get("dtf")))
        elif name in ("givenNames", "familyName", "fullName"):
            texts[name] = texts.get(name) or one_line(child.text)
    birth_date, code = _birth_date(births)
    learner = Learner(
        identifiers=tuple(
            LearnerIdentifier(kind=kind, value=value) for kind, value in sorted(identifiers)
        ),
        given_names=texts.get("givenNames", ""),
        family_name=texts.get("familyName", ""),
        full_name=texts.get("fullName", ""),
        birth_date=birth_date,
    )
    return learner, ((finding(code, locator),) if code else ())


def _identifier(kind: str, value: str, kinds: Mapping[str, str]) -> set[tuple[str, str]]:
    """Name the kind of an identifier: the host's word first, then the known ones, then its own."""
    word = kind.strip().lower()
    if not value or word in _NO_IDENTIFIERS:
        return set()
    if word in kinds:
        return {(kinds[word], value)}
    if value.lower().startswith(_ESI):
        return {("esi", value)}
    return {(_KINDS.get(word, word or "host-id"), value)}


def _birth_date(births: list[date | None]) -> tuple[date | None, str]:
    """Settle on one birth date; two different ones are none, as identity rests on it."""
    read = {birth for birth in births if birth is not None}
    if len(read) > 1:
        return None, "birth-dates-differ"
    if read:
        return read.pop(), ""
    return None, "unreadable-birth-date" if births else ""


def read_issuer(element: XmlElement, names: LocalNames) -> tuple[str, str]:
    """Read who issued a report: its SCHAC code, empty where it has none, and what to call it."""
    schac = title = ""
    for child in element:
        name = names[child.tag]
        if name == "identifier" and child.get("type", "").lower() == "schac":
            schac = schac or text_of(child).lower()
        elif name == "title":
            title = title or one_line(child.text)
    return schac, schac or title
