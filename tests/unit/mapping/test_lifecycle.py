"""What a new decision may do to a recognised result that already stands."""

from dataclasses import replace

import pytest

from mapping.decisions import Decision, Held, Recognised, Waiver
from mapping.equivalences import TargetKind
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode
from mapping.lifecycle import (
    TRANSITIONS,
    ChangeKind,
    Event,
    State,
    compare_decision,
    decision_content,
    hold_taken,
    next_state,
    propose_deletion,
    propose_withdrawal,
    withdrawal_release,
)
from mapping.reasons import reason
from mapping.recognition import recognise
from mapping.records import HostResult
from mapping.terms import ResultStatus
from mapping.trace import StepKind
from tests.builders import (
    make_agreement,
    make_case,
    make_equivalence,
    make_result,
    make_rulebook,
)


def decide(result: HostResult | None = None, *waivers: Waiver) -> Decision:
    (decision,) = recognise(make_case(result or make_result(), waivers=waivers), make_rulebook())
    return decision


def recognised(grade: str = "4") -> Recognised:
    decision = decide(make_result(grade=grade))
    assert isinstance(decision, Recognised)
    return decision


def waive(decision: Decision, *codes: HeldCode) -> tuple[Waiver, ...]:
    return tuple(
        Waiver(
            case=decision.case,
            code=code,
            fingerprint=decision.waivable,
            by="Registrar",
            reason="order 12-k",
        )
        for code in codes
    )


def codes(decision: Decision) -> list[HeldCode]:
    return [why.code for why in decision.reasons] if isinstance(decision, Held) else []


FAIL = make_result(grade="2", status=ResultStatus.FAILED)

# -- comparing ------------------------------------------------------------------------------------


def test_a_first_decision_is_recorded() -> None:
    change = compare_decision(recognised(), frozen=False)

    assert (change.kind, change.decision) == (ChangeKind.FIRST, recognised())


def test_the_same_decision_again_is_unchanged() -> None:
    change = compare_decision(
        recognised(), in_force=(recognised(),), standing=(recognised(),), frozen=True
    )

    assert change.kind is ChangeKind.UNCHANGED


def test_digests_at_hand_are_compared_without_making_them_again() -> None:
    made = recognised()
    known = {decision_content(made)}

    unchanged = compare_decision(made, in_force=[made], contents=known, frozen=False)
    changed = compare_decision(made, in_force=[made], contents={"1:other"}, frozen=False)

    assert (unchanged.kind, changed.kind) == (ChangeKind.UNCHANGED, ChangeKind.SUPERSEDE)


def test_a_new_copy_of_the_document_changes_nothing() -> None:
    copy = replace(recognised(), evidence=("f" * 64,))

    assert compare_decision(copy, in_force=(recognised(),), frozen=False).kind is (
        ChangeKind.UNCHANGED
    )


def test_a_changed_mark_supersedes_before_the_freeze() -> None:
    before, after = recognised("4"), recognised("5")
    change = compare_decision(after, in_force=(before,), standing=(before,), frozen=False)

    assert (change.kind, change.decision) == (ChangeKind.SUPERSEDE, after)
    assert (change.replaced, change.stands) == ((before,), ())


def test_decisions_about_other_results_are_not_touched() -> None:
    other = replace(recognised("5"), results=("X|t|1",), outcomes=())
    change = compare_decision(recognised(), in_force=(other,), standing=(other,), frozen=True)

    assert (change.kind, change.replaced) == (ChangeKind.FIRST, ())


def test_a_decision_about_the_same_component_is_touched_whatever_its_results() -> None:
    before = replace(recognised("5"), results=("X|t|1",))
    change = compare_decision(recognised(), in_force=(before,), standing=(before,), frozen=False)

    assert (change.kind, change.replaced) == (ChangeKind.SUPERSEDE, (before,))


def test_a_regrouped_block_replaces_both_decisions() -> None:
    rulebook = make_rulebook(make_equivalence("FIN201+FIN202"))
    one, two = make_result(ects="3"), make_result("FIN202", ects="3")
    agreement = make_agreement("FIN201+FIN202")
    (early,) = recognise(make_case(one, agreement=agreement), rulebook)
    (late,) = recognise(make_case(one, two, agreement=agreement), rulebook)
    change = compare_decision(late, in_force=(early,), frozen=False)

    assert isinstance(early, Held)
    assert (change.kind, change.replaced) == (ChangeKind.SUPERSEDE, (early,))


# -- passes that turn into fails ------------------------------------------------------------------


def test_a_pass_that_turns_into_a_fail_is_held_and_the_mark_stays() -> None:
    before, after = recognised(), decide(FAIL)
    change = compare_decision(after, in_force=(before,), standing=(before,), frozen=False)

    assert codes(change.decision) == [HeldCode.FAILED, HeldCode.PASSED_TURNED_FAILED]
    assert change.stands == (before,)
    assert isinstance(change.decision, Held)
    assert dict(change.decision.reasons[1].facts) == {
        "before": "ECO2204 6 B 80 %",
        "now": "FIN201 2",
    }


def test_it_stays_held_in_later_runs() -> None:
    before = recognised()
    first = compare_decision(decide(FAIL), in_force=(before,), standing=(before,), frozen=False)
    second = compare_decision(
        decide(FAIL), in_force=(first.decision,), standing=(before,), frozen=False
    )

    assert second.kind is ChangeKind.UNCHANGED


def test_a_released_fail_needs_the_turn_released_too() -> None:
    before = recognised()
    fail_only = waive(decide(FAIL), HeldCode.FAILED)
    both = waive(decide(FAIL), HeldCode.FAILED, HeldCode.PASSED_TURNED_FAILED)
    still = compare_decision(
        decide(FAIL, *fail_only), standing=(before,), frozen=False, waivers=fail_only
    )
    done = compare_decision(decide(FAIL, *both), standing=(before,), frozen=False, waivers=both)

    assert codes(still.decision) == [HeldCode.PASSED_TURNED_FAILED]
    assert isinstance(still.decision, Held)
    assert still.decision.components == ("ECO2204",)
    assert isinstance(done.decision, Recognised)
    assert done.decision.outcomes[0].letter == "F"
    assert [step.kind for step in done.decision.steps][-2:] == [StepKind.REASON_RELEASED] * 2


def test_a_fail_that_follows_a_fail_turns_nothing() -> None:
    both = waive(decide(FAIL), HeldCode.FAILED)
    before = decide(FAIL, *both)
    assert isinstance(before, Recognised)

    assert codes(compare_decision(decide(FAIL), standing=(before,), frozen=False).decision) == [
        HeldCode.FAILED
    ]


def test_a_result_that_waits_for_another_reason_keeps_its_mark() -> None:
    before, after = recognised(), decide(make_result(status=ResultStatus.UNKNOWN))
    change = compare_decision(after, in_force=(before,), standing=(before,), frozen=True)

    assert codes(change.decision) == [HeldCode.STATUS_UNKNOWN]
    assert change.stands == (before,)


# -- the freeze -----------------------------------------------------------------------------------


def test_a_change_after_the_freeze_needs_an_order() -> None:
    before, after = recognised("4"), recognised("5")
    order = waive(after, HeldCode.CHANGED_AFTER_FREEZE)
    waits = compare_decision(after, in_force=(before,), standing=(before,), frozen=True)
    done = compare_decision(
        after, in_force=(before,), standing=(before,), frozen=True, waivers=order
    )

    assert codes(waits.decision) == [HeldCode.CHANGED_AFTER_FREEZE]
    assert waits.stands == (before,)
    assert isinstance(done.decision, Recognised)
    assert dict(done.decision.steps[-1].facts)["why"] == "order 12-k"


def test_an_order_for_one_change_is_none_for_another() -> None:
    before = recognised("4")
    order = waive(recognised("5"), HeldCode.CHANGED_AFTER_FREEZE)
    change = compare_decision(recognised("4+"), standing=(before,), frozen=True, waivers=order)

    assert codes(change.decision) == [HeldCode.CHANGED_AFTER_FREEZE]


def test_a_late_first_result_is_no_change_after_the_freeze() -> None:
    change = compare_decision(recognised(), frozen=True)

    assert (change.kind, change.decision) == (ChangeKind.FIRST, recognised())


def test_what_stands_at_home_is_superseded_though_nothing_is_in_force() -> None:
    change = compare_decision(recognised("5"), standing=(recognised(),), frozen=False)

    assert change.kind is ChangeKind.SUPERSEDE


def test_the_order_of_outcomes_is_no_change_after_the_freeze() -> None:
    one = recognised()
    other = replace(one.outcomes[0], component=ComponentCode("AAA1"))
    before = replace(one, outcomes=(one.outcomes[0], other))
    after = replace(one, outcomes=(other, one.outcomes[0]))

    assert compare_decision(after, standing=(before,), frozen=True).decision == after


def test_one_pass_among_what_stands_is_enough_to_turn() -> None:
    passed = recognised()
    failed = replace(
        passed, results=("X|t|1",), outcomes=(replace(passed.outcomes[0], passed=False),)
    )
    change = compare_decision(decide(FAIL), standing=(failed, passed), frozen=False)

    assert HeldCode.PASSED_TURNED_FAILED in codes(change.decision)


def test_another_way_to_the_same_mark_is_no_change_after_the_freeze() -> None:
    before = replace(recognised(), rule="an older rule")
    change = compare_decision(recognised(), in_force=(before,), standing=(before,), frozen=True)

    assert (change.kind, change.decision) == (ChangeKind.SUPERSEDE, recognised())


def test_credits_without_a_grade_are_compared_too() -> None:
    before, after = recognised("zal"), recognised("4")
    change = compare_decision(after, standing=(before,), frozen=True)

    assert isinstance(change.decision, Held)
    assert dict(change.decision.reasons[0].facts) == {
        "before": "ECO2204 6",
        "now": "ECO2204 6 B 80 %",
    }


# -- withdrawal -----------------------------------------------------------------------------------

KEY = "FIN201|2024-autumn|1"


@pytest.mark.parametrize("missed", [{}, {KEY: 2}, {"other": 9}])
def test_missing_is_not_withdrawn(missed: dict[str, int]) -> None:
    assert propose_withdrawal(recognised(), missed=missed, listings=3) is None


def test_a_result_missing_from_enough_full_listings_is_proposed() -> None:
    proposed = propose_withdrawal(recognised(), missed={KEY: 3}, listings=3)

    assert proposed is not None
    assert codes(proposed) == [HeldCode.WITHDRAWAL_PROPOSED]
    assert proposed.components == ("ECO2204",)
    assert propose_withdrawal(recognised(), missed={KEY: 4}, listings=3) == proposed
    standing = recognised()
    assert proposed == Held(
        case=standing.case,
        results=standing.results,
        evidence=standing.evidence,
        reasons=(reason(HeldCode.WITHDRAWAL_PROPOSED, KEY, "3"),),
        components=proposed.components,
        waivable=proposed.waivable,
        steps=standing.steps,
    )
    assert proposed.evidence == standing.evidence


def test_a_proposal_names_every_result_that_is_missing() -> None:
    other = "FIN202|2024-autumn|1"
    block = replace(recognised(), results=(KEY, other))
    proposed = propose_withdrawal(block, missed={KEY: 1, other: 2}, listings=1)

    assert proposed is not None
    assert dict(proposed.reasons[0].facts) == {"results": f"{KEY}, {other}", "listings": "1"}


def test_a_result_never_missed_is_not_proposed_however_few_listings_it_takes() -> None:
    assert propose_withdrawal(recognised(), missed={}, listings=1) is None


def test_a_block_stays_while_one_of_its_results_is_listed() -> None:
    block = replace(recognised(), results=(KEY, "FIN202|2024-autumn|1"))

    assert propose_withdrawal(block, missed={KEY: 9}, listings=3) is None


def test_only_a_release_of_this_proposal_withdraws() -> None:
    proposed = propose_withdrawal(recognised(), missed={KEY: 3}, listings=3)
    other = propose_withdrawal(recognised("5"), missed={KEY: 3}, listings=3)
    assert proposed is not None
    assert other is not None

    assert withdrawal_release(proposed, ()) == ()
    assert withdrawal_release(proposed, waive(other, HeldCode.WITHDRAWAL_PROPOSED)) == ()
    (step,) = withdrawal_release(proposed, waive(proposed, HeldCode.WITHDRAWAL_PROPOSED))
    assert dict(step.facts)["by"] == "Registrar"


OTHER = "FIN202|2024-autumn|1"
LETTER = "f" * 64


def test_one_deleted_result_proposes_to_take_back_all_that_rests_on_it() -> None:
    block = replace(recognised(), results=(KEY, OTHER))

    proposed = propose_deletion(block, deleted={OTHER: LETTER, "MAN|x|1": "a" * 64}, made=())

    assert proposed is not None
    assert proposed.components == ("ECO2204",)
    assert proposed == Held(
        case=block.case,
        results=(KEY, OTHER),
        evidence=tuple(sorted((*block.evidence, LETTER))),
        reasons=(reason(HeldCode.WITHDRAWN_BY_HOST, OTHER, f"{KEY}, {OTHER}"),),
        components=proposed.components,
        waivable=proposed.waivable,
        steps=block.steps,
    )
    assert propose_deletion(block, deleted={"MAN|x|1": LETTER}, made=()) is None


def test_what_is_recognised_in_its_place_needs_no_proposal() -> None:
    block = replace(recognised(), results=(KEY, OTHER))
    waiting = propose_withdrawal(recognised(), missed={KEY: 3}, listings=3)
    elsewhere = replace(recognised(), results=("MAN|x|1",), outcomes=())
    assert waiting is not None

    assert propose_deletion(block, deleted={OTHER: LETTER}, made=[recognised()]) is None
    assert propose_deletion(block, deleted={OTHER: LETTER}, made=[waiting, elsewhere]) is not None


def test_a_release_fits_the_deletion_it_was_given_for_and_no_later_one() -> None:
    first = propose_deletion(recognised(), deleted={KEY: LETTER}, made=())
    later = propose_deletion(recognised(), deleted={KEY: "e" * 64}, made=())
    assert first is not None
    assert later is not None
    waiver = waive(first, HeldCode.WITHDRAWN_BY_HOST)

    assert len(withdrawal_release(first, waiver)) == 1
    assert withdrawal_release(later, waiver) == ()


# -- states ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_what_is_not_in_the_table_does_not_happen(state: State, event: Event) -> None:
    assert next_state(state, event) is TRANSITIONS.get((state, event))


def test_a_result_lives_from_provisional_to_final_to_corrected_to_withdrawn() -> None:
    state = State.PROVISIONAL
    lived = [state]
    for event in (Event.CHANGE, Event.CONFIRM, Event.CHANGE, Event.WITHDRAW, Event.CHANGE):
        following = next_state(state, event)
        assert following is not None
        state = following
        lived.append(state)

    assert lived == [
        State.PROVISIONAL,
        State.PROVISIONAL,
        State.FINAL,
        State.CORRECTED,
        State.WITHDRAWN,
        State.CORRECTED,
    ]


def test_nothing_is_withdrawn_twice() -> None:
    assert next_state(State.WITHDRAWN, Event.WITHDRAW) is None


def test_a_component_taken_by_another_stay_is_held() -> None:
    (made,) = recognise(make_case(), make_rulebook())

    held = hold_taken(made, {ComponentCode("ECO2204"): "MIC101|autumn|1"})

    assert isinstance(made, Recognised)
    assert held == Held(
        case=made.case,
        results=made.results,
        evidence=made.evidence,
        reasons=(
            reason(HeldCode.COMPONENT_TWICE, "ECO2204", f"{made.results[0]}, MIC101|autumn|1"),
        ),
        components=(ComponentCode("ECO2204"),),
        waivable=made.waivable,
        steps=made.steps,
    )
    assert isinstance(held, Held)
    assert held.evidence == made.evidence
    assert hold_taken(made, {ComponentCode("MAN1101"): "x"}) is made
    assert hold_taken(held, {ComponentCode("ECO2204"): "x"}) is held


def test_a_component_taken_twice_names_all_its_results() -> None:
    made = replace(recognised(), results=(KEY, "FIN202|2024-autumn|1"))
    held = hold_taken(made, {ComponentCode("ECO2204"): "x"})

    assert isinstance(held, Held)
    assert dict(held.reasons[0].facts)["courses"] == f"{KEY}, FIN202|2024-autumn|1, x"


def test_an_objection_holds_the_decision_with_all_it_says() -> None:
    before, now = recognised(), recognised("5")
    change = compare_decision(now, in_force=[before], standing=[before], frozen=True)

    assert change.decision == Held(
        case=now.case,
        results=now.results,
        evidence=now.evidence,
        reasons=(reason(HeldCode.CHANGED_AFTER_FREEZE, "ECO2204 6 B 80 %", "ECO2204 6 A 100 %"),),
        components=(ComponentCode("ECO2204"),),
        waivable=now.waivable,
        steps=now.steps,
    )
    assert isinstance(change.decision, Held)
    assert change.decision.evidence == now.evidence
    assert change.content == decision_content(change.decision)
    again = compare_decision(now, in_force=[change.decision], standing=[before], frozen=True)
    assert (again.kind, again.decision) == (ChangeKind.UNCHANGED, change.decision)
    assert (again.content, again.stands) == (change.content, (before,))


def test_several_outcomes_are_said_one_after_the_other() -> None:
    before = recognised()
    (outcome,) = before.outcomes
    other = replace(outcome, component=ComponentCode("MAN1101"))
    both = replace(before, outcomes=(outcome, other))
    better = replace(both, outcomes=tuple(replace(each, letter="A") for each in both.outcomes))
    change = compare_decision(better, in_force=[both], standing=[both], frozen=True)

    assert isinstance(change.decision, Held)
    assert dict(change.decision.reasons[0].facts) == {
        "before": "ECO2204 6 B 80 %; MAN1101 6 B 80 %",
        "now": "ECO2204 6 A 80 %; MAN1101 6 A 80 %",
    }


def test_what_a_decision_says_tells_its_kind() -> None:
    made = recognised()
    held = hold_taken(made, {ComponentCode("ECO2204"): "x"})

    assert decision_content(made) != decision_content(held)


def test_a_change_of_category_after_the_close_is_a_change() -> None:
    (made,) = recognise(make_case(), make_rulebook())
    assert isinstance(made, Recognised)
    (outcome,) = made.outcomes
    other = replace(made, outcomes=(replace(outcome, kind=TargetKind.ADDITIONAL),))

    change = compare_decision(other, in_force=[made], standing=[made], frozen=True)

    assert isinstance(change.decision, Held)
    assert [reason.code for reason in change.decision.reasons] == [HeldCode.CHANGED_AFTER_FREEZE]
