"""The Moodle plugin as far as it can be judged without a Moodle; its own tests run inside one."""

import re
import shutil
import subprocess
import sys
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

from connectors.home.moodle_plugin_wire import PLUGIN_FUNCTIONS
from mapping.held import HeldCode

ROOT = Path(__file__).parent.parent
PLUGIN = ROOT / "moodle" / "local_utqyr"
CONTRACT = ROOT / "docs" / "moodle-plugin.md"
LANGUAGES = ("en", "kk", "ru")
PHP_FILES = sorted(path.relative_to(PLUGIN).as_posix() for path in PLUGIN.rglob("*.php"))

_STRING = re.compile(r"^\$string\['([^']+)'\] = '((?:[^'\\]|\\.)*)';$", re.MULTILINE | re.DOTALL)
_PLACEHOLDER = re.compile(r"\{\$a(?:->\w+)?\}")


def text_of(name: str) -> str:
    return (PLUGIN / name).read_text(encoding="utf-8")


@cache
def strings(language: str) -> dict[str, str]:
    return dict(_STRING.findall(text_of(f"lang/{language}/local_utqyr.php")))


def setting_of_version(name: str) -> str:
    found = re.search(rf"^\$plugin->{name} = ([^;]+);", text_of("version.php"), re.MULTILINE)
    assert found is not None
    return found[1].strip("'")


def packaging() -> ModuleType:
    spec = spec_from_file_location("package_plugin", ROOT / "moodle" / "package.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(shutil.which("php") is None, reason="there is no PHP here")
def test_every_file_is_php() -> None:
    for name in PHP_FILES:
        done = subprocess.run(
            ["php", "-l", name], cwd=PLUGIN, capture_output=True, text=True, check=False
        )

        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_a_language_file_is_a_string(language: str) -> None:
    text = text_of(f"lang/{language}/local_utqyr.php")

    assert text.count("$string[") == len(_STRING.findall(text)) == len(strings(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_there_in_every_language(language: str) -> None:
    assert strings(language).keys() == strings("en").keys()
    assert all(text.strip() for text in strings(language).values())


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_language_names_the_same_facts(language: str) -> None:
    for key, text in strings("en").items():
        expected = sorted(set(_PLACEHOLDER.findall(text)))

        assert sorted(set(_PLACEHOLDER.findall(strings(language)[key]))) == expected, key


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_sentences_are_translated(language: str) -> None:
    reasons = [key for key in strings("en") if key.startswith("reason_")]

    assert [key for key in reasons if strings(language)[key] == strings("en")[key]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_for_waiting_has_its_sentence(language: str) -> None:
    """The plugin shows students why a result waits: moodle/local_utqyr/lang/*/local_utqyr.php."""
    missing = [code for code in HeldCode if f"reason_{code.value}" not in strings(language)]

    assert missing == []


def test_there_is_no_sentence_for_a_reason_that_is_gone() -> None:
    told = {key.removeprefix("reason_") for key in strings("en") if key.startswith("reason_")}

    assert told == {code.value for code in HeldCode}


def test_every_refusal_is_a_code_of_the_product() -> None:
    codes = set(
        re.findall(r"public const \w+ = '(home-[a-z-]+)'", text_of("classes/local/held_code.php"))
    )
    known = {code.value for code in HeldCode}

    assert len(codes) == 12
    assert codes <= known


def test_every_string_that_is_asked_for_exists() -> None:
    asked = {
        key
        for name in PHP_FILES
        if not name.startswith(("lang/", "tests/"))
        for key in re.findall(
            r"(?:get_string|lang_string|moodle_exception)\(\s*'([^']+)',\s*'local_utqyr'",
            text_of(name),
        )
    }

    assert asked - strings("en").keys() == set()


def test_every_capability_has_a_name() -> None:
    capabilities = re.findall(
        r"^    'local/(utqyr:\w+)' =>", text_of("db/access.php"), re.MULTILINE
    )

    assert "utqyr:deliver" in capabilities
    assert set(capabilities) <= strings("en").keys()


def test_the_release_is_the_newest_of_the_changes() -> None:
    newest = re.search(r"^## (\S+)", text_of("CHANGES.md"), re.MULTILINE)

    assert newest is not None
    assert newest[1] == setting_of_version("release")


def test_the_version_is_a_day_and_a_number() -> None:
    assert re.fullmatch(
        r"20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d\d", setting_of_version("version")
    )


def test_upgrades_end_at_the_version() -> None:
    savepoints = re.findall(r"upgrade_plugin_savepoint\(true, (\d+)", text_of("db/upgrade.php"))

    assert all(point <= setting_of_version("version") for point in savepoints)
    assert savepoints == sorted(savepoints)


def test_the_services_are_those_of_the_contract() -> None:
    declared = re.findall(
        r"^    '(local_utqyr_\w+)' => \[", text_of("db/services.php"), re.MULTILINE
    )
    described = re.findall(r"^### (local_utqyr_\w+)", CONTRACT.read_text("utf-8"), re.MULTILINE)

    assert sorted(declared) == sorted(described) == sorted(PLUGIN_FUNCTIONS)
    assert "'shortname' => 'utqyr'" in text_of("db/services.php")
    assert "'restrictedusers' => 1" in text_of("db/services.php")
    assert "core_webservice_get_site_info" in text_of("db/services.php")


@pytest.mark.parametrize("function", PLUGIN_FUNCTIONS)
def test_every_function_checks_before_it_acts(function: str) -> None:
    text = text_of(f"classes/external/{function.removeprefix('local_utqyr_')}.php")
    steps = [
        "self::validate_parameters(",
        "self::validate_context(",
        "require_capability('local/utqyr:",
        "return [",
    ]
    execute = text[text.index("public static function execute(") :]

    assert [execute.index(step) for step in steps] == sorted(execute.index(step) for step in steps)


@pytest.mark.parametrize(
    ("page", "steps"),
    [
        (
            "transcript.php",
            [
                "require_login(null, false);",
                (
                    "if ($userid !== (int) $USER->id) {\n"
                    "    require_capability('local/utqyr:viewall', $system)"
                ),
                "isguestuser()) {\n    throw new require_login_exception(",
                "if (!$mayseeall) {\n    require_capability('local/utqyr:viewown', $system);",
                "core_user::require_active_user($user);",
                "new transcript_page(",
            ],
        ),
        (
            "course.php",
            [
                "require_login($course);",
                "$context = context_course::instance($course->id);",
                "require_capability('local/utqyr:viewcourse', $context);",
                "new course_table(",
            ],
        ),
        (
            "students.php",
            ["admin_externalpage_setup(", "new students_table("],
        ),
        (
            "settings.php",
            ["'local_utqyr_students'", "'local/utqyr:viewall'\n", "if ($hassiteconfig"],
        ),
    ],
)
def test_every_page_checks_who_looks_before_it_shows_anything(page: str, steps: list[str]) -> None:
    text = text_of(page)

    assert [text.index(step) for step in steps] == sorted(text.index(step) for step in steps)


@pytest.mark.parametrize("function", PLUGIN_FUNCTIONS)
def test_what_a_function_gives_is_on_the_contract_page(function: str) -> None:
    page = CONTRACT.read_text("utf-8")
    section = page[page.index(f"### {function}") :].split("\n## ")[0]
    text = text_of(f"classes/external/{function.removeprefix('local_utqyr_')}.php")

    for name in re.findall(r"^\s+'(\w+)' => (?:structures|new external)", text, re.MULTILINE):
        assert re.search(rf"\b{name}\b", section), f"{name} is not on the page"


def test_parts_of_a_line_are_those_of_the_contract() -> None:
    page = CONTRACT.read_text("utf-8")
    described = page[page.index("## A transcript line") :]
    text = text_of("classes/local/entry.php")
    names = [
        name
        for constant in re.findall(
            r"private const (?:ORIGINAL_)?TEXTS = \[(.*?)\];", text, re.DOTALL
        )
        for name in re.findall(r"'(\w+)'", constant)
    ]

    assert len(names) == 27
    for name in names:
        assert re.search(rf"\b{name}\b", described), f"{name} is not on the page"


def test_the_same_files_give_the_same_archive(tmp_path: Path) -> None:
    package = packaging()
    copied = tmp_path / "copied"
    shutil.copytree(PLUGIN, copied)
    (copied / ".hidden").write_text("left out", encoding="utf-8")

    one = package.package(PLUGIN, tmp_path / "one")
    two = package.package(copied, tmp_path / "two")

    assert one.name == two.name == f"local_utqyr-{setting_of_version('release')}.zip"
    assert one.read_bytes() == two.read_bytes()


def test_the_archive_holds_one_folder_that_moodle_knows(tmp_path: Path) -> None:
    with ZipFile(packaging().package(PLUGIN, tmp_path)) as archive:
        names = archive.namelist()

    assert {name.split("/")[0] for name in names} == {"utqyr"}
    assert {"utqyr/version.php", "utqyr/README.md", "utqyr/db/install.xml"} <= set(names)


def test_the_archive_is_made_by_a_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "moodle" / "package.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert Path(done.stdout.strip()).is_file()
