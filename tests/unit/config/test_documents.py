"""What `utqyr.yaml` may and may not say of documents."""

from pathlib import Path

import pytest

from tests.unit.config.directory import FILES, SETTINGS, rendered


def written(text: str) -> dict[str, str | bytes | None]:
    return {SETTINGS: f"{FILES[SETTINGS]}documents: {text}\n"}


@pytest.mark.parametrize(
    "text",
    [
        "{seal: false}",
        "{signatories: [{position: {kk: Тіркеуші, ru: Регистратор, en: Registrar}}]}",
        "{verification_address: 'https://home.edu.kz/verify'}",
        "{epvo: {university_id: 42, students: digits, whole_credits: half-up}}",
    ],
)
def test_documents_may_be_described(tmp_path: Path, text: str) -> None:
    assert rendered(tmp_path, written(text)) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{epvo: {}}", "university_id"),
        ("{epvo: {university_id: 42, mobility_types: {outer: 2}}}", "'outer' is no kind"),
        ("{epvo: {university_id: 42, study_format: 3}}", "study_format"),
        ("{epvo: {university_id: 42, push: {password: hush}}}", "a secret may not stand"),
        ("{signatories: [{name: A}]}", "position"),
        ("{signatores: []}", "signatories"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    [problem] = rendered(tmp_path, written(text))

    assert problem.startswith("utqyr.yaml:6:")
    assert expected in problem
    assert "hush" not in problem
