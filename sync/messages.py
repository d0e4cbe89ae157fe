"""Sentences in Kazakh, Russian and English, from catalogues in `sync/locale`; decides nothing.

A catalogue entry gets the facts of its reason or step as variables, and two functions:

    IF_GIVEN($near, before: "; perhaps ", after: "", otherwise: "")    text around a fact, if known
    WORD($level, of: "level")                 the word for a value of a closed vocabulary, or of a
                                              list of them; a value nobody translated stays as it is

A fact that is missing or empty is written as a dash; nothing here ever raises for a fact.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from mapping.held import RESOLUTIONS, HeldCode, HeldReason
from mapping.problems import Problem
from mapping.reasons import REASON_FACTS
from mapping.trace import REFUSAL_FACTS, STEP_FACTS, Step, StepKind

LANGUAGES = ("kk", "ru", "en")
FALLBACK = "en"
CATALOGUES = (
    "held",
    "codes",
    "resolutions",
    "trace",
    "words",
    "commands",
    "explain",
    "achieved",
    "coordinate",
    "documents",
    "convert",
    "notices",
    "problems",
    "hosts",
    "shadow",
)
UNKNOWN = "–"
"""What stands for a fact nobody knows."""

HOME_FACTS = ("component", "there_now", "wanted", "last_written", "detail")
"""The facts of a reason the home Moodle gives; any but the component may be missing."""

_ROW = re.compile(r"\brow (\d+)")
_COLUMN = re.compile(r"\bcolumn (.+)$")
_SEPARATOR = re.compile(r"([,;] )")
_HOST_FILE = "hosts/{host}.yaml"
_SETTINGS_FILE = "utqyr.yaml"
_RULES_FILE = "rules/*.yaml"
_PLACE_OF_RULE = {
    HeldCode.HOST_UNKNOWN: _HOST_FILE,
    HeldCode.HOST_SUSPENDED: _HOST_FILE,
    HeldCode.HOST_AGREEMENT_NOT_IN_FORCE: _HOST_FILE,
    HeldCode.NO_GRADE_TABLE: _HOST_FILE,
    HeldCode.AMBIGUOUS_GRADE_TABLE: _HOST_FILE,
    HeldCode.UNKNOWN_GRADE: _HOST_FILE,
    HeldCode.AMBIGUOUS_GRADE: _HOST_FILE,
    HeldCode.SEVERAL_ATTEMPTS: _SETTINGS_FILE,
}
"""The configuration file in which a reason is resolved, where it is not one of `rules/`."""


def facts_of(code: HeldCode) -> tuple[str, ...]:
    """Name the facts a reason's sentence may use."""
    if code in REASON_FACTS:
        return REASON_FACTS[code]
    return HOME_FACTS if code.value.startswith("home-") else ()


class Messages:
    """The sentences of one language; English stands in for one that is missing."""

    def __init__(self, language: str) -> None:
        """Load the catalogues; raises ValueError for a language there is none of."""
        if language not in LANGUAGES:
            raise ValueError(f"there is no catalogue in '{language}': {', '.join(LANGUAGES)}")
        self.language = language
        self._bundles = tuple(_bundle(name) for name in dict.fromkeys((language, FALLBACK)))

    def held(self, reason: HeldReason) -> str:
        """Say why a record is held; the sentence may hold a grade: never log it."""
        return self._say(f"held-{reason.code.value}", dict(reason.facts), facts_of(reason.code))

    def refused(self, code: HeldCode, facts: Mapping[str, object]) -> str:
        """Say why a single value, tried by itself, may not be converted."""
        return self._say(f"refused-{code.value}", facts, REFUSAL_FACTS[code])

    def hint(self, code: HeldCode) -> str:
        """Say what to do about a refused value; empty where there is no way out."""
        name = f"hint-{code.value}"
        return self.text(name) if self._has(name) else ""

    def code(self, code: HeldCode) -> str:
        """Name a reason in a few words, without its facts."""
        return self.text(f"code-{code.value}")

    def resolution(self, code: HeldCode, *, reference: str = "", host: str = "") -> tuple[str, ...]:
        """Say what a person does about a reason, a line a way, with the command that does it.

        Where no reference (`D12`) or host is given, a placeholder stands in the command.
        """
        named = host or self.text("placeholder-host")
        place = _PLACE_OF_RULE.get(code, _RULES_FILE).format(host=named)
        facts = {
            "reference": reference or self.text("placeholder-reference"),
            "host": named,
            "file": place,
        }
        ways = (f"resolution-{way.value}" for way in RESOLUTIONS[code])
        special = ((f"{way}-{code.value}", way) for way in ways)
        return tuple(self._say(own if self._has(own) else way, facts) for own, way in special)

    def problem(self, problem: Problem) -> str:
        """Say what a finding is and the way out; English is a connector's own words.

        They follow in brackets where the sentence of its code has no facts of the finding.
        """
        name = f"problem-{problem.code}"
        if self.language == FALLBACK or not self._has(name):
            return str(problem)
        place = f"{self._place(problem.place)}: " if problem.place else ""
        own = "" if problem.facts else f" [{problem.message}]"
        return f"{place}{self._say(name, dict(problem.facts))}{own}"

    def _place(self, place: str) -> str:
        """Translate the words of a place in a table: `row 14, column Grade`."""
        rows = _ROW.sub(lambda found: self.text("place-row", row=found[1]), place)
        return _COLUMN.sub(lambda found: self.text("place-column", column=found[1]), rows)

    def step(self, step: Step) -> str:
        """Say what a step of a decision did."""
        names = STEP_FACTS[StepKind(step.kind)] if step.kind in set(StepKind) else ()
        return self._say(f"trace-{step.kind}", dict(step.facts), names)

    def word(self, value: str, vocabulary: str) -> str:
        """Translate a word of a closed vocabulary, or a comma-separated list of them."""
        return self._bundles[0].word(value, vocabulary)

    def text(self, name: str, **facts: object) -> str:
        """Fill any entry of the catalogues; numbers given as numbers are counted with."""
        return self._say(name, facts)

    def _has(self, name: str) -> bool:
        return self._bundles[-1].has(name)

    def _say(self, name: str, facts: Mapping[str, object], names: tuple[str, ...] = ()) -> str:
        for bundle in self._bundles:
            said = bundle.say(name, facts, names)
            if said is not None:
                return said
        bare = name.removeprefix("trace-")
        listed = ", ".join(f"{fact}: {value}" for fact, value in facts.items() if value)
        return f"{bare} ({listed})" if listed else bare


class _Bundle:
    """The catalogues of one language, parsed once a process."""

    def __init__(self, language: str) -> None:
        functions: dict[str, Any] = {"IF_GIVEN": self._if_given, "WORD": self._word}
        self._fluent = FluentBundle([language], functions=functions, use_isolating=False)
        folder = files("sync") / "locale" / language
        for catalogue in CATALOGUES:
            source = (folder / f"{catalogue}.ftl").read_text(encoding="utf-8")
            self._fluent.add_resource(FluentResource(source))

    def say(self, name: str, facts: Mapping[str, object], names: tuple[str, ...]) -> str | None:
        """Fill an entry, or return None where there is none."""
        if not self._fluent.has_message(name):
            return None
        message = self._fluent.get_message(name)
        if message.value is None:
            return None
        variables = dict.fromkeys(names, UNKNOWN) | {
            fact: UNKNOWN if value is None or value == "" else value
            for fact, value in facts.items()
        }
        said, _ = self._fluent.format_pattern(message.value, variables)
        return str(said)

    def has(self, name: str) -> bool:
        """Tell whether there is such an entry."""
        return self._fluent.has_message(name)

    def word(self, value: str, vocabulary: str) -> str:
        """Translate each word of a list that is in the vocabulary; `6 ects` keeps its number."""
        parts = _SEPARATOR.split(value)
        return "".join(self._one_word(part, vocabulary) for part in parts)

    def _one_word(self, part: str, vocabulary: str) -> str:
        whole = self.say(f"{vocabulary}-{part.replace(' ', '-')}", {}, ())
        if whole is not None:
            return whole
        amount, space, unit = part.rpartition(" ")
        known = self.say(f"{vocabulary}-{unit}", {}, ()) if space else None
        return part if known is None else f"{amount} {known}"

    def _word(self, value: Any, *, of: Any = "") -> str:
        return self.word(_known(value), str(of)) or UNKNOWN

    def _if_given(
        self, value: Any, *, before: Any = "", after: Any = "", otherwise: Any = "", of: Any = ""
    ) -> str:
        known = _known(value)
        if not known:
            return str(otherwise)
        shown = self.word(known, str(of)) if str(of) else known
        return f"{before}{shown}{after}"


def _known(value: Any) -> str:
    """Read a function's argument as text; an unknown variable arrives as an object of its own."""
    text = value if isinstance(value, str | int | float) else ""
    return "" if text == UNKNOWN else str(text)


@cache
def _bundle(language: str) -> _Bundle:
    return _Bundle(language)
