"""Secrets: referred to, read when used, never printed, never in a file."""

from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr, ValidationError

from config.secrets import Secret, SecretReference, SecretUnavailable, secret_problems
from tests.unit.config.directory import HOST, SETTINGS, edited, problems_in


class Holder(BaseModel):
    secret: Secret


def test_environment_reference_is_read_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = SecretReference("env:UTQYR_TEST_SECRET")
    monkeypatch.setenv("UTQYR_TEST_SECRET", "first")
    assert reference.get_secret_value() == "first"

    monkeypatch.setenv("UTQYR_TEST_SECRET", "second")

    assert reference.get_secret_value() == "second"


def test_file_reference_starts_at_the_configuration_directory(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hush\n", encoding="utf-8")

    assert SecretReference("file:token", tmp_path).get_secret_value() == "hush"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "file:token cannot be read: FileNotFoundError"),
        (b"", "file:token is empty"),
        (b"\n", "file:token is empty"),
        (b"\xff\xfe", "file:token cannot be read: UnicodeDecodeError"),
        (b"x" * 70_000, "file:token is too large for a secret"),
    ],
)
def test_secret_that_cannot_be_used_is_refused_without_its_text(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / "token").write_bytes(content)

    with pytest.raises(SecretUnavailable) as caught:
        SecretReference("file:token", tmp_path).get_secret_value()

    assert caught.value.message == sentence


def test_unset_environment_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UTQYR_TEST_SECRET", raising=False)

    with pytest.raises(SecretUnavailable, match="UTQYR_TEST_SECRET is not set"):
        SecretReference("env:UTQYR_TEST_SECRET").get_secret_value()


def test_secret_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UTQYR_TEST_SECRET", "hush")
    holder = Holder.model_validate({"secret": "env:UTQYR_TEST_SECRET"})

    printed = f"{holder!r} {holder} {holder.secret!r} {holder.secret} {holder.model_dump_json()}"

    assert "hush" not in printed
    assert holder.secret.get_secret_value() == "hush"


@pytest.mark.parametrize(
    "literal", ["0123456789abcdef", "env:", "env:two words", "file:", "pass:x"]
)
def test_literal_secret_is_refused_and_never_printed(literal: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Holder.model_validate({"secret": literal})

    assert [error["type"] for error in caught.value.errors()] == ["secret-in-file"]
    assert literal not in caught.value.errors()[0]["msg"]


def test_literal_secret_is_not_in_any_problem(tmp_path: Path) -> None:
    changes = {
        **edited(SETTINGS, "env:UTQYR_TEST_TOKEN", "hush-hush"),
        **edited(HOST, "{path: inbox}", "{path: inbox, token: hush-hush}"),
    }

    problems = problems_in(tmp_path, changes)

    assert [problem.code for problem in problems] == ["secret-in-file", "secret-in-file"]
    assert "hush" not in "".join(map(str, problems))


def test_references_are_equal_by_what_they_refer_to() -> None:
    assert SecretReference("env:A") == SecretReference("env:A")
    assert hash(SecretReference("env:A")) == hash(SecretReference("env:A"))
    assert SecretReference("env:A") != SecretReference("env:B")
    assert len(SecretReference("env:A")) == len("env:A")


def test_file_that_others_may_read_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("hush", encoding="utf-8")
    path.chmod(0o644)
    reference = SecretReference("file:token", tmp_path)

    (problem,) = secret_problems(reference, "utqyr.yaml:5")

    assert str(problem) == (
        "utqyr.yaml:5: file:token can be read by other users of this machine "
        "(run: chmod 600 on that file)"
    )


def test_file_of_the_service_alone_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("hush", encoding="utf-8")
    path.chmod(0o600)

    assert list(secret_problems(SecretReference("file:token", tmp_path), "here")) == []
    assert list(secret_problems(SecretStr("a store without a password"), "here")) == []
