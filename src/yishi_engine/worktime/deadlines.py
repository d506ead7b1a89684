"""When a limit is due, and how much of it is left.

Basis: 行政许可法 art. 82 (working days), 民法典 arts. 201–203 (the day of the start does not count; a last day that is
a day off moves on; the last day ends with business), 行政许可法 art. 45 (days that do not count).
"""

from __future__ import annotations

import math
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, assert_never

from yishi_engine.errors import OutsideCalendar
from yishi_engine.worktime.calendar import local_date
from yishi_engine.worktime.limits import Unit

if TYPE_CHECKING:
    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.limits import Limit
    from yishi_engine.worktime.stops import StoppedDays

_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_NOTHING: Final = timedelta()


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock runs out.

    Attributes:
        on: The Asia/Shanghai day; None while the clock is stopped, or where the calendar does not reach.
        at: The last instant that is in time, in UTC; later is overdue.
        provisional: The day lies past the calendar's horizon, or depends on a day that does.
    """

    on: date | None
    at: datetime | None
    provisional: bool


NO_DUE: Final = Due(None, None, provisional=False)
PROVISIONAL: Final = Due(None, None, provisional=True)


def due(limit: Limit, started_at: datetime, stopped: StoppedDays, calendar: Calendar) -> Due:
    """Return when a limit runs out.

    Args:
        limit: How long.
        started_at: When the clock started, aware; its day is not counted.
        stopped: Days that are not counted.
        calendar: The working calendar.

    Returns:
        The day and the instant, or a provisional answer without either.

    Raises:
        OutsideCalendar: The clock started before the calendar's first day.
    """
    start = local_date(started_at)
    if start < calendar.first:
        raise OutsideCalendar(day=start, first=calendar.first, horizon=calendar.horizon)
    if start > calendar.horizon:
        return PROVISIONAL
    match limit.unit:
        case Unit.BUSINESS_HOURS:
            return _due_in_hours(limit.amount * _HOUR, started_at, stopped, calendar)
        case Unit.WORKING_DAYS:
            on = stopped.working_day_after(calendar, start, limit.amount)
        case Unit.CALENDAR_DAYS | Unit.MONTHS:
            last = stopped.day_after(start, calendar_days(limit, start))
            on = stopped.open_on_or_after(calendar, last)
        case Unit.SAME_DAY:
            in_hours = started_at <= calendar.closing(start)
            on = stopped.open_on_or_after(calendar, start if in_hours else start + _DAY)
        case _:
            assert_never(limit.unit)
    return PROVISIONAL if on is None else Due(on, calendar.closing(on), provisional=False)


def left(
    limit: Limit, started_at: datetime, stopped: StoppedDays, calendar: Calendar, now: datetime, *, end: Due
) -> int | None:
    """Return how much of a limit is left, in its own unit.

    Args:
        limit: How long.
        started_at: When the clock started, aware.
        stopped: Days that are not counted.
        calendar: The working calendar.
        now: The instant of the question, aware.
        end: When the limit runs out; see ``due``.

    Returns:
        Counted days with today included, or business hours rounded up; 0 when overdue; None where the calendar does not
        reach far enough to tell.

    Raises:
        OutsideCalendar: The clock started before the calendar's first day.
    """
    if end.at is not None and now > end.at:
        return 0
    start, today = local_date(started_at), local_date(now)
    if now > started_at and not calendar.knows(today):
        return None
    match limit.unit:
        case Unit.WORKING_DAYS:
            return limit.amount - stopped.working_days_between(calendar, start, today)
        case Unit.CALENDAR_DAYS | Unit.MONTHS:
            # A last day that is a day off moves on, and the days up to the one it moves to are still the last day.
            return max(1, calendar_days(limit, start) - stopped.days_between(start, today))
        case Unit.SAME_DAY:
            return 1
        case Unit.BUSINESS_HOURS:
            missing = limit.amount * _HOUR - _elapsed(started_at, now, stopped, calendar)
            return math.ceil(missing / _HOUR)
        case _:
            assert_never(limit.unit)


def calendar_days(limit: Limit, start: date) -> int:
    """Return the calendar days of a limit in 自然日 or 月 that starts on a day.

    A month ends on the same day of the month, or on the month's last day (Basis: 民法典 art. 202).
    """
    if limit.unit is not Unit.MONTHS:
        return limit.amount
    return (months_later(start, limit.amount) - start).days


def months_later(day: date, number: int) -> date:
    """Return the same day of the month some months later (earlier if negative), or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def business_hours_before(number: int, on: date, at: datetime, calendar: Calendar) -> datetime | None:
    """Return the instant (UTC) that lies a number of business hours before an instant on a working day.

    Args:
        number: How many hours.
        on: The Asia/Shanghai day of the instant.
        at: The instant, in business hours.
        calendar: The working calendar.

    Returns:
        The instant; None where it lies before the calendar's first day.
    """
    missing, today = number * _HOUR, at - calendar.opening(on)
    if missing <= today:
        return at - missing
    days, rest = divmod(missing - today, calendar.closing(on) - calendar.opening(on))
    day = calendar.working_day_before(on, days + 1 if rest else days)
    if day is None:
        return None
    return calendar.closing(day) - rest if rest else calendar.opening(day)


def _due_in_hours(missing: timedelta, started_at: datetime, stopped: StoppedDays, calendar: Calendar) -> Due:
    # Counted from the instant of the start, not from the next day (Basis: 民法典 art. 201 ¶2).
    start = local_date(started_at)
    today = _business(start, started_at, calendar.closing(start), stopped, calendar)
    if missing <= today:
        at = max(started_at, calendar.opening(start)) + missing
        return Due(start, at.astimezone(UTC), provisional=False)
    days, rest = divmod(missing - today, calendar.closing(start) - calendar.opening(start))
    on = stopped.working_day_after(calendar, start, days + 1 if rest else days)
    if on is None:
        return PROVISIONAL
    return Due(on, calendar.opening(on) + rest if rest else calendar.closing(on), provisional=False)


def _elapsed(started_at: datetime, now: datetime, stopped: StoppedDays, calendar: Calendar) -> timedelta:
    """Return the counted business time between two instants."""
    if now <= started_at:
        return _NOTHING
    start, today = local_date(started_at), local_date(now)
    if start == today:
        return _business(start, started_at, now, stopped, calendar)
    length = calendar.closing(start) - calendar.opening(start)
    return (
        _business(start, started_at, calendar.closing(start), stopped, calendar)
        + length * stopped.working_days_between(calendar, start, today)
        + _business(today, calendar.opening(today), now, stopped, calendar)
    )


def _business(day: date, since: datetime, until: datetime, stopped: StoppedDays, calendar: Calendar) -> timedelta:
    """Return the counted business time on a day, between two instants."""
    if day in stopped or not calendar.is_working_day(day):
        return _NOTHING
    return max(_NOTHING, min(until, calendar.closing(day)) - max(since, calendar.opening(day)))
