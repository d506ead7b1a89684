"""The state of a case, and ``evolve``, which builds it from events and nothing else.

The state holds what happened, not what follows from it: limits stand in the bundle's version that the case is bound to,
due dates and levels are derived from them, the stops and a calendar whenever someone asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import TYPE_CHECKING

from yishi_engine.case import events as happened
from yishi_engine.case.commands import task_id
from yishi_engine.case.lifecycle import CASE_LIFECYCLE, TASK_LIFECYCLE, CaseState, Outcome, TaskState
from yishi_engine.worktime.clock import Stop
from yishi_engine.worktime.instants import instant_from_text
from yishi_engine.worktime.limits import Limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from yishi_engine.case.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One required item at work.

    Attributes:
        officer: Who started it.
        clock_started_at: The instant on whose day the clock starts; None while a prerequisite is missing.
        stops: Intervals in which the clock was stopped; the last one may be open.
        procedure: The special procedure that holds the clock now.
        extension: What a supervisor added, once.
        result: What the decision issues.
        reason: Why it was refused, or ended.
        alerted: Levels already emitted, as ``level@due date``.
    """

    item: str
    department: str
    state: TaskState
    waiting_for: tuple[str, ...] = ()
    officer: str | None = None
    clock_started_at: datetime | None = None
    stops: tuple[Stop, ...] = ()
    procedure: str | None = None
    extension: Limit | None = None
    decided_at: datetime | None = None
    result: Mapping[str, object] | None = None
    reason: str | None = None
    alerted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One application on its way.

    Attributes:
        form: Values of the fields that are not personal.
        personal: Personal field → commitment to its value, which lies elsewhere.
        materials: Material → reference.
        deferred: Deferrable materials that are still missing.
        required: Items that the situation requires.
        exempt: Item → text of the rule that exempts it.
        received_at: When the application, or its correction, was received; the acceptance window counts from it.
        counted_from: The instant on whose day the clocks of the accepted case start.
        correcting_since: When the one-time notice went out, while its answer is awaited.
        noticed: Whether the one-time notice was given.
        last_at: When the newest event happened.
    """

    id: str
    number: str
    bundle: str
    bundle_version: int
    lead_department: str
    region: str | None
    applicant: str
    state: CaseState
    answers: Mapping[str, object]
    form: Mapping[str, object]
    personal: Mapping[str, str]
    materials: Mapping[str, str]
    deferred: tuple[str, ...]
    required: tuple[str, ...]
    exempt: Mapping[str, str]
    submitted_at: datetime
    received_at: datetime
    last_at: datetime
    deficiencies: tuple[Mapping[str, str], ...] = ()
    correcting_since: datetime | None = None
    noticed: bool = False
    deemed: bool = False
    accepted_at: datetime | None = None
    counted_from: datetime | None = None
    decided_at: datetime | None = None
    ended_at: datetime | None = None
    extension: Limit | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    rating: int | None = None
    alerted: tuple[str, ...] = ()
    tasks: Mapping[str, Task] = field(default_factory=dict)

    def task_id(self, item: str) -> str:
        """Return the id of the task of an item."""
        return task_id(self.id, item)

    def outcome_of_tasks(self) -> Outcome:
        """Derive the outcome; no task's refusal vetoes another department's decision."""
        granted = [task.state is TaskState.GRANTED for task in self.tasks.values()]
        if all(granted):
            return Outcome.GRANTED
        return Outcome.PARTLY_GRANTED if any(granted) else Outcome.REFUSED


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
    return replace(_apply(event, case), last_at=event.occurred_at)


def replay(case_id: str, events: Iterable[Event]) -> Case:
    """Return the case that a list of events builds, from its first on.

    Raises:
        ValueError: There is no event, or the events do not fit together.
    """
    case: Case | None = None
    for event in events:
        case = evolve(case, event, case_id=case_id)
    if case is None:
        raise ValueError("no events")
    return case


def _received(case_id: str, event: happened.CaseSubmitted) -> Case:
    return Case(
        id=case_id,
        number=event.number,
        bundle=event.bundle,
        bundle_version=event.bundle_version,
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
    return replace(case, tasks={**case.tasks, task.item: task})


@singledispatch
def _apply(event: Event, case: Case) -> Case:  # noqa: ARG001
    raise ValueError(f"unknown event {event.type}")


@_apply.register
def _(event: happened.DeficiencyReported, case: Case) -> Case:
    reported = {"item": event.item, "department": event.actor.department or "", "text": event.text}
    return replace(case, state=_moved(case, "ReportDeficiency"), deficiencies=(*case.deficiencies, reported))


@_apply.register
def _(event: happened.CorrectionRequested, case: Case) -> Case:
    return replace(
        case, state=_moved(case, "RequestCorrection"), noticed=True, correcting_since=event.occurred_at, alerted=()
    )


@_apply.register
def _(event: happened.CaseCorrected, case: Case) -> Case:
    return replace(
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
    return replace(
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
    return replace(case, state=_moved(case, trigger), reason=event.reason, ended_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseWithdrawn, case: Case) -> Case:
    return replace(case, state=_moved(case, "WithdrawCase"), reason=event.reason or None, ended_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseLapsed, case: Case) -> Case:
    return replace(case, state=_moved(case, "correction_lapsed"), ended_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseExtended, case: Case) -> Case:
    return replace(case, state=_moved(case, "ExtendCase"), extension=Limit.parse(event.limit))


@_apply.register
def _(event: happened.CaseDecided, case: Case) -> Case:
    return replace(case, state=_moved(case, "all_decided"), decided_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseCompleted, case: Case) -> Case:
    return replace(case, state=_moved(case, "CompleteCase"), outcome=Outcome(event.outcome), ended_at=event.occurred_at)


@_apply.register
def _(event: happened.CaseRated, case: Case) -> Case:
    return replace(case, state=_moved(case, "RateCase"), rating=event.score)


@_apply.register
def _(event: happened.MaterialSupplied, case: Case) -> Case:
    return replace(
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
        opened = Task(item=event.item, department=event.department, state=TaskState.OPEN, clock_started_at=started_at)
    else:
        state = _task_moved(task, "prerequisite_granted")
        opened = replace(task, state=state, waiting_for=(), clock_started_at=started_at)
    return _with_task(case, opened)


@_apply.register
def _(event: happened.TaskWaiting, case: Case) -> Case:
    task = case.tasks.get(event.item)
    if task is None:
        waiting = Task(item=event.item, department=event.department, state=TaskState.WAITING)
    else:
        waiting = replace(
            task, state=_task_moved(task, "prerequisite_reopened"), result=None, reason=None, decided_at=None
        )
    return _with_task(case, replace(waiting, waiting_for=event.waiting_for))


@_apply.register
def _(event: happened.TaskStarted, case: Case) -> Case:
    task = case.tasks[event.item]
    return _with_task(case, replace(task, state=_task_moved(task, "StartTask"), officer=event.actor.id))


@_apply.register
def _(event: happened.TaskSuspended, case: Case) -> Case:
    task = case.tasks[event.item]
    stops = (*task.stops, Stop(event.occurred_at, None))
    state = _task_moved(task, "SuspendTask")
    return _with_task(case, replace(task, state=state, stops=stops, procedure=event.procedure))


@_apply.register
def _(event: happened.TaskResumed, case: Case) -> Case:
    task = case.tasks[event.item]
    stops = (*task.stops[:-1], Stop(task.stops[-1].since, event.occurred_at))
    return _with_task(case, replace(task, state=_task_moved(task, "ResumeTask"), stops=stops, procedure=None))


@_apply.register
def _(event: happened.TaskExtended, case: Case) -> Case:
    task = case.tasks[event.item]
    return _with_task(case, replace(task, state=_task_moved(task, "ExtendTask"), extension=Limit.parse(event.limit)))


@_apply.register
def _(event: happened.TaskGranted, case: Case) -> Case:
    task = case.tasks[event.item]
    state = _task_moved(task, "GrantTask")
    tasks = {**case.tasks, task.item: replace(task, state=state, decided_at=event.occurred_at, result=event.result)}
    for item in event.clocks_started:
        tasks[item] = replace(tasks[item], clock_started_at=event.occurred_at)
    return replace(case, tasks=tasks)


@_apply.register
def _(event: happened.TaskRefused, case: Case) -> Case:
    task = case.tasks[event.item]
    state = _task_moved(task, "RefuseTask")
    return _with_task(case, replace(task, state=state, decided_at=event.occurred_at, reason=event.reason))


@_apply.register
def _(event: happened.TaskTerminated, case: Case) -> Case:
    task = case.tasks[event.item]
    return _with_task(case, replace(task, state=_task_moved(task, event.cause), reason=event.cause))


@_apply.register
def _(event: happened.TaskReopened, case: Case) -> Case:
    task = case.tasks[event.item]
    reopened = replace(
        task, state=_task_moved(task, "ReopenTask"), decided_at=None, result=None, reason=None, alerted=()
    )
    return replace(_with_task(case, reopened), state=_moved(case, "task_reopened"), decided_at=None)


@_apply.register
def _(event: happened.ClockEvent, case: Case) -> Case:
    mark = f"{event.type.removeprefix('clock.')}@{event.due_on}"
    if event.item is None:
        return replace(case, alerted=(*case.alerted, mark))
    task = case.tasks[event.item]
    return _with_task(case, replace(task, alerted=(*task.alerted, mark)))
