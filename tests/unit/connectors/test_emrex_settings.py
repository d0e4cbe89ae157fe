"""The provider's address: what a page's policy can name, and nothing that would change it."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.hosts.emrex_settings import EmrexSettings


@pytest.mark.parametrize(
    "provider",
    [
        "https://emp.example/emrex",
        "https://emp.example",
        "https://emp.example:8443/emrex?country=NO",
        "https://[2001:db8::1]:8443/emrex",
        "http://localhost:9100/emrex",
        "http://127.0.0.1:9100/",
    ],
)
def test_an_address_over_tls_or_on_this_machine_is_taken(tmp_path: Path, provider: str) -> None:
    settings = EmrexSettings(path=tmp_path, provider=provider)
    assert settings.provider == provider
    assert settings.sends_browsers_by() == "provider"


def test_without_a_provider_nobody_is_sent_anywhere(tmp_path: Path) -> None:
    assert EmrexSettings(path=tmp_path).sends_browsers_by() == ""


@pytest.mark.parametrize(
    "provider",
    [
        "emp.example/emrex",
        "//emp.example/emrex",
        "http://emp.example/emrex",
        "http://localhost.evil.example/",
        "javascript:alert(1)",
        "https://",
        "https:///emrex",
        "https://somebody@emp.example/",
        "https://emp.example; script-src *",
        "https://emp.example 'unsafe-inline'/",
        "https://*.example/",
        "https://emp.example:port/",
        "https://emp.example:123456/",
        "https://\u0435mp.example/",
    ],
)
def test_an_address_that_is_none_or_means_more_to_a_policy_is_refused(
    tmp_path: Path, provider: str
) -> None:
    with pytest.raises(ValidationError, match="write the whole address"):
        EmrexSettings(path=tmp_path, provider=provider)
