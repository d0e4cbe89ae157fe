"""Partners in the EWP network: transcripts by the Incoming Mobility ToRs API, versions 2 and 3.

    registry -> endpoints and keys
    index (modified since) -> ids -> get in batches -> answers, verified, as documents -> ELMO

A transcript that is no longer listed may be withdrawn, grown old or not for us: that cannot be told
apart, so only a corrected transcript takes a result back.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from connectors.base import (
    Capabilities,
    ConnectorSettings,
    CourseParsed,
    HostDocument,
    Parsed,
    RetrievalRequest,
)
from connectors.documents import OpeningLimits, open_unwrapped, spool_bytes
from connectors.hosts.elmo_reader import read_elmo
from connectors.hosts.ewp_answers import (
    COURSES_ROOT,
    TRANSCRIPTS_ROOT,
    check_root,
    read_los_ids,
    read_mobility_ids,
    survey_transcripts,
)
from connectors.hosts.ewp_batches import Ids, in_batches
from connectors.hosts.ewp_catalogue import COURSES, REPLICATION, TRANSCRIPTS, Catalogue
from connectors.hosts.ewp_check import check_node
from connectors.hosts.ewp_client import Answer
from connectors.hosts.ewp_courses import read_courses
from connectors.hosts.ewp_node import EwpNode, load_key
from connectors.hosts.ewp_registry import CatalogueSource
from connectors.hosts.ewp_settings import EwpSettings
from connectors.http import new_session
from connectors.http_signature import SigningKey
from connectors.news import is_news
from mapping.identifiers import HeiId, Sha256
from mapping.problems import Problem

_READING = "1"
"""What is read from the same bytes by the same settings; raised when the reading changes."""

_COURSE_MAJORS = (1,)
"""The namespace both course APIs have had so far, whatever their version says."""


class EwpConnector:
    """A host whose transcripts come through Erasmus Without Paper."""

    kind: ClassVar[str] = "ewp"
    settings_type: ClassVar[type[ConnectorSettings]] = EwpSettings

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        if not isinstance(settings, EwpSettings):
            raise TypeError("the ewp connector takes EwpSettings")
        self._host = host
        self._settings = settings
        self._limits = OpeningLimits(max_bytes=settings.max_bytes)
        self._source = CatalogueSource(
            settings.registry,
            host=host,
            policy=settings.http_policy(),
            fresh=settings.fresh(),
            stale=settings.stale(),
            folder=settings.registry_cache,
        )

    def capabilities(self) -> Capabilities:
        """Declare what the API can do; an index lists what we may see, so absence says nothing."""
        return Capabilities(
            lists_courses=self._settings.courses,
            incremental_key="modified_since",
            batch_size=self._settings.batch_size,
            credential_expires=self._settings.credential_expires,
        )

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Spool the host's answers, batch by batch.

        Raises HostRefused and HostUnavailable, and HostContractBroken for answers that are none or
        not proven to be the host's; batches before and beside such a one are given all the same.
        """
        with self._node(request.now) as node:
            entry = node.entry(TRANSCRIPTS, self._settings.versions)
            index = [("receiving_hei_id", self._host), ("sending_hei_id", self._settings.home)]
            if request.changed_since is not None:
                index.append(("modified_since", _written(request.changed_since)))
            answer = node.ask(TRANSCRIPTS, self._settings.versions, "index-url", index)
            # sorted, so that unchanged transcripts come as the same bytes in every full run
            ids = sorted(read_mobility_ids(answer.body, host=self._host))
            size = min(entry.limit("max-omobility-ids"), self._settings.batch_size)
            fetch = partial(self._transcripts, node, request)
            yield from in_batches(ids, size, fetch, host=self._host)

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read one answer's transcripts, streaming; raises HostContractBroken."""
        with open_unwrapped(document, limits=self._limits) as stream:
            check_root(stream, TRANSCRIPTS_ROOT, host=self._host)
        with open_unwrapped(document, limits=self._limits) as stream:
            yield from read_elmo(
                stream,
                host=self._host,
                evidence=document.sha256,
                policy=self._settings.policy(),
                may_be_empty=True,
            )

    def retrieve_courses(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Spool the host's course list, batch by batch; raises as `retrieve` does.

        The ids come from the replication API, whole or, where the host can tell, what changed.
        """
        with self._node(request.now) as node:
            replication = node.entry(REPLICATION, _COURSE_MAJORS)
            entry = node.entry(COURSES, _COURSE_MAJORS)
            form: list[tuple[str, str]] = [("hei_id", self._host)]
            if request.changed_since is not None and replication.flag("supports-modified-since"):
                form.append(("modified_since", _written(request.changed_since)))
            answer = node.ask(REPLICATION, _COURSE_MAJORS, "url", form)
            ids = sorted(read_los_ids(answer.body, host=self._host))
            size = min(entry.limit("max-los-ids"), self._settings.batch_size)
            fetch = partial(self._courses, node, request)
            yield from in_batches(ids, size, fetch, host=self._host)

    def parse_courses(self, document: HostDocument) -> Iterator[CourseParsed]:
        """Read one answer's courses, streaming; raises HostContractBroken."""
        with open_unwrapped(document, limits=self._limits) as stream:
            check_root(stream, COURSES_ROOT, host=self._host)
        with open_unwrapped(document, limits=self._limits) as stream:
            yield from read_courses(
                stream,
                host=self._host,
                evidence=document.sha256,
                decimal_comma=self._settings.decimal_comma,
            )

    def profile(self) -> str:
        """Digest the settings that reading depends on."""
        settings = self._settings.model_dump(mode="json", exclude=self._settings.not_of_reading())
        text = json.dumps([_READING, settings], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def check(self) -> Iterator[Problem]:
        """Look at key, registry, rights and versions; asks the host for no transcript."""
        yield from check_node(self._host, self._settings, partial(self._node, None))

    def addresses(self) -> tuple[str, ...]:
        """List where the registry says the host answers; raises HostRefused, HostUnavailable."""
        with self._node(None) as node:
            facts = node.entry(TRANSCRIPTS, self._settings.versions).facts
        return tuple(facts[name] for name in ("index-url", "get-url") if name in facts)

    def catalogue(self, now: datetime) -> Catalogue:
        """Give the registry's catalogue, for those who verify the host's requests."""
        return self._source.catalogue(now)

    def signing_key(self) -> SigningKey:
        """Load the key we sign with; raises HostRefused."""
        return load_key(self._host, self._settings)

    @contextmanager
    def _node(self, now: datetime | None) -> Iterator[EwpNode]:
        # a request is never repeated as it was: what is repeated is decided above the session
        with new_session(replace(self._settings.http_policy(), retries=0)) as session:
            yield EwpNode(self._host, self._settings, source=self._source, session=session, now=now)

    def _transcripts(
        self, node: EwpNode, request: RetrievalRequest, ids: Ids
    ) -> HostDocument | None:
        form = [("receiving_hei_id", self._host), *(("omobility_id", each) for each in ids)]
        answer = node.ask(TRANSCRIPTS, self._settings.versions, "get-url", form)
        survey = survey_transcripts(answer.body, ids, host=self._host)
        if not survey.answered:
            return None
        facts = (("transcripts asked for", str(survey.asked)), ("given", str(survey.answered)))
        return self._spool(answer, f"tors-{_named(ids)}.xml", request, facts)

    def _courses(self, node: EwpNode, request: RetrievalRequest, ids: Ids) -> HostDocument | None:
        form = [("hei_id", self._host), *(("los_id", each) for each in ids)]
        answer = node.ask(COURSES, _COURSE_MAJORS, "url", form)
        facts = (("courses asked for", str(len(ids))),)
        return self._spool(answer, f"courses-{_named(ids)}.xml", request, facts)

    def _spool(
        self,
        answer: Answer,
        name: str,
        request: RetrievalRequest,
        facts: tuple[tuple[str, str], ...],
    ) -> HostDocument | None:
        """Spool an answer that is news; an API computes it, so its time is that of asking."""
        digest = Sha256(hashlib.sha256(answer.body).hexdigest())
        if not is_news(request, name, digest, request.now):
            return None
        document = spool_bytes(
            answer.body,
            host=self._host,
            spool=request.spool,
            name=name,
            media_type=answer.media_type or "application/xml",
            fetched_at=request.now,
            limit_bytes=self._settings.max_bytes,
        )
        signed_by = ("signed by key", answer.signed_by or "none, TLS only")
        return replace(document, facts=(signed_by, *facts), published=request.now)


def _named(ids: Ids) -> str:
    """Name a batch by what it asks for: the same question has the same name in every run."""
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]


def _written(moment: datetime) -> str:
    """Write a moment as xs:dateTime with its zone."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
