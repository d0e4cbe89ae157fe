"""The end of a credential is announced ahead: by check, status and metrics."""

from datetime import UTC, date, datetime

import pytest

from connectors.base import Capabilities
from mapping.identifiers import HeiId
from mapping.problems import Severity
from sync.cli_output import out, show_credentials
from sync.credentials import Credential, CredentialState, credential_problems, credentials_of
from sync.messages import LANGUAGES, Messages
from sync.metrics import Metrics
from tests.scripted_host import ScriptedHost

TODAY = date(2026, 9, 1)
SOON, LATE, GONE = date(2026, 9, 15), date(2027, 9, 1), date(2026, 8, 31)


class Dated(ScriptedHost):
    """A host that says until when we may sign in."""

    def __init__(self, expires: date | None) -> None:
        super().__init__()
        self.expires = expires

    def capabilities(self) -> Capabilities:
        return Capabilities(credential_expires=self.expires)


def listed() -> tuple[Credential, ...]:
    days = {"late.example": LATE, "soon.example": SOON, "gone.example": GONE, "no.example": None}
    return credentials_of({HeiId(host): Dated(expires) for host, expires in days.items()})


def test_credentials_are_listed_by_their_end() -> None:
    assert [each.host for each in listed()] == ["gone.example", "soon.example", "late.example"]


@pytest.mark.parametrize(
    ("expires", "state"),
    [
        (GONE, CredentialState.ENDED),
        (TODAY, CredentialState.ENDS),
        (date(2026, 10, 1), CredentialState.ENDS),
        (date(2026, 10, 2), CredentialState.GOOD),
    ],
)
def test_the_last_day_counts(expires: date, state: CredentialState) -> None:
    assert Credential(host=HeiId("host.example"), expires=expires).state(TODAY) is state


def test_check_warns_of_what_ends_and_of_what_has_ended() -> None:
    places = {HeiId("gone.example"): "hosts/gone.example.yaml:4"}
    found = list(credential_problems(listed(), TODAY, places))
    assert [(each.code, each.severity, each.place) for each in found] == [
        ("credential-ended", Severity.WARNING, "hosts/gone.example.yaml:4"),
        ("credential-ends", Severity.WARNING, ""),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_status_tells_what_ends_and_is_silent_of_the_rest(language: str) -> None:
    with out.capture() as captured:
        show_credentials(listed(), Messages(language), today=TODAY)
    said = captured.get()
    assert "2026-09-15" in said
    assert "2026-08-31" in said
    assert "late.example" not in said
    assert "check-" not in said


def test_metrics_show_the_last_day() -> None:
    metrics = Metrics()
    metrics.set_credential(HeiId("soon.example"), SOON)
    name = "utqyr_host_credential_expires_timestamp_seconds"
    shown = metrics.registry.get_sample_value(name, {"host": "soon.example"})
    assert shown == datetime(2026, 9, 15, tzinfo=UTC).timestamp()
