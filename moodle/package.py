# ruff: noqa: INP001 -- a script beside the plugin, not a package
"""`python moodle/package.py FOLDER`: zip the Moodle plugin; the same files give the same bytes.

Moodle unpacks the archive below its own folder local/, so everything lies in one folder `utqyr`.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

PLUGIN: Final = Path(__file__).parent / "local_utqyr"
FOLDER: Final = "utqyr"
_RELEASE: Final = re.compile(r"^\$plugin->release = '([^']+)';$", re.MULTILINE)
_FILE: Final = 0o100644 << 16
_BEGINNING_OF_TIME: Final = (1980, 1, 1, 0, 0, 0)


def release_of(plugin: Path) -> str:
    """Read the release from version.php."""
    found = _RELEASE.search((plugin / "version.php").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError("version.php names no release")
    return found[1]


def package(plugin: Path, folder: Path) -> Path:
    """Write local_utqyr-<release>.zip into a folder and give its path.

    Nothing is compressed, since compressors differ, and times and rights of the files are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"local_utqyr-{release_of(plugin)}.zip"
    with ZipFile(archive, "w", ZIP_STORED) as opened:
        for path in sorted(plugin.rglob("*"), key=lambda path: path.relative_to(plugin).as_posix()):
            name = path.relative_to(plugin)
            if path.is_file() and not any(part.startswith(".") for part in name.parts):
                entry = ZipInfo(f"{FOLDER}/{name.as_posix()}", date_time=_BEGINNING_OF_TIME)
                entry.external_attr = _FILE
                opened.writestr(entry, path.read_bytes())
    return archive


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the archive and say where it is."""
    parser = argparse.ArgumentParser(prog="package.py", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("dist"))
    given = parser.parse_args(arguments)
    sys.stdout.write(f"{package(PLUGIN, given.folder)}\n")


if __name__ == "__main__":
    main()
