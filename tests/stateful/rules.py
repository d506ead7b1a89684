"""What must hold of a case at any time, read from the published lifecycles and from nothing of the package's."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from tests.model.situation import asked
from tests.stateful.definitions import PRIVATE_MARK, VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.model.situation import Asked
    from yishi_engine import AuditRecord
    from yishi_engine.case.model import Case, Task

DECIDED: Final = ("granted", "refused", "terminated")
ENDED: Final = ("completed", "declined", "withdrawn", "lapsed")
CASE_STATES: Final[Mapping[str, str]] = {
    "case.submitted": "submitted",
    "case.correction_requested": "correcting",
    "case.corrected": "submitted",
    "case.accepted": "accepted",
    "case.declined": "declined",
    "case.withdrawn": "withdrawn",
    "case.lapsed": "lapsed",
    "case.decided": "decided",
    "case.completed": "completed",
    "task.opened": "accepted",
    "task.waiting": "accepted",
    "task.reopened": "accepted",
}
TASK_STATES: Final[Mapping[str, str]] = {
    "task.opened": "open",
    "task.waiting": "waiting",
    "task.started": "in_progress",
    "task.suspended": "suspended",
    "task.resumed": "in_progress",
    "task.granted": "granted",
    "task.refused": "refused",
    "task.terminated": "terminated",
    "task.reopened": "open",
}
ONCE: Final = ("case.correction_requested", "case.accepted", "case.extended", "case.completed", "case.rated")
"""What happens once in the life of a case, if at all."""
ONCE_A_TASK: Final = ("task.extended", "task.verified", "task.revoked")


def broken_rules(case: Case, records: Sequence[AuditRecord]) -> list[str]:
    """Return every rule that a case breaks, in words; none for a sound one.

    Args:
        case: The case as it is kept.
        records: Its audit records.
    """
    wanted = asked(VERSIONS[case.bundle_version], case.answers)
    moved = any(record.type == "case.migrated" for record in records)
    found = [*_of_the_case(case, wanted, records), *_of_the_records(case, records)]
    for item, task in case.tasks.items():
        found += [f"{item}: {fault}" for fault in _of_a_task(case, task)]
        if item in wanted.items:
            found += [f"{item}: {fault}" for fault in _of_gates(case, task, wanted, moved=moved)]
    return found


def _of_the_case(case: Case, wanted: Asked, records: Sequence[AuditRecord]) -> Iterator[str]:
    began = any(record.type == "case.accepted" for record in records)
    undecided = [item for item, task in case.tasks.items() if task.state not in DECIDED]
    if bool(case.tasks) != began:
        yield "tasks are there before acceptance, or none after it"
    if began and not set(wanted.items) <= set(case.tasks):
        yield "an item that the situation requires has no task"
    if case.state == "accepted" and not undecided:
        yield "all tasks are decided, and the case is not"
    if case.state in ("decided", *ENDED) and undecided:
        yield f"it is {case.state}, and {undecided} are not decided"
    if (case.ended_at is not None) != (case.state in ENDED):
        yield "the end of the case and its state disagree"
    if case.state == "completed" and case.deferred:
        yield "it is completed, and a deferred material is missing"
    if set(case.deferred) & set(case.materials):
        yield "a material is missing and there"
    if (case.outcome and case.outcome.value) != _outcome(case, wanted):
        yield f"the outcome {case.outcome} does not follow from the tasks"


def _outcome(case: Case, wanted: Asked) -> str | None:
    if case.state != "completed":
        return None
    states = {case.tasks[item].state == "granted" for item in wanted.items}
    return {(True,): "granted", (False,): "refused"}.get(tuple(states), "partly_granted")


def _of_a_task(case: Case, task: Task) -> Iterator[str]:
    stopped = bool(task.stops) and task.stops[-1].until is None
    if any(stop.until is None for stop in task.stops[:-1]):
        yield "an older stop is open"
    if task.state == "suspended" and not (stopped and task.procedure):
        yield "it is suspended without an open stop or a procedure"
    if stopped and task.state != "suspended" and case.state != "withdrawn":
        yield f"it is {task.state}, and its clock is stopped"
    if (task.state in ("granted", "refused")) != (task.decided_at is not None) and task.state != "terminated":
        yield "the time of the decision and the state disagree"
    if task.state in ("in_progress", "suspended") and not task.officer:
        yield "nobody is on record as its officer"
    if task.verification and not (task.on_commitment and case.state == "completed"):
        yield "it was verified before completion, or was not granted on commitment"
    if any(mark.startswith("normal") for mark in task.alerted) or len(set(task.alerted)) != len(task.alerted):
        yield f"odd marks: {task.alerted}"


def _of_gates(case: Case, task: Task, wanted: Asked, *, moved: bool) -> Iterator[str]:  # noqa: C901  (a list of rules)
    """Yield what is wrong about the gates of a task.

    What was decided before the case was ``moved`` to other gates is kept, so there only undecided tasks are looked at.
    """
    states = {each: case.tasks[each].state for each in wanted.prerequisites(task.item)}
    behind = [each for each in wanted.prerequisites(task.item, "start") if states[each] != "granted"]
    missing = [each for each, state in states.items() if state != "granted"]
    failed = [each for each in missing if states[each] in ("refused", "terminated")]
    if task.state in ("open", "in_progress", "suspended") and behind:
        yield f"it is {task.state}, and {behind} are not granted"
    if task.state == "waiting" and not behind:
        yield "it waits for nothing"
    if task.state not in DECIDED:
        if task.clock_started_at is None and not missing:
            yield "everything that it needs is granted, and its clock does not run"
        if task.clock_started_at is not None and missing:
            yield f"its clock runs, and {missing} are not granted"
        if failed and case.state != "withdrawn":
            yield f"it goes on, although {failed} failed"
    elif task.reason == "no_longer_required":
        yield "it ended as no longer required, and the situation requires it"
    elif not moved:
        if task.state != "terminated" and missing:
            yield f"it is {task.state}, and {missing} are not granted"
        if task.state == "terminated" and not failed and case.state != "withdrawn":
            yield "it ended, and nothing that it needs has failed"


def _of_the_records(case: Case, records: Sequence[AuditRecord]) -> Iterator[str]:
    types = Counter(record.type for record in records)
    often = [each for each in ONCE if types[each] > 1]
    of_tasks = Counter((record.type, record.data.get("item")) for record in records if record.type in ONCE_A_TASK)
    often += [f"{kind} of {item}" for (kind, item), count in of_tasks.items() if count > 1]
    if often:
        yield f"more than once: {often}"
    told = [CASE_STATES[record.type] for record in records if record.type in CASE_STATES]
    if told[-1] != case.state:
        yield f"the records tell that it is {told[-1]}, it is {case.state}"
    tasks = {str(record.data["item"]): TASK_STATES[record.type] for record in records if record.type in TASK_STATES}
    if tasks != {item: task.state.value for item, task in case.tasks.items()}:
        yield f"the records tell of tasks {tasks}"
    # That somebody looked at a clock does not bar the record of what had been done before.
    happened = [record.occurred_at for record in records if not record.type.startswith("clock.")]
    if happened != sorted(happened) or case.last_at != happened[-1]:
        yield "the records go back in time"
    if any(record.occurred_at > record.recorded_at for record in records):
        yield "something was recorded before it happened"
    if any(PRIVATE_MARK in record.body_text for record in records):
        yield "the records tell a personal value"
