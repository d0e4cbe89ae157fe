"""Loads a configuration directory whole, or says everything that is wrong with it.

    files --assembly--> draft --checks--> Configuration, or every problem with file and line

`check_configuration` runs what `load_configuration` runs, and adds what needs a date or takes
longer: agreements in force today, secrets at hand, and the worked examples of the mapping.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from config.assembly import FOLDERS, PARTNERS, SETTINGS, Draft, Example, read_directory
from config.examples import check_examples
from config.grading_checks import check_grading
from config.hosts import HostSettings
from config.mapping_checks import check_mapping, check_stray_catalogues, check_unknown_hosts
from config.partners import Partner
from config.reading import Reading
from config.registry_checks import (
    check_connector_secrets,
    check_hosts,
    check_own_name,
    check_partners,
    check_public_address,
    check_settings,
)
from config.reports import error, warning
from config.rule_checks import check_home_distributions, check_rules
from config.settings import Settings
from config.suggestions import nearest
from mapping.catalogues import HostCatalogue, check_catalogue
from mapping.problems import ConfigError, Problem, errors_of
from mapping.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Everything the service is told: settings, hosts, partners and one rulebook.

    `warnings` are findings that stop nothing; each has its file and line.
    """

    directory: Path
    settings: Settings
    hosts: tuple[HostSettings, ...]
    partners: tuple[Partner, ...]
    rulebook: Rulebook
    examples: tuple[Example, ...]
    catalogues: tuple[HostCatalogue, ...]
    warnings: tuple[Problem, ...]


def load_configuration(
    directory: Path, *, connector_settings: Mapping[str, type[BaseModel]]
) -> Configuration:
    """Load a configuration directory; `connector_settings` validates each kind's own settings.

    Raises ConfigError with every problem, when at least one of them is an error.
    """
    draft, problems = _examine(directory, connector_settings, today=None)
    if errors_of(problems) or draft.settings is None:
        raise ConfigError(problems)
    return Configuration(
        directory=directory.absolute(),
        settings=draft.settings.model,
        hosts=tuple(draft.hosts),
        partners=draft.registry(),
        rulebook=draft.rulebook(),
        examples=tuple(draft.examples),
        catalogues=tuple(draft.catalogues.values()),
        warnings=problems,
    )


def check_configuration(
    directory: Path,
    *,
    connector_settings: Mapping[str, type[BaseModel]],
    today: date | None = None,
) -> tuple[Problem, ...]:
    """Say everything that is wrong with a configuration directory, errors and warnings.

    `today` asks which agreements are in force; examples run once nothing else is an error, since
    their outcome would otherwise say little.
    """
    draft, problems = _examine(directory, connector_settings, today=today)
    if errors_of(problems):
        return problems
    return _ordered([*problems, *check_examples(draft.examples, draft.rulebook())])


def _examine(
    directory: Path, connectors: Mapping[str, type[BaseModel]], *, today: date | None
) -> tuple[Draft, tuple[Problem, ...]]:
    directory = directory.absolute()
    if not directory.is_dir():
        problem = error(
            "no-directory",
            f"there is no configuration directory {directory}",
            "",
            "name it with --config or UTQYR_CONFIG",
        )
        return Draft(), (problem,)
    reading = Reading(directory)
    draft = read_directory(reading, connectors)
    reading.problems += _stray_names(directory)
    found = tuple(_cross_checks(draft, today))
    if errors_of(reading.problems):
        # entries are left out: what they might have said is not warned of as missing
        found = errors_of(found)
    return draft, _ordered([*reading.problems, *found])


def _cross_checks(draft: Draft, today: date | None) -> Iterator[Problem]:
    """Compare the files with one another, as far as they could be read."""
    if draft.partners is not None:
        yield from check_partners(draft.partners)
    yield from check_hosts(draft, today)
    yield from check_connector_secrets(draft)
    yield from check_unknown_hosts(draft.equivalences, draft.declared_hosts)
    yield from check_stray_catalogues(draft.catalogues.values(), draft.declared_hosts)
    if draft.settings is not None:
        yield from check_settings(draft.settings, draft.declared_hosts)
        yield from check_own_name(draft, draft.settings.model.home.hei)
        yield from check_public_address(draft, draft.settings.model)
    rulebook = draft.rulebook()
    yield from check_grading(rulebook, draft.place_in_host)
    yield from check_rules(rulebook, draft.printed_letters)
    yield from check_home_distributions(rulebook)
    yield from check_mapping(rulebook, unread=frozenset(draft.unread_components))
    for catalogue in draft.catalogues.values():
        yield from check_catalogue(rulebook, catalogue)


def _stray_names(directory: Path) -> Iterator[Problem]:
    """Find files and folders whose names are near misses, so that nothing is skipped silently."""
    wanted = {*FOLDERS, SETTINGS, PARTNERS}
    for entry in sorted(directory.iterdir()):
        near = None if entry.name in wanted else nearest(entry.name, wanted)
        if near is not None and not (directory / near).exists():
            yield warning("stray-name", "is not read", entry.name, f"rename it to '{near}'?")


def _ordered(problems: list[Problem]) -> tuple[Problem, ...]:
    """Order problems by file and line, each once, with nothing in them a terminal would act on."""
    return tuple(sorted(dict.fromkeys(map(_printable, problems)), key=_place_key))


def _printable(problem: Problem) -> Problem:
    texts = (problem.place, problem.message, problem.hint)
    if all(text.isprintable() for text in texts):
        return problem
    place, message, hint = (
        "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
        for text in texts
    )
    return replace(problem, place=place, message=message, hint=hint)


def _place_key(problem: Problem) -> tuple[str, int, str]:
    file, _, line = problem.place.rpartition(":")
    return (file, int(line), problem.message) if line.isdecimal() else (problem.place, 0, "")
