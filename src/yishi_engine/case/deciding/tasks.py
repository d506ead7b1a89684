"""Commands on one task: start, stop and resume the clock, extend, decide, return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case import commands as c
from yishi_engine.case import events as happened
from yishi_engine.case.clocks import task_clock
from yishi_engine.case.deciding.arguments import json_like, limit, text
from yishi_engine.case.gates import all_dependents, dependents, missing, prerequisites
from yishi_engine.case.lifecycle import TaskState
from yishi_engine.errors import ArgumentInvalid, GateClosed, LimitInvalid, NotAllowedByDefinition
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from yishi_engine.bundle.model import Item
    from yishi_engine.case.context import Context, Stamp
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case
    from yishi_engine.worktime.limits import Limit


def start(case: Case, command: c.StartTask, context: Context, stamp: Stamp) -> tuple[Event, ...]:  # noqa: ARG001
    """Begin to examine."""
    return (happened.TaskStarted(**stamp, item=command.item),)


def suspend(case: Case, command: c.SuspendTask, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Stop the clock, only for a procedure that the item lists, and only a clock that has started."""
    item = context.item(command.item)
    procedure = next((each for each in item.special_procedures if each.name == command.procedure), None)
    if procedure is None:
        listed = "、".join(each.name for each in item.special_procedures) or "无"
        raise NotAllowedByDefinition(
            f'item "{item.id}" lists no special procedure "{command.procedure}"; listed: {listed}',
            notice=f"{context.item_label(item.id)}不能因“{command.procedure}”暂停计时；可以：{listed}",
        )
    if case.tasks[item.id].clock_started_at is None:
        raise _gate_closed(case, item, context, "SuspendTask", "计时尚未开始，不能暂停")
    suspended = happened.TaskSuspended(
        **stamp,
        item=item.id,
        procedure=procedure.name,
        basis=procedure.basis or "行政许可法第四十五条",
        reason=text(command.reason, "reason", "暂停计时的理由"),
        expected=str(limit(command.expected, "expected", "预计时间")),
    )
    return (suspended,)


def resume(case: Case, command: c.ResumeTask, context: Context, stamp: Stamp) -> tuple[Event, ...]:  # noqa: ARG001
    """Let the clock run on."""
    return (happened.TaskResumed(**stamp, item=command.item),)


def extend(case: Case, command: c.ExtendTask, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Lengthen a task's time once, within the item's extension, before the committed time is over."""
    item = context.item(command.item)
    task = case.tasks[item.id]
    label = context.item_label(item.id)
    added = extension(command.limit, item.extension, task.extension, label)
    reason = text(command.reason, "reason", "延期的理由")
    clock = task_clock(task, item, context.bundle)
    due = clock.due(context.calendar) if clock else None
    if due and due.at and stamp["occurred_at"] > due.at:
        raise NotAllowedByDefinition(
            f'"{item.id}" was due on {due.on}; an extension is given before expiry', notice=f"{label}已过期限，不能延期"
        )
    return (happened.TaskExtended(**stamp, item=item.id, limit=str(added), reason=reason),)


def extension(asked: object, allowed: Limit | None, given: Limit | None, label: str) -> Limit:
    """Check an extension against what the definition allows and what was given before.

    Raises:
        NotAllowedByDefinition: None is allowed, one was given already, or more is asked than is allowed.
        ArgumentInvalid: What is asked is no limit.
    """
    if allowed is None:
        raise NotAllowedByDefinition("the definition allows no extension", notice=f"{label}不允许延期")
    if given is not None:
        raise NotAllowedByDefinition("it was extended before; once is allowed", notice=f"{label}已经延期一次，不能再延")
    added = limit(asked, "limit", "延期时间")
    try:
        allowed.plus(added)
    except LimitInvalid as error:
        raise ArgumentInvalid(
            f'an extension is counted as "{allowed}" is', field="limit", notice=f"延期须以“{allowed.unit}”计"
        ) from error
    if added.amount > allowed.amount:
        raise NotAllowedByDefinition(
            f'"{added}" is more than the extension "{allowed}"', notice=f"{label}最多延期{allowed}"
        )
    return added


def grant(case: Case, command: c.GrantTask, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Decide for the applicant; open the gates of dependents."""
    item = context.item(command.item)
    _check_decidable(case, item, context, "GrantTask")
    if command.on_commitment and item.commitment is None:
        raise NotAllowedByDefinition(
            f'item "{item.id}" is not granted on commitment', notice=f"{context.item_label(item.id)}不适用告知承诺"
        )
    result = None if command.result is None else json_like(command.result, "result", "办理结果")
    opened: list[Event] = []
    started: list[str] = []
    for each in dependents(context.bundle, case, item.id):
        needed = prerequisites(each, case.required)
        clock_starts = not missing(case, needed.all, granted=item.id)
        task = case.tasks[each.id]
        if task.state is TaskState.WAITING and not missing(case, needed.start, granted=item.id):
            clock = instant_text(stamp["occurred_at"]) if clock_starts else None
            event = happened.TaskOpened(**stamp, item=each.id, department=each.department, clock_started_at=clock)
            opened.append(event)
        elif clock_starts and task.clock_started_at is None and not task.state.is_final:
            started.append(each.id)
    granted = happened.TaskGranted(
        **stamp,
        item=item.id,
        result=result,
        on_commitment=command.on_commitment or None,
        clocks_started=tuple(started),
    )
    return (granted, *opened, *_case_decided(case, (item.id,), stamp))


def refuse(case: Case, command: c.RefuseTask, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Decide against the applicant; end what depends on it."""
    item = context.item(command.item)
    _check_decidable(case, item, context, "RefuseTask")
    refused = happened.TaskRefused(**stamp, item=item.id, reason=text(command.reason, "reason", "不予许可的理由"))
    ended = tuple(
        happened.TaskTerminated(**stamp, item=each, cause="prerequisite_failed", failed=item.id)
        for each in all_dependents(context.bundle, case, item.id)
        if not case.tasks[each].state.is_final
    )
    return (refused, *ended, *_case_decided(case, (item.id, *(each.item for each in ended)), stamp))


def _check_decidable(case: Case, item: Item, context: Context, name: str) -> None:
    if missing(case, prerequisites(item, case.required).all):
        raise _gate_closed(case, item, context, name, "前置事项未办结，不能作出决定")


def _gate_closed(case: Case, item: Item, context: Context, name: str, notice: str) -> GateClosed:
    waiting_for = missing(case, prerequisites(item, case.required).all)
    labels = "、".join(context.item_label(each) for each in waiting_for)
    return GateClosed(
        f'{name} is not allowed for "{item.id}" before these are granted: {", ".join(waiting_for)}',
        waiting_for=waiting_for,
        notice=f"{context.item_label(item.id)}{notice}；等待：{labels}",
    )


def _case_decided(case: Case, decided: tuple[str, ...], stamp: Stamp) -> tuple[Event, ...]:
    if all(task.state.is_final or task.item in decided for task in case.tasks.values()):
        return (happened.CaseDecided(**stamp),)
    return ()
