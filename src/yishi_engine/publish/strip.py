"""A strip of days: how a clock counts each day from its start on, for pages that explain it.

Everything is asked of the clock and the calendar, so that a strip cannot say anything else than they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from yishi_engine.worktime.calendar import local_date
from yishi_engine.worktime.clock import Level
from yishi_engine.worktime.deadlines import calendar_days
from yishi_engine.worktime.limits import Unit
from yishi_engine.worktime.stops import StoppedDays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.clock import Clock

Kind: TypeAlias = Literal["start", "counted", "stopped", "off", "moved", "after"]

WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)
_COLUMN: Final = 6
_SIGNS: Final[dict[Kind, str]] = {"start": "S", "stopped": "x", "off": ".", "moved": ">", "after": "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StripDay:
    """One day of a strip.

    Attributes:
        day: The Asia/Shanghai day.
        kind: ``start``: it does not count; ``counted``; ``stopped``; ``off``: a day off that does not count;
            ``moved``: a day to or over which the last day moves; ``after``: a day past every limit.
        number: Which counted day it is, from 1; 0 for a day that is not counted.
        works: Whether business is open.
        marks: What happens on it: ``warn``, ``due`` (the last day of the limit that ``Clock.due`` uses), ``law`` (the
            last day of the statutory limit).
    """

    day: date
    kind: Kind
    number: int
    works: bool
    marks: tuple[str, ...]

    @property
    def make_up(self) -> bool:
        """Tell whether it is a Saturday or Sunday on which business is open (调休补班)."""
        return self.works and self.day.weekday() >= _SATURDAY


def strip(clock: Clock, calendar: Calendar, *, until: date | None = None) -> tuple[StripDay, ...]:
    """Return the days from the one on which a clock started.

    Args:
        clock: A clock with limits in 工作日, 自然日 or 月.
        calendar: The working calendar, which knows all of the days.
        until: The last day to show; the due day unless given.

    Raises:
        ValueError: The limit is in 工作时 or 即办, which count no days; or no last day is given and no date stands.
        OutsideCalendar: A day is not known.
    """
    if clock.limit.unit in (Unit.BUSINESS_HOURS, Unit.SAME_DAY):
        raise ValueError(f"a limit of {clock.limit} counts no days")
    last = until or clock.due(calendar).on
    if last is None:
        raise ValueError("no date stands; say how far the strip goes")
    return tuple(_days(clock, calendar, last))


def strip_text(clock: Clock, calendar: Calendar, *, until: date | None = None) -> str:
    """Return a strip as four lines of text: date, weekday, count and marks; see ``strip``.

    ``S`` is the day of the start, a number a counted day, ``x`` a stopped one, ``.`` a day off that does not count,
    ``>`` a day to or over which the last day moves and ``-`` a day past the limit; ``+`` behind a weekday makes it a
    make-up workday.
    """
    days = strip(clock, calendar, until=until)
    rows = (
        [f"{days[0].day:%Y-%m}", *(f"{each.day:%d}" if each.day.day > 1 else f"{each.day:%m-%d}" for each in days)],
        ["", *(WEEKDAYS[each.day.weekday()] + ("+" if each.make_up else "") for each in days)],
        ["counted", *(str(each.number) if each.number else _SIGNS[each.kind] for each in days)],
        ["", *("/".join(each.marks) for each in days)],
    )
    lines = (f"{head:9}" + "".join(cell.ljust(_COLUMN) for cell in cells) for head, *cells in rows)
    return "\n".join(line.rstrip() for line in lines).rstrip()


def _days(clock: Clock, calendar: Calendar, last: date) -> Iterator[StripDay]:
    start = local_date(clock.started_at)
    marks = _marks(clock, calendar)
    day = start
    while day <= last:
        kind, number = _count(clock, calendar, day)
        yield StripDay(day=day, kind=kind, number=number, works=calendar.is_working_day(day), marks=marks.get(day, ()))
        day += _DAY


def _count(clock: Clock, calendar: Calendar, day: date) -> tuple[Kind, int]:
    """Return how a day counts, and as which number."""
    start, stopped = local_date(clock.started_at), StoppedDays.of(clock.stops)
    if day == start:
        return "start", 0
    works = calendar.is_working_day(day)
    held = [local_date(stop.since) for stop in clock.stops if stop.until is None]
    ends = [each.on for each in (clock.due(calendar), clock.statutory_due(calendar)) if each and each.on]
    if day in stopped or (held and day >= min(held)):
        return "stopped", 0
    if ends and day > max(ends):
        return ("after" if works else "off"), 0
    if clock.limit.unit is Unit.WORKING_DAYS:
        return ("counted", stopped.working_days_between(calendar, start, day + _DAY)) if works else ("off", 0)
    number = stopped.days_between(start, day + _DAY)
    longest = max(calendar_days(limit, start) for limit in (clock.committed, clock.statutory) if limit)
    return ("counted", number) if number <= longest else ("moved", 0)


def _marks(clock: Clock, calendar: Calendar) -> dict[date, tuple[str, ...]]:
    found: dict[date, tuple[str, ...]] = {}
    due, law = clock.due(calendar).on, clock.statutory_due(calendar)
    warned = [local_date(at) for at, level in clock.level_changes(calendar) if level is Level.WARNING]
    for day, mark in (*((each, "warn") for each in warned), (due, "due"), (law.on if law else None, "law")):
        if day is not None:
            found[day] = (*found.get(day, ()), mark)
    return found
