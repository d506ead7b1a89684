"""A store in the memory of one process, for tests and simulations. Its transactions come one after another."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

from yishi_engine.audit import AuditRecord, Head
from yishi_engine.case.commands import task_id
from yishi_engine.case.model import CaseOutline
from yishi_engine.errors import VersionChanged
from yishi_engine.store.memory_delivery import MemoryDelivery
from yishi_engine.store.memory_diagnosis import MemoryDiagnosis
from yishi_engine.store.memory_exceptions import MemoryExceptions
from yishi_engine.store.memory_history import MemoryHistory
from yishi_engine.store.memory_proof import MemoryProof
from yishi_engine.store.memory_tables import Tables
from yishi_engine.store.port import (
    BEGINNING,
    Attention,
    Change,
    Definition,
    Dossier,
    DueIndex,
    KeyTaken,
    KeyUse,
    Position,
    Stale,
    StoredCase,
    TaskRow,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from yishi_engine.case.lifecycle import CaseState, TaskState
    from yishi_engine.case.model import Case

V = TypeVar("V")


class MemoryStore:
    """A store that forgets everything when the process ends."""

    def __init__(self, *, algo: str = "sha256") -> None:
        """Create an empty store.

        Args:
            algo: Hash algorithm of its audit chains, ``sha256`` or ``sm3``.
        """
        self.algo = algo
        self._lock = threading.RLock()
        self._tables = Tables()

    def check(self) -> None:
        """Do nothing: there is no schema that could be out of date."""

    @contextmanager
    def write(self, connection: Connection | None = None) -> Iterator[MemoryTransaction]:
        """Begin a transaction; see ``Store.write``.

        Raises:
            ValueError: A connection was given; memory has none to share.
        """
        with self._lock:
            transaction = self._begin(connection)
            try:
                yield transaction
            except BaseException:
                transaction.undo()
                raise
        for callback in transaction.callbacks:
            callback()

    @contextmanager
    def read(self, connection: Connection | None = None) -> Iterator[MemoryTransaction]:
        """Begin a transaction that reads one state; see ``Store.read``."""
        with self._lock:
            yield self._begin(connection)

    def _begin(self, connection: Connection | None) -> MemoryTransaction:
        if connection is not None:
            raise ValueError("a memory store has no connections to share")
        return MemoryTransaction(self._tables)


class MemoryTransaction(MemoryDelivery, MemoryDiagnosis, MemoryExceptions, MemoryHistory, MemoryProof):
    """One transaction on a memory store; see ``Transaction`` for the methods."""

    def __init__(self, tables: Tables) -> None:
        """Begin on a store's tables."""
        super().__init__(tables)
        self.callbacks: list[Callable[[], None]] = []

    def load(self, case_id: str) -> StoredCase | None:
        """Return a case with its due dates, or None."""
        found = self._tables.cases.get(case_id)
        if found is None:
            return None
        due = self._tables.due
        tasks = {item: due.get(task_id(case_id, item)) for item in found.case.tasks}
        return replace(found, due=DueIndex(case=due.get(case_id), tasks=tasks))

    def load_many(
        self,
        case_ids: Collection[str],
        *,
        unreadable: set[str] | None = None,  # noqa: ARG002  (nothing is written here as text)
    ) -> dict[str, StoredCase]:
        """Return cases by their ids; those that do not exist are left out."""
        found = {case_id: self.load(case_id) for case_id in case_ids}
        return {case_id: stored for case_id, stored in found.items() if stored}

    def dossier(self, case_id: str) -> Dossier | None:
        """Return a case with its personal values, or None."""
        stored = self.load(case_id)
        return Dossier(stored=stored, personal=self.personal(case_id)) if stored else None

    def dossier_of_number(self, number: str) -> Dossier | None:
        """Return the case with an official number with its personal values, or None."""
        case_id = self.find_case(number)
        return None if case_id is None else self.dossier(case_id)

    def lock(self, case_ids: Collection[str], *, wait: bool = True) -> list[str]:  # noqa: ARG002
        """Return the cases that there are: a transaction has the whole store to itself."""
        return sorted(each for each in case_ids if each in self._tables.cases)

    def claim_due(self, now: datetime, *, after: Position = BEGINNING, limit: int) -> list[Position]:
        """Return cases whose time has come; see ``Transaction.claim_due``."""
        due = (Position.of(at, each) for each, at in self._tables.attention.items() if at and at <= now)
        return sorted(each for each in due if each > after)[:limit]

    def save(self, change: Change) -> None:
        """Write a change; see ``Transaction.save``."""
        tables, case = self._tables, change.after.case
        found = tables.cases.get(case.id)
        if (found.seq if found else None) != (change.before.seq if change.before else None):
            raise Stale(case.id)
        if change.key and change.key.key in tables.keys:
            raise KeyTaken(change.key.key)
        if change.definition:
            self._keep_definition(change.definition)
        self._put(tables.cases, case.id, change.after)
        self._put(tables.records, case.id, (*tables.records.get(case.id, ()), *change.records))
        if change.key:
            self._put(tables.keys, change.key.key, change.key)
        if change.personal is not None:
            self._put(tables.personal, case.id, dict(change.personal))
        self._put_due(case.id, change.due_at, change.task_due, change.attention_at)
        self._queue(change)

    def reindex(self, attention: Sequence[Attention]) -> None:
        """Write anew when cases need attention; see ``Transaction.reindex``."""
        for case_id, seq, at in attention:
            found = self._tables.cases.get(case_id)
            if found and found.seq == seq:
                self._put(self._tables.attention, case_id, at)

    def unfinished(self, *, after: str, limit: int) -> list[str]:
        """Return ids of cases that have not ended or still need attention; see ``Transaction.unfinished``."""
        tables = self._tables
        found = (
            case_id
            for case_id, stored in tables.cases.items()
            if case_id > after and (stored.case.ended_at is None or tables.attention.get(case_id))
        )
        return sorted(found)[:limit]

    def notices(self) -> list[str]:
        """Return the contents of the calendar notices, in the order in which they were loaded."""
        return list(self._tables.notices)

    def keep_notice(self, content: str, at: datetime) -> bool:
        """Keep a calendar notice; tell whether it was new."""
        if content in self._tables.notices:
            return False
        self._put(self._tables.notices, content, at)
        return True

    def key_use(self, key: str) -> KeyUse | None:
        """Return what a key was used for, or None."""
        return self._tables.keys.get(key)

    def key_uses(self, keys: Collection[str]) -> dict[str, KeyUse]:
        """Return what keys were used for; those that are not in use are left out."""
        return {key: self._tables.keys[key] for key in keys if key in self._tables.keys}

    def find_case(self, number: str) -> str | None:
        """Return the id of the case with an official number, or None."""
        return next((each for each, stored in self._tables.cases.items() if stored.case.number == number), None)

    def cases(
        self,
        *,
        states: Collection[CaseState],
        lead_department: str | None,
        applicant: str | None,
        bundle: str | None,
        after: Position | None,
        limit: int,
        unreadable: list[Unreadable] | None = None,  # noqa: ARG002
    ) -> list[StoredCase]:
        """Return cases, the most urgent first; see ``Transaction.cases``."""
        found = [
            stored
            for stored in self._tables.cases.values()
            if (not states or stored.case.state in states)
            and lead_department in (None, stored.case.lead_department)
            and applicant in (None, stored.case.applicant)
            and bundle in (None, stored.case.bundle)
        ]
        return self._page(found, lambda stored: stored.case.id, after, limit)

    def inbox(
        self,
        *,
        department: str,
        states: Collection[TaskState],
        after: Position | None,
        limit: int,
        unreadable: list[Unreadable] | None = None,  # noqa: ARG002
    ) -> list[TaskRow]:
        """Return tasks of a department, the most urgent first; see ``Transaction.inbox``."""
        found = [
            TaskRow(case=_outline(stored.case), task=task)
            for stored in self._tables.cases.values()
            for task in stored.case.tasks.values()
            if task.department == department and task.state in states
        ]
        return self._page(found, lambda row: task_id(row.case.id, row.task.item), after, limit)

    def needing_attention(self, now: datetime, *, limit: int) -> list[str]:
        """Return ids of cases that a sweep should look at; see ``Transaction.needing_attention``."""
        return [each.id for each in self.claim_due(now, limit=limit)]

    def records(self, case_id: str, *, after: int = 0, until: int | None = None) -> Iterator[AuditRecord]:
        """Yield audit records of a case in order."""
        yield from self._tables.records.get(case_id, ())[after:until]

    def heads(self) -> Iterator[Head]:
        """Yield the head of every chain, sorted by case."""
        for case_id, stored in sorted(self._tables.cases.items()):
            yield Head(case_id, stored.seq, stored.head)

    def stored_rows(self, case_id: str) -> Iterator[tuple[int, str, str]]:
        """Yield ``(seq, body text, hash)`` of a case's records."""
        for record in self._tables.records.get(case_id, ()):
            yield record.seq, record.body_text, record.hash

    def personal(self, case_id: str) -> Mapping[str, object] | None:
        """Return the personal values of a case; None if there are none or they were erased."""
        return self._tables.personal.get(case_id)

    def erase(self, case_id: str, at: datetime) -> bool:  # noqa: ARG002  (kept by stores that outlive the process)
        """Erase the personal values of a case and the fingerprints of its keys."""
        found = self._tables.personal.get(case_id) is not None
        if found:
            self._drop(self._tables.personal, case_id)
        for key, use in list(self._tables.keys.items()):
            if use.case_id == case_id:
                self._put(self._tables.keys, key, replace(use, fingerprint=None, salt=""))
        return self._erase_exceptions(case_id) or found

    def definitions(self) -> list[Definition]:
        """Return all definitions in use."""
        return [self._tables.definitions[key] for key in sorted(self._tables.definitions)]

    def definition(self, bundle: str, version: int) -> Definition | None:
        """Return one definition in use, or None."""
        return self._tables.definitions.get((bundle, version))

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Call back once the transaction has ended without an error."""
        self.callbacks.append(callback)

    def _keep_definition(self, definition: Definition) -> None:
        key = definition.bundle, definition.version
        found = self._tables.definitions.get(key)
        if found and found.digest != definition.digest:
            raise VersionChanged(bundle=definition.bundle, version=definition.version)
        if not found:
            self._put(self._tables.definitions, key, definition)

    def _put_due(
        self, case_id: str, due_at: datetime | None, tasks: Mapping[str, datetime | None], attention: datetime | None
    ) -> None:
        self._put(self._tables.due, case_id, due_at)
        self._put(self._tables.attention, case_id, attention)
        for item, at in tasks.items():
            self._put(self._tables.due, task_id(case_id, item), at)

    def _page(self, rows: list[V], key: Callable[[V], str], after: Position | None, limit: int) -> list[V]:
        def place(row: V) -> Position:
            return Position.of(self._tables.due.get(key(row)), key(row))

        ordered = sorted(rows, key=place)
        return [row for row in ordered if after is None or place(row) > after][:limit]


def _outline(case: Case) -> CaseOutline:
    return CaseOutline(**{each.name: getattr(case, each.name) for each in fields(CaseOutline)})
