from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from connectors.errors import HomeRefused, HomeUnavailable
from connectors.home.base import ResultAddress, ResultWrite, Verdict
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from sandbox.moodle_faults import FaultKind
from sandbox.moodle_functions import Answer
from sandbox.moodle_site import Caller
from sandbox.moodle_wire import INVALID_PARAMETER, Arguments, Fault, MoodleError
from tests.contract.home_contract import verdicts, wanting
from tests.contract.line_contract import line_of, make_line, waiting, with_line
from tests.contract.moodle_worlds import HERE, STUDENTS, PluginWorld, plugin_world

PUT, GET = "local_utqyr_put_results", "local_utqyr_get_results"
WITHDRAW = "local_utqyr_withdraw_results"
BUSY = Fault("core\\exception\\moodle_exception", "busy", "Another delivery is at work.")


@pytest.fixture
def world() -> Iterator[PluginWorld]:
    with plugin_world() as world:
        yield world


def writes(count: int) -> list[ResultWrite]:
    return [
        wanting(ResultAddress(student_id=StudentId(student), component=HERE), f"{50 + number}.25")
        for number, student in enumerate(STUDENTS[:count])
    ]


def refuse_calls(world: PluginWorld, fault: Fault, *, about: str = "") -> None:
    """Let the plugin refuse every call that writes, or those about one student."""
    stock = world.moodle.functions.installed[PUT]

    def refusing(caller: Caller, arguments: Arguments) -> Answer:
        records: dict[str, Any] = arguments.get("records", {})
        if not about or any(each["studentnumber"] == about for each in records.values()):
            raise MoodleError(fault)
        return stock(caller, arguments)

    world.moodle.functions.installed[PUT] = refusing


@pytest.mark.parametrize(("batch_size", "calls"), [(400, 1), (5, 2), (1, 7)])
def test_a_put_costs_its_batches_and_no_read(batch_size: int, calls: int) -> None:
    with plugin_world(batch_size=batch_size) as world:
        assert set(verdicts(world.home.put_results(writes(7)))) == {Verdict.WRITTEN}
        assert (world.moodle.count(PUT), world.moodle.count(GET)) == (calls, 0)


def test_places_of_any_courses_are_read_in_one_call(world: PluginWorld) -> None:
    addresses = [*world.free_addresses(6), *world.free_addresses_elsewhere(6)]
    world.home.get_results(addresses)
    assert len(world.moodle.calls) == 1


def test_what_no_moodle_can_hold_is_refused_without_a_call(world: PluginWorld) -> None:
    odd = [
        wanting(ResultAddress(student_id=StudentId("\x00"), component=HERE), "70"),
        wanting(ResultAddress(student_id=StudentId("KB00001"), component=ComponentCode(" ")), "70"),
        wanting(ResultAddress(student_id=StudentId("KB00001"), component=HERE), "70.001"),
    ]
    receipts = world.home.put_results(odd)
    assert [each.obstacle for each in receipts] == [
        HeldCode.HOME_UNKNOWN_STUDENT,
        HeldCode.HOME_UNKNOWN_COMPONENT,
        HeldCode.HOME_OUT_OF_RANGE,
    ]
    assert world.moodle.calls == []


@pytest.mark.parametrize("position", [0, 3, 6])
def test_a_record_that_fails_its_call_is_isolated(world: PluginWorld, position: int) -> None:
    refuse_calls(world, INVALID_PARAMETER, about=STUDENTS[position])
    receipts = world.home.put_results(writes(7))
    expected = [Verdict.WRITTEN] * 7
    expected[position] = Verdict.REFUSED
    assert verdicts(receipts) == expected
    assert receipts[position].obstacle is HeldCode.HOME_REFUSED
    assert "invalidparameter" in receipts[position].detail


def test_a_line_that_fails_its_call_is_isolated(world: PluginWorld) -> None:
    refuse_calls(world, INVALID_PARAMETER, about=STUDENTS[1])
    receipts = world.home.put_lines(
        [line_of(StudentId(student), waiting()) for student in STUDENTS[:3]]
    )
    assert [each.verdict for each in receipts] == [
        Verdict.WRITTEN,
        Verdict.REFUSED,
        Verdict.WRITTEN,
    ]


def test_a_delivery_already_at_work_is_waited_for(world: PluginWorld) -> None:
    refuse_calls(world, BUSY)
    with pytest.raises(HomeUnavailable, match="busy"):
        world.home.put_results(writes(1))


def test_a_role_without_the_right_refuses_the_delivery(world: PluginWorld) -> None:
    world.moodle.allow(
        world.moodle.token,
        frozenset({"webservice/rest:use", "local/utqyr:read"}),
        functions=world.moodle.tokens[world.moodle.token].functions,
        user_id=1000,
    )
    with pytest.raises(HomeRefused, match="nopermissions"):
        world.home.put_results(writes(2))
    assert world.moodle.count(PUT) == 1


def test_what_goes_wrong_after_the_first_batch_leaves_the_rest_unknown() -> None:
    with plugin_world(batch_size=1) as world:
        refuse_calls(world, BUSY, about=STUDENTS[1])
        receipts = world.home.put_results(writes(3))
        assert verdicts(receipts) == [Verdict.WRITTEN, Verdict.UNKNOWN, Verdict.UNKNOWN]


@pytest.mark.parametrize("fault", [FaultKind.GARBAGE, FaultKind.PROXY_PAGE, FaultKind.BAD_GATEWAY])
def test_a_spoilt_answer_is_settled_by_reading(world: PluginWorld, fault: FaultKind) -> None:
    world.moodle.faults.arrange(PUT, fault)
    assert verdicts(world.home.put_results(writes(3))) == [Verdict.WRITTEN] * 3
    assert world.moodle.count(PUT) == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        {"receipts": []},
        {"receipts": "none"},
        {"receipts": [3]},
        [],
        {"receipts": [{"studentnumber": "KB00002", "component": HERE, "fingerprint": "1:x"}]},
    ],
)
def test_receipts_of_another_shape_are_no_receipts(world: PluginWorld, spoilt: object) -> None:
    stock = world.moodle.functions.installed[PUT]

    def spoiling(caller: Caller, arguments: Arguments) -> Answer:
        stock(caller, arguments)
        return Answer(spoilt)

    world.moodle.functions.installed[PUT] = spoiling
    (receipt,) = world.home.put_results(writes(1))
    assert receipt.verdict is Verdict.WRITTEN  # by reading
    (line,) = world.home.put_lines([line_of(StudentId("KB00001"), waiting())])
    assert line.verdict is Verdict.UNKNOWN


def test_a_code_of_a_newer_plugin_is_a_refusal_with_its_word(world: PluginWorld) -> None:
    stock = world.moodle.functions.installed[PUT]

    def newer(caller: Caller, arguments: Arguments) -> Answer:
        answer = stock(caller, arguments).value
        for receipt in answer["receipts"]:
            receipt |= {"verdict": "refused", "code": "home-on-holiday", "detail": "until May"}
        return Answer(answer)

    world.moodle.functions.installed[PUT] = newer
    (receipt,) = world.home.put_results(writes(1))
    assert receipt.obstacle is HeldCode.HOME_REFUSED
    assert receipt.detail == "home-on-holiday: until May"


def test_marks_are_taken_back_by_a_function_of_its_own(world: PluginWorld) -> None:
    first, second = writes(2)
    world.home.put_results([first])
    back = wanting(first.address, None, expected="50.25")
    assert verdicts(world.home.put_results([back, second])) == [Verdict.WRITTEN] * 2
    assert (world.moodle.count(WITHDRAW), world.moodle.count(PUT)) == (1, 2)


def test_a_line_arrives_as_it_was_composed(world: PluginWorld) -> None:
    write = with_line(*world.free_addresses(1))
    assert write.line is not None
    world.home.put_results([write])
    (kept,) = world.installed.lines(write.address.student_id)[write.address.component]
    line = write.line
    assert kept["titleskk"] == line.title("kk")
    assert (kept["credits"], kept["points"], kept["percent"]) == ("4.5", "3.67", "91.5")
    assert kept["conversion"].splitlines() == line.conversion.splitlines()
    assert kept["originals"][0]["title"] == "Mikroekonomia"
    assert (kept["starts"], kept["ends"]) == ("2026-02-01", "2026-06-30")


def test_reasons_arrive_as_codes(world: PluginWorld) -> None:
    student = world.known_student()
    world.home.put_lines([line_of(student, waiting("case:1"))])
    (kept,) = world.installed.lines(student)["case:1"]
    assert kept["reasons"] == ["unmapped-course", "no-grade"]
    assert (kept["percent"], kept["credits"], kept["rule"]) == ("", "", "")


def test_a_hidden_grade_is_told_from_one_that_is_seen(world: PluginWorld) -> None:
    hidden, seen = world.free_addresses(1) + world.free_addresses_elsewhere(1)
    world.home.put_results([wanting(hidden, "70"), wanting(seen, "70")])
    world.staff.show_course(HERE, visible=False)
    assert [each.hidden for each in world.home.get_results([hidden, seen])] == [True, False]


def test_without_an_item_the_plugin_makes_one(world: PluginWorld) -> None:
    (address,) = world.free_addresses(1)
    world.staff.rename_activity(HERE, idnumber="OTHER")
    world.home.put_results([wanting(address, "70")])
    assert world.home.get_results([address])[0].percent == Decimal(70)
    (item,) = [item for item in world.staff.course(HERE).items if item.manual]
    assert item.idnumber == "UTQYR"


def test_two_lines_that_say_the_same_have_one_fingerprint() -> None:
    one = make_line("ECO1", decision="D1", decided_at="2026-09-01T10:00:00Z")
    other = make_line("ECO1", decision="D2", decided_at="2026-10-01T10:00:00Z")
    assert one.fingerprint == other.fingerprint
    assert one.fingerprint != make_line("ECO1", letter="A").fingerprint
