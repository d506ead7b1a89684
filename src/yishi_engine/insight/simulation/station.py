"""A station: some officers, and the work that waits for them."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.case.actor import Actor

LAST: Final = float("inf")
"""A key that sorts behind every instant."""


class Waiting(Protocol):
    """Something that waits for an officer.

    Attributes:
        place: Its newest place in the queue; an entry with another one is out of date.
    """

    place: int


@dataclass(slots=True, kw_only=True)
class Station:
    """Officers who take the most urgent work first.

    Attributes:
        key: Key of the department; ``(window)`` for the lead's window.
        free: Officers with nothing to do.
        endless: Whether there is always one more, so that nothing waits; then ``free`` holds the one who signs.
        measured: From which second to which the time of its officers is measured.
        busy: Seconds that its officers worked in that time.
    """

    key: str
    free: list[Actor]
    measured: tuple[int, int]
    endless: bool = False
    busy: int = 0
    _queue: list[tuple[float, int, Waiting]] = field(default_factory=list)
    _places: int = 0

    def join(self, work: Waiting, urgency: float) -> None:
        """Let work wait for an officer, the lowest urgency first; anew if it waited already."""
        self._places += 1
        work.place = self._places
        heapq.heappush(self._queue, (urgency, work.place, work))

    def leave(self, work: Waiting) -> None:
        """Let work wait no longer."""
        work.place = 0

    def ready(self) -> Iterator[tuple[Waiting, Actor]]:
        """Yield work with the officer who takes it, as long as there are both."""
        while self.free and self._queue:
            _, place, work = heapq.heappop(self._queue)
            if work.place == place:
                work.place = 0
                yield work, self.free[0] if self.endless else self.free.pop()

    def release(self, officer: Actor, *, since: int, until: int) -> None:
        """Take an officer back who worked from one second to another."""
        if not self.endless:
            self.free.append(officer)
        begin, end = self.measured
        self.busy += max(0, min(until, end) - max(since, begin))
