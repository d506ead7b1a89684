"""Lives that must resemble each other. What each is worth by itself is not asked here."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model import bundles
from tests.model.days import DAY, Days
from tests.model.driving import APPLICANT, Drive, Watch, begin
from tests.model.effort import chance, effort, seeds
from tests.model.replaying import due_dates, live_again, states
from tests.model.situation import Plain, asked
from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor
from yishi_engine.engine import Engine
from yishi_engine.store.memory import MemoryStore
from yishi_engine.worktime import Notice, national_calendar

if TYPE_CHECKING:
    from random import Random

    from yishi_engine.bundle import Catalog

STEPS = 50
PROCEDURE = "检测"
FIRST = date(2025, 1, 6)
LAST = date(2026, 3, 31)


def load(definition: Plain) -> tuple[Plain, Catalog]:
    """Load a definition through a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        return bundles.load(definition, Path(folder))


def patient_life(random: Random) -> tuple[Drive, Catalog]:
    """Return a random life in which nothing happens by silence."""
    definition = bundles.random_definition(random)
    definition["limits"]["on_silence"] = "remind"
    definition, catalog = load(definition)
    drive = begin(random, MemoryStore(), definition, catalog)
    for _ in range(STEPS):
        drive.step()
    return drive, catalog


# --- the order of independent branches --------------------------------------------------------------------------------


def reorder(random: Random, drive: Drive) -> list[tuple[datetime, c.Command]]:
    """Return what was done, with neighbours exchanged that happened at once and on independent branches."""
    done = list(drive.done)
    for _ in range(len(done) * 3):
        place = random.randint(0, max(0, len(done) - 2))
        pair = done[place : place + 2]
        if len(pair) == 2 and _independent(drive, *pair):
            done[place : place + 2] = pair[::-1]
    return done


def _independent(drive: Drive, first: tuple[datetime, c.Command], second: tuple[datetime, c.Command]) -> bool:
    (moment, one), (later, other) = first, second
    if moment != later or not isinstance(one, c.TaskCommand) or not isinstance(other, c.TaskCommand):
        return False
    dependents = drive.life.asked.dependents
    return one.item != other.item and other.item not in dependents(one.item) and one.item not in dependents(other.item)


def branches_in_any_order(random: Random) -> None:
    """Live a life twice, in two orders."""
    drive, catalog = patient_life(random)
    done = reorder(random, drive)
    if drive.done:
        one, other = live_again(drive.done, catalog)[-1], live_again(done, catalog)[-1]
        assert states(one) == states(other), drive.story(f"another order: {done}")
        assert due_dates(one) == due_dates(other), drive.story(f"another order: {done}")


@effort(25)
@given(random=st.randoms(use_true_random=False))
def test_independent_branches_may_be_handled_in_any_order(random: Random) -> None:
    """Two departments that work at the same instants end alike, whoever is recorded first."""
    branches_in_any_order(random)


@pytest.mark.parametrize("seed", seeds(40))
def test_independent_branches_may_be_handled_in_any_order_in_long_lives(seed: int) -> None:
    """The same in lives that are longer and end more often."""
    branches_in_any_order(chance(seed))


# --- a further day off ------------------------------------------------------------------------------------------------


def a_further_day_off(random: Random) -> None:
    """Live a life twice, on two calendars."""
    drive, catalog = patient_life(random)
    if not drive.done:
        return
    start = drive.done[0][0].date()
    off = sorted({start + timedelta(days=random.randint(0, 60)) for _ in range(random.randint(1, 3))})
    known = [f"{day}" for day in off if national_calendar().knows(day)]
    if not known:
        return
    calendar = national_calendar().apply(Notice.model_validate({"name": "地方放假", "layer": "city", "off": known}))
    pairs = zip(live_again(drive.done, catalog), live_again(drive.done, catalog, calendar=calendar), strict=True)
    for fewer, more in pairs:
        assert states(fewer) == states(more), drive.story(f"days off {known} change states")
        for name, later in due_dates(more).items():
            due = due_dates(fewer)[name]
            assert later is None or (due is not None and later >= due), drive.story(f"{known}: {name} is due earlier")


@effort(25)
@given(random=st.randoms(use_true_random=False))
def test_a_further_day_off_makes_nothing_due_earlier(random: Random) -> None:
    """A day off that a city adds never takes time from a department, stops and all units included."""
    a_further_day_off(random)


@pytest.mark.parametrize("seed", seeds(40))
def test_a_further_day_off_makes_nothing_due_earlier_in_long_lives(seed: int) -> None:
    """The same in lives that are longer and end more often."""
    a_further_day_off(chance(seed))


# --- a stop -----------------------------------------------------------------------------------------------------------


class WorkingDays:
    """Working days by number, from a first one on."""

    def __init__(self, first: date) -> None:
        """Number them; the first is on or after the given day and has the number 0."""
        self._numbered = [self._on_or_after(first)]

    def __getitem__(self, number: int) -> date:
        """Return the working day of a number."""
        while len(self._numbered) <= number:
            self._numbered.append(self._on_or_after(self._numbered[-1] + DAY))
        return self._numbered[number]

    def later(self, day: date, by: int) -> date:
        """Return the working day that many further on."""
        while self._numbered[-1] < day:
            self[len(self._numbered)]
        return self[self._numbered.index(day) + by]

    def _on_or_after(self, day: date) -> date:
        while not Days().working(day):
            day += DAY
        return day


@dataclass(frozen=True)
class Pause:
    """All running clocks stop on working day ``number``, and run on when ``length`` working days are over.

    Attributes:
        number: The working day of the stop.
        length: How many working days are not counted.
        rest: How many days of rest before the next working day the clocks already run on, where there are any.
    """

    number: int
    length: int
    rest: int


class Office:
    """Departments that begin everything at once and decide in a given order on given working days."""

    def __init__(self, definition: Plain, catalog: Catalog, days: WorkingDays, answers: dict[str, object]) -> None:
        """Submit and accept a case on working day 0."""
        self.definition, self.days, self.due = definition, days, dict[str, date | None]()
        self.departments = {each["id"]: each["department"] for each in definition["items"]}
        self.watch = Watch(datetime.combine(days[0], time(9, 30)))
        self.engine = Engine(store=MemoryStore(), catalog=catalog, clock=self.watch)
        wanted, random = asked(definition, answers), chance(0)
        form, materials = bundles.random_form(random, wanted), dict.fromkeys(wanted.materials, "urn:paper")
        submit = c.SubmitCase(bundle="generated", answers=answers, form=form, materials=materials, by=APPLICANT)
        self.case_id = self.engine.handle(submit).id
        lead = Actor.staff("c-1", department=definition["lead_department"])
        self.engine.handle(c.AcceptCase(case_id=self.case_id, by=lead))
        self.begin_everything()

    def running(self) -> list[str]:
        """Return the items whose clocks run."""
        tasks = self.engine.case(self.case_id).tasks
        return [task.item for task in tasks if task.state.value == "in_progress" and task.due_on]

    def begin_everything(self) -> None:
        """Begin every task that is open."""
        for task in self.engine.case(self.case_id).tasks:
            if task.state.value == "open":
                self._do(c.StartTask, task.item)

    def pause(self, pause: Pause) -> None:
        """Stop all running clocks and let them run on."""
        running = self.running()
        self.watch.local = datetime.combine(self.days[pause.number], time(10))
        for item in running:
            self._do(c.SuspendTask, item, procedure=PROCEDURE, reason="须检", expected="5 工作日")
        earliest = self.days[pause.number + pause.length - 1] + DAY
        back = max(earliest, self.days[pause.number + pause.length] - pause.rest * DAY)
        self.watch.local = datetime.combine(back, time(9))
        for item in running:
            self._do(c.ResumeTask, item)

    def decide(self, number: int, item: str, *, grant: bool) -> None:
        """Decide on a working day; remember when the task and the case were due."""
        self.watch.local = datetime.combine(self.days[number], time(11))
        self.due |= due_dates(self.engine.case(self.case_id))
        if grant:
            self._do(c.GrantTask, item)
        else:
            self._do(c.RefuseTask, item, reason="不符合条件")
        self.begin_everything()

    def _do(self, command: type[c.TaskCommand], item: str, **rest: object) -> None:
        by = Actor.staff("c-2", department=self.departments[item])
        self.engine.handle(command(task_id=c.task_id(self.case_id, item), by=by, **rest))  # type: ignore[arg-type]


def shifted_by_a_stop(random: Random) -> None:
    """Live a life twice, once with a stop."""
    definition = bundles.random_definition(random, plain_units=True)
    for item in definition["items"]:
        item["special_procedures"] = [PROCEDURE]
    definition, catalog = load(definition)
    days = WorkingDays(FIRST + timedelta(days=random.randint(0, (LAST - FIRST).days)))
    answers = bundles.random_answers(random, definition)
    straight, decisions, number = Office(definition, catalog, days, answers), [], 0
    while running := straight.running():
        number += 2 * random.randint(1, 3)
        decisions.append((number, random.choice(running), random.random() < 0.85))
        straight.decide(number, decisions[-1][1], grant=decisions[-1][2])
    pause = Pause(2 * random.randint(0, number // 2 - 1) + 1, random.randint(1, 8), random.randint(0, 8))
    stopped = Office(definition, catalog, days, answers)
    for index, (number, item, grant) in enumerate(decisions):
        before = decisions[index - 1][0] if index else 0
        if before < pause.number < number:
            stopped.pause(pause)
        stopped.decide(number + pause.length * (number > pause.number), item, grant=grant)
    views = [office.engine.case(office.case_id) for office in (straight, stopped)]
    assert states(views[0]) == states(views[1]), (definition, decisions, pause)
    decided = {item: number for number, item, _ in decisions} | {"": decisions[-1][0]}
    for name, number in decided.items():
        due = straight.due[name]
        assert due is not None
        moved = number > pause.number and due >= days[pause.number]
        expected = days.later(due, pause.length) if moved else due
        assert stopped.due[name] == expected, (definition, decisions, pause, name)


@effort(25)
@given(random=st.randoms(use_true_random=False))
def test_a_stop_shifts_a_life_by_the_days_stopped(random: Random) -> None:
    """A stop of all running clocks moves what follows, and every date, by its working days and changes nothing else."""
    shifted_by_a_stop(random)


@pytest.mark.parametrize("seed", seeds(40))
def test_a_stop_shifts_a_long_life_by_the_days_stopped(seed: int) -> None:
    """The same in lives with more items."""
    shifted_by_a_stop(chance(seed))
