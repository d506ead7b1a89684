"""Business time: the seconds in which offices are open, counted on one axis from the first working day on.

A simulation lives on this axis, where nights, weekends and holidays do not exist, and asks for the instant only when a
rule of the engine needs it. The close of a working day and the opening of the next are one number here; whether it
means the one or the other is known to who asks.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from yishi_engine.errors import OutsideCalendar
from yishi_engine.worktime.calendar import local

if TYPE_CHECKING:
    from yishi_engine.worktime.calendar import Calendar

_SECOND: Final = timedelta(seconds=1)
HOUR: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessTime:
    """The axis.

    Attributes:
        days: Ordinals of the working days, ascending.
        openings: When business opens on each of them; aware, UTC.
        day_length: Seconds of business on a day.
        opens: Seconds from midnight to the opening, Asia/Shanghai time.
    """

    days: tuple[int, ...]
    openings: tuple[datetime, ...]
    day_length: int
    opens: int

    @classmethod
    def over(cls, calendar: Calendar, first: date) -> Self:
        """Return the axis from a day on, as far as the calendar reaches.

        Raises:
            OutsideCalendar: The calendar knows no working day from then on.
        """
        day = calendar.on_or_after(first)
        if day is None:
            raise OutsideCalendar(day=first, first=calendar.first, horizon=calendar.horizon)
        days = []
        while day is not None:
            days.append(day)
            day = calendar.working_day_after(day)
        opening, closing = calendar.opening(first), calendar.closing(first)
        return cls(
            days=tuple(each.toordinal() for each in days),
            openings=tuple(map(calendar.opening, days)),
            day_length=(closing - opening) // _SECOND,
            opens=calendar.opens.hour * HOUR + calendar.opens.minute * 60 + calendar.opens.second,
        )

    @property
    def length(self) -> int:
        """Seconds on the whole axis."""
        return len(self.days) * self.day_length

    def begin(self, second: int) -> datetime:
        """Return the instant at which what begins at a second begins; at the end of a day, the next opening."""
        day, rest = divmod(second, self.day_length)
        return self.openings[day] + rest * _SECOND

    def end(self, second: int) -> datetime:
        """Return the instant at which what ends at a second ends; at the end of a day, its close."""
        day, rest = divmod(second, self.day_length)
        if rest == 0 and day > 0:
            return self.openings[day - 1] + self.day_length * _SECOND
        return self.openings[day] + rest * _SECOND

    def second(self, instant: datetime) -> int:
        """Return the second of an instant; one outside business hours counts as the next opening."""
        moment = local(instant)
        ordinal = moment.toordinal()
        day = bisect_left(self.days, ordinal)
        if day == len(self.days) or self.days[day] != ordinal:
            return day * self.day_length
        since = moment.hour * HOUR + moment.minute * 60 + moment.second - self.opens
        return day * self.day_length + min(max(since, 0), self.day_length)

    def close(self, day: date) -> int:
        """Return the second at which business closes on a day, or closed on the last working day before it."""
        return bisect_left(self.days, day.toordinal() + 1) * self.day_length
