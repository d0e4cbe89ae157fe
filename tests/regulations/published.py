"""Published tables as a coordinator would configure them, read by the product's own reader."""

from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from config.hosts import GradingEntry
from config.national import NationalGrades, NationalTables, read_national_tables
from config.reading import Reading
from config.rules import RulesFile
from mapping.credits import CreditRule
from mapping.grades import EctsTable, HomeScale
from mapping.identifiers import HeiId, SchemeId
from mapping.rulebook import HostRules
from mapping.terms import MobilityKind, Regime

Model = TypeVar("Model", bound=BaseModel)

_HOST = HeiId("host.example")


@cache
def national() -> NationalTables:
    """Read the tables that come with the product."""
    tables, problems = read_national_tables()
    assert problems == ()
    return tables


def scale_of(regime: Regime) -> HomeScale:
    """Give the home scale of a regime."""
    (scale,) = (each for each in national().scales if each.regime is regime)
    return scale


def ects_table_of(regime: Regime) -> EctsTable:
    """Give the national table from ECTS letters of a regime."""
    (table,) = (each for each in national().ects_tables if each.regime is regime)
    return table


def published_rules(name: str) -> tuple[CreditRule, ...]:
    """Read a university's published credit list."""
    rules = _read(name, RulesFile).credit_rules
    return tuple(rule.rule(f"{name}:{index}") for index, rule in enumerate(rules))


def published_scale(name: str) -> HomeScale:
    """Read a university's own letter scale."""
    return _read(name, NationalGrades).scales[0].scale()


def published_grading(name: str) -> HostRules:
    """Read a host's published grading table."""
    grading = _read(name, GradingEntry)
    return HostRules(
        host=_HOST,
        kind=MobilityKind.EXTERNAL,
        grading_scheme=SchemeId(grading.scheme),
        tables=tuple(table.table(_HOST, name) for table in grading.tables),
        pass_labels=grading.pass_labels,
        fail_labels=grading.fail_labels,
    )


def _read(name: str, model: type[Model]) -> Model:
    reading = Reading(Path(__file__).parent / "configurations")
    file = reading.read(name, model)
    assert reading.problems == []
    assert file is not None
    return file.model
