"""What `utqyr.yaml` may and may not say of documents."""

from pathlib import Path

import pytest

from config.epvo_identifiers import read_identifiers
from mapping.problems import ConfigError
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


def listed(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "identifiers.csv"
    path.write_text("\n".join(["kind,ours,epvo", *lines]) + "\n", encoding="utf-8-sig")
    return path


def test_listed_numbers_are_read(tmp_path: Path) -> None:
    path = listed(tmp_path, "university,enu.kz,9002", "country,PL, 601 ")

    assert read_identifiers(path) == {("university", "enu.kz"): 9002, ("country", "PL"): 601}


def test_every_bad_line_is_told_at_once(tmp_path: Path) -> None:
    lines = ("student,KB1,x", "student,,5", "student,KB2,5", "student,KB2,6", "planet,Earth,3")

    with pytest.raises(ConfigError) as refused:
        read_identifiers(listed(tmp_path, *lines))
    assert [problem.place for problem in refused.value.problems] == [
        f"identifiers.csv:{line}" for line in (2, 3, 5, 6)
    ]


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "", "kind,ours,epvo\n\udcff"])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "identifiers.csv"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))

    with pytest.raises(ConfigError):
        read_identifiers(path)


def test_check_looks_into_the_files_that_are_named(tmp_path: Path) -> None:
    epvo = "{epvo: {university_id: 42, identifiers: numbers.csv, fields: fields.json}}"
    changes = {**written(epvo), "numbers.csv": "kind,ours,epvo\norder,M-1,\n"}

    assert rendered(tmp_path, changes) == (
        "fields.json: there is no table of fields (mend documents.epvo.fields, or take it out)",
        (
            "numbers.csv:2: is no kind, key and number (write kind, our own key and the "
            "platform's number)"
        ),
    )
