"""The national platform's rows as the university configured them."""

import json
from pathlib import Path
from typing import Any

import pytest

from config.documents import EpvoEntry
from mapping.numbers import Rounding
from mapping.problems import UtqyrError, errors_of
from sync.epvo import (
    access_of,
    epvo_settings,
    export_rows,
    field_table,
    read_rows,
    rows_text,
)
from sync.errors import WrongUsage
from tests.documents import make_transcript


def entry(**fields: Any) -> EpvoEntry:
    defaults: dict[str, Any] = {"university_id": 42, "students": "digits", "subjects": "derived"}
    return EpvoEntry.model_validate(defaults | fields)


def listed(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "identifiers.csv"
    path.write_text("\n".join(["kind,ours,epvo", *lines]) + "\n", encoding="utf-8-sig")
    return path


def test_choices_reach_the_writer() -> None:
    settings = epvo_settings(entry(whole_credits="floor", mobility_types={"internal": 5}))

    assert settings.rounding is Rounding.FLOOR
    assert settings.mobility_types == {"internal": 5}
    assert settings.identifiers.find("student", "KB23") == 23
    assert settings.identifiers.find("subject", "ECO2204") is not None
    assert epvo_settings(entry()).rounding is None


def test_rows_are_written_with_everything_wrong_with_them(tmp_path: Path) -> None:
    path = listed(tmp_path, "university,kozminski.edu.pl,9003", "country,PL,601")
    content, problems = export_rows([make_transcript()], entry(identifiers=str(path)))

    assert content["universityId"] == 42
    assert {each.code for each in errors_of(problems)} == {"number-not-listed", "missing-field"}
    complete = entry(
        identifiers=str(
            listed(tmp_path, *path.read_text("utf-8-sig").splitlines()[1:], "order,M-2025-003,1")
        ),
        mobility_types={"external": 2},
        order_section=1,
    )
    assert errors_of(export_rows([make_transcript()], complete)[1]) == ()


def test_written_rows_read_back(tmp_path: Path) -> None:
    content, _ = export_rows([make_transcript()], entry())
    path = tmp_path / "rows.json"
    path.write_text(rows_text(content), encoding="utf-8")

    assert read_rows(path) == content["rows"]
    assert "Корпоративтік қаржы" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"rows": {"TRANSCRIPT": [1]}}'])
def test_a_file_without_rows_is_a_sentence(content: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text(content)

    with pytest.raises(UtqyrError, match="holds no rows"):
        read_rows(path)


def test_sending_is_off_until_it_is_configured() -> None:
    with pytest.raises(WrongUsage, match="is off"):
        access_of(entry())


def test_access_holds_no_password_before_it_is_needed() -> None:
    push = {"url": "https://epvo.example/api/", "password": "env:UTQYR_TEST_NOT_SET"}
    access = access_of(entry(push=push))

    assert access.url == "https://epvo.example/api"
    with pytest.raises(UtqyrError, match="is not set"):
        access.password()


def test_an_own_table_of_fields_goes_before_ours(tmp_path: Path) -> None:
    path = tmp_path / "fields.json"
    path.write_text(json.dumps({"rows": {"MARKS": {"key": ["id"], "fields": {}}}}))

    assert set(field_table(entry(fields=str(path)))) == {"MARKS"}
    assert "TRANSCRIPT" in field_table(entry())
