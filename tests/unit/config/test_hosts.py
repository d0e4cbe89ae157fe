"""A host's file as the rules and the service see it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, SecretStr

from config.load import load_configuration
from config.secrets import SecretReference
from mapping.grades import ConversionRow, LabelKind
from mapping.numbers import Rounding
from mapping.rulebook import AgreementWindow
from mapping.terms import MobilityKind, Regime
from tests.unit.config.directory import CONNECTORS, FILES, HOST, edited, write_files


def test_rules_of_a_host_are_those_of_its_file(tmp_path: Path) -> None:
    (rules,) = load_configuration(
        write_files(tmp_path), connector_settings=CONNECTORS
    ).rulebook.hosts
    (table,) = rules.tables

    assert rules.kind is MobilityKind.EXTERNAL
    assert rules.agreements == (
        AgreementWindow(valid_from=date(2020, 1, 1), valid_to=date(2030, 12, 31)),
    )
    assert rules.grading_scheme == "pl-2-5"
    assert (table.scheme, table.label_kind) == ("pl-2-5", LabelKind.NUMBER)
    assert table.source == "the host's regulations"
    assert table.place == "hosts/host.edu.pl.yaml:12"
    assert table.rows == (
        ConversionRow(label="5.0", to=("A",)),
        ConversionRow(label="4.5", to=("B",)),
        ConversionRow(label="2.0", to=("F",), passed=False),
    )


def test_range_of_numbers_and_open_letters_are_kept(tmp_path: Path) -> None:
    changes = edited(HOST, "{label: 5.0, to: A}", "{lowest: 4.6, highest: 5, to: [A, B]}")

    (rules,) = load_configuration(
        write_files(tmp_path, changes), connector_settings=CONNECTORS
    ).rulebook.hosts

    assert rules.tables[0].rows[0] == ConversionRow(
        lowest=Decimal("4.6"), highest=Decimal(5), to=("A", "B")
    )


def test_credit_rule_of_a_host_holds_for_that_host_alone(tmp_path: Path) -> None:
    credits_ = """\
credits:
  - {regime: kz-2018, from_scheme: ze, multiplier: 36, coefficient: 30, rounding: half-up}
"""

    loaded = load_configuration(
        write_files(tmp_path, {HOST: FILES[HOST] + credits_}), connector_settings=CONNECTORS
    )

    (found,) = [rule for rule in loaded.rulebook.credit_rules if rule.hosts]
    assert found.hosts == ("host.edu.pl",)
    assert (found.regime, found.from_scheme) == (Regime.KZ_2018, "ze")
    assert (found.multiplier, found.coefficient) == (Decimal(36), Decimal(30))
    assert found.rounding is Rounding.HALF_UP
    assert found.place == "hosts/host.edu.pl.yaml:20"


class Inner(BaseModel):
    folder: Path
    key: SecretStr


class Nested(BaseModel):
    path: Path | None = None
    token: SecretStr | None = None
    inner: Inner | None = None
    patterns: tuple[str, ...] = ()


def settings_of(directory: Path, written: str) -> BaseModel:
    changes = edited(HOST, "{path: inbox}", written)
    loaded = load_configuration(
        write_files(directory, changes), connector_settings={"folder": Nested}
    )
    return loaded.hosts[0].settings


def test_path_of_a_connector_starts_at_the_configuration_directory(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "{path: inbox/host, patterns: ['*.csv']}")

    assert settings == Nested(path=tmp_path / "inbox/host", patterns=("*.csv",))


def test_absolute_path_of_a_connector_stays(tmp_path: Path) -> None:
    assert settings_of(tmp_path, "{path: /srv/inbox}") == Nested(path=Path("/srv/inbox"))


def test_secret_of_a_connector_is_read_when_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hush", encoding="utf-8")
    written = "{token: env:UTQYR_TEST_TOKEN, inner: {folder: deep, key: file:key}}"

    settings = settings_of(tmp_path, written)

    assert isinstance(settings, Nested)
    assert settings.token == SecretReference("env:UTQYR_TEST_TOKEN")
    assert settings.inner is not None
    assert settings.inner.folder == tmp_path / "deep"
    assert settings.inner.key.get_secret_value() == "hush"


def test_blank_setting_of_a_connector_takes_its_default(tmp_path: Path) -> None:
    assert settings_of(tmp_path, "{path: , token: ~}") == Nested()
