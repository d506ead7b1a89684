"""Points that can be set anew, for lives in which one step only is disturbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sweeping.faults import Points, crash

if TYPE_CHECKING:
    from collections.abc import Callable


class Disturbance(Points):
    """Points of which nothing is seen until they begin to count."""

    def begin(self, at: int = 0, act: Callable[[str], None] = crash) -> None:
        """Count from now on.

        Args:
            at: The number of the point, from 1 on, at which something happens; at none of them unless given.
            act: What happens there.
        """
        self.passed, self.counting = [], True
        self._at, self._act = at, act

    def end(self) -> list[str]:
        """Count no longer; return what was passed."""
        self.counting = False
        return self.passed
