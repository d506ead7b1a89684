"""The working calendar's answers."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worktime.reference import CALENDAR, instant
from yishi_engine.errors import OutsideCalendar
from yishi_engine.worktime import Calendar, Notice, local, local_date
from yishi_engine.worktime.notices import Days

KNOWN_DAYS = st.dates(CALENDAR.first, CALENDAR.horizon)


def notice(**parts: object) -> Notice:
    """Return a city's notice with the given parts."""
    return Notice.model_validate({"name": "本市通知", "layer": "city", **parts})


def test_days_change_at_midnight_in_shanghai() -> None:
    """An instant belongs to the Asia/Shanghai day, eight hours ahead of UTC."""
    assert local_date(datetime(2026, 2, 12, 15, 59, tzinfo=UTC)) == date(2026, 2, 12)
    assert local_date(datetime(2026, 2, 12, 16, 0, tzinfo=UTC)) == date(2026, 2, 13)
    assert local(datetime(2026, 2, 12, 16, 0, tzinfo=UTC)).tzname() == "Asia/Shanghai"


def test_an_instant_without_a_time_zone_is_refused() -> None:
    """A naive instant is never taken for local time by accident."""
    with pytest.raises(ValueError, match="no time zone"):
        local_date(datetime(2026, 2, 12, 15, 59))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-02-13", True),  # Friday
        ("2026-02-14", True),  # make-up Saturday
        ("2026-02-15", False),  # Spring Festival
        ("2026-02-24", True),
        ("2026-01-01", False),
        ("2026-01-04", True),  # make-up Sunday
        ("2026-03-07", False),  # plain Saturday
    ],
)
def test_make_up_days_work_and_days_off_do_not(day: str, working: bool) -> None:  # noqa: FBT001
    """A make-up Saturday is a working day, a weekday within a holiday is none."""
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is working


@given(day=KNOWN_DAYS, number=st.integers(1, 300))
def test_the_working_day_after_agrees_with_counting(day: date, number: int) -> None:
    """Between a day and its n-th working day after lie n working days, the last one included."""
    found = CALENDAR.working_day_after(day, number)
    if found is None:
        assert CALENDAR.working_days(day, CALENDAR.horizon) < number
    else:
        assert CALENDAR.is_working_day(found)
        assert CALENDAR.working_days(day, found) == number


@given(day=KNOWN_DAYS, number=st.integers(1, 300))
def test_the_working_day_before_mirrors_the_one_after(day: date, number: int) -> None:
    """From the n-th working day before a day, the day is reached again by n working days forward."""
    found = CALENDAR.working_day_before(day, number)
    if found is None:
        assert CALENDAR.working_days(CALENDAR.first - timedelta(days=1), day - timedelta(days=1)) < number
    else:
        assert CALENDAR.is_working_day(found)
        assert CALENDAR.working_days(found, day - timedelta(days=1)) == number - 1


@given(day=KNOWN_DAYS)
def test_a_working_day_is_its_own_nearest(day: date) -> None:
    """On or after, and on or before, give the day itself exactly when it is a working day."""
    assert (CALENDAR.on_or_after(day) == day) is CALENDAR.is_working_day(day)
    assert (CALENDAR.on_or_before(day) == day) is CALENDAR.is_working_day(day)


def test_past_the_horizon_there_is_no_working_day_after() -> None:
    """A day that is not known is not given."""
    horizon = CALENDAR.horizon
    assert CALENDAR.working_day_after(horizon) is None
    assert CALENDAR.working_day_after(horizon + timedelta(days=40)) is None
    assert CALENDAR.on_or_after(horizon + timedelta(days=1)) is None
    assert CALENDAR.working_day_before(horizon + timedelta(days=2)) is None
    assert CALENDAR.working_day_before(CALENDAR.first) is None


@pytest.mark.parametrize("day", [date(2003, 12, 31), CALENDAR.horizon + timedelta(days=1)])
def test_a_question_about_an_unknown_day_is_an_error(day: date) -> None:
    """Whether an unknown day is a working day is refused, naming what is known."""
    with pytest.raises(OutsideCalendar) as caught:
        CALENDAR.is_working_day(day)
    assert (caught.value.day, caught.value.first, caught.value.horizon) == (day, CALENDAR.first, CALENDAR.horizon)
    assert caught.value.code == "calendar.outside"
    assert str(day) in caught.value.notice
    assert not CALENDAR.knows(day)


def test_counting_from_before_the_first_day_is_an_error() -> None:
    """What lies before the calendar is a mistake of the caller's, not an open question."""
    before = CALENDAR.first - timedelta(days=1)
    for question in (CALENDAR.working_day_after, CALENDAR.on_or_after):
        with pytest.raises(OutsideCalendar):
            question(before)
    with pytest.raises(OutsideCalendar):
        CALENDAR.working_days(before - timedelta(days=1), CALENDAR.first)
    with pytest.raises(OutsideCalendar):
        CALENDAR.working_days(CALENDAR.first, CALENDAR.horizon + timedelta(days=1))


def test_no_days_lie_between_a_day_and_an_earlier_one() -> None:
    """Counting backwards gives nothing instead of a negative number."""
    assert CALENDAR.working_days(date(2026, 3, 9), date(2026, 3, 9)) == 0
    assert CALENDAR.working_days(date(2026, 3, 9), date(2026, 3, 2)) == 0


def test_the_number_of_a_day_begins_at_one() -> None:
    """A zeroth working day is refused rather than interpreted."""
    with pytest.raises(ValueError, match="number 1"):
        CALENDAR.working_day_after(date(2026, 3, 9), 0)
    with pytest.raises(ValueError, match="number 1"):
        CALENDAR.working_day_before(date(2026, 3, 9), 0)


def test_business_opens_at_nine_and_closes_at_five() -> None:
    """Opening and closing are UTC instants of Shanghai hours."""
    assert CALENDAR.opening(date(2026, 2, 13)) == datetime(2026, 2, 13, 1, tzinfo=UTC)
    assert CALENDAR.closing(date(2026, 2, 13)) == datetime(2026, 2, 13, 9, tzinfo=UTC)
    summer = CALENDAR.apply(notice(hours={"opens": "08:30", "closes": "17:30"}))
    assert summer.opening(date(2026, 2, 13)) == datetime(2026, 2, 13, 0, 30, tzinfo=UTC)
    assert summer.closing(date(2026, 2, 13)) == datetime(2026, 2, 13, 9, 30, tzinfo=UTC)


def test_receipt_on_a_day_off_counts_on_that_day() -> None:
    """By default what arrives on a holiday is received on the holiday."""
    assert CALENDAR.receipt(instant("2026-02-15 11:00")) == instant("2026-02-15 11:00")


def test_receipt_on_a_day_off_may_move_to_the_next_opening() -> None:
    """Under next_working_day the Spring Festival's applications are received when business opens again."""
    moved = CALENDAR.apply(notice(receipt_on_day_off="next_working_day"))
    assert moved.receipt(instant("2026-02-15 11:00")) == instant("2026-02-24 09:00")
    assert moved.receipt(instant("2026-02-14 22:00")) == instant("2026-02-14 22:00")


def test_receipt_that_would_move_past_the_horizon_is_an_error() -> None:
    """No day of receipt is guessed."""
    short = Calendar(first=date(2026, 3, 6), working=b"\1\0\0", receipt_on_day_off="next_working_day")
    with pytest.raises(OutsideCalendar):
        short.receipt(instant("2026-03-07"))
    with pytest.raises(OutsideCalendar):
        short.receipt(instant("2026-03-09"))


def test_a_notice_makes_a_year_known() -> None:
    """A known year is Monday to Friday, less its days off, plus its make-up workdays."""
    after = CALENDAR.apply(
        notice(years=[2027], off=["2027-01-01..2027-01-03", date(2027, 4, 5)], work=[date(2027, 1, 9)], layer="nation")
    )
    assert after.horizon == date(2027, 12, 31)
    assert not after.is_working_day(date(2027, 1, 1))
    assert after.is_working_day(date(2027, 1, 4))
    assert not after.is_working_day(date(2027, 4, 5))
    assert after.is_working_day(date(2027, 1, 9))
    assert not after.is_working_day(date(2027, 1, 10))
    assert CALENDAR.horizon == date(2026, 12, 31), "the calendar before is untouched"


def test_a_later_notice_wins_for_the_days_it_lists() -> None:
    """A province may add a day off, and a later notice may take it back."""
    province = CALENDAR.apply(notice(layer="province", name="三月三", off=["2026-04-20..2026-04-21"]))
    assert not province.is_working_day(date(2026, 4, 20))
    city = province.apply(notice(work=[date(2026, 4, 20)]))
    assert city.is_working_day(date(2026, 4, 20))
    assert not city.is_working_day(date(2026, 4, 21))
    assert city.layers == (*CALENDAR.layers, "三月三", "本市通知")


def test_a_year_stated_again_keeps_its_days() -> None:
    """A second notice for a known year changes only the days that it lists."""
    again = CALENDAR.apply(notice(years=[2026], off=[date(2026, 5, 6)]))
    assert not again.is_working_day(date(2026, 5, 1))
    assert not again.is_working_day(date(2026, 5, 6))
    assert again.horizon == CALENDAR.horizon


def test_a_year_before_the_horizon_adds_nothing() -> None:
    """Stating a past year again does not shorten what is known."""
    assert CALENDAR.apply(notice(years=[2025])).horizon == CALENDAR.horizon


def test_a_calendar_that_ends_within_a_year_is_filled_to_its_end() -> None:
    """The year of the horizon can be made known to its end; the next one only without a gap."""
    short = Calendar(first=date(2026, 12, 1), working=b"\1" * 30)
    assert short.horizon == date(2026, 12, 30)
    with pytest.raises(OutsideCalendar):
        short.apply(notice(years=[2027]))
    whole = short.apply(notice(years=[2027, 2026]))
    assert whole.horizon == date(2027, 12, 31)
    assert whole.is_working_day(date(2026, 12, 31))


@pytest.mark.parametrize(
    "parts",
    [
        {"off": [date(2027, 1, 1)]},
        {"work": [date(2027, 1, 9)]},
        {"off": [date(2003, 12, 31)]},
        {"years": [2027], "off": ["2027-12-31..2028-01-02"]},
        {"years": [2028]},
    ],
    ids=["day off", "make-up day", "before the first day", "span past the year", "gap of a year"],
)
def test_a_notice_about_unknown_days_is_an_error(parts: dict[str, object]) -> None:
    """Listing a day of a year that the notice does not make known is refused."""
    with pytest.raises(OutsideCalendar):
        CALENDAR.apply(notice(**parts))


def test_the_digest_follows_what_decides_due_dates() -> None:
    """Days, hours and the rule of receipt change the digest; names do not."""
    renamed = CALENDAR.apply(notice(name="别名"))
    changed = [
        CALENDAR.apply(notice(off=[date(2026, 3, 9)])),
        CALENDAR.apply(notice(hours={"opens": "09:00", "closes": "18:00"})),
        CALENDAR.apply(notice(receipt_on_day_off="next_working_day")),
    ]
    assert renamed.digest == CALENDAR.digest
    assert len({CALENDAR.digest, *(calendar.digest for calendar in changed)}) == 4


def test_calendars_are_values() -> None:
    """Two calendars with the same content are equal, and survive pickling."""
    same = Calendar(first=CALENDAR.first, working=CALENDAR.working, layers=CALENDAR.layers)
    assert same == CALENDAR
    assert hash(same) == hash(CALENDAR)
    assert pickle.loads(pickle.dumps(CALENDAR)) == CALENDAR  # noqa: S301 - our own bytes


@pytest.mark.parametrize("parts", [{"working": b""}, {"working": b"\1", "opens": time(17)}])
def test_a_calendar_without_days_or_hours_is_refused(parts: dict[str, object]) -> None:
    """A calendar knows at least one day and opens before it closes."""
    with pytest.raises(ValueError, match="at least one day"):
        Calendar(first=date(2026, 1, 1), **parts)  # type: ignore[arg-type]


def test_days_are_listed_one_by_one() -> None:
    """A span includes both of its ends."""
    assert list(Days.parse("2027-02-27..2027-03-01")) == [date(2027, 2, 27), date(2027, 2, 28), date(2027, 3, 1)]
    assert list(Days.parse("2027-02-27 .. 2027-02-27")) == [date(2027, 2, 27)]
