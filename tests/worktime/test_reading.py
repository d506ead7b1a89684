"""Reading a clock: what is remembered of it says what reading it anew would say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worktime.reference import CALENDAR
from tests.worktime.strategies import MINUTE, YEARS, clocks
from yishi_engine.worktime import Clock, Limit, Stop, Unit
from yishi_engine.worktime.reading import ALWAYS, NO_READING, Reading, Span, read_clock, side_of

TICK = timedelta(microseconds=1)
START = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)
moments = st.one_of(st.integers(-3 * 1440, 90 * 1440), st.integers(-20, 20), st.just(0))


def anew(clock: Clock, now: datetime) -> tuple[object, ...]:
    """Ask the clock itself."""
    return clock.due(CALENDAR), clock.remaining(CALENDAR, now), clock.level(CALENDAR, now), clock.stopped


def told(reading: Reading) -> tuple[object, ...]:
    """Return what a reading says."""
    return reading.due, reading.remaining, reading.level, reading.stopped


@given(clock=clocks(), offsets=st.lists(moments, min_size=1, max_size=12), data=st.data())
def test_a_clock_reads_as_if_it_were_read_anew(clock: Clock, offsets: list[int], data: st.DataObject) -> None:
    """However often and in whatever order it is read, around its turns too, the answer is the one of that instant."""
    turns = [at for at, _ in clock.level_changes(CALENDAR)]
    due = clock.due(CALENDAR).at
    near = [clock.started_at, *turns, *([due] if due else [])]
    for offset in offsets:
        now = data.draw(st.sampled_from(near)) + data.draw(st.sampled_from([-TICK, timedelta(), TICK, MINUTE * offset]))
        assert told(read_clock(clock, CALENDAR, now, running=True)) == anew(clock, now)


@given(clock=clocks(), now=YEARS, share=st.floats(0, 1, exclude_max=True))
def test_a_reading_holds_for_its_whole_span(clock: Clock, now: datetime, share: float) -> None:
    """At every instant of its span the clock says the same."""
    reading = read_clock(clock, CALENDAR, now, running=True)
    since, until = reading.span
    if since == until:
        assert clock.limit.unit is Unit.BUSINESS_HOURS
        return
    assert since <= now < until
    other = min(since + (until - since) * share, until - TICK)
    assert anew(clock, other) == told(reading)


def test_a_stopped_clock_is_read_too() -> None:
    """It stands still: no level, and what was left on the morning of the stop."""
    clock = Clock(started_at=START, committed=Limit(5, Unit.WORKING_DAYS), stops=(Stop(START + 5 * MINUTE),))
    for days in (0, 1, 0, 40):
        now = START + timedelta(days=days, minutes=9)
        assert told(read_clock(clock, CALENDAR, now, running=True)) == anew(clock, now)
        assert read_clock(clock, CALENDAR, now, running=True).level is None


def test_what_has_ended_tells_its_date_alone() -> None:
    """A decided task has a due date, and neither a level nor anything left."""
    clock = Clock(started_at=START, committed=Limit(5, Unit.WORKING_DAYS))
    reading = read_clock(clock, CALENDAR, START, running=False)
    assert told(reading) == (clock.due(CALENDAR), None, None, False)
    assert reading.span == ALWAYS


def test_no_clock_says_nothing() -> None:
    """A task that waits for another has none."""
    assert read_clock(None, CALENDAR, START, running=True) is NO_READING


class TestSpan:
    """Spans of time."""

    @pytest.mark.parametrize(("now", "day"), [("15:59", 11), ("16:00", 12)])
    def test_a_day_begins_at_midnight_in_shanghai(self, now: str, day: int) -> None:
        """Which is 16:00 of the day before in UTC."""
        span = Span.day_of(datetime.fromisoformat(f"2026-02-11T{now}Z"))
        assert span == (datetime(2026, 2, day - 1, 16, tzinfo=UTC), datetime(2026, 2, day, 16, tzinfo=UTC))

    @pytest.mark.parametrize("offset", [-TICK, timedelta(), TICK])
    def test_the_last_instant_in_time_belongs_to_what_is_in_time(self, offset: timedelta) -> None:
        """Later by a microsecond is late."""
        since, until = side_of(START, START + offset)
        assert (since <= START < until) is (offset <= timedelta())

    def test_two_spans_have_in_common_what_lies_in_both(self) -> None:
        """From the later beginning to the earlier end."""
        first, second = Span(START, START + 9 * MINUTE), Span(START + MINUTE, START + 20 * MINUTE)
        assert first.meet(second) == (START + MINUTE, START + 9 * MINUTE)

    def test_an_instant_alone_is_not_asked_for_again(self) -> None:
        """What changes with every hour of work is not kept."""
        since, until = Span.only(START)
        assert not since <= START < until
