"""What is stored beside the rules: agreements of stays under way, course lists; changes nothing.

`utqyr check` asks it after the configuration was found sound, where there is a store.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, make_url

from config.load import Configuration, load_configuration
from config.reports import warning
from connectors.registry import ConnectorRegistry
from mapping.agreement_checks import check_agreement
from mapping.agreements import LearningAgreement, agreement_in_force, period_end
from mapping.problems import Problem, UtqyrError
from mapping.rulebook import Rulebook
from mapping.terms import MobilityForm
from sync.app import connector_settings, connectors_of
from sync.catalogues import review_catalogues
from sync.clock import Clock, SystemClock
from sync.credentials import credential_problems, credentials_of
from sync.store.engine import create_store_engine, transaction
from sync.store.migrate import is_current
from sync.store.people import load_agreements, load_mobilities

_TABLES = {"host": "Table A", "home": "Table B"}


def check_stored_agreements(directory: Path, *, clock: Clock | None = None) -> tuple[Problem, ...]:
    """Check credentials, and the agreements and course lists of the store, where there is one.

    A catalogue a person wrote down stands for the host's own list.
    A store that cannot be read is a warning: whether it can be used is asked elsewhere.
    """
    registry = ConnectorRegistry()
    settings = connector_settings(registry)
    configuration = load_configuration(directory, connector_settings=settings)
    today = (clock or SystemClock()).now().date()
    credentials = _credentials(configuration, registry, today)
    try:
        return (*credentials, *_check(configuration, today))
    except UtqyrError as error:
        text = f"the agreements in the store are not checked: {error.message}"
        return (*credentials, warning("store-unreadable", text, "utqyr.yaml", error.hint))


def _credentials(
    configuration: Configuration, registry: ConnectorRegistry, today: date
) -> tuple[Problem, ...]:
    """Find credentials at hosts that end soon, or have ended."""
    connectors = connectors_of(configuration, registry)
    places = {host.hei: host.place for host in configuration.hosts}
    return tuple(credential_problems(credentials_of(connectors), today, places))


def review_agreements(
    connection: Connection, rulebook: Rulebook, *, today: date
) -> Iterator[Problem]:
    """Check the agreement in force of every stay that has not ended.

    What came home since is held by its own reasons, and needs no foretelling.
    """
    mobilities = [
        mobility
        for mobility in load_mobilities(connection)
        if period_end(mobility) >= today and mobility.form is not MobilityForm.VERTICAL
    ]
    versions = load_agreements(connection, [mobility.mobility_id for mobility in mobilities])
    for mobility in mobilities:
        agreement = agreement_in_force(versions.get(mobility.mobility_id, ()))
        if agreement is not None:
            place = partial(_row, agreement)
            yield from check_agreement(mobility, agreement, rulebook, place=place)


def _check(configuration: Configuration, today: date) -> tuple[Problem, ...]:
    url = configuration.settings.store.database_url()
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        return ()
    engine = create_store_engine(url)
    try:
        with transaction(engine, writing=False) as connection:
            if not is_current(connection):
                return ()
            rulebook = configuration.rulebook
            written_down = {catalogue.host for catalogue in configuration.catalogues}
            hosts = [each.hei for each in configuration.hosts if each.hei not in written_down]
            return (
                *review_agreements(connection, rulebook, today=today),
                *review_catalogues(connection, rulebook, hosts),
            )
    finally:
        engine.dispose()


def _row(agreement: LearningAgreement, side: str, code: str) -> str:
    where = f"agreement of {agreement.mobility_id}, version {agreement.version}"
    return f"{where}, {_TABLES[side]} {code}"
