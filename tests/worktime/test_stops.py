"""Stops and the days that they take out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worktime.reference import CALENDAR, instant, stopped_days
from tests.worktime.strategies import clocks
from yishi_engine.worktime import Clock, Stop
from yishi_engine.worktime.stops import StoppedDays


def test_the_day_of_the_stop_is_out_and_the_day_of_its_end_is_in() -> None:
    """Every day from the day of the stop up to, not including, the day of its end is stopped."""
    days = StoppedDays.of([Stop(instant("2026-03-02 16:59"), instant("2026-03-04 09:01"))])
    assert [day for day in range(1, 6) if date(2026, 3, day) in days] == [2, 3]


def test_a_stop_within_a_day_takes_nothing_out() -> None:
    """Stop and resume on the same day change nothing."""
    assert StoppedDays.of([Stop(instant("2026-03-02 09:00"), instant("2026-03-02 16:00"))]) == StoppedDays(())


def test_days_of_stops_are_shanghai_days() -> None:
    """A stop shortly before midnight in Shanghai lies on the day before."""
    days = StoppedDays.of([Stop(instant("2026-03-02 23:59"), instant("2026-03-03 00:01"))])
    assert days.spans == ((date(2026, 3, 2), date(2026, 3, 3)),)


def test_overlapping_and_touching_stops_become_one_span() -> None:
    """A day that lies in two stops is stopped once."""
    days = StoppedDays.of(
        [
            Stop(instant("2026-03-09"), instant("2026-03-10")),
            Stop(instant("2026-03-02"), instant("2026-03-05")),
            Stop(instant("2026-03-03"), instant("2026-03-04")),
            Stop(instant("2026-03-05"), instant("2026-03-06")),
        ]
    )
    assert days.spans == ((date(2026, 3, 2), date(2026, 3, 6)), (date(2026, 3, 9), date(2026, 3, 10)))


def test_an_open_stop_takes_no_days_out_yet() -> None:
    """How long an open stop will last is not known."""
    assert StoppedDays.of([Stop(instant("2026-03-02"))]).spans == ()


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (instant("2026-03-03"), instant("2026-03-02")),
        (datetime(2026, 3, 2), None),  # noqa: DTZ001 - the point of the test
        (instant("2026-03-02"), datetime(2026, 3, 3)),  # noqa: DTZ001 - same
    ],
)
def test_a_stop_goes_forward_between_aware_instants(since: datetime, until: datetime | None) -> None:
    """A stop that ends before it begins, or lacks a time zone, is refused."""
    with pytest.raises(ValueError, match="a stop"):
        Stop(since, until)


@given(clock=clocks(), after=st.dates(date(2024, 10, 1), date(2026, 10, 1)), length=st.integers(0, 90))
def test_counting_between_two_days_agrees_with_the_days_one_by_one(clock: Clock, after: date, length: int) -> None:
    """Counted days strictly between two days are those that are not stopped, working days those that work too."""
    before = after + timedelta(days=length)
    days = StoppedDays.of(clock.stops)
    stopped = stopped_days(clock)
    between = [after + timedelta(days=index) for index in range(1, length)]
    counted = [day for day in between if day not in stopped]
    assert [day for day in between if day not in days] == counted
    assert days.days_between(after, before) == len(counted)
    assert days.working_days_between(CALENDAR, after, before) == sum(map(CALENDAR.is_working_day, counted))
