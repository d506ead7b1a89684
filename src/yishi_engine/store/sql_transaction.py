"""One transaction on an SQL database."""

from __future__ import annotations

import json
from hashlib import sha256
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

from yishi_engine.audit import AuditRecord, Head
from yishi_engine.case.commands import TASK_SEPARATOR, split_task_id
from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.errors import RowUnreadable, VersionChanged
from yishi_engine.store import statements as sql
from yishi_engine.store.port import (
    BEGINNING,
    Attention,
    Change,
    Definition,
    Dossier,
    KeyUse,
    Position,
    StoredCase,
    TaskRow,
    Unreadable,
)
from yishi_engine.store.rows import (
    OUTLINE_COLUMNS,
    Row,
    read_case,
    read_outline,
    read_stored,
    read_task,
)
from yishi_engine.store.sql_delivery import SqlDelivery
from yishi_engine.store.sql_diagnosis import SqlDiagnosis
from yishi_engine.store.sql_exceptions import SqlExceptions
from yishi_engine.store.sql_history import SqlHistory
from yishi_engine.store.sql_proof import SqlProof
from yishi_engine.store.writing import Writes
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, CursorResult
    from sqlalchemy.sql.base import Executable

    from yishi_engine.store.channel import Channel
    from yishi_engine.store.compiled import Compiled, HotStatements

_PART: Final = 500
_LAST: Final = 2**31 - 1
_STREAM: Final = 500
_COUNTED: Final = {"preserve_rowcount": True}  # SQLAlchemy forgets it for an INSERT
_OUTLINE: Final = len(OUTLINE_COLUMNS)

T = TypeVar("T")


class SqlTransaction(SqlDelivery, SqlDiagnosis, SqlExceptions, SqlHistory, SqlProof):
    """One transaction on an SQL database; see ``Transaction`` for the methods."""

    def __init__(self, connection: Callable[[], Connection], channel: Channel, hot: HotStatements) -> None:
        """Begin on a connection whose transaction has begun, or begins with the first statement.

        Args:
            connection: Returns SQLAlchemy's connection, for what is not sent often; made only when it is needed.
            channel: The same connection as the driver has it.
            hot: What is sent often.
        """
        self._connect = connection
        self._channel = channel
        self._hot = hot
        self._writes = Writes()
        self._definitions: set[Definition] = set()
        self._streams: set[CursorResult[Any]] = set()
        self.callbacks: list[Callable[[], None]] = []

    def finish(self) -> None:
        """Write what is still to be written, and commit."""
        if self._writes:
            self._write(commit=True)
        else:
            self._channel.commit()

    def close(self) -> None:
        """Close what somebody stopped reading half-way: its cursor would outlive the transaction, and could lock it."""
        while self._streams:
            self._streams.pop().close()

    def flush(self) -> None:
        """Write what is still to be written."""
        if self._writes:
            self._write(commit=False)

    def _write(self, *, commit: bool) -> None:
        writes, self._writes = self._writes, Writes()
        whole = writes.at_once(self._hot)
        if whole:
            self._channel.run_at_once(*whole, commit=commit)
        else:
            self._channel.run(writes.calls(self._hot), commit=commit)

    def load(self, case_id: str) -> StoredCase | None:
        """Return a case with its due dates, or None."""
        rows = self._asked(self._hot.load, case_id=case_id)
        return read_stored(rows) if rows else None

    def dossier(self, case_id: str) -> Dossier | None:
        """Return a case with its personal values, or None."""
        return self._dossier(self._hot.dossier, case_id=case_id)

    def dossier_of_number(self, number: str) -> Dossier | None:
        """Return the case with an official number with its personal values, or None."""
        return self._dossier(self._hot.dossier_of_number, number=number)

    def load_many(self, case_ids: Collection[str], *, unreadable: set[str] | None = None) -> dict[str, StoredCase]:
        """Return cases with their due dates by their ids; those that do not exist are left out."""
        found: dict[str, list[Row]] = {}
        for part in _parts(case_ids):
            for row in self._rows(sql.CASES_WITH_TASKS, case_ids=part):
                found.setdefault(row[0], []).append(row)
        stored: dict[str, StoredCase] = {}
        for case_id, rows in found.items():
            try:
                stored[case_id] = read_stored(rows)
            except RowUnreadable:
                if unreadable is None:
                    raise
                unreadable.add(case_id)
        return stored

    def lock(self, case_ids: Collection[str], *, wait: bool = True) -> list[str]:
        """Let no other transaction change these cases from now on; see ``Transaction.lock``.

        It is a statement of its own: one that locked and read at once would see the new case with its old tasks.
        """
        statement = sql.LOCK if wait else sql.LOCK_FREE
        return [each for part in _parts(sorted(case_ids)) for (each,) in self._rows(statement, case_ids=part)]

    def claim_due(self, now: datetime, *, after: Position = BEGINNING, limit: int) -> list[Position]:
        """Lock cases whose time has come; see ``Transaction.claim_due``. A statement of its own, as of ``lock``."""
        place = {"after_at": after.due, "after_id": after.id}
        rows = self._rows(sql.CLAIM_DUE, now=instant_text(now), **place, limit=limit)
        return [Position(due, case_id) for due, case_id in rows]

    def save(self, change: Change) -> None:
        """Write a change, at the latest with the end of the transaction; see ``Transaction.save``."""
        if change.definition and change.definition not in self._definitions:
            self._keep_definition(change.definition)
            self._definitions.add(change.definition)
        self._writes.add(change)

    def reindex(self, attention: Sequence[Attention]) -> None:
        """Write anew when cases need attention; see ``Transaction.reindex``."""
        rows = [
            {"this_id": case_id, "this_seq": seq, "attention_at": instant_text(at) if at else None}
            for case_id, seq, at in attention
        ]
        if rows:  # an empty list would be taken for no parameters
            self._connection.execute(sql.REINDEX, rows)

    def unfinished(self, *, after: str, limit: int) -> list[str]:
        """Return ids of cases that have not ended or still need attention; see ``Transaction.unfinished``."""
        return [case_id for (case_id,) in self._rows(sql.UNFINISHED, after=after, limit=limit)]

    def notices(self) -> list[str]:
        """Return the contents of the calendar notices, in the order in which they were loaded."""
        return [content for (content,) in self._rows(sql.NOTICES)]

    def keep_notice(self, content: str, at: datetime) -> bool:
        """Keep a calendar notice; tell whether it was new."""
        digest = sha256(content.encode()).hexdigest()
        return self._run(self._hot.inserts.notice, digest=digest, content=content, loaded_at=instant_text(at)) > 0

    def key_use(self, key: str) -> KeyUse | None:
        """Return what a key was used for, or None."""
        rows = self._asked(self._hot.key, key=key)
        return _read_key(rows[0]) if rows else None

    def key_uses(self, keys: Collection[str]) -> dict[str, KeyUse]:
        """Return what keys were used for; those that are not in use are left out."""
        return {row[0]: _read_key(row) for part in _parts(keys) for row in self._rows(sql.KEYS, keys=part)}

    def find_case(self, number: str) -> str | None:
        """Return the id of the case with an official number, or None."""
        return _only(self._rows(sql.CASE_OF_NUMBER, number=number))

    def cases(
        self,
        *,
        states: Collection[CaseState],
        lead_department: str | None,
        applicant: str | None,
        bundle: str | None,
        after: Position | None,
        limit: int,
        unreadable: list[Unreadable] | None = None,
    ) -> list[StoredCase]:
        """Return cases, the most urgent first; see ``Transaction.cases``."""
        asked = {"lead_department": lead_department, "applicant": applicant, "bundle": bundle}
        filters = {name: value for name, value in asked.items() if value is not None}
        wanted = _states(states or CaseState)
        place = {"after_due": after.due, "after_id": after.id} if after else {}
        query = sql.case_page(len(wanted), filters=frozenset(filters), continued=after is not None, limit=limit)
        rows = self._asked(self._hot.of(query), **wanted, **filters, **place)
        tasks: dict[str, list[Row]] = {row[0]: [] for row in rows}
        if tasks:
            for case_id, *columns in self._rows(sql.TASKS, case_ids=list(tasks)):
                tasks[case_id].append(columns)

        def read(row: Row) -> StoredCase:
            return read_case(row[:-1], map(read_task, tasks[row[0]]))

        return _page(rows, read, lambda row: row[0], unreadable)

    def inbox(
        self,
        *,
        department: str,
        states: Collection[TaskState],
        after: Position | None,
        limit: int,
        unreadable: list[Unreadable] | None = None,
    ) -> list[TaskRow]:
        """Return tasks of a department, the most urgent first; see ``Transaction.inbox``."""
        if not states:
            return []
        wanted = _states(states)
        place = {}
        if after:
            case_id, item = split_task_id(after.id)
            place = {"after_due": after.due, "after_case": case_id, "after_item": item}
        query = sql.inbox_page(len(wanted), continued=after is not None, limit=limit)
        rows = self._asked(self._hot.of(query), department=department, **wanted, **place)

        def read(row: Row) -> TaskRow:
            return TaskRow(case=read_outline(row[:_OUTLINE]), task=read_task(row[_OUTLINE:-1]))

        return _page(rows, read, lambda row: f"{row[0]}{TASK_SEPARATOR}{row[_OUTLINE]}", unreadable)

    def needing_attention(self, now: datetime, *, limit: int) -> list[str]:
        """Return ids of cases that a sweep should look at; see ``Transaction.needing_attention``."""
        return [case_id for (case_id,) in self._rows(sql.ATTENTION, now=instant_text(now), limit=limit)]

    def records(self, case_id: str, *, after: int = 0, until: int | None = None) -> Iterator[AuditRecord]:
        """Yield audit records of a case in order."""
        for _, body, hash_ in self._stream(
            sql.RECORDS, case_id=case_id, after=after, until=_LAST if until is None else until
        ):
            yield AuditRecord.from_stored(body, hash_)

    def heads(self) -> Iterator[Head]:
        """Yield the head of every chain, sorted by case."""
        for case_id, seq, head in self._stream(sql.HEADS):
            yield Head(case_id, seq, head)

    def stored_rows(self, case_id: str) -> Iterator[tuple[int, str, str]]:
        """Yield ``(seq, body text, hash)`` of a case's records."""
        for row in self._stream(sql.RECORDS, case_id=case_id, after=-_LAST, until=_LAST):
            yield row[0], row[1], row[2]

    def personal(self, case_id: str) -> Mapping[str, object] | None:
        """Return the personal values of a case; None if there are none or they were erased."""
        return _read_personal(case_id, _only(self._rows(sql.PERSONAL, case_id=case_id)))

    def erase(self, case_id: str, at: datetime) -> bool:
        """Erase the personal values of a case and the fingerprints of its keys."""
        erased = self._run(sql.ERASE_PERSONAL, this_id=case_id, erased_at=instant_text(at))
        self._run(sql.ERASE_FINGERPRINTS, this_id=case_id)
        return self._erase_exceptions(case_id) or erased > 0

    def definitions(self) -> list[Definition]:
        """Return all definitions in use."""
        return [_read_definition(row) for row in self._rows(sql.DEFINITIONS)]

    def definition(self, bundle: str, version: int) -> Definition | None:
        """Return one definition in use, or None."""
        if not isinstance(version, int) or not 0 <= version <= _LAST:
            return None  # a database may refuse even to look for it
        rows = self._rows(sql.DEFINITION, bundle=bundle, version=version)
        return _read_definition(rows[0]) if rows else None

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Call back once the transaction has been committed."""
        self.callbacks.append(callback)

    def _dossier(self, statement: Compiled, **parameters: object) -> Dossier | None:
        rows = self._asked(statement, **parameters)
        if not rows:
            return None
        stored = read_stored([row[1:] for row in rows])
        return Dossier(stored=stored, personal=_read_personal(stored.case.id, rows[0][0]))

    def _keep_definition(self, definition: Definition) -> None:
        place = {"bundle": definition.bundle, "version": definition.version}
        if self._run(self._hot.inserts.definition, **place, digest=definition.digest, content=definition.content):
            return
        kept = self.definition(definition.bundle, definition.version)
        if kept is None or kept.digest != definition.digest:
            raise VersionChanged(bundle=definition.bundle, version=definition.version)

    @property
    def _connection(self) -> Connection:
        """SQLAlchemy's connection, on which all that was saved so far stands."""
        self.flush()
        self._channel.begin()
        return self._connect()

    def _asked(self, statement: Compiled, **parameters: object) -> Sequence[Row]:
        """Return the rows of a query that is asked often."""
        if not _can_be_kept(parameters.values()):
            return []
        self.flush()
        return self._channel.rows(statement, parameters)

    def _rows(self, statement: sql.Query, **parameters: object) -> Sequence[Row]:
        if not _can_be_kept(parameters.values()):
            return []
        return self._connection.execute(statement, parameters).all()

    def _stream(self, statement: sql.Query, **parameters: object) -> Iterator[Row]:
        return self._portions(statement, parameters, _STREAM) if _can_be_kept(parameters.values()) else iter(())

    def _portions(self, statement: sql.Query, parameters: Mapping[str, object], size: int) -> Iterator[Row]:
        """Yield rows that are read so many at a time."""
        result = self._connection.execute(statement, parameters, execution_options={"yield_per": size})
        self._streams.add(result)
        try:
            for rows in result.partitions():
                yield from rows
        finally:
            result.close()
            self._streams.discard(result)

    def _run(self, statement: Executable, **parameters: object) -> int:
        return self._connection.execute(statement, parameters, execution_options=_COUNTED).rowcount


def _can_be_kept(values: Iterable[object]) -> bool:
    """Tell whether all texts are of the kind that is kept; a database may refuse even to look for another."""
    return all(value.isprintable() for value in values if isinstance(value, str))


def _only(rows: Sequence[Row]) -> str | None:
    return rows[0][0] if rows else None


def _states(states: Iterable[CaseState | TaskState]) -> dict[str, str]:
    ordered = sorted(set(states), key=attrgetter("value"))
    return {f"state_{number}": state.value for number, state in enumerate(ordered)}


def _read_definition(row: Row) -> Definition:
    bundle, version, digest, content = row
    return Definition(bundle=bundle, version=version, digest=digest, content=content)


def _read_personal(case_id: str, content: str | None) -> Mapping[str, object] | None:
    if content is None:
        return None
    try:
        values = json.loads(content)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise RowUnreadable(f'the personal values of case "{case_id}"')
    return values


def _read_key(row: Row) -> KeyUse:
    key, case_id, seq, calendar, fingerprint, salt = row
    return KeyUse(key=key, case_id=case_id, seq=seq, calendar=calendar, fingerprint=fingerprint, salt=salt)


def _parts(ids: Collection[str]) -> Iterator[list[str]]:
    """Yield what can be looked for in lists that every database takes."""
    listed = [each for each in ids if each.isprintable()]
    for begin in range(0, len(listed), _PART):
        yield listed[begin : begin + _PART]


def _page(
    rows: Sequence[Row], read: Callable[[Row], T], name: Callable[[Row], str], unreadable: list[Unreadable] | None
) -> list[T]:
    """Read the rows of a page, each of which begins with the id of a case and ends with a due date."""
    found = []
    for index, row in enumerate(rows):
        try:
            found.append(read(row))
        except RowUnreadable as error:
            if unreadable is None:
                raise
            position = Position(row[-1], name(row))
            unreadable.append(
                Unreadable(index=index, position=position, case_id=row[0], error=error.with_traceback(None))
            )
    return found
