"""Hosts against the partner registry, agreements, schedule and secrets."""

from pathlib import Path

import pytest

from mapping.problems import Severity
from tests.unit.config.directory import (
    FILES,
    HOST,
    PARTNERS,
    SETTINGS,
    edited,
    problems_in,
    rendered,
)

AGREEMENTS = "agreements:\n  - {from: 2020-01-01, to: 2030-12-31}\n"


def with_partner_line(line: str) -> dict[str, str]:
    return edited(PARTNERS, "    hei: host.edu.pl", f"    hei: host.edu.pl\n    {line}")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {SETTINGS: FILES[SETTINGS] + "schedule: {each: {hots.edu.pl: {every_minutes: 5}}}\n"},
            (
                (
                    "utqyr.yaml:6: schedule.each: there is no host 'hots.edu.pl' (did you mean "
                    "'host.edu.pl'?)"
                ),
            ),
            id="a schedule for no host",
        ),
        pytest.param(
            edited(SETTINGS, "https://", "http://"),
            (
                (
                    "utqyr.yaml:4: the token and every grade would travel unencrypted to the home "
                    "Moodle (use https; 'allow_http: true' is for a trial)"
                ),
            ),
            id="an unencrypted Moodle",
        ),
        pytest.param(
            edited(SETTINGS, "  hei: home.edu.kz", "  hei: home.edu.kz\n  mode: plugin"),
            (
                (
                    "utqyr.yaml:3: the mode 'plugin' is not part of this version (write 'mode: "
                    "core', or 'auto' to take what is there)"
                ),
            ),
            id="a mode that is not there",
        ),
        pytest.param(
            edited(SETTINGS, "env:UTQYR_TEST_TOKEN", "env:UTQYR_TEST_NOWHERE"),
            (
                (
                    "utqyr.yaml:5: the environment variable UTQYR_TEST_NOWHERE is not set (set it "
                    "for the service, or refer to a file with file:PATH)"
                ),
            ),
            id="a secret that is not set",
        ),
        pytest.param(
            edited(HOST, "{path: inbox}", "\n    path: inbox\n    token: env:UTQYR_TEST_NOWHERE"),
            (
                (
                    "hosts/host.edu.pl.yaml:8: the environment variable UTQYR_TEST_NOWHERE is not "
                    "set (set it for the service, or refer to a file with file:PATH)"
                ),
            ),
            id="a connector's secret that is not set",
        ),
        pytest.param(
            edited(SETTINGS, "env:UTQYR_TEST_TOKEN", "file:secrets/token"),
            (
                (
                    "utqyr.yaml:5: file:secrets/token cannot be read: FileNotFoundError (the file "
                    "must exist, be UTF-8 text and be readable by the service)"
                ),
            ),
            id="a secret without a file",
        ),
        pytest.param(
            edited(PARTNERS, "number: 2", "number: 1"),
            (
                (
                    "partners.yaml:5: partner 1 is already listed in partners.yaml:2 (keep one of "
                    "the two)"
                ),
            ),
            id="a partner listed twice",
        ),
        pytest.param(
            edited(PARTNERS, "    hei: second.kz", "    predecessors: [{name: Third, number: 3}]"),
            (
                (
                    "partners.yaml:5: partner 3, to which this refers, is not listed (mend the "
                    "number)"
                ),
            ),
            id="a relation to nobody",
        ),
        pytest.param(
            edited(PARTNERS, "hei: host.edu.pl", "hei: other.edu.pl"),
            (
                (
                    "hosts/host.edu.pl.yaml:1: 'host.edu.pl' is no listed partner (add it to "
                    "partners.yaml, with its number, names and status)"
                ),
            ),
            id="a host that is no partner",
        ),
        pytest.param(
            with_partner_line("kind: not-a-university"),
            (
                (
                    "hosts/host.edu.pl.yaml:1: partner 1 (host.edu.pl) is not a university and "
                    "issues no transcripts (remove the host, or mend 'kind' in partners.yaml)"
                ),
            ),
            id="a partner that is no university",
        ),
        pytest.param(
            with_partner_line("status: suspended"),
            (
                (
                    "hosts/host.edu.pl.yaml:1: partner 1 (host.edu.pl) is suspended: its results "
                    "are held (change its status in partners.yaml once that is settled)"
                ),
            ),
            id="a suspended partner",
        ),
        pytest.param(
            with_partner_line("status: merged\n    successors: [{name: Great University}]"),
            (
                (
                    "hosts/host.edu.pl.yaml:1: partner 1 (host.edu.pl) became part of Great "
                    "University (name the host's file after its successor)"
                ),
            ),
            id="a merged partner",
        ),
        pytest.param(
            with_partner_line("status: unresolved"),
            (
                (
                    "hosts/host.edu.pl.yaml:1: partner 1 (host.edu.pl) is not established (find "
                    "out who it is today, and mend partners.yaml)"
                ),
            ),
            id="an unresolved partner",
        ),
        pytest.param(
            edited(SETTINGS, "hei: home.edu.kz", "hei: host.edu.pl"),
            (
                (
                    "hosts/host.edu.pl.yaml:1: 'host.edu.pl' is the home university and cannot be "
                    "a host (remove this file)"
                ),
            ),
            id="home as its own host",
        ),
        pytest.param(
            {HOST: FILES[HOST].replace("external", "internal").replace(AGREEMENTS, "")},
            (
                (
                    "hosts/host.edu.pl.yaml:1: internal mobility needs an agreement with the host: "
                    "its results are held (add 'agreements: [{from: ..., to: ..., reference: "
                    "...}]')"
                ),
            ),
            id="internal mobility without agreement",
        ),
        pytest.param(
            edited(HOST, "to: 2030-12-31}", "to: 2030-12-31}\n  - {from: 2030-01-01}"),
            (
                (
                    "hosts/host.edu.pl.yaml:7: two agreements are in force on 2030-01-01 (let the "
                    "first end on the day before the second begins)"
                ),
            ),
            id="agreements that overlap",
        ),
        pytest.param(
            edited(HOST, "2030-12-31", "2025-12-31"),
            (
                (
                    "hosts/host.edu.pl.yaml:7: no agreement with 'host.edu.pl' is in force on "
                    "2026-09-01 (add the period of the new agreement)"
                ),
            ),
            id="an agreement that has run out",
        ),
    ],
)
def test_host_that_may_not_be_used_is_told_with_its_line(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected


def test_unencrypted_moodle_may_be_allowed_for_a_trial(tmp_path: Path) -> None:
    allowed = FILES[SETTINGS].replace("https://", "http://") + "  allow_http: true\n"

    (problem,) = problems_in(tmp_path, {SETTINGS: allowed})

    assert (problem.code, problem.severity) == ("plain-http", Severity.WARNING)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080"])
def test_moodle_on_this_machine_needs_no_encryption(tmp_path: Path, host: str) -> None:
    changes = edited(SETTINGS, "https://moodle.home.edu.kz", f"http://{host}")

    assert rendered(tmp_path, changes) == ()
