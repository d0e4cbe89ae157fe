"""Contradictions in a host's grading tables."""

from pathlib import Path

import pytest

from tests.unit.config.directory import FILES, HOST, edited, rendered, with_row

LATER = """\
    - scheme: PL-2-5
      valid: {from: 2024-08-01}
      source: later regulations
      rows: [{label: zal, to: A}]
"""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            edited(HOST, "grading:\n  scheme: pl-2-5", "grading:\n  scheme: pl-2-6"),
            (
                (
                    "hosts/host.edu.pl.yaml:10: the grading scheme 'pl-2-6' has no table (did you "
                    "mean 'pl-2-5'?)"
                ),
            ),
            id="a scheme without a table",
        ),
        pytest.param(
            edited(HOST, "grading:\n  scheme: pl-2-5", "grading:\n  scheme: zzz"),
            (
                (
                    "hosts/host.edu.pl.yaml:10: the grading scheme 'zzz' has no table (add its "
                    "table under 'tables', or write one of ects, kz-letter, percent, pl-2-5)"
                ),
            ),
            id="a scheme near none",
        ),
        pytest.param(
            {HOST: FILES[HOST].replace("scheme: pl-2-5", "scheme: ects")},
            (
                (
                    "hosts/host.edu.pl.yaml:12: 'ects' has a meaning of its own and takes no table "
                    "(name the host's own scheme otherwise)"
                ),
            ),
            id="a built-in scheme with a table",
        ),
        pytest.param(
            edited(HOST, "grading:", "grading:\n  pass_labels: zal\n  fail_labels: [nzal, ZAL]"),
            (
                (
                    "hosts/host.edu.pl.yaml:11: 'ZAL' is both a pass and a fail label (keep it in "
                    "one of the two lists)"
                ),
            ),
            id="a label that passes and fails",
        ),
        pytest.param(
            edited(HOST, "to: B", "to: B+"),
            ("hosts/host.edu.pl.yaml:17: 'B+' is not an ECTS letter (did you mean 'B'?)",),
            id="a letter that is not of ECTS",
        ),
        pytest.param(
            {
                HOST: FILES[HOST]
                .replace("      labels: number\n", "")
                .replace("label: 5", "lowest: 5")
            },
            (
                (
                    "hosts/host.edu.pl.yaml:15: a range of numbers in a table whose labels are "
                    "text (write 'labels: number' beside the table's scheme)"
                ),
            ),
            id="a range among texts",
        ),
        pytest.param(
            with_row("{lowest: 4, highest: 4.9, to: C}"),
            (
                (
                    "hosts/host.edu.pl.yaml:17: '4.5' meets the range from 4 to 4.9 in "
                    "hosts/host.edu.pl.yaml:16, and means something else (remove one of the two "
                    "rows, or narrow a range)"
                ),
            ),
            id="a range over a label",
        ),
        pytest.param(
            with_row("{lowest: 4, to: C}\n        - {lowest: 3, highest: 4, to: D}"),
            (
                (
                    "hosts/host.edu.pl.yaml:17: the range from 3 to 4 meets the range from 4 in "
                    "hosts/host.edu.pl.yaml:16, and means something else (remove one of the two "
                    "rows, or narrow a range)"
                ),
                (
                    "hosts/host.edu.pl.yaml:18: '4.5' meets the range from 4 in "
                    "hosts/host.edu.pl.yaml:16, and means something else (remove one of the two "
                    "rows, or narrow a range)"
                ),
            ),
            id="a range over a range",
        ),
        pytest.param(
            with_row("{label: '4,50', to: A}"),
            (
                (
                    "hosts/host.edu.pl.yaml:17: '4.5' meets '4,50' in hosts/host.edu.pl.yaml:16, "
                    "and means something else (remove one of the two rows, or narrow a range)"
                ),
            ),
            id="one number written twice",
        ),
        pytest.param(
            with_row("{label: zal, to: A}\n        - {label: ZAL, to: B}"),
            (
                (
                    "hosts/host.edu.pl.yaml:17: 'ZAL' meets 'zal' in hosts/host.edu.pl.yaml:16, "
                    "and means something else (remove one of the two rows, or narrow a range)"
                ),
            ),
            id="one text written twice",
        ),
        pytest.param(
            {
                HOST: FILES[HOST].replace(
                    "      source:", "      valid: {to: 2024-08-31}\n      source:"
                )
                + LATER
            },
            (
                (
                    "hosts/host.edu.pl.yaml:20: the tables 'PL-2-5' here and in "
                    "hosts/host.edu.pl.yaml:12 both hold on 2024-08-01 (let the first end on the "
                    "day before the second begins)"
                ),
            ),
            id="two tables at once",
        ),
    ],
)
def test_contradiction_in_a_grading_table_is_told_with_its_line(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected
