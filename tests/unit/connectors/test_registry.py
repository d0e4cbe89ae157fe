from importlib.metadata import EntryPoint
from types import SimpleNamespace

import pytest

from connectors.base import ConnectorSettings
from connectors.hosts.elmo import ElmoConnector, ElmoSettings
from connectors.registry import GROUP, BrokenConnector, ConnectorRegistry, UnknownKind

ELMO = "connectors.hosts.elmo:ElmoConnector"


class Misnamed(ElmoConnector):
    kind = "another"


class Unsettled(ElmoConnector):
    kind = "unsettled"
    settings_type = dict  # type: ignore[assignment]  # the mistake under test


not_a_class = SimpleNamespace(**dict.fromkeys(dir(ElmoConnector)))


def declared(name: str, value: str) -> EntryPoint:
    return EntryPoint(name=name, value=value, group=GROUP)


def test_installed_kinds_are_listed() -> None:
    assert {"elmo", "inbox"} <= set(ConnectorRegistry().kinds())


def test_kind_gives_its_connector_and_settings() -> None:
    registry = ConnectorRegistry()
    assert registry.load("elmo") is ElmoConnector
    assert registry.settings_type("elmo") is ElmoSettings
    assert issubclass(registry.settings_type("elmo"), ConnectorSettings)


def test_another_package_brings_its_own_kind() -> None:
    registry = ConnectorRegistry([declared("another", f"{__name__}:Misnamed")])
    assert registry.load("another") is Misnamed


def test_listing_kinds_imports_none_of_them() -> None:
    registry = ConnectorRegistry([declared("elmo", ELMO), declared("gone", "no_such_module:X")])
    assert registry.kinds() == ("elmo", "gone")


def test_unknown_kind_names_the_near_miss_and_the_known_ones() -> None:
    registry = ConnectorRegistry([declared("elmo", ELMO), declared("inbox", "x:Y")])
    with pytest.raises(UnknownKind, match="'Elmoo'") as caught:
        registry.load("Elmoo")
    assert caught.value.hint == "did you mean 'elmo'? known kinds: elmo, inbox"


def test_unknown_kind_without_a_near_miss_lists_the_known_ones() -> None:
    with pytest.raises(UnknownKind) as caught:
        ConnectorRegistry([]).load("moodle")
    assert caught.value.hint == "known kinds: none"


def test_connector_that_cannot_be_imported_is_broken_not_unknown() -> None:
    registry = ConnectorRegistry([declared("gone", "no_such_module:Connector")])
    with pytest.raises(BrokenConnector, match="ModuleNotFoundError"):
        registry.load("gone")


def test_kind_and_entry_point_have_to_agree() -> None:
    registry = ConnectorRegistry([declared("elmo", f"{__name__}:Misnamed")])
    with pytest.raises(BrokenConnector, match="calls itself 'another'"):
        registry.load("elmo")


def test_two_packages_may_not_claim_one_kind() -> None:
    registry = ConnectorRegistry([declared("elmo", ELMO), declared("elmo", "theirs:Connector")])
    with pytest.raises(BrokenConnector, match="declared twice"):
        registry.load("elmo")


def test_one_declaration_listed_twice_is_one() -> None:
    registry = ConnectorRegistry([declared("elmo", ELMO), declared("elmo", ELMO)])
    assert registry.load("elmo") is ElmoConnector


@pytest.mark.parametrize("value", ["connectors.registry:GROUP", f"{__name__}:not_a_class"])
def test_what_is_no_connector_class_is_refused(value: str) -> None:
    with pytest.raises(BrokenConnector, match="no host connector"):
        ConnectorRegistry([declared("elmo", value)]).load("elmo")


def test_settings_have_to_be_connector_settings() -> None:
    registry = ConnectorRegistry([declared("unsettled", f"{__name__}:Unsettled")])
    with pytest.raises(BrokenConnector, match="no ConnectorSettings"):
        registry.load("unsettled")
