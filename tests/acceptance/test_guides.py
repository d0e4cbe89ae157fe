"""What the guides show works as it stands."""

import re
from datetime import UTC, datetime
from pathlib import Path

from config.load import load_configuration
from connectors.registry import ConnectorRegistry
from sync.app import connector_settings
from sync.clock import FixedClock
from sync.import_agreements import read_agreements
from sync.import_columns import AGREEMENT_COLUMNS
from sync.imports import import_agreements
from sync.store.engine import create_store_engine
from sync.store.migrate import migrate
from sync.store.unit_of_work import Store

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "config" / "example"
GUIDE = (ROOT / "docs" / "coordinate.md").read_text(encoding="utf-8")
SECTION = GUIDE.split("## The agreements file\n")[1].split("\n## ")[0]


def shown_agreements(folder: Path) -> Path:
    found = re.search(r"```csv\n(.*?)```", SECTION, re.DOTALL)
    assert found is not None
    path = folder / "agreements.csv"
    path.write_text(found[1], encoding="utf-8")
    return path


def test_the_agreements_file_of_the_guide_fits_the_example_configuration(tmp_path: Path) -> None:
    rulebook = load_configuration(
        EXAMPLE, connector_settings=connector_settings(ConnectorRegistry())
    ).rulebook
    engine = create_store_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    migrate(engine)
    store = Store(engine, FixedClock(datetime(2026, 1, 25, tzinfo=UTC)))

    report = import_agreements(
        store, shown_agreements(tmp_path), actor="coordinator", rulebook=rulebook
    )
    engine.dispose()

    assert (report.mobilities_new, report.versions_new, report.warnings) == (2, 2, ())


def test_the_blocks_of_the_guide_stand_for_each_other_as_it_says(tmp_path: Path) -> None:
    file = read_agreements(shown_agreements(tmp_path))

    blocks = {
        block: (
            [row.code for row in agreement.host_components if row.block == block],
            [row.code for row in agreement.home_components if row.block == block],
        )
        for agreement in file.agreements
        for block in sorted({row.block for row in agreement.host_components})
    }
    assert blocks == {
        "finance": (["FIN201", "FIN202"], ["ECO2204"]),
        "micro": (["MIC101"], ["ECO2201"]),
        "web": (["WJ3310"], ["INF3301", "INF3302"]),
    }


def test_the_guide_lists_every_column_and_which_are_needed() -> None:
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in _table_lines()]

    assert {row[0].strip("`") for row in rows} == set(AGREEMENT_COLUMNS.headings)
    assert {row[0].strip("`") for row in rows if row[1] == "yes"} == set(AGREEMENT_COLUMNS.needed)


def test_headings_in_the_guide_stand_for_the_columns_beside_them() -> None:
    for line in _table_lines():
        name, _, kazakh, russian, _ = [cell.strip() for cell in line.split("|")[1:-1]]
        for heading in filter(None, (kazakh, russian)):
            assert AGREEMENT_COLUMNS.find(heading) == name.strip("`")


def _table_lines() -> list[str]:
    return [line for line in SECTION.splitlines() if line.startswith("| `")]
