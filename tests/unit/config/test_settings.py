"""What `utqyr.yaml` may not say."""

import dataclasses
from pathlib import Path

import pytest

from config.positions import read_document
from config.settings import DeliveryMode, PolicySettings, Settings, Trigger
from mapping.rulebook import Attempts, CreditDifference, DistributionUse, Overlap, Policies
from tests.unit.config.directory import FILES, SETTINGS, edited, rendered

_NEVER = (
    "utqyr.yaml:6: cron: names no moment that ever comes (check the ranges: minute 0-59, hour 0-23)"
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            edited(SETTINGS, "https://moodle.home", "moodle.home"),
            ("utqyr.yaml:4: url: is not a web address (write it like https://host/path)",),
            id="an address without a scheme",
        ),
        pytest.param(
            edited(SETTINGS, "https://moodle.home.edu.kz", "https://moodle.home.edu.kz:port"),
            ("utqyr.yaml:4: url: is not a web address (write it like https://host/path)",),
            id="an address with a bad port",
        ),
        pytest.param(
            edited(SETTINGS, "https://moodle", "https://admin:hush@moodle"),
            ("utqyr.yaml:4: url: an address may not hold a user name or password (remove it)",),
            id="an address with a password",
        ),
        pytest.param(
            edited(SETTINGS, "env:UTQYR_TEST_TOKEN", "0123456789abcdef"),
            (
                (
                    "utqyr.yaml:5: token: a secret may not stand in the configuration (move it to "
                    "an environment variable and write env:NAME, or to a file and write file:PATH)"
                ),
            ),
            id="a secret written out",
        ),
        pytest.param(
            {SETTINGS: FILES[SETTINGS] + "store: {url: 'postgresql://utqyr:hush@db/utqyr'}\n"},
            (
                (
                    "utqyr.yaml:6: url: a password may not stand in the configuration (put the "
                    "whole URL into an environment variable and write env:NAME)"
                ),
            ),
            id="a store with a password",
        ),
        pytest.param(
            {SETTINGS: FILES[SETTINGS] + "store: {url: 'mysql://db/utqyr'}\n"},
            (
                (
                    "utqyr.yaml:6: url: is not the URL of a store (write sqlite:///utqyr.sqlite or "
                    "postgresql://host/database)"
                ),
            ),
            id="an unknown store",
        ),
        pytest.param(
            {SETTINGS: FILES[SETTINGS] + "schedule: {full: {cron: daily}}\n"},
            (
                (
                    "utqyr.yaml:6: cron: is not a cron line of five fields (write minute, hour, "
                    "day, month and weekday like '30 20 * * mon-fri', in UTC)"
                ),
            ),
            id="no cron line",
        ),
        pytest.param(
            {SETTINGS: FILES[SETTINGS] + "schedule: {full: {cron: '61 20 * * *'}}\n"},
            (_NEVER,),
            id="a cron line out of range",
        ),
        pytest.param(
            {SETTINGS: FILES[SETTINGS] + "schedule: {full: {cron: '0 0 30 2 *'}}\n"},
            (_NEVER,),
            id="a cron line that never fires",
        ),
        pytest.param(
            {SETTINGS: FILES[SETTINGS] + "schedule: {full: {cron: '0 20 * * 1-5'}}\n"},
            ("utqyr.yaml:6: cron: the weekday is a number (write its name: mon, tue, ...)",),
            id="a weekday by number",
        ),
        pytest.param(
            {
                SETTINGS: FILES[SETTINGS]
                + "schedule: {full: {cron: '0 20 * * *', every_minutes: 5}}\n"
            },
            (
                (
                    "utqyr.yaml:6: full: needs either 'every_minutes' or 'cron' (write exactly one "
                    "of the two)"
                ),
            ),
            id="two triggers",
        ),
        pytest.param(
            edited(SETTINGS, "  hei: home.edu.kz", "  hei: home.edu.kz\n  item: {module: assign}"),
            ("utqyr.yaml:3: module: 'assign' is no kind of activity (write mod_assign)",),
            id="a module that is none",
        ),
        pytest.param(
            {SETTINGS: FILES[SETTINGS] + "health: {address: localhost}\n"},
            ("utqyr.yaml:6: address: is not an IP address (write 127.0.0.1 or 0.0.0.0)",),
            id="a host name to listen on",
        ),
    ],
)
def test_wrong_setting_is_told_with_its_line_and_the_way_out(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected


def settings_of(text: str, directory: Path | None = None) -> Settings:
    document, problems = read_document(text.encode(), file=SETTINGS)
    assert problems == ()
    return Settings.model_validate(document.root, context={"directory": directory})


def test_recognised_results_go_home_by_themselves_unless_told_otherwise() -> None:
    assert settings_of(FILES[SETTINGS]).policies.delivery is DeliveryMode.AUTOMATIC


def test_every_policy_of_a_decision_can_be_set() -> None:
    decided = {field.name for field in dataclasses.fields(Policies)} - {"printed_letters"}

    assert decided <= PolicySettings.keys()


def test_every_policy_reaches_the_rulebook() -> None:
    chosen = PolicySettings(
        credit_difference=CreditDifference.AWARD_COMPONENT,
        attempts=Attempts.BEST,
        distribution=DistributionUse.IGNORE,
        overlap=Overlap.MINIMUM,
        minimum_sample=7,
        period_grace_days=8,
        amendment_days=9,
        mobility_counts_in_gpa=False,
    )

    rules = chosen.rules((("D", "D-"),))

    assert rules == Policies(
        credit_difference=CreditDifference.AWARD_COMPONENT,
        attempts=Attempts.BEST,
        distribution=DistributionUse.IGNORE,
        overlap=Overlap.MINIMUM,
        minimum_sample=7,
        period_grace_days=8,
        amendment_days=9,
        mobility_counts_in_gpa=False,
        printed_letters=(("D", "D-"),),
    )


def test_policies_nobody_chose_are_those_of_the_domain() -> None:
    chosen = PolicySettings().rules(())

    # the domain asks no reason of amendments: rulebooks kept before there was the policy ask none
    assert dataclasses.replace(chosen, amendment_days=None) == Policies()
    assert chosen.amendment_days == 7


def test_store_left_out_stands_below_the_configuration_directory(tmp_path: Path) -> None:
    store = settings_of(FILES[SETTINGS], tmp_path).store

    assert store.database_url() == f"sqlite:///{tmp_path}/state/utqyr.sqlite"
    assert store.evidence_directory == tmp_path / "state" / "evidence"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("sqlite:///other.sqlite", "sqlite:////srv/state/other.sqlite"),
        ("sqlite:////var/lib/x.sqlite", "sqlite:////var/lib/x.sqlite"),
        ("sqlite://", "sqlite://"),
        ("postgresql://db/utqyr", "postgresql://db/utqyr"),
        ("env:UTQYR_TEST_STORE", "postgresql://utqyr:hush@db/utqyr"),
    ],
)
def test_store_url_is_what_to_connect_to(
    written: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UTQYR_TEST_STORE", "postgresql://utqyr:hush@db/utqyr")
    text = FILES[SETTINGS] + f"store: {{state: /srv/state, url: '{written}'}}\n"

    assert settings_of(text).store.database_url() == expected


def test_host_without_a_time_of_its_own_takes_the_common_one() -> None:
    text = FILES[SETTINGS] + "schedule: {each: {host.edu.pl: {cron: '5 1 * * sat,sun'}}}\n"
    schedule = settings_of(text).schedule

    assert schedule.trigger("host.edu.pl") == Trigger(cron="5 1 * * sat,sun")
    assert schedule.trigger("second.kz") == schedule.hosts


def test_trailing_slash_of_the_moodle_address_is_dropped() -> None:
    text = FILES[SETTINGS].replace("moodle.home.edu.kz", "home.edu.kz/moodle/")

    assert settings_of(text).home.url == "https://home.edu.kz/moodle"
