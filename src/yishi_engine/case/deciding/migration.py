"""A change of version, carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case import events as happened
from yishi_engine.case.deciding.arguments import text
from yishi_engine.case.gates import prerequisites
from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.case.migration import MigrationPlan, plan_migration
from yishi_engine.errors import ArgumentInvalid, MigrationForbidden
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from yishi_engine.case.commands import MigrateCase
    from yishi_engine.case.context import Context, Stamp
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case


def migrate(case: Case, command: MigrateCase, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Move a case to another version of its bundle, if nothing forbids it."""
    new = context.target
    if new is None or new.id != case.bundle or new.version == case.bundle_version:
        raise ArgumentInvalid(
            f"version must be another version of {case.bundle}", field="version", notice="须指定同一套餐的另一版本"
        )
    reason = text(command.reason, "reason", "变更版本的理由")
    plan = plan_migration(case, context.bundle, new, context.personal)
    if plan.obstacles:
        raise MigrationForbidden(tuple(plan.obstacles), version=new.version)
    migrated = happened.CaseMigrated(
        **stamp,
        version=plan.version,
        bundle_digest=context.target_digest,
        before=plan.before,
        reason=reason,
        required=plan.required,
        exempt=plan.exempt,
        answers=plan.answers,
        deferred=plan.deferred,
        departments=plan.departments,
        clocks_started=tuple(plan.clocks_started),
        clocks_withdrawn=tuple(plan.clocks_withdrawn),
    )
    tasks = (*_ended(plan, stamp), *_placed(case, plan, context, stamp))
    return (migrated, *tasks, *_decided(case, plan, stamp))


def _ended(plan: MigrationPlan, stamp: Stamp) -> tuple[Event, ...]:
    return tuple(happened.TaskTerminated(**stamp, item=item, cause="no_longer_required") for item in plan.removed)


def _placed(case: Case, plan: MigrationPlan, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    events: list[Event] = []
    for item in context.target.items if context.target else ():
        if item.id in plan.waiting:
            waiting = happened.TaskWaiting(
                **stamp, item=item.id, department=item.department, waiting_for=plan.waiting[item.id]
            )
            events.append(waiting)
        elif item.id in plan.opened:
            unmet = [
                each
                for each in prerequisites(item, plan.required).all
                if each not in case.tasks or case.tasks[each].state is not TaskState.GRANTED
            ]
            started_at = None if unmet else instant_text(stamp["occurred_at"])
            opened = happened.TaskOpened(**stamp, item=item.id, department=item.department, clock_started_at=started_at)
            events.append(opened)
    return tuple(events)


def _decided(case: Case, plan: MigrationPlan, stamp: Stamp) -> tuple[Event, ...]:
    left = [item for item, task in case.tasks.items() if not task.state.is_final and item not in plan.removed]
    if case.state is CaseState.ACCEPTED and not left and not plan.opened and not plan.waiting:
        return (happened.CaseDecided(**stamp),)
    return ()
