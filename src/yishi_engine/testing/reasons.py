"""What the definition says about a command that was rejected, where the refusal alone gives no next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case.commands import SuspendTask, split_task_id
from yishi_engine.case.lifecycle import TaskState
from yishi_engine.errors import NotAllowedByDefinition, NotAllowedInState, YishiError
from yishi_engine.testing.failures import Said
from yishi_engine.testing.names import NOTHING

if TYPE_CHECKING:
    from yishi_engine.bundle.model import Bundle
    from yishi_engine.case.commands import Command


def reason(error: YishiError, command: Command, bundle: Bundle) -> Said:
    """Return what to add to a rejection: for what a task waits, or that its item can never be stopped.

    Args:
        error: The rejection.
        command: What was rejected.
        bundle: The definition of its case.
    """
    if isinstance(error, NotAllowedInState) and error.state == TaskState.WAITING:
        gates = bundle.item(split_task_id(error.subject)[1]).depends_on
        awaited = [bundle.item(gate.item) for gate in gates if gate.gate == "start"]
        chinese = "、".join(f"{item.name}（{item.id}）" for item in awaited)
        english = ", ".join(f"{item.id} ({item.name})" for item in awaited)
        return Said(f"；前置准予之后才能办：{chinese}", f"; it waits until this is granted: {english}")
    if not isinstance(error, NotAllowedByDefinition) or not isinstance(command, SuspendTask):
        return NOTHING
    if bundle.item(command.item).special_procedures:
        return NOTHING
    return Said("；套餐没有给这个事项写 special_procedures", "; the bundle gives this item no special_procedures")
