"""Looking whether a token can use the plugin local_utqyr: its functions, release, rights and item.

Changes nothing: the functions that write are called without a record.
"""

from collections.abc import Iterator
from typing import Final

from connectors.errors import HomeRefused
from connectors.home.base import HomeResult, ResultAddress
from connectors.home.moodle_check import PLACE, check_release, check_trial
from connectors.home.moodle_client import MoodleClient
from connectors.home.moodle_plugin_calls import PluginCalls
from connectors.home.moodle_plugin_wire import (
    PLUGIN_FUNCTIONS,
    PUT,
    WITHDRAW,
    Place,
    PluginFacts,
)
from connectors.home.moodle_records import read_names
from connectors.home.moodle_settings import MoodleHomeSettings
from mapping.identifiers import ComponentCode, StudentId
from mapping.problems import Problem, Severity

MINIMUM_VERSION: Final = 2026112300
"""The oldest version of the plugin that keeps today's contract (docs/moodle-plugin.md)."""

_TRIED_RELEASE: Final = (4, 1)
_RIGHTS: Final = {
    PUT: "local/utqyr:deliver",
    WITHDRAW: "local/utqyr:deliver",
    "": "local/utqyr:read",
}


def missing_functions(site: object) -> tuple[str, ...]:
    """Name the plugin's functions that a token's service lacks, given what the site says."""
    return tuple(sorted(set(PLUGIN_FUNCTIONS) - read_names(site, "functions")))


def check_plugin(
    client: MoodleClient, calls: PluginCalls, settings: MoodleHomeSettings
) -> Iterator[Problem]:
    """Check functions, release, rights and grade item; raises HomeUnavailable."""
    try:
        site = client.read("core_webservice_get_site_info")
        yield from check_release(site, tried=_TRIED_RELEASE)
        missing = missing_functions(site)
        yield from _lacking(missing)
    except HomeRefused as refusal:
        yield Problem(code="home-refused", message=refusal.message, place=PLACE, hint=refusal.hint)
        return
    if not missing:
        yield from _check_use(calls, settings)


def _lacking(missing: tuple[str, ...]) -> Iterator[Problem]:
    if len(missing) == len(PLUGIN_FUNCTIONS):
        yield Problem(
            code="home-plugin-missing",
            message="the token's service has none of the functions of local_utqyr",
            place=PLACE,
            hint="install local_utqyr and make the token for its service Utqyr; without the "
            "plugin write home.mode: core",
        )
        return
    for function in missing:
        yield Problem(
            code="home-function-missing",
            message=f"the external service lacks {function}",
            place=PLACE,
            hint="make the token for the plugin's own service, Utqyr, which holds all four",
        )


def _check_use(calls: PluginCalls, settings: MoodleHomeSettings) -> Iterator[Problem]:
    try:
        facts = calls.facts()
        yield from _check_version(facts)
        yield from _check_item(facts, settings)
        if settings.check_student and settings.check_component:
            yield from check_trial(_trial(calls, settings))
    except HomeRefused as refusal:
        yield _refusal(refusal, "")
        return
    for function in (PUT, WITHDRAW):
        try:
            calls.try_rights(function)
        except HomeRefused as refusal:
            yield _refusal(refusal, function)


def _refusal(refusal: HomeRefused, function: str) -> Problem:
    lacks_right = refusal.code == "nopermissions"
    hint = f"give the account's role {_RIGHTS[function]} in the system context"
    return Problem(
        code="home-refused",
        message=refusal.message,
        place=PLACE,
        hint=hint if lacks_right else refusal.hint,
    )


def _check_version(facts: PluginFacts) -> Iterator[Problem]:
    if facts.version < MINIMUM_VERSION:
        yield Problem(
            code="home-plugin-too-old",
            message=f"local_utqyr is of version {facts.version}; this needs {MINIMUM_VERSION}",
            place=PLACE,
            hint="upgrade the plugin in Moodle",
        )


def _check_item(facts: PluginFacts, settings: MoodleHomeSettings) -> Iterator[Problem]:
    named = "" if settings.activity_name else settings.activity_idnumber
    if facts.target == "item" and facts.item_idnumber != named:
        yield Problem(
            code="home-item-differs",
            message=f"the plugin writes to the grade item {facts.item_idnumber!r}, "
            f"core mode to {settings.activity_name or named!r}",
            place=PLACE,
            hint="give both the same ID number, so that marks delivered in one mode are found "
            "in the other",
            severity=Severity.WARNING,
        )


def _trial(calls: PluginCalls, settings: MoodleHomeSettings) -> HomeResult:
    student = StudentId(settings.check_student)
    component = ComponentCode(settings.check_component)
    (seen,) = calls.read([Place(student=student, component=component)])
    return HomeResult(
        address=ResultAddress(student_id=student, component=component),
        percent=seen.percent,
        obstacle=seen.obstacle,
        detail=seen.detail,
    )
