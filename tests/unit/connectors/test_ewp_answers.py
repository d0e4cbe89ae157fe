import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import HostContractBroken
from connectors.hosts.ewp_answers import (
    TRANSCRIPTS_ROOT,
    Survey,
    check_root,
    read_los_ids,
    read_mobility_ids,
    survey_transcripts,
)
from mapping.identifiers import HeiId
from sandbox.ewp_documents import error_answer, get_answer, index_answer, replication_answer

HOST = HeiId("harbour.example")
ELMO = "<elmo xmlns='https://github.com/emrex-eu/elmo-schemas/tree/v1'/>"


def test_ids_are_given_once_and_in_their_order() -> None:
    assert read_mobility_ids(index_answer(3, ["b", "a", "b"]), host=HOST) == ("b", "a")
    assert read_los_ids(replication_answer(["CR/2", "CR/1", "CR/2"]), host=HOST) == ("CR/2", "CR/1")
    assert read_mobility_ids(index_answer(2, []), host=HOST) == ()


@pytest.mark.parametrize("wrong", ["", "a b", "\u0430", "x" * 65])
def test_a_list_with_an_id_of_the_wrong_form_is_not_used(wrong: str) -> None:
    with pytest.raises(HostContractBroken, match="wrong form"):
        read_mobility_ids(index_answer(3, ["KB-1", wrong]), host=HOST)


def test_another_list_is_not_taken_for_this_one() -> None:
    with pytest.raises(HostContractBroken):
        read_mobility_ids(replication_answer([]), host=HOST)
    with pytest.raises(HostContractBroken):
        read_los_ids(index_answer(3, []), host=HOST)


def test_an_answer_may_leave_out_what_was_asked() -> None:
    answer = get_answer(3, [("KB-1", ELMO)])
    assert survey_transcripts(answer, ("KB-1", "KB-2"), host=HOST) == Survey(asked=2, answered=1)


@pytest.mark.parametrize(
    ("tors", "said"),
    [
        ([("KB-1", ELMO), ("KB-1", ELMO)], "two transcripts"),
        ([("KB-9", ELMO)], "nobody asked"),
        ([("", ELMO)], "nobody asked"),
        ([("KB-1</omobility-id><omobility-id>KB-2", ELMO)], "nobody asked"),
    ],
)
def test_an_answer_may_not_be_about_anything_else(tors: list[tuple[str, str]], said: str) -> None:
    answer = get_answer(3, tors).replace(b"&lt;", b"<").replace(b"&gt;", b">")
    with pytest.raises(HostContractBroken, match=said):
        survey_transcripts(answer, ("KB-1", "KB-2"), host=HOST)


def test_an_error_called_a_success_is_told_as_such() -> None:
    with pytest.raises(HostContractBroken, match="called it a success"):
        read_mobility_ids(error_answer("asleep"), host=HOST)


@settings(deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_have_the_root_or_are_refused(content: bytes) -> None:
    with pytest.raises(HostContractBroken):
        check_root(io.BytesIO(content), TRANSCRIPTS_ROOT, host=HOST)


@settings(deadline=None)
@given(cut=st.integers(0, 400))
def test_half_an_answer_is_never_taken_for_a_whole_one(cut: int) -> None:
    answer = get_answer(3, [("KB-1", ELMO)])
    if cut < len(answer):
        with pytest.raises(HostContractBroken):
            survey_transcripts(answer[:cut], ("KB-1",), host=HOST)
