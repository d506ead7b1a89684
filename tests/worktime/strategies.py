"""Hypothesis strategies for clocks: starts within the known years, limits of every unit, stops that overlap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from yishi_engine.worktime import Clock, Limit, Stop, Unit

MINUTE = timedelta(minutes=1)
YEARS = st.integers(0, 2 * 365 * 1440).map(lambda minutes: datetime(2024, 10, 1, tzinfo=UTC) + minutes * MINUTE)

working_limits = st.integers(1, 40).map(lambda amount: Limit(amount, Unit.WORKING_DAYS))
limits = st.one_of(
    working_limits,
    st.integers(1, 60).map(lambda amount: Limit(amount, Unit.CALENDAR_DAYS)),
    st.integers(1, 60).map(lambda amount: Limit(amount, Unit.BUSINESS_HOURS)),
    st.integers(1, 4).map(lambda amount: Limit(amount, Unit.MONTHS)),
    st.just(Limit(0, Unit.SAME_DAY)),
)


@st.composite
def stops(draw: st.DrawFn, started_at: datetime) -> tuple[Stop, ...]:
    """Up to four ended stops that begin within 50 days of a start and may overlap."""
    drawn = []
    for _ in range(draw(st.integers(0, 4))):
        since = started_at + draw(st.integers(0, 50 * 1440)) * MINUTE
        drawn.append(Stop(since, since + draw(st.integers(0, 20 * 1440)) * MINUTE))
    return tuple(drawn)


@st.composite
def clocks(draw: st.DrawFn, limit: st.SearchStrategy[Limit] = limits) -> Clock:
    """A running clock with a committed limit and ended stops."""
    started_at = draw(YEARS)
    return Clock(started_at=started_at, committed=draw(limit), stops=draw(stops(started_at)))
