"""The mapping of one host printed back as sentences, to be read, signed and filed; decides nothing.

equivalences, titles --> one numbered sentence a rule, the revision, a place for signatures
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mapping.equivalences import Equivalence, HomeTarget
from mapping.identifiers import ComponentCode, CourseCode, HeiId
from mapping.numbers import plain
from mapping.records import LocalisedText
from mapping.rulebook import Rulebook
from sync.messages import FALLBACK, Messages

WIDTH = 100
_INDENT = "    "


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingSheet:
    """What a sheet is printed from; `titles` are those transcripts give a host's courses.

    Two hosts of one rulebook have one revision: what is signed is that revision's rules.
    """

    host: HeiId
    host_names: tuple[LocalisedText, ...]
    home_names: tuple[LocalisedText, ...]
    titles: Mapping[CourseCode, Sequence[str]]
    printed_on: date


def mapping_sheet(sheet: MappingSheet, rulebook: Rulebook, messages: Messages) -> tuple[str, ...]:
    """Print a host's rules in the order of their file, as lines of plain text."""
    rules = rulebook.host_index[sheet.host].equivalences
    say = messages.text
    host = in_language(sheet.host_names, messages) or sheet.host
    unapproved = sum(rule.approval is None for rule in rules)
    printer = _Printer(sheet, rulebook, messages)
    numbered = [
        line
        for number, rule in enumerate(rules, start=1)
        for line in (*_wrapped(f"{number}. {printer.sentence(rule)}"), "")
    ]
    count = (
        say("mapping-rules", rules=len(rules), unapproved=unapproved)
        if rules
        else say("mapping-no-rules")
    )
    return (
        say("mapping-title"),
        say("mapping-host", host=host, hei=sheet.host),
        say("mapping-home", home=in_language(sheet.home_names, messages) or rulebook.home),
        "",
        count,
        "",
        *numbered,
        say("mapping-revision", revision=rulebook.revision),
        say("mapping-day", day=shown_day(sheet.printed_on, messages)),
        "",
        say("mapping-prepared"),
        "",
        say("mapping-approved"),
    )


def rule_sentence(
    rule: Equivalence, sheet: MappingSheet, rulebook: Rulebook, messages: Messages
) -> str:
    """Say one rule in one sentence: every condition, and who approved it."""
    return _Printer(sheet, rulebook, messages).sentence(rule)


def in_language(texts: Iterable[LocalisedText], messages: Messages) -> str:
    """Choose a text in the language of the messages, else in English, else the first there is."""
    known = {text.language: text.text for text in texts}
    first = next(iter(known.values()), "")
    return known.get(messages.language) or known.get(FALLBACK) or first


def shown_day(day: date, messages: Messages) -> str:
    """Write a day as the language does."""
    return messages.text("day", year=f"{day:%Y}", month=f"{day:%m}", day=f"{day:%d}")


class _Printer:
    """Says rules in one language."""

    def __init__(self, sheet: MappingSheet, rulebook: Rulebook, messages: Messages) -> None:
        self._titles = sheet.titles
        self._rulebook = rulebook
        self._messages = messages
        self._say = messages.text

    def sentence(self, rule: Equivalence) -> str:
        conditions = "".join(f"; {condition}" for condition in self._conditions(rule))
        said = self._say(
            "rule-sentence",
            courses=self._listed(map(self._clause, rule.courses)),
            number=len(rule.courses),
            components=self._listed(map(self._target, rule.targets)),
            conditions=conditions,
        )
        return said[:1].upper() + said[1:]

    def _listed(self, parts: Iterable[str]) -> str:
        *before, last = parts
        if not before:
            return last
        return self._say("and-between", first=", ".join(before), second=last)

    def _clause(self, clause: tuple[CourseCode, ...]) -> str:
        courses = [
            self._say("rule-course", code=code, title="; ".join(sorted(self._titles.get(code, ()))))
            for code in clause
        ]
        if len(courses) == 1:
            return self._say("rule-clause", course=courses[0])
        return self._say("rule-any", courses=", ".join(courses))

    def _target(self, target: HomeTarget) -> str:
        component = self._say(
            "rule-component",
            code=target.code,
            title=self._component_title(target.code),
            amount=self._credits(target),
        )
        return self._say(f"rule-target-{target.kind.value}", component=component)

    def _component_title(self, code: ComponentCode) -> str:
        component = self._rulebook.component_index.get(code)
        return in_language(component.titles, self._messages) if component else ""

    def _credits(self, target: HomeTarget) -> str:
        component = self._rulebook.component_index.get(target.code)
        amount = target.credits or (component.credits if component else None)
        if amount is None:
            return ""
        whole = amount == amount.to_integral_value()
        # only whole numbers are counted with: 4.5 кредита, but 5 кредитов
        return self._say("rule-credits", credits=int(amount) if whole else plain(amount))

    def _conditions(self, rule: Equivalence) -> Iterator[str]:
        say, several = self._say, len(rule.courses) > 1
        if any(target.credits is not None for target in rule.targets[1:]):
            yield say("rule-split")
        if rule.minimum_grade is not None:
            yield say(
                "rule-minimum-each" if several else "rule-minimum",
                label=rule.minimum_grade.label,
                scheme=rule.minimum_grade.scheme,
            )
        yield from self._validity(rule)
        if rule.levels:
            yield say("rule-levels", levels=", ".join(sorted(rule.levels)))
        if rule.programmes:
            yield say("rule-programmes", programmes=", ".join(rule.programmes))
        if several:
            yield say("rule-combined", combination=rule.combination.value)
        if rule.maximum_age_months is not None:
            yield say("rule-age", months=str(rule.maximum_age_months))
        if rule.shares:
            yield say("rule-shares", courses=", ".join(rule.shares))
        if rule.catalogue_edition:
            yield say("rule-edition", edition=rule.catalogue_edition)
        if rule.note:
            yield say("rule-note", note=rule.note)
        yield self._approval(rule)

    def _validity(self, rule: Equivalence) -> Iterator[str]:
        bounds = {
            name: shown_day(day, self._messages)
            for name, day in (("from", rule.valid_from), ("to", rule.valid_to))
            if day is not None
        }
        if bounds:
            name = "between" if len(bounds) > 1 else next(iter(bounds))
            yield self._say(f"rule-valid-{name}", **bounds)

    def _approval(self, rule: Equivalence) -> str:
        if rule.approval is None:
            return self._say("rule-unapproved")
        return self._say(
            "rule-approved",
            by=rule.approval.by,
            on=shown_day(rule.approval.on, self._messages),
            reference=rule.approval.reference,
        )


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(
        sentence,
        WIDTH,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
