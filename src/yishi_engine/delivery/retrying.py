"""When a message that was not taken is tried again: a policy in, a decision out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Exponential back-off with full jitter: the wait is drawn between nothing and a bound that grows.

    The bounds that come unless given, 1 s, 2 s, 4 s … 1 h and then 1 h each time, make 100 attempts last about two days
    on the average, so that a receiver that is down over a night or a day off gets everything by itself.

    Attributes:
        base: Bound of the first wait, in seconds.
        factor: How many times longer each bound is than the one before.
        cap: The longest bound, in seconds.
        max_attempts: After so many attempts it is given up, until somebody asks for it again.
    """

    base: float = 1.0
    factor: float = 2.0
    cap: float = 3600.0
    max_attempts: int = 100

    def __post_init__(self) -> None:
        """Refuse a policy that would never wait, or never try."""
        if not (0 < self.base <= self.cap and self.factor >= 1 and self.max_attempts >= 1):
            raise ValueError("a policy needs 0 < base <= cap, a factor of at least 1 and at least one attempt")

    def wait(self, failures: int, *, random: Callable[[], float], retry_after: float | None = None) -> timedelta | None:
        """Decide about a message that has failed.

        Args:
            failures: How often, this time included; from 1.
            random: Draws a number from 0 to 1.
            retry_after: After how many seconds the receiver asked to be tried again. It is not tried earlier, but no
                later than the cap either.

        Returns:
            How long to wait, or None to give it up.
        """
        if failures >= self.max_attempts:
            return None
        seconds = random() * self.bound(failures)
        if retry_after is not None:
            seconds = max(seconds, min(retry_after, self.cap))
        return timedelta(seconds=seconds)

    def bound(self, failures: int) -> float:
        """Return the longest wait after so many failures, in seconds."""
        bound = self.base
        for _ in range(failures - 1):
            if bound >= self.cap:
                break
            bound *= self.factor
        return min(bound, self.cap)
