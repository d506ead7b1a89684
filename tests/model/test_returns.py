"""Lives with returns and extensions that must resemble each other: a stop shifts those, too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model import bundles
from tests.model.effort import chance, effort, seeds
from tests.model.replaying import due_dates, states
from tests.model.test_metamorphic import FIRST, LAST, PROCEDURE, Office, Pause, WorkingDays, load
from yishi_engine import commands as c
from yishi_engine.case.actor import Actor

if TYPE_CHECKING:
    from random import Random

    from yishi_engine.case.views import CaseView

MOST_RETURNS = 4


@dataclass(frozen=True)
class Deed:
    """What is done on a working day: ``grant``, ``refuse``, ``return`` or ``extend`` an item; ``extend`` the case."""

    number: int
    kind: str
    item: str = ""


class Busy(Office):
    """Departments that also ask for more time, and a lead that returns decisions."""

    def decided(self) -> list[str]:
        """Return the items on which a decision stands."""
        return [task.item for task in self._view().tasks if task.state.value in ("granted", "refused")]

    def extendable(self) -> list[str]:
        """Return what may still be given more time; the case under an empty name."""
        view = self._view()
        today = self.watch.local.date()
        subjects = {"": view} | {task.item: task for task in view.tasks if task.item in self.running()}
        return [name for name, each in subjects.items() if not each.extension and each.due_on and each.due_on >= today]

    def do(self, deed: Deed) -> None:
        """Do it at eleven; remember when everything was due just before."""
        self.watch.local = datetime.combine(self.days[deed.number], time(11))
        self.due |= due_dates(self._view())
        if deed.kind in ("grant", "refuse"):
            self.decide(deed.number, deed.item, grant=deed.kind == "grant")
            return
        self.engine.handle(self._by_a_head(deed))
        self.begin_everything()

    def _by_a_head(self, deed: Deed) -> c.Command:
        lead = Actor.supervisor("h-1", department=self.definition["lead_department"])
        task_id = c.task_id(self.case_id, deed.item or "none")
        if deed.kind == "return":
            return c.ReopenTask(task_id=task_id, reason="复核有误", by=lead)
        if not deed.item:
            return c.ExtendCase(case_id=self.case_id, limit="2 工作日", reason="情况复杂", by=lead)
        head = Actor.supervisor("h-2", department=self.departments[deed.item])
        return c.ExtendTask(task_id=task_id, limit="3 工作日", reason="情况复杂", by=head)

    def _view(self) -> CaseView:
        return self.engine.case(self.case_id)


@dataclass
class Script:
    """What is done in a life, chosen while it is led.

    Attributes:
        deeds: What was done, in order.
        returns_left: How many decisions may still be returned.
    """

    random: Random
    deeds: list[Deed] = field(default_factory=list)
    returns_left: int = MOST_RETURNS

    def lead(self, office: Busy) -> None:
        """Go on until everything is decided; a decision is returned only while something else is at work."""
        number = 0
        while running := office.running():
            number += 2 * self.random.randint(1, 3)
            self.deeds.append(self._choose(office, number, running))
            office.do(self.deeds[-1])

    def _choose(self, office: Busy, number: int, running: list[str]) -> Deed:
        office.watch.local = datetime.combine(office.days[number], time(11))
        extendable, decided = office.extendable(), office.decided()
        chance = self.random.random()
        if extendable and chance < 0.2:
            return Deed(number, "extend", self.random.choice(extendable))
        if decided and self.returns_left and chance < 0.5:
            self.returns_left -= 1
            return Deed(number, "return", self.random.choice(decided))
        return Deed(number, "grant" if self.random.random() < 0.85 else "refuse", self.random.choice(running))


def returned_lives_shift(random: Random) -> None:
    """Live a life with returns and extensions twice, once with a stop."""
    definition = bundles.random_definition(random, plain_units=True)
    definition["limits"]["extension"] = "2 工作日"
    for item in definition["items"]:
        item |= {"special_procedures": [PROCEDURE], "extension": "3 工作日"}
    definition, catalog = load(definition)
    days = WorkingDays(FIRST + timedelta(days=random.randint(0, (LAST - FIRST).days)))
    answers = bundles.random_answers(random, definition)
    straight, script = Busy(definition, catalog, days, answers), Script(random)
    script.lead(straight)
    last = script.deeds[-1].number
    pause = Pause(2 * random.randint(0, last // 2 - 1) + 1, random.randint(1, 8), random.randint(0, 8))
    stopped, before = Busy(definition, catalog, days, answers), 0
    for deed in script.deeds:
        if before < pause.number < deed.number:
            stopped.pause(pause)
        stopped.do(Deed(deed.number + pause.length * (deed.number > pause.number), deed.kind, deed.item))
        before = deed.number
    views = [office.engine.case(office.case_id) for office in (straight, stopped)]
    assert states(views[0]) == states(views[1]), (definition, script.deeds, pause)
    decided = {deed.item: deed.number for deed in script.deeds if deed.kind in ("grant", "refuse")} | {"": last}
    for name, number in decided.items():
        due = straight.due[name]
        if due and due >= days[pause.number] and number > pause.number:
            due = days.later(due, pause.length)
        assert stopped.due[name] == due, (definition, script.deeds, pause, name)


@effort(15)
@given(random=st.randoms(use_true_random=False))
def test_a_stop_shifts_a_life_with_returns_by_the_days_stopped(random: Random) -> None:
    """Returned and lengthened tasks, and what they open again, move by the working days of a stop like all others."""
    returned_lives_shift(random)


@pytest.mark.parametrize("seed", seeds(40))
def test_a_stop_shifts_a_long_life_with_returns_by_the_days_stopped(seed: int) -> None:
    """The same in lives with more items."""
    returned_lives_shift(chance(seed))
