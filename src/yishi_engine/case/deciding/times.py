"""When a thing happened: now, or earlier on the word of an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from yishi_engine.case.actor import Role
from yishi_engine.errors import ArgumentInvalid, NotPermitted
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.case.commands import Command
    from yishi_engine.case.model import Case


class Occurrence(TypedDict):
    """When it happened and whether that was said afterwards."""

    occurred_at: datetime
    backfilled: bool


def occurrence(case: Case | None, command: Command, now: datetime) -> Occurrence:
    """Return when a command's events happen.

    A time given must lie between the case's newest event, a warning or a card of a clock aside, and now. Without one it
    is now, and never before the newest event: clocks of two machines differ, and a record that goes back would be read
    as back-filled.

    Raises:
        ArgumentInvalid: The time is naive, in the future, or before the case's newest event.
        NotPermitted: Somebody else than staff gave a time.
    """
    last = case.last_at if case else None
    at = command.occurred_at
    if at is None or at == now:
        return Occurrence(occurred_at=max(now, last) if last else now, backfilled=False)
    if at.tzinfo is None:
        raise ArgumentInvalid(
            "occurred_at has no time zone",
            field="occurred_at",
            notice="发生时间缺时区",
            advice="give an aware datetime",
        )
    if command.by.role not in (Role.STAFF, Role.SUPERVISOR):
        raise NotPermitted(
            "only staff may record afterwards what happened earlier", allowed="staff", notice="只有工作人员可以补录"
        )
    if at > now:
        raise ArgumentInvalid(
            f"occurred_at {instant_text(at)} lies in the future", field="occurred_at", notice="发生时间不能晚于现在"
        )
    if last and at < last:
        raise ArgumentInvalid(
            f"occurred_at {instant_text(at)} lies before the case's newest event at {instant_text(last)}",
            field="occurred_at",
            notice="补录时间不能早于该办件已有的最近一次记录",
        )
    return Occurrence(occurred_at=at, backfilled=True)
