"""How tests expect a refused conversion: its reason, and the facts that fill its sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mapping.held import HeldCode
from mapping.trace import REFUSAL_FACTS, ConversionRefused


@contextmanager
def refused(code: HeldCode, **facts: str) -> Iterator[None]:
    """Expect a refusal for one reason, with at least these facts, all of its facts being there."""
    with pytest.raises(ConversionRefused) as caught:
        yield
    stated = dict(caught.value.facts)
    assert caught.value.code == code
    assert caught.value.message, "the operator reads a sentence"
    assert isinstance(caught.value.hint, str)
    assert tuple(stated) == REFUSAL_FACTS[code]
    assert facts == {name: stated[name] for name in facts}
