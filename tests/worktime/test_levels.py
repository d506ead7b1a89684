"""Levels of a clock: normal, warning, yellow, red."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.worktime.reference import CALENDAR, instant
from yishi_engine.worktime import Calendar, Clock, Level, Limit, Stop

TICK = timedelta(microseconds=1)


def clock(committed: str | None, statutory: str | None, *, warn: str = "1 工作日", start: str = "2026-03-02") -> Clock:
    """Return a clock that starts on Monday 2026-03-02 unless told otherwise."""
    return Clock(
        started_at=instant(start),
        committed=Limit.parse(committed) if committed else None,
        statutory=Limit.parse(statutory) if statutory else None,
        warn_before=Limit.parse(warn),
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-02 10:00", Level.NORMAL),
        ("2026-03-06 08:59", Level.NORMAL),
        ("2026-03-06 09:00", Level.WARNING),  # the opening of the working day before
        ("2026-03-09 17:00", Level.WARNING),  # still in time
        ("2026-03-09 17:01", Level.YELLOW),
        ("2026-03-16 17:00", Level.YELLOW),
        ("2026-03-16 17:01", Level.RED),
        ("2026-12-31 10:00", Level.RED),
    ],
)
def test_a_clock_rises_through_its_levels(now: str, expected: Level) -> None:
    """Five promised and ten legal working days warn, turn yellow and turn red."""
    assert clock("5 工作日", "10 工作日").level(CALENDAR, instant(now)) is expected


def test_overdue_is_strictly_later() -> None:
    """The last instant is in time; the next microsecond is not."""
    due = instant("2026-03-09 17:00")
    assert clock("5 工作日", None).level(CALENDAR, due) is Level.WARNING
    assert clock("5 工作日", None).level(CALENDAR, due + TICK) is Level.YELLOW


def test_changes_are_listed_in_order() -> None:
    """Each rise is listed with the first instant of its level."""
    assert clock("5 工作日", "10 工作日").level_changes(CALENDAR) == (
        (instant("2026-03-06 09:00"), Level.WARNING),
        (instant("2026-03-09 17:00") + TICK, Level.YELLOW),
        (instant("2026-03-16 17:00") + TICK, Level.RED),
    )


def test_without_a_promise_the_warning_goes_straight_to_red() -> None:
    """Only the statutory limit stands, so that nothing turns yellow."""
    levels = [level for _, level in clock(None, "5 工作日").level_changes(CALENDAR)]
    assert levels == [Level.WARNING, Level.RED]


def test_without_a_statutory_limit_nothing_turns_red() -> None:
    """A promise alone never turns red."""
    assert clock("5 工作日", None).level(CALENDAR, instant("2026-12-31")) is Level.YELLOW


@pytest.mark.parametrize("committed", ["5 工作日", "6 工作日"])
def test_a_promise_no_shorter_than_the_law_turns_red_at_once(committed: str) -> None:
    """Where both limits end together, or the law's ends first, red is reported and no yellow after it."""
    changes = clock(committed, "5 工作日").level_changes(CALENDAR)
    assert [level for _, level in changes] == [Level.WARNING, Level.RED]
    assert changes[-1][0] == instant("2026-03-09 17:00") + TICK


@pytest.mark.parametrize(
    ("warn", "expected"),
    [
        ("3 工作日", "2026-03-11 09:00"),
        ("1 自然日", "2026-03-13 09:00"),  # Sunday: moved back to Friday
        ("5 自然日", "2026-03-11 09:00"),
        ("1 月", "2026-03-02 10:00"),  # before the start: from the start
        ("30 工作日", "2026-03-02 10:00"),
        ("即办", "2026-03-16 09:00"),
        ("2 工作时", "2026-03-16 15:00"),
        ("8 工作时", "2026-03-16 09:00"),
        ("16 工作时", "2026-03-13 09:00"),
        ("10 工作时", "2026-03-13 15:00"),
        ("900 工作时", "2026-03-02 10:00"),
    ],
)
def test_the_warning_begins_as_early_as_wished_in_business_hours(warn: str, expected: str) -> None:
    """Before Monday 2026-03-16 17:00, the warning begins in business hours and never before the clock."""
    assert clock("10 工作日", None, warn=warn).level_changes(CALENDAR)[0] == (instant(expected), Level.WARNING)


def test_the_warning_of_hours_counts_from_the_due_instant() -> None:
    """A limit in hours warns by the hour."""
    changes = clock("20 工作时", None, warn="2 工作时").level_changes(CALENDAR)
    assert changes[0] == (instant("2026-03-04 12:00"), Level.WARNING)


def test_a_month_before_is_the_same_day_of_the_month() -> None:
    """A warning one month ahead begins on the same day of the month before, or the working day before it."""
    changes = clock("3 月", None, warn="1 月").level_changes(CALENDAR)
    assert changes[0] == (instant("2026-04-30 09:00"), Level.WARNING)


def test_a_short_limit_warns_from_its_start() -> None:
    """Where the warning would begin before the clock it begins with it."""
    quick = clock("即办", None)
    assert quick.level_changes(CALENDAR)[0] == (quick.started_at, Level.WARNING)


@pytest.mark.parametrize("warn", ["4 工作日", "4 自然日", "30 工作时"])
def test_a_warning_before_the_first_day_of_the_calendar_begins_with_the_clock(warn: str) -> None:
    """A calendar that begins with the clock cannot place an earlier warning."""
    short = Calendar(first=instant("2026-03-02").date(), working=b"\1" * 5)
    assert clock("2 工作日", None, warn=warn).level_changes(short)[0] == (instant("2026-03-02"), Level.WARNING)


def test_a_stopped_clock_has_no_level() -> None:
    """While a stop is open there is neither a level nor a change to come."""
    held = Clock(
        started_at=instant("2026-03-02"), committed=Limit.parse("5 工作日"), stops=(Stop(instant("2026-03-04")),)
    )
    assert held.level(CALENDAR, instant("2026-03-30")) is None
    assert held.level_changes(CALENDAR) == ()
    assert held.next_change(CALENDAR, instant("2026-03-05")) is None


def test_a_provisional_clock_is_normal() -> None:
    """As long as no due date is known nothing is late."""
    unknown = clock("10 工作日", "20 工作日", start="2026-12-24")
    assert unknown.level(CALENDAR, instant("2027-03-01")) is Level.NORMAL
    assert unknown.level_changes(CALENDAR) == ()


def test_a_known_promise_counts_while_the_law_is_provisional() -> None:
    """The committed limit turns yellow although the statutory one lies past the horizon."""
    half = clock("5 工作日", "20 工作日", start="2026-12-21")
    assert half.level(CALENDAR, instant("2026-12-29")) is Level.YELLOW


def test_the_next_change_lies_strictly_ahead() -> None:
    """At the instant of a change the next one is the one after it; after the last there is none."""
    running = clock("5 工作日", "10 工作日")
    seen = []
    now = running.started_at
    while change := running.next_change(CALENDAR, now):
        now, level = change
        assert running.level(CALENDAR, now) is level
        seen.append(level)
    assert seen == [Level.WARNING, Level.YELLOW, Level.RED]


def test_levels_have_a_rank() -> None:
    """Levels are ordered by severity, not by their names."""
    assert sorted(Level, key=lambda level: level.rank) == [Level.NORMAL, Level.WARNING, Level.YELLOW, Level.RED]
