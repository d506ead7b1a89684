"""The national calendar against two independent sources, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from yishi_engine.worktime import national_calendar

CALENDAR = national_calendar()
DAYS = [date(2018, 1, 1) + timedelta(days=index) for index in range((date(2026, 12, 31) - date(2018, 1, 1)).days + 1)]


def test_every_day_agrees_with_chinesecalendar() -> None:
    """From 2018 to 2026 every day is a working day exactly where the library's own answer says so."""
    assert [day for day in DAYS if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_every_day_agrees_with_holidays() -> None:
    """The library ``holidays`` lists days off and make-up workdays from other hands, and agrees for 2018 to 2026.

    Compared is its answer to ``is_working_day``, which knows the make-up workdays of these years. Past its data it goes
    on answering without them, so that no later year is compared.
    """
    other = holidays.country_holidays("CN", years=range(2018, 2027))
    assert [day for day in DAYS if CALENDAR.is_working_day(day) != other.is_working_day(day)] == []
    make_up = {day for day in other.weekend_workdays if day.year >= 2018}
    assert {day for day in DAYS if day.weekday() >= 5 and CALENDAR.is_working_day(day)} == make_up


@pytest.mark.parametrize(("year", "number"), [(2024, 251), (2025, 248), (2026, 248)])
def test_years_have_as_many_working_days_as_the_notices_leave(year: int, number: int) -> None:
    """The State Council's notices leave 251 working days in 2024, and 248 in 2025 and 2026."""
    assert CALENDAR.working_days(date(year - 1, 12, 31), date(year, 12, 31)) == number


def test_the_calendar_ends_where_the_library_does() -> None:
    """Each year up to the horizon is known to the library, and the next one is not."""
    assert CALENDAR.first == date(2004, 1, 1)
    assert chinese_calendar.is_workday(CALENDAR.horizon) == CALENDAR.is_working_day(CALENDAR.horizon)
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(CALENDAR.horizon + timedelta(days=1))


def test_the_calendar_is_built_once() -> None:
    """The national calendar is one shared value."""
    assert national_calendar() is CALENDAR
