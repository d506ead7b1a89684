"""What is left of a limit."""

from __future__ import annotations

import pytest

from tests.worktime.reference import CALENDAR, instant
from yishi_engine.errors import OutsideCalendar
from yishi_engine.worktime import Clock, Limit, Stop


def left(start: str, limit: str, now: str, *stops: tuple[str, str | None]) -> int | None:
    """Return what is left at a Chinese wall-clock text."""
    made = tuple(Stop(instant(since), instant(until) if until else None) for since, until in stops)
    return Clock(started_at=instant(start), committed=Limit.parse(limit), stops=made).remaining(CALENDAR, instant(now))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-02 11:00", 5),  # the starting day
        ("2026-03-03", 5),  # the first counted day
        ("2026-03-04", 4),
        ("2026-03-06 23:00", 2),
        ("2026-03-07", 1),  # the weekend before the last day
        ("2026-03-08", 1),
        ("2026-03-09 17:00", 1),  # the due day, until the close
        ("2026-03-09 17:01", 0),
        ("2026-03-10", 0),
        ("2026-06-01", 0),
        ("2026-02-27", 5),  # before the start
    ],
)
def test_working_days_left_include_today(now: str, expected: int) -> None:
    """Five working days from 2026-03-02 count down to 1 on the due day, and to 0 once it is over."""
    assert left("2026-03-02", "5 工作日", now) == expected


@pytest.mark.parametrize(
    ("limit", "now", "expected"),
    [
        ("5 自然日", "2026-03-02", 5),
        ("5 自然日", "2026-03-03", 5),
        ("5 自然日", "2026-03-07", 1),  # the fifth day, a Saturday
        ("5 自然日", "2026-03-08", 1),  # moved on
        ("5 自然日", "2026-03-09 16:59", 1),  # the due day
        ("5 自然日", "2026-03-09 17:01", 0),
        ("1 月", "2026-03-02", 31),
        ("1 月", "2026-03-04", 30),
        ("即办", "2026-03-02 16:00", 1),
        ("即办", "2026-03-02 17:01", 0),
        ("8 工作时", "2026-03-02 10:00", 8),
        ("8 工作时", "2026-03-02 10:01", 8),  # rounded up
        ("8 工作时", "2026-03-02 11:00", 7),
        ("8 工作时", "2026-03-02 20:00", 1),
        ("8 工作时", "2026-03-03 09:30", 1),
        ("8 工作时", "2026-03-03 10:00", 0),
        ("20 工作时", "2026-03-04 10:00", 4),
        ("8 工作时", "2026-03-01 10:00", 8),  # before the start
    ],
)
def test_other_units_count_down_in_their_own_unit(limit: str, now: str, expected: int) -> None:
    """Calendar days stay at 1 while the last day moves over days off; hours are rounded up."""
    assert left("2026-03-02", limit, now) == expected


@pytest.mark.parametrize("now", ["2026-03-04 18:00", "2026-03-05", "2026-04-30"])
@pytest.mark.parametrize(
    ("limit", "expected"),
    [("5 工作日", 4), ("5 自然日", 4), ("20 工作时", 5), ("1 月", 30)],
)
def test_a_stopped_clock_keeps_what_it_had(limit: str, expected: int, now: str) -> None:
    """What was left on the morning of the day of the stop stays, however long the stop is."""
    assert left("2026-03-02", limit, now, ("2026-03-04 15:00", None)) == expected


@pytest.mark.parametrize(
    ("limit", "since", "expected"),
    [
        ("5 工作日", "2026-03-09 18:00", 1),  # the due day is stopped as a whole
        ("5 工作日", "2026-03-10", 0),  # overdue already
        ("5 自然日", "2026-03-08", 1),  # while the last day moves on
        ("即办", "2026-03-02 15:00", 1),
        ("即办", "2026-03-03", 0),
        ("5 工作日", "2026-02-27", 5),
    ],
)
def test_a_clock_stopped_at_its_end_keeps_its_last_day(limit: str, since: str, expected: int) -> None:
    """A stop on the due day leaves that day; a stop after it leaves nothing."""
    assert left("2026-03-02", limit, "2026-04-01", (since, None)) == expected


def test_an_earlier_stop_is_not_counted_in_a_later_one() -> None:
    """Ended and open stops work together."""
    assert left("2026-03-02", "5 工作日", "2026-04-01", ("2026-03-03", "2026-03-05"), ("2026-03-06", None)) == 4
    assert left("2026-03-02", "5 工作日", "2026-04-01", ("2026-03-06", None), ("2026-03-04", None)) == 4


@pytest.mark.parametrize(
    ("limit", "now", "expected"),
    [
        ("10 工作日", "2026-12-31", 6),
        ("10 工作日", "2027-01-04", None),
        ("20 自然日", "2026-12-31", 14),
        ("9 自然日", "2027-01-02", None),
        ("80 工作时", "2026-12-31 10:00", 40),
        ("80 工作时", "2027-01-04", None),
    ],
)
def test_a_provisional_clock_counts_as_far_as_today_is_known(limit: str, now: str, expected: int | None) -> None:
    """While the due date is unknown the days left are known, until today itself is unknown."""
    assert left("2026-12-24", limit, now) == expected


@pytest.mark.parametrize(("limit", "expected"), [("5 工作日", 5), ("5 自然日", 5), ("即办", 1), ("5 工作时", 5)])
def test_on_the_day_of_an_unknown_start_everything_is_left(limit: str, expected: int) -> None:
    """A clock that starts past the horizon has its whole limit at that instant."""
    assert left("2027-01-04", limit, "2027-01-04") == expected


def test_a_start_before_the_calendar_is_an_error() -> None:
    """What is left is not told for a start that the calendar does not know."""
    with pytest.raises(OutsideCalendar):
        left("2003-12-30", "5 工作日", "2004-01-05")
