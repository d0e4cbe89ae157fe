"""The worlds the Moodle connector keeps the home contract in: the stand-in and a real site."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal

from connectors.home.base import HomeLms, ResultAddress
from connectors.home.moodle import MoodleCoreHome
from connectors.home.moodle_plugin import MoodlePluginHome
from connectors.home.moodle_settings import MoodleHomeSettings
from connectors.http import HttpPolicy, HttpSession
from connectors.http_replies import HttpFailure, HttpReply, Outcome
from mapping.identifiers import ComponentCode, StudentId
from sandbox.moodle import SandboxMoodle

HERE, ELSEWHERE = ComponentCode("ECO2204"), ComponentCode("FIN3101")
STUDENTS = tuple(f"KB{number:05}" for number in range(1, 13))
QUICK = HttpPolicy(connect_seconds=5, read_seconds=30, retries=0, backoff_seconds=0)

UPDATE = "core_grades_update_grades"
REPORT = "gradereport_user_get_grade_items"
ACCOUNTS = "core_user_get_users_by_field"
COURSES = "core_course_get_courses_by_field"
ENROLLED = "core_enrol_get_enrolled_users"


class FaultySession(HttpSession):
    """A session that counts the grades it sends and can lose replies, as networks do."""

    def __init__(self) -> None:
        super().__init__(QUICK, user_agent="utqyr-tests")
        self.sent = 0
        self.down = False
        self.losses: list[tuple[bool, bool]] = []

    def post(
        self,
        url: str,
        *,
        safe: bool,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpReply:
        if self.down:
            raise HttpFailure(Outcome.TEMPORARY, "cannot be reached", may_have_taken_effect=False)
        if safe or form is None:
            return super().post(url, safe=safe, form=form, content=content, headers=headers)
        self.sent += sum(name.endswith("[grade]") for name in form)
        after_effect, then_down = self.losses.pop(0) if self.losses else (None, False)
        reply = None
        if after_effect is not False:
            reply = super().post(url, safe=safe, form=form)
            self.sent += _changes(reply)
        self.down = then_down
        if reply is None or after_effect is not None:
            raise HttpFailure(Outcome.TEMPORARY, "the connection broke")
        return reply


def _changes(reply: HttpReply) -> int:
    """Count the grades that the plugin changed, by its receipts."""
    if b'"receipts"' not in reply.body:
        return 0
    receipts = [each for each in reply.json()["receipts"] if isinstance(each, dict)]
    return sum(receipt.get("before") != receipt.get("now") for receipt in receipts)


class MoodleWorld:
    """What both worlds have in common: the connector behind a faulty session."""

    def __init__(self, url: str, token: str, **settings: object) -> None:
        self.session = FaultySession()
        told = MoodleHomeSettings.model_validate({"url": url, **settings})
        self.core = MoodleCoreHome(told, lambda: token, self.session)
        self.plugin = MoodlePluginHome(told, lambda: token, self.session)

    @property
    def home(self) -> HomeLms:
        return self.core

    def sent_count(self) -> int:
        return self.session.sent

    def lose_next_reply(self, *, after_effect: bool, then_down: bool = False) -> None:
        self.session.losses.append((after_effect, then_down))

    def go_down(self) -> None:
        self.session.down = True

    def come_back(self) -> None:
        self.session.down = False


class SandboxWorld(MoodleWorld):
    """The connector against the stand-in."""

    def __init__(self, moodle: SandboxMoodle, **settings: object) -> None:
        super().__init__(moodle.url, moodle.token, **settings)
        self.moodle = moodle
        self.staff = moodle.staff
        self._free = {HERE: list(STUDENTS), ELSEWHERE: list(STUDENTS)}

    def free_addresses(self, count: int) -> list[ResultAddress]:
        return self._take(HERE, count)

    def free_addresses_elsewhere(self, count: int) -> list[ResultAddress]:
        return self._take(ELSEWHERE, count)

    def stranger(self) -> StudentId:
        return StudentId("KB99999")

    def no_component(self) -> ComponentCode:
        return ComponentCode("NONE000")

    def standing(self, address: ResultAddress) -> Decimal | None:
        final = self.staff.final_grade(address.student_id, address.component)
        item = self.staff.item(address.component)
        return None if final is None else self._scaled(final, Decimal(100) / item.maximum)

    def teacher_grades(self, address: ResultAddress, percent: Decimal) -> None:
        self.staff.grade(address.student_id, address.component, self._raw(address, percent))

    def teacher_overrides(self, address: ResultAddress, percent: Decimal) -> None:
        self.staff.override(address.student_id, address.component, self._raw(address, percent))

    def lock_item(self, component: ComponentCode) -> None:
        self.staff.lock_item(component)

    def lock_grade(self, address: ResultAddress) -> None:
        self.staff.lock_grade(address.student_id, address.component)

    def suspend(self, address: ResultAddress) -> None:
        self.staff.suspend(address.student_id)

    def unenrol(self, address: ResultAddress) -> None:
        self.staff.unenrol(address.student_id, address.component)

    def _raw(self, address: ResultAddress, percent: Decimal) -> Decimal:
        return self._scaled(percent, self.staff.item(address.component).maximum / 100, places=5)

    def _scaled(self, value: Decimal, factor: Decimal, *, places: int = 2) -> Decimal:
        return (value * factor).quantize(Decimal(1).scaleb(-places))

    def _take(self, component: ComponentCode, count: int) -> list[ResultAddress]:
        return [
            ResultAddress(student_id=StudentId(self._free[component].pop()), component=component)
            for _ in range(count)
        ]


@contextmanager
def sandbox_world(*, maximum: str = "100", **settings: object) -> Iterator[SandboxWorld]:
    """Start a stand-in with two components and a dozen students, and the connector before it."""
    moodle = SandboxMoodle().seed(
        students=STUDENTS, courses=(HERE, ELSEWHERE), maximum=Decimal(maximum)
    )
    with moodle:
        world = SandboxWorld(moodle, **settings)
        yield world
        world.core.close()


class PluginWorld(SandboxWorld):
    """The plugin's connector against the stand-in, in one activity's item and one of its own."""

    def __init__(self, moodle: SandboxMoodle, **settings: object) -> None:
        self.installed = moodle.install_plugin(item_idnumber="UTQYR")
        super().__init__(moodle, **settings)

    @property
    def home(self) -> HomeLms:
        return self.plugin

    def known_student(self) -> StudentId:
        return StudentId(self._free[ELSEWHERE].pop())


@contextmanager
def plugin_world(*, maximum: str = "100", **settings: object) -> Iterator[PluginWorld]:
    """Start a stand-in with the plugin, and its connector before it."""
    moodle = SandboxMoodle().seed(
        students=STUDENTS, courses=(HERE, ELSEWHERE), maximum=Decimal(maximum)
    )
    with moodle:
        world = PluginWorld(moodle, **settings)
        yield world
        world.core.close()
