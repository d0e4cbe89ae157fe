"""What libyaml and the reader refuse: told once, with its line, and the rest is read on."""

from pathlib import Path

import pytest

from config.positions import Position, Value, read_document
from tests.unit.config.directory import FILES, MAPPING, edited, rendered, with_rule_line

LAUGHS = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {MAPPING: b"host: host.edu.pl\n# \xcc\xe8\xed\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:2: byte 0xCC is not UTF-8 text (save the file with "
                    "the encoding UTF-8)"
                ),
            ),
            id="bytes that are not UTF-8",
        ),
        pytest.param(
            {MAPPING: b"#" * (16 * 1024 * 1024 + 1)},
            (
                (
                    "mapping/host.edu.pl.yaml:1: the file has 16,777,217 bytes; the limit is "
                    "16,777,216 (split it into several files)"
                ),
            ),
            id="a file too large",
        ),
        pytest.param(
            {MAPPING: "host: host.edu.pl\n\x07equivalences: []\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:2: character U+0007 is not allowed in YAML (delete "
                    "it; it is often left behind by copying from a document)"
                ),
            ),
            id="a control character",
        ),
        pytest.param(
            {MAPPING: "host: host.edu.pl\nequivalences:\n\t- host: FIN201\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:3: a tab stands where YAML allows only spaces "
                    "(replace it with spaces)"
                ),
            ),
            id="a tab",
        ),
        pytest.param(
            {MAPPING: "host: host.edu.pl\nequivalences:\n  - host: [FIN201\n    home: [ECO2204]\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:4: not valid YAML: did not find expected ',' or ']' "
                    "(a '[' is not closed, or a comma is missing)"
                ),
            ),
            id="an open bracket",
        ),
        pytest.param(
            edited(MAPPING, "2024-06-10}", "2024-06-10"),
            (
                (
                    "mapping/host.edu.pl.yaml:6: not valid YAML: did not find expected ',' or '}' "
                    "(a '{' is not closed, or a comma is missing)"
                ),
            ),
            id="an open brace",
        ),
        pytest.param(
            with_rule_line("note: see: minutes"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: not valid YAML: mapping values are not allowed in "
                    "this context (put quotes around a text that contains ': ', or mend the "
                    "indentation)"
                ),
            ),
            id="a colon inside a text",
        ),
        pytest.param(
            {MAPPING: "host: host.edu.pl\n equivalences: []\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:2: not valid YAML: mapping values are not allowed in "
                    "this context (put quotes around a text that contains ': ', or mend the "
                    "indentation)"
                ),
            ),
            id="wrong indentation",
        ),
        pytest.param(
            {MAPPING: FILES[MAPPING] + " - host: FIN202\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:6: not valid YAML: did not find expected key "
                    "(compare the indentation with the line above; use spaces)"
                ),
            ),
            id="an item out of line",
        ),
        pytest.param(
            {MAPPING: "host: host.edu.pl\nequivalences\nmore: []\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:3: not valid YAML: could not find expected ':' (a "
                    "key needs a colon and a space after it)"
                ),
            ),
            id="a word without a colon",
        ),
        pytest.param(
            {MAPPING: "host: 'host.edu.pl\nequivalences: []\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:3: not valid YAML: found unexpected end of stream (a "
                    "quote is not closed)"
                ),
            ),
            id="an open quote",
        ),
        pytest.param(
            with_rule_line("note: @home"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: not valid YAML: found character that cannot start "
                    "any token (check this line's form)"
                ),
            ),
            id="an at sign",
        ),
        pytest.param(
            with_rule_line("home: ECO2205"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: the key 'home' is already set in line 4 (keep one "
                    "of the two)"
                ),
            ),
            id="a repeated key",
        ),
        pytest.param(
            edited(MAPPING, "home: ECO2204", "home: !!str ECO2204"),
            (
                (
                    "mapping/host.edu.pl.yaml:4: the tag 'tag:yaml.org,2002:str' is not allowed "
                    "(remove it: every value is read as the text that stands there)"
                ),
            ),
            id="a tag",
        ),
        pytest.param(
            with_rule_line("<<: {levels: [phd]}"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: merge keys ('<<') are not supported (repeat the "
                    "lines, or name the whole block with an anchor)"
                ),
            ),
            id="a merge key",
        ),
        pytest.param(
            {MAPPING: "host: host.edu.pl\n[a, b]: c\nequivalences: []\n"},
            ("mapping/host.edu.pl.yaml:2: a key must be plain text (write 'key: value')",),
            id="a list as a key",
        ),
        pytest.param(
            edited(MAPPING, "home: ECO2204", "home: *other"),
            (
                (
                    "mapping/host.edu.pl.yaml:4: '*other' refers to nothing above it (define "
                    "'&other' earlier in this file)"
                ),
            ),
            id="an alias of nothing",
        ),
        pytest.param(
            {MAPPING: "host: host.edu.pl\nequivalences: &all [*all]\n"},
            ("mapping/host.edu.pl.yaml:2: '*all' refers to itself (write it out)",),
            id="an alias of itself",
        ),
        pytest.param(
            {MAPPING: LAUGHS},
            (
                (
                    "mapping/host.edu.pl.yaml:7: more than 2,000,000 values, counting what aliases "
                    "repeat (split the file, or repeat less)"
                ),
            ),
            id="billion laughs",
        ),
        pytest.param(
            {MAPPING: "host: " + "[" * 40 + "]" * 40},
            (
                (
                    "mapping/host.edu.pl.yaml:1: more than 32 levels inside each other (no setting "
                    "is that deep; look for a bracket that is never closed)"
                ),
            ),
            id="too many levels",
        ),
        pytest.param(
            {MAPPING: "? " * 40 + "a"},
            (
                (
                    "mapping/host.edu.pl.yaml:1: more than 32 levels inside each other (no setting "
                    "is that deep; look for a bracket that is never closed)"
                ),
            ),
            id="too many levels of keys",
        ),
        pytest.param(
            {MAPPING: FILES[MAPPING] + "---\nhost: other.edu.pl\n"},
            ("mapping/host.edu.pl.yaml:6: a second document begins here (remove '---')",),
            id="two documents",
        ),
        pytest.param(
            {MAPPING: ""},
            (
                (
                    "mapping/host.edu.pl.yaml:1: the key 'equivalences' is missing (add "
                    "'equivalences: ...' here)"
                ),
                "mapping/host.edu.pl.yaml:1: the key 'host' is missing (add 'host: ...' here)",
            ),
            id="an empty file",
        ),
        pytest.param(
            {MAPPING: "nothing"},
            (
                (
                    "mapping/host.edu.pl.yaml:1: expected a block of keys (write 'key: value' "
                    "lines, indented below this key)"
                ),
            ),
            id="a file of one word",
        ),
        pytest.param(
            {MAPPING: "- host: host.edu.pl"},
            (
                (
                    "mapping/host.edu.pl.yaml:1: expected a block of keys (write 'key: value' "
                    "lines, indented below this key)"
                ),
            ),
            id="a file that is a list",
        ),
    ],
)
def test_unreadable_yaml_is_told_with_its_line_and_the_way_out(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected


def read(text: str | bytes) -> Value:
    document, problems = read_document(
        text.encode() if isinstance(text, str) else text, file="x.yaml"
    )
    assert problems == ()
    return document.root


@pytest.mark.parametrize(
    "written",
    ["02", "NO", "4,5", "2024-09-01", "1e3", "0x1F", "on", "12:30", "1_000", ".inf", "true", "007"],
)
def test_scalar_stays_the_text_the_coordinator_wrote(written: str) -> None:
    assert read(f"key: {written}") == {"key": written}
    assert read(f"[{written}]" if "," not in written else f"- {written}") == [written]


def test_key_stays_the_text_the_coordinator_wrote() -> None:
    assert read("{02: a, NO: b, on: c, 4.50: d}") == {"02": "a", "NO": "b", "on": "c", "4.50": "d"}


@pytest.mark.parametrize("written", ["", "~", "null", "NULL"])
def test_empty_value_is_missing(written: str) -> None:
    assert read(f"key: {written}\nother: a") == {"key": None, "other": "a"}


@pytest.mark.parametrize("written", ["'~'", '"null"'])
def test_quoted_word_for_nothing_is_a_text(written: str) -> None:
    assert read(f"key: {written}") == {"key": written[1:-1]}


def test_byte_order_mark_and_windows_line_ends_are_read() -> None:
    assert read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n") == {"a": "1", "b": "2"}


def test_alias_repeats_the_value_it_names() -> None:
    assert read("a: &x {b: [1]}\nc: *x") == {"a": {"b": ["1"]}, "c": {"b": ["1"]}}


@pytest.mark.parametrize(
    ("location", "line", "column"),
    [
        ((), 1, 1),
        (("rules",), 2, 1),
        (("rules", 1), 5, 5),
        (("rules", 1, "b"), 6, 5),
        (("rules", 0, "a", 1), 3, 12),
        # what is not there is placed at what should hold it
        (("rules", 1, "missing"), 5, 5),
        (("rules", 7), 2, 1),
        (("rules", "[key]", 1, "b"), 6, 5),
    ],
)
def test_every_value_remembers_its_line_and_column(
    location: tuple[str | int, ...], line: int, column: int
) -> None:
    text = b"host: x\nrules:\n  - a: [1, 2]\n    b: 1\n  - a: 3\n    b: 4\n"
    document, _ = read_document(text, file="x.yaml")

    assert document.position(location) == Position("x.yaml", line, column)
    assert document.place(location) == f"x.yaml:{line}"


def test_a_file_past_a_limit_gives_nothing() -> None:
    document, problems = read_document(b"a: 1\nb: " + b"[" * 40, file="x.yaml")

    assert document.root == {}
    assert [problem.code for problem in problems] == ["too-deep"]


def test_a_file_with_a_repeated_key_is_read_on() -> None:
    document, problems = read_document(b"a: 1\na: 2\nb: 3\nb: 4", file="x.yaml")

    assert document.root == {"a": "1", "b": "3"}
    assert [problem.place for problem in problems] == ["x.yaml:2", "x.yaml:4"]
