"""How a worker is: what each of its loops did last, and how much there is to deliver."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from yishi_engine.store.delivery_port import Backlog

TOLERATED: Final = 3
"""A loop that has failed so often in a row is not well."""
PATIENCE: Final = timedelta(minutes=5)
"""A loop that has not come round for so long, beyond its pause, is not well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopHealth:
    """How one loop of a worker is.

    Attributes:
        name: ``sweep``, ``measure``, or ``deliver`` and the sink's name.
        pause: How long it waits when there is nothing to do.
        last_at: When it came round last, well or not.
        failures: How often in a row it has failed; 0 if the last round was well.
        error: Why it failed the last time, as long as it fails; without personal data.
        trouble: What did not work in the last round that did anything, although the loop goes on: why a message was
            not taken, or a case not swept. None if all was well.
    """

    name: str
    pause: timedelta
    last_at: datetime
    failures: int = 0
    error: str | None = None
    trouble: str | None = None

    def is_well(self, now: datetime) -> bool:
        """Tell whether it comes round, and mostly without an error."""
        return self.failures < TOLERATED and now - self.last_at < self.pause + PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a worker is.

    Attributes:
        now: When that was asked.
        loops: Its loops, sorted by name.
        backlog: How much there is to deliver, by sink; empty as long as that was not measured.
    """

    now: datetime
    loops: tuple[LoopHealth, ...]
    backlog: tuple[Backlog, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether all loops are; what is dead needs somebody's decision, and does not count."""
        return bool(self.loops) and all(loop.is_well(self.now) for loop in self.loops)

    def to_json(self) -> dict[str, object]:
        """Return it in JSON's types."""
        return {
            "well": self.is_well,
            "now": instant_text(self.now),
            "loops": [
                {
                    "name": loop.name,
                    "well": loop.is_well(self.now),
                    "last_at": instant_text(loop.last_at),
                    "failures": loop.failures,
                    "error": loop.error,
                    "trouble": loop.trouble,
                }
                for loop in self.loops
            ],
            "backlog": [
                {
                    "sink": each.sink,
                    "pending": each.pending,
                    "oldest_seconds": max(0.0, (self.now - each.oldest).total_seconds()) if each.oldest else None,
                    "dead": each.dead,
                }
                for each in self.backlog
            ],
        }


class Board:
    """Where the loops of a worker, each in its thread, say how they are."""

    def __init__(self) -> None:
        """Begin with no loops."""
        self._lock = threading.Lock()
        self._loops: dict[str, LoopHealth] = {}
        self._backlog: tuple[Backlog, ...] = ()

    def put(self, loop: LoopHealth) -> None:
        """Say how a loop is."""
        with self._lock:
            self._loops[loop.name] = loop

    def measure(self, backlog: Sequence[Backlog]) -> None:
        """Say how much there is to deliver."""
        with self._lock:
            self._backlog = tuple(backlog)

    def health(self, now: datetime) -> Health:
        """Return how all are."""
        with self._lock:
            return Health(
                now=now, loops=tuple(self._loops[name] for name in sorted(self._loops)), backlog=self._backlog
            )
