"""How Moodle's web services are spoken to: arguments, address, error codes; makes no call.

Moodle answers nearly every failure with status 200 and an `errorcode`; what a code means is told
here once, for the home Moodle and for hosts alike.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from connectors.outcomes import Interface, Outcome, codes_of
from mapping.numbers import plain

Argument: TypeAlias = "str | int | bool | Decimal | Sequence[Argument] | Mapping[str, Argument]"

ENDPOINT = "/webservice/rest/server.php"
ERROR_CODE = re.compile(r"[A-Za-z0-9_:./-]{1,100}", re.ASCII)
CLOSED_FOR_NOW = codes_of(Interface.MOODLE, Outcome.TEMPORARY)
"""Error codes of a site that is closed and will open again."""
SITE_WIDE = frozenset(
    {
        "accessexception",
        "forcepasswordchangenotice",
        "invalidtoken",
        "servicenotavailable",
        "sitepolicynotagreed",
        "wsaccessuserdeleted",
        "wsaccessuserexpired",
        "wsaccessusernologin",
        "wsaccessusersuspended",
        "wsaccessuserunconfirmed",
    }
)
"""Error codes that concern every call, not one course or one record."""
HINTS: dict[str, str] = {
    "accessexception": "the token has expired, is bound to another address, or its service lacks "
    "a function; the account's role needs webservice/rest:use",
    "errorcoursecontextnotvalid": "give the account's role moodle/course:view and "
    "moodle/course:viewhiddencourses",
    "http-403": "turn web services and the REST protocol on in Moodle",
    "http-404": "the address is the site's own, without /webservice",
    "invalidtoken": "make a token for the service and put it where the configuration points",
    "nopermissions": "give the account's role gradereport/user:view, moodle/grade:viewall and "
    "moodle/course:enrolreview",
    "nopermissiontoviewgrades": "give the account's role moodle/grade:viewall and "
    "moodle/grade:edit",
    "requireloginerror": "give the account's role moodle/course:view and "
    "moodle/course:viewhiddencourses",
    "wsaccessusersuspended": "the service's account is suspended",
}
"""The way out of a refusal, by error code."""


def fold(value: Argument, name: str = "") -> Iterator[tuple[str, str]]:
    """Write arguments as Moodle wants them: `values[0]`, `options[0][name]`, 1 for true."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from fold(part, f"{name}[{key}]" if name else key)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, part in enumerate(value):
            yield from fold(part, f"{name}[{index}]")
    elif isinstance(value, Decimal):
        yield name, plain(value)
    else:
        yield name, str(int(value)) if isinstance(value, bool) else str(value)
