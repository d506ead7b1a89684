"""Whether the lifecycles allow a command, and the answer that says what they do allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case import commands as c
from yishi_engine.case.lifecycle import CASE_LIFECYCLE, COMMAND_LABELS, TASK_LIFECYCLE, CaseState, TaskState
from yishi_engine.errors import NotAllowedInState, NotFound

if TYPE_CHECKING:
    from yishi_engine.case.context import Context
    from yishi_engine.case.model import Case, Task

_AT_WORK = (CaseState.ACCEPTED, CaseState.DECIDED)
_AFTER_COMPLETION = ("PassVerification", "FailVerification")


def check_state(case: Case, command: c.Command, context: Context) -> None:
    """Check a command against the state of the case and, for a task's command, of the task.

    Raises:
        NotAllowedInState: The state does not allow it; says which commands it allows.
        NotFound: The case has no such task.
    """
    name = type(command).__name__
    if isinstance(command, c.TaskCommand):
        if case.state not in _AT_WORK and not (case.state is CaseState.COMPLETED and name in _AFTER_COMPLETION):
            raise _refusal(name, f"办件{case.number}", case.id, case.state, CASE_LIFECYCLE.allowed(case.state))
        task = the_task(case, command, context)
        if TASK_LIFECYCLE.next(task.state, name) is None:
            label = context.item_label(task.item)
            raise _refusal(name, label, command.task_id, task.state, TASK_LIFECYCLE.allowed(task.state))
    elif CASE_LIFECYCLE.next(case.state, name) is None:
        raise _refusal(name, f"办件{case.number}", case.id, case.state, CASE_LIFECYCLE.allowed(case.state))


def the_task(case: Case, command: c.TaskCommand, context: Context) -> Task:
    """Return the task that a command names.

    Raises:
        NotFound: The situation does not require the item, or there is none of this name.
    """
    task = case.tasks.get(command.item)
    if task is None:
        label = context.item_label(command.item)  # an item the bundle does not have is said here
        raise NotFound(
            f'case "{case.id}" has no task "{command.item}": its situation does not require the item',
            notice=f"本办件的情形不需要办理{label}",
        )
    return task


def _refusal(
    name: str, label: str, subject: str, state: CaseState | TaskState, allowed: tuple[str, ...]
) -> NotAllowedInState:
    listed = ", ".join(allowed) or "nothing"
    chinese = "、".join(COMMAND_LABELS[each] for each in allowed) or "无"
    return NotAllowedInState(
        f'{name} is not allowed for "{subject}" in state "{state}"; allowed: {listed}',
        command=name,
        subject=subject,
        state=state.value,
        allowed=allowed,
        notice=f"{label}当前状态为“{state.label}”，不能{COMMAND_LABELS[name]}；可以：{chinese}",
    )
