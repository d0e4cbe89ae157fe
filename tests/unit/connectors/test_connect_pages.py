"""The pages on connecting hosts: what they show is what the connectors take."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.hosts.emrex import EmrexConnector
from connectors.hosts.emrex_settings import EmrexSettings
from connectors.hosts.ewp import EwpConnector, EwpSettings
from connectors.hosts.oneroster_settings import OneRosterSettings
from mapping.identifiers import HeiId

DOCS = Path(__file__).parents[3] / "docs"


def blocks_on(page: str) -> list[dict[str, Any]]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [yaml.safe_load(part.split("```")[0]) for part in text.split("```yaml\n")[1:]]


def settings_on(page: str) -> dict[str, Any]:
    shown = blocks_on(page)[0]
    settings: dict[str, Any] = shown["connector"]["settings"]
    assert shown["connector"]["kind"] in page
    return settings


def test_the_ewp_page_shows_settings_the_connector_takes() -> None:
    settings = EwpSettings.model_validate(settings_on("connect-ewp.md"))
    assert EwpConnector(HeiId("harbour.example"), settings).capabilities().lists_courses


def test_the_emrex_page_shows_settings_the_connector_takes() -> None:
    settings = EmrexSettings.model_validate(settings_on("connect-emrex.md"))
    assert EmrexConnector(HeiId("harbour.example"), settings).profile()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("connect-ewp.md", ["/ewp/imobility-tor-cnr/v1", "omobility-las-get-response"]),
        ("connect-emrex.md", ["/emrex/return/", "pinned-even-weak"]),
    ],
)
def test_the_pages_name_what_people_look_for(page: str, words: list[str]) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert all(word in text for word in words)


def test_the_oneroster_page_shows_both_ways_to_sign_in() -> None:
    (first, second) = blocks_on("connect-oneroster.md")
    settings = first["connector"]["settings"]
    by_token = OneRosterSettings.model_validate(settings)
    del settings["sign_in"]
    signed = OneRosterSettings.model_validate({**settings, **second})

    assert by_token.sign_in is not None
    assert signed.oauth1 is not None
