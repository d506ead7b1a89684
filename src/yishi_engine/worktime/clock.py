"""The clock of a case or a task: stops in, due dates, time left and levels out.

Nothing here is stored as a result: a clock holds what happened, and everything else is derived from it and a calendar.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, assert_never

from yishi_engine.worktime.calendar import SHANGHAI, local_date
from yishi_engine.worktime.deadlines import NO_DUE, Due, business_hours_before, due, left, months_later
from yishi_engine.worktime.instants import TICK
from yishi_engine.worktime.limits import Limit, Unit
from yishi_engine.worktime.stops import Stop, StoppedDays

if TYPE_CHECKING:
    from datetime import date

    from yishi_engine.worktime.calendar import Calendar

__all__ = ["Clock", "Due", "Level", "Stop"]

_REMEMBERED: Final = 2048

DEFAULT_WARNING: Final = Limit(1, Unit.WORKING_DAYS)


class Level(StrEnum):
    """Levels of a running clock, mildest first (local rules of electronic supervision)."""

    __hash__ = str.__hash__  # in C; these are keys of every other table

    NORMAL = "normal"
    WARNING = "warning"
    YELLOW = "yellow"
    RED = "red"

    @property
    def label(self) -> str:
        """Return the level's name for officers and applicants."""
        return _LABELS[self]

    @property
    def rank(self) -> int:
        """Return how severe the level is, from 0 for ``normal`` to 3 for ``red``."""
        return _RANKS[self]


_LABELS: Final = {Level.NORMAL: "正常", Level.WARNING: "预警", Level.YELLOW: "黄牌", Level.RED: "红牌"}
_RANKS: Final = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What decides the due dates of a case or a task.

    Attributes:
        started_at: When it started, aware; that Asia/Shanghai day is not counted.
        committed: The promised limit; passing it is ``yellow``. At least one of both limits stands.
        statutory: The legal limit; passing it is ``red``.
        warn_before: How long before the due day the warning begins.
        stops: When it did not run, in any order; they may overlap. An open one has no end.
    """

    started_at: datetime
    committed: Limit | None = None
    statutory: Limit | None = None
    warn_before: Limit = DEFAULT_WARNING
    stops: tuple[Stop, ...] = ()
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        """Refuse a clock without a limit, and a start without a time zone."""
        values = self.started_at, self.committed, self.statutory, self.warn_before, self.stops
        object.__setattr__(self, "_hash", hash(values))  # asked for several times by the caches below
        _ = self.limit
        if self.started_at.tzinfo is None:
            message = f"the clock's start {self.started_at.isoformat()} has no time zone; instants are aware"
            raise ValueError(message)

    def __hash__(self) -> int:
        """Return the hash of what the clock is made of."""
        return self._hash

    @property
    def limit(self) -> Limit:
        """Return the limit that ``due`` uses: the committed one, or the statutory one where none is promised."""
        limit = self.committed or self.statutory
        if limit is None:
            message = "a clock needs a committed or a statutory limit"
            raise ValueError(message)
        return limit

    @property
    def stopped(self) -> bool:
        """Return whether a stop is open."""
        return any(stop.until is None for stop in self.stops)

    def due(self, calendar: Calendar) -> Due:
        """Return when the committed limit runs out, or the statutory one where none is promised.

        Raises:
            OutsideCalendar: The clock started before the calendar's first day.
        """
        return _due(self, calendar)

    def statutory_due(self, calendar: Calendar) -> Due | None:
        """Return when the statutory limit runs out, None where there is none; see ``due``."""
        return None if self.statutory is None else _statutory_due(self, calendar)

    def remaining(self, calendar: Calendar, now: datetime) -> int | None:
        """Return how much is left of the limit that ``due`` uses.

        Args:
            calendar: The working calendar.
            now: The instant of the question, aware.

        Returns:
            Counted days with today included (工作时: business hours, rounded up), 0 when overdue; a stopped clock keeps
            what it had on the morning of the day on which the stop began. None where the calendar does not reach.

        Raises:
            OutsideCalendar: The clock started before the calendar's first day.
        """
        held = [local_date(stop.since) for stop in self.stops if stop.until is None]
        if held:
            now = min(now, datetime.combine(min(held), time(), SHANGHAI))
        stopped = StoppedDays.of(self.stops)
        end = due(self.limit, self.started_at, stopped, calendar) if held else self.due(calendar)
        return left(self.limit, self.started_at, stopped, calendar, now, end=end)

    def level(self, calendar: Calendar, now: datetime) -> Level | None:
        """Return the level at an instant; None while the clock is stopped, ``normal`` as long as no due date is known.

        Args:
            calendar: The working calendar.
            now: The instant of the question, aware.

        Raises:
            OutsideCalendar: The clock started before the calendar's first day.
        """
        if self.stopped:
            return None
        reached = [level for instant, level in self.level_changes(calendar) if instant <= now]
        return reached[-1] if reached else Level.NORMAL

    def next_change(self, calendar: Calendar, now: datetime) -> tuple[datetime, Level] | None:
        """Return the next instant after ``now`` at which the level rises, in UTC, and the level from then on.

        Args:
            calendar: The working calendar.
            now: The instant of the question, aware.

        Returns:
            The change; None if the clock is stopped or nothing is left to come.

        Raises:
            OutsideCalendar: The clock started before the calendar's first day.
        """
        return next((change for change in self.level_changes(calendar) if change[0] > now), None)

    def level_changes(self, calendar: Calendar) -> tuple[tuple[datetime, Level], ...]:
        """Return each rise of the level, in order, as the first instant (UTC) of the level and the level.

        Args:
            calendar: The working calendar.

        Returns:
            The rises, strictly later and strictly more severe one after the other; empty while the clock is stopped.
            ``yellow`` and ``red`` begin with the first microsecond after the last instant that was in time.

        Raises:
            OutsideCalendar: The clock started before the calendar's first day.
        """
        return _rises(self, calendar)


# The clocks of a case are put together anew whenever one looks, and most of them say what they said before. The caches
# hold values only, and are bounded.
@lru_cache(maxsize=_REMEMBERED)
def _due(clock: Clock, calendar: Calendar) -> Due:
    return _due_of(clock, clock.limit, calendar)


@lru_cache(maxsize=_REMEMBERED)
def _statutory_due(clock: Clock, calendar: Calendar) -> Due:
    return _due_of(clock, clock.statutory or clock.limit, calendar)


def _due_of(clock: Clock, limit: Limit, calendar: Calendar) -> Due:
    if clock.stopped:
        return NO_DUE
    return due(limit, clock.started_at, StoppedDays.of(clock.stops), calendar)


@lru_cache(maxsize=_REMEMBERED)
def _rises(clock: Clock, calendar: Calendar) -> tuple[tuple[datetime, Level], ...]:
    if clock.stopped:
        return ()
    changes: list[tuple[datetime, Level]] = []
    first, last = clock.due(calendar), clock.statutory_due(calendar)
    if first.on is not None and first.at is not None:
        changes.append((_warning(clock, first.on, first.at, calendar), Level.WARNING))
        if clock.committed is not None:
            changes.append((first.at + TICK, Level.YELLOW))
    if last is not None and last.at is not None:
        changes.append((last.at + TICK, Level.RED))
    rises: list[tuple[datetime, Level]] = []
    # At one instant the most severe level comes first, so that the milder ones drop out as no rise.
    for instant, level in sorted(changes, key=lambda change: (change[0], -change[1].rank)):
        if not rises or level.rank > rises[-1][1].rank:
            rises.append((instant, level))
    return tuple(rises)


def _warning(clock: Clock, on: date, at: datetime, calendar: Calendar) -> datetime:
    """Return when the warning begins: in business hours, and not before the clock."""
    amount = clock.warn_before.amount
    match clock.warn_before.unit:
        case Unit.WORKING_DAYS:
            day = calendar.working_day_before(on, amount)
        case Unit.CALENDAR_DAYS:
            day = calendar.on_or_before(on - timedelta(days=amount))
        case Unit.MONTHS:
            day = calendar.on_or_before(months_later(on, -amount))
        case Unit.SAME_DAY:
            day = on
        case Unit.BUSINESS_HOURS:
            begin = business_hours_before(amount, on, at, calendar)
            return max(begin or clock.started_at, clock.started_at).astimezone(UTC)
        case _:
            assert_never(clock.warn_before.unit)
    # Where the calendar begins later than the warning, the clock began later still.
    return max(calendar.opening(day) if day else clock.started_at, clock.started_at).astimezone(UTC)
