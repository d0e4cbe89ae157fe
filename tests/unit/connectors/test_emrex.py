import base64
import gzip
from datetime import UTC, date, datetime, timedelta
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import HostDocument, RetrievalRequest
from connectors.errors import HostContractBroken, HostRefused
from connectors.hosts.emrex import RETURNED, EmrexConnector
from connectors.hosts.emrex_return import (
    LIFETIME,
    EmrexReturn,
    EmrexSessions,
    ReturnOutcome,
    read_return,
)
from connectors.hosts.emrex_settings import EmrexSettings
from mapping.identifiers import HeiId
from mapping.problems import Problem
from mapping.records import Completeness, TranscriptOfRecords
from sandbox.emrex import SandboxEmrex
from sandbox.ewp_documents import elmo
from tests.keys import certificate

HOST = HeiId("harbour.example")
NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
SECRET = b"sixteen letters!"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
DOCUMENT = elmo(
    HOST,
    esi="urn:schac:personalUniqueCode:int:esi:home.example:S0003301",
    given_names="Merey",
    family_name="Testuly",
    courses=[("MIC101", "B", "6"), ("FIN201", "A", "3")],
).encode()


@cache
def provider(*, old: bool = False) -> SandboxEmrex:
    return SandboxEmrex(old=old)


def connector(folder: Path, **settings: Any) -> EmrexConnector:
    chosen: dict[str, Any] = {
        "path": folder,
        "settle_seconds": 0,
        "provider": "https://emp.example/emrex",
        "session_secret": SECRET.decode(),
    }
    return EmrexConnector(HOST, EmrexSettings.model_validate({**chosen, **settings}))


def pinned(folder: Path, *providers: SandboxEmrex) -> str:
    """Write the certificates to pin, and name their file."""
    path = folder.parent / "pins.pem"
    path.write_text("".join(each.certificate_pem for each in providers))
    return str(path)


def drop(folder: Path, content: bytes) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "tor.xml").write_bytes(content)


def retrieved(built: EmrexConnector, spool: Path) -> list[HostDocument]:
    spool.mkdir()
    later = datetime.now(UTC) + timedelta(minutes=1)  # noqa: TID251 -- files have the machine's time
    return list(built.retrieve(RetrievalRequest(spool=spool, now=later)))


def read(
    built: EmrexConnector, document: HostDocument
) -> tuple[list[TranscriptOfRecords], list[str]]:
    items = list(built.parse(document))
    found = [item for item in items if isinstance(item, TranscriptOfRecords)]
    return found, [item.code for item in items if isinstance(item, Problem)]


# -- signatures --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("required", "allowed"),
    [
        ("pinned", {"pinned"}),
        ("pinned-even-weak", {"pinned", "weak and pinned"}),
        ("valid", {"pinned", "weak and pinned", "unpinned", "weak"}),
        ("none", {"pinned", "weak and pinned", "unpinned", "weak", "changed", "unsigned"}),
    ],
)
def test_what_the_settings_ask_of_a_signature_decides_what_is_read(
    tmp_path: Path, required: str, allowed: set[str]
) -> None:
    signed = provider().signed(DOCUMENT)
    others = SandboxEmrex()
    cases = {
        "pinned": (signed, "valid-and-pinned"),
        "unpinned": (others.signed(DOCUMENT), "valid-and-unpinned"),
        "weak": (SandboxEmrex(old=True).signed(DOCUMENT), "weak"),
        "weak and pinned": (provider(old=True).signed(DOCUMENT), "weak"),
        "changed": (signed.replace(b">B<", b">A<"), "invalid"),
        "unsigned": (DOCUMENT, "absent"),
    }
    folder = tmp_path / "drop"
    pins = pinned(folder, provider(), provider(old=True))
    built = connector(folder, certificates=pins, require_signature=required)
    for number, (name, (content, verdict)) in enumerate(cases.items()):
        drop(folder, content)
        [document] = retrieved(built, tmp_path / f"spool-{number}")
        assert dict(document.facts)["signature"] == verdict, name
        if name in allowed:
            transcripts, codes = read(built, document)
            assert [len(each.results) for each in transcripts] == [2], name
            assert codes == ([] if verdict == "valid-and-pinned" else [f"signature-{verdict}"])
        else:
            with pytest.raises(HostContractBroken, match=verdict) as caught:
                read(built, document)
            assert caught.value.hint, name
            assert "Testuly" not in f"{caught.value}"


def test_only_what_is_signed_is_read(tmp_path: Path) -> None:
    signed = provider().signed(DOCUMENT)
    wrapped = DOCUMENT.replace(b">B<", b">A<").replace(
        b"</elmo>", b"<extension>" + signed + b"</extension></elmo>"
    )
    folder = tmp_path / "drop"
    built = connector(folder, certificates=pinned(folder, provider()))
    drop(folder, wrapped)
    [document] = retrieved(built, tmp_path / "spool")
    with pytest.raises(HostContractBroken, match="invalid"):
        read(built, document)


def test_a_document_lists_what_a_student_picked_and_withdraws_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    drop(folder, DOCUMENT)
    built = connector(folder, require_signature="none")
    [document] = retrieved(built, tmp_path / "spool")
    [transcript], _codes = read(built, document)
    assert transcript.completeness is Completeness.DELTA


def test_a_document_set_aside_is_read_again_once_its_certificate_is_pinned(tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    drop(folder, provider().signed(DOCUMENT))
    without = connector(folder)
    [document] = retrieved(without, tmp_path / "spool")
    with pytest.raises(HostContractBroken, match="unpinned"):
        read(without, document)
    with_pins = connector(folder, certificates=pinned(folder, provider()))
    assert with_pins.profile() != without.profile()
    assert len(read(with_pins, document)[0]) == 1


def test_certificates_that_cannot_be_read_stop_the_host_and_not_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    drop(folder, provider().signed(DOCUMENT))
    built = connector(folder, require_signature="none")
    [document] = retrieved(built, tmp_path / "spool")
    broken = connector(folder, certificates=str(tmp_path / "nowhere.pem"))
    with pytest.raises(HostRefused, match="certificates"):
        retrieved(broken, tmp_path / "other")
    with pytest.raises(HostContractBroken, match="certificates"):
        read(broken, document)
    assert broken.profile() != built.profile()
    assert [problem.code for problem in broken.check()] == ["certificates-unreadable"]


def test_certificates_may_be_a_folder(tmp_path: Path) -> None:
    folder, pins = tmp_path / "drop", tmp_path / "pins"
    pins.mkdir()
    for number, each in enumerate((provider(old=True), provider())):
        (pins / f"{number}.pem").write_text(each.certificate_pem)
    (pins / "readme.txt").write_text("no certificate")
    drop(folder, provider().signed(DOCUMENT))
    built = connector(folder, certificates=str(pins))
    [document] = retrieved(built, tmp_path / "spool")
    assert len(read(built, document)[0]) == 1
    assert list(built.check()) == []


def test_check_misses_the_certificates_documents_need(tmp_path: Path) -> None:
    assert [problem.code for problem in connector(tmp_path).check()] == ["no-certificates"]
    assert list(connector(tmp_path, require_signature="none").check()) == []


def test_the_end_of_the_pinned_certificates_is_announced(tmp_path: Path) -> None:
    pins = tmp_path / "pins.pem"
    begins = datetime(2025, 1, 1, tzinfo=UTC)
    written = [certificate("provider", begins=begins, days=days) for days in (500, 600, 550)]
    pins.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in written))
    built = connector(tmp_path, certificates=pins)
    assert built.capabilities().credential_expires == date(2026, 8, 24)
    said = connector(tmp_path, certificates=pins, credential_expires=date(2027, 1, 31))
    assert said.capabilities().credential_expires == date(2027, 1, 31)
    assert said.profile() == built.profile()


def test_certificates_that_are_not_there_announce_no_end(tmp_path: Path) -> None:
    assert connector(tmp_path).capabilities().credential_expires is None
    broken = connector(tmp_path, certificates=tmp_path / "nowhere.pem")
    assert broken.capabilities().credential_expires is None


# -- the way of a browser ----------------------------------------------------------------------


def received(body: bytes, *, now: datetime = NOW, content_type: str = FORM) -> EmrexReturn:
    return read_return(
        body,
        content_type=content_type,
        sessions=EmrexSessions(HOST, SECRET),
        limit_bytes=1_000_000,
        now=now,
    )


def session() -> str:
    return EmrexSessions(HOST, SECRET).begin(NOW)


@pytest.mark.parametrize("prefix", ["EMP", "NCP"])
@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("OK", ReturnOutcome.RECEIVED),
        ("NO_RESULTS", ReturnOutcome.NO_RESULTS),
        ("CANCEL", ReturnOutcome.CANCELLED),
        ("ERROR", ReturnOutcome.FAILED),
    ],
)
def test_every_code_of_the_standard_is_known_old_and_new(
    prefix: str, code: str, outcome: ReturnOutcome
) -> None:
    form = SandboxEmrex(prefix=prefix).form(session(), DOCUMENT, code=code)
    found = received(form)
    assert (found.outcome, found.status) == (outcome, HTTPStatus.OK)
    assert bool(found.content) is (outcome is ReturnOutcome.RECEIVED)


def test_a_returned_document_is_read_by_the_next_run(tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    built = connector(folder, certificates=pinned(folder, provider()), settle_seconds=60)
    start = built.begin(NOW)
    assert (start.url, len(start.session_id)) == ("https://emp.example/emrex", 32)
    form = provider().form(start.session_id, provider().signed(DOCUMENT))
    assert built.receive(form, content_type=FORM, now=NOW).outcome is ReturnOutcome.RECEIVED
    assert [path.suffix for path in (folder / RETURNED).iterdir()] == [".b64"]
    [document] = retrieved(built, tmp_path / "spool")
    assert dict(document.facts)["signature"] == "valid-and-pinned"
    [transcript], codes = read(built, document)
    assert [result.code for result in transcript.results] == ["MIC101", "FIN201"]
    assert codes == []


def test_a_session_ends_once(tmp_path: Path) -> None:
    built = connector(tmp_path)
    form = provider().form(built.begin(NOW).session_id, DOCUMENT)
    assert built.receive(form, content_type=FORM, now=NOW).outcome is ReturnOutcome.RECEIVED
    again = built.receive(form, content_type=FORM, now=NOW)
    assert (again.outcome, again.reason) == (ReturnOutcome.REFUSED, "no-session")


def brought(built: EmrexConnector, content: bytes, session_id: str = "") -> bytes:
    return provider().form(session_id or built.begin(NOW).session_id, content)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_too_many_returns_in_an_hour_wait_and_none_is_lost(tmp_path: Path) -> None:
    built = connector(tmp_path, returns_per_hour=2)
    session_id = built.begin(NOW + timedelta(minutes=20)).session_id
    for minutes in (0, 10):
        form = brought(built, b"<elmo>%d</elmo>" % minutes)
        moment = NOW + timedelta(minutes=minutes)
        assert built.receive(form, content_type=FORM, now=moment).status is HTTPStatus.OK
    accepted = names_in(tmp_path / RETURNED)
    third = brought(built, b"<elmo>third</elmo>", session_id)
    early = built.receive(third, content_type=FORM, now=NOW + timedelta(minutes=25))
    assert (early.outcome, early.status) == (ReturnOutcome.BUSY, HTTPStatus.SERVICE_UNAVAILABLE)
    assert early.wait == timedelta(minutes=35)
    assert names_in(tmp_path / RETURNED) == accepted
    later = built.receive(third, content_type=FORM, now=NOW + timedelta(minutes=60))
    assert later.outcome is ReturnOutcome.RECEIVED
    assert set(accepted) < set(names_in(tmp_path / RETURNED))


def test_one_hosts_returns_take_no_room_from_anothers(tmp_path: Path) -> None:
    one = connector(tmp_path / "one", returns_per_hour=1)
    other = connector(tmp_path / "other", returns_per_hour=1)
    for built in (one, other):
        found = built.receive(brought(built, DOCUMENT), content_type=FORM, now=NOW)
        assert found.outcome is ReturnOutcome.RECEIVED


def test_an_ending_without_a_document_takes_no_room(tmp_path: Path) -> None:
    built = connector(tmp_path, returns_per_hour=1)
    for _ in range(3):
        fields = {"sessionId": built.begin(NOW).session_id, "returnCode": "EMP_CANCEL"}
        found = built.receive(urlencode(fields).encode(), content_type=FORM, now=NOW)
        assert found.outcome is ReturnOutcome.CANCELLED
    found = built.receive(brought(built, DOCUMENT), content_type=FORM, now=NOW)
    assert found.outcome is ReturnOutcome.RECEIVED


def test_a_full_folder_of_returns_takes_no_more_until_there_is_room(tmp_path: Path) -> None:
    size = len(received(provider().form(session(), DOCUMENT)).content)
    built = connector(tmp_path, return_bytes_kept=size)
    first = brought(built, DOCUMENT)
    assert built.receive(first, content_type=FORM, now=NOW).outcome is ReturnOutcome.RECEIVED
    [kept] = (tmp_path / RETURNED).iterdir()
    second = brought(built, b"<elmo/>")
    with pytest.raises(HostRefused, match="folder of returns") as caught:
        built.receive(second, content_type=FORM, now=NOW)
    assert "return_bytes_kept" in caught.value.hint
    assert list((tmp_path / RETURNED).iterdir()) == [kept]
    kept.unlink()
    assert built.receive(second, content_type=FORM, now=NOW).outcome is ReturnOutcome.RECEIVED


def test_so_many_ends_that_no_more_are_remembered_wait_for_the_oldest() -> None:
    sessions = EmrexSessions(HOST, SECRET, most=2)

    def ended(session_id: str, now: datetime) -> EmrexReturn:
        body = urlencode({"sessionId": session_id, "returnCode": "EMP_CANCEL"}).encode()
        return read_return(
            body, content_type=FORM, sessions=sessions, limit_bytes=1_000_000, now=now
        )

    used = [sessions.begin(NOW) for _ in range(2)]
    later = NOW + LIFETIME + timedelta(minutes=1)
    late = sessions.begin(later)
    assert [ended(each, NOW).outcome for each in used] == [ReturnOutcome.CANCELLED] * 2
    full = ended(late, NOW)
    assert (full.outcome, full.wait) == (ReturnOutcome.BUSY, timedelta(hours=1))
    assert ended(late, later).outcome is ReturnOutcome.CANCELLED
    assert ended(late, later).reason == "no-session"
    assert ended(used[0], later).reason == "no-session"


def test_a_session_ends_in_time() -> None:
    form = provider().form(session(), DOCUMENT)
    assert received(form, now=NOW + LIFETIME).outcome is ReturnOutcome.RECEIVED
    late = received(form, now=NOW + LIFETIME + timedelta(minutes=1))
    assert (late.outcome, late.status) == (ReturnOutcome.REFUSED, HTTPStatus.FORBIDDEN)


@pytest.mark.parametrize(
    "session_id",
    [
        "",
        "A" * 32,
        "not base 32",
        EmrexSessions(HeiId("other.example"), SECRET).begin(NOW),
        EmrexSessions(HOST, b"another secret!!").begin(NOW),
        "\u00e9",
    ],
)
def test_a_session_that_is_not_ours_is_refused(session_id: str) -> None:
    assert received(provider().form(session_id, DOCUMENT)).reason == "no-session"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"returnCode": "EMP_OK", "elmo": ""}, "no-document"),
        ({"returnCode": "EMP_OK"}, "no-document"),
        ({"returnCode": "EMP_MAYBE", "elmo": "x"}, "unknown-code"),
        ({"returnCode": "OK", "elmo": "x"}, "unknown-code"),
        ({"elmo": "x"}, "unknown-code"),
        ({"returnCode": ["EMP_OK", "EMP_CANCEL"], "elmo": "x"}, "field-twice"),
        ({f"field{number}": "x" for number in range(50)}, "no-form"),
    ],
)
def test_a_form_that_is_not_of_the_standard_is_refused(fields: dict[str, Any], reason: str) -> None:
    body = urlencode({"sessionId": session(), **fields}, doseq=True).encode()
    found = received(body)
    assert (found.outcome, found.reason) == (ReturnOutcome.REFUSED, reason)


def test_other_content_and_too_much_of_it_is_refused() -> None:
    form = provider().form(session(), DOCUMENT)
    assert received(form, content_type="multipart/form-data").status == 415
    assert received(form + b"x" * 1_000_000).status == 413
    assert received(b"\xff").reason == "no-form"


def test_plus_signs_that_became_blanks_on_the_way_are_mended() -> None:
    content = base64.b64encode(gzip.compress(DOCUMENT, mtime=0))
    assert b"+" in content
    raw = b"sessionId=" + session().encode() + b"&returnCode=EMP_OK&elmo=" + content
    assert received(raw).content == content


@settings(deadline=None)
@given(body=st.binary(max_size=300))
def test_any_body_is_refused_and_never_crashes(body: bytes) -> None:
    assert received(body).outcome is ReturnOutcome.REFUSED


def test_a_host_without_provider_or_secret_begins_nothing(tmp_path: Path) -> None:
    with pytest.raises(HostRefused, match="provider"):
        connector(tmp_path, provider="").begin(NOW)
    with pytest.raises(HostRefused, match="secret"):
        connector(tmp_path, session_secret="short").begin(NOW)
    with pytest.raises(HostRefused, match="secret"):
        connector(tmp_path, session_secret=None).receive(b"", content_type=FORM, now=NOW)


def test_a_document_that_cannot_be_kept_is_an_error_and_not_a_loss(tmp_path: Path) -> None:
    (tmp_path / "drop").write_text("a file where the folder should be")
    built = connector(tmp_path / "drop")
    form = provider().form(built.begin(NOW).session_id, DOCUMENT)
    with pytest.raises(HostRefused, match="cannot be kept"):
        built.receive(form, content_type=FORM, now=NOW)
    (tmp_path / "drop").unlink()
    assert built.receive(form, content_type=FORM, now=NOW).outcome is ReturnOutcome.RECEIVED
