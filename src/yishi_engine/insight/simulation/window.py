"""The lead's window and the applicant before it: receiving, accepting, the one-time notice, its answer, issuing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from yishi_engine.case import commands as c
from yishi_engine.case.clocks import acceptance_window
from yishi_engine.case.lifecycle import CaseState
from yishi_engine.errors import FormInvalid
from yishi_engine.insight.simulation.agenda import Phase
from yishi_engine.insight.simulation.life import Errand, Life
from yishi_engine.insight.simulation.model import WINDOW

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.case.actor import Actor
    from yishi_engine.insight.simulation.world import World

_TICK: Final = timedelta(microseconds=1)
_NO_ITEM: Final = {"form.no_item"}


class ServiceWindow:
    """What happens at the window of the lead department of a world."""

    def __init__(self, world: World) -> None:
        """Handle the errands of a world."""
        self._world = world
        self._model = world.model

    def receive(self, life: Life, second: int) -> None:
        """Receive an application, unless its situation requires no item."""
        model, tally = self._model, self._world.tally
        submit = c.SubmitCase(
            bundle=model.bundle.id,
            version=model.bundle.version,
            answers=life.draw.answers,
            form=model.form,
            materials=model.materials,
            by=model.applicant,
        )
        at = model.time.begin(second)
        try:
            self._world.do(life, submit, at)
        except FormInvalid as error:
            if {fault.code for fault in error.faults} != _NO_ITEM:
                raise
            tally.not_needed += life.counted
            return
        tally.received += life.counted
        self._world.lives[life.id] = life
        self._await_acceptance(life, second, at)

    def go(self, life: Life, second: int, at: datetime, *, issues: bool) -> None:
        """Let a case come to the window, to be accepted or to be issued."""
        length = life.draw.issue if issues else life.draw.accept[life.corrected]
        errand = Errand(life=life, issues=issues, length=length, since=second)
        if length == 0:
            self._settle(errand, second, at)
        else:
            window = self._world.stations[WINDOW]
            window.join(errand, second)
            self._world.touch(window)

    def begin(self, errand: Errand, officer: Actor, second: int) -> None:
        """Let an officer of the window begin with an errand."""
        life, window = errand.life, self._world.stations[WINDOW]
        if not errand.issues and life.state.state is not CaseState.SUBMITTED:
            window.release(officer, since=second, until=second)  # it was accepted by silence
            self._world.touch(window)
            return
        self._world.tally.waited(life, second - errand.since)
        errand.since = second
        self._world.agenda.plan(second + errand.length, Phase.ENDS, self._served, errand, officer)

    def _served(self, second: int, errand: Errand, officer: Actor) -> None:
        window = self._world.stations[WINDOW]
        window.release(officer, since=errand.since, until=second)
        self._world.touch(window)
        self._settle(errand, second, self._model.time.end(second))

    def _settle(self, errand: Errand, second: int, at: datetime) -> None:
        life, world = errand.life, self._world
        if errand.issues:
            world.do(life, c.CompleteCase(case_id=life.id, by=self._model.lead), at)
            world.tally.completed(life, second, self._model)
            del world.lives[life.id]
        elif life.state.state is CaseState.SUBMITTED:
            self._look_through(life, second, at)

    def _look_through(self, life: Life, second: int, at: datetime) -> None:
        """Accept an application, or tell the applicant once what departments found missing."""
        case, world, lead = life.state, self._world, self._model.lead
        found = [] if case.noticed else [item for item in case.required if life.draw.items[item].deficient]
        if not found:
            events = world.do(life, c.AcceptCase(case_id=life.id, by=lead), at)
            world.follow(life, events, second, at)
            return
        for item in found:
            report = c.ReportDeficiency(case_id=life.id, item=item, text="模拟", by=self._model.signer(item))
            world.do(life, report, at)
        world.do(life, c.RequestCorrection(case_id=life.id, by=lead), at)
        world.tally.noticed += life.counted
        world.agenda.plan(second + life.draw.correction, Phase.ENDS, self._correct, life)

    def _correct(self, second: int, life: Life) -> None:
        """Let the applicant answer the one-time notice, unless the time for it is over."""
        model, world = self._model, self._world
        at = model.time.end(second)
        world.let_time_pass(life, at)
        if life.state.state is not CaseState.CORRECTING:
            world.tally.lapsed += life.counted
            del world.lives[life.id]
            return
        answer = c.SubmitCorrection(case_id=life.id, form=model.form, materials=model.materials, by=model.applicant)
        world.do(life, answer, at)
        life.corrected = True
        self._await_acceptance(life, second, at)

    def _await_acceptance(self, life: Life, second: int, at: datetime) -> None:
        self.go(life, second, at, issues=False)
        case, bundle = life.state, self._model.bundle
        if case.state is CaseState.SUBMITTED and bundle.limits.on_silence == "deemed_accepted":
            due = acceptance_window(case, bundle).due(self._model.calendar).at
            if due is not None:
                end = self._model.time.second(due)
                self._world.agenda.plan(end, Phase.RUNS_OUT, self._fall_silent, life, case.received_at, due)

    def _fall_silent(self, second: int, life: Life, received_at: datetime, due: datetime) -> None:
        """Let an application count as accepted that nobody has looked through in time."""
        if life.state.state is CaseState.SUBMITTED and life.state.received_at == received_at:
            at = due + _TICK
            events = self._world.let_time_pass(life, at)
            self._world.tally.deemed += life.counted
            self._world.follow(life, events, second, at)
