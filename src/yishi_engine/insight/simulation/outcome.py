"""What came of a simulation: rates, times and loads; ready to be shown, compared or kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yishi_engine.insight.simulation.tally import InTime

MIN_ROUNDS: Final = 5
"""From this many rounds on, their spread tells how sure a rate is."""

_STUDENT: Final = {5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36, 9: 2.31, 10: 2.26, 12: 2.20, 15: 2.14, 20: 2.09, 30: 2.05}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many of how many were in time.

    Attributes:
        hits: How many.
        of: Of how many; what has no due date is not among them.
    """

    hits: int
    of: int

    @classmethod
    def of_count(cls, count: InTime) -> Self:
        """Return what was counted."""
        return cls(hits=count.hits, of=count.of)

    @property
    def share(self) -> float | None:
        """The share, 0 to 1; None where there was nothing to count."""
        return self.hits / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a time is spread: the mean, what half and what nine tenths do not exceed; in hours or days of business."""

    mean: float
    p50: float
    p90: float

    @classmethod
    def over(cls, seconds: Sequence[int], unit: int) -> Self:
        """Return the spread of some times; zeros where there are none.

        Args:
            seconds: The times, in seconds of business.
            unit: Seconds in the unit that they are told in.
        """
        if not seconds:
            return cls(mean=0.0, p50=0.0, p90=0.0)
        ordered = sorted(seconds)
        p50, p90 = (ordered[max(0, math.ceil(len(ordered) * share) - 1)] / unit for share in (0.5, 0.9))
        return cls(mean=fmean(ordered) / unit, p50=p50, p90=p90)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOutcome:
    """What came of one item; times in working hours.

    Attributes:
        committed: In time by the committed limit.
        statutory: In time by the statutory limit.
        gated: Done, but held until a prerequisite was granted.
        total: All of it, from the opening of the task to its decision.
    """

    item: str
    name: str
    department: str
    decided: int
    refused: int
    terminated: int
    unfinished: int
    committed: Rate
    statutory: Rate
    waiting: Spread
    gated: Spread
    handled: Spread
    stopped: Spread
    total: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class StationOutcome:
    """What came of one department, or of the lead's window.

    Attributes:
        officers: How many it has; None for as many as are needed.
        load: Share of the period in which its officers were busy; None where there are as many as are needed.
        decided: Tasks decided; at the window, errands.
        waiting: Working hours that a task waited for an officer.
        waiting_per_case: The same, divided by all cases received.
    """

    key: str
    name: str
    officers: int | None
    load: float | None
    decided: int
    committed: Rate
    statutory: Rate
    waiting: Spread
    waiting_per_case: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a simulation.

    Attributes:
        rounds: How often the period was played.
        decisions: Decisions on tasks.
        total: Cases completed within the time of the whole.
        tasks: Tasks decided within their committed limits, all items together.
        margin: The share of ``total`` is sure to plus or minus this, at 95 %; None with less than five rounds.
        duration: Working days from acceptance to completion, stops included.
        histogram: Working days, rounded up → how many cases took so long.
        late_histogram: The same, of the cases only that were late; a stop makes a case long and does not make it late.
        bottleneck: Key of the station where cases wait longest for an officer; None where nobody waits for long.
    """

    bundle: str
    version: int
    name: str
    seed: int
    rounds: int
    received: int
    completed: int
    noticed: int
    deemed: int
    lapsed: int
    not_needed: int
    unfinished: int
    decisions: int
    total: Rate
    tasks: Rate
    margin: float | None
    duration: Spread
    histogram: dict[int, int]
    late_histogram: dict[int, int]
    items: tuple[ItemOutcome, ...]
    stations: tuple[StationOutcome, ...]
    bottleneck: str | None
    assumed: tuple[str, ...]

    @property
    def stopped(self) -> bool:
        """Whether special procedures stopped any clock, so that a long case need not be a late one."""
        return any(item.stopped.mean for item in self.items)

    def station(self, key: str) -> StationOutcome:
        """Return a station; raises ``KeyError`` when there is none."""
        for station in self.stations:
            if station.key == key:
                return station
        raise KeyError(key)


def margin(rounds: Sequence[InTime]) -> float | None:
    """Return how sure the mean of the rounds' rates is: half the width of its 95 % interval."""
    rates = [each.hits / each.of for each in rounds if each.of]
    if len(rates) < MIN_ROUNDS:
        return None
    student = next((value for count, value in reversed(_STUDENT.items()) if len(rates) >= count), 2.0)
    return student * stdev(rates) / math.sqrt(len(rates))
