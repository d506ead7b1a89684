"""What is owed besides deciding: hand-overs on record, verification of commitments, follow-up of bad ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case import commands as c
from yishi_engine.case import events as happened
from yishi_engine.case.actor import MAX_ID
from yishi_engine.case.deciding.arguments import text
from yishi_engine.case.lifecycle import CaseState
from yishi_engine.errors import ArgumentInvalid, NotAllowedByDefinition

if TYPE_CHECKING:
    from yishi_engine.case.context import Context, Stamp
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case


def reassign(case: Case, command: c.ReassignTask, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Hand a task over to another officer of the department."""
    task = case.tasks[command.item]
    officer = text(command.officer, "officer", "接手经办人")
    if len(officer) > MAX_ID or not officer.isprintable():
        raise ArgumentInvalid(
            f"officer must be 1 to {MAX_ID} printable characters", field="officer", notice="接手经办人标识不对"
        )
    if officer == task.officer:
        raise ArgumentInvalid(
            f'"{officer}" has the task already',
            field="officer",
            notice=f"{context.item_label(task.item)}已由该经办人办理",
        )
    reason = text(command.reason, "reason", "转交的理由", required=False)
    handed = happened.TaskReassigned(**stamp, item=task.item, officer=officer, before=task.officer or "", reason=reason)
    return (handed,)


def pass_verification(case: Case, command: c.PassVerification, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Record that what was granted on commitment holds."""
    _check_owed(case, command, context)
    note = text(command.note, "note", "核查情况", required=False)
    return (happened.VerificationPassed(**stamp, item=command.item, note=note),)


def fail_verification(case: Case, command: c.FailVerification, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Revoke what was granted on commitment."""
    _check_owed(case, command, context)
    return (happened.GrantRevoked(**stamp, item=command.item, reason=text(command.reason, "reason", "撤销的理由")),)


def follow_up(case: Case, command: c.FollowUpRating, context: Context, stamp: Stamp) -> tuple[Event, ...]:  # noqa: ARG001
    """Record what was done about a bad rating."""
    if case.follow_up_since is None or case.followed_up_at is not None:
        raise NotAllowedByDefinition("no bad rating waits for a follow-up", notice="没有待整改的差评")
    return (happened.RatingFollowedUp(**stamp, text=text(command.text, "text", "整改情况")),)


def _check_owed(case: Case, command: c.TaskCommand, context: Context) -> None:
    task = case.tasks[command.item]
    label = context.item_label(task.item)
    if not task.on_commitment:
        raise NotAllowedByDefinition(
            f'"{task.item}" was not granted on commitment', notice=f"{label}不是以告知承诺准予，无需核查"
        )
    if task.verification is not None:
        raise NotAllowedByDefinition(f'"{task.item}" was verified before', notice=f"{label}已经核查过")
    if case.state is not CaseState.COMPLETED:
        raise NotAllowedByDefinition(
            "what was granted on commitment is verified after completion", notice=f"{label}须待办结后核查"
        )
