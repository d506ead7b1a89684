"""Simulations that can be worked out by hand: one officer, fixed times, exact instants."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.insight.conftest import GATED, HEAD, ONE_ITEM, Define, scenario
from tests.insight.recording import RecordedWorld, play
from yishi_engine.bundle.catalog import Definition
from yishi_engine.case import events as happened
from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
from yishi_engine.insight.simulation import simulate
from yishi_engine.insight.simulation.business_time import HOUR
from yishi_engine.insight.simulation.outcome_charts import charts
from yishi_engine.insight.simulation.presenting import Results
from yishi_engine.worktime.calendar import SHANGHAI, national_calendar

if TYPE_CHECKING:
    from yishi_engine.case.model import Case, Task
    from yishi_engine.insight.simulation.tally import Tally

CALENDAR = national_calendar()
ONE = "period: {from: 2026-01-05}\ncases: 1\narrivals: {per_day: 1, pattern: fixed}\n"
OFFICERS = "departments: {x: {officers: 1}}\n"
BOTH = "departments: {x: {officers: 1}, y: {officers: 1}}\n"


def at(month: int, day: int, hour: int, minute: int = 0, *, microsecond: int = 0) -> datetime:
    """Return an instant of 2026, given in Asia/Shanghai time."""
    return datetime(2026, month, day, hour, minute, 0, microsecond, SHANGHAI).astimezone(UTC)


def played(define: Define, items: str, text: str, head: str = HEAD) -> tuple[list[Case], Tally, RecordedWorld]:
    """Play one round; return its cases in order, what was counted, and the world."""
    definition = define(items, head)
    world, tally = play(definition, scenario(definition, text), CALENDAR)
    return [life.state for life in world.all_lives.values()], tally, world


def task(case: Case, item: str = "a") -> Task:
    """Return the task of an item."""
    return case.tasks[item]


class TestOneOfficer:
    """One item, one officer, fixed times."""

    def test_a_case_alone_is_handled_at_once(self, define: Define) -> None:
        """It comes at nine, is decided after four hours, and issued with the decision."""
        (case,), tally, _ = played(define, ONE_ITEM, ONE + OFFICERS + "items: {a: {handling: 4}}")
        assert (case.received_at, case.accepted_at) == (at(1, 5, 9), at(1, 5, 9))
        assert (task(case).decided_at, case.ended_at) == (at(1, 5, 13), at(1, 5, 13))
        assert (case.state, case.outcome) == (CaseState.COMPLETED, Outcome.GRANTED)
        assert (tally.items["a"].waiting, tally.items["a"].handled) == ([0], [4 * HOUR])
        assert tally.durations == [4 * HOUR]

    def test_work_goes_on_over_nights_and_holidays(self, define: Define) -> None:
        """Twenty hours from Friday the 13th, over the make-up Saturday and the festival, end on the 24th at one."""
        text = ONE.replace("2026-01-05", "2026-02-13") + OFFICERS + "items: {a: {handling: 20}}"
        (case,), tally, _ = played(define, ONE_ITEM, text)
        assert task(case).decided_at == at(2, 24, 13)
        assert tally.items["a"].committed.hits == 1  # Saturday is the first working day, the 24th the second

    def test_work_that_fills_a_day_ends_with_it(self, define: Define) -> None:
        """Eight hours end at the close of the same day, which is in time, and not at the next opening."""
        (case,), _, _ = played(define, ONE_ITEM, ONE + OFFICERS + "items: {a: {handling: 8}}")
        assert task(case).decided_at == at(1, 5, 17)

    def test_cases_queue(self, define: Define) -> None:
        """Two come a day and each takes a day: every one waits four hours longer than the one before."""
        text = (
            "period: {from: 2026-01-05, until: 2026-01-07}\narrivals: {per_day: 2, pattern: fixed}\n"
            + OFFICERS
            + "items: {a: {handling: 8}}"
        )
        cases, tally, _ = played(define, ONE_ITEM, text)
        decided = [task(case).decided_at for case in cases]
        assert decided == [at(1, day, 17) for day in (5, 6, 7, 8, 9, 12)]
        assert tally.items["a"].waiting == [number * 4 * HOUR for number in range(6)]
        # Received on the 5th, 5th, 6th, 6th, 7th, 7th; due on the 7th, 7th, 8th, 8th, 9th, 9th.
        assert (tally.items["a"].committed.hits, tally.items["a"].committed.of) == (5, 6)
        assert (tally.items["a"].statutory.hits, tally.items["a"].statutory.of) == (6, 6)
        assert (tally.busy["x"], tally.spans) == (3 * 8 * HOUR, 3 * 8 * HOUR)

    def test_a_special_procedure_stops_the_clock(self, define: Define) -> None:
        """Half of the work, three days of stop, the other half: in time although the fourth day is past the limit."""
        text = ONE + OFFICERS + "items: {a: {handling: 4, special_procedure: {probability: 1, days: 3}}}"
        (case,), tally, _ = played(define, ONE_ITEM, text)
        (stop,) = task(case).stops
        assert (stop.since, stop.until) == (at(1, 5, 11), at(1, 8, 11))
        assert task(case).decided_at == at(1, 8, 13)
        counted = tally.items["a"]
        assert (counted.handled, counted.stopped, counted.waiting) == ([4 * HOUR], [3 * 8 * HOUR], [0])
        assert counted.committed.hits == 1

    def test_a_stop_makes_a_case_long_and_not_late(self, define: Define) -> None:
        """Thirty days of stop take a case past the twenty of the whole; it is in time, and no chart calls it late."""
        text = ONE + OFFICERS + "items: {a: {handling: 4, special_procedure: {probability: 1, days: 30}}}"
        definition = define(ONE_ITEM)
        outcome = simulate(definition, scenario(definition, text), CALENDAR)
        assert (outcome.total.share, outcome.histogram, outcome.late_histogram) == (1.0, {31: 1}, {})
        shown = Results(outcome=outcome, comparisons=(), total=definition.bundle.limits.total)
        *_, chart = charts(outcome, 20)
        assert chart.description.endswith("31 1")
        assert "工作日，自受理至办结，含停止计时<" in chart.body
        assert "stroke-dasharray" not in chart.body
        assert "含停止计时的时间，所以超过总时限的不一定超期" in "".join(shown.headline())

    def test_a_late_case_is_drawn_as_late(self, define: Define) -> None:
        """Without a stop twenty-five days of work are late: the chart says so, and where the limit lies."""
        text = ONE + OFFICERS + "items: {a: {handling: 200}}"
        definition = define(ONE_ITEM)
        outcome = simulate(definition, scenario(definition, text), CALENDAR)
        assert (outcome.total.share, outcome.histogram, outcome.late_histogram) == (0.0, {25: 1}, {25: 1})
        *_, chart = charts(outcome, 20)
        assert chart.description.endswith("25 1，都超期")
        assert "工作日，自受理至办结；红色为超期；虚线为总时限 20 工作日<" in chart.body
        assert "stroke-dasharray" in chart.body

    def test_a_refusal_is_a_decision(self, define: Define) -> None:
        """A refused task is decided and counted; the case ends without a result."""
        (case,), tally, _ = played(define, ONE_ITEM, ONE + OFFICERS + "items: {a: {handling: 1, refusal: 1}}")
        assert (task(case).state, case.outcome) == (TaskState.REFUSED, Outcome.REFUSED)
        assert (tally.decisions, tally.items["a"].refused) == (1, 1)

    def test_the_horizon_cuts_off(self, define: Define) -> None:
        """What would end past the last known day is unfinished: late if it is due by then, else neither."""
        text = ONE.replace("2026-01-05", "2026-12-24") + OFFICERS + "items: {a: {handling: 100}}"
        (case,), tally, _ = played(define, ONE_ITEM, text)
        assert task(case).state is TaskState.IN_PROGRESS
        assert (tally.unfinished, tally.items["a"].unfinished, tally.decisions) == (1, 1, 0)
        assert (tally.items["a"].committed.hits, tally.items["a"].committed.of) == (0, 1)
        assert tally.total.of == 0  # its date lies past the horizon
        assert tally.busy["x"] > 0


class TestOrder:
    """Which task an officer takes next."""

    TWO = """
items:
  - {id: a, name: 甲事, department: x, committed_limit: 9 工作日}
  - {id: b, name: 乙事, department: x, committed_limit: 1 工作日}
"""
    WORK = "period: {from: 2026-01-05, until: 2026-01-06}\narrivals: {per_day: 1, pattern: fixed}\n" + OFFICERS

    def test_what_is_due_first_is_taken_first(self, define: Define) -> None:
        """The promise of a day goes before that of nine days, also where the longer one came a day earlier."""
        cases, _, _ = played(define, self.TWO, self.WORK + "items: {a: {handling: 4}, b: {handling: 8}}")
        first, second = cases
        assert [task(case, "b").decided_at for case in cases] == [at(1, 5, 17), at(1, 6, 17)]
        assert [task(first, "a").decided_at, task(second, "a").decided_at] == [at(1, 7, 13), at(1, 7, 17)]

    def test_or_what_came_first(self, define: Define) -> None:
        """By arrival, the tasks of the first case go before those of the second."""
        text = self.WORK + "order: arrival\nitems: {a: {handling: 4}, b: {handling: 8}}"
        (first, second), _, _ = played(define, self.TWO, text)
        decided = [task(case, item).decided_at for case in (first, second) for item in ("a", "b")]
        assert decided == [at(1, 5, 13), at(1, 6, 13), at(1, 6, 17), at(1, 7, 17)]


class TestGates:
    """Prerequisites."""

    WORK = ONE + BOTH + "items: {a: {handling: 6}, b: {handling: 2}}"

    def test_a_start_gate_lets_nobody_begin(self, define: Define) -> None:
        """The second task opens with the decision on the first, and its time is counted from then on."""
        (case,), tally, _ = played(define, GATED.replace("GATE", "start"), self.WORK)
        assert task(case, "b").clock_started_at == task(case, "a").decided_at == at(1, 5, 15)
        assert task(case, "b").decided_at == at(1, 5, 17)
        assert (tally.items["b"].waiting, tally.items["b"].gated, tally.items["b"].handled) == ([0], [0], [2 * HOUR])

    def test_a_decide_gate_holds_what_is_done(self, define: Define) -> None:
        """The second is worked on at once, held for four hours, and decided in the instant of the first decision."""
        (case,), tally, _ = played(define, GATED.replace("GATE", "decide"), self.WORK)
        assert task(case, "a").decided_at == task(case, "b").decided_at == at(1, 5, 15)
        assert (tally.items["b"].gated, tally.items["b"].handled) == ([4 * HOUR], [2 * HOUR])

    def test_a_stop_waits_for_the_clock(self, define: Define) -> None:
        """A special procedure cannot begin before the clock: the task is held, then stopped, then finished."""
        text = ONE + BOTH + "items: {a: {handling: 6}, b: {handling: 2, special_procedure: {probability: 1, days: 1}}}"
        (case,), tally, _ = played(define, GATED.replace("GATE", "decide"), text)
        (stop,) = task(case, "b").stops
        assert (stop.since, stop.until) == (at(1, 5, 15), at(1, 6, 15))
        assert task(case, "b").decided_at == at(1, 6, 16)
        counted = tally.items["b"]
        assert (counted.gated, counted.stopped, counted.handled) == ([5 * HOUR], [8 * HOUR], [2 * HOUR])

    def test_a_refusal_ends_what_depends_on_it(self, define: Define) -> None:
        """The officer who was at work on the dependent task is free at once for the next case."""
        text = (
            "period: {from: 2026-01-05}\ncases: 2\narrivals: {per_day: 2, pattern: fixed}\n"
            + BOTH
            + "items: {a: {handling: 2, refusal: 1}, b: {handling: 7}}"
        )
        cases, tally, world = played(define, GATED.replace("GATE", "decide"), text)
        assert [task(case, "b").state for case in cases] == [TaskState.TERMINATED] * 2
        assert [case.ended_at for case in cases] == [at(1, 5, 11), at(1, 5, 15)]
        started = [event.occurred_at for events in world.events.values() for event in events if _starts(event, "b")]
        assert started == [at(1, 5, 9), at(1, 5, 13)]
        assert (tally.items["b"].terminated, tally.decisions) == (2, 2)
        assert len(world.stations["y"].free) == 1

    def test_a_task_that_waits_behind_a_start_gate_ends_too(self, define: Define) -> None:
        """A task that never opened ends with the refusal, and no officer ever saw it."""
        text = ONE + BOTH + "items: {a: {handling: 2, refusal: 1}, b: {handling: 7}}"
        (case,), tally, _ = played(define, GATED.replace("GATE", "start"), text)
        assert (task(case, "b").state, case.outcome) == (TaskState.TERMINATED, Outcome.REFUSED)
        assert tally.busy["y"] == 0


def _starts(event: object, item: str) -> bool:
    return isinstance(event, happened.TaskStarted) and event.item == item


class TestWindow:
    """Acceptance, the one-time notice, and issuing."""

    def test_the_window_takes_its_time(self, define: Define) -> None:
        """An hour to accept and half an hour to issue, around four hours of work."""
        text = ONE + OFFICERS + "window: {officers: 1, accept: 1, issue: 0.5}\nitems: {a: {handling: 4}}"
        (case,), tally, _ = played(define, ONE_ITEM, text)
        assert (case.accepted_at, case.decided_at, case.ended_at) == (at(1, 5, 10), at(1, 5, 14), at(1, 5, 14, 30))
        assert tally.durations == [int(4.5 * HOUR)]

    def test_cases_queue_at_the_window(self, define: Define) -> None:
        """With one officer there, the second of two that come at nine and one waits until the first is through."""
        text = (
            "period: {from: 2026-01-05}\ncases: 2\narrivals: {per_day: 2, pattern: fixed}\n"
            + OFFICERS
            + "window: {officers: 1, accept: 6}\nitems: {a: {handling: 1}}"
        )
        cases, tally, _ = played(define, ONE_ITEM, text)
        assert [case.accepted_at for case in cases] == [at(1, 5, 15), at(1, 6, 13)]
        assert tally.at_window == [0, 2 * HOUR]

    def test_without_a_number_nobody_queues(self, define: Define) -> None:
        """Where the scenario names no officers at the window, everybody is looked after at once."""
        text = (
            "period: {from: 2026-01-05}\ncases: 2\narrivals: {per_day: 2, pattern: fixed}\n"
            + OFFICERS
            + "window: {accept: 6}\nitems: {a: {handling: 1}}"
        )
        cases, _, _ = played(define, ONE_ITEM, text)
        assert [case.accepted_at for case in cases] == [at(1, 5, 15), at(1, 6, 11)]

    def test_a_deficiency_leads_to_one_notice(self, define: Define) -> None:
        """The applicant answers after a day and a half; then the case is accepted, although more seems missing."""
        text = ONE + OFFICERS + "correction: 1.5\nitems: {a: {handling: 1, deficiency: 1}}"
        (case,), tally, world = played(define, ONE_ITEM, text)
        (events,) = world.events.values()
        assert [event.type for event in events][:5] == [
            "case.submitted",
            "case.deficiency_reported",
            "case.correction_requested",
            "case.corrected",
            "case.accepted",
        ]
        assert (case.accepted_at, case.ended_at) == (at(1, 6, 13), at(1, 6, 14))
        assert tally.noticed == 1

    def test_a_late_correction_lapses(self, define: Define) -> None:
        """After ten working days the case counts as withdrawn, in the instant after the close of the tenth."""
        text = ONE + OFFICERS + "correction: 12\nitems: {a: {handling: 1, deficiency: 1}}"
        (case,), tally, _ = played(define, ONE_ITEM, text)
        assert case.state is CaseState.LAPSED
        assert case.ended_at == at(1, 19, 17, microsecond=1)
        assert (tally.lapsed, tally.unfinished, tally.decisions) == (1, 0, 0)

    def test_silence_counts_as_acceptance(self, define: Define) -> None:
        """A window that is busy for weeks loses the second case to silence: its time counts from receipt."""
        text = (
            "period: {from: 2026-01-05}\ncases: 2\narrivals: {per_day: 2, pattern: fixed}\n"
            + OFFICERS
            + "window: {officers: 1, accept: 39}\nitems: {a: {handling: 1}}"
        )
        (first, second), tally, _ = played(define, ONE_ITEM, text)
        assert (first.deemed, first.accepted_at) == (False, at(1, 9, 16))
        assert (second.deemed, second.accepted_at) == (True, at(1, 5, 13))
        assert task(second).decided_at == at(1, 13, 10)  # silent on the 12th at five, one hour of work
        assert tally.deemed == 1
        assert (tally.items["a"].committed.hits, tally.items["a"].committed.of) == (1, 2)

    def test_where_silence_means_nothing_it_is_waited_out(self, define: Define) -> None:
        """With ``remind`` the case waits for the window, however long that takes."""
        head = HEAD.replace("correction:", "on_silence: remind, correction:")
        text = ONE + OFFICERS + "window: {officers: 1, accept: 80}\nitems: {a: {handling: 1}}"
        (case,), tally, _ = played(define, ONE_ITEM, text, head)
        assert (case.deemed, case.accepted_at) == (False, at(1, 16, 17))
        assert tally.deemed == 0


class TestSituations:
    """Applicants and what their answers call for."""

    HEAD = HEAD + "questions:\n  - {id: size, ask: 多大？, type: integer, min: 1, max: 100}\n"
    ITEMS = (
        ONE_ITEM.rstrip()
        + """
  - {id: b, name: 乙事, department: y, when: size > 90, committed_limit: 2 工作日}
"""
    )

    def test_answers_decide_which_items_are_needed(self, define: Define) -> None:
        """A shop of 60 needs one item and no other; no officer of the other department is ever busy."""
        text = ONE + BOTH + "answers: {size: 60}\nitems: {a: {handling: 1}, b: {handling: 1}}"
        (case,), tally, _ = played(define, self.ITEMS, text, self.HEAD)
        assert set(case.tasks) == {"a"}
        assert (tally.busy["y"], tally.not_needed) == (0, 0)

    def test_who_needs_nothing_is_no_case(self, define: Define) -> None:
        """An application for which no item is required is counted apart and received by nobody.

        The checks refuse such a bundle, but they cannot look at every situation of a very large one.
        """
        whole = define(self.ITEMS, self.HEAD)
        bundle = whole.bundle.model_copy(update={"items": whole.bundle.items[1:]})
        definition = Definition.of(bundle, whole.departments)
        text = ONE + "answers: {size: 10}\nitems: {b: {handling: 1}}"
        world, tally = play(definition, scenario(definition, text), CALENDAR)
        assert world.all_lives == {}
        assert (tally.received, tally.not_needed) == (0, 1)

    def test_the_warm_up_is_played_and_not_counted(self, define: Define) -> None:
        """Cases of the first day queue before those of the second, and only these are counted, by ``cases`` too."""
        text = (
            "period: {from: 2026-01-05}\ncases: 1\nwarm_up: 1\narrivals: {per_day: 1, pattern: fixed}\n"
            + BOTH
            + "answers: {size: 60}\nitems: {a: {handling: 12}, b: {handling: 1}}"
        )
        cases, tally, _ = played(define, self.ITEMS, text, self.HEAD)
        assert len(cases) == 2
        assert (tally.received, tally.decisions, tally.items["a"].waiting) == (1, 2, [4 * HOUR])
        # Measured from the end of the warm-up to the last arrival, which is at the opening of the second day.
        assert (tally.busy["x"], tally.spans) == (1, 1)
