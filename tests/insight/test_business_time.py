"""The axis of business time, across nights, weekends and the Spring Festival."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.errors import OutsideCalendar
from yishi_engine.insight.simulation.business_time import HOUR, BusinessTime
from yishi_engine.worktime.calendar import SHANGHAI, national_calendar

AXIS = BusinessTime.over(national_calendar(), date(2026, 2, 12))
DAY = 8 * HOUR


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of 2026, given in Asia/Shanghai time."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def test_the_axis_begins_with_the_first_working_day() -> None:
    """From a day off on, the first second is the opening of the next working day."""
    axis = BusinessTime.over(national_calendar(), date(2026, 2, 16))
    assert axis.begin(0) == at(2, 24, 9)
    assert axis.day_length == DAY


def test_holidays_do_not_exist() -> None:
    """After Thursday come Friday, the make-up Saturday, and then the first day after the festival."""
    openings = [AXIS.begin(number * DAY) for number in range(4)]
    assert openings == [at(2, 12, 9), at(2, 13, 9), at(2, 14, 9), at(2, 24, 9)]


def test_an_end_is_a_close_and_a_beginning_an_opening() -> None:
    """The second between two days is the close for what ends and the opening for what begins."""
    assert AXIS.end(3 * DAY) == at(2, 14, 17)
    assert AXIS.begin(3 * DAY) == at(2, 24, 9)
    assert AXIS.end(0) == AXIS.begin(0) == at(2, 12, 9)
    assert AXIS.end(DAY + HOUR) == AXIS.begin(DAY + HOUR) == at(2, 13, 10)


@pytest.mark.parametrize(
    ("instant", "second"),
    [
        (at(2, 12, 9), 0),
        (at(2, 12, 7), 0),
        (at(2, 12, 10, 30), 5400),
        (at(2, 12, 17), DAY),
        (at(2, 12, 23), DAY),
        (at(2, 17, 12), 3 * DAY),
        (at(2, 24, 9), 3 * DAY),
        (at(12, 31, 17), AXIS.length),
    ],
)
def test_instants_outside_of_hours_count_as_the_next_opening(instant: datetime, second: int) -> None:
    """Inside business hours every second counts; nights and days off have no length."""
    assert AXIS.second(instant) == second


@given(st.integers(0, AXIS.length - 1))
def test_seconds_and_instants_are_inverse(second: int) -> None:
    """Whether a second begins or ends something, its instant leads back to it."""
    assert AXIS.second(AXIS.begin(second)) == second
    assert AXIS.second(AXIS.end(second)) == second
    assert AXIS.end(second) <= AXIS.begin(second)


def test_the_close_of_a_day_off_is_that_of_the_day_before() -> None:
    """A period that ends on a day off ends with the last working day before it."""
    assert AXIS.close(date(2026, 2, 13)) == 2 * DAY
    assert AXIS.close(date(2026, 2, 20)) == AXIS.close(date(2026, 2, 14)) == 3 * DAY


def test_there_is_no_axis_past_the_horizon() -> None:
    """Where no working day is known, nothing is guessed."""
    with pytest.raises(OutsideCalendar):
        BusinessTime.over(national_calendar(), date(2030, 1, 1))
