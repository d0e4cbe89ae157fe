"""Who a transcript is about: identifiers decide, names warn and suggest."""

from datetime import date

import pytest

from mapping.agreements import Mobility
from mapping.held import HeldCode
from mapping.identifiers import HeiId, MobilityId
from mapping.identity import (
    Identification,
    IdentityIndex,
    contradicting_identifiers,
    identify,
    is_iin,
)
from mapping.reasons import reason
from mapping.records import Learner, LearnerIdentifier
from tests.builders import HOST, make_learner, make_mobility

IIN = "030405650121"
ESI = "urn:schac:personalUniqueCode:int:esi:home.edu.kz:00123"


def identifier(kind: str, value: str) -> LearnerIdentifier:
    return LearnerIdentifier(kind=kind, value=value)


def learner(*identifiers: tuple[str, str], **fields: object) -> Learner:
    return make_learner(identifiers=tuple(identifier(*pair) for pair in identifiers), **fields)


def identified(
    who: Learner,
    *mobilities: Mobility,
    stated: str | None = None,
    days: tuple[date, ...] = (),
) -> Identification:
    return identify(
        who,
        mobility_id=None if stated is None else MobilityId(stated),
        host=HOST,
        index=IdentityIndex(mobilities or (make_mobility(),)),
        days=days,
    )


def second_stay(**fields: object) -> Mobility:
    dates = {"starts": date(2025, 2, 1), "ends": date(2025, 6, 30)}
    return make_mobility("M-0002", **(dates | fields))


def with_ids(*pairs: tuple[str, str], **fields: object) -> Mobility:
    return make_mobility(identifiers=tuple(identifier(*pair) for pair in pairs), **fields)


MARAT = make_mobility(
    "M-0009",
    student_id="00999",
    given_names="Марат",
    family_name="Ахметов",
    birth_date=date(2002, 1, 2),
)


# -- identifiers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "mobility"),
    [
        (("mobility-id", "M-0001"), make_mobility()),
        (("student-number", "00123"), make_mobility()),
        (("esi", ESI), with_ids(("esi", ESI))),
        (("national-id", IIN), with_ids(("national-id", IIN))),
        (("host-id", "s-77"), with_ids(("host-id", "s-77"))),
        (("album", "4711"), with_ids(("album", "4711"))),
    ],
)
def test_each_identifier_finds_its_student(pair: tuple[str, str], mobility: Mobility) -> None:
    found = identified(learner(pair), mobility, MARAT)

    assert found == Identification(mobility=mobility, by=pair[0])


def test_a_document_may_state_the_mobility_for_itself() -> None:
    assert identified(learner(), stated="M-0001").by == "mobility-id"


def test_the_strongest_identifier_is_named() -> None:
    mobility = with_ids(("esi", ESI))
    found = identified(learner(("esi", ESI), ("student-number", "00123")), mobility)

    assert found.by == "student-number"


def test_a_mobility_id_in_other_letters_case_is_another_id() -> None:
    found = identified(learner(("mobility-id", "m-0001")))

    assert found.mobility is None


def test_leading_zeros_of_a_student_number_count() -> None:
    assert identified(learner(("student-number", "123"))).mobility is None


def test_a_national_id_with_a_wrong_checksum_identifies_nobody() -> None:
    wrong = "030405650122"
    found = identified(learner(("national-id", wrong)), with_ids(("national-id", wrong)))

    assert found.mobility is None


def test_another_hosts_own_number_identifies_nobody_here() -> None:
    elsewhere = with_ids(("host-id", "s-77"), host=HeiId("other.example"))

    assert identified(learner(("host-id", "s-77")), elsewhere).mobility is None


def test_an_empty_identifier_identifies_nobody() -> None:
    assert identified(learner(("host-id", " ")), with_ids(("host-id", ""))).mobility is None


def test_an_identifier_confirmed_on_one_stay_holds_for_the_students_other_stays() -> None:
    first, second = with_ids(("esi", ESI)), second_stay()
    found = identified(learner(("esi", ESI)), first, second, days=(date(2025, 3, 1),))

    assert found.mobility == second


def test_identifiers_of_two_students_are_a_conflict() -> None:
    found = identified(
        learner(("mobility-id", "M-0001"), ("student-number", "00999")), make_mobility(), MARAT
    )

    assert found.mobility is None
    assert found.reasons == (
        reason(HeldCode.IDENTITY_CONFLICT, "mobility-id, student-number", "M-0001, M-0009"),
    )
    assert found.suggestions == ("M-0001", "M-0009")


def test_two_identifiers_of_one_kind_must_agree() -> None:
    found = identified(learner(("mobility-id", "M-0001")), make_mobility(), MARAT, stated="M-0009")

    assert found.reasons[0].code is HeldCode.IDENTITY_CONFLICT


def test_an_identifier_confirmed_for_two_students_is_ambiguous() -> None:
    twin = with_ids(("esi", ESI), student_id="00124")
    other = make_mobility("M-0002", identifiers=(identifier("esi", ESI),))

    assert identified(learner(("esi", ESI)), twin, other).reasons == (
        reason(HeldCode.AMBIGUOUS_LEARNER, "esi", "M-0001, M-0002"),
    )


def test_a_mobility_at_another_host_is_a_conflict() -> None:
    elsewhere = make_mobility(host=HeiId("other.example"))

    assert identified(learner(("mobility-id", "M-0001")), elsewhere).reasons == (
        reason(HeldCode.IDENTITY_CONFLICT, "mobility-id, host", "M-0001"),
    )


def test_a_student_without_a_stay_at_the_host_is_unknown_there() -> None:
    elsewhere = make_mobility(host=HeiId("other.example"))
    found = identified(learner(("student-number", "00123")), elsewhere)

    assert found.reasons == (reason(HeldCode.UNKNOWN_LEARNER, "student-number"),)
    assert found.suggestions == ("M-0001",)


def test_two_stays_are_told_apart_by_the_dates_of_the_results() -> None:
    who, stays = learner(("student-number", "00123")), (make_mobility(), second_stay())

    assert identified(who, *stays, days=(date(2025, 3, 1),)).mobility == stays[1]


def test_a_stated_mobility_tells_two_stays_apart() -> None:
    who, stays = learner(("student-number", "00123")), (make_mobility(), second_stay())

    assert identified(who, *stays, stated="M-0002").mobility == stays[1]


@pytest.mark.parametrize("day", [date(2024, 9, 1), date(2025, 1, 31)])
def test_the_first_and_the_last_day_belong_to_a_stay(day: date) -> None:
    who, stays = learner(("student-number", "00123")), (make_mobility(), second_stay())

    assert identified(who, *stays, days=(day,)).mobility == stays[0]


@pytest.mark.parametrize(
    "days",
    [
        (),
        (date(2024, 10, 1), date(2030, 1, 1)),
        (date(2024, 10, 1), date(2025, 3, 1)),
        (date(2030, 1, 1),),
    ],
)
def test_two_stays_the_dates_do_not_tell_apart_are_ambiguous(days: tuple[date, ...]) -> None:
    who, stays = learner(("student-number", "00123")), (make_mobility(), second_stay())

    assert identified(who, *stays, days=days).reasons == (
        reason(HeldCode.AMBIGUOUS_LEARNER, "student-number", "M-0001, M-0002"),
    )


def test_the_order_of_mobilities_and_identifiers_never_matters() -> None:
    pairs = (("student-number", "00123"), ("esi", ESI), ("host-id", "s-77"))
    stays = (with_ids(("esi", ESI), ("host-id", "s-77")), MARAT)

    assert identified(learner(*pairs), *stays) == identified(
        learner(*reversed(pairs)), *reversed(stays)
    )


# -- the registered student -----------------------------------------------------------------------


def conflict(**fields: object) -> str:
    """Name what contradicts the mobility found by its id; empty when nothing does."""
    found = identified(learner(("mobility-id", "M-0001"), **fields))
    assert found.mobility == make_mobility()
    return dict(found.reasons[0].facts)["by"] if found.reasons else ""


def test_another_birth_date_is_a_conflict_and_the_mobility_is_kept_in_sight() -> None:
    assert conflict(birth_date=date(2003, 4, 6)) == "mobility-id, birth-date"


def test_a_name_that_differs_in_every_script_is_a_conflict() -> None:
    fields = {"family_name": "AKHMETOV", "given_names": "MARAT", "birth_date": None}

    assert conflict(**fields) == "mobility-id, given-names, family-name"


def test_a_twin_is_a_conflict() -> None:
    assert conflict(given_names="Aigul") == "mobility-id, given-names"


def test_a_family_name_may_change_while_given_name_and_birth_date_stay() -> None:
    assert conflict(family_name="OMAROVA") == ""
    assert conflict(family_name="OMAROVA", birth_date=None) == "mobility-id, family-name"


def test_a_host_may_swap_or_join_the_parts_of_a_name() -> None:
    assert conflict(family_name="Aigerim", given_names="Sadykova") == ""
    assert conflict(family_name="", given_names="", full_name="Sadykova Aigerim S.") == ""


def test_a_host_that_prints_no_name_contradicts_none() -> None:
    assert conflict(family_name="", given_names="", birth_date=None) == ""


def test_a_changed_family_name_needs_given_name_and_birth_date_to_agree() -> None:
    other = {"family_name": "OMAROVA"}

    assert conflict(**other, given_names="Aigul") == "mobility-id, given-names, family-name"
    assert conflict(**other, birth_date=date(1999, 1, 1)) == "mobility-id, birth-date, family-name"
    found = identified(
        learner(("mobility-id", "M-0001"), **other, birth_date=None),
        make_mobility(birth_date=None),
    )
    assert dict(found.reasons[0].facts)["by"] == "mobility-id, family-name"


def test_a_host_that_prints_one_part_of_a_name_contradicts_no_other_part() -> None:
    assert conflict(given_names="") == ""
    assert conflict(family_name="") == ""


def test_a_whole_name_of_somebody_else_is_a_conflict() -> None:
    fields = {"family_name": "", "given_names": "", "full_name": "Akhmetov Marat"}

    assert conflict(**fields) == "mobility-id, given-names, family-name"


def test_what_the_home_does_not_know_cannot_be_contradicted() -> None:
    nameless = make_mobility(given_names="", family_name="", birth_date=None)

    assert identified(learner(("mobility-id", "M-0001")), nameless).reasons == ()


def test_a_name_given_as_an_identifier_identifies_nobody() -> None:
    found = identified(learner(("name", "Jane Smith")), with_ids(("name", "Jane Smith")))

    assert found.mobility is None


def test_a_confirmed_further_name_is_no_conflict() -> None:
    mobility = with_ids(("name", "Jane Smith"))
    who = learner(("mobility-id", "M-0001"), family_name="Smith", given_names="Jane")

    assert identified(who, mobility).reasons == ()


# -- names only -----------------------------------------------------------------------------------


def test_name_and_birth_date_are_a_suggestion_only() -> None:
    found = identified(learner(), make_mobility(), MARAT)

    assert found.mobility is None
    assert found.reasons == (reason(HeldCode.WEAK_IDENTITY, "name, birth-date", "M-0001"),)
    assert found.suggestions == ("M-0001",)


def test_homonyms_are_suggested_together_and_never_merged() -> None:
    namesake = make_mobility("M-0002", student_id="00777")
    found = identified(learner(birth_date=None), make_mobility(), namesake)

    assert found.mobility is None
    assert found.reasons == (reason(HeldCode.WEAK_IDENTITY, "name", "M-0001, M-0002"),)


def test_a_namesake_born_on_another_day_is_not_suggested() -> None:
    found = identified(learner(birth_date=date(1999, 9, 9)))

    assert found.reasons == (reason(HeldCode.UNKNOWN_LEARNER, "name"),)
    assert found.suggestions == ()


def test_a_namesake_without_a_birth_date_is_suggested() -> None:
    assert identified(learner(), make_mobility(birth_date=None)).suggestions == ("M-0001",)


def test_a_namesake_at_another_host_is_not_suggested() -> None:
    assert identified(learner(), make_mobility(host=HeiId("other.example"))).suggestions == ()


def test_a_twin_is_not_suggested() -> None:
    assert identified(learner(given_names="Aigul")).suggestions == ()


def test_an_unknown_learner_tells_which_identifiers_were_tried() -> None:
    who = learner(("host-id", "x"), ("esi", "y"), family_name="Nobody")

    assert identified(who).reasons == (reason(HeldCode.UNKNOWN_LEARNER, "esi, host-id"),)


# -- ИИН ------------------------------------------------------------------------------------------


def checksum(digits: str) -> str | None:
    """Compute the checksum as the rule is written, with both rows of weights spelt out."""
    for weights in ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if rest < 10:
            return str(rest)
    return None


@pytest.mark.parametrize("serial", range(0, 400, 7))
def test_an_iin_is_told_by_its_checksum(serial: int) -> None:
    digits = f"0304056{serial:04d}"
    right = checksum(digits)
    valid = [last for last in "0123456789" if is_iin(digits + last)]

    assert valid == ([] if right is None else [right])


def test_some_iins_need_the_second_weights_and_some_numbers_are_never_issued() -> None:
    numbers = [f"0304056{serial:04d}" for serial in range(2000)]
    first = [sum(int(d) * w for d, w in zip(n, range(1, 12), strict=True)) % 11 for n in numbers]
    second = [n for n, rest in zip(numbers, first, strict=True) if rest == 10]

    never = [number for number in second if checksum(number) is None]

    assert len(second) > len(never) > 0
    assert not any(is_iin(number + last) for number in never for last in "0123456789")


@pytest.mark.parametrize(
    "text", ["", "03040565012", "0304056501217", "03040565012a", "０３０４０５６５０１２１"]
)
def test_what_is_not_twelve_digits_is_no_iin(text: str) -> None:
    assert not is_iin(text)


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [
        ("esi", "urn:schac:esi:home:1", "urn:schac:esi:home:2"),
        ("national-id", "030405700012", "030405700121"),
    ],
)
def test_an_identifier_that_is_anothers_than_the_students_is_a_conflict(
    kind: str, ours: str, theirs: str
) -> None:
    mobility = make_mobility(identifiers=(LearnerIdentifier(kind=kind, value=ours),))
    learner = make_learner(
        identifiers=(
            LearnerIdentifier(kind="student-number", value=mobility.student_id),
            LearnerIdentifier(kind=kind, value=theirs),
        )
    )

    found = identify(learner, mobility_id=None, host=HOST, index=IdentityIndex([mobility]))

    assert [reason.code for reason in found.reasons] == [HeldCode.IDENTITY_CONFLICT]


def test_a_mobility_id_nobody_gave_is_a_conflict_beside_a_known_number() -> None:
    mobility = make_mobility()
    learner = make_learner(
        identifiers=(LearnerIdentifier(kind="student-number", value=mobility.student_id),)
    )

    found = identify(
        learner, mobility_id=MobilityId("M-9999"), host=HOST, index=IdentityIndex([mobility])
    )

    assert [reason.code for reason in found.reasons] == [HeldCode.IDENTITY_CONFLICT]


def test_what_is_unknown_of_either_contradicts_nothing() -> None:
    assert contradicting_identifiers(learner(("esi", ESI)), make_mobility()) == ()
    assert contradicting_identifiers(learner(), with_ids(("esi", ESI))) == ()


def test_an_identifier_of_somebody_else_is_named_before_an_identity_is_confirmed() -> None:
    found = contradicting_identifiers(learner(("esi", f"{ESI}9")), with_ids(("esi", ESI)))

    assert found == ("esi",)
