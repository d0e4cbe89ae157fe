"""Checks hosts against the partner registry, their agreements, the schedule and the secrets."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from config.assembly import PARTNERS, SETTINGS, Draft
from config.epvo_identifiers import check_identifiers
from config.listening import SendsBrowsers
from config.partners import Partner, PartnerKind, PartnersFile, PartnerStatus, find_partner
from config.reading import ReadFile
from config.reports import error, warning
from config.secrets import secret_problems
from config.settings import HomeMode, Settings
from config.suggestions import did_you_mean
from mapping.identifiers import HeiId
from mapping.problems import Problem
from mapping.rulebook import HostRules
from mapping.terms import MobilityKind

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def check_partners(file: ReadFile[PartnersFile]) -> Iterator[Problem]:
    """Check the registry itself: one entry a number, successors that are listed."""
    first: dict[int, str] = {}
    numbers = {partner.number for partner in file.model.partners}
    for index, partner in enumerate(file.model.partners):
        place = file.place("partners", index)
        if partner.number in first:
            message = f"partner {partner.number} is already listed in {first[partner.number]}"
            yield error("partner-twice", message, place, "keep one of the two")
        first.setdefault(partner.number, place)
        for related in (*partner.predecessors, *partner.successors):
            if related.number is not None and related.number not in numbers:
                message = f"partner {related.number}, to which this refers, is not listed"
                yield warning("unknown-partner", message, place, "mend the number")


def check_hosts(draft: Draft, today: date | None) -> Iterator[Problem]:
    """Check every host: who it is, and whether its agreement is in force on a day."""
    partners = draft.registry()
    for rules in draft.host_rules:
        if draft.partners is not None:
            yield from _partner(rules, find_partner(partners, rules.host))
        yield from _agreements(rules, draft.place_in_host(rules.host, "agreements"), today)


def _partner(rules: HostRules, partner: Partner | None) -> Iterator[Problem]:
    if partner is None:
        hint = f"add it to {PARTNERS}, with its number, names and status"
        yield warning("no-partner", f"'{rules.host}' is no listed partner", rules.place, hint)
        return
    who = f"partner {partner.number} ({rules.host})"
    if partner.kind is PartnerKind.NOT_A_UNIVERSITY:
        yield error(
            "not-a-university",
            f"{who} is not a university and issues no transcripts",
            rules.place,
            f"remove the host, or mend 'kind' in {PARTNERS}",
        )
    elif partner.status is PartnerStatus.SUSPENDED:
        hint = f"change its status in {PARTNERS} once that is settled"
        yield warning(
            "partner-suspended", f"{who} is suspended: its results are held", rules.place, hint
        )
    elif partner.status is PartnerStatus.MERGED and _is_successor(partner, rules.host):
        return
    elif partner.status is PartnerStatus.MERGED:
        names = ", ".join(related.name for related in partner.successors)
        hint = "name the host's file after its successor"
        yield warning("partner-merged", f"{who} became part of {names}", rules.place, hint)
    elif partner.status is PartnerStatus.UNRESOLVED:
        hint = f"find out who it is today, and mend {PARTNERS}"
        yield warning("partner-unresolved", f"{who} is not established", rules.place, hint)


def _is_successor(partner: Partner, host: HeiId) -> bool:
    return any(related.hei == host for related in partner.successors)


def _agreements(rules: HostRules, place: str, today: date | None) -> Iterator[Problem]:
    internal = rules.kind is MobilityKind.INTERNAL
    if not rules.agreements:
        if internal:
            yield warning(
                "no-agreement",
                "internal mobility needs an agreement with the host: its results are held",
                place,
                "add 'agreements: [{from: ..., to: ..., reference: ...}]'",
            )
        return
    windows = sorted(rules.agreements, key=lambda window: window.valid_from)
    for earlier, later in pairwise(windows):
        if earlier.valid_to is None or later.valid_from <= earlier.valid_to:
            yield warning(
                "agreements-overlap",
                f"two agreements are in force on {later.valid_from}",
                place,
                "let the first end on the day before the second begins",
            )
    if today is not None and not any(
        window.valid_from <= today and (window.valid_to is None or today <= window.valid_to)
        for window in windows
    ):
        yield warning(
            "agreement-not-in-force",
            f"no agreement with '{rules.host}' is in force on {today}",
            place,
            "add the period of the new agreement",
        )


def check_settings(file: ReadFile[Settings], hosts: Iterable[str]) -> Iterator[Problem]:
    """Check what `utqyr.yaml` says about hosts, secrets and addresses."""
    settings, known = file.model, sorted(hosts)
    for host in settings.schedule.each:
        if host not in known:
            yield error(
                "unknown-host",
                f"schedule.each: there is no host '{host}'",
                file.place("schedule", "each", host),
                did_you_mean(host, known, otherwise="add its file to hosts/"),
            )
    yield from _secrets(settings, file.place, ())
    yield from check_identifiers(settings.documents.epvo)
    address = urlsplit(settings.home.url)
    if address.scheme == "http" and address.hostname not in _LOCAL:
        report = warning if settings.home.allow_http else error
        yield report(
            "plain-http",
            "the token and every grade would travel unencrypted to the home Moodle",
            file.place("home", "url"),
            "use https; 'allow_http: true' is for a trial",
        )
    if settings.home.mode is HomeMode.PLUGIN:
        yield error(
            "no-plugin-mode",
            "the mode 'plugin' is not part of this version",
            file.place("home", "mode"),
            "write 'mode: core', or 'auto' to take what is there",
        )


def check_connector_secrets(draft: Draft) -> Iterator[Problem]:
    """Say which secrets of the hosts' connectors could not be used here."""
    for host in draft.hosts:
        file = draft.host_files[host.hei]
        yield from _secrets(host.settings, file.place, ("connector", "settings"))


def check_public_address(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Find hosts that send browsers away while nobody says where these come back to."""
    if settings.notifications is not None and settings.notifications.public_url:
        return
    for host in draft.hosts:
        own = host.settings
        key = own.sends_browsers_by() if isinstance(own, SendsBrowsers) else ""
        if key:
            yield warning(
                "no-public-url",
                f"students cannot be sent to the {key} of '{host.hei}': nothing says where their"
                " browsers come back to",
                draft.place_in_host(host.hei, "connector", "settings", key),
                f"write 'notifications: {{public_url: https://mobility.home.example}}' into"
                f" {SETTINGS}, as the proxy serves it; or remove '{key}'",
            )


def _secrets(
    model: BaseModel, where: Callable[..., str], under: tuple[str, ...]
) -> Iterator[Problem]:
    for name, field in type(model).model_fields.items():
        value, location = getattr(model, name), (*under, field.alias or name)
        if isinstance(value, SecretStr):
            yield from secret_problems(value, where(*location))
        elif isinstance(value, BaseModel):
            yield from _secrets(value, where, location)


def check_own_name(draft: Draft, home: HeiId) -> Iterator[Problem]:
    """Find a host that is the home itself."""
    for rules in draft.host_rules:
        if rules.host == home:
            message = f"'{home}' is the home university and cannot be a host"
            yield error("home-as-host", message, rules.place, "remove this file")
