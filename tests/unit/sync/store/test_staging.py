"""What staging remembers of a document of any size."""

from hypothesis import given
from hypothesis import strategies as st

from sync.store.staging import RowNumbers


@given(st.lists(st.integers(min_value=0, max_value=20_000)))
def test_a_row_number_is_new_once(numbers: list[int]) -> None:
    met = RowNumbers()

    told = [met.add(number) for number in numbers]

    assert told == [number not in numbers[:place] for place, number in enumerate(numbers)]
    assert bool(met) is bool(numbers)
