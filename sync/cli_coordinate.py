"""`utqyr suggest`, `unmapped`, `expected` and `mapping`: what coordinators read; no writing."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Annotated

import typer
from rich.markup import escape

from mapping.agreements import agreement_in_force
from mapping.identifiers import HeiId
from mapping.numbers import plain
from mapping.problems import UtqyrError
from mapping.records import LocalisedText
from mapping.suggestions import Candidate, Feature
from mapping.terms import MobilityForm
from sync.app import App, open_app
from sync.calendar import (
    WEEKS_AFTER_THE_END,
    Arrival,
    ExpectedResults,
    expected_facts,
    expected_results,
    unidentified_learners,
)
from sync.calendar_letter import Letter, letter_lines
from sync.cli_options import ConfigOption, HostOption, JsonOption, LanguageOption, messages_for
from sync.cli_output import NONE, out, table
from sync.mapping_sentences import MappingSheet, in_language, mapping_sheet, shown_day
from sync.messages import Messages
from sync.store.people import load_agreements, load_mobility
from sync.suggesting import (
    FEWEST_PRECEDENTS,
    Suggestions,
    entry_text,
    suggest_for,
    suggestions_facts,
    unmapped_facts,
)
from sync.unmapped import UnmappedCourse, known_courses, unmapped_courses

HostArgument = Annotated[str, typer.Argument(help="A host (its SCHAC code).", show_default=False)]
AnyHostArgument = Annotated[
    str | None, typer.Argument(help="Only this host (its SCHAC code).", show_default=False)
]
_FEW_MISSING = 4


def show_suggestions(
    host: HostArgument,
    config: ConfigOption,
    top: Annotated[int, typer.Option("--top", min=1, help="How many candidates a course.")] = 5,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose home components for a host's unmapped courses, with reasons and a hit rate."""
    with open_app(config) as app:
        today = app.clock.now().date()
        hosts = app.hosts(host)
        with app.store.read() as connection:
            found = suggest_for(connection, app.configuration.rulebook, hosts, today=today, top=top)
        if as_json:
            out.print_json(json.dumps(suggestions_facts(found, today), ensure_ascii=False))
            return
        _show_suggestions(found, messages_for(language, app.language), today)


def _show_suggestions(found: Suggestions, messages: Messages, today: date) -> None:
    if not found.courses:
        _say(messages.text("unmapped-none"))
    for item, candidates in found.courses:
        course = item.course
        titles = "; ".join(course.titles)
        _say(messages.text("suggest-course", host=course.host, code=course.code, titles=titles))
        _say(
            messages.text(
                "suggest-who",
                waiting=len(item.waiting),
                days=item.days(today),
                references=", ".join(item.references),
                expecting=len(item.expecting),
            )
        )
        _show_candidates(item, candidates, messages)
        _say("")
    _show_hit_rate(found, messages)


def _show_candidates(
    item: UnmappedCourse, candidates: Sequence[Candidate], messages: Messages
) -> None:
    for number, candidate in enumerate(candidates, start=1):
        component = candidate.component
        shown = messages.text(
            "suggest-candidate",
            component=component.code,
            title=in_language(component.titles, messages),
            credits=plain(component.credits),
            cycle=component.cycle,
            score=f"{candidate.score:.2f}",
        )
        _say(f"  {number}. {shown}")
        for feature in candidate.features:
            _say(f"       {_feature(feature, messages)}")
    if not candidates:
        _say(f"  {messages.text('suggest-no-candidate')}")
        return
    _say(f"  {messages.text('suggest-entry', host=item.course.host)}")
    _say(entry_text(item.course, candidates[0]).rstrip("\n"))


def _feature(feature: Feature, messages: Messages) -> str:
    value = f"{feature.value:.2f}"
    return messages.text(f"feature-{feature.kind.value}", value=value, **dict(feature.facts))


def _show_hit_rate(found: Suggestions, messages: Messages) -> None:
    rate = found.hit_rate
    if rate.precedents < FEWEST_PRECEDENTS:
        facts = {"precedents": rate.precedents, "fewest": FEWEST_PRECEDENTS}
        _say(messages.text("suggest-not-measured", **facts))
    else:
        _say(
            messages.text(
                "suggest-measured",
                precedents=rate.precedents,
                first=_percent(rate.first, rate.precedents),
                five=_percent(rate.among_five, rate.precedents),
            )
        )
    if found.untitled:
        _say(messages.text("suggest-untitled", untitled=found.untitled))


def _percent(part: int, whole: int) -> int:
    """Give a share in whole percent, rounded down: a rate is never shown better than it is."""
    return part * 100 // whole


def list_unmapped(
    config: ConfigOption,
    host: HostOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """List host courses without a rule, those first for which most students wait longest."""
    with open_app(config) as app:
        today = app.clock.now().date()
        with app.store.read() as connection:
            found = unmapped_courses(
                connection, app.configuration.rulebook, app.hosts(host), today=today
            )
        if as_json:
            facts = [unmapped_facts(item, today) for item in found]
            out.print_json(json.dumps(facts, ensure_ascii=False))
            return
        messages = messages_for(language, app.language)
        if not found:
            _say(messages.text("unmapped-none"))
            return
        columns = ("waiting-students", "waiting-days", "agreed-by", "host", "course-code", "titles")
        rows = table(messages, *columns)
        for item in found:
            rows.add_row(
                str(len(item.waiting)),
                str(item.days(today)),
                str(len(item.expecting)),
                item.course.host,
                escape(item.course.code),
                escape("; ".join(item.course.titles)) or NONE,
            )
        out.print(rows)


def show_expected(
    config: ConfigOption,
    host: HostOption = None,
    weeks: Annotated[
        int, typer.Option("--weeks", min=0, help="Weeks a transcript may take after the period.")
    ] = WEEKS_AFTER_THE_END,
    everything: Annotated[
        bool, typer.Option("--all", help="List also what was received or is not over.")
    ] = False,
    letter: Annotated[
        str | None,
        typer.Option("--letter", help="Draft the letter about this mobility.", show_default=False),
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which transcripts are due or late, by host, and draft the letters that ask for them."""
    with open_app(config) as app:
        messages = messages_for(language, app.language)
        today = app.clock.now().date()
        if letter is not None:
            _print_letter(app, letter, messages, today=today, weeks=weeks)
            return
        only = None if host is None else app.hosts(host)[0]
        with app.store.read() as connection:
            found = expected_results(connection, today=today, weeks=weeks, host=only)
            unidentified = unidentified_learners(connection)
        if as_json:
            out.print_json(json.dumps([expected_facts(item) for item in found]))
            return
        if not found:
            _say(messages.text("expected-none"))
        for name, items in groupby(found, key=lambda item: item.host):
            _show_host(app, name, list(items), messages, everything=everything)
            if unidentified.get(name):
                learners = unidentified[name]
                _say(messages.text("expected-unidentified", learners=learners, hei=name))
            _say("")


def _show_host(
    app: App,
    host: HeiId,
    items: Sequence[ExpectedResults],
    messages: Messages,
    *,
    everything: bool,
) -> None:
    counts = {state.value: sum(item.arrival is state for item in items) for state in Arrival}
    shown = in_language(_names_of(app, host), messages) or host
    out.print(
        f"[bold]{escape(messages.text('expected-host', host=shown, hei=host, **counts))}[/bold]",
        highlight=False,
        soft_wrap=True,
    )
    asked = set(Arrival) if everything else {Arrival.LATE, Arrival.DUE}
    listed = [item for item in items if item.arrival in asked]
    if not listed:
        return
    rows = table(
        messages,
        "mobility-id",
        "student",
        "arrival",
        "period-ends",
        "due-on",
        "days-late",
        "results-in",
        "courses-missing",
    )
    for item in listed:
        rows.add_row(
            item.mobility_id,
            item.student_id,
            messages.text(f"arrival-{item.arrival.value}"),
            shown_day(item.ends, messages),
            shown_day(item.due, messages),
            str(item.days_late or NONE),
            str(item.received),
            escape(_codes(item)),
        )
    out.print(rows)
    late = [item for item in listed if item.arrival is Arrival.LATE]
    if late:
        _say(messages.text("expected-letter", mobility=late[0].mobility_id))


def _codes(item: ExpectedResults) -> str:
    codes = [row.code or row.title for row in item.missing]
    rest = len(codes) - _FEW_MISSING
    return ", ".join(codes[:_FEW_MISSING]) + (f" +{rest}" if rest > 0 else "") or NONE


def _print_letter(
    app: App, mobility_id: str, messages: Messages, *, today: date, weeks: int
) -> None:
    with app.store.read() as connection:
        mobility = load_mobility(connection, mobility_id)
        if mobility is None:
            raise UtqyrError(messages.text("expected-unknown", mobility=mobility_id))
        if mobility.form is MobilityForm.VERTICAL:
            raise UtqyrError(messages.text("expected-vertical", mobility=mobility_id))
        versions = load_agreements(connection, [mobility_id]).get(mobility_id, ())
        found = expected_results(connection, today=today, weeks=weeks, host=mobility.host)
    item = next(each for each in found if each.mobility_id == mobility_id)
    if item.arrival is Arrival.RECEIVED:
        raise UtqyrError(messages.text("expected-received", mobility=mobility_id))
    if item.arrival is Arrival.AWAY:
        ends = shown_day(item.ends, messages)
        raise UtqyrError(messages.text("expected-not-over", mobility=mobility_id, ends=ends))
    letter = Letter(
        mobility=mobility,
        agreement=agreement_in_force(versions),
        expected=item,
        host_names=_names_of(app, mobility.host),
        home_names=_home_names(app),
        written_on=today,
    )
    _print_lines(letter_lines(letter, messages))


def print_mapping(
    config: ConfigOption,
    host: AnyHostArgument = None,
    language: LanguageOption = None,
) -> None:
    """Print the mapping back as numbered sentences, with a place for signatures."""
    with open_app(config) as app:
        messages = messages_for(language, app.language)
        with app.store.read() as connection:
            known = known_courses(connection)
        for number, name in enumerate(app.hosts(host)):
            sheet = MappingSheet(
                host=name,
                host_names=_names_of(app, name),
                home_names=_home_names(app),
                titles={
                    code: sorted(course.titles)
                    for (owner, code), course in known.items()
                    if owner == name
                },
                printed_on=app.clock.now().date(),
            )
            if number:
                _say("")
            _print_lines(mapping_sheet(sheet, app.configuration.rulebook, messages))


def _names_of(app: App, host: HeiId) -> tuple[LocalisedText, ...]:
    """Give a host's names by language; none for one that is no longer configured."""
    known = {settings.hei: settings.names for settings in app.configuration.hosts}
    return known.get(host, ())


def _home_names(app: App) -> tuple[LocalisedText, ...]:
    names = app.configuration.settings.home.names
    return tuple(LocalisedText(language=key, text=text) for key, text in names.items())


def _say(line: str) -> None:
    out.print(escape(line), highlight=False, soft_wrap=True)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        _say(line)
