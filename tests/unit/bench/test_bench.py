"""The benchmarks run; no figure of speed is asserted, but counts are promises."""

from pathlib import Path

import pytest

from bench.__main__ import FIGURES, main
from bench.documents import Extent, extent_of_bytes, write_document
from bench.measuring import Sizes, median_ratio

TINY = Sizes(results=30, rules=20, students=6, megabytes=0, pairs=1)


def values(name: str) -> dict[str, float]:
    return {figure.meaning: figure.value for figure in FIGURES[name](TINY)}


@pytest.mark.parametrize("name", sorted(FIGURES.keys() - {"calls", "unchanged"}))
def test_every_figure_can_be_taken(name: str) -> None:
    assert all(value > 0 for value in values(name).values())


def test_an_unchanged_pass_writes_nothing_and_asks_the_home_nothing() -> None:
    written, calls, _ = values("unchanged").values()

    assert (written, calls) == (0, 0)


def test_every_changed_grade_item_costs_one_writing_call() -> None:
    found = values("calls")

    assert {value for meaning, value in found.items() if "writing" in meaning} == {1}


def test_figures_are_printed_with_their_targets(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "--rules", "20", "--pairs", "1"])

    assert "<= 2.2" in capsys.readouterr().out


def test_an_unknown_figure_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["velocity"])

    assert "there are path, staging" in capsys.readouterr().err


def test_a_document_is_at_least_as_large_as_asked(tmp_path: Path) -> None:
    path = write_document(tmp_path / "all.xml", extent_of_bytes(100_000))

    assert path.stat().st_size >= 100_000


def test_the_same_numbers_give_the_same_bytes(tmp_path: Path) -> None:
    one = write_document(tmp_path / "one.xml", Extent(students=3))
    two = write_document(tmp_path / "two.xml", Extent(students=3))

    assert one.read_bytes() == two.read_bytes()


def test_the_middle_pair_is_told() -> None:
    assert median_ratio([(1, 2), (9, 1), (1, 1)]) == 1
