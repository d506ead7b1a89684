"""From a case to rows and back: what is read equals what was written, with the tasks in the order of their creation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from datetime import datetime
from typing import Any, Final, TypeAlias

from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
from yishi_engine.case.model import Case, CaseOutline, Task
from yishi_engine.errors import LimitInvalid, RowUnreadable
from yishi_engine.store.port import NO_DUE, DueIndex, StoredCase
from yishi_engine.worktime.clock import Stop
from yishi_engine.worktime.instants import instant_from_text, instant_text
from yishi_engine.worktime.limits import Limit

Row: TypeAlias = Sequence[Any]
Values: TypeAlias = dict[str, object]

CASE_COLUMNS: Final = (
    "id",
    "number",
    "bundle",
    "bundle_version",
    "region",
    "lead_department",
    "applicant",
    "state",
    "ended_at",
    "seq",
    "head",
    "body",
)
"""The columns that ``read_case`` expects, in order; the body of what was applied for comes after them."""

APPLICATION_FIELDS: Final = ("answers", "form", "personal", "materials", "required", "exempt")
"""What was applied for: the fields of a case that few commands change and no list of tasks shows. They have a row of
their own, which is not written again with every command."""

OUTLINE_COLUMNS: Final = ("id", "number", "bundle", "bundle_version", "lead_department", "state", "ended_at")
"""The columns that ``read_outline`` expects, in order."""

TASK_COLUMNS: Final = ("item", "department", "state", "body")
"""The columns that ``read_task`` expects, in order."""

_WIDTH: Final = len(CASE_COLUMNS) + 1
"""How many columns ``read_case`` expects."""


def _read_stops(value: Iterable[Sequence[str | None]]) -> tuple[Stop, ...]:
    return tuple(
        Stop(instant_from_text(since or ""), instant_from_text(until) if until else None) for since, until in value
    )


_TYPES: Final[Mapping[str, Callable[[Any], object]]] = {
    "Limit": Limit.parse,
    "Outcome": Outcome,
    "datetime": instant_from_text,
    "tuple[Mapping[str, str], ...]": tuple,
    "tuple[Stop, ...]": _read_stops,
    "tuple[str, ...]": tuple,
}
"""Type of a field → how its JSON is read; the other types are what JSON gives. None is never written."""

_READERS: Final[Mapping[str, Callable[[Any], object]]] = {
    each.name: _TYPES[kind]
    for cls in (Case, Task)
    for each in fields(cls)
    if (kind := str(each.type).removesuffix(" | None")) in _TYPES
}


def _body_fields(cls: type[Case | Task], columns: Sequence[str]) -> tuple[tuple[str, object], ...]:
    """Return the names that lie in the body with their defaults, which are not written."""
    apart = {*columns, "tasks"}
    return tuple((each.name, each.default) for each in fields(cls) if each.name not in apart)


_NOT_AS_WRITTEN: Final = (ValueError, TypeError, KeyError, AttributeError, RecursionError, LimitInvalid)
"""What reading a row raises that holds something else than was written."""

_CASE_BODY: Final = _body_fields(Case, (*CASE_COLUMNS, *APPLICATION_FIELDS))
_APPLICATION_BODY: Final = tuple((name, MISSING) for name in APPLICATION_FIELDS)
_TASK_BODY: Final = _body_fields(Task, TASK_COLUMNS)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, Limit):
        return str(value)
    if isinstance(value, Stop):
        return [value.since, value.until]
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} cannot be kept in a case")


_encoder: Final = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":"))


def json_text(value: object) -> str:
    """Return compact JSON, with the types that a case may hold."""
    return _encoder.encode(value)


def _body(value: Case | Task, names: tuple[tuple[str, object], ...]) -> str:
    held = {}
    for name, default in names:
        entry = getattr(value, name)
        if default is MISSING or entry != default:
            held[name] = entry
    return json_text(held)


def _read_body(text: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(text)
    for name in body.keys() & _READERS.keys():
        body[name] = _READERS[name](body[name])
    return body


def due_text(due_at: datetime | None) -> str:
    """Return a due instant as the tables keep it."""
    return instant_text(due_at) if due_at else NO_DUE


def read_due(text: str) -> datetime | None:
    """Return the instant that ``due_text`` wrote.

    Raises:
        RowUnreadable: It wrote something else.
    """
    try:
        return None if text == NO_DUE else instant_from_text(text)
    except ValueError:
        raise RowUnreadable("a due date") from None


def case_values(stored: StoredCase, *, due_at: datetime | None, attention_at: datetime | None) -> Values:
    """Return the columns of a case."""
    case = stored.case
    return {
        "id": case.id,
        "number": case.number,
        "bundle": case.bundle,
        "bundle_version": case.bundle_version,
        "region": case.region,
        "lead_department": case.lead_department,
        "applicant": case.applicant,
        "state": case.state.value,
        "due": due_text(due_at),
        "attention_at": instant_text(attention_at) if attention_at else None,
        "ended_at": instant_text(case.ended_at) if case.ended_at else None,
        "seq": stored.seq,
        "head": stored.head,
        "body": _body(case, _CASE_BODY),
    }


def application_values(case: Case) -> Values:
    """Return the columns of what was applied for."""
    return {"case_id": case.id, "body": _body(case, _APPLICATION_BODY)}


def task_values(case_id: str, task: Task, *, position: int, due_at: datetime | None) -> Values:
    """Return the columns of a task; ``position`` is its place among the tasks of the case, from 0."""
    return {
        "case_id": case_id,
        "item": task.item,
        "position": position,
        "department": task.department,
        "state": task.state.value,
        "due": due_text(due_at),
        "body": _body(task, _TASK_BODY),
    }


def read_task(row: Row) -> Task:
    """Build a task from ``TASK_COLUMNS``.

    Raises:
        RowUnreadable: The row holds something else than was written.
    """
    item, department, state, body = row
    try:
        return Task(item=item, department=department, state=TaskState(state), **_read_body(body))
    except _NOT_AS_WRITTEN:
        raise RowUnreadable(f'task "{item}"') from None  # the cause may quote values of the form


def read_case(row: Row, tasks: Iterable[Task]) -> StoredCase:
    """Build a case from ``CASE_COLUMNS`` with the body of its application, and its tasks, in order.

    Raises:
        RowUnreadable: The rows hold something else than was written, or there is no application.
    """
    case_id, number, bundle, version, region, lead_department, applicant, state, ended_at, seq, head, body, applied = (
        row
    )
    try:
        case = Case(
            id=case_id,
            number=number,
            bundle=bundle,
            bundle_version=version,
            region=region,
            lead_department=lead_department,
            applicant=applicant,
            state=CaseState(state),
            ended_at=instant_from_text(ended_at) if ended_at else None,
            tasks={task.item: task for task in tasks},
            **_read_body(body),
            **_read_body(applied),
        )
        return StoredCase(case=case, seq=int(seq), head=head)  # SQLite would keep any text as a number
    except _NOT_AS_WRITTEN:
        raise RowUnreadable(f'case "{case_id}"') from None


def read_stored(rows: Sequence[Row]) -> StoredCase:
    """Build a case with its due dates from one row for each task, or a single one without a task.

    Args:
        rows: Each what ``read_case`` expects, the case's due date, what ``read_task`` expects, and the task's due date.

    Raises:
        RowUnreadable: The rows hold something else than was written.
    """
    of_tasks = [row[_WIDTH + 1 :] for row in rows if row[_WIDTH + 1] is not None]
    stored = read_case(rows[0][:_WIDTH], [read_task(row[:-1]) for row in of_tasks])
    due = DueIndex(case=read_due(rows[0][_WIDTH]), tasks={row[0]: read_due(row[-1]) for row in of_tasks})
    return replace(stored, due=due)


def read_outline(row: Row) -> CaseOutline:
    """Build the outline of a case from ``OUTLINE_COLUMNS``.

    Raises:
        RowUnreadable: The row holds something else than was written.
    """
    case_id, number, bundle, version, lead_department, state, ended_at = row
    try:
        return CaseOutline(
            id=case_id,
            number=number,
            bundle=bundle,
            bundle_version=version,
            lead_department=lead_department,
            state=CaseState(state),
            ended_at=instant_from_text(ended_at) if ended_at else None,
        )
    except _NOT_AS_WRITTEN:
        raise RowUnreadable(f'case "{case_id}"') from None
