"""One table says what an answer means; every interface judges by it."""

from http import HTTPStatus

import pytest

from connectors.errors import (
    HostContractBroken,
    HostError,
    HostRefused,
    HostThrottled,
    HostUnavailable,
)
from connectors.http_replies import HttpFailure, host_error
from connectors.moodle_service import CLOSED_FOR_NOW, SITE_WIDE
from connectors.outcomes import Interface, Outcome, classify_code, classify_status, codes_of
from mapping.identifiers import HeiId

HOST = HeiId("host.example")


@pytest.mark.parametrize("status", list(HTTPStatus))
def test_every_status_has_one_meaning(status: HTTPStatus) -> None:
    assert classify_status(status) in Outcome


@pytest.mark.parametrize(
    ("statuses", "meant"),
    [
        ((200, 204, 304), Outcome.DONE),
        ((301, 400, 404, 410, 501, 505), Outcome.CONFIGURATION),
        ((401, 403, 407, 451), Outcome.PERMISSION),
        ((429,), Outcome.THROTTLED),
        ((408, 425, 500, 502, 503, 504), Outcome.TEMPORARY),
    ],
)
def test_a_status_says_what_to_do_next(statuses: tuple[int, ...], meant: Outcome) -> None:
    assert {classify_status(status) for status in statuses} == {meant}


def test_a_refusal_that_names_a_pause_asks_for_fewer_calls() -> None:
    refused = HTTPStatus.FORBIDDEN
    assert classify_status(refused) is Outcome.PERMISSION
    assert classify_status(refused, names_pause=True) is Outcome.THROTTLED
    assert classify_status(HTTPStatus.NOT_FOUND, names_pause=True) is Outcome.CONFIGURATION


@pytest.mark.parametrize("status", [0, 99, 600, 999])
def test_a_status_outside_http_is_no_answer_of_the_protocol(status: int) -> None:
    assert classify_status(status) is Outcome.CONTRACT_BROKEN


@pytest.mark.parametrize(
    ("interface", "code", "meant"),
    [
        (Interface.MOODLE, "sitemaintenance", Outcome.TEMPORARY),
        (Interface.MOODLE, "invalidtoken", Outcome.PERMISSION),
        (Interface.MOODLE, "servicenotavailable", Outcome.CONFIGURATION),
        (Interface.CANVAS, "Rate Limit Exceeded", Outcome.THROTTLED),
        (Interface.USOS, "object_not_found", Outcome.CONFIGURATION),
        (Interface.USOS, "method_forbidden", Outcome.PERMISSION),
        (Interface.ONEROSTER, "server_busy", Outcome.THROTTLED),
        (Interface.ONEROSTER, "a code nobody knows", None),
    ],
)
def test_codes_mean_more_than_the_status_says(
    interface: Interface, code: str, meant: Outcome | None
) -> None:
    assert classify_code(interface, code) is meant


def test_every_code_that_closes_a_moodle_to_us_is_in_the_table() -> None:
    assert all(classify_code(Interface.MOODLE, code) is not None for code in SITE_WIDE)
    assert codes_of(Interface.MOODLE, Outcome.TEMPORARY) == CLOSED_FOR_NOW


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Outcome.CONFIGURATION, HostRefused),
        (Outcome.PERMISSION, HostRefused),
        (Outcome.THROTTLED, HostThrottled),
        (Outcome.TEMPORARY, HostUnavailable),
        (Outcome.CONTRACT_BROKEN, HostContractBroken),
    ],
)
def test_an_outcome_becomes_an_error_that_keeps_it(outcome: Outcome, kind: type[HostError]) -> None:
    error = host_error(HOST, HttpFailure(outcome, "no"))
    assert type(error) is kind
    assert error.outcome is outcome
