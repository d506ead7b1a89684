"""What a transaction has still to write, gathered so that all of it goes to the database at once."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from yishi_engine.store.at_once import Shape
from yishi_engine.store.rows import APPLICATION_FIELDS, Values, application_values, case_values, json_text, task_values
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yishi_engine.case.model import Task
    from yishi_engine.store.compiled import HotStatements
    from yishi_engine.store.port import Change, KeyUse, StoredCase


class Writes:
    """Changes of cases in the order in which they came; those of one case become one."""

    def __init__(self) -> None:
        """Gather nothing yet."""
        self._changes: dict[str, Change] = {}
        self._keys: list[KeyUse] = []

    def __bool__(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self._changes)

    def add(self, change: Change) -> None:
        """Gather a change."""
        case_id = change.after.case.id
        before = self._changes.get(case_id)
        self._changes[case_id] = _joined(before, change) if before else change
        if change.key:
            self._keys.append(change.key)

    def calls(self, hot: HotStatements) -> Iterator[tuple[str, Any]]:
        """Yield statements with their arguments, in the order in which they must be carried out."""
        for writer, rows in zip(hot.writers, self._rows(), strict=True):
            if rows:
                yield from writer.calls(rows)

    def at_once(self, hot: HotStatements) -> tuple[str, list[object]] | None:
        """Return one statement that writes all, with its arguments; None if that cannot be done, or is too much."""
        if hot.at_once is None or len(self._changes) > 1:
            return None
        rows = self._rows()
        whole = hot.at_once.of(Shape(*map(len, rows)))
        return (whole.text, whole.arguments([*chain.from_iterable(rows)])) if whole else None

    def _rows(self) -> tuple[Sequence[Values], ...]:
        """Return the rows of each kind, in the order in which they are written.

        A case comes before everything else, so that it is locked first by whoever writes.
        """
        changes = list(self._changes.values())
        new_tasks: list[Values] = []
        tasks: list[Values] = []
        for change in changes:
            _task_rows(change, new_tasks, tasks)
        return (
            [_case_row(change) for change in changes if change.before is None],
            [_changed_row(change, change.before) for change in changes if change.before is not None],
            [application_values(change.after.case) for change in changes if _is_applied_anew(change)],
            new_tasks,
            tasks,
            [row for change in changes for row in _record_rows(change)],
            [_key_row(key) for key in self._keys],
            [_delivery_row(change) for change in changes if change.records],
            [_personal_row(change) for change in changes if change.personal is not None],
        )


def _joined(first: Change, second: Change) -> Change:
    """Return two changes of a case, one after the other, as one."""
    return replace(
        second,
        before=first.before,
        records=[*first.records, *second.records],
        task_due={**first.task_due, **second.task_due},
        personal=first.personal if second.personal is None else second.personal,
    )


def _key_row(key: KeyUse) -> Values:
    return {
        "key": key.key,
        "case_id": key.case_id,
        "seq": key.seq,
        "calendar": key.calendar,
        "fingerprint": key.fingerprint,
        "salt": key.salt,
    }


def _case_row(change: Change) -> Values:
    return case_values(change.after, due_at=change.due_at, attention_at=change.attention_at)


def _changed_row(change: Change, before: StoredCase) -> Values:
    values = _case_row(change)
    return {**values, "this_id": values.pop("id"), "this_seq": before.seq, "this_head": before.head}


def _is_applied_anew(change: Change) -> bool:
    """Tell whether anything that was applied for is not the very thing that it was before."""
    before, after = change.before and change.before.case, change.after.case
    return before is None or any(getattr(before, name) is not getattr(after, name) for name in APPLICATION_FIELDS)


def _task_rows(change: Change, new: list[Values], changed: list[Values]) -> None:
    case = change.after.case
    known: Mapping[str, Task] = change.before.case.tasks if change.before else {}
    for position, (item, task) in enumerate(case.tasks.items()):
        if item in known and item not in change.task_due:
            continue
        values = task_values(case.id, task, position=position, due_at=change.task_due.get(item))
        if item in known:
            changed.append({**values, "this_id": values.pop("case_id"), "this_item": values.pop("item")})
        else:
            new.append(values)


def _record_rows(change: Change) -> Iterator[Values]:
    for record in change.records:
        yield {
            "this_id": record.case,
            "seq": record.seq,
            "body": record.body_text,
            "hash": record.hash,
            "last": change.after.seq,
        }


def _personal_row(change: Change) -> Values:
    return {"case_id": change.after.case.id, "content": json_text(change.personal), "erased_at": None}


def _delivery_row(change: Change) -> Values:
    first, last = change.records[0], change.records[-1]
    return {
        "case_id": first.case,
        "next_seq": first.seq,
        "last_seq": last.seq,
        "recorded_at": instant_text(first.recorded_at),
    }
