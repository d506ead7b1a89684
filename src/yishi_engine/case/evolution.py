"""``evolve``: the state of a case after an event, built from events and nothing else."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Final

from yishi_engine.case import events as happened
from yishi_engine.case.copying import changed, in_the_making, made
from yishi_engine.case.lifecycle import CASE_LIFECYCLE, TASK_LIFECYCLE, CaseState, Outcome, TaskState
from yishi_engine.case.model import Case, Task, alert_mark
from yishi_engine.worktime.clock import Stop
from yishi_engine.worktime.instants import instant_from_text
from yishi_engine.worktime.limits import Limit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yishi_engine.case.events import Event, TaskEvent

BAD_SCORE: Final = 2
"""不满意 and 非常不满意 are bad ratings, and open a duty to follow them up."""


def evolve(case: Case | None, event: Event, *, case_id: str = "") -> Case:
    """Return the case after an event.

    Args:
        case: The case before it; None before its first event.
        event: What happened.
        case_id: Id of the case, for the first event.

    Raises:
        ValueError: The events do not fit together: a lifecycle does not lead from this state over this event.
    """
    if isinstance(event, happened.CaseSubmitted):
        return _received(case_id, event)
    if case is None:
        raise ValueError(f"{event.type} before case.submitted")
    after = _apply(event, case)
    # That somebody looked at a clock is no step of the case: it must not bar the record of what had been done before.
    stamps: dict[str, object] = {}
    if not isinstance(event, happened.ClockEvent | happened.ClockRecomputed):
        stamps["last_at"] = event.occurred_at
    if after.first_officer is None and event.actor.department == case.lead_department:
        stamps["first_officer"] = event.actor.id
    if after is case:
        return changed(after, **stamps)  # type: ignore[arg-type]  # fields of a case
    for name, value in stamps.items():
        object.__setattr__(after, name, value)  # nobody has seen it yet, and copying it again costs more than the event
    return after


def replay(case_id: str, events: Iterable[Event]) -> Case:
    """Return the case that a list of events builds, from its first on.

    Raises:
        ValueError: There is no event, or the events do not fit together.
    """
    case: Case | None = None
    for event in events:
        case = in_the_making(evolve(case, event, case_id=case_id))  # nobody sees what was in between
    if case is None:
        raise ValueError("no events")
    return made(case)


def _received(case_id: str, event: happened.CaseSubmitted) -> Case:
    return Case(
        id=case_id,
        number=event.number,
        bundle=event.bundle,
        bundle_version=event.bundle_version,
        bundle_digest=event.bundle_digest,
        lead_department=event.lead_department,
        region=event.region,
        applicant=event.applicant,
        state=CaseState.SUBMITTED,
        answers=event.answers,
        form=event.form,
        personal=event.personal,
        materials=event.materials,
        deferred=event.deferred,
        required=event.required,
        exempt=event.exempt,
        first_officer=event.actor.id if event.actor.department else None,
        submitted_at=event.occurred_at,
        received_at=instant_from_text(event.received_at),
        last_at=event.occurred_at,
    )


def _moved(case: Case, trigger: str) -> CaseState:
    state = CASE_LIFECYCLE.next(case.state, trigger)
    if state is None:
        raise ValueError(f"{trigger} does not lead from {case.state}")
    return state


def _task_moved(task: Task, trigger: str) -> TaskState:
    state = TASK_LIFECYCLE.next(task.state, trigger)
    if state is None:
        raise ValueError(f"{task.item}: {trigger} does not lead from {task.state}")
    return state


def _with_task(case: Case, task: Task) -> Case:
    return changed(case, tasks={**case.tasks, task.item: task})


@singledispatch
def _apply(event: Event, case: Case) -> Case:  # noqa: ARG001
    raise ValueError(f"unknown event {event.type}")


@_apply.register
def _(event: happened.DeficiencyReported, case: Case) -> Case:
    reported = {"item": event.item, "department": event.actor.department or "", "text": event.text}
    return changed(case, state=_moved(case, "ReportDeficiency"), deficiencies=(*case.deficiencies, reported))


@_apply.register
def _(event: happened.CorrectionRequested, case: Case) -> Case:
    return changed(
        case,
        state=_moved(case, "RequestCorrection"),
        noticed=True,
        notice=event.note,
        correcting_since=event.occurred_at,
        alerted=(),
    )


@_apply.register
def _(event: happened.CaseCorrected, case: Case) -> Case:
    return changed(
        case,
        state=_moved(case, "SubmitCorrection"),
        form=event.form,
        personal=event.personal,
        materials=event.materials,
        deferred=event.deferred,
        received_at=instant_from_text(event.received_at),
        correcting_since=None,
        alerted=(),
    )


@_apply.register
def _(event: happened.CaseAccepted, case: Case) -> Case:
    counted_from = instant_from_text(event.counted_from)
    return changed(
        case,
        state=_moved(case, "AcceptCase"),
        deemed=bool(event.deemed),
        accepted_at=counted_from if event.deemed else event.occurred_at,
        counted_from=counted_from,
        alerted=(),
    )


@_apply.register
def _(event: happened.CaseDeclined, case: Case) -> Case:
    trigger = "DeclineCase" if case.state is CaseState.SUBMITTED else "correction_declined"
    return changed(case, state=_moved(case, trigger), reason=event.reason, ended_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseWithdrawn, case: Case) -> Case:
    return changed(case, state=_moved(case, "WithdrawCase"), reason=event.reason or None, ended_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseLapsed, case: Case) -> Case:
    return changed(case, state=_moved(case, "correction_lapsed"), ended_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseExtended, case: Case) -> Case:
    state = _moved(case, "ExtendCase")
    return changed(case, state=state, extension=Limit.parse(event.limit), extension_reason=event.reason)


@_apply.register
def _(event: happened.CaseDecided, case: Case) -> Case:
    return changed(case, state=_moved(case, "all_decided"), decided_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseCompleted, case: Case) -> Case:
    return changed(case, state=_moved(case, "CompleteCase"), outcome=Outcome(event.outcome), ended_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseRated, case: Case) -> Case:
    since = event.occurred_at if event.score <= BAD_SCORE else None
    return changed(case, state=_moved(case, "RateCase"), rating=event.score, follow_up_since=since)


@_apply.register
def _(event: happened.RatingFollowedUp, case: Case) -> Case:
    return changed(case, state=_moved(case, "FollowUpRating"), followed_up_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseMigrated, case: Case) -> Case:
    tasks = dict(case.tasks)
    for item, department in event.departments.items():
        tasks[item] = changed(tasks[item], department=department)
    for item in event.clocks_started:
        tasks[item] = changed(tasks[item], clock_started_at=event.occurred_at)
    for item in event.clocks_withdrawn:
        tasks[item] = changed(tasks[item], clock_started_at=None)
    return changed(
        case,
        state=_moved(case, "MigrateCase"),
        bundle_version=event.version,
        bundle_digest=event.bundle_digest,
        required=event.required,
        exempt=event.exempt,
        answers=event.answers,
        deferred=event.deferred,
        tasks=tasks,
    )


@_apply.register
def _(event: happened.ClockRecomputed, case: Case) -> Case:  # noqa: ARG001
    return case  # due dates are derived; that they moved is for the record


@_apply.register
def _(event: happened.MaterialSupplied, case: Case) -> Case:
    return changed(
        case,
        state=_moved(case, "SupplyMaterial"),
        materials={**case.materials, event.material: event.reference},
        deferred=tuple(material for material in case.deferred if material != event.material),
    )


@_apply.register
def _(event: happened.TaskOpened, case: Case) -> Case:
    started_at = instant_from_text(event.clock_started_at) if event.clock_started_at else None
    task = case.tasks.get(event.item)
    if task is None:
        opened = Task(item=event.item, department=event.department, state=TaskState.OPEN)
    elif task.state is TaskState.TERMINATED:
        opened = changed(_unsettled(task, "required_again", event), department=event.department)
    else:
        opened = changed(task, state=_task_moved(task, "prerequisite_granted"), waiting_for=())
    return _with_task_at_work(case, changed(opened, clock_started_at=started_at))


@_apply.register
def _(event: happened.TaskWaiting, case: Case) -> Case:
    task = case.tasks.get(event.item)
    if task is None:
        waiting = Task(item=event.item, department=event.department, state=TaskState.WAITING)
    else:
        waiting = changed(_unsettled(task, "prerequisite_reopened", event), department=event.department)
    return _with_task_at_work(case, changed(waiting, waiting_for=event.waiting_for))


def _with_task_at_work(case: Case, task: Task) -> Case:
    """Return the case with a task that is undecided; one that had all of its decisions is at work again."""
    state = _moved(case, "task_added") if case.state is CaseState.DECIDED else case.state
    return changed(_with_task(case, task), state=state)


@_apply.register
def _(event: happened.TaskStarted, case: Case) -> Case:
    task = case.tasks[event.item]
    return _with_task(case, changed(task, state=_task_moved(task, "StartTask"), officer=event.actor.id))


@_apply.register
def _(event: happened.TaskSuspended, case: Case) -> Case:
    task = case.tasks[event.item]
    stops = (*task.stops, Stop(event.occurred_at, None))
    state = _task_moved(task, "SuspendTask")
    suspended = changed(task, state=state, stops=stops, procedure=event.procedure, expected=event.expected)
    return _with_task(case, suspended)


@_apply.register
def _(event: happened.TaskResumed, case: Case) -> Case:
    task = case.tasks[event.item]
    stops = (*task.stops[:-1], Stop(task.stops[-1].since, event.occurred_at))
    state = _task_moved(task, "ResumeTask")
    return _with_task(case, changed(task, state=state, stops=stops, procedure=None, expected=None))


@_apply.register
def _(event: happened.TaskExtended, case: Case) -> Case:
    task = case.tasks[event.item]
    state = _task_moved(task, "ExtendTask")
    return _with_task(
        case, changed(task, state=state, extension=Limit.parse(event.limit), extension_reason=event.reason)
    )


@_apply.register
def _(event: happened.TaskGranted, case: Case) -> Case:
    task = case.tasks[event.item]
    state = _task_moved(task, "GrantTask")
    granted = changed(
        task,
        state=state,
        decided_at=event.occurred_at,
        result=event.result,
        on_commitment=bool(event.on_commitment),
    )
    tasks = {**case.tasks, task.item: granted}
    for item in event.clocks_started:
        tasks[item] = changed(tasks[item], clock_started_at=event.occurred_at)
    return changed(case, tasks=tasks)


@_apply.register
def _(event: happened.TaskRefused, case: Case) -> Case:
    task = case.tasks[event.item]
    state = _task_moved(task, "RefuseTask")
    return _with_task(case, changed(task, state=state, decided_at=event.occurred_at, reason=event.reason))


@_apply.register
def _(event: happened.TaskTerminated, case: Case) -> Case:
    task = case.tasks[event.item]
    ended = changed(task, state=_task_moved(task, event.cause), reason=event.cause)
    if event.cause != "case_withdrawn":
        # The case goes on, and so does its clock, which would otherwise stand still for this task's sake for ever.
        ended = changed(ended, stops=_closed(task.stops, event), procedure=None, expected=None)
    return _with_task(case, ended)


def _closed(stops: tuple[Stop, ...], event: TaskEvent) -> tuple[Stop, ...]:
    return tuple(stop if stop.until else Stop(stop.since, event.occurred_at) for stop in stops)


@_apply.register
def _(event: happened.TaskReopened, case: Case) -> Case:
    task = case.tasks[event.item]
    if event.prerequisite is None:
        returned = (*task.returns, Stop(task.decided_at or event.occurred_at, event.occurred_at))
        state = _task_moved(task, "ReopenTask")
        reopened = changed(_without_decision(task), state=state, returns=returned)
    else:
        reopened = _unsettled(task, "decision_unsettled", event)
    tasks = {**case.tasks, task.item: reopened}
    for item in event.clocks_withdrawn:
        tasks[item] = changed(tasks[item], clock_started_at=None)
    return changed(case, state=_moved(case, "task_reopened"), decided_at=None, tasks=tasks)


def _without_decision(task: Task) -> Task:
    return changed(task, decided_at=None, result=None, reason=None, on_commitment=False)


def _unsettled(task: Task, trigger: str, event: TaskEvent) -> Task:
    """Return a task whose prerequisite is open again: undecided, and its clock starts anew with the next result.

    Its past stops stay, because the clock of the whole case stood still on those days; an open one ends here.
    """
    state = _task_moved(task, trigger)
    return changed(
        _without_decision(task),
        state=state,
        clock_started_at=None,
        stops=_closed(task.stops, event),
        returns=(),
        procedure=None,
        expected=None,
    )


@_apply.register
def _(event: happened.TaskReassigned, case: Case) -> Case:
    task = case.tasks[event.item]
    return _with_task(case, changed(task, state=_task_moved(task, "ReassignTask"), officer=event.officer))


@_apply.register
def _(event: happened.VerificationPassed, case: Case) -> Case:
    task = case.tasks[event.item]
    return _with_task(case, changed(task, state=_task_moved(task, "PassVerification"), verification="passed"))


@_apply.register
def _(event: happened.GrantRevoked, case: Case) -> Case:
    task = case.tasks[event.item]
    state = _task_moved(task, "FailVerification")
    failed = changed(task, state=state, verification="failed", verification_reason=event.reason)
    return _with_task(case, failed)


@_apply.register
def _(event: happened.ClockEvent, case: Case) -> Case:
    level = event.type.removeprefix("clock.")
    mark = alert_mark(level, event.due_on, material=event.material, duty=event.duty)
    if event.item is None:
        return changed(case, alerted=(*case.alerted, mark))
    task = case.tasks[event.item]
    return _with_task(case, changed(task, alerted=(*task.alerted, mark)))
