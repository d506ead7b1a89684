"""A year on one page: twelve months, the days off and the make-up workdays marked, the working days counted."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Final

import click

from yishi_engine.cli.text import WIDTH, pad, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.worktime.calendar import Calendar

_ACROSS: Final = 3
_CELL: Final = 4
_MONTH: Final = 7 * _CELL
_GAP: Final = " " * 4
_WEEKDAYS: Final = "一二三四五六日"
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


def year_lines(calendar: Calendar, year: int) -> Iterator[str]:
    """Yield the lines of a year, all of whose days the calendar knows; styled for a terminal."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    holidays = holidays_of(calendar, year)
    made_up = [day for day in _days(first, last) if day.weekday() >= _SATURDAY and calendar.is_working_day(day)]
    hours = f"{calendar.opens:%H:%M} 至 {calendar.closes:%H:%M}"
    yield click.style(f"{year} 年  {_working_days(calendar, first, last)} 个工作日  办公时间 {hours}", bold=True)
    for begin in range(1, 13, _ACROSS):
        yield ""
        months = [_month(calendar, holidays, year, month) for month in range(begin, begin + _ACROSS)]
        for parts in zip_longest(*months, fillvalue=" " * _MONTH):
            yield _GAP.join(parts).rstrip()
    yield ""
    yield f"休 放假 {len(holidays)} 天（含相连的周末）  班 调休补班 {len(made_up)} 天  其余周六、周日为双休日"
    for number, part in enumerate(wrap("；".join(calendar.layers), WIDTH - 6)):
        yield ("      " if number else "依据  ") + part


def holidays_of(calendar: Calendar, year: int) -> frozenset[date]:
    """Return the days off of a year that are more than a weekend: those in a row with a weekday that is off."""
    found: set[date] = set()
    about = [day for day in _days(date(year, 1, 1) - 7 * _DAY, date(year, 12, 31) + 7 * _DAY) if calendar.knows(day)]
    for working, run in groupby(about, calendar.is_working_day):
        off = [] if working else list(run)
        if any(day.weekday() < _SATURDAY for day in off):
            found.update(off)
    return frozenset(day for day in found if day.year == year)


def _month(calendar: Calendar, holidays: frozenset[date], year: int, month: int) -> Iterator[str]:
    """Yield the lines of a month, each as wide as all others."""
    first = date(year, month, 1)
    last = first.replace(day=monthrange(year, month)[1])
    title = f"{month} 月  {_working_days(calendar, first, last)} 个工作日"
    yield pad(title, _MONTH).replace(title, click.style(title, bold=True))
    yield "".join(pad(name, _CELL) for name in _WEEKDAYS)
    cells = [" " * _CELL] * first.weekday()
    cells += [_cell(calendar, day, holiday=day in holidays) for day in _days(first, last)]
    cells += [" " * _CELL] * (6 - last.weekday())
    for start in range(0, len(cells), 7):
        yield "".join(cells[start : start + 7])


def _cell(calendar: Calendar, day: date, *, holiday: bool) -> str:
    weekend = day.weekday() >= _SATURDAY
    if holiday:
        return click.style(f"{day.day:>2}休", fg="red")
    if weekend and calendar.is_working_day(day):
        return click.style(f"{day.day:>2}班", bold=True)
    return click.style(f"{day.day:>2}", dim=True) + "  " if weekend else f"{day.day:>2}  "


def _working_days(calendar: Calendar, first: date, last: date) -> int:
    # The day before the first may be unknown, and is not needed.
    return calendar.working_days(first, last) + calendar.is_working_day(first)


def _days(first: date, last: date) -> list[date]:
    return [first + number * _DAY for number in range((last - first).days + 1)]
