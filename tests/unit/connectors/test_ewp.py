import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from connectors.base import CourseLister, HostDocument
from connectors.errors import (
    HostContractBroken,
    HostRefused,
    HostThrottled,
    HostUnavailable,
)
from connectors.hosts.ewp import EwpConnector
from connectors.hosts.ewp_client import UnprovenAnswer
from mapping.identifiers import Sha256
from mapping.problems import Problem
from mapping.records import HostCourse, TranscriptOfRecords
from sandbox.ewp import SandboxEwp
from sandbox.ewp_documents import RegistryHost, api_entry, course
from sandbox.ewp_faults import EwpFault
from sandbox.ewp_signing import StandInKey
from tests.ewp_network import (
    HOME,
    HOST,
    NOW,
    connector,
    network,
    parsed,
    request,
    retrieve,
    transcript,
)
from tests.keys import private_pem

IDS = tuple(f"KB-{number:04}" for number in range(7))


@pytest.fixture
def served() -> Iterator[SandboxEwp]:
    with network(max_ids=3) as host:
        for mobility_id in IDS:
            host.publish(mobility_id, transcript(mobility_id))
        yield host


def mobilities(built: EwpConnector, documents: list[HostDocument]) -> list[str]:
    items = parsed(built, documents)
    return sorted(str(item.mobility_id) for item in items if isinstance(item, TranscriptOfRecords))


# -- what is asked and what is given -----------------------------------------------------------


def test_every_transcript_comes_in_no_more_requests_than_the_batches_force(
    served: SandboxEwp, tmp_path: Path
) -> None:
    built = connector(served)
    documents = retrieve(built, tmp_path / "spool")
    assert list(IDS) == mobilities(built, documents)
    assert (served.count("index"), served.count("get")) == (1, 3)


def test_the_settings_may_lower_the_hosts_limit_and_never_raise_it(
    served: SandboxEwp, tmp_path: Path
) -> None:
    retrieve(connector(served, batch_size=2), tmp_path / "a")
    retrieve(connector(served, batch_size=500), tmp_path / "b")
    assert served.count("get") == 4 + 3


def test_only_what_changed_is_asked_for(served: SandboxEwp, tmp_path: Path) -> None:
    served.publish(IDS[3], transcript(IDS[3], grade="5,0"), at=NOW)
    built = connector(served)
    documents = retrieve(built, tmp_path / "s", changed_since=NOW - timedelta(hours=48))
    assert [IDS[3]] == mobilities(built, documents)
    [index] = [call for call in served.calls if call.path.endswith("index")]
    assert index.form["modified_since"] == ["2026-01-30T09:00:00+00:00"]
    assert index.form["sending_hei_id"] == [HOME]


def test_nothing_changed_is_no_document(served: SandboxEwp, tmp_path: Path) -> None:
    assert retrieve(connector(served), tmp_path / "s", changed_since=NOW) == []
    assert served.count("get") == 0


def test_the_highest_version_both_know_is_used(tmp_path: Path) -> None:
    for majors, allowed, expected in [((2, 3), (3, 2), 3), ((2,), (3, 2), 2), ((2, 3), (2,), 2)]:
        with network(majors=majors) as host:
            host.publish("KB-1", transcript("KB-1"))
            retrieve(connector(host, versions=allowed), tmp_path / f"s{len(majors)}{allowed}")
            assert {f"/tors/v{expected}/index", f"/tors/v{expected}/get"} == {
                call.path for call in host.calls if call.path.startswith("/tors")
            }


def test_every_call_has_a_request_id_of_its_own(served: SandboxEwp, tmp_path: Path) -> None:
    served.fail("get", EwpFault.THROTTLED, EwpFault.DOWN)
    retrieve(connector(served), tmp_path / "s")
    ids = [call.request_id for call in served.calls if call.request_id]
    assert len(ids) == 1 + 3 + 2
    assert len(ids) == len(set(ids))


def test_answers_say_by_which_key_they_were_signed(served: SandboxEwp, tmp_path: Path) -> None:
    [first, *_] = retrieve(connector(served), tmp_path / "s")
    assert dict(first.facts) == {
        "signed by key": served.key.id,
        "transcripts asked for": "3",
        "given": "3",
    }


def test_ids_the_host_leaves_out_are_no_error(served: SandboxEwp, tmp_path: Path) -> None:
    built = connector(served)
    retrieval = built.retrieve(request(tmp_path / "s"))
    documents = [next(retrieval)]
    served.withdraw(IDS[4])  # listed a moment ago
    documents += retrieval
    assert [each for each in IDS if each != IDS[4]] == mobilities(built, documents)


def test_what_is_no_news_is_not_spooled_again(served: SandboxEwp, tmp_path: Path) -> None:
    built = connector(served)
    first = retrieve(built, tmp_path / "a")
    asked: list[tuple[str, str]] = []

    def is_known(name: str, digest: Sha256, published: datetime | None) -> bool:
        assert published == NOW
        asked.append((name, digest))
        return name != first[1].name

    [again] = retrieve(built, tmp_path / "b", is_known=is_known)
    assert (again.name, again.sha256) == (first[1].name, first[1].sha256)
    assert asked == [(document.name, document.sha256) for document in first]
    assert len({document.name for document in first}) == len(first)
    assert [path.name for path in (tmp_path / "b").iterdir()] == [again.sha256]


def test_nothing_of_a_call_is_logged(
    served: SandboxEwp, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    retrieve(connector(served), tmp_path / "s")
    assert not any(mobility_id in caplog.text for mobility_id in IDS)


# -- what goes wrong ---------------------------------------------------------------------------

FATAL = {
    EwpFault.FORBIDDEN: HostRefused,
    EwpFault.REDIRECT: HostRefused,
    EwpFault.WRONG_SIGNATURE: UnprovenAnswer,
    EwpFault.UNSIGNED: UnprovenAnswer,
    EwpFault.STRANGERS_KEY: UnprovenAnswer,
    EwpFault.OLD_DATE: UnprovenAnswer,
    EwpFault.OTHER_REQUEST: UnprovenAnswer,
    EwpFault.LOGIN_PAGE: UnprovenAnswer,
    EwpFault.THROTTLED_FOR_LONG: HostThrottled,
    EwpFault.ENDLESS_BODY: HostContractBroken,
}
PASSING = (
    EwpFault.THROTTLED,
    EwpFault.FORBIDDEN_FOR_NOW,
    EwpFault.DOWN,
    EwpFault.CRASHED,
    EwpFault.HALF_A_BODY,
    EwpFault.HUNG_UP,
)


@pytest.mark.parametrize("endpoint", ["index", "get"])
@pytest.mark.parametrize("fault", FATAL)
def test_a_bad_answer_gives_its_error_and_loses_nothing(
    served: SandboxEwp, tmp_path: Path, fault: EwpFault, endpoint: str
) -> None:
    built = connector(served, max_bytes=200_000)
    # whatever goes wrong goes wrong for good: every try, every half of a batch
    served.fail(endpoint, *[fault] * 40)
    before: list[HostDocument] = []
    with pytest.raises(FATAL[fault]) as caught:
        before.extend(built.retrieve(request(tmp_path / "a")))
    assert before == []
    assert caught.value.host == HOST
    assert not any(text in str(caught.value) for text in (*IDS, "Testova", "not now"))
    served.faults.clear()
    assert list(IDS) == mobilities(built, retrieve(built, tmp_path / "b"))


@pytest.mark.parametrize("endpoint", ["index", "get"])
@pytest.mark.parametrize("fault", PASSING)
def test_a_failure_that_passes_is_tried_again(
    served: SandboxEwp, tmp_path: Path, fault: EwpFault, endpoint: str
) -> None:
    served.fail(endpoint, fault, fault)
    built = connector(served)
    assert list(IDS) == mobilities(built, retrieve(built, tmp_path / "s"))


@pytest.mark.parametrize("fault", PASSING)
def test_a_failure_that_does_not_pass_leaves_the_rest_for_the_next_run(
    served: SandboxEwp, tmp_path: Path, fault: EwpFault
) -> None:
    served.fail("index", *[fault] * 3)
    with pytest.raises(HostUnavailable):
        retrieve(connector(served), tmp_path / "s")
    assert served.count("index") == 3


@pytest.mark.parametrize("fault", [EwpFault.ERROR_CALLED_SUCCESS, EwpFault.TWICE, EwpFault.UNASKED])
def test_an_answer_that_is_none_is_told_at_the_end_and_the_others_are_given(
    served: SandboxEwp, tmp_path: Path, fault: EwpFault
) -> None:
    # the first batch of three, its first half, and the two halves of its second half
    served.fail("get", *[fault] * 5)
    built = connector(served)
    given: list[HostDocument] = []
    with pytest.raises(HostContractBroken, match="3 of 7") as caught:
        given.extend(built.retrieve(request(tmp_path / "a")))
    assert list(IDS[3:]) == mobilities(built, given)
    assert "next run" in caught.value.hint
    assert list(IDS) == mobilities(built, retrieve(built, tmp_path / "b"))


def test_one_transcript_the_host_cannot_write_keeps_nobody_elses_back(tmp_path: Path) -> None:
    with network(max_ids=100) as host:
        ids = [f"KB-{number:04}" for number in range(100)]
        for mobility_id in ids:
            host.publish(mobility_id, transcript(mobility_id))
        host.poisoned.add(ids[42])
        built = connector(host, retries=0)
        given: list[HostDocument] = []
        with pytest.raises(HostUnavailable, match="1 of 100"):
            given.extend(built.retrieve(request(tmp_path / "s")))
        assert [each for each in ids if each != ids[42]] == mobilities(built, given)
        assert host.count("get") <= 16


def test_an_answer_in_an_encoding_nobody_asked_for_is_refused(
    served: SandboxEwp, tmp_path: Path
) -> None:
    served.fail("index", EwpFault.GZIPPED)
    with pytest.raises(HostContractBroken, match="encoding"):
        retrieve(connector(served), tmp_path / "s")


def test_a_login_page_in_front_of_a_host_without_signatures_is_no_transcript(
    tmp_path: Path,
) -> None:
    with network(signs=False) as host:
        host.publish("KB-1", transcript("KB-1"))
        for endpoint in ("index", "get"):
            host.fail(endpoint, EwpFault.LOGIN_PAGE)
            with pytest.raises(HostContractBroken) as caught:
                retrieve(connector(host), tmp_path / endpoint)
            assert not isinstance(caught.value, UnprovenAnswer)


def test_a_host_without_signatures_is_trusted_by_tls_unless_told_otherwise(tmp_path: Path) -> None:
    with network(signs=False) as host:
        host.publish("KB-1", transcript("KB-1"))
        [document] = retrieve(connector(host), tmp_path / "a")
        assert dict(document.facts)["signed by key"] == "none, TLS only"
        with pytest.raises(HostRefused, match="does not sign"):
            retrieve(connector(host, signed_answers="always"), tmp_path / "b")


def test_a_key_the_host_changed_is_looked_up_anew(served: SandboxEwp, tmp_path: Path) -> None:
    built = connector(served)
    retrieve(built, tmp_path / "a")
    served.key = StandInKey()
    assert list(IDS) == mobilities(built, retrieve(built, tmp_path / "b"))
    assert served.count("catalogue-v1.xml") == 2


def test_our_clock_running_wrong_is_told_as_such(tmp_path: Path) -> None:
    with network(clock=lambda: NOW + timedelta(minutes=9)) as host:
        with pytest.raises(HostRefused) as caught:
            retrieve(connector(host), tmp_path / "s")
        assert "status 400" in caught.value.message


def test_a_key_the_host_does_not_know_is_a_refusal(served: SandboxEwp, tmp_path: Path) -> None:
    with pytest.raises(HostRefused, match="status 403") as caught:
        retrieve(connector(served, key=private_pem("stranger")), tmp_path / "s")
    assert "public key" in caught.value.hint


@pytest.mark.parametrize(
    ("hosts", "said"),
    [
        ([RegistryHost(institutions=(HOME,))], "does not know this host"),
        ([RegistryHost(institutions=(HOST,))], "serves no imobility-tors"),
        (
            [
                RegistryHost(
                    institutions=(HOST,),
                    entries=(
                        api_entry(
                            "imobility-tors",
                            "imobility-tors",
                            major=1,
                            version="1.0.0",
                            signed=True,
                        ),
                    ),
                )
            ],
            "serves no imobility-tors",
        ),
    ],
)
def test_a_host_the_registry_lists_without_what_we_need_is_a_refusal(
    served: SandboxEwp, tmp_path: Path, hosts: list[RegistryHost], said: str
) -> None:
    served.registered = hosts
    with pytest.raises(HostRefused, match=said):
        retrieve(connector(served), tmp_path / "s")


def test_two_hosts_that_serve_the_same_version_are_not_chosen_between(
    served: SandboxEwp, tmp_path: Path
) -> None:
    def entry(place: str) -> str:
        return api_entry(
            "imobility-tors",
            "imobility-tors",
            major=3,
            version="3.0.0",
            signed=True,
            get_url=f"https://{place}/get",
            index_url=f"https://{place}/index",
        )

    served.registered = [
        RegistryHost(institutions=(HOST,), entries=(entry("one.example"),)),
        RegistryHost(institutions=(HOST,), entries=(entry("two.example"),)),
    ]
    with pytest.raises(HostRefused, match="twice"):
        retrieve(connector(served), tmp_path / "s")


def test_an_address_with_a_token_in_it_is_refused_and_not_repeated(
    served: SandboxEwp, tmp_path: Path
) -> None:
    entry = api_entry(
        "imobility-tors",
        "imobility-tors",
        major=3,
        version="3.0.0",
        signed=True,
        get_url="https://x.example/?token=abcdef",
        index_url="https://x.example/?token=abcdef",
    )
    served.registered = [RegistryHost(institutions=(HOST,), entries=(entry,))]
    with pytest.raises(HostRefused) as caught:
        retrieve(connector(served), tmp_path / "s")
    assert "abcdef" not in f"{caught.value} {caught.value.hint}"


def test_a_key_that_is_not_there_is_a_refusal(served: SandboxEwp, tmp_path: Path) -> None:
    with pytest.raises(HostRefused, match="PEM"):
        retrieve(connector(served, key="not a key"), tmp_path / "s")


# -- the course list ---------------------------------------------------------------------------


def test_the_course_list_comes_whole_in_batches(served: SandboxEwp, tmp_path: Path) -> None:
    for number in range(7):
        los_id = f"CR/{number}"
        served.courses[los_id] = course(los_id, code=f"C {number}", title="Course", ects="6")
    built = connector(served, courses=True)
    assert isinstance(built, CourseLister)
    assert built.capabilities().lists_courses
    documents = list(built.retrieve_courses(request(tmp_path / "s")))
    items = [item for document in documents for item in built.parse_courses(document)]
    listed = [item for item in items if isinstance(item, HostCourse)]
    assert [f"C{number}" for number in range(7)] == sorted(each.code for each in listed)
    assert (served.count("replication"), served.count("courses")) == (1, 3)


def test_a_transcript_is_no_course_list_and_the_other_way_round(
    served: SandboxEwp, tmp_path: Path
) -> None:
    served.courses["CR/1"] = course("CR/1", code="C1", title="Course", ects="6")
    built = connector(served)
    [courses] = built.retrieve_courses(request(tmp_path / "a"))
    with pytest.raises(HostContractBroken):
        list(built.parse(courses))
    [first, *_] = retrieve(built, tmp_path / "b")
    with pytest.raises(HostContractBroken):
        list(built.parse_courses(first))


# -- check -------------------------------------------------------------------------------------


def checked(served: SandboxEwp, **settings: object) -> dict[str, Problem]:
    return {problem.code: problem for problem in connector(served, **settings).check()}


def test_check_asks_for_no_transcript(served: SandboxEwp) -> None:
    assert list(checked(served)) == ["course-list-unused"]
    assert served.count("get") == 0


def test_check_finds_that_our_key_is_not_registered(served: SandboxEwp) -> None:
    served.registered = [RegistryHost(institutions=(HOME,))]
    assert list(checked(served)) == ["key-not-registered", "host-unusable"]
    served.registered = [RegistryHost(institutions=("elsewhere.example",))]
    assert list(checked(served, catalogue_minutes=15)) == ["home-not-registered", "host-unusable"]


def test_check_tells_unsigned_answers_and_missing_rights() -> None:
    with network(signs=False) as host:
        host.fail("index", EwpFault.FORBIDDEN)
        found = checked(host, courses=True)
    assert list(found) == ["answers-unsigned", "host-unusable"]
    assert "agreement" in found["host-unusable"].hint


def test_the_planned_end_of_our_key_is_announced(served: SandboxEwp) -> None:
    built = connector(served, credential_expires="2027-01-31")
    assert built.capabilities().credential_expires == date(2027, 1, 31)
    assert connector(served).capabilities().credential_expires is None
    assert built.profile() == connector(served).profile()
