"""What an answer means for what to do next, by status and by each interface's own code: one table.

    outcome            what follows
    configuration      the address or the question is wrong: a person mends the settings
    permission         the credential or its rights: a person asks the host
    throttled          fewer calls: left alone for as long as the host asks, and longer each time
    temporary          it will pass: left alone for longer each time
    contract broken    it answered, and not as agreed: the document is kept, or nothing is

Every connector over HTTP judges by this table; where an interface says more than its status, its
code is looked up under its name.
"""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus


class Outcome(StrEnum):
    """What an answer means for what to do next."""

    DONE = "done"
    CONFIGURATION = "configuration"
    """The address or the request is wrong; trying again unchanged is of no use."""
    PERMISSION = "permission"
    THROTTLED = "throttled"
    TEMPORARY = "temporary"
    CONTRACT_BROKEN = "contract-broken"
    """It answered, and the answer is none of the protocol's."""


class Interface(StrEnum):
    """The interfaces whose errors have codes of their own."""

    MOODLE = "moodle"
    CANVAS = "canvas"
    USOS = "usos"
    ONEROSTER = "oneroster"


_BY_STATUS: Mapping[int, Outcome] = {
    HTTPStatus.NOT_MODIFIED: Outcome.DONE,  # only ever asked for by the caller's own condition
    HTTPStatus.UNAUTHORIZED: Outcome.PERMISSION,
    HTTPStatus.FORBIDDEN: Outcome.PERMISSION,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED: Outcome.PERMISSION,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: Outcome.PERMISSION,
    HTTPStatus.REQUEST_TIMEOUT: Outcome.TEMPORARY,
    HTTPStatus.TOO_EARLY: Outcome.TEMPORARY,
    HTTPStatus.TOO_MANY_REQUESTS: Outcome.THROTTLED,
    HTTPStatus.NOT_IMPLEMENTED: Outcome.CONFIGURATION,
    HTTPStatus.HTTP_VERSION_NOT_SUPPORTED: Outcome.CONFIGURATION,
}

_WITH_A_PAUSE: Mapping[int, Outcome] = {HTTPStatus.FORBIDDEN: Outcome.THROTTLED}
"""What a status means that comes with Retry-After: who says until when refuses nobody for good."""

_BY_CODE: Mapping[Interface, Mapping[str, Outcome]] = {
    Interface.MOODLE: {
        "sitemaintenance": Outcome.TEMPORARY,
        "upgraderunning": Outcome.TEMPORARY,
        "dbconnectionfailed": Outcome.TEMPORARY,
        "accessexception": Outcome.PERMISSION,
        "forcepasswordchangenotice": Outcome.PERMISSION,
        "invalidtoken": Outcome.PERMISSION,
        "nopermissions": Outcome.PERMISSION,
        "nopermissiontoviewgrades": Outcome.PERMISSION,
        "requireloginerror": Outcome.PERMISSION,
        "sitepolicynotagreed": Outcome.PERMISSION,
        "wsaccessuserdeleted": Outcome.PERMISSION,
        "wsaccessuserexpired": Outcome.PERMISSION,
        "wsaccessusernologin": Outcome.PERMISSION,
        "wsaccessusersuspended": Outcome.PERMISSION,
        "wsaccessuserunconfirmed": Outcome.PERMISSION,
        "servicenotavailable": Outcome.CONFIGURATION,
        "invalidparameter": Outcome.CONFIGURATION,
        "invalidrecord": Outcome.CONFIGURATION,
    },
    Interface.CANVAS: {
        "rate limit exceeded": Outcome.THROTTLED,  # behind status 403 of older servers
        "unauthorized": Outcome.PERMISSION,
    },
    Interface.USOS: {
        "object_not_found": Outcome.CONFIGURATION,
        "field_not_found": Outcome.CONFIGURATION,
        "object_forbidden": Outcome.PERMISSION,
        "field_forbidden": Outcome.PERMISSION,
        "method_forbidden": Outcome.PERMISSION,
    },
    Interface.ONEROSTER: {
        "server_busy": Outcome.THROTTLED,
        "internal_server_error": Outcome.TEMPORARY,
        "unauthorisedrequest": Outcome.PERMISSION,
        "unauthorizedrequest": Outcome.PERMISSION,
        "forbidden": Outcome.PERMISSION,
    },
}


def classify_status(status: int, *, names_pause: bool = False) -> Outcome:
    """Classify a status code, for hosts and for the home LMS alike.

    `names_pause` says that the answer tells how long to wait (Retry-After).
    """
    known = _WITH_A_PAUSE.get(status) if names_pause else None
    known = known or _BY_STATUS.get(status)
    if known is not None:
        return known
    match status // 100:
        case 2:
            return Outcome.DONE
        case 3 | 4:
            return Outcome.CONFIGURATION
        case 5:
            return Outcome.TEMPORARY
        case _:
            return Outcome.CONTRACT_BROKEN


def classify_code(interface: Interface, code: str) -> Outcome | None:
    """Classify an interface's own error code; None for one that says no more than the status."""
    return _BY_CODE[interface].get(code.lower())


def codes_of(interface: Interface, outcome: Outcome) -> frozenset[str]:
    """List the codes of an interface that mean this."""
    return frozenset(code for code, meant in _BY_CODE[interface].items() if meant is outcome)
