"""The specifications' own examples, where a folder with them is at hand."""

import io
import os
from pathlib import Path

import pytest

from connectors.base import HostDocument
from connectors.documents import spool_bytes
from connectors.hosts.ewp import EwpConnector
from connectors.hosts.ewp_answers import read_los_ids, read_mobility_ids
from connectors.hosts.ewp_catalogue import read_catalogue
from connectors.hosts.ewp_settings import EwpSettings
from mapping.identifiers import HeiId
from mapping.records import HostCourse, TranscriptOfRecords
from tests.ewp_network import HOME, HOST, NOW
from tests.keys import private_pem

FOLDER = Path(os.environ.get("UTQYR_TEST_STANDARDS", ""))
pytestmark = pytest.mark.skipif(
    not os.environ.get("UTQYR_TEST_STANDARDS"),
    reason="UTQYR_TEST_STANDARDS names no folder of documents",
)


def content_of(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def document(spool: Path, content: bytes) -> HostDocument:
    return spool_bytes(
        content,
        host=HOST,
        spool=spool,
        name="example",
        media_type="text/xml",
        fetched_at=NOW,
        limit_bytes=len(content),
    )


def connector() -> EwpConnector:
    chosen = {"home": HOME, "key": private_pem("home"), "issuers": ["uw.edu.pl"]}
    return EwpConnector(HOST, EwpSettings.model_validate(chosen))


@pytest.mark.parametrize(
    ("name", "mobility_id"),
    [
        ("ewp-imobility-tors/v1.0.0/get-response-example.xml", ""),
        (
            "ewp-imobility-tors/v2.0.0/get-response-example.xml",
            "b1ab0888-a5ce-45e8-8c51-e3c6f677b58f",
        ),
        ("ewp-imobility-tors/registry-validator-testfiles/tor-v2.xml", ""),
    ],
)
def test_transcripts_are_read(name: str, mobility_id: str, tmp_path: Path) -> None:
    content = content_of(name)
    items = list(connector().parse(document(tmp_path, content)))
    transcripts = [item for item in items if isinstance(item, TranscriptOfRecords)]
    assert transcripts
    assert all(each.results for each in transcripts)
    assert mobility_id in {"", *(str(each.mobility_id) for each in transcripts)}


@pytest.mark.parametrize("version", ["v1.0.0", "v2.0.0"])
def test_indexes_are_read(version: str) -> None:
    name = f"ewp-imobility-tors/{version}/index-response-example.xml"
    assert len(read_mobility_ids(content_of(name), host=HOST)) == 3


def test_course_lists_are_read(tmp_path: Path) -> None:
    content = content_of("ewp-courses/v0.7.1/response-example.xml")
    courses = list(connector().parse_courses(document(tmp_path, content)))
    assert [each.kind for each in courses if isinstance(each, HostCourse)] == [
        "course",
        "degree programme",
    ]
    ids = read_los_ids(
        content_of("ewp-course-replication/v1.0.0-rc9/response-example.xml"), host=HOST
    )
    assert len(ids) == 2


def test_the_registrys_catalogue_is_read_and_its_key_is_of_its_digest() -> None:
    content = content_of("ewp-registry/v1.5.0/catalogue-example.xml")
    catalogue = read_catalogue(io.BytesIO(content), host=HOST)
    warsaw = HeiId("uw.edu.pl")
    assert catalogue.knows(warsaw)
    [key_id] = catalogue.client_keys(warsaw)
    assert catalogue.any_client_key(key_id) is not None
    assert catalogue.covered_by(key_id) == {warsaw}
