"""The return of a decided task, and what becomes of everything that had rested on its decision.

The task itself is open again and its clock goes on where it stood. What its result had opened waits again, decided or
not, and its clock will start anew with the next result. A decision behind a ``decide`` gate is void and open again.
What its refusal had ended waits or is open again, unless another prerequisite has failed too. Siblings keep theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yishi_engine.case import events as happened
from yishi_engine.case.deciding.arguments import text
from yishi_engine.case.gates import prerequisites
from yishi_engine.case.lifecycle import TaskState

if TYPE_CHECKING:
    from yishi_engine.bundle.model import Item
    from yishi_engine.case.commands import ReopenTask
    from yishi_engine.case.context import Context, Stamp
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case

_FAILED = frozenset({TaskState.REFUSED, TaskState.TERMINATED})


def reopen(case: Case, command: ReopenTask, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Return a decided task for another decision."""
    reason = text(command.reason, "reason", "退回的理由")
    fates = _Fates(case=case, stamp=stamp, states={item: task.state for item, task in case.tasks.items()})
    fates.states[command.item] = TaskState.OPEN
    settled = {command.item}
    for item in _in_order_of_dependence(case, context):
        if item.id not in settled and any(gate.item in fates.touched | {command.item} for gate in item.depends_on):
            fates.decide(item, command.item)
    reopened = happened.TaskReopened(
        **stamp, item=command.item, reason=reason, clocks_withdrawn=tuple(fates.clocks_withdrawn)
    )
    return (reopened, *fates.events)


@dataclass(slots=True)
class _Fates:
    """Works out, item by item, what the return does to the items behind it."""

    case: Case
    stamp: Stamp
    states: dict[str, TaskState]
    events: list[Event] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    clocks_withdrawn: list[str] = field(default_factory=list)

    def decide(self, item: Item, returned: str) -> None:
        """Decide the fate of one item behind the returned one; its prerequisites have been looked at before it."""
        state = self.states[item.id]
        needed = prerequisites(item, self.case.required)
        if any(self.states[each] in _FAILED for each in needed.all):
            return
        self.touched.add(item.id)
        if any(self.states[each] is not TaskState.GRANTED for each in needed.start):
            if state is not TaskState.WAITING:
                waiting_for = tuple(each for each in needed.start if self.states[each] is not TaskState.GRANTED)
                self._happen(item, TaskState.WAITING, waiting_for)
        elif state.is_final:
            self.states[item.id] = TaskState.OPEN
            self.events.append(
                happened.TaskReopened(**self.stamp, item=item.id, reason="前置事项退回重办", prerequisite=returned)
            )
        elif self.case.tasks[item.id].clock_started_at is not None:
            self.clocks_withdrawn.append(item.id)

    def _happen(self, item: Item, state: TaskState, waiting_for: tuple[str, ...]) -> None:
        self.states[item.id] = state
        department = self.case.tasks[item.id].department
        self.events.append(
            happened.TaskWaiting(**self.stamp, item=item.id, department=department, waiting_for=waiting_for)
        )


def _in_order_of_dependence(case: Case, context: Context) -> list[Item]:
    """Return the items at work, each after its prerequisites; among equals in order of definition."""
    left = [item for item in context.bundle.items if item.id in case.tasks]
    ordered: list[Item] = []
    while left:
        placed = {item.id for item in ordered}
        ready = [
            item for item in left if all(gate.item in placed or gate.item not in case.tasks for gate in item.depends_on)
        ]
        ordered += ready
        left = [item for item in left if item not in ready]
    return ordered
