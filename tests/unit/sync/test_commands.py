"""What a person decides needs a name and a reason."""

import pytest

from mapping.problems import UtqyrError
from sync.commands import Consent


@pytest.mark.parametrize(("by", "reason"), [("", "letter 12"), (" ", "letter 12"), ("Dean", " ")])
def test_nothing_is_decided_without_a_name_and_a_reason(by: str, reason: str) -> None:
    with pytest.raises(UtqyrError, match="a name and a reason"):
        Consent(by=by, reason=reason)
