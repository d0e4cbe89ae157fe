"""Writes the JSON Schemas beside this file, with the settings of every installed connector."""

from importlib.metadata import entry_points

from config.schema import DIRECTORY, write_schemas

if __name__ == "__main__":
    # Only entry points are known here: configuration and connectors do not know each other.
    write_schemas(
        DIRECTORY,
        {point.name: point.load().settings_type for point in entry_points(group="utqyr.hosts")},
    )
