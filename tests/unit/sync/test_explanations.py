"""What is explained: one grade, and a student named alone is told which there are."""

import pytest

from sync.errors import WrongUsage
from sync.explanations import find_explanation
from sync.store.unit_of_work import Store
from tests.ledger import MANAGEMENT, decide_stay


def test_student_named_alone_is_told_the_components(store: Store) -> None:
    decide_stay(store, MANAGEMENT)

    with store.read() as connection:
        with pytest.raises(WrongUsage, match="names a student") as refused:
            find_explanation(connection, "00123")
        found = find_explanation(connection, "00123/MAN1101")
        with pytest.raises(WrongUsage, match="nothing is known of '00999'"):
            find_explanation(connection, "00999")

    assert "00123/MAN1101" in refused.value.hint
    assert found.student_id == "00123"
