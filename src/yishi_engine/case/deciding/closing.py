"""The end of a case: completion, withdrawal, rating; and the extension of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case import commands as c
from yishi_engine.case import events as happened
from yishi_engine.case.clocks import case_clock
from yishi_engine.case.deciding.arguments import text
from yishi_engine.case.deciding.tasks import extension
from yishi_engine.case.lifecycle import TaskState
from yishi_engine.errors import ArgumentInvalid, MaterialMissing, NotAllowedByDefinition

if TYPE_CHECKING:
    from yishi_engine.case.context import Context, Stamp
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case

BEST_SCORE = 5


def withdraw(case: Case, command: c.WithdrawCase, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Withdraw; open tasks end, decided ones keep their decision."""
    withdrawn = happened.CaseWithdrawn(**stamp, reason=text(command.reason, "reason", "撤回的理由", required=False))
    ended = tuple(
        happened.TaskTerminated(**stamp, item=item.id, cause="case_withdrawn")
        for item in context.bundle.items
        if item.id in case.tasks and not case.tasks[item.id].state.is_final
    )
    return (withdrawn, *ended)


def complete(case: Case, command: c.CompleteCase, context: Context, stamp: Stamp) -> tuple[Event, ...]:  # noqa: ARG001
    """Issue all results together, once nothing is missing."""
    if case.deferred:
        names = {material.id: material.name for material in context.bundle.materials}
        labels = "、".join(f"{names[each]}（{each}）" for each in case.deferred)
        raise MaterialMissing(
            f"deferred materials are missing: {', '.join(case.deferred)}",
            materials=case.deferred,
            notice=f"容缺材料尚未补齐，不能办结：{labels}",
        )
    issued = tuple(task.item for task in case.tasks.values() if task.state is TaskState.GRANTED)
    return (happened.CaseCompleted(**stamp, outcome=case.outcome_of_tasks().value, issued=issued),)


def rate(case: Case, command: c.RateCase, context: Context, stamp: Stamp) -> tuple[Event, ...]:  # noqa: ARG001
    """Rate, once."""
    if isinstance(command.score, bool) or not isinstance(command.score, int) or not 1 <= command.score <= BEST_SCORE:
        raise ArgumentInvalid("score must be 1 to 5", field="score", notice="评价须为1（非常不满意）至5（非常满意）")
    if case.rating is not None:
        raise NotAllowedByDefinition(
            "the case was rated before; once is allowed", notice="已经评价过，一次办件评价一次"
        )
    comment = text(command.comment, "comment", "评价内容", required=False)
    return (happened.CaseRated(**stamp, score=command.score, comment=comment),)


def extend(case: Case, command: c.ExtendCase, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Lengthen the time of the whole case once, within the bundle's extension, before it is over."""
    added = extension(command.limit, context.bundle.limits.extension, case.extension, f"办件{case.number}")
    clock = case_clock(case, context.bundle)
    due = clock.due(context.calendar) if clock else None
    if due and due.at and stamp["occurred_at"] > due.at:
        raise NotAllowedByDefinition(
            f"the case was due on {due.on}; an extension is given before expiry", notice="办件已过期限，不能延期"
        )
    reason = text(command.reason, "reason", "延期的理由")
    return (happened.CaseExtended(**stamp, limit=str(added), reason=reason),)
