"""The laws of suggestions, tried on curricula and titles nobody would write by hand."""

from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mapping.equivalences import HomeComponent
from mapping.identifiers import ComponentCode, CourseCode, HeiId
from mapping.records import LocalisedText
from mapping.suggestions import (
    Agreed,
    AskedCourse,
    HeldOut,
    Precedent,
    PrecedentTarget,
    Standing,
    Suggester,
    measure,
)
from mapping.terms import Level, Work
from mapping.titles import LEAST_SIMILARITY, TitleIndex

WORDS = (
    "Economics",
    "Экономика",
    "Banking",
    "Banks",
    "Қаржы",
    "Finance",
    "II",
    "of",
    "Ә",
    "3",
    "%",
)
TITLES = st.one_of(st.text(max_size=12), st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join))
CODES = st.sampled_from([f"C{number}" for number in range(6)]).map(ComponentCode)
HOSTS = st.sampled_from([HeiId("one.edu"), HeiId("two.edu")])
AMOUNTS = st.fractions(min_value=0, max_value=30, max_denominator=9)
COMPONENTS = st.lists(
    st.builds(
        HomeComponent,
        code=CODES,
        titles=st.lists(st.builds(LocalisedText, text=TITLES), max_size=2).map(tuple),
        credits=st.integers(min_value=0, max_value=12).map(Decimal),
        level=st.one_of(st.none(), st.sampled_from(Level)),
        programmes=st.lists(st.sampled_from(["6B01", "7M01"]), max_size=1).map(tuple),
        work=st.sampled_from(Work),
    ),
    max_size=6,
    unique_by=lambda component: component.code,
)
PRECEDENTS = st.lists(
    st.builds(
        Precedent,
        host=HOSTS,
        code=st.sampled_from(["X1", "X2"]).map(CourseCode),
        titles=st.lists(TITLES, max_size=2).map(tuple),
        targets=st.lists(st.builds(PrecedentTarget, component=CODES), max_size=2).map(tuple),
        rule=st.sampled_from(["r1", "r2", "r3"]),
    ),
    max_size=4,
)
STANDINGS = st.builds(
    Standing,
    level=st.one_of(st.none(), st.sampled_from(Level)),
    programme=st.sampled_from(["", "6B01"]),
    credits=st.one_of(st.none(), AMOUNTS),
)
COURSES = st.builds(
    AskedCourse,
    host=HOSTS,
    code=st.just(CourseCode("X")),
    titles=st.lists(TITLES, max_size=2).map(tuple),
    standings=st.lists(STANDINGS, max_size=3).map(tuple),
    work=st.sampled_from(Work),
    agreed=st.lists(
        st.builds(Agreed, component=CODES, agreements=st.integers(1, 9)), max_size=2
    ).map(tuple),
    near=st.lists(st.sampled_from(["X1", "X2"]).map(CourseCode), max_size=1).map(tuple),
)


@given(components=COMPONENTS, precedents=PRECEDENTS, course=COURSES)
def test_scores_lie_between_nothing_and_one_and_fall(
    components: list[HomeComponent], precedents: list[Precedent], course: AskedCourse
) -> None:
    found = Suggester(components, precedents).suggest(course)
    ranked = [(-candidate.score, candidate.component.code) for candidate in found]

    assert ranked == sorted(ranked)
    assert all(0 < candidate.score < 1 for candidate in found)
    assert all(0 <= feature.value <= 1 for each in found for feature in each.features)
    assert len({candidate.component.code for candidate in found}) == len(found) <= 5


@given(
    components=COMPONENTS,
    precedents=PRECEDENTS,
    course=COURSES,
    random=st.randoms(use_true_random=False),
)
def test_the_order_of_nothing_matters(
    components: list[HomeComponent],
    precedents: list[Precedent],
    course: AskedCourse,
    random: Random,
) -> None:
    before = Suggester(components, precedents).suggest(course)
    random.shuffle(components)
    random.shuffle(precedents)
    titles, standings = list(course.titles), list(course.standings)
    random.shuffle(titles)
    random.shuffle(standings)
    shuffled = AskedCourse(
        host=course.host,
        code=course.code,
        titles=tuple(titles),
        standings=tuple(standings),
        work=course.work,
        agreed=course.agreed[::-1],
        near=course.near,
    )

    assert Suggester(components, precedents).suggest(shuffled) == before


@given(components=COMPONENTS, precedents=PRECEDENTS, course=COURSES, more=CODES)
def test_one_more_agreement_never_lowers_a_score(
    components: list[HomeComponent], precedents: list[Precedent], course: AskedCourse, more: str
) -> None:
    suggester = Suggester(components, precedents)
    agreed = (*course.agreed, Agreed(component=ComponentCode(more), agreements=1))
    richer = AskedCourse(
        host=course.host,
        code=course.code,
        titles=course.titles,
        standings=course.standings,
        work=course.work,
        agreed=agreed,
        near=course.near,
    )
    before = {each.component.code: each.score for each in suggester.suggest(course, top=6)}
    after = {each.component.code: each.score for each in suggester.suggest(richer, top=6)}

    assert all(after[code] >= score for code, score in before.items())


@given(components=COMPONENTS, precedents=PRECEDENTS, course=COURSES, hosts=HOSTS)
def test_hiding_all_rules_of_a_host_equals_its_not_having_any(
    components: list[HomeComponent], precedents: list[Precedent], course: AskedCourse, hosts: HeiId
) -> None:
    hidden = frozenset(each.rule for each in precedents if each.host == course.host)
    others = [each for each in precedents if each.host != course.host]
    scores = [
        [(each.component.code, each.score) for each in found]
        for found in (
            Suggester(components, precedents).suggest(course, hidden=hidden),
            Suggester(components, others).suggest(course),
        )
    ]

    assert scores[0] == scores[1]


@given(components=COMPONENTS, precedents=PRECEDENTS, courses=st.lists(COURSES, max_size=3))
def test_hits_among_five_are_at_least_the_first_places(
    components: list[HomeComponent], precedents: list[Precedent], courses: list[AskedCourse]
) -> None:
    held_out = [
        HeldOut(course=course, components=frozenset({ComponentCode("C1")}), hidden=frozenset())
        for course in courses
    ]
    rate = measure(Suggester(components, precedents), held_out)

    assert 0 <= rate.first <= rate.among_five <= rate.precedents == len(courses)


@given(first=TITLES, second=TITLES, corpus=st.lists(TITLES, max_size=3))
def test_likeness_is_symmetric_and_bounded(first: str, second: str, corpus: list[str]) -> None:
    forth = TitleIndex([first], corpus=corpus).similar(second).get(first)
    back = TitleIndex([second], corpus=corpus).similar(first).get(second)

    assert (forth is None) == (back is None)
    if forth is not None and back is not None:
        assert abs(forth - back) < 1e-9
        assert LEAST_SIMILARITY <= forth <= 1


@given(amount=AMOUNTS, course=COURSES)
def test_any_amount_of_credit_is_compared(amount: Fraction, course: AskedCourse) -> None:
    component = HomeComponent(
        code=ComponentCode("C1"), titles=(LocalisedText(text="Finance"),), credits=Decimal(5)
    )
    asked = AskedCourse(
        host=course.host,
        code=course.code,
        titles=("Finance",),
        standings=(Standing(credits=amount),),
    )
    (found,) = Suggester([component], ()).suggest(asked)

    assert Decimal("0.6300") <= found.score <= Decimal("0.9000")
