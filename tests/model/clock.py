"""The clock rules of the reference model, counted on the fingers: a loop over days for each question.

It is written from the published rules alone, shares no code with the package, and is meant to be read beside them:

- the day of the start is not counted, except by hours, which run from the instant;
- a day on which the clock is stopped is not counted; a stop begins on the day of the suspension and ends before the day
  of the resumption;
- what falls on a day off, or on a day that does not count, moves to the next working day that does.
"""

from __future__ import annotations

import calendar
import math
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from tests.model.days import DAY, Days, UnknownDay, closing, opening

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Due:
    """When a limit runs out: a day and the local time on it, neither while no date stands."""

    on: date | None = None
    at: datetime | None = None
    provisional: bool = False


@dataclass
class Stop:
    """Days that are not counted: from ``since`` up to, not including, ``until``; open while that is None."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        return self.since <= day and (self.until is None or day < self.until)


def amount_and_unit(limit: str) -> tuple[int, str]:
    """Return 5 and 工作日 for ``5 工作日``; 0 and 即办 for ``即办``."""
    if limit == "即办":
        return 0, limit
    amount, unit = limit.split()
    return int(amount), unit


@dataclass
class Clock:
    """One running limit, or two: the promise and the statute.

    Attributes:
        stops: Special procedures; the whole case stands still with them.
        returns: Times between a decision and the return of the task, which only the task is not charged with.
    """

    started: datetime
    committed: str | None
    statutory: str | None
    days: Days
    stops: list[Stop] = field(default_factory=list)
    returns: list[Stop] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        """Whether a stop is open."""
        return any(stop.until is None for stop in self.stops)

    def counts(self, day: date) -> bool:
        """Tell whether no stop and no return covers the day."""
        return not any(stop.covers(day) for stop in (*self.stops, *self.returns))

    def due(self) -> Due:
        """Return when the promise runs out, or the statute where nothing was promised."""
        limit = self.committed or self.statutory
        assert limit is not None
        return self.due_by(limit)

    def due_by(self, limit: str) -> Due:
        """Return when one of the limits runs out."""
        if self.stopped:
            return Due()
        try:
            at = self._runs_out(*amount_and_unit(limit))
        except UnknownDay:
            return Due(provisional=True)
        return Due(on=at.date(), at=at)

    def remaining(self, now: datetime) -> int:
        """Return the counted days (of hours: hours) that are left, today included; a stopped clock keeps them."""
        limit = self.committed or self.statutory
        assert limit is not None
        if self.stopped:
            first = min(stop.since for stop in self.stops if stop.until is None)
            closed = [stop for stop in self.stops if stop.until is not None]
            before = Clock(self.started, self.committed, self.statutory, self.days, closed, self.returns)
            return before.remaining(datetime.combine(first, time.min))
        due = self.due()
        if due.at is not None and now > due.at:
            return 0
        amount, unit = amount_and_unit(limit)
        if unit == "即办":
            return 1
        if unit == "工作时":
            return math.ceil((amount * HOUR - self._business_time(now)) / HOUR)
        if unit == "月":
            amount, unit = self._days_of_months(amount), "自然日"
        used, day = 0, self.started.date() + DAY
        while day < now.date():
            used += self.counts(day) and (unit == "自然日" or self.days.working(day))
            day += DAY
        return max(amount - used, 1)

    def level(self, now: datetime) -> str | None:
        """Return normal, warning, yellow or red; None while the clock is stopped."""
        if self.stopped:
            return None
        statutory = self.due_by(self.statutory) if self.statutory else Due()
        if statutory.at and now > statutory.at:
            return "red"
        due = self.due()
        if due.on is None or due.at is None:
            return "normal"
        if now > due.at:
            return "yellow"
        day = due.on - DAY
        while not self.days.working(day):
            day -= DAY
        return "warning" if now >= opening(day) else "normal"

    def _open_day(self, day: date) -> bool:
        return self.counts(day) and self.days.working(day)

    def _next_open_day(self, day: date) -> date:
        while not self._open_day(day):
            day += DAY
        return day

    def _runs_out(self, amount: int, unit: str) -> datetime:
        day = self.started.date()
        if unit == "即办":
            return closing(self._next_open_day(day if self.started <= closing(day) else day + DAY))
        if unit == "工作时":
            return self._hours_run_out(amount * HOUR)
        if unit == "工作日":
            for _ in range(amount):
                day = self._next_open_day(day + DAY)
            return closing(day)
        left = amount if unit == "自然日" else self._days_of_months(amount)
        while left:
            day += DAY
            left -= self.counts(day)
        return closing(self._next_open_day(day))

    def _days_of_months(self, months: int) -> int:
        day = self.started.date()
        later = day.month - 1 + months
        year, month = day.year + later // 12, later % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return (date(year, month, min(day.day, last)) - day).days

    def _hours_run_out(self, left: timedelta) -> datetime:
        day = self.started.date()
        while True:
            if self._open_day(day):
                begin = max(opening(day), self.started)
                if begin < closing(day) and left <= closing(day) - begin:
                    return begin + left
                left -= max(closing(day) - begin, timedelta())
            day += DAY

    def _business_time(self, now: datetime) -> timedelta:
        spent, day = timedelta(), self.started.date()
        while day <= now.date():
            if self._open_day(day):
                begin, end = max(opening(day), self.started), min(closing(day), now)
                spent += max(end - begin, timedelta())
            day += DAY
        return spent
