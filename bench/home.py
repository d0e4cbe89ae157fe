"""Figures of the home: how many calls a change costs on the stand-in Moodle."""

from collections.abc import Iterator

from bench.documents import COURSES, Extent, courses_of, home_code, student_id
from bench.measuring import Figure, Sizes
from bench.world import World, opened_world
from sandbox.moodle import SandboxMoodle
from sync.delivery import DeliveryTally

_WRITING = "core_grades_update_grades"
_ACTIVITY = "utqyr"


def home_calls(sizes: Sizes) -> Iterator[Figure]:
    """Count the calls of a first delivery and of one after a few marks were corrected."""
    extent = Extent(students=sizes.students)
    corrected = max(1, sizes.students // 20)
    with SandboxMoodle() as moodle, opened_world(moodle=moodle) as world:
        seed(moodle, extent)
        world.admit(extent)
        world.publish(extent)
        every = {course for number in range(extent.students) for course in courses_of(number)}
        yield from _delivered(world, moodle, "first delivery", items=len(every))
        world.publish(Extent(students=extent.students, regraded=corrected))
        some = {courses_of(number)[0] for number in range(corrected)}
        yield from _delivered(world, moodle, f"{corrected} marks corrected", items=len(some))


def seed(moodle: SandboxMoodle, extent: Extent) -> None:
    """Make the generated students and components, everybody enrolled where they need to be."""
    enrolments = [
        (student_id(number), home_code(course))
        for number in range(extent.students)
        for course in courses_of(number)
    ]
    moodle.seed(
        students=map(student_id, range(extent.students)),
        courses=map(home_code, range(COURSES)),
        activity_idnumber=_ACTIVITY,
        enrolments=enrolments,
    )


def deliver(world: World) -> DeliveryTally:
    """Deliver what is due; refuse to go on where something did not arrive."""
    tally = world.app.courier().deliver_due()
    if tally.error is not None or tally.held or tally.unsettled:
        raise RuntimeError(f"not everything arrived: {tally}")
    return tally


def _delivered(world: World, moodle: SandboxMoodle, when: str, *, items: int) -> Iterator[Figure]:
    world.sync()
    moodle.calls.clear()
    tally = deliver(world)
    writes = moodle.count(_WRITING)
    yield Figure(
        name="calls",
        meaning=f"{when}: writing calls / changed grade items",
        value=writes / items,
        target="<= 1.05",
        note=f"{tally.confirmed} marks, {items} items",
    )
    reads = len(moodle.calls) - writes
    yield Figure(
        name="calls",
        meaning=f"{when}: reading calls / changed grade items",
        value=reads / items,
        target="",
        note=f"{reads} calls: before and after each write, courses, people, enrolments",
    )
