"""The example configuration that comes with the product, and what its connectors' settings are."""

from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path

from pydantic import BaseModel

import config

EXAMPLE = Path(config.__file__).parent / "example"


def connector_settings() -> Mapping[str, type[BaseModel]]:
    """Load the settings types of the installed connectors, as the composition root does."""
    points = entry_points(group="utqyr.hosts")
    return {point.name: point.load().settings_type for point in points}
