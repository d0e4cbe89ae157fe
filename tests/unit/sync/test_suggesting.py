import shutil
from datetime import date
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import yaml

from config.load import load_configuration
from connectors.registry import ConnectorRegistry
from mapping.equivalences import Equivalence, HomeComponent, TargetKind
from mapping.identifiers import CourseCode, HeiId, MobilityId
from mapping.records import LocalisedText
from mapping.rulebook import Rulebook
from mapping.suggestions import AskedCourse, Candidate, FeatureKind, HitRate
from mapping.terms import Level
from sync.app import connector_settings
from sync.store.unit_of_work import Store
from sync.suggesting import Suggestions, entry_text, suggest_for, suggestions_facts
from tests.builders import (
    HOST,
    make_agreement,
    make_component,
    make_equivalence,
    make_host_rules,
    make_mobility,
    make_result,
    make_rulebook,
    make_target,
)
from tests.stays import decide_about, put_stay

OTHER = HeiId("asu.ru")
TODAY = date(2026, 9, 5)


def component(code: str, title: str, **fields: object) -> HomeComponent:
    return make_component(code, titles=(LocalisedText(language="en", text=title),), **fields)


CURRICULUM = (
    component("ECO2204", "Corporate Finance"),
    component("MAN1101", "Management"),
    component("ETH1001", "Ethics", level=Level.BACHELOR, programmes=("6B04101",)),
)


def rules(*equivalences: Equivalence) -> Rulebook:
    return make_rulebook(*equivalences, components=CURRICULUM)


def took(store: Store, number: int, **titles: str) -> None:
    mobility_id = MobilityId(f"M-{number}")
    results = [
        make_result(code, titles=(LocalisedText(language="en", text=title),))
        for code, title in titles.items()
    ]
    agreement = make_agreement("+".join(titles), "ETH1001", mobility_id=mobility_id)
    put_stay(store, make_mobility(mobility_id, student_id=f"S{number}"), [agreement], results)


def suggested(store: Store, rulebook: Rulebook) -> Suggestions:
    decide_about(store, rulebook)
    with store.read() as connection:
        return suggest_for(connection, rulebook, [HOST], today=TODAY, top=5)


def test_an_unmapped_course_gets_candidates_for_its_student(store: Store) -> None:
    took(store, 1, PHI150="Business Ethics")
    found = suggested(store, rules())
    ((item, (best, *_)),) = found.courses

    assert item.course.code == "PHI150"
    assert best.component.code == "ETH1001"
    assert [feature.kind for feature in best.features] == [FeatureKind.TITLE, FeatureKind.CREDITS]


def test_a_rule_with_a_like_title_is_the_precedent(store: Store) -> None:
    took(store, 1, MNG206="Organisational Behaviour", OB300="Behaviour in Organisations")
    found = suggested(store, rules(make_equivalence("MNG206", "MAN1101")))
    ((item, (best, *_)),) = found.courses

    assert (item.course.code, best.component.code) == ("OB300", "MAN1101")
    precedent = dict(best.features[0].facts)
    assert precedent["rule"] == "MNG206 -> MAN1101"
    assert precedent["place"] == f"mapping/{HOST}.yaml:12"


def test_a_rule_nobody_approved_is_no_precedent(store: Store) -> None:
    took(store, 1, MNG206="Organisational Behaviour", OB300="Organisational Behaviour")
    found = suggested(store, rules(make_equivalence("MNG206", "MAN1101", approval=None)))

    assert [candidates for _, candidates in found.courses] == [()]
    assert found.hit_rate.precedents == 0


def test_hit_rate_asks_about_each_precedent_as_if_its_rules_were_not_there(store: Store) -> None:
    took(store, 1, FIN201="Corporate Finance I", FIN202="Financial Markets", MNG206="Behaviour")
    found = suggested(
        store,
        rules(
            make_equivalence("FIN201+FIN202", "ECO2204"),  # the first is found by its title,
            make_equivalence("MNG206", "MAN1101"),  # and this one only by itself
            make_equivalence("GONE100", "MAN1101"),  # nobody has a title of this one
            make_equivalence("SPT100", "~PHE1001"),  # and this is nothing of the curriculum
        ),
    )

    assert found.hit_rate == HitRate(precedents=3, first=1, among_five=1)
    assert found.untitled == 2


def test_a_rule_of_another_host_lets_a_held_out_precedent_be_found(store: Store) -> None:
    took(store, 1, MNG206="Organisational Behaviour")
    ours = make_host_rules(make_equivalence("MNG206", "MAN1101"))
    theirs = make_host_rules(make_equivalence("X9", "MAN1101", host=OTHER), host=OTHER)
    both = make_rulebook(components=CURRICULUM, hosts=(ours, theirs))
    put_stay(
        store,
        make_mobility("M-9", host=OTHER),
        results=[
            make_result("X9", titles=(LocalisedText(text="Organisational Behaviour"),)),
        ],
    )

    assert suggested(store, both).hit_rate == HitRate(precedents=2, first=2, among_five=2)


def test_a_held_out_rule_is_asked_about_for_a_student_it_is_for(store: Store) -> None:
    took(store, 1, FIN201="Corporate Finance")
    twin = component("EKO3210", "Corporate Finance", programmes=("5B050600",))
    ours = component("ECO2204", "Corporate Finance", programmes=("6B04101",))
    rulebook = make_rulebook(
        make_equivalence("FIN201", "ECO2204", programmes=("6B04101",)),
        make_equivalence("FIN201", "EKO3210", programmes=("5B050600",)),
        components=(twin, ours),
    )

    assert suggested(store, rulebook).hit_rate == HitRate(precedents=2, first=2, among_five=2)


def test_facts_are_plain_values_with_the_entry(store: Store) -> None:
    took(store, 1, PHI150="Business Ethics")
    facts = suggestions_facts(suggested(store, rules()), TODAY)
    (course,) = facts["courses"]  # type: ignore[misc]  # a list of plain values

    assert course["waiting"] == ["S1"]
    assert course["candidates"][0]["component"] == "ETH1001"
    assert course["candidates"][0]["features"][0]["facts"] == {
        "theirs": "Business Ethics",
        "ours": "Ethics",
    }
    assert course["entry"].startswith("  - host: PHI150\n    home: ETH1001\n")
    assert facts["hit_rate"] == {
        "precedents": 0,
        "top_1": 0,
        "top_5": 0,
        "untitled": 1,
        "enough": False,
    }


def candidate(kind: TargetKind = TargetKind.COMPONENT, **fields: object) -> Candidate:
    offered = component("ETH1001", "Ethics", **fields)
    return Candidate(component=offered, kind=kind, score=Decimal("0.5"), features=())


@pytest.mark.parametrize("code", ["PHI150", "0123", "NO", "Б1.О.12", "A: B #1", "1e5", "- x"])
def test_an_entry_reads_back_as_what_was_proposed(code: str) -> None:
    asked = AskedCourse(host=HOST, code=CourseCode(code))
    text = entry_text(asked, candidate(programmes=("6B04101",), level=Level.BACHELOR))
    (entry,) = yaml.safe_load(text)

    assert entry == {
        "host": code,
        "home": "ETH1001",
        "levels": ["bachelor"],
        "programmes": ["6B04101"],
    }
    assert "approved" not in entry


def test_an_entry_keeps_the_kind_precedents_gave_the_component() -> None:
    (entry,) = yaml.safe_load(
        entry_text(AskedCourse(host=HOST, code=CourseCode("X")), candidate(TargetKind.ELECTIVE))
    )

    assert entry["home"] == [{"elective": "ETH1001"}]


def test_an_entry_pasted_into_the_example_is_sound_and_not_approved(tmp_path: Path) -> None:
    with as_file(files("config") / "example") as example:
        shutil.copytree(example, tmp_path / "config")
    mapping = tmp_path / "config" / "mapping" / "kozminski.edu.pl.yaml"
    component_ = make_component("ECO3306", programmes=("6B04101", "6B04102"), level=Level.BACHELOR)
    proposed = Candidate(component=component_, score=Decimal("0.5"), features=())
    asked = AskedCourse(host=HOST, code=CourseCode("PHI150"))
    with mapping.open("a", encoding="utf-8") as file:
        file.write(entry_text(asked, proposed))
    settings = connector_settings(ConnectorRegistry())
    loaded = load_configuration(tmp_path / "config", connector_settings=settings)
    (rule,) = [each.rule for each in loaded.rulebook.rules_by_course[HOST][CourseCode("PHI150")]]

    assert rule.targets == (make_target("ECO3306"),)
    assert (rule.levels, rule.programmes) == ((Level.BACHELOR,), ("6B04101", "6B04102"))
    assert rule.approval is None
