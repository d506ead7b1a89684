"""A report on an office whose every case is worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.insight.office import Office, at, lived, smooth, troubled
from yishi_engine.case.lifecycle import CaseState, Outcome
from yishi_engine.insight.report import Report, report
from yishi_engine.insight.report.tally import Mean, Share
from yishi_engine.store.memory import MemoryStore
from yishi_engine.worktime.notices import Days, Notice

if TYPE_CHECKING:
    from pathlib import Path

MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return the office on 20 April, with all its cases."""
    return lived(Office(MemoryStore(), tmp_path))


@pytest.fixture
def march(office: Office) -> Report:
    """Return the report of March."""
    return report(office.store, now=office.now, **MARCH)  # type: ignore[arg-type]


@pytest.fixture
def whole(office: Office) -> Report:
    """Return the report of everything."""
    return report(office.store, now=office.now)


class TestCases:
    """Cases that ended."""

    def test_cases_belong_to_the_day_on_which_they_ended(self, march: Report, whole: Report) -> None:
        """Two completed, one withdrawn, one declined in March; the one of April is not among them."""
        assert march.total.ended == 4
        states = {state: count for state, count in march.total.states.items() if count}
        assert states == {CaseState.COMPLETED: 2, CaseState.WITHDRAWN: 1, CaseState.DECLINED: 1}
        assert march.total.outcomes == {Outcome.GRANTED: 2, Outcome.PARTLY_GRANTED: 0, Outcome.REFUSED: 0}
        assert whole.total.ended == 5
        assert whole.total.outcomes[Outcome.PARTLY_GRANTED] == 1

    def test_the_days_of_a_case_count_with_and_without_stops(self, march: Report, whole: Report) -> None:
        """3 days, and 6 less the two on which the test stood; in April 8, over the holiday."""
        assert march.total.times.net == Mean(3 + 4, 2)
        assert march.total.times.gross == Mean(3 + 6, 2)
        assert whole.total.times.net == Mean(3 + 4 + 8, 3)
        assert march.total.times.committed == Share(2, 2)
        assert march.total.times.early == Share(2, 2)

    def test_the_reduction_has_the_sum_of_single_limits_as_baseline(self, march: Report) -> None:
        """The items' limits, statutory 4 and promised 3, make 7 days a case; 7 of 14 days were taken."""
        assert (march.total.times.net_compared, march.total.times.baseline) == (7, 14)
        assert march.total.times.reduction == 0.5

    def test_notices_and_deferred_materials(self, march: Report, whole: Report) -> None:
        """One notice with two things missing; the plan came in time in March, and a day late in April."""
        assert (march.total.notices, march.total.deficiencies) == (1, 2)
        assert march.total.deferred == Share(1, 1)
        assert whole.total.deferred == Share(1, 2)

    def test_ratings(self, march: Report) -> None:
        """A 5 and a 1 are 3 on average, and one of two is satisfied."""
        assert march.total.ratings == Mean(6, 2)
        assert march.total.satisfied == Share(1, 2)
        assert march.total.scores == {5: 1, 4: 0, 3: 0, 2: 0, 1: 1}

    def test_running_cases_stand_as_they_are_now(self, march: Report) -> None:
        """Whatever the period, two are running on 20 April, of which the forgotten one is late."""
        assert (march.total.running, march.total.overdue) == (2, 1)
        assert (march.tasks.running, march.tasks.overdue) == (3, 1)

    def test_months_hold_what_ended_in_them(self, whole: Report) -> None:
        """March has four, April one."""
        assert {month: tally.ended for month, tally in whole.months.items()} == {"2026-03": 4, "2026-04": 1}
        assert {month: tally.decided for month, tally in whole.month_tasks.items()} == {"2026-03": 4, "2026-04": 2}


class TestTasks:
    """Tasks of the cases that ended."""

    def test_tasks_are_judged_by_both_limits(self, march: Report, whole: Report) -> None:
        """One of two was decided a day after the promise and within the law."""
        tally = march.items["small", "a"]
        assert tally.times.committed == Share(1, 2)
        assert tally.times.statutory == Share(2, 2)
        assert whole.items["small", "b"].times.committed == Share(2, 3)
        assert whole.items["small", "b"].times.statutory == Share(0, 0)

    def test_the_days_of_a_task(self, march: Report) -> None:
        """2 days, and 5 of which two were stopped; compared with four days by law each."""
        times = march.items["small", "a"].times
        assert (times.net, times.gross) == (Mean(2 + 3, 2), Mean(2 + 5, 2))
        assert times.reduction == 1 - 5 / 8
        assert march.items["small", "b"].times.reduction is None

    def test_early_means_before_the_due_day(self, march: Report, whole: Report) -> None:
        """A decision on the due day is in time and not early; an extension moves the due day."""
        assert march.items["small", "a"].times.early == Share(0, 2)
        assert march.items["small", "b"].times.early == Share(2, 2)
        # Extended by a day to 2 April, and refused on that day.
        assert whole.items["small", "a"].times.committed == Share(2, 3)
        assert whole.items["small", "a"].times.early == Share(0, 3)

    def test_special_events_are_counted(self, whole: Report) -> None:
        """One stop, one extension, one refusal."""
        tally = whole.items["small", "a"]
        assert (tally.decided, tally.granted, tally.refused, tally.terminated) == (3, 2, 1, 0)
        assert (tally.suspended, tally.extended) == (1, 1)

    def test_departments_hold_their_items(self, whole: Report) -> None:
        """Each department has one item here, so that both say the same."""
        assert whole.departments["x"] == whole.items["small", "a"]
        assert whole.departments["y"] == whole.items["small", "b"]
        assert whole.names["x"] == "甲局"
        assert whole.names["small", "b"] == "乙事"


class TestPeriods:
    """Which cases are looked at."""

    def test_both_ends_of_the_period_belong_to_it(self, office: Office) -> None:
        """The smooth case ended on 5 March, as did the declined one; by Shanghai's days."""
        for since, until, expected in (
            (date(2026, 3, 5), date(2026, 3, 5), 2),
            (date(2026, 3, 6), date(2026, 3, 12), 0),
            (date(2026, 3, 13), None, 2),
            (None, date(2026, 3, 4), 1),
        ):
            assert report(office.store, now=office.now, since=since, until=until).total.ended == expected

    def test_other_bundles_stay_out(self, office: Office) -> None:
        """A report of one bundle has no cases of others, running ones neither."""
        other = report(office.store, now=office.now, bundle="other")
        assert (other.total.ended, other.total.running, other.bundles) == (0, 0, {})
        assert report(office.store, now=office.now, bundle="small").total.ended == 5

    def test_every_case_is_told(self, office: Office) -> None:
        """A progress bar moves once for each case that is looked at."""
        looked_at: list[int] = []
        report(office.store, now=office.now, advance=looked_at.append)
        assert len(looked_at) == 7


class TestKnownDates:
    """Due dates as they were known."""

    NOTICE = Notice(name="本市停电放假", layer="city", off=(Days(date(2026, 3, 11), date(2026, 3, 11)),))

    def test_a_notice_that_came_afterwards_changes_no_judgement(self, tmp_path: Path) -> None:
        """Decided on the 12th, due on the 11th: late, although a notice of April makes the 11th a day off."""
        office = Office(MemoryStore(), tmp_path)
        troubled(office)
        office.now = at(4, 1)
        office.engine.load_notice(self.NOTICE)
        times = report(office.store, now=office.now).items["small", "a"].times
        assert times.committed == Share(0, 1)
        assert (times.net, times.gross) == (Mean(3, 1), Mean(5, 1))

    def test_a_notice_that_was_known_counts(self, tmp_path: Path) -> None:
        """Had it come before, the 12th would have been the due day."""
        office = Office(MemoryStore(), tmp_path)
        office.engine.load_notice(self.NOTICE)
        troubled(office)
        times = report(office.store, now=office.now).items["small", "a"].times
        assert times.committed == Share(1, 1)
        assert (times.net, times.gross) == (Mean(2, 1), Mean(4, 1))

    def test_nothing_is_counted_in_an_empty_store(self, tmp_path: Path) -> None:
        """No cases, no rates, no division by nothing."""
        office = Office(MemoryStore(), tmp_path)
        empty = report(office.store, now=office.now)
        assert (empty.total.ended, empty.total.times.committed.share, empty.total.times.reduction) == (0, None, None)
        smooth(office)
        assert report(office.store, now=office.now).total.times.net.mean == 3
