"""Course lists are kept by edition; a change leads to the rules that name the course."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from connectors.base import Capabilities, CourseParsed, HostDocument, RetrievalRequest
from connectors.errors import HostContractBroken, HostError, HostUnavailable
from mapping.courses import normalise_code
from mapping.identifiers import Sha256
from mapping.problems import Problem
from mapping.records import Credit, HostCourse, LocalisedText
from mapping.rulebook import Rulebook
from sync.audit.entry import AuditAction
from sync.catalogues import (
    CatalogueRun,
    Catalogues,
    catalogue_digest,
    change_facts,
    changes_between,
    latest_changes,
    review_catalogues,
)
from sync.clock import FixedClock
from sync.messages import LANGUAGES, Messages
from sync.store.audit_log import read_records
from sync.store.catalogues import load_editions, load_listed
from sync.store.evidence import EvidenceStore
from sync.store.unit_of_work import Store
from tests.builders import HOST, make_equivalence, make_rulebook
from tests.scripted_host import ScriptedHost

_COURSES = TypeAdapter(tuple[HostCourse, ...])


class ListingHost(ScriptedHost):
    """A host with a course list of its own, page by page."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[bytes] = []
        self.list_failure: HostError | None = None

    def show(self, *courses: HostCourse) -> None:
        self.pages = [_COURSES.dump_json(courses)]

    def capabilities(self) -> Capabilities:
        return Capabilities(lists_courses=True)

    def retrieve_courses(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        for number, content in enumerate(self.pages):
            path = request.spool / f"page-{number}"
            path.write_bytes(content)
            yield HostDocument(
                host=self.host,
                name=path.name,
                media_type="application/json",
                fetched_at=request.now,
                sha256=Sha256(hashlib.sha256(content).hexdigest()),
                size=len(content),
                path=path,
            )
        if self.list_failure is not None:
            raise self.list_failure

    def parse_courses(self, document: HostDocument) -> Iterator[CourseParsed]:
        try:
            courses = _COURSES.validate_json(document.path.read_bytes())
        except ValidationError as error:
            raise HostContractBroken(self.host, "unreadable") from error
        yield Problem(code="odd", message="has an odd heading")
        for course in courses:
            yield replace(course, evidence=document.sha256, locator="somewhere")


def course(code: str, ects: str = "6", title: str = "A course") -> HostCourse:
    return HostCourse(
        code=normalise_code(code),
        titles=(LocalisedText(text=title, language="en"),),
        credits=(Credit(value=Decimal(ects), scheme="ects"),),
        evidence=Sha256(""),
    )


@pytest.fixture
def host() -> ListingHost:
    return ListingHost()


@pytest.fixture
def catalogues(store: Store, clock: FixedClock, tmp_path: Path) -> Catalogues:
    return Catalogues(store=store, evidence=EvidenceStore(tmp_path / "evidence"), clock=clock)


@pytest.fixture
def rulebook() -> Rulebook:
    return make_rulebook(make_equivalence("FIN201"), make_equivalence("MAN101", "MAN1101"))


def refreshed(catalogues: Catalogues, host: ListingHost) -> CatalogueRun:
    found = catalogues.refresh(HOST, host)
    assert found is not None
    return found


def test_a_list_is_kept_as_an_edition_with_its_evidence(
    catalogues: Catalogues, host: ListingHost, store: Store
) -> None:
    host.show(course("FIN201"), course("MAN101"))
    run = refreshed(catalogues, host)
    assert (run.is_new, run.edition.number, run.edition.courses) == (True, 1, 2)
    assert [each.code for each in run.findings] == ["odd"]
    sha256 = Sha256(hashlib.sha256(host.pages[0]).hexdigest())
    assert catalogues.evidence.read(sha256) == host.pages[0]
    with store.read() as connection:
        codes = [each.code for each in load_listed(connection, run.edition)]
        entries = [record.entry for record in read_records(connection)]
    assert codes == ["FIN201", "MAN101"]
    assert [each.action for each in entries] == [AuditAction.CATALOGUE_IMPORTED.value]


def test_a_list_that_states_the_same_makes_no_edition(
    catalogues: Catalogues, host: ListingHost, clock: FixedClock, store: Store
) -> None:
    host.show(course("FIN201"), course("MAN101"))
    refreshed(catalogues, host)
    clock.advance(timedelta(days=1))
    host.show(course("MAN101"), course("FIN201"))  # in another order, so in other bytes
    assert not refreshed(catalogues, host).is_new
    with store.read() as connection:
        assert len(load_editions(connection, HOST)) == 1


def test_a_list_that_did_not_come_whole_is_none(
    catalogues: Catalogues, host: ListingHost, store: Store
) -> None:
    host.show(course("FIN201"), course("MAN101"))
    refreshed(catalogues, host)
    host.show(course("FIN201"))
    host.list_failure = HostUnavailable(HOST, "broke off")
    with pytest.raises(HostUnavailable):
        refreshed(catalogues, host)
    host.list_failure = None
    host.pages.append(b"<html>")
    with pytest.raises(HostContractBroken):
        refreshed(catalogues, host)
    with store.read() as connection:
        assert [each.courses for each in load_editions(connection, HOST)] == [2]


def test_an_empty_list_never_replaces_one_that_was_not(
    catalogues: Catalogues, host: ListingHost
) -> None:
    host.show(course("FIN201"))
    refreshed(catalogues, host)
    host.show()
    with pytest.raises(HostContractBroken, match="1 courses were known"):
        refreshed(catalogues, host)


def test_a_host_without_a_list_has_no_editions(catalogues: Catalogues) -> None:
    assert catalogues.refresh(HOST, ScriptedHost()) is None


def test_a_change_names_the_rules_it_touches_first(
    catalogues: Catalogues,
    host: ListingHost,
    store: Store,
    clock: FixedClock,
    rulebook: Rulebook,
) -> None:
    host.show(course("AAA100"), course("FIN201"), course("MAN101"))
    refreshed(catalogues, host)
    clock.advance(timedelta(days=30))
    host.show(course("BBB200"), course("FIN201", ects="5", title="Finance II"))
    refreshed(catalogues, host)
    with store.read() as connection:
        changes = latest_changes(connection, rulebook, HOST)
    told = [(each.code, each.what, each.fields, len(each.rules)) for each in changes]
    assert told == [
        ("FIN201", "changed", ("titles", "credits"), 1),
        ("MAN101", "removed", (), 1),
        ("AAA100", "removed", (), 0),
        ("BBB200", "added", (), 0),
    ]
    assert change_facts(changes[1])["what"] == "removed"


def test_editions_of_one_day_have_names_of_their_own(
    catalogues: Catalogues, host: ListingHost, store: Store, rulebook: Rulebook
) -> None:
    for ects in ("4", "5", "6"):
        host.show(course("FIN201", ects=ects))
        refreshed(catalogues, host)
    with store.read() as connection:
        names = [each.name for each in load_editions(connection, HOST)]
        since_first = latest_changes(connection, rulebook, HOST, since=1)
    assert names == ["2026-09-01", "2026-09-01.2", "2026-09-01.3"]
    assert [each.fields for each in since_first] == [("credits",)]


def test_check_knows_what_the_host_lists_and_no_longer_lists(
    catalogues: Catalogues,
    host: ListingHost,
    store: Store,
    clock: FixedClock,
) -> None:
    rulebook = make_rulebook(
        make_equivalence("FIN201", catalogue_edition="2026/27"),
        make_equivalence("MAN-101", "MAN1101"),
        make_equivalence("OLD300", "ECO3300"),
    )
    host.show(course("FIN201"), course("MAN101"), course("OLD300"))
    refreshed(catalogues, host)
    clock.advance(timedelta(days=1))
    host.show(course("FIN201"), course("MAN101"))
    refreshed(catalogues, host)
    with store.read() as connection:
        found = list(review_catalogues(connection, rulebook, [HOST]))
    told = {each.code: each for each in found}
    assert "MAN101" in told["unknown-course"].hint
    assert "OLD300" in told["course-retired"].message
    assert "unknown-edition" not in told, "names of editions are ours, not the host's"


def test_courses_without_a_code_touch_no_rule(rulebook: Rulebook) -> None:
    nameless = replace(course("X"), code=normalise_code(""), los_id="CR/1")
    assert list(changes_between([], [nameless], rulebook.hosts[0].equivalences)) == []
    assert catalogue_digest([nameless]) != catalogue_digest([])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ["added", "removed", "changed"])
def test_every_change_has_its_sentence(language: str, what: str) -> None:
    assert "FIN201" in Messages(language).text(f"course-{what}", code="FIN201")
