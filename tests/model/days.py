"""Working days for the reference model: one day is asked at a time, nothing is computed ahead.

The model keeps all times as naive local times of Asia/Shanghai, and turns them into instants only at its edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import Final

import chinese_calendar

DAY: Final = timedelta(days=1)
OPENS: Final = time(9)
CLOSES: Final = time(17)
_SHANGHAI: Final = timezone(timedelta(hours=8))


class UnknownDay(Exception):
    """Nobody has yet said whether this is a working day."""


@dataclass(frozen=True)
class Days:
    """The national working days, less some days off that a test adds."""

    off: frozenset[date] = frozenset()

    def working(self, day: date) -> bool:
        """Tell whether people work on this day; raise UnknownDay past the last State Council notice."""
        if day > last_known_day():
            raise UnknownDay(day)
        return day not in self.off and _nationally_working(day)


@cache
def _nationally_working(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


@cache
def last_known_day() -> date:
    """Return 31 December of the last year that the package of State Council notices answers for."""
    year = 2025
    while True:
        try:
            chinese_calendar.is_workday(date(year, 12, 31))
        except NotImplementedError:
            return date(year - 1, 12, 31)
        year += 1


def instant(local: datetime) -> datetime:
    """Return the instant (aware, UTC) of a local time of Asia/Shanghai."""
    return local.replace(tzinfo=_SHANGHAI).astimezone(UTC)


def local(at: datetime) -> datetime:
    """Return the naive local time of Asia/Shanghai of an instant."""
    return at.astimezone(_SHANGHAI).replace(tzinfo=None)


def opening(day: date) -> datetime:
    """Return the local time at which business begins."""
    return datetime.combine(day, OPENS)


def closing(day: date) -> datetime:
    """Return the local time at which business ends."""
    return datetime.combine(day, CLOSES)
