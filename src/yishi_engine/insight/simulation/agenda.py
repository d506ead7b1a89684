"""The agenda: what will happen, in order of time."""

from __future__ import annotations

import heapq
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Phase(IntEnum):
    """In which order things happen that happen at one second."""

    ENDS = 0
    RUNS_OUT = 1
    BEGINS = 2


class Agenda:
    """What will happen, in order of time; at one second in order of the phases, then in the order of planning."""

    def __init__(self, length: int) -> None:
        """Plan for an axis of so many seconds; what lies past its end never happens."""
        self._length = length
        self._heap: list[tuple[int, Phase, int, Callable[..., None], tuple[Any, ...]]] = []
        self._planned = 0

    def plan(self, second: int, phase: Phase, action: Callable[..., None], *arguments: object) -> None:
        """Let an action be called at a second, with the second before its arguments."""
        if second < self._length or (second == self._length and phase is Phase.ENDS):
            self._planned += 1
            heapq.heappush(self._heap, (second, phase, self._planned, action, arguments))

    def next(self) -> int | None:
        """Return the second at which something happens next; None if nothing will."""
        return self._heap[0][0] if self._heap else None

    def take(self, second: int) -> None:
        """Let everything happen that happens at a second, also what is planned for it meanwhile."""
        while self._heap and self._heap[0][0] == second:
            _, _, _, action, arguments = heapq.heappop(self._heap)
            action(second, *arguments)
