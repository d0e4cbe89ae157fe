"""Whatever an ELMO document says, reading it ends in transcripts or in a refusal."""

from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Parsed
from connectors.errors import HostContractBroken
from mapping.fingerprint import fingerprint
from mapping.records import TranscriptOfRecords
from mapping.terms import ResultStatus
from tests.elmo_reading import LEARNER, course, elmo, read, transcripts

NAMES = (
    *("elmo", "report", "tor", "learner", "issuer", "issueDate", "generatedDate", "status", "code"),
    *("learningOpportunitySpecification", "learningOpportunityInstance", "specifies", "hasPart"),
    *("identifier", "title", "type", "documentType", "iscedCode", "start", "date", "academicTerm"),
    *("resultLabel", "result", "credit", "scheme", "value", "level", "engagementHours", "bday"),
    *("resultDistribution", "category", "shortenedGrading", "percentageLower", "omobility-id"),
    *("givenNames", "familyName", "gradeConversionTable", "iscedTable", "gradeFrequency", "other"),
)
TEXTS = st.one_of(
    st.sampled_from(
        [
            *("", " ", "A", "00", "passed", "failed", "ECTS", "5", "-5", "7,5", "1e9", "Diploma"),
            *("Degree Programme", "2025-02-30", "2025-06-01Z", "9999-12-31T23:59:59-14:00", "Ã¸"),
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12).filter(
        lambda text: "\ufffe" not in text and "\uffff" not in text
    ),
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["type", "xml:lang", "dtf", "scheme", "label", "count", "iscedCode"]),
    TEXTS,
    max_size=2,
)
COUNTS = st.integers(0, 100_000).map(lambda hundredths: Decimal(hundredths) / 100)


def written(name: str, attributes: dict[str, str], inside: str) -> str:
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{said}>{inside}</{name}>"


ELEMENTS = st.recursive(
    st.builds(written, st.sampled_from(NAMES), ATTRIBUTES, TEXTS.map(escape)),
    lambda inner: st.builds(
        written, st.sampled_from(NAMES), ATTRIBUTES, st.lists(inner, max_size=6).map("".join)
    ),
    max_leaves=40,
)


def read_or_refuse(content: str) -> list[Parsed] | str:
    try:
        return read(content)
    except HostContractBroken as refusal:
        return refusal.message


@given(inside=st.lists(ELEMENTS, max_size=5).map("".join))
def test_any_arrangement_of_elements_is_read_or_refused(inside: str) -> None:
    outcome = read_or_refuse(f"<elmo>{LEARNER}<report>{course('')}{inside}</report>{inside}</elmo>")
    assert outcome
    if not isinstance(outcome, str):
        for item in outcome:
            assert fingerprint(item)  # no float, no unknown type


@given(inside=st.lists(ELEMENTS, max_size=4).map("".join))
def test_same_arrangement_gives_the_same_outcome(inside: str) -> None:
    content = f"<all>{elmo(course(inside))}{inside}</all>"
    assert read_or_refuse(content) == read_or_refuse(content)


@given(label=TEXTS, status=st.sampled_from(["", "<status>passed</status>"]))
def test_label_comes_out_as_it_went_in(label: str, status: str) -> None:
    inside = f"{status}<resultLabel>{escape(label)}</resultLabel><credit><value>1</value></credit>"
    [transcript] = transcripts(elmo(course(inside)))
    [result] = transcript.results
    assert (result.grade.label if result.grade else "") == label.strip()
    assert result.status in (ResultStatus.PASSED, ResultStatus.UNKNOWN)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> tuple[str, Decimal]:
    """Draw a course, or a module with the sum of its parts, and the credits it is worth."""
    if depth == 0 or draw(st.booleans()):
        worth, parts = draw(COUNTS.filter(bool)), ""
    else:
        drawn = draw(st.lists(trees(depth=depth - 1), min_size=1, max_size=3))
        worth = sum((each for _text, each in drawn), Decimal(0))
        parts = "".join(f"<hasPart>{text}</hasPart>" for text, _each in drawn)
    amount = f"<credit><scheme>ECTS</scheme><value>{worth}</value></credit>"
    return course(amount, about=parts), worth


@given(drawn=st.lists(trees(), min_size=1, max_size=3))
def test_nesting_never_makes_or_loses_credits(drawn: list[tuple[str, Decimal]]) -> None:
    [transcript] = transcripts(elmo(*(text for text, _worth in drawn)))
    read_sum = sum(credit.value for result in transcript.results for credit in result.credits)
    assert read_sum == sum(worth for _text, worth in drawn)
    assert all(result.warnings == () for result in transcript.results)


@given(cut=st.integers(0, 10**6))
def test_cut_document_is_never_read_as_a_whole_one(cut: int) -> None:
    whole = f"<all>{elmo(course('<status>passed</status>')) * 3}</all>"
    content = whole[: cut % len(whole)]
    outcome = read_or_refuse(content)
    assert isinstance(outcome, str)


@given(counts=st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_every_course_of_every_learner_is_found_once(counts: list[int]) -> None:
    elmos = [
        elmo(
            *(course("<status>passed</status>", code=f"C{number}") for number in range(count)),
            learner=LEARNER.replace("Aliya", f"Aliya{index}"),
        )
        for index, count in enumerate(counts)
    ]
    found = transcripts(f"<all>{''.join(elmos)}</all>")
    assert all(isinstance(each, TranscriptOfRecords) for each in found)
    assert [len(each.results) for each in found] == counts
