"""A connector's settings, checked by a model the caller brings."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.load import check_configuration
from mapping.problems import UtqyrError
from tests.unit.config.directory import HOST, edited, rendered, write_files


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            edited(HOST, "kind: folder", "kind: folders"),
            (
                (
                    "hosts/host.edu.pl.yaml:5: there is no connector of kind 'folders' (did you "
                    "mean 'folder'?)"
                ),
            ),
            id="an unknown kind",
        ),
        pytest.param(
            edited(HOST, "kind: folder", "kind: zzz"),
            (
                (
                    "hosts/host.edu.pl.yaml:5: there is no connector of kind 'zzz' (known kinds: "
                    "folder)"
                ),
            ),
            id="a kind near none",
        ),
        pytest.param(
            edited(HOST, "{path: inbox}", "{path: inbox, limits: 3}"),
            ("hosts/host.edu.pl.yaml:6: unknown key 'limits' (did you mean 'limit'?)",),
            id="an unknown key",
        ),
        pytest.param(
            edited(HOST, "{path: inbox}", "{limit: 3}"),
            ("hosts/host.edu.pl.yaml:6: the key 'path' is missing (add 'path: ...' here)",),
            id="a missing key",
        ),
        pytest.param(
            edited(HOST, "  settings: {path: inbox}\n", ""),
            ("hosts/host.edu.pl.yaml:4: the key 'path' is missing (add 'path: ...' here)",),
            id="a missing block",
        ),
        pytest.param(
            edited(HOST, "{path: inbox}", "{path: inbox, token: hush}"),
            (
                (
                    "hosts/host.edu.pl.yaml:6: token: a secret may not stand in the configuration "
                    "(move it to an environment variable and write env:NAME, or to a file and "
                    "write file:PATH)"
                ),
            ),
            id="a secret written out",
        ),
        pytest.param(
            edited(HOST, "{path: inbox}", "{path: inbox, limit: many}"),
            ("hosts/host.edu.pl.yaml:6: limit: is not a whole number (write it like 30)",),
            id="a word for a number",
        ),
        pytest.param(
            edited(HOST, "{path: inbox}", "inbox"),
            (
                (
                    "hosts/host.edu.pl.yaml:6: settings: expected a block of keys (write 'key: "
                    "value' lines, indented below this key)"
                ),
            ),
            id="a text for the block",
        ),
    ],
)
def test_wrong_connector_setting_is_told_with_its_line(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected


class Broken(Mapping[str, type[BaseModel]]):
    """Declares a connector that cannot be loaded, as an uninstalled package leaves one behind."""

    def __getitem__(self, kind: str) -> type[BaseModel]:
        raise UtqyrError(f"connector {kind!r} cannot be imported", hint="install its package")

    def __iter__(self) -> Iterator[str]:
        return iter(("folder",))

    def __len__(self) -> int:
        return 1


def test_connector_that_cannot_be_loaded_is_told_with_its_line(tmp_path: Path) -> None:
    problems = check_configuration(write_files(tmp_path), connector_settings=Broken())

    assert [str(problem) for problem in problems] == [
        "hosts/host.edu.pl.yaml:5: connector 'folder' cannot be imported (install its package)"
    ]


class Particular(BaseModel):
    """Settings with demands of their own, as a third party writes them."""

    model_config = ConfigDict(extra="forbid")

    path: Path
    share: Annotated[int, Field(multiple_of=5)] = 5
    either: str | int | None = None

    @model_validator(mode="after")
    def _wants_a_share(self) -> "Particular":
        if self.share == 0:
            raise ValueError("a share of nothing brings nothing")
        return self


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            "{path: a, share: 0}",
            "hosts/host.edu.pl.yaml:6: a share of nothing brings nothing",
        ),
        (
            "{path: a, share: 3}",
            "hosts/host.edu.pl.yaml:6: share: input should be a multiple of 5",
        ),
        (
            "{path: a, either: [1]}",
            (
                "hosts/host.edu.pl.yaml:6: either: expected a text (write it on this line; quote "
                "it if it holds ': ' or '#')"
            ),
        ),
    ],
)
def test_demand_of_a_third_party_is_told_with_its_line(
    tmp_path: Path, settings: str, expected: str
) -> None:
    changes = edited(HOST, "{path: inbox}", settings)

    problems = check_configuration(
        write_files(tmp_path, changes), connector_settings={"folder": Particular}
    )

    assert str(problems[0]) == expected
