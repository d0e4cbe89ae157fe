"""A small configuration directory for tests: valid as it stands, changed file by file."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr

from config.load import check_configuration
from mapping.problems import Problem


class FolderSettings(BaseModel):
    """The settings of an invented connector."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    token: SecretStr | None = None
    limit: int = 5


CONNECTORS: dict[str, type[BaseModel]] = {"folder": FolderSettings}

SETTINGS = "utqyr.yaml"
PARTNERS = "partners.yaml"
HOST = "hosts/host.edu.pl.yaml"
MAPPING = "mapping/host.edu.pl.yaml"
CURRICULUM = "curriculum/economics.yaml"
RULES = "rules/home.yaml"

FILES: dict[str, str] = {
    SETTINGS: """\
home:
  hei: home.edu.kz
  names: {en: Home University}
  url: https://moodle.home.edu.kz
  token: env:UTQYR_TEST_TOKEN
""",
    PARTNERS: """\
partners:
  - number: 1
    listed: Host University
    hei: host.edu.pl
  - number: 2
    listed: Second University
    hei: second.kz
""",
    HOST: """\
hei: host.edu.pl
kind: external
names: {en: Host University}
connector:
  kind: folder
  settings: {path: inbox}
agreements:
  - {from: 2020-01-01, to: 2030-12-31}
grading:
  scheme: pl-2-5
  tables:
    - scheme: pl-2-5
      labels: number
      source: the host's regulations
      rows:
        - {label: 5.0, to: A}
        - {label: 4.5, to: B}
        - {label: 2.0, to: F, passed: false}
""",
    MAPPING: """\
host: host.edu.pl
equivalences:
  - host: FIN201
    home: ECO2204
    approved: {by: Department, on: 2024-06-10}
""",
    CURRICULUM: """\
components:
  - {code: ECO2204, title: {en: Corporate Finance}, credits: 6, level: bachelor}
  - {code: ECO2205, title: {en: Financial Accounting}, credits: 5}
""",
    RULES: """\
regimes:
  - {regime: kz-2011, admitted_to: 2018}
  - {regime: kz-2018, admitted_from: 2019}
credit_rules:
  - {regime: kz-2011, levels: [bachelor], coefficient: 1.5, rounding: half-up}
  - {regime: kz-2011, levels: [profile-master], coefficient: 2, rounding: half-up}
  - {regime: kz-2011, levels: [scientific-master], coefficient: 2.5, rounding: half-up}
  - {regime: kz-2011, levels: [phd], coefficient: 4, rounding: half-up}
""",
}

TODAY = date(2026, 9, 1)


def write_files(directory: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the directory with some files replaced, added, or (None) left out."""
    for name, content in {**FILES, **(changes or {})}.items():
        if content is None:
            continue
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return directory


def problems_in(
    directory: Path, changes: Mapping[str, str | bytes | None] | None = None
) -> tuple[Problem, ...]:
    """Check the directory with some files changed."""
    write_files(directory, changes)
    return check_configuration(directory, connector_settings=CONNECTORS, today=TODAY)


def rendered(
    directory: Path, changes: Mapping[str, str | bytes | None] | None = None
) -> tuple[str, ...]:
    """Render what is wrong with the directory, as a person reads it."""
    return tuple(str(problem) for problem in problems_in(directory, changes))


def edited(name: str, old: str, new: str) -> dict[str, str]:
    """Change one passage of one of the directory's files."""
    assert FILES[name].count(old) == 1, f"{old!r} stands {FILES[name].count(old)} times in {name}"
    return {name: FILES[name].replace(old, new)}


def with_rule_line(line: str) -> dict[str, str]:
    """Add a line to the one equivalence."""
    return edited(MAPPING, "    home: ECO2204", f"    home: ECO2204\n    {line}")


def with_rules(*rules: str) -> dict[str, str]:
    """Replace the equivalences; see `rule`."""
    return {MAPPING: "host: host.edu.pl\nequivalences:\n" + "".join(rules)}


def rule(host: str, home: str, *lines: str) -> str:
    """Write one approved equivalence with further lines."""
    approved = "approved: {by: Department, on: 2024-06-10}"
    return f"  - host: {host}\n" + "".join(
        f"    {line}\n" for line in (f"home: {home}", *lines, approved)
    )


def with_example(*lines: str, home: str = "ECO2204") -> dict[str, str]:
    """Give the one equivalence an example; its first line begins the list item."""
    first, *rest = lines
    return with_rules(
        rule("FIN201", home, "examples:", f"  - {first}", *(f"    {line}" for line in rest))
    )


def with_row(row: str) -> dict[str, str]:
    """Replace the first row of the host's table."""
    return edited(HOST, "{label: 5.0, to: A}", row)
