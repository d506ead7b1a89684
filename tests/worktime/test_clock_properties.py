"""What holds for every clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.worktime import reference
from tests.worktime.reference import CALENDAR, DAY, china_day, instant
from tests.worktime.strategies import MINUTE, clocks, limits, stops, working_limits
from yishi_engine.worktime import Clock, Level, Limit, Notice, Stop, Unit

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def ends(clock: Clock) -> datetime:
    """Return the last instant that is in time; a provisional clock ends later than any other."""
    return clock.due(CALENDAR).at or NEVER


@given(clock=clocks())
def test_due_agrees_with_counting_day_by_day(clock: Clock) -> None:
    """The quick answer is the one that walking through the calendar gives, in every unit and with any stops."""
    due = clock.due(CALENDAR)
    expected = reference.due_at(clock.limit, clock, CALENDAR)
    assert due.at == expected
    assert due.on == (china_day(expected) if expected else None)
    assert due.provisional is (expected is None)


@given(clock=clocks(), days=st.sets(st.dates(date(2024, 10, 1), date(2026, 12, 31)), max_size=20))
def test_another_day_off_never_makes_anything_due_earlier(clock: Clock, days: set[date]) -> None:
    """A calendar with more days off gives the same due date or a later one."""
    more = CALENDAR.apply(Notice.model_validate({"name": "放假", "layer": "city", "off": tuple(days)}))
    assert (clock.due(more).at or NEVER) >= ends(clock)


@given(clock=clocks(), share=st.floats(0, 1), number=st.integers(0, 3))
def test_splitting_a_stop_changes_nothing(clock: Clock, share: float, number: int) -> None:
    """Two stops that touch are as good as one."""
    assume(number < len(clock.stops))
    whole = clock.stops[number]
    assert whole.until is not None
    middle = whole.since + (whole.until - whole.since) * share
    split = (Stop(whole.since, middle), Stop(middle, whole.until))
    other = replace(clock, stops=(*clock.stops[:number], *split, *clock.stops[number + 1 :]))
    assert other.due(CALENDAR) == clock.due(CALENDAR)


@given(clock=clocks(), data=st.data())
def test_the_order_of_stops_does_not_matter(clock: Clock, data: st.DataObject) -> None:
    """Stops are a set of days."""
    shuffled = tuple(data.draw(st.permutations(clock.stops)))
    assert replace(clock, stops=shuffled).due(CALENDAR) == clock.due(CALENDAR)


@given(clock=clocks(), data=st.data())
def test_another_stop_never_makes_anything_due_earlier(clock: Clock, data: st.DataObject) -> None:
    """Stopped days only ever add time."""
    more = replace(clock, stops=clock.stops + data.draw(stops(clock.started_at)))
    assert ends(more) >= ends(clock)


@given(clock=clocks(), more=st.integers(1, 30))
def test_a_longer_limit_is_never_due_earlier(clock: Clock, more: int) -> None:
    """An extension moves the due date forward or leaves it."""
    assume(clock.limit.unit is not Unit.SAME_DAY)
    longer = replace(clock, committed=Limit(clock.limit.amount + more, clock.limit.unit))
    assert ends(longer) >= ends(clock)


@given(clock=clocks(working_limits), offset=st.integers(1, 40), length=st.integers(0, 20))
def test_a_stop_of_k_working_days_moves_the_due_date_by_exactly_k(clock: Clock, offset: int, length: int) -> None:
    """Stopping k counted working days before the due date makes it due k working days later."""
    running = replace(clock, stops=())
    due = running.due(CALENDAR).on
    assume(due is not None)
    assert due is not None
    since = instant(str(china_day(running.started_at) + offset * DAY))
    until = since + length * DAY
    assume(china_day(until) <= due + DAY)
    stopped = CALENDAR.working_days(china_day(since) - DAY, china_day(until) - DAY)
    expected = CALENDAR.working_day_after(due, stopped) if stopped else due
    assert replace(running, stops=(Stop(since, until),)).due(CALENDAR).on == expected


@given(clock=clocks(working_limits), minutes=st.integers(0, 60 * 1440))
def test_due_and_remaining_agree(clock: Clock, minutes: int) -> None:
    """If r is left on a day in time, the r-th counted working day from that day on, it included, is the due day."""
    due = clock.due(CALENDAR)
    now = clock.started_at + minutes * MINUTE
    assume(due.at is not None)
    assert due.at is not None
    left = clock.remaining(CALENDAR, now)
    if now > due.at:
        assert left == 0
        return
    assert left is not None
    today = max(china_day(now), china_day(clock.started_at) + DAY)
    days = reference.counted_working_days(clock, CALENDAR, today - DAY)
    assert [next(days) for _ in range(left)][-1] == due.on


@given(clock=clocks(), steps=st.lists(st.integers(0, 60 * 1440), max_size=6))
def test_what_is_left_never_grows_and_is_nothing_once_overdue(clock: Clock, steps: list[int]) -> None:
    """As time goes by less is left; before the end there is something left, after it nothing."""
    before: int | None = None
    for minutes in sorted(steps):
        now = clock.started_at + minutes * MINUTE
        left = clock.remaining(CALENDAR, now)
        if left is None:
            assert china_day(now) > CALENDAR.horizon
            break
        assert before is None or left <= before
        assert (left == 0) is (now > ends(clock) or (clock.limit.unit is Unit.BUSINESS_HOURS and now == ends(clock)))
        before = left


@given(clock=clocks(), statutory=limits, warn=limits, steps=st.lists(st.integers(0, 90 * 1440), max_size=8))
def test_levels_only_rise(clock: Clock, statutory: Limit, warn: Limit, steps: list[int]) -> None:
    """As time goes by the level of a running clock never falls, and it is what the listed changes say."""
    whole = replace(clock, statutory=statutory, warn_before=warn)
    changes = whole.level_changes(CALENDAR)
    assert all(earlier < later for (earlier, _), (later, _) in pairwise(changes))
    rank = 0
    for now in sorted(clock.started_at + minutes * MINUTE for minutes in steps):
        level = whole.level(CALENDAR, now)
        assert level is not None
        assert level.rank >= rank
        rank = level.rank
        expected = [rise for when, rise in changes if when <= now]
        assert level is (expected[-1] if expected else Level.NORMAL)


@given(clock=clocks(), statutory=limits, minutes=st.integers(0, 90 * 1440))
def test_yellow_and_red_mean_overdue(clock: Clock, statutory: Limit, minutes: int) -> None:
    """A clock is red exactly when it is past the statutory end, and yellow when only the promise is broken."""
    whole = replace(clock, statutory=statutory)
    now = clock.started_at + minutes * MINUTE
    legal = whole.statutory_due(CALENDAR)
    assert legal is not None
    red = legal.at is not None and now > legal.at
    level = whole.level(CALENDAR, now)
    assert (level is Level.RED) is red
    assert (level is Level.YELLOW) is (not red and now > ends(whole))


@given(clock=clocks(), since=st.integers(0, 60 * 1440), later=st.integers(0, 90 * 1440))
def test_an_open_stop_freezes_the_clock(clock: Clock, since: int, later: int) -> None:
    """A clock that is stopped keeps what it had when its day began, and resumes with at most the same left."""
    begin = clock.started_at + since * MINUTE
    held = replace(clock, stops=(*clock.stops, Stop(begin)))
    frozen = held.remaining(CALENDAR, begin)
    assert held.remaining(CALENDAR, begin + later * MINUTE) == frozen
    morning = instant(f"{china_day(begin)} 00:00")
    assert frozen == clock.remaining(CALENDAR, min(morning, begin))


@given(clock=clocks(working_limits), since=st.integers(0, 60 * 1440), length=st.integers(1, 30))
def test_a_resumed_clock_has_what_it_had_when_it_was_stopped(clock: Clock, since: int, length: int) -> None:
    """Stop and resume leave the same number of working days, whatever lies between."""
    running = replace(clock, stops=())
    begin = running.started_at + since * MINUTE
    end = begin + timedelta(days=length)
    assume(china_day(end) <= CALENDAR.horizon)
    frozen = replace(running, stops=(Stop(begin),)).remaining(CALENDAR, begin)
    resumed = replace(running, stops=(Stop(begin, end),)).remaining(CALENDAR, min(end, instant(str(china_day(end)))))
    assert resumed == frozen
