"""Every word the Open Education API's own enumerations have is understood; needs the standard."""

import os
from pathlib import Path

import pytest
import yaml

from connectors.hosts.oeapi_objects import credits_of, outcome_of
from connectors.hosts.oeapi_settings import OeapiSettings
from mapping.terms import ResultStatus

STANDARD = Path(os.environ.get("UTQYR_TEST_STANDARDS") or "no-standards") / "oeapi" / "v6.1-rc"

pytestmark = pytest.mark.skipif(
    not STANDARD.is_dir(), reason="UTQYR_TEST_STANDARDS names no folder with the standard"
)

STATES = {
    "in_progress": ResultStatus.IN_PROGRESS,
    "postponed": ResultStatus.IN_PROGRESS,
    "queued": ResultStatus.IN_PROGRESS,
    "completed": ResultStatus.PASSED,
}
PASSES = {
    "unknown": ResultStatus.UNKNOWN,
    "passed": ResultStatus.PASSED,
    "failed": ResultStatus.FAILED,
}
UNITS = {"contact_time": None, "ects": "ects", "sbu": "hours", "sp": "sp", "hour": "hour"}


@pytest.fixture
def settings() -> OeapiSettings:
    sign_in = {"token_url": "https://x.example", "client_id": "a", "client_secret": "b"}
    return OeapiSettings.model_validate({"url": "https://x.example/v6", "sign_in": sign_in})


def words(name: str) -> set[str]:
    """Read the words of one enumeration."""
    return set(
        yaml.safe_load((STANDARD / f"{name}.yaml").read_text(encoding="utf-8"))[
            "x-ooapi-extensible-enum"
        ]
    )


def test_every_state_of_a_result_is_understood(settings: OeapiSettings) -> None:
    found = {
        state: outcome_of({"result": {"state": state, "pass": "passed"}}, {}, settings, "here")
        for state in words("resultState")
    }

    assert {state: one.status for state, one in found.items() if one} == STATES
    assert all(one is not None and one.warnings == () for one in found.values())


def test_every_judgement_of_a_result_is_understood(settings: OeapiSettings) -> None:
    found = {
        judged: outcome_of({"result": {"state": "completed", "pass": judged}}, {}, settings, "here")
        for judged in words("passState")
    }

    assert {judged: one.status for judged, one in found.items() if one} == PASSES


def test_every_unit_of_study_load_is_a_scheme_or_no_credit() -> None:
    found = {
        unit: next((each.scheme for each in credits_of({"studyLoad": _load(unit)})), None)
        for unit in words("studyloadUnit")
    }

    assert found == UNITS


def _load(unit: str) -> dict[str, object]:
    return {"studyLoadUnit": unit, "value": 3}
