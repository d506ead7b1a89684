"""What must hold of every simulation, whatever is assumed: conservation, queueing theory, and repetition."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.insight.conftest import ONE_ITEM, Define, scenario
from tests.insight.recording import RecordedWorld, play
from yishi_engine.case import events as happened
from yishi_engine.case.evolution import replay
from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.errors import ArgumentInvalid, OutsideCalendar
from yishi_engine.insight.simulation import assumed_scenario, expected_cases, simulate
from yishi_engine.insight.simulation.business_time import HOUR
from yishi_engine.insight.simulation.distributions import Constant, Distribution, Lognormal, Triangular, Uniform
from yishi_engine.insight.simulation.scenario import Arrivals, Numeric, Scenario, Special, Weighted, Window, Work
from yishi_engine.worktime.calendar import national_calendar

if TYPE_CHECKING:
    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.insight.simulation.tally import Tally

CALENDAR = national_calendar()
ENDED = {CaseState.COMPLETED, CaseState.LAPSED}

times: st.SearchStrategy[Distribution] = st.sampled_from(
    [Constant(0.5), Constant(8.0), Uniform(0.2, 3.0), Triangular(0.5, 1, 6), Lognormal(1, 9)]
)
shares = st.sampled_from([0.0, 0.1, 0.5, 1.0])
corrections: st.SearchStrategy[Distribution] = st.sampled_from([Constant(2.0), Uniform(5, 15)])
works = st.builds(
    Work,
    handling=times,
    deficiency=shares,
    special=st.none() | st.builds(Special, probability=shares, days=st.just(Uniform(1, 4))),
    refusal=st.sampled_from([0.0, 0.3]),
)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a scenario of the bundle of restaurants, busy or idle, with everything that can happen."""
    numbers = st.integers(1, 4)
    work = {item: draw(works) for item in ("business-licence", "food-permit", "fire-check", "signboard")}
    for item in ("business-licence", "signboard"):
        work[item] = replace(work[item], special=None)
    return Scenario(
        seed=draw(st.integers(0, 99)),
        cases=draw(st.integers(1, 25)),
        arrivals=Arrivals(
            per_day=draw(st.sampled_from([1.0, 6.0])), pattern=draw(st.sampled_from(["poisson", "fixed"]))
        ),
        order=draw(st.sampled_from(["due", "arrival"])),
        window=Window(officers=draw(st.none() | numbers), accept=draw(times), issue=draw(times)),
        correction=draw(corrections),
        answers={"area": Numeric(Uniform(20, 90), None, None), "signboard": Weighted((True, False), (0.5, 1.0))},
        officers={key: draw(numbers) for key in ("scjg", "xfjy", "cgj")},
        work=work,
    )


@settings(max_examples=40)
@given(assumed=scenarios())
def test_nothing_is_lost_or_counted_twice(restaurant: Definition, assumed: Scenario) -> None:
    """Every case is somewhere, every task is decided once, and the parts of its time make up the whole."""
    world, tally = play(restaurant, assumed, CALENDAR)
    cases = [life.state for life in world.all_lives.values()]
    assert tally.received == len(cases) == assumed.cases
    assert tally.received == len(tally.durations) + tally.lapsed + tally.unfinished
    assert len(tally.durations) == sum(case.state is CaseState.COMPLETED for case in cases)
    assert set(world.lives) == {life.id for life in world.all_lives.values() if life.state.state not in ENDED}
    for item, counted in tally.items.items():
        tasks = [case.tasks[item] for case in cases if item in case.tasks]
        states = Counter(task.state for task in tasks)
        assert len(counted.handled) == states[TaskState.GRANTED] + states[TaskState.REFUSED]
        assert counted.refused == states[TaskState.REFUSED]
        assert counted.terminated == states[TaskState.TERMINATED]
    assert_times_add_up(world, tally)


def assert_times_add_up(world: RecordedWorld, tally: Tally) -> None:
    """Assert that waiting, gate, work and stops make up the time from opening to decision, by the records alone."""
    spans: defaultdict[str, int] = defaultdict(int)
    second = world.model.time.second
    for events in world.events.values():
        opened: dict[str, int] = {}
        for event in events:
            match event:
                case happened.TaskOpened():
                    opened[event.item] = second(event.occurred_at)
                case happened.TaskGranted() | happened.TaskRefused():
                    spans[event.item] += second(event.occurred_at) - opened[event.item]
    for item, counted in tally.items.items():
        parts = (counted.waiting, counted.gated, counted.handled, counted.stopped)
        assert sum(map(sum, parts)) == spans[item]
        assert all(part >= 0 for each in parts for part in each)


@settings(max_examples=25)
@given(assumed=scenarios())
def test_the_records_tell_the_same_story(restaurant: Definition, assumed: Scenario) -> None:
    """Replaying a case's events gives its state; they lie in business hours and never go back."""
    world, _ = play(restaurant, assumed, CALENDAR)
    for name, life in world.all_lives.items():
        events = world.events[name]
        assert replay(name, events) == life.state
        moments = [event.occurred_at for event in events]
        assert moments == sorted(moments)
        by_people = [event.occurred_at for event in events if event.actor.role != "system"]
        assert all(world.model.calendar.is_working_day(moment.date()) for moment in by_people)
        assert all(1 <= moment.hour <= 9 for moment in by_people)  # nine to five in Shanghai, in UTC


@settings(max_examples=25)
@given(assumed=scenarios())
def test_no_officer_does_two_things_at_once(restaurant: Definition, assumed: Scenario) -> None:
    """At no instant are more tasks first begun and not yet done or stopped than their department has officers."""
    world, _ = play(restaurant, assumed, CALENDAR)
    for department, officers in assumed.officers.items():
        assert most_at_once(world, department) <= officers


def most_at_once(world: RecordedWorld, department: str) -> int:
    """Return how many tasks of a department are at work at once at most, from their start to their first pause."""
    second, changes = world.model.time.second, []
    for name, events in world.events.items():
        draws = world.all_lives[name].draw.items
        ended = {each.item: second(each.occurred_at) for each in events if isinstance(each, happened.TaskTerminated)}
        for event in events:
            if isinstance(event, happened.TaskStarted) and event.actor.department == department:
                draw, since = draws[event.item], second(event.occurred_at)
                length = max(1, draw.handling // 2) if draw.stop else draw.handling
                changes += [(since, 1), (min(since + length, ended.get(event.item, since + length)), -1)]
    running = most = 0
    for _, change in sorted(changes):
        running += change
        most = max(most, running)
    return most


class TestQueueingTheory:
    """A single desk with chance arrivals and work of fixed length waits as Pollaczek and Khinchine worked out."""

    TEXT = "period: {{from: 2020-01-02}}\ncases: 12000\nwarm_up: 20\narrivals: {{per_day: {rate}}}\norder: arrival\n"

    @pytest.mark.parametrize("load", [0.5, 0.7, 0.85])
    def test_waiting_and_load_are_those_of_the_formula(self, define: Define, load: float) -> None:
        """Mean waiting is load / (2 (1 - load)) times the work, and officers are busy for the load."""
        definition = define(ONE_ITEM)
        text = self.TEXT.format(rate=8 * load) + "departments: {x: {officers: 1}}\nitems: {a: {handling: 1}}"
        _, tally = play(definition, scenario(definition, text), CALENDAR)
        expected = load / (2 * (1 - load)) * HOUR
        assert fmean(tally.items["a"].waiting) == pytest.approx(expected, rel=0.15)
        assert tally.busy["x"] / tally.spans == pytest.approx(load, abs=0.02)

    def test_more_officers_than_work_never_wait(self, define: Define) -> None:
        """With an officer for every case nobody waits, and in-time rates are those of the work alone."""
        definition = define(ONE_ITEM)
        text = self.TEXT.format(rate=4).replace("12000", "500") + (
            "departments: {x: {officers: 500}}\nitems: {a: {handling: 1}}"
        )
        _, tally = play(definition, scenario(definition, text), CALENDAR)
        assert set(tally.items["a"].waiting) == {0}
        assert tally.total.hits == tally.total.of


class TestRepetition:
    """The same luck again, and other luck."""

    def test_the_same_seed_gives_the_same_outcome(self, restaurant: Definition) -> None:
        """Everything that came of it is equal; another seed gives something else."""
        assumed = replace(assumed_scenario(restaurant), cases=120)
        first = simulate(restaurant, assumed, CALENDAR)
        assert simulate(restaurant, assumed, CALENDAR) == first
        assert simulate(restaurant, replace(assumed, seed=2), CALENDAR).duration != first.duration

    def test_rounds_are_played_until_there_are_enough_cases(self, define: Define) -> None:
        """Each round has luck of its own; the last ends with the last case, and five tell how sure the rate is."""
        definition = define(ONE_ITEM)
        text = (
            "period: {from: 2026-01-05, until: 2026-01-30}\ncases: 400\narrivals: {per_day: 4}\n"
            "departments: {x: {officers: 1}}\nitems: {a: {handling: {uniform: [1, 3]}}}"
        )
        assumed = scenario(definition, text)
        outcome = simulate(definition, assumed, CALENDAR)
        assert outcome.received == outcome.decisions == 400
        assert outcome.rounds >= 5
        assert outcome.margin is not None
        assert simulate(definition, replace(assumed, cases=100), CALENDAR).margin is None

    def test_the_number_of_cases_is_told_beforehand(self, restaurant: Definition) -> None:
        """A progress bar of the announced length ends where the cases do, with and without a number of them."""
        for cases in (None, 90):
            assumed = replace(assumed_scenario(restaurant), cases=cases)
            came: list[int] = []
            simulate(restaurant, assumed, CALENDAR, advance=came.append)
            assert sum(came) == expected_cases(restaurant, assumed, CALENDAR)


class TestPeriods:
    """Periods in which nothing can be played."""

    @pytest.mark.parametrize(
        ("period", "error"),
        [
            ("{from: 2026-02-16, until: 2026-02-20}", ArgumentInvalid),
            ("{from: 2026-02-02, until: 2030-01-01}", ArgumentInvalid),
            ("{from: 2030-01-01}", OutsideCalendar),
        ],
    )
    def test_a_period_without_known_working_days_is_refused(
        self, define: Define, period: str, error: type[Exception]
    ) -> None:
        """A holiday, a time past the horizon and one that ends there have an error that says so."""
        definition = define(ONE_ITEM)
        with pytest.raises(error):
            simulate(definition, scenario(definition, f"period: {period}"), CALENDAR)

    @pytest.mark.parametrize("text", ["warm_up: 200", "cases: 5\nperiod: {from: 2026-01-05, until: 2026-01-05}"])
    def test_a_period_in_which_nobody_comes_is_refused(self, define: Define, text: str) -> None:
        """Where all cases fall into the warm-up, or nobody comes in many rounds, that is said instead of a result."""
        definition = define(ONE_ITEM)
        assumed = scenario(definition, f"arrivals: {{per_day: 0.001}}\n{text}")
        with pytest.raises(ArgumentInvalid, match="no case comes"):
            simulate(definition, assumed, CALENDAR)
