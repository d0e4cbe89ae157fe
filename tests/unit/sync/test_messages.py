import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, serialize
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor
from hypothesis import given
from hypothesis import strategies as st
from typer import Context
from typer.core import TyperGroup
from typer.main import get_command

import sync
from connectors.home.base import Verdict
from mapping.distribution import Unusable
from mapping.equivalences import TargetKind
from mapping.held import RESOLUTIONS, HeldCode, HeldReason, Resolution
from mapping.numbers import Rounding
from mapping.problems import Problem
from mapping.rulebook import Attempts, CreditDifference, Overlap
from mapping.terms import Level, MobilityForm, MobilityKind, Regime, ResultStatus, Work
from mapping.trace import REFUSAL_FACTS, STEP_FACTS, Step, StepKind, conversion_step
from sync.audit.chain import Fault
from sync.audit.entry import AuditAction
from sync.cli import app
from sync.errors import SafetyStop
from sync.guards import GuardLimits, check_batch
from sync.messages import CATALOGUES, LANGUAGES, UNKNOWN, Messages, facts_of
from sync.store.outbox import DeliveryState
from sync.store.staging import StagingReport

VOCABULARIES = {
    "level": [level.value for level in Level],
    "work": [work.value for work in Work],
    "regime": [regime.value for regime in Regime],
    "scheme": ["ects", "kz", "ze", "hours"],
    "kind": [kind.value for kind in MobilityKind],
    "form": [form.value for form in MobilityForm],
    "status": [status.value for status in ResultStatus],
    "attempts": [attempts.value for attempts in Attempts],
    "difference": [difference.value for difference in CreditDifference],
    "rounding": [rounding.value for rounding in Rounding],
    "overlap": [overlap.value for overlap in Overlap],
    "unusable": [unusable.value for unusable in Unusable],
    "state": [state.value for state in DeliveryState],
    "verdict": [verdict.value for verdict in Verdict],
    "target": [target.value for target in TargetKind],
    "fault": [fault.value for fault in Fault],
    "action": [action.value for action in AuditAction],
    "code": [code.value for code in HeldCode],
    "distribution": ["resultDistribution", "gradeConversionTable", "shortenedGrading"],
    "answer": ["yes", "no"],
}
# Words Kazakh and Russian share, both from Latin or Greek.
SHARED = {"level-bachelor", "level-phd", "head-student", "explain-title"}
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
ONLY_KAZAKH = re.compile(r"[ӘәІіҢңҒғҮүҰұҚқӨөҺһ]")


class Variables(Visitor):
    """Collects what an entry is filled from."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.vocabularies: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)

    def visit_NamedArgument(self, node: fluent.NamedArgument) -> None:  # noqa: N802
        if node.name.name == "of":
            self.vocabularies.add(node.value.value)
        self.generic_visit(node)


@cache
def entries(language: str) -> dict[str, fluent.Message]:
    found: dict[str, fluent.Message] = {}
    for catalogue in CATALOGUES:
        source = (files("sync") / "locale" / language / f"{catalogue}.ftl").read_text("utf-8")
        for entry in FluentParser().parse(source).body:
            assert not isinstance(entry, fluent.Junk), f"{language}/{catalogue}: {entry.content}"
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in found, f"{language}: {entry.id.name} stands twice"
                found[entry.id.name] = entry
    return found


def variables(language: str, name: str) -> Variables:
    found = Variables()
    found.visit(entries(language)[name])
    return found


def written(language: str, name: str) -> str:
    """Give an entry's own words: functions and variables do not differ between languages."""
    text = serialize(fluent.Resource([entries(language)[name]]), with_junk=False).partition("=")[2]
    literals = " ".join(re.findall(r'(?:before|after|otherwise): "(.*?)"', text))
    return re.sub(r"\{.*?\}", " ", text) + literals


def filled(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"«{name}»") for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_entries(language: str) -> None:
    assert entries(language).keys() == entries("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_uses_the_same_variables_in_every_language(language: str) -> None:
    unlike = {
        name
        for name in entries("en")
        if variables(language, name).names != variables("en", name).names
    }
    assert unlike == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", HeldCode)
def test_every_reason_has_a_sentence_that_tells_all_its_facts(
    code: HeldCode, language: str
) -> None:
    facts = filled(facts_of(code))
    sentence = Messages(language).held(HeldReason(code=code, facts=facts))

    used = variables(language, f"held-{code.value}").names
    assert used <= set(facts_of(code))
    assert [value for name, value in facts if name in used and value not in sentence] == []
    untold = set(facts_of(code)) - used
    assert untold <= {"there_now", "wanted", "last_written"}, f"{code} never tells {untold}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", StepKind)
def test_every_step_has_a_sentence_that_tells_all_its_facts(kind: StepKind, language: str) -> None:
    facts = filled(STEP_FACTS[kind])
    sentence = Messages(language).step(Step(kind=kind.value, facts=facts))

    assert variables(language, f"trace-{kind.value}").names == set(STEP_FACTS[kind])
    assert [value for _, value in facts if value not in sentence] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_hold_no_markup_and_no_invisible_marks(language: str) -> None:
    messages = Messages(language)
    said = [messages.held(HeldReason(code=code, facts=filled(facts_of(code)))) for code in HeldCode]
    said += [messages.held(HeldReason(code=code)) for code in HeldCode]
    said += [
        messages.step(Step(kind=kind.value, facts=filled(STEP_FACTS[kind]))) for kind in StepKind
    ]
    said += [line for code in HeldCode for line in messages.resolution(code)]

    odd = [line for line in said if re.search(r"[{}$\u2066-\u2069]|  |\bNone\b| [.,;:]", line)]
    assert odd == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", HeldCode)
def test_reason_without_its_facts_is_still_a_sentence(code: HeldCode, language: str) -> None:
    bare = Messages(language).held(HeldReason(code=code))
    empty = HeldReason(code=code, facts=tuple((name, "") for name in facts_of(code)))

    assert Messages(language).held(empty) == bare
    assert bare.endswith(".")


def test_only_what_is_known_is_told() -> None:
    english = Messages("en")
    known = HeldReason(
        code=HeldCode.UNMAPPED_COURSE,
        facts=(("course", "FIN201"), ("title", "Finance"), ("near", "FIN-201")),
    )
    unknown = HeldReason(
        code=HeldCode.UNMAPPED_COURSE, facts=(("course", "FIN201"), ("title", ""), ("near", ""))
    )

    assert english.held(known) == (
        "No equivalence covers FIN201 (Finance); the mapping has FIN-201, "
        "which differs in punctuation only."
    )
    assert english.held(unknown) == "No equivalence covers FIN201."


def test_words_of_closed_vocabularies_are_translated_inside_sentences() -> None:
    step = Step(
        kind=StepKind.CREDIT_COEFFICIENT.value,
        facts=(
            ("value", "6"),
            ("scheme", "ects"),
            ("coefficient", "1.5"),
            ("lowest", "1.5"),
            ("highest", "1.8"),
            ("level", "bachelor"),
            ("work", "theory"),
            ("quotient", "4"),
        ),
    )

    assert Messages("ru").step(step) == (
        "6 кредитов ECTS ÷ 1.5 = 4 (теоретическое обучение, бакалавриат; "
        "допустимый диапазон от 1.5 до 1.8)."
    )
    assert Messages("kk").step(step) == (
        "6 ECTS кредиті ÷ 1.5 = 4 (теориялық оқыту, бакалавриат; рұқсат етілген аралық 1.5 – 1.8)."
    )


def test_lists_are_translated_word_by_word() -> None:
    messages = Messages("en")

    assert messages.word("national-id, birth-date", "identifier") == "national id, date of birth"
    assert messages.word("5 ects; 180 hours", "scheme") == "5 ECTS credits; 180 hours"
    assert messages.word("points, stars", "figure") == "points, stars"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_word_of_a_vocabulary_is_translated(vocabulary: str, language: str) -> None:
    untranslated = [
        word for word in VOCABULARIES[vocabulary] if f"{vocabulary}-{word}" not in entries(language)
    ]
    assert untranslated == []


def test_vocabularies_named_in_the_catalogues_exist() -> None:
    named = {word for name in entries("en") for word in variables("en", name).vocabularies}

    assert [
        name for name in named if not any(entry.startswith(f"{name}-") for entry in entries("en"))
    ] == []


@pytest.mark.parametrize(("one", "other"), [("en", "ru"), ("en", "kk"), ("ru", "kk")])
def test_no_language_is_a_copy_of_another(one: str, other: str) -> None:
    copied = {
        name
        for name in entries(one)
        if written(one, name).strip() == written(other, name).strip()
        and re.search(r"\w", written(one, name))
    }
    assert copied <= (SHARED if "en" not in (one, other) else set())


def test_each_language_keeps_to_its_letters() -> None:
    english = [name for name in entries("en") if CYRILLIC.search(written("en", name))]
    russian = [name for name in entries("ru") if ONLY_KAZAKH.search(written("ru", name))]
    kazakh = [
        name
        for name in entries("kk")
        if len(CYRILLIC.findall(written("kk", name))) > 60
        and not ONLY_KAZAKH.search(written("kk", name))
    ]

    assert (english, russian, kazakh) == ([], [], [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", HeldCode)
def test_every_resolution_has_a_line(code: HeldCode, language: str) -> None:
    lines = Messages(language).resolution(code)

    assert len(lines) == len(RESOLUTIONS[code])
    assert not any(line.startswith("resolution-") for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_resolution_names_the_thing_and_the_command(language: str) -> None:
    messages = Messages(language)
    (way,) = messages.resolution(HeldCode.UNMAPPED_COURSE, host="kozminski.edu.pl")
    assert "mapping/kozminski.edu.pl.yaml" in way
    assert "utqyr check" in way

    (way,) = messages.resolution(HeldCode.UNKNOWN_GRADE, host="kozminski.edu.pl")
    assert "hosts/kozminski.edu.pl.yaml" in way

    (way,) = messages.resolution(HeldCode.FAILED, reference="D12")
    assert "utqyr held release D12 --by" in way
    assert "utqyr held refuse D12 --by" in way


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_a_resolution_names_can_be_given_as_it_stands(language: str) -> None:
    lines = {line for code in HeldCode for line in Messages(language).resolution(code)}
    commands = {found for line in lines for found in re.findall(r"utqyr (.+?)(?=\. |\.?$)", line)}

    assert len(commands) > 4
    for command in commands:
        words = [__file__ if word in {"FILE", "ФАЙЛ"} else word for word in command.split()]
        words += ["--config", "."]
        group = get_command(app)
        while isinstance(group, TyperGroup):
            name, group, words = group.resolve_command(Context(group), words)
        group.make_context(name, words)  # raises UsageError for what is missing or unknown


def test_what_may_be_released_says_what_release_does() -> None:
    english = Messages("en")
    (overwrite, *_) = english.resolution(HeldCode.HOME_CHANGED_THERE)
    (withdraw, *_) = english.resolution(HeldCode.WITHDRAWAL_PROPOSED)

    assert overwrite.startswith("To write our mark over it: utqyr held release")
    assert withdraw.startswith("To take the results back: utqyr held release")


def test_special_lines_belong_to_reasons_that_have_that_way() -> None:
    ways = {way.value: way for way in Resolution}
    for name in entries("en"):
        for word, way in ways.items():
            code = name.removeprefix(f"resolution-{word}-")
            if name.startswith(f"resolution-{word}-") and code in set(HeldCode):
                assert way in RESOLUTIONS[HeldCode(code)]


def test_facts_are_printed_as_they_are_whatever_they_hold() -> None:
    reason = HeldReason(code=HeldCode.NO_GRADE, facts=(("course", "{ $x } 10% «B»"),))

    assert "{ $x } 10% «B»" in Messages("en").held(reason)


@given(
    code=st.sampled_from(HeldCode),
    language=st.sampled_from(LANGUAGES),
    facts=st.dictionaries(
        st.sampled_from(["course", "near", "by", "level", "scheme", "x y", "", "из"]), st.text()
    ),
)
def test_no_facts_ever_stop_a_sentence(
    code: HeldCode, language: str, facts: dict[str, str]
) -> None:
    assert Messages(language).held(HeldReason(code=code, facts=tuple(facts.items())))


def test_unknown_step_is_told_by_its_name_and_facts() -> None:
    step = Step(kind="from-a-later-release", facts=(("a", "1"), ("b", "")))

    assert Messages("kk").step(step) == "from-a-later-release (a: 1)"


def test_unknown_entry_is_its_own_name() -> None:
    assert Messages("ru").text("no-such-entry") == "no-such-entry"


def test_missing_fact_is_a_dash() -> None:
    assert Messages("en").held(HeldReason(code=HeldCode.NO_GRADE)) == (
        f"The document states no grade for {UNKNOWN}."
    )


def test_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="kk, ru, en"):
        Messages("de")


def texts_asked_for() -> Iterator[tuple[str, str]]:
    """Find every entry the product's own code asks for by name, or by the name's beginning."""
    for path in sorted(Path(sync.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr == "text" and node.args:
                match node.args[0]:
                    case ast.Constant(value=str(name)):
                        yield path.name, name
                    case ast.JoinedStr(values=[ast.Constant(value=str(beginning)), *_]):
                        yield path.name, f"{beginning}*"
            if isinstance(node.func, ast.Name) and node.func.id == "_table":
                for argument in node.args[1:]:
                    if isinstance(argument, ast.Constant):
                        yield path.name, f"head-{argument.value}"


def test_every_entry_the_code_asks_for_exists() -> None:
    missing = [
        (file, name)
        for file, name in texts_asked_for()
        if (
            not any(entry.startswith(name[:-1]) for entry in entries("en"))
            if name.endswith("*")
            else name not in entries("en")
        )
    ]
    assert missing == []


REFUSALS_OF_ONE_VALUE = [
    HeldCode.NO_CREDITS,
    HeldCode.UNKNOWN_CREDIT_SCHEME,
    HeldCode.NO_CREDIT_RULE,
    HeldCode.AMBIGUOUS_CREDIT_RULE,
    HeldCode.NO_LEGAL_RANGE,
    HeldCode.COEFFICIENT_MISSING,
    HeldCode.COEFFICIENT_OUT_OF_RANGE,
    HeldCode.ROUNDING_MISSING,
    HeldCode.ZERO_CREDITS,
    HeldCode.NO_GRADE,
    HeldCode.NO_GRADE_TABLE,
    HeldCode.AMBIGUOUS_GRADE_TABLE,
    HeldCode.UNKNOWN_GRADE,
    HeldCode.AMBIGUOUS_GRADE,
    HeldCode.GRADE_CONTRADICTION,
    HeldCode.PERCENT_MISSING,
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", REFUSALS_OF_ONE_VALUE)
def test_value_tried_by_itself_is_refused_in_the_language_asked_for(
    code: HeldCode, language: str
) -> None:
    messages = Messages(language)
    said = messages.refused(code, {name: f"«{name}»" for name in REFUSAL_FACTS[code]})

    assert f"refused-{code.value}" in entries(language)
    assert variables(language, f"refused-{code.value}").names <= set(REFUSAL_FACTS[code])
    assert bool(CYRILLIC.search(said)) is (language != "en")
    assert "course" not in said
    assert bool(CYRILLIC.search(messages.hint(code))) is bool(
        messages.hint(code) and language != "en"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("percent", "shown"), [("", False), ("84", True)])
def test_letter_without_its_percentage_is_said_without_one(
    language: str, percent: str, shown: bool
) -> None:
    step = conversion_step(StepKind.GRADE_HOME_LETTER, "B", "B", "3", percent, "")
    said = Messages(language).step(step)

    assert ("%" in said) is shown
    assert UNKNOWN + " %" not in said


# -- findings --------------------------------------------------------------------------------------

ROOT = Path(sync.__file__).parent.parent
REPORTED = re.compile(r"(?:\breport|_report|_problem|_reason)\(\s*\"([a-z]+(?:-[a-z]+)+)\"")


def finding_codes() -> set[str]:
    """Collect what tables are set aside and batches held for."""
    sources = [*(ROOT / "connectors" / "hosts").glob("inbox*.py"), ROOT / "sync" / "guards.py"]
    return {code for path in sources for code in REPORTED.findall(path.read_text("utf-8"))}


def test_every_finding_about_a_table_or_a_batch_has_its_sentence() -> None:
    found = finding_codes()

    assert len(found) > 20
    assert found - {name.removeprefix("problem-") for name in entries("en")} == set()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "row 14, column Grade: what stands there is no plain number (write 4.5)"),
        (
            "ru",
            (
                "строка 14, столбец Grade: Здесь стоит не просто число. Исправьте ячейку"
                " или профиль. [what stands there is no plain number]"
            ),
        ),
        (
            "kk",
            (
                "14-жол, Grade бағаны: Мұнда жай сан тұрған жоқ. Ұяшықты немесе профильді"
                " түзетіңіз. [what stands there is no plain number]"
            ),
        ),
    ],
)
def test_a_finding_is_told_in_the_readers_language(language: str, said: str) -> None:
    problem = Problem(
        code="no-number",
        message="what stands there is no plain number",
        place="row 14, column Grade",
        hint="write 4.5",
    )

    assert Messages(language).problem(problem) == said


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_held_batch_is_told_with_its_numbers_and_no_english(language: str) -> None:
    with pytest.raises(SafetyStop) as caught:
        check_batch(StagingReport(results=5, listed_before=20, vanished=15), GuardLimits())

    said = Messages(language).problem(caught.value.reasons[0])

    assert "15" in said
    assert "20" in said
    assert "[" not in said


def test_a_finding_nobody_translated_keeps_the_connectors_words() -> None:
    problem = Problem(code="of-a-third-party", message="is odd", place="page 3")

    assert Messages("kk").problem(problem) == "page 3: is odd"
