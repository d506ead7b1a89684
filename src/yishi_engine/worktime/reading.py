"""How a clock reads at one instant, and for how long it reads the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from yishi_engine.worktime.calendar import SHANGHAI, local_date
from yishi_engine.worktime.deadlines import NO_DUE, Due
from yishi_engine.worktime.instants import TICK
from yishi_engine.worktime.limits import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.clock import Clock, Level

_DAY: Final = timedelta(days=1)


@lru_cache(maxsize=64)
def _bounds(day: date) -> tuple[datetime, datetime]:
    begin = datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
    return begin, begin + _DAY


class Span(NamedTuple):
    """A time in which an answer stays the same.

    Attributes:
        since: From when on; aware, UTC.
        until: Until when, not included.
    """

    since: datetime
    until: datetime

    @classmethod
    def day_of(cls, now: datetime) -> Self:
        """Return the Asia/Shanghai day in which an instant lies."""
        return cls(*_bounds(local_date(now)))

    @classmethod
    def only(cls, now: datetime) -> Self:
        """Return a span in which no instant lies: what holds for one instant is not asked for again."""
        return cls(now, now)

    def meet(self, other: Span) -> Span:
        """Return the time that lies in both."""
        return Span(max(self.since, other.since), min(self.until, other.until))

    def between(self, turns: Iterable[datetime], now: datetime) -> Span:
        """Return the part around ``now`` that no turn divides; a turn itself is where the later part begins."""
        since, until = self
        for turn in turns:
            if turn > now:
                until = min(until, turn)
            elif turn > since:
                since = turn
        return Span(since, until)


ALWAYS: Final = Span(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def side_of(at: datetime, now: datetime) -> Span:
    """Return the time that is as ``now`` is: in time, up to and including an instant, or later than it."""
    return ALWAYS.between([at + TICK], now)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a clock reads at one instant.

    Attributes:
        due: When it is due.
        remaining: Counted days (工作时: hours) left, today included; a stopped clock keeps it; None once it has ended.
        level: None while stopped, ended or not started.
        stopped: Whether it stands still.
        span: How long it reads the same.
    """

    due: Due
    remaining: int | None = None
    level: Level | None = None
    stopped: bool = False
    span: Span = ALWAYS


NO_READING: Final = Reading(NO_DUE)

_REMEMBERED: Final = 2048
# Most clocks are read several times a day and say the same: what was read last of each is kept, and bounded.
_known: Final[dict[tuple[Clock, Calendar], Reading]] = {}


def read_clock(clock: Clock | None, calendar: Calendar, now: datetime, *, running: bool) -> Reading:
    """Read a clock.

    Args:
        clock: The clock; None where there is none yet.
        calendar: The working calendar.
        now: The instant of the question, aware.
        running: Whether its case or task still is; otherwise only its due date is told.

    Raises:
        OutsideCalendar: The clock started before the calendar's first day.
    """
    if clock is None:
        return NO_READING
    if not running:
        return Reading(clock.due(calendar))
    known = _known.get((clock, calendar))
    if known is None or not known.span.since <= now < known.span.until:
        if len(_known) >= _REMEMBERED:
            _known.clear()
        known = _known[clock, calendar] = _read(clock, calendar, now)
    return known


def _read(clock: Clock, calendar: Calendar, now: datetime) -> Reading:
    due = clock.due(calendar)
    return Reading(
        due,
        clock.remaining(calendar, now),
        clock.level(calendar, now),
        clock.stopped,
        _span(clock, due, calendar, now),
    )


def _span(clock: Clock, due: Due, calendar: Calendar, now: datetime) -> Span:
    """Return how long a running clock reads the same: what is left changes with the day, or is counted in hours."""
    if clock.limit.unit is Unit.BUSINESS_HOURS:
        return Span.only(now)
    turns = [turn for turn, _ in clock.level_changes(calendar)]
    turns.append(clock.started_at + TICK)
    if due.at is not None:
        turns.append(due.at + TICK)
    return Span.day_of(now).between(turns, now)
