import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.base import ConnectorSettings, RetrievalRequest
from connectors.documents import spool_file
from connectors.errors import HostContractBroken
from connectors.hosts.elmo import ElmoConnector, ElmoSettings
from mapping.problems import Problem
from mapping.records import TranscriptOfRecords
from tests.elmo_reading import FIXTURES, HOST

NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
STANDARDS = os.environ.get("UTQYR_TEST_STANDARDS", "")


def connector(path: Path, **settings: object) -> ElmoConnector:
    return ElmoConnector(HOST, ElmoSettings.model_validate({"path": path, **settings}))


def parse(path: Path, spool: Path, **settings: object) -> list[TranscriptOfRecords | Problem]:
    document = spool_file(
        path,
        host=HOST,
        spool=spool,
        name=path.name,
        media_type="application/xml",
        fetched_at=NOW,
        limit_bytes=10**9,
    )
    return list(connector(path.parent, **settings).parse(document))


def test_settings_of_another_kind_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="ElmoSettings"):
        ElmoConnector(HOST, ConnectorSettings())


def test_folder_is_all_the_settings_a_host_needs(tmp_path: Path) -> None:
    assert ElmoSettings.model_validate({"path": tmp_path}).path == tmp_path
    with pytest.raises(ValidationError, match="path"):
        ElmoSettings.model_validate({})


def test_partial_is_no_way_to_send_documents(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="completeness"):
        ElmoSettings.model_validate({"path": tmp_path, "completeness": "partial"})


@pytest.mark.parametrize("name", ["a.xml", "a.elmo", "a.xml.gz", "a.b64", "a.base64", "a.TXT"])
def test_usual_names_are_taken(tmp_path: Path, name: str) -> None:
    folder, spool = tmp_path / "drop", tmp_path / "spool"
    folder.mkdir()
    spool.mkdir()
    (folder / name).write_bytes(b"<elmo/>")
    later = datetime(2100, 1, 1, tzinfo=UTC)
    request = RetrievalRequest(spool=spool, now=later)
    assert [document.name for document in connector(folder).retrieve(request)] == [name]


def test_document_larger_than_the_host_may_send_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HostContractBroken, match="limit of 1000 bytes"):
        parse(FIXTURES / "labels.xml", tmp_path, max_bytes=1000)


def test_profile_follows_the_schemas_and_not_their_place(tmp_path: Path) -> None:
    profiles = []
    for name, content in (("one", "<a/>"), ("two", "<a/>"), ("three", "<b/>")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "schema.xsd").write_text(content)
        profiles.append(connector(tmp_path, schemas=folder).profile())
    assert profiles[0] == profiles[1] != profiles[2]
    assert connector(tmp_path).profile() not in profiles


def collected() -> list[Path]:
    """List the collected documents of the standards, if they are at hand."""
    if not STANDARDS:
        return []
    folders = [Path(STANDARDS) / "elmo", Path(STANDARDS) / "ewp-imobility-tors"]
    return sorted(path for each in folders for path in each.rglob("*") if path.is_file())


@pytest.mark.skipif(not STANDARDS, reason="UTQYR_TEST_STANDARDS names no folder of documents")
@pytest.mark.parametrize("path", collected(), ids=lambda path: "/".join(path.parts[-2:]))
def test_collected_documents_give_transcripts_or_a_sentence(path: Path, tmp_path: Path) -> None:
    if path.suffix == ".xml" and "learningOpportunitySpecification" not in path.read_text():
        with pytest.raises(HostContractBroken, match="lists no course"):
            parse(path, tmp_path)
    elif path.suffix in (".json", ".xsd"):
        with pytest.raises(HostContractBroken):
            parse(path, tmp_path)
    else:
        items = parse(path, tmp_path)
        assert any(item.results for item in items if isinstance(item, TranscriptOfRecords))


@pytest.mark.skipif(not STANDARDS, reason="UTQYR_TEST_STANDARDS names no folder of documents")
def test_wrapped_and_plain_copies_of_a_collected_document_agree(tmp_path: Path) -> None:
    folder = Path(STANDARDS) / "elmo" / "samples"
    for wrapped, plain in (
        ("emrex-gateway/sampleElmo.b64", "emrex-gateway/sampleElmo.decoded.xml"),
        ("fi-smp/elmo_vastaus_base64_gzipped.txt", "fi-smp/elmo_vastaus.decoded.xml"),
    ):
        one, other = parse(folder / wrapped, tmp_path), parse(folder / plain, tmp_path)
        assert len(one) == len(other)
        for first, second in zip(one, other, strict=True):
            assert isinstance(first, TranscriptOfRecords)
            assert isinstance(second, TranscriptOfRecords)
            assert first.learner == second.learner
            assert [each.code for each in first.results] == [each.code for each in second.results]
