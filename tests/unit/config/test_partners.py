"""The partner registry: all partners of the home's list, and what became of them."""

import pytest

from config.partners import (
    Certainty,
    Partner,
    PartnerKind,
    PartnersFile,
    PartnerStatus,
    RelatedEntry,
    find_partner,
)
from config.positions import read_document
from tests.unit.config.example import EXAMPLE


@pytest.fixture(scope="module")
def partners() -> dict[int, Partner]:
    data = (EXAMPLE / "partners.yaml").read_bytes()
    document, problems = read_document(data, file="partners.yaml")
    assert problems == ()
    return {each.number: each for each in PartnersFile.model_validate(document.root).partners}


def test_every_partner_of_the_list_is_known(partners: dict[int, Partner]) -> None:
    assert sorted(partners) == list(range(1, 58))


def test_bodies_that_issue_no_transcripts_are_told_apart(partners: dict[int, Partner]) -> None:
    found = [n for n, each in partners.items() if each.kind is PartnerKind.NOT_A_UNIVERSITY]

    assert found == [37, 40]


def test_partner_without_accreditation_is_suspended(partners: dict[int, Partner]) -> None:
    found = [n for n, each in partners.items() if each.status is PartnerStatus.SUSPENDED]

    assert found == [49]


def test_merged_partners_lead_to_their_successors(partners: dict[int, Partner]) -> None:
    merged = {
        number: partner.successors[0].hei
        for number, partner in partners.items()
        if partner.status is PartnerStatus.MERGED
    }

    assert merged == {
        23: "zhubanov.edu.kz",
        31: "mok.edu.kz",
        41: "rea.ru",
        56: "dulaty.kz",
    }


@pytest.mark.parametrize(("number", "absorbed"), [(14, 56), (25, 23), (33, 31)])
def test_successor_knows_the_partner_it_absorbed(
    partners: dict[int, Partner], number: int, absorbed: int
) -> None:
    assert absorbed in [related.number for related in partners[number].predecessors]


def test_what_is_not_established_is_marked(partners: dict[int, Partner]) -> None:
    assert partners[35].certainty is Certainty.GUESS
    assert partners[28].status is PartnerStatus.UNRESOLVED
    assert partners[6].certainty is Certainty.ESTABLISHED


def test_one_code_belongs_to_one_partner(partners: dict[int, Partner]) -> None:
    codes = [partner.hei for partner in partners.values() if partner.hei]

    assert len(codes) == len(set(codes))


def test_transcript_may_bear_any_historical_name(partners: dict[int, Partner]) -> None:
    names = partners[41].all_names()

    assert "МЭСИ" in names
    assert partners[41].listed in names
    assert len(names) == len(set(names))


def make(number: int, **changes: object) -> Partner:
    return Partner.model_validate({"number": number, "listed": f"University {number}", **changes})


def test_own_code_goes_before_a_domain_and_a_successor() -> None:
    heir = {"name": "Heir", "hei": "a.kz"}
    registry = (
        make(1, status=PartnerStatus.MERGED, successors=[heir]),
        make(2, domains=["a.kz"]),
        make(3, hei="a.kz"),
    )

    assert [find_partner(registry[:count], "a.kz") for count in (1, 2, 3)] == list(registry)
    assert find_partner(registry, "b.kz") is None


def test_successor_of_a_merged_partner_is_found() -> None:
    merged = make(41, status=PartnerStatus.MERGED, successors=[{"name": "Heir", "hei": "rea.ru"}])

    assert find_partner([merged], "rea.ru") == merged
    assert merged.successors == (RelatedEntry(name="Heir", hei="rea.ru"),)
