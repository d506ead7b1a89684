"""A slow second opinion on the clock: it walks from day to day and says out loud which day counts.

It shares no arithmetic with the package; it only asks the calendar whether a day is a working day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from yishi_engine.worktime.calendar import Calendar, national_calendar
from yishi_engine.worktime.limits import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.worktime.clock import Clock
    from yishi_engine.worktime.limits import Limit

DAY = timedelta(days=1)
CHINA = timezone(timedelta(hours=8))

_NATIONAL = national_calendar()

# The national calendar up to 2026, whatever later years the installed library knows.
CALENDAR = Calendar(
    first=_NATIONAL.first,
    working=_NATIONAL.working[: (date(2027, 1, 1) - _NATIONAL.first).days],
    layers=_NATIONAL.layers,
)


def instant(text: str) -> datetime:
    """Return the UTC instant of a Chinese wall-clock text such as ``2026-02-13 09:30``; a day alone means 10:00."""
    full = text if " " in text else f"{text} 10:00"
    return datetime.fromisoformat(full).replace(tzinfo=CHINA).astimezone(UTC)


def china_day(moment: datetime) -> date:
    """Return the Chinese day of an instant."""
    return (moment.astimezone(UTC) + timedelta(hours=8)).date()


def stopped_days(clock: Clock) -> set[date]:
    """Return every stopped day of the clock's ended stops, one by one."""
    days = set()
    for stop in clock.stops:
        if stop.until is None:
            continue
        day = china_day(stop.since)
        while day < china_day(stop.until):
            days.add(day)
            day += DAY
    return days


def counted_working_days(clock: Clock, calendar: Calendar, after: date) -> Iterator[date]:
    """Yield the counted working days after a day, as far as the calendar reaches."""
    stopped = stopped_days(clock)
    day = after + DAY
    while day <= calendar.horizon:
        if calendar.is_working_day(day) and day not in stopped:
            yield day
        day += DAY


def due_at(limit: Limit, clock: Clock, calendar: Calendar) -> datetime | None:
    """Return the last instant that is in time, None if the calendar does not reach."""
    start = china_day(clock.started_at)
    if start > calendar.horizon:
        return None
    if limit.unit is Unit.BUSINESS_HOURS:
        return _due_in_hours(limit.amount, clock, calendar)
    if limit.unit is Unit.WORKING_DAYS:
        days = counted_working_days(clock, calendar, start)
        last = None
        for _ in range(limit.amount):
            last = next(days, None)
    elif limit.unit is Unit.SAME_DAY:
        in_hours = clock.started_at <= calendar.closing(start)
        last = next(counted_working_days(clock, calendar, start - DAY if in_hours else start), None)
    else:
        last = _due_in_calendar_days(limit, start, clock, calendar)
    return calendar.closing(last) if last else None


def _due_in_calendar_days(limit: Limit, start: date, clock: Clock, calendar: Calendar) -> date | None:
    amount = limit.amount
    if limit.unit is Unit.MONTHS:
        end = start
        for _ in range(limit.amount):
            end = end.replace(day=1) + timedelta(days=31)
            end = end.replace(day=1)
        while end.day < start.day and (end + DAY).month == end.month:
            end += DAY
        amount = (end - start).days
    stopped = stopped_days(clock)
    day, counted = start, 0
    while counted < amount:
        day += DAY
        counted += day not in stopped
    return next(counted_working_days(clock, calendar, day - DAY), None)


def _due_in_hours(hours: int, clock: Clock, calendar: Calendar) -> datetime | None:
    missing = timedelta(hours=hours)
    start = china_day(clock.started_at)
    for day in counted_working_days(clock, calendar, start - DAY):
        opening = max(calendar.opening(day), clock.started_at)
        room = calendar.closing(day) - opening
        if room >= missing:
            return opening + missing
        missing -= max(timedelta(), room)
    return None
