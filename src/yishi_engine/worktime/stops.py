"""Stops of a clock, and counting the days on which it was not stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from yishi_engine.worktime.calendar import local_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from yishi_engine.worktime.calendar import Calendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which a clock did not run (Basis: 行政许可法 art. 45).

    Attributes:
        since: When it began, aware. That whole Asia/Shanghai day is stopped, unless the stop ends on it.
        until: When it ended, aware; its day runs again. None while the stop is open.
    """

    since: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse instants without a time zone, and a stop that ends before it begins."""
        if self.since.tzinfo is None or (self.until is not None and self.until.tzinfo is None):
            message = "a stop begins and ends at aware instants"
            raise ValueError(message)
        if self.until is not None and self.until < self.since:
            message = f"a stop cannot end at {self.until.isoformat()} before it begins at {self.since.isoformat()}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class StoppedDays:
    """The days of all ended stops of a clock, each counted once.

    Attributes:
        spans: Disjoint spans in order, each from its first stopped day up to, not including, the day that runs again.
    """

    spans: tuple[tuple[date, date], ...]

    @classmethod
    def of(cls, stops: Iterable[Stop]) -> Self:
        """Return the stopped days of the stops that have ended; open stops are left out."""
        days = sorted((local_date(stop.since), local_date(stop.until)) for stop in stops if stop.until is not None)
        spans: list[tuple[date, date]] = []
        for since, until in days:
            if since == until:
                continue
            if spans and since <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(spans[-1][1], until)
            else:
                spans.append((since, until))
        return cls(tuple(spans))

    def __contains__(self, day: date) -> bool:
        """Return whether a day is stopped."""
        return any(since <= day < until for since, until in self.spans)

    def working_day_after(self, calendar: Calendar, day: date, number: int) -> date | None:
        """Return the counted working day with a number (1 for the next one) after a day; None past the horizon."""
        for since, until in self.spans:
            if until <= day:
                continue
            found = calendar.working_day_after(day, number)
            if found is None or found < since:
                return found
            if day < since:
                number -= calendar.working_days(day, since - _DAY)
            day = until - _DAY
        return calendar.working_day_after(day, number)

    def day_after(self, day: date, number: int) -> date:
        """Return the counted calendar day with a number (1 for the next one) after a day."""
        for since, until in self.spans:
            if until <= day:
                continue
            found = day + timedelta(days=number)
            if found < since:
                return found
            if day < since:
                number -= (since - day).days - 1
            day = until - _DAY
        return day + timedelta(days=number)

    def working_days_between(self, calendar: Calendar, after: date, before: date) -> int:
        """Return how many counted working days lie strictly between two days."""
        total = calendar.working_days(after, before - _DAY)
        for since, until in self.spans:
            total -= calendar.working_days(max(after, since - _DAY), min(before, until) - _DAY)
        return total

    def days_between(self, after: date, before: date) -> int:
        """Return how many counted calendar days lie strictly between two days."""
        total = max(0, (before - after).days - 1)
        for since, until in self.spans:
            total -= max(0, (min(before, until) - max(after, since - _DAY)).days - 1)
        return total

    def open_on_or_after(self, calendar: Calendar, day: date) -> date | None:
        """Return the first counted working day on or after a day; None past the horizon."""
        found = calendar.on_or_after(day)
        for since, until in self.spans:
            if found is not None and since <= found < until:
                found = calendar.on_or_after(until)
        return found
