"""Host connectors by kind, found through entry points; imports one only when it is asked for.

    [project.entry-points."utqyr.hosts"]
    elmo = "connectors.hosts.elmo:ElmoConnector"      # the name is the class's `kind`

A third party's package takes part by declaring the same group; nothing here needs to change.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points

from connectors.base import ConnectorSettings, HostConnector
from mapping.problems import UtqyrError

GROUP = "utqyr.hosts"

_NEEDED = ("kind", "settings_type", "capabilities", "retrieve", "parse", "profile", "check")


class UnknownKind(UtqyrError):
    """No installed package brings a connector of this kind."""


class BrokenConnector(UtqyrError):
    """An installed package declares a connector that cannot be used."""


class ConnectorRegistry:
    """The connectors that are installed; without `declared`, those of this environment."""

    def __init__(self, declared: Iterable[EntryPoint] | None = None) -> None:
        points = entry_points(group=GROUP) if declared is None else declared
        self._points: dict[str, list[EntryPoint]] = {}
        for point in points:
            others = self._points.setdefault(point.name, [])
            # An editable install is listed once for the checkout and once for the environment.
            if all(point.value != other.value for other in others):
                others.append(point)

    def kinds(self) -> tuple[str, ...]:
        """List the kinds that can be asked for, loading none of them."""
        return tuple(sorted(self._points))

    def load(self, kind: str) -> type[HostConnector]:
        """Load the connector class of a kind.

        Raises UnknownKind, with a near miss where there is one, and BrokenConnector when two
        packages claim the kind, the import fails, or what is found is no connector of that kind.
        """
        points = self._points.get(kind)
        if points is None:
            raise UnknownKind(f"there is no connector of kind {kind!r}", hint=self._hint(kind))
        if len(points) > 1:
            values = " and ".join(sorted(point.value for point in points))
            raise BrokenConnector(
                f"connector kind {kind!r} is declared twice: {values}",
                hint="uninstall one of the two packages",
            )
        return _checked(kind, points[0])

    def settings_type(self, kind: str) -> type[ConnectorSettings]:
        """Load what a kind's settings are validated by; raises as `load` does."""
        return self.load(kind).settings_type

    def _hint(self, kind: str) -> str:
        near = get_close_matches(kind.lower(), self._points, n=1)
        known = f"known kinds: {', '.join(self.kinds()) or 'none'}"
        return f"did you mean {near[0]!r}? {known}" if near else known


def _checked(kind: str, point: EntryPoint) -> type[HostConnector]:
    """Load one entry point and see that it keeps the contract's outline."""
    try:
        found = point.load()
    except Exception as error:
        raise BrokenConnector(
            f"connector {kind!r} ({point.value}) cannot be imported: {type(error).__name__}",
            hint="is the package that brings it installed completely?",
        ) from error
    missing = [name for name in _NEEDED if not hasattr(found, name)]
    if not isinstance(found, type) or missing:
        raise BrokenConnector(
            f"connector {kind!r} ({point.value}) is no host connector",
            hint=f"it lacks {', '.join(missing)}" if missing else "the entry point names no class",
        )
    connector: type[HostConnector] = found
    if connector.kind != kind:
        raise BrokenConnector(
            f"connector {kind!r} ({point.value}) calls itself {connector.kind!r}",
            hint="the entry point's name and the class's kind have to agree",
        )
    if not issubclass(connector.settings_type, ConnectorSettings):
        raise BrokenConnector(f"the settings of connector {kind!r} are no ConnectorSettings")
    return connector
