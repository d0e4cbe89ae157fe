"""The connector for a host's Moodle against a real one, which it only reads.

UTQYR_TEST_MOODLE_URL and UTQYR_TEST_MOODLE_TOKEN name the site and a token that may read grades;
UTQYR_TEST_MOODLE_HOST_COURSES the ID numbers of courses with grades in them, by commas.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.base import HostDocument, RetrievalRequest
from connectors.hosts.moodle import MoodleHostConnector
from connectors.hosts.moodle_settings import MoodleHostSettings
from mapping.identifiers import HeiId
from mapping.problems import errors_of
from mapping.records import HostCourse, TranscriptOfRecords
from tests.retrieving import NOTHING, Known, asking, known_of

URL = os.environ.get("UTQYR_TEST_MOODLE_URL", "")
TOKEN = os.environ.get("UTQYR_TEST_MOODLE_TOKEN", "")
COURSES = [name for name in os.environ.get("UTQYR_TEST_MOODLE_HOST_COURSES", "").split(",") if name]

pytestmark = [
    pytest.mark.moodle,
    pytest.mark.skipif(not (URL and TOKEN and COURSES), reason="no Moodle with courses is named"),
]


@pytest.fixture
def connector() -> MoodleHostConnector:
    raw = {
        "url": URL,
        "token": TOKEN,
        "courses": [{"course": name, "credits": "5"} for name in COURSES],
        "final_since": "graded",
        "pass_mark": "50",
    }
    return MoodleHostConnector(HeiId("host.example"), MoodleHostSettings.model_validate(raw))


def retrieve(
    connector: MoodleHostConnector, spool: Path, known: Known = NOTHING
) -> list[HostDocument]:
    now = datetime.now(UTC)  # noqa: TID251 -- the site's own clock is compared
    return list(connector.retrieve(asking(spool, now, known)))


def test_real_site_passes_the_check(connector: MoodleHostConnector) -> None:
    assert errors_of(connector.check()) == ()


def test_every_course_gives_results_with_grades(
    connector: MoodleHostConnector, tmp_path: Path
) -> None:
    documents = retrieve(connector, tmp_path)

    assert len(documents) == len(COURSES)
    for document, name in zip(documents, COURSES, strict=True):
        items = list(connector.parse(document))
        results = [
            result
            for item in items
            if isinstance(item, TranscriptOfRecords)
            for result in item.results
        ]
        assert len(results) == len(items)
        assert {result.printed_code for result in results} == {name}
        assert any(result.grade is not None for result in results)


def test_real_site_that_did_not_change_gives_nothing_again(
    connector: MoodleHostConnector, tmp_path: Path
) -> None:
    known = known_of(retrieve(connector, tmp_path))

    assert retrieve(connector, tmp_path, known) == []


def test_real_courses_are_listed(connector: MoodleHostConnector, tmp_path: Path) -> None:
    now = datetime.now(UTC)  # noqa: TID251 -- as above
    (document,) = connector.retrieve_courses(RetrievalRequest(spool=tmp_path, now=now))

    courses = [one for one in connector.parse_courses(document) if isinstance(one, HostCourse)]

    assert [one.printed_code for one in courses] == COURSES
