"""How long the required items of a situation take at the worst, against the promise for the whole.

What is shown: if every task is decided by its due date and the results are issued within ``issue``, the case is within
``total``, whatever is stopped, and whenever it was accepted. All figures are therefore bounds from above:

- 工作日 add up, for a clock that starts on the day of a decision counts from the day after it.
- 即办 takes no day after another item, which was decided by the close of its day. At the beginning it takes one: a case
  accepted after hours or on a day off is dealt with on the next working day.
- *n* 自然日 hold at most *n* working days where the item can be stopped (it may be stopped on the days off alone), and
  at most ⌊5n/7⌋ + 3 where it cannot (the most that the national calendar has had since 2004; a test keeps this true).
- 工作时: eight to a day, begun days in full. 月: 31 自然日 each.

Stops need no figure of their own: the case's clock stops on every day on which one of its tasks is stopped. That does
not help a total in 自然日 or 月, whose days may then all be days off; a rule forbids it. Such a total is compared
without stops: if it is not long enough by far, on every day of acceptance in the national calendar since 2020.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from yishi_engine.bundle.checks.timetable import (
    DAY_UNITS,
    NO_STOPS,
    accepted_on,
    date_of,
    day_of,
    known_days,
    worst_day,
)
from yishi_engine.worktime.calendar import national_calendar
from yishi_engine.worktime.deadlines import due
from yishi_engine.worktime.limits import Limit, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from yishi_engine.bundle.model import Bundle, Item

HOURS_A_DAY: Final = 8
# Totals that run from the instant of acceptance, as 即办 does: after hours both begin with the next working day.
_SAME_INSTANT_UNITS: Final = frozenset({Unit.BUSINESS_HOURS, Unit.SAME_DAY})


T = TypeVar("T", int, datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A situation whose items may take longer than the total.

    Attributes:
        path: The items that wait for each other, in order.
        over: By how much: working days, business hours or, for a total in 自然日 or 月, calendar days.
        explanation: What is needed and what is there, in Chinese.
    """

    path: tuple[Item, ...]
    over: int
    explanation: str


def most_working_days(limit: Limit, *, stoppable: bool) -> int:
    """Return the most counted working days that a limit can take after the day on which it starts.

    Args:
        limit: The limit.
        stoppable: Whether its clock can be stopped.
    """
    match limit.unit:
        case Unit.WORKING_DAYS:
            return limit.amount
        case Unit.BUSINESS_HOURS:
            return math.ceil(limit.amount / HOURS_A_DAY)
        case Unit.SAME_DAY:
            return 0
        case _:
            days = limit.amount * (31 if limit.unit is Unit.MONTHS else 1)
            return days if stoppable else min(days, days * 5 // 7 + 3)


def most_calendar_days(working_days: int) -> int:
    """Return the most calendar days from a day to the *n*-th working day after it, in the national calendar."""
    return working_days * 8 // 5 + 10


def shortfall(bundle: Bundle, required: frozenset[str]) -> Shortfall | None:
    """Compare the longest chain of required items with the total.

    Args:
        bundle: A bundle without circles, whose items have limits.
        required: Ids of the required items; a prerequisite that is not among them counts as met.

    Returns:
        By how much the total is too short, or ``None`` when it is long enough.
    """
    items = {item.id: item for item in bundle.items if item.id in required}
    total, issue = bundle.limits.total, bundle.limits.issue
    limits = [item.limit for item in items.values()] + ([issue] if issue else [])
    if total.unit is Unit.BUSINESS_HOURS and all(limit.unit is Unit.BUSINESS_HOURS for limit in limits):
        hours, path = _longest(items, 0, lambda item, start: start + item.limit.amount)
        return _short(path, hours + (issue.amount if issue else 0), total.amount, "个工作时")
    floor = 0 if total.unit in _SAME_INSTANT_UNITS else 1
    days, path = _longest(items, 0, lambda item, start: max(floor, start + _cost(item)))
    days += most_working_days(issue, stoppable=False) if issue else 0
    match total.unit:
        case Unit.BUSINESS_HOURS:
            return _short(path, (days + 1) * HOURS_A_DAY, total.amount, "个工作时")
        case Unit.WORKING_DAYS | Unit.SAME_DAY:
            return _short(path, days, total.amount, "个工作日")
        case _:
            least = total.amount * (28 if total.unit is Unit.MONTHS else 1)
            return None if most_calendar_days(days) <= least else _in_calendar(bundle, items)


def _cost(item: Item) -> int:
    return most_working_days(item.limit, stoppable=bool(item.special_procedures))


def _short(path: tuple[Item, ...], needed: int, available: int, unit: str) -> Shortfall | None:
    over = needed - available
    if over <= 0:
        return None
    return Shortfall(path=path, over=over, explanation=f"共需 {needed} {unit}，超出 {over} {unit}")


def _longest(items: Mapping[str, Item], start: T, finish: Callable[[Item, T], T]) -> tuple[T, tuple[Item, ...]]:
    """Return when the last item is decided, and the chain of items that leads there."""
    ends: dict[str, tuple[T, tuple[Item, ...]]] = {}

    def end(item: Item) -> tuple[T, tuple[Item, ...]]:
        if item.id not in ends:
            before = [end(items[each.item]) for each in item.depends_on if each.item in items]
            latest: tuple[T, tuple[Item, ...]] = _latest(before, start)
            ends[item.id] = finish(item, latest[0]), (*latest[1], item)
        return ends[item.id]

    return _latest([end(item) for item in items.values()], start)


def _latest(ends: Sequence[tuple[T, tuple[Item, ...]]], start: T) -> tuple[T, tuple[Item, ...]]:
    return max(ends, key=lambda each: each[0], default=(start, ()))


def _in_calendar(bundle: Bundle, items: Mapping[str, Item]) -> Shortfall | None:
    """Try every day of acceptance that the national calendar knows, after hours, and report the worst."""
    issue, total = bundle.limits.issue, bundle.limits.total
    limits = [item.limit for item in items.values()] + [total] + ([issue] if issue else [])
    by_day = all(limit.unit in DAY_UNITS for limit in limits)
    worst = worst_day(items, issue, total) if by_day else _worst_by_the_hour(items, issue, total)
    if worst is None:
        return None
    day, until, over = worst
    _, path = _longest(items, accepted_on(day), _after)
    text = f"{date_of(day)} 受理时要到 {date_of(until)}，超出总时限 {over} 天"
    return Shortfall(path=path, over=over, explanation=text)


def _after(item: Item, start: datetime) -> datetime:
    return _at(item.limit, start)


def _at(limit: Limit, start: datetime) -> datetime:
    """Return when a limit runs out, and an instant past the calendar where that is not known."""
    calendar = national_calendar()
    return due(limit, start, NO_STOPS, calendar).at or calendar.closing(calendar.horizon) + timedelta(days=1)


def _worst_by_the_hour(items: Mapping[str, Item], issue: Limit | None, total: Limit) -> tuple[int, int, int] | None:
    """Do what :func:`worst_day` does for limits that end in the midst of a day."""
    worst: tuple[int, int, int] | None = None
    for day in range(known_days()):
        end, _ = _longest(items, accepted_on(day), _after)
        until = day_of(_at(issue, end) if issue is not None else end)
        if until >= known_days():
            break
        over = until - day_of(_at(total, accepted_on(day)))
        if over > (worst[2] if worst else 0):
            worst = day, until, over
    return worst
