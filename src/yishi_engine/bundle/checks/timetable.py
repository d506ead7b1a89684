"""When limits that start on a day are due, looked up for every day that the national calendar knows.

A check of a total in 自然日 or 月 asks this tens of thousands of times a bundle, and most bundles ask the same.
Days are numbered from 1 January 2020.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Final

from yishi_engine.worktime.calendar import local_date, national_calendar
from yishi_engine.worktime.deadlines import due
from yishi_engine.worktime.limits import Limit, Unit
from yishi_engine.worktime.stops import StoppedDays

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.model import Item

DAY_UNITS: Final = frozenset({Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS, Unit.SAME_DAY})
"""Units whose limits end at the close of a day; 工作时 end in its midst and have no table."""

NO_STOPS: Final = StoppedDays(())
_FIRST: Final = date(2020, 1, 1)


def date_of(day: int) -> date:
    """Return the date of a numbered day."""
    return _FIRST + timedelta(days=day)


def day_of(instant: datetime) -> int:
    """Return the number of the Asia/Shanghai day of an instant."""
    return (local_date(instant) - _FIRST).days


@lru_cache(maxsize=1)
def known_days() -> int:
    """Return how many days the national calendar knows; the number of the first day past it."""
    return (national_calendar().horizon - _FIRST).days + 1


def accepted_on(day: int) -> datetime:
    """Return an instant after hours of a day: the latest acceptance that counts as that day's."""
    return national_calendar().closing(date_of(day)) + timedelta(seconds=1)


@lru_cache(maxsize=256)
def ends(limit: Limit, *, after_hours: bool) -> tuple[int, ...]:
    """Return, for each day, the day at whose close a limit that starts on it is due.

    Args:
        limit: A limit in one of :data:`DAY_UNITS`.
        after_hours: Whether it starts after the close of the day rather than at it; 即办 is then due a day later.

    Returns:
        Days by day; the first day past the calendar where that does not reach so far. The last entry is for starts past
        the calendar.
    """
    calendar, count = national_calendar(), known_days()
    found = []
    for day in range(count):
        start = accepted_on(day) if after_hours else calendar.closing(date_of(day))
        at = due(limit, start, NO_STOPS, calendar).at
        found.append(count if at is None else day_of(at))
    return (*found, count)


def worst_day(items: Mapping[str, Item], issue: Limit | None, total: Limit) -> tuple[int, int, int] | None:
    """Return the day of acceptance on which items and the issue of their results are latest after the total.

    Args:
        items: The required items by id, without circles.
        issue: The limit for the issue of the results.
        total: The limit for the whole.

    Returns:
        The day, the day on which all is done, and by how many days that is too late; None where it never is.
    """
    places = {name: place for place, name in enumerate(_in_order(items))}
    plan = [
        (ends(items[name].limit, after_hours=True), ends(items[name].limit, after_hours=False), before)
        for name in places
        for before in [tuple(places[each.item] for each in items[name].depends_on if each.item in items)]
    ]
    promised = ends(total, after_hours=True)
    issued = ends(issue, after_hours=False) if issue is not None else None
    worst: tuple[int, int, int] | None = None
    for day in range(known_days()):
        decided: list[int] = []
        for at_acceptance, at_close, before in plan:
            decided.append(at_close[max([decided[each] for each in before])] if before else at_acceptance[day])
        until = issued[max(decided, default=day)] if issued else max(decided, default=day)
        if until >= known_days():
            break
        if until - promised[day] > (worst[2] if worst else 0):
            worst = day, until, until - promised[day]
    return worst


def _in_order(items: Mapping[str, Item]) -> list[str]:
    """Return the ids of items, each after those that it waits for."""
    waits = {name: [each.item for each in item.depends_on if each.item in items] for name, item in items.items()}
    return list(TopologicalSorter(waits).static_order())
