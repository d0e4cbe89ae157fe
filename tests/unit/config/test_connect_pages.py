"""What pages about connecting a host show is a configuration that loads; mistakes are told."""

import re
import textwrap
from pathlib import Path

import pytest

from config.load import check_configuration
from tests.unit.config.directory import FILES, HOST, TODAY, write_files
from tests.unit.config.example import connector_settings

DOCS = Path(__file__).parents[3] / "docs"
KINDS = ("canvas", "moodle", "oeapi", "oneroster", "sftp", "usos")
SFTP = """\
kind: sftp
settings:
  server: sftp.host.example
  user: utqyr
  host_keys: SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  password: env:SFTP_PASSWORD
  tables: {completeness: delta}
"""
OEAPI = """\
kind: oeapi
settings:
  url: https://api.host.example/v5
  version: "5"
  page_size: 250
  require_final: true
  sign_in:
    token_url: https://login.host.example/token
    client_id: utqyr
    client_secret: env:OEAPI_SECRET
"""
MOODLE = """\
kind: moodle
settings:
  url: https://moodle.host.example
  token: env:MOODLE_TOKEN
  categories: [12, 13]
  read_suspended: true
  pass_mark: 50.5
  courses:
    - {course: FIN201, credits: 5, final_on: 2026-02-10}
"""


def told(directory: Path, connector: str) -> list[str]:
    """Check a directory whose host is connected like this; warnings about secrets left out."""
    before, after = re.split(r"connector:\n(?:  .*\n)+", FILES[HOST])
    block = f"connector:\n{textwrap.indent(connector, '  ')}"
    write_files(directory, {HOST: f"{before}{block}{after}"})
    problems = check_configuration(directory, connector_settings=connector_settings(), today=TODAY)
    return [str(each) for each in problems if "secret-unavailable" not in each.code]


@pytest.mark.parametrize("kind", KINDS)
def test_example_of_a_page_loads(kind: str, tmp_path: Path) -> None:
    page = (DOCS / f"connect-{kind}.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\nconnector:\n(.*?)```", page, re.DOTALL)
    assert found is not None
    connector = textwrap.dedent(found[1]).replace("AAAA…", "A" * 68)

    assert told(tmp_path, connector) == []


@pytest.mark.parametrize("connector", [SFTP, OEAPI, MOODLE], ids=["sftp", "oeapi", "moodle"])
def test_values_written_as_text_are_taken_for_what_they_are(tmp_path: Path, connector: str) -> None:
    assert told(tmp_path, connector) == []


@pytest.mark.parametrize(
    ("connector", "old", "new", "expected"),
    [
        (SFTP, "host_keys", "host_key", "unknown key 'host_key' (did you mean 'host_keys'?)"),
        (SFTP, "{completeness: delta}", "{completenes: delta}", "did you mean 'completeness'?"),
        (SFTP, "env:SFTP_PASSWORD", "hunter2", "password: a secret may not stand"),
        (OEAPI, "client_id", "clientid", "unknown key 'clientid' (did you mean 'client_id'?)"),
        (OEAPI, "env:OEAPI_SECRET", "hunter2", "client_secret: a secret may not stand"),
        (OEAPI, "page_size: 250", "page_size: 77", "page_size"),
        (MOODLE, "credits: 5", "credit: 5", "unknown key 'credit' (did you mean 'credits'?)"),
        (MOODLE, "pass_mark: 50.5", "pass_mark: high", "pass_mark"),
    ],
)
def test_mistake_is_told_with_its_line_and_shows_no_secret(
    tmp_path: Path, connector: str, old: str, new: str, expected: str
) -> None:
    assert connector.count(old) == 1

    problems = told(tmp_path, connector.replace(old, new))

    assert any(expected in each for each in problems), problems
    assert all(re.match(r"hosts/host\.edu\.pl\.yaml:\d+: ", each) for each in problems)
    assert "hunter2" not in "".join(problems)
