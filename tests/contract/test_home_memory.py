from decimal import Decimal

import pytest

from connectors.home.base import HomeLms, ResultAddress
from connectors.home.memory import MemoryHome, ReplyLoss
from mapping.identifiers import ComponentCode, StudentId
from tests.contract.home_contract import HomeContract
from tests.contract.line_contract import LineContract

HERE, ELSEWHERE = ComponentCode("ECO2204"), ComponentCode("FIN3101")


class MemoryWorld:
    def __init__(self, *, takes_back: bool, keeps_lines: bool = False) -> None:
        students = [f"KB{number:05}" for number in range(1, 10)]
        self.memory = MemoryHome(
            students=students,
            components=[HERE, ELSEWHERE],
            takes_back=takes_back,
            keeps_lines=keeps_lines,
        )
        self._free = {component: list(students) for component in (HERE, ELSEWHERE)}

    @property
    def home(self) -> HomeLms:
        return self.memory

    def free_addresses(self, count: int) -> list[ResultAddress]:
        return self._take(HERE, count)

    def free_addresses_elsewhere(self, count: int) -> list[ResultAddress]:
        return self._take(ELSEWHERE, count)

    def known_student(self) -> StudentId:
        return StudentId(self._free[ELSEWHERE].pop())

    def stranger(self) -> StudentId:
        return StudentId("KB99999")

    def no_component(self) -> ComponentCode:
        return ComponentCode("NONE000")

    def sent_count(self) -> int:
        return len(self.memory.sent)

    def standing(self, address: ResultAddress) -> Decimal | None:
        return self.memory.standing(address.student_id, address.component)

    def teacher_grades(self, address: ResultAddress, percent: Decimal) -> None:
        self.memory.teacher_grades(address.student_id, address.component, percent)

    def teacher_overrides(self, address: ResultAddress, percent: Decimal) -> None:
        self.memory.teacher_overrides(address.student_id, address.component, percent)

    def lock_item(self, component: ComponentCode) -> None:
        self.memory.lock_item(component)

    def lock_grade(self, address: ResultAddress) -> None:
        self.memory.lock_grade(address.student_id, address.component)

    def suspend(self, address: ResultAddress) -> None:
        self.memory.suspend(address.student_id)

    def unenrol(self, address: ResultAddress) -> None:
        self.memory.unenrol(address.student_id, address.component)

    def lose_next_reply(self, *, after_effect: bool, then_down: bool = False) -> None:
        losses = {
            (True, False): ReplyLoss.AFTER_EFFECT,
            (False, False): ReplyLoss.BEFORE_EFFECT,
            (True, True): ReplyLoss.AFTER_EFFECT_THEN_DOWN,
            (False, True): ReplyLoss.BEFORE_EFFECT_THEN_DOWN,
        }
        self.memory.lose_reply(losses[after_effect, then_down])

    def go_down(self) -> None:
        self.memory.go_down()

    def come_back(self) -> None:
        self.memory.come_back()

    def _take(self, component: ComponentCode, count: int) -> list[ResultAddress]:
        return [
            ResultAddress(student_id=StudentId(self._free[component].pop()), component=component)
            for _ in range(count)
        ]


class TestMemoryHome(HomeContract):
    @pytest.fixture
    def world(self) -> MemoryWorld:
        return MemoryWorld(takes_back=True)


class TestMemoryHomeThatTakesNothingBack(HomeContract):
    @pytest.fixture
    def world(self) -> MemoryWorld:
        return MemoryWorld(takes_back=False)


class TestMemoryHomeThatKeepsTranscripts(HomeContract, LineContract):
    @pytest.fixture
    def world(self) -> MemoryWorld:
        return MemoryWorld(takes_back=True, keeps_lines=True)
