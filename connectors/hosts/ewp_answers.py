"""Lists of ids in EWP answers, and what an answer is about; interprets no transcript.

imobility-tors-index-response / omobility-id*
imobility-tors-get-response   / tor / omobility-id
course-replication-response   / los-id*
error-response                              never a good answer, whatever its status
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from connectors.errors import HostContractBroken
from connectors.hosts.elmo_values import LocalNames, XmlElement
from connectors.xml_stream import FinishedElements
from mapping.identifiers import HeiId

INDEX_ROOT = "imobility-tors-index-response"
TRANSCRIPTS_ROOT = "imobility-tors-get-response"
REPLICATION_ROOT = "course-replication-response"
COURSES_ROOT = "courses-response"

_HEAD = 64 * 1024
_MOBILITY_ID = re.compile(r"[!-~]{1,64}", re.ASCII)
_LOS_ID = re.compile(r"(?:CR|CLS|MOD|DEP)/.{1,40}")


def read_mobility_ids(body: bytes, *, host: HeiId) -> tuple[str, ...]:
    """Read an index of transcripts: its ids in order, each once; raises HostContractBroken."""
    return _read_ids(body, host, INDEX_ROOT, "omobility-id", _MOBILITY_ID)


def read_los_ids(body: bytes, *, host: HeiId) -> tuple[str, ...]:
    """Read a replication of courses: its ids in order, each once; raises HostContractBroken."""
    return _read_ids(body, host, REPLICATION_ROOT, "los-id", _LOS_ID)


def _read_ids(
    body: bytes, host: HeiId, root: str, item: str, form: re.Pattern[str]
) -> tuple[str, ...]:
    check_root(io.BytesIO(body), root, host=host)
    elements = FinishedElements(io.BytesIO(body), host=host, names=(item,))
    found: dict[str, None] = {}
    for element in elements:
        text = (element.text or "").strip()
        if not form.fullmatch(text):
            raise HostContractBroken(
                host,
                f"the host lists an id of the wrong form: see line {element.sourceline}",
                hint="tell the host's IT; nothing of the list was used",
            )
        found[text] = None
        elements.drop_before(element)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What an answer holds of what was asked: how much, and how much was left out."""

    asked: int
    answered: int


def survey_transcripts(body: bytes, asked: tuple[str, ...], *, host: HeiId) -> Survey:
    """See that an answer is whole, and about what was asked; raises HostContractBroken.

    Ids may be left out (unknown, or not for us). What may not be: the same id twice, of which
    neither could be preferred, and ids nobody asked about.
    """
    check_root(io.BytesIO(body), TRANSCRIPTS_ROOT, host=host)
    elements = FinishedElements(io.BytesIO(body), host=host, names=("tor",))
    found: Counter[str] = Counter()
    for element in elements:
        parent = element.getparent()
        if parent is not None and parent.getparent() is None:
            ids = [(each.text or "").strip() for each in element.iterchildren("{*}omobility-id")]
            found[ids[0] if len(ids) == 1 else ""] += 1
            elements.drop_before(element)
    if any(count > 1 for count in found.values()):
        raise HostContractBroken(host, "an answer holds two transcripts of one mobility")
    if found.keys() - set(asked):
        raise HostContractBroken(host, "an answer holds transcripts nobody asked for")
    return Survey(asked=len(asked), answered=len(found))


def check_root(stream: BinaryIO, expected: str, *, host: HeiId) -> None:
    """See that a document's root has this local name; raises HostContractBroken."""
    name = _root_name(stream)
    if name == expected:
        return
    if name == "error-response":
        raise HostContractBroken(
            host,
            "the host answered with an error and called it a success",
            hint="tell the host's IT; the next run asks again",
        )
    raise HostContractBroken(
        host,
        f"the answer is no {expected}",
        hint="is there a proxy or a login page in front of the host?",
    )


def _root_name(stream: BinaryIO) -> str:
    """Read a document's first tag; empty where there is none within reason."""
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    with suppress(etree.XMLSyntaxError):  # what stands before the fault is still read below
        parser.feed(stream.read(_HEAD))
    begun: Iterator[tuple[str, XmlElement]] = parser.read_events()  # type: ignore[assignment]  # only "start" was asked for
    first = next(begun, None)
    return "" if first is None else LocalNames()[first[1].tag]
