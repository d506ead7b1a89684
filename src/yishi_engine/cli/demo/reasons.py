"""Why a due date lies where it lies: days off, make-up workdays and stops, as the calendar has them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from yishi_engine.cli.text import day
from yishi_engine.worktime.calendar import local_date

if TYPE_CHECKING:
    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.stops import Stop

_WEEKEND: Final = 2
_SATURDAY: Final = 5


def unusual_days(calendar: Calendar, after: date, until: date) -> list[str]:
    """Return what is unusual about the days after one and up to another: holidays, and weekends that are worked."""
    days = _days(after, until)
    notes = []
    for working, run in groupby(days, calendar.is_working_day):
        off = list(run)
        if not working and len(off) > _WEEKEND:
            notes.append(f"{off[0]:%m-%d} 至 {off[-1]:%m-%d} 放假")
    worked = [each for each in days if each.weekday() >= _SATURDAY and calendar.is_working_day(each)]
    if worked:
        notes.append(f"{'、'.join(map(day, worked))}补班")
    return notes


def stopped_days(calendar: Calendar, stop: Stop) -> str:
    """Return which working days a stop that has ended took out of the count."""
    since, until = local_date(stop.since), local_date(stop.until or stop.since)
    taken = [each for each in _days(since - timedelta(1), until - timedelta(1)) if calendar.is_working_day(each)]
    return f"特别程序不计 {len(taken)} 个工作日（{'、'.join(f'{each:%m-%d}' for each in taken)}）"


def _days(after: date, until: date) -> list[date]:
    return [after + timedelta(number) for number in range(1, (until - after).days + 1)]
