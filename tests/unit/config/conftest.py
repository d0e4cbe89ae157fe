"""The secret that the small configuration directory refers to."""

import pytest


@pytest.fixture(autouse=True)
def _secret_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UTQYR_TEST_TOKEN", "invented")
