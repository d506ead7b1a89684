"""Golden due dates, unit by unit."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.worktime.reference import CALENDAR, instant
from yishi_engine.errors import OutsideCalendar
from yishi_engine.worktime import Clock, Due, Limit, Notice, Stop

YEAR_2027 = Notice.model_validate(
    {"name": "2027", "layer": "nation", "years": [2027], "off": ["2027-01-01..2027-01-03"]},
)


def due(start: str, limit: str, *stops: tuple[str, str | None]) -> Due:
    """Return when a committed limit is due that starts at a Chinese wall-clock text."""
    return clock(start, limit, *stops).due(CALENDAR)


def clock(start: str, limit: str, *stops: tuple[str, str | None]) -> Clock:
    """Return a clock with a committed limit and stops given as Chinese wall-clock texts."""
    made = tuple(Stop(instant(since), instant(until) if until else None) for since, until in stops)
    return Clock(started_at=instant(start), committed=Limit.parse(limit), stops=made)


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        ("2024-09-13", 5, "2024-09-23"),  # 09-14 (Sat) is a make-up workday
        ("2025-01-24", 5, "2025-02-07"),  # 01-26 (Sun) is one
        ("2025-09-26", 10, "2025-10-16"),
        ("2026-01-02", 1, "2026-01-04"),  # a Sunday that works
        ("2026-02-10", 20, "2026-03-16"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-15", 5, "2026-02-28"),  # started on a holiday; 02-28 is a Saturday that works
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-09-18", 5, "2026-09-24"),  # 09-20 (Sun) works
        ("2026-09-24", 20, "2026-10-29"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-12-24", 5, "2026-12-31"),
    ],
)
def test_working_days_follow_the_state_council(start: str, number: int, expected: str) -> None:
    """The n-th working day after the start is due, at the close of business."""
    assert due(start, f"{number} 工作日") == Due(
        date.fromisoformat(expected), instant(f"{expected} 17:00"), provisional=False
    )


@pytest.mark.parametrize("hour", ["00:01", "08:59", "12:00", "17:01", "23:59"])
def test_the_hour_of_the_start_does_not_matter_for_days(hour: str) -> None:
    """A limit in days counts from the next day, whether the start lay before, in or after business hours."""
    assert due(f"2026-02-13 {hour}", "5 工作日").on == date(2026, 2, 27)


def test_the_day_of_the_start_is_a_day_in_shanghai() -> None:
    """In Shanghai it is already Friday when UTC still says Thursday."""
    late = Clock(started_at=datetime(2026, 3, 5, 20, tzinfo=UTC), committed=Limit.parse("1 工作日"))
    assert late.due(CALENDAR).on == date(2026, 3, 9)


def test_a_due_date_past_the_horizon_is_provisional() -> None:
    """No date is guessed while the notice for the next year is missing; with the notice there is one."""
    open_end = clock("2026-12-24", "6 工作日")
    assert open_end.due(CALENDAR) == Due(None, None, provisional=True)
    assert open_end.due(CALENDAR.apply(YEAR_2027)).on == date(2027, 1, 4)


@pytest.mark.parametrize("limit", ["1 工作日", "1 自然日", "1 月", "1 工作时", "即办"])
def test_a_start_outside_the_calendar(limit: str) -> None:
    """A start past the horizon is provisional, one before the first day is an error."""
    assert due("2027-01-04", limit).provisional
    with pytest.raises(OutsideCalendar):
        due("2003-12-31", limit)


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2026-03-02", "7 自然日", "2026-03-09"),
        ("2026-03-02", "5 自然日", "2026-03-09"),  # 03-07 is a Saturday
        ("2026-02-10", "5 自然日", "2026-02-24"),  # 02-15 is a holiday
        ("2026-02-09", "5 自然日", "2026-02-14"),  # a Saturday that works
        ("2026-01-31", "1 月", "2026-02-28"),  # the month's last day; a Saturday that works
        ("2026-01-15", "1 月", "2026-02-24"),
        ("2026-03-16", "3 月", "2026-06-16"),
        ("2024-01-31", "1 月", "2024-02-29"),
        ("2025-11-30", "13 月", "2026-12-30"),
    ],
)
def test_calendar_days_and_months_move_off_days_off(start: str, limit: str, expected: str) -> None:
    """A last day that is a day off moves to the next working day; a month that is too short ends on its last day."""
    assert due(start, limit).on == date.fromisoformat(expected)


@pytest.mark.parametrize("limit", ["8 自然日", "2 月"])
def test_calendar_days_past_the_horizon_are_provisional(limit: str) -> None:
    """Whether the last day is a day off is not known, so that no date is given."""
    assert due("2026-12-24", limit).provisional


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2026-03-02 10:00", "4 工作时", "2026-03-02 14:00"),
        ("2026-03-02 10:00", "7 工作时", "2026-03-02 17:00"),  # exactly at the close
        ("2026-03-02 10:30", "8 工作时", "2026-03-03 10:30"),
        ("2026-03-02 07:00", "1 工作时", "2026-03-02 10:00"),  # before opening
        ("2026-03-02 17:00", "1 工作时", "2026-03-03 10:00"),  # at the close
        ("2026-03-02 20:00", "8 工作时", "2026-03-03 17:00"),  # after the close
        ("2026-03-06 16:00", "2 工作时", "2026-03-09 10:00"),  # over the weekend
        ("2026-03-07 12:00", "16 工作时", "2026-03-10 17:00"),  # from a Saturday
        ("2026-02-14 16:00", "3 工作时", "2026-02-24 11:00"),  # over the Spring Festival
    ],
)
def test_business_hours_count_from_the_instant(start: str, limit: str, expected: str) -> None:
    """Hours run only while business is open, from the instant of the start or the next opening."""
    assert due(start, limit) == Due(date.fromisoformat(expected[:10]), instant(expected), provisional=False)


def test_business_hours_past_the_horizon_are_provisional() -> None:
    """Hours that reach into an unknown year are not placed."""
    assert due("2026-12-31 15:00", "2 工作时").on == date(2026, 12, 31)
    assert due("2026-12-31 15:00", "3 工作时").provisional


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-03-02 08:00", "2026-03-02"),
        ("2026-03-02 17:00", "2026-03-02"),
        ("2026-03-02 17:01", "2026-03-03"),
        ("2026-03-06 18:00", "2026-03-09"),
        ("2026-02-15 10:00", "2026-02-24"),
    ],
)
def test_same_day_is_due_at_the_close_of_the_starting_day(start: str, expected: str) -> None:
    """After the close, or on a day off, 即办 is due on the next working day."""
    assert due(start, "即办").at == instant(f"{expected} 17:00")


@pytest.mark.parametrize(
    ("stops", "expected"),
    [
        ([("2026-03-03", "2026-03-05")], "2026-03-11"),  # two working days
        ([("2026-03-06", "2026-03-09")], "2026-03-10"),  # Friday to Monday: one working day
        ([("2026-03-07", "2026-03-08")], "2026-03-09"),  # a weekend day
        ([("2026-03-02", "2026-03-04")], "2026-03-10"),  # from the starting day: only 03-03 was to be counted
        ([("2026-03-03 09:00", "2026-03-03 16:00")], "2026-03-09"),  # within a day
        ([("2026-03-03", "2026-03-05"), ("2026-03-04", "2026-03-06")], "2026-03-12"),  # overlapping
        ([("2026-03-09", "2026-03-11")], "2026-03-11"),  # begins on the due day
        ([("2026-03-10", "2026-03-30")], "2026-03-09"),  # begins after it
        ([("2026-02-25", "2026-03-02")], "2026-03-09"),  # before the start
        ([("2026-02-25", "2026-03-04")], "2026-03-10"),  # reaches over the start
        ([("2026-03-09", "2026-03-10"), ("2026-03-10", "2026-03-12")], "2026-03-12"),
    ],
)
def test_stopped_days_are_not_counted(stops: list[tuple[str, str | None]], expected: str) -> None:
    """Five working days from 2026-03-02 are due on 2026-03-09, and later by the working days that are stopped."""
    assert due("2026-03-02", "5 工作日", *stops).on == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("limit", "stop", "expected"),
    [
        ("4 自然日", ("2026-03-03", "2026-03-05"), "2026-03-09"),  # the fourth counted day is Sunday 03-08
        ("5 自然日", ("2026-03-08", "2026-03-11"), "2026-03-11"),  # last day Saturday, moves past the stop
        ("7 自然日", ("2026-03-09", "2026-03-12"), "2026-03-12"),  # begins on the due day
        ("1 月", ("2026-03-30", "2026-04-01"), "2026-04-07"),  # two days later, then past 清明
        ("即办", ("2026-03-02", "2026-03-04"), "2026-03-04"),
        ("4 工作时", ("2026-03-02 11:00", "2026-03-04 16:00"), "2026-03-04"),  # the whole starting day is stopped
        ("10 工作时", ("2026-03-03", "2026-03-05"), "2026-03-05"),
    ],
)
def test_stops_move_every_unit(limit: str, stop: tuple[str, str], expected: str) -> None:
    """Stopped days are skipped in calendar days, months and business hours too."""
    assert due("2026-03-02", limit, stop).on == date.fromisoformat(expected)


def test_an_open_stop_leaves_no_due_date() -> None:
    """While a stop is open there is no date, and that is not provisional; its end gives the date back."""
    held = clock("2026-03-02", "5 工作日", ("2026-03-04", None))
    assert held.stopped
    assert held.due(CALENDAR) == Due(None, None, provisional=False)
    ended = clock("2026-03-02", "5 工作日", ("2026-03-04", "2026-03-06"))
    assert not ended.stopped
    assert ended.due(CALENDAR).on == date(2026, 3, 11)


def test_a_stop_that_reaches_past_the_horizon_is_provisional() -> None:
    """Days after an unknown day are not counted on trust."""
    assert due("2026-12-01", "5 工作日", ("2026-12-02", "2027-02-01")).provisional


def test_the_statutory_limit_stands_in_where_nothing_is_promised() -> None:
    """The due date is the committed one, or else the statutory one; the statutory one is told apart."""
    both = Clock(
        started_at=instant("2026-03-02"), committed=Limit.parse("5 工作日"), statutory=Limit.parse("20 工作日")
    )
    legal = Clock(started_at=instant("2026-03-02"), statutory=Limit.parse("20 工作日"))
    assert both.due(CALENDAR).on == date(2026, 3, 9)
    assert both.statutory_due(CALENDAR) == legal.due(CALENDAR) == legal.statutory_due(CALENDAR)
    assert clock("2026-03-02", "5 工作日").statutory_due(CALENDAR) is None


def test_a_clock_needs_a_limit_and_an_aware_start() -> None:
    """A clock without any limit, or with a naive start, is refused."""
    with pytest.raises(ValueError, match="committed or a statutory"):
        Clock(started_at=instant("2026-03-02"))
    with pytest.raises(ValueError, match="time zone"):
        Clock(started_at=datetime(2026, 3, 2), committed=Limit.parse("即办"))  # noqa: DTZ001 - the point of the test


def test_longer_business_hours_move_the_close() -> None:
    """The calendar's hours decide when a day is over."""
    longer = CALENDAR.apply(
        Notice.model_validate({"name": "夏令", "layer": "city", "hours": {"opens": "08:00", "closes": "18:00"}})
    )
    assert clock("2026-03-02", "1 工作日").due(longer).at == instant("2026-03-03 18:00")
    assert clock("2026-03-02 17:00", "2 工作时").due(longer).at == instant("2026-03-03 09:00")
