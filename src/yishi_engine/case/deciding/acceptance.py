"""Acceptance: by the lead, or by silence; and fan-out. Basis: 行政许可法 art. 26, 32."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case import events as happened
from yishi_engine.case.actor import Role
from yishi_engine.case.clocks import acceptance_window
from yishi_engine.case.deciding.arguments import text
from yishi_engine.case.gates import prerequisites
from yishi_engine.errors import NotAllowedByDefinition
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from yishi_engine.case.commands import AcceptCase, DeclineCase
    from yishi_engine.case.context import Context, Stamp
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case


def accept(case: Case, command: AcceptCase, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Accept, and create a task for each item that the situation requires."""
    if command.by.role is Role.SYSTEM:
        return deem(case, context, stamp)
    return _accepted(case, context, stamp, deemed=False)


def deem(case: Case, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Accept on silence: the window ran out without a word, so acceptance counts from the day of receipt.

    Raises:
        NotAllowedByDefinition: The bundle says otherwise, or the window is still open.
    """
    if context.bundle.limits.on_silence != "deemed_accepted":
        raise NotAllowedByDefinition(
            f'bundle "{context.bundle.id}" does not deem silence an acceptance', notice="本套餐未规定逾期视为受理"
        )
    due = acceptance_window(case, context.bundle).due(context.calendar)
    if due.at is None or context.now <= due.at:
        raise NotAllowedByDefinition(
            "the acceptance window is still open; the system accepts only on silence",
            notice="受理期限未满，不能视为受理",
        )
    return _accepted(case, context, stamp, deemed=True)


def decline(case: Case, command: DeclineCase, context: Context, stamp: Stamp) -> tuple[Event, ...]:  # noqa: ARG001
    """Decline to accept."""
    return (happened.CaseDeclined(**stamp, reason=text(command.reason, "reason", "不予受理的理由")),)


def _accepted(case: Case, context: Context, stamp: Stamp, *, deemed: bool) -> tuple[Event, ...]:
    counted_from = instant_text(case.received_at if deemed else stamp["occurred_at"])
    events: list[Event] = [happened.CaseAccepted(**stamp, counted_from=counted_from, deemed=deemed or None)]
    for item in context.bundle.items:
        if item.id not in case.required:
            continue
        needed = prerequisites(item, case.required)
        if needed.start:
            waiting = happened.TaskWaiting(**stamp, item=item.id, department=item.department, waiting_for=needed.start)
            events.append(waiting)
        else:
            started_at = None if needed.all else counted_from
            opened = happened.TaskOpened(**stamp, item=item.id, department=item.department, clock_started_at=started_at)
            events.append(opened)
    return tuple(events)
