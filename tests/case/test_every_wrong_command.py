"""Every command in every state of the case and of the task: it happens, or it is refused and nothing changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.case.conftest import (
    APPLICANT,
    CITY,
    FIRE,
    FIRE_SUPERVISOR,
    FORM,
    LEAD,
    LEAD_SUPERVISOR,
    Life,
)
from yishi_engine.case import commands as c
from yishi_engine.case.access import Who, who_may
from yishi_engine.case.actor import Actor
from yishi_engine.case.lifecycle import CASE_LIFECYCLE, TASK_LIFECYCLE, CaseState, TaskState
from yishi_engine.errors import CommandRejected, NotAllowedInState, NotPermitted

if TYPE_CHECKING:
    from collections.abc import Callable

CASE: Final = "case-1"
TASK: Final = "case-1:fire-check"

CASE_COMMANDS: Final[tuple[c.Command, ...]] = (
    c.ReportDeficiency(case_id=CASE, by=FIRE, item="fire-check", text="平面图不清"),
    c.RequestCorrection(case_id=CASE, by=LEAD, note="请补平面图"),
    c.SubmitCorrection(case_id=CASE, by=APPLICANT, materials={"floor_plan": "file:plan-2"}),
    c.AcceptCase(case_id=CASE, by=LEAD),
    c.DeclineCase(case_id=CASE, by=LEAD, reason="不属于本机关"),
    c.WithdrawCase(case_id=CASE, by=APPLICANT),
    c.SupplyMaterial(case_id=CASE, by=APPLICANT, material="floor_plan", reference="file:plan"),
    c.ExtendCase(case_id=CASE, by=LEAD_SUPERVISOR, limit="2 工作日", reason="案情复杂"),
    c.CompleteCase(case_id=CASE, by=LEAD),
    c.RateCase(case_id=CASE, by=APPLICANT, score=5),
    c.FollowUpRating(case_id=CASE, by=LEAD, text="已回访"),
    c.MigrateCase(case_id=CASE, by=LEAD_SUPERVISOR, version=2, reason="新版施行"),
)
TASK_COMMANDS: Final[tuple[c.TaskCommand, ...]] = (
    c.StartTask(task_id=TASK, by=FIRE),
    c.SuspendTask(task_id=TASK, by=FIRE, procedure="专家评审", reason="须评审", expected="5 工作日"),
    c.ResumeTask(task_id=TASK, by=FIRE),
    c.ExtendTask(task_id=TASK, by=FIRE_SUPERVISOR, limit="2 工作日", reason="案情复杂"),
    c.GrantTask(task_id=TASK, by=FIRE),
    c.RefuseTask(task_id=TASK, by=FIRE, reason="不合格"),
    c.ReopenTask(task_id=TASK, by=LEAD_SUPERVISOR, reason="复核"),
    c.ReassignTask(task_id=TASK, by=FIRE, officer="x-2"),
    c.PassVerification(task_id=TASK, by=FIRE),
    c.FailVerification(task_id=TASK, by=FIRE, reason="不属实"),
)


def _correcting(life: Life) -> None:
    life.submit(materials={"premises": "p"})
    life.give(c.RequestCorrection(case_id=CASE, by=LEAD, note="请补平面图"))


def _accepted(life: Life) -> None:
    life.submit(materials={"premises": "p"}).accept()


def _decided(life: Life) -> None:
    life.submit().accept()
    for item in ("business-licence", "food-permit", "fire-check", "signboard"):
        life.grant(item)


def _completed(life: Life) -> None:
    _decided(life)
    life.give(c.CompleteCase(case_id=CASE, by=LEAD))


def _declined(life: Life) -> None:
    life.submit()
    life.give(c.DeclineCase(case_id=CASE, by=LEAD, reason="不属于本机关"))


def _withdrawn(life: Life) -> None:
    life.submit()
    life.give(c.WithdrawCase(case_id=CASE, by=APPLICANT))


def _lapsed(life: Life) -> None:
    _correcting(life)
    life.sweep("2026-06-01 09:00")


CASE_STATES: Final[dict[CaseState, Callable[[Life], object]]] = {
    CaseState.SUBMITTED: lambda life: life.submit(materials={"premises": "p"}),
    CaseState.CORRECTING: _correcting,
    CaseState.ACCEPTED: _accepted,
    CaseState.DECIDED: _decided,
    CaseState.COMPLETED: _completed,
    CaseState.DECLINED: _declined,
    CaseState.WITHDRAWN: _withdrawn,
    CaseState.LAPSED: _lapsed,
}


def _task_in(state: TaskState) -> Callable[[Life], object]:
    def build(life: Life) -> None:
        life.submit().accept()
        if state is TaskState.OPEN:
            return
        if state is TaskState.TERMINATED:
            life.give(c.WithdrawCase(case_id=CASE, by=APPLICANT))
            return
        life.start("fire-check")
        if state is TaskState.SUSPENDED:
            life.suspend("fire-check")
        elif state is TaskState.GRANTED:
            life.grant("fire-check")
        elif state is TaskState.REFUSED:
            life.refuse("fire-check")

    return build


TASK_STATES: Final = [state for state in TaskState if state is not TaskState.WAITING]


def _name(command: object) -> str:
    return type(command).__name__


@pytest.mark.parametrize("command", CASE_COMMANDS, ids=_name)
@pytest.mark.parametrize("state", CASE_STATES)
def test_case_commands(life: Life, state: CaseState, command: c.Command) -> None:
    """What the lifecycle allows happens; anything else names what is allowed and leaves no trace."""
    CASE_STATES[state](life)
    assert life.the_case.state is state
    _happens_or_is_refused(life, command, allowed=CASE_LIFECYCLE.next(state, _name(command)) is not None)


@pytest.mark.parametrize("command", TASK_COMMANDS, ids=_name)
@pytest.mark.parametrize("state", TASK_STATES)
def test_task_commands(life: Life, state: TaskState, command: c.Command) -> None:
    """The same for a task, in a case that is at work."""
    _task_in(state)(life)
    assert life.the_case.tasks["fire-check"].state is state
    at_work = life.the_case.state in (CaseState.ACCEPTED, CaseState.DECIDED)
    _happens_or_is_refused(life, command, allowed=at_work and TASK_LIFECYCLE.next(state, _name(command)) is not None)


def test_every_command_is_tried() -> None:
    """The table is complete: a command that is added without a line here fails."""
    given = {_name(command) for command in CASE_COMMANDS + TASK_COMMANDS} | {"SubmitCase"}
    known = {name for name, each in vars(c).items() if isinstance(each, type) and issubclass(each, c.Command)}
    assert given == known - {"Command", "CaseCommand", "TaskCommand"}


@pytest.mark.parametrize("command", TASK_COMMANDS, ids=_name)
@pytest.mark.parametrize("state", [state for state in CASE_STATES if state is not CaseState.ACCEPTED])
def test_task_commands_in_every_state_of_the_case(life: Life, state: CaseState, command: c.Command) -> None:
    """A task is worked on while its case is, and verified after completion; otherwise nothing happens to it."""
    CASE_STATES[state](life)
    task = life.the_case.tasks.get("fire-check")
    open_to = {CaseState.DECIDED}
    if isinstance(command, c.PassVerification | c.FailVerification):
        open_to.add(CaseState.COMPLETED)
    allowed = state in open_to and task is not None and TASK_LIFECYCLE.next(task.state, _name(command)) is not None
    _happens_or_is_refused(life, command, allowed=allowed)


@pytest.mark.parametrize("command", TASK_COMMANDS, ids=_name)
def test_a_waiting_task_allows_nothing(life: Life, command: c.TaskCommand) -> None:
    """Nothing but its prerequisite moves a waiting task."""
    life.submit().accept()
    _happens_or_is_refused(life, replace(command, task_id="case-1:food-permit", by=LEAD_SUPERVISOR), allowed=False)


def _happens_or_is_refused(life: Life, command: c.Command, *, allowed: bool) -> None:
    before, count = life.case, len(life.events)
    life.personal = {"operator": FORM["operator"], "operator_id": FORM["operator_id"]}
    try:
        life.give(command)
    except NotAllowedInState as error:
        assert not allowed
        assert error.command == _name(command)
        assert _name(command) not in error.allowed
        assert all(name in str(error) for name in error.allowed)
        assert "当前状态" in error.notice
    except CommandRejected:
        # The state allows it, the definition or what is on record does not: nothing is awaited, nothing to extend.
        assert allowed
    else:
        assert allowed
        assert len(life.events) > count
        return
    assert life.case == before
    assert len(life.events) == count


EVERYONE: Final = (
    APPLICANT,
    Actor.applicant("p-2"),
    LEAD,
    LEAD_SUPERVISOR,
    FIRE,
    FIRE_SUPERVISOR,
    CITY,
    Actor.staff("z-1", department="elsewhere"),
    Actor.system(),
)
MAY: Final[dict[Who, tuple[Actor, ...]]] = {
    Who.APPLICANT: (APPLICANT,),
    Who.APPLICANT_OR_LEAD: (APPLICANT, LEAD, LEAD_SUPERVISOR),
    Who.LEAD: (LEAD, LEAD_SUPERVISOR),
    Who.LEAD_OR_SYSTEM: (LEAD, LEAD_SUPERVISOR, Actor.system()),
    Who.LEAD_SUPERVISOR: (LEAD_SUPERVISOR,),
    Who.BUNDLE_DEPARTMENT: (LEAD, LEAD_SUPERVISOR, FIRE, FIRE_SUPERVISOR, CITY),
    Who.TASK_DEPARTMENT: (FIRE, FIRE_SUPERVISOR),
    Who.TASK_SUPERVISOR: (FIRE_SUPERVISOR,),
}


@pytest.mark.parametrize("by", EVERYONE, ids=lambda by: f"{by.role}-{by.department or by.id}")
@pytest.mark.parametrize("command", CASE_COMMANDS + TASK_COMMANDS, ids=_name)
def test_who_may(life: Life, command: c.Command, by: Actor) -> None:
    """Nobody but those in the lifecycle table's second column gets past the door, whatever the state."""
    life.submit().accept()
    who = who_may(type(command))
    before = life.case
    try:
        life.give(replace(command, by=by))
    except NotPermitted as error:
        assert by not in MAY[who]
        assert "仅限" in error.notice
        assert error.allowed
        assert life.case == before
    except CommandRejected:
        assert by in MAY[who]
    else:
        assert by in MAY[who]
