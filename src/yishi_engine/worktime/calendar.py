"""Working days: Monday to Friday, less the days off, plus the make-up workdays (调休补班), as far as they are known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from chinese_calendar import constants

from yishi_engine.errors import OutsideCalendar

if TYPE_CHECKING:
    from yishi_engine.worktime.notices import Notice

ReceiptRule: TypeAlias = Literal["literal", "next_working_day"]

# A fixed offset instead of a zone database: China has had no summer time since 1991, all days that any calendar here
# knows are later, and the answer must not depend on the zone files of the machine.
SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")

_SATURDAY: Final = 5


def local(instant: datetime) -> datetime:
    """Return an aware instant in Asia/Shanghai time.

    Raises:
        ValueError: The instant has no time zone.
    """
    if instant.tzinfo is None:
        message = f"{instant.isoformat()} has no time zone; instants are aware"
        raise ValueError(message)
    return instant.astimezone(SHANGHAI)


def local_date(instant: datetime) -> date:
    """Return the Asia/Shanghai day on which an aware instant lies; see ``local``."""
    return local(instant).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A working calendar; every question is answered in constant time, or by one binary search.

    Attributes:
        first: First day that is known, an Asia/Shanghai day like all days here.
        working: One byte a day from ``first`` on, 1 for a working day and 0 for a day off.
        opens: When business opens on every working day, Asia/Shanghai time.
        closes: When it closes.
        receipt_on_day_off: ``literal``: what is received on a day off is received on that day; ``next_working_day``: it
            counts as received when business opens next.
        layers: Names of the notices that were applied, in order.
    """

    first: date
    working: bytes = field(repr=False)
    opens: time = time(9)
    closes: time = time(17)
    receipt_on_day_off: ReceiptRule = "literal"
    layers: tuple[str, ...] = ()
    _origin: int = field(init=False, repr=False, compare=False)
    _days: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _counts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _digest: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compute what makes the answers quick: the list of working days, and how many there are up to each day."""
        if not self.working or not self.opens < self.closes:
            message = "a calendar knows at least one day and opens before it closes"
            raise ValueError(message)
        counts, total = [0], 0
        for flag in self.working:
            total += flag
            counts.append(total)
        object.__setattr__(self, "_origin", self.first.toordinal())
        object.__setattr__(self, "_counts", tuple(counts))
        parts = (self.first, self.opens, self.closes, self.receipt_on_day_off, self.working.hex())
        digest = sha256("|".join(str(part) for part in parts).encode()).hexdigest()
        object.__setattr__(self, "_digest", f"sha256:{digest}")
        object.__setattr__(
            self, "_days", tuple(self._origin + index for index, flag in enumerate(self.working) if flag)
        )

    def __hash__(self) -> int:
        """Return a hash that costs nothing: every cache of due dates asks for it."""
        return hash(self._digest)

    @property
    def horizon(self) -> date:
        """Return the last day that is known."""
        return date.fromordinal(self._origin + len(self.working) - 1)

    @property
    def digest(self) -> str:
        """Return a stable hash of all that decides a due date; the names of the notices have no part in it."""
        return self._digest

    def knows(self, day: date) -> bool:
        """Return whether a day lies between ``first`` and ``horizon``, both included."""
        return 0 <= day.toordinal() - self._origin < len(self.working)

    def is_working_day(self, day: date) -> bool:
        """Return whether business is open on a day.

        Raises:
            OutsideCalendar: The day is not known.
        """
        return self.working[self._index(day)] == 1

    def working_day_after(self, day: date, number: int = 1) -> date | None:
        """Return a working day after a day.

        Args:
            day: The day to count from; it is not counted itself.
            number: Which working day after it, 1 for the next one.

        Returns:
            The day; None where it lies past the horizon.

        Raises:
            OutsideCalendar: The day lies before the first one.
        """
        _positive(number)
        offset = day.toordinal() - self._origin + 1
        if offset < 1:
            raise self._outside(day)
        if offset >= len(self._counts):
            return None
        index = self._counts[offset] + number - 1
        return date.fromordinal(self._days[index]) if index < len(self._days) else None

    def working_day_before(self, day: date, number: int = 1) -> date | None:
        """Return a working day before a day.

        Args:
            day: The day to count from; it is not counted itself.
            number: Which working day before it, 1 for the last one.

        Returns:
            The day; None where it lies before the first one, or where not every day between is known.
        """
        _positive(number)
        offset = day.toordinal() - self._origin
        if not 0 <= offset < len(self._counts):
            return None
        index = self._counts[offset] - number
        return date.fromordinal(self._days[index]) if index >= 0 else None

    def on_or_after(self, day: date) -> date | None:
        """Return the first working day on or after a day; None past the horizon.

        Raises:
            OutsideCalendar: The day lies before the first one.
        """
        offset = day.toordinal() - self._origin
        if offset < 0:
            raise self._outside(day)
        if offset < len(self.working) and self.working[offset]:
            return day
        return self.working_day_after(day)

    def on_or_before(self, day: date) -> date | None:
        """Return the last working day on or before a day; None where it is not known."""
        return self.working_day_before(day + timedelta(days=1))

    def working_days(self, after: date, until: date) -> int:
        """Return how many working days lie after a day, up to and including another.

        Raises:
            OutsideCalendar: A day between is not known.
        """
        if until <= after:
            return 0
        return self._counts[self._index(until) + 1] - self._counts[self._index(after + timedelta(days=1))]

    def opening(self, day: date) -> datetime:
        """Return when business opens on a day, in UTC; whether it opens at all is not asked."""
        return datetime.combine(day, self.opens, SHANGHAI).astimezone(UTC)

    def closing(self, day: date) -> datetime:
        """Return when business closes on a day, in UTC; whether it opens at all is not asked."""
        return datetime.combine(day, self.closes, SHANGHAI).astimezone(UTC)

    def receipt(self, instant: datetime) -> datetime:
        """Return when something counts as received.

        Args:
            instant: When it arrived, aware.

        Returns:
            The same instant; under ``next_working_day`` and on a day off, the next opening of business in UTC.

        Raises:
            OutsideCalendar: Under ``next_working_day`` it is not known which day that is.
        """
        if self.receipt_on_day_off == "literal":
            return instant
        day = local_date(instant)
        if self.is_working_day(day):
            return instant
        following = self.working_day_after(day)
        if following is None:
            raise self._outside(self.horizon + timedelta(days=1))
        return self.opening(following)

    def reach(self, years: tuple[int, ...]) -> date:
        """Return the horizon once further years are known; they are known from the horizon on, without a gap.

        Raises:
            OutsideCalendar: A year begins later than the day after the horizon by then.
        """
        horizon = self.horizon
        for year in sorted(years):
            if date(year, 1, 1) > horizon + timedelta(days=1):
                raise OutsideCalendar(day=date(year, 1, 1), first=self.first, horizon=horizon)
            horizon = max(horizon, date(year, 12, 31))
        return horizon

    def apply(self, notice: Notice) -> Calendar:
        """Return this calendar as a notice changes it.

        Args:
            notice: What it lists wins over everything that was applied before. The years that it makes known are
                Monday to Friday where it lists nothing; days that were known before stay as they are.

        Returns:
            The new calendar.

        Raises:
            OutsideCalendar: The notice lists a day that is not known even with its years, or its years leave a gap.
        """
        horizon = self.reach(notice.years)
        span = horizon.toordinal() - self._origin + 1
        working = bytearray(self.working)
        working += bytes(_is_weekday(self._origin + index) for index in range(len(working), span))
        for spans, flag in ((notice.off, 0), (notice.work, 1)):
            for day in (day for listed in spans for day in listed):
                index = day.toordinal() - self._origin
                if not 0 <= index < span:
                    raise OutsideCalendar(day=day, first=self.first, horizon=horizon)
                working[index] = flag
        return replace(
            self,
            working=bytes(working),
            opens=notice.hours.opens if notice.hours else self.opens,
            closes=notice.hours.closes if notice.hours else self.closes,
            receipt_on_day_off=notice.receipt_on_day_off or self.receipt_on_day_off,
            layers=(*self.layers, notice.name),
        )

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._origin
        if not 0 <= index < len(self.working):
            raise self._outside(day)
        return index

    def _outside(self, day: date) -> OutsideCalendar:
        return OutsideCalendar(day=day, first=self.first, horizon=self.horizon)


def _positive(number: int) -> None:
    if number < 1:
        message = f"{number} is no number of a day; the nearest day is number 1"
        raise ValueError(message)


def _is_weekday(ordinal: int) -> bool:
    # Day 1 of the proleptic calendar was a Monday.
    return (ordinal - 1) % 7 < _SATURDAY


@cache
def national_calendar() -> Calendar:
    """Return the State Council's calendar, from 2004 to the last year that the installed ``chinesecalendar`` knows."""
    first = date(min(constants.holidays).year, 1, 1)
    # The last year is read from the data, so that an upgrade of the library alone makes a new year known.
    last = date(max(constants.holidays).year, 12, 31)
    working = bytearray()
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        working.append(day in constants.workdays or (_is_weekday(ordinal) and day not in constants.holidays))
    return Calendar(first=first, working=bytes(working), layers=("国务院办公厅节假日安排",))
