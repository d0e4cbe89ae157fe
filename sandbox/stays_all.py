"""Every stay of the demo that the home university knows of."""

from typing import Final

from sandbox import stays_asu, stays_enu, stays_kozminski
from sandbox.stays import Stay

STAYS: Final[tuple[Stay, ...]] = (*stays_kozminski.STAYS, *stays_enu.STAYS, *stays_asu.STAYS)
"""In the order of the hosts."""
