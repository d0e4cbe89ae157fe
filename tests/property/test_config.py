"""Laws of the configuration: any file gives problems, never a traceback; text stays as written."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from config.curriculum import read_csv_curriculum
from config.positions import Document, Rows, Section, Value, read_document
from mapping.problems import Problem
from tests.unit.config.directory import FILES, problems_in

NAMES = (*FILES, "curriculum/more.csv")

KEYS = sorted(
    {
        "home hei names kind mode url token item store schedule each full cron every_minutes",
        "policies guards partners number listed status successors connector settings path",
        "agreements from to grading scheme tables labels rows label lowest highest passed credits",
        "host equivalences any elective additional valid levels minimum_grade approved by on",
        "examples given expect expect_held grade ects taken regime admission_year components code",
        "title en work regimes credit_rules coefficient steps rounding printed_letters",
        "home_distributions isced_code counts letter count",
    }
)
WORDS = [word for line in KEYS for word in line.split()]

scalars = st.one_of(
    st.sampled_from(
        ["", "~", "02", "NO", "4,5", "1e3", "-1", "0", "2024-09-01", "9" * 30, "ects", "bachelor"]
    ),
    st.sampled_from(["kz-2011", "kz-2018", "host.edu.pl", "env:A", "FIN201", "ECO2204", "A", "\t"]),
    st.text(max_size=12),
)
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=6), inner, max_size=6),
    ),
    max_leaves=25,
)
yaml_like = st.text(alphabet="ab01:-[]{}&*!|>'\"#%@`,? \n\t~<\\é\x00\x85\u2028\ufeff", max_size=60)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
plain_trees = st.recursive(
    texts,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=20,
)


def assert_told(problems: tuple[Problem, ...]) -> None:
    """Every problem has a sentence and a place to go to."""
    for problem in problems:
        assert problem.message
        assert problem.place


def assert_checked(name: str, content: str | bytes) -> None:
    """Check a directory with one file replaced: problems may come, safe to print; no error may."""
    with tempfile.TemporaryDirectory() as directory:
        problems = problems_in(Path(directory), {name: content})
    assert_told(problems)
    assert "".join(map(str, problems)).isprintable()


@given(st.binary(max_size=200) | yaml_like.map(str.encode))
@settings(max_examples=300)
def test_any_bytes_are_a_document_or_a_problem(data: bytes) -> None:
    document, problems = read_document(data, file="x.yaml")

    assert_told(problems)
    assert isinstance(document, Document)


@given(st.binary(max_size=200) | yaml_like.map(str.encode))
@settings(max_examples=200)
def test_any_bytes_are_a_curriculum_or_a_problem(data: bytes) -> None:
    document, problems = read_csv_curriculum(data, file="x.csv")

    assert_told(problems)
    assert isinstance(document.root, Section)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.binary(max_size=80) | yaml_like.map(str.encode))
@settings(max_examples=15)
def test_any_bytes_as_a_configuration_file_never_raise(name: str, data: bytes) -> None:
    assert_checked(name, data)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".yaml")])
@given(tree=trees)
@settings(max_examples=40)
def test_any_tree_as_a_configuration_file_never_raises(name: str, tree: Any) -> None:
    assert_checked(name, yaml.safe_dump(tree, allow_unicode=True))


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".yaml")])
@given(data=st.data())
@settings(max_examples=40)
def test_any_one_value_put_anywhere_never_raises(name: str, data: st.DataObject) -> None:
    """Replace one value of a valid file by anything: what the models and checks then meet."""
    tree = yaml.load(FILES[name], Loader=yaml.BaseLoader)  # noqa: S506 -- the safest of all loaders
    holder, key = data.draw(st.sampled_from(list(_holders(tree))))
    holder[key] = data.draw(trees)
    assert_checked(name, yaml.safe_dump(tree, allow_unicode=True))


def _holders(tree: Any) -> Any:
    keys = range(len(tree)) if isinstance(tree, list) else list(tree)
    for key in keys:
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from _holders(tree[key])


@given(plain_trees.filter(lambda tree: not isinstance(tree, str)))
@settings(max_examples=150)
def test_text_is_read_back_as_it_was_written(tree: Any) -> None:
    written = yaml.safe_dump(tree, allow_unicode=True)

    document, problems = read_document(written.encode(), file="x.yaml")

    assert problems == ()
    assert document.root == tree


@given(plain_trees.filter(lambda tree: isinstance(tree, dict) and bool(tree)))
@settings(max_examples=100)
def test_position_of_a_key_is_where_the_key_stands(tree: Any) -> None:
    written = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=False, width=10_000)
    document, _ = read_document(written.encode(), file="x.yaml")
    marks = {
        location: (mark.line + 1, mark.column + 1)
        for location, mark in _marks(yaml.compose(written, Loader=yaml.CSafeLoader), ())
    }

    found = {location: document.position(location) for location in _locations(document.root, ())}

    assert {location: (each.line, each.column) for location, each in found.items()} == marks


def _marks(node: Any, under: tuple[str | int, ...]) -> Any:
    """Give the location and mark of every key and item, as PyYAML's own composer has them."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*under, key.value), key.start_mark
            yield from _marks(value, (*under, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield (*under, index), value.start_mark
            yield from _marks(value, (*under, index))


def _locations(value: Value, under: tuple[str | int, ...]) -> Any:
    if isinstance(value, Section):
        pairs: Any = value.items()
    else:
        pairs = enumerate(value) if isinstance(value, Rows) else ()
    for key, part in pairs:
        yield (*under, key)
        yield from _locations(part, (*under, key))
