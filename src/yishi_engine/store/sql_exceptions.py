"""The part of a transaction on an SQL database that is about the exception list."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final

from yishi_engine.store import exception_statements as sql
from yishi_engine.store.exception_port import ExceptionAnswer, ExceptionEntry, ExceptionState
from yishi_engine.worktime.instants import instant_from_text, instant_text

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Select
    from sqlalchemy.sql.base import Executable

    from yishi_engine.store.rows import Row, Values

_COUNTED: Final = {"preserve_rowcount": True}  # SQLAlchemy forgets it for an INSERT


class SqlExceptions(ABC):
    """What a transaction on an SQL database can do for the exception list; see ``ExceptionTransaction``."""

    @property
    @abstractmethod
    def _connection(self) -> Connection:
        """SQLAlchemy's connection, on which all that was saved so far stands."""

    def keep_exception(self, entry: ExceptionEntry) -> ExceptionEntry:
        """List a message, and return how it is listed."""
        insert = sql.KEEP[self._connection.dialect.name]
        if self._change(insert, **_row(entry)):
            return entry
        return self.listed_exception(entry.sender, entry.event_id, entry.digest or "") or entry

    def exception(self, exception_id: str) -> ExceptionEntry | None:
        """Return an entry, or None."""
        return self._entry(sql.BY_ID, exception_id=exception_id)

    def listed_exception(self, sender: str, event_id: str, digest: str) -> ExceptionEntry | None:
        """Return the entry of a sender's message with an id and a digest, or None."""
        return self._entry(sql.BY_MESSAGE, sender=sender, event_id=event_id, digest=digest)

    def exceptions(self, *, state: ExceptionState, after: str, limit: int) -> list[ExceptionEntry]:
        """Return entries in one state, the oldest first, those after an id."""
        rows = self._connection.execute(sql.LISTED[state], {"after": after, "limit": limit})
        return [_read(row) for row in rows]

    def retried_exception(self, exception_id: str, *, code: str, detail: str) -> bool:
        """Write that a pending message failed once more; tell whether it still was pending."""
        return self._change(sql.FAILED_AGAIN, this_id=exception_id, code=code, detail=detail) > 0

    def answer_exception(self, exception_id: str, answer: ExceptionAnswer) -> bool:
        """Write what was decided about a pending message, and erase it; tell whether it still was pending."""
        said = {"answered_at": instant_text(answer.at), "answered_by": answer.by, "reason": answer.reason}
        return self._change(sql.ANSWER, this_id=exception_id, state=answer.state.value, **said) > 0

    def _erase_exceptions(self, case_id: str) -> bool:
        """Erase the messages about a case; tell whether there was anything."""
        return self._change(sql.ERASE, this_id=case_id) > 0

    def _entry(self, statement: Select[Any], **parameters: str) -> ExceptionEntry | None:
        if not all(value.isprintable() for value in parameters.values()):
            return None  # a database may refuse even to look for it
        row = self._connection.execute(statement, parameters).first()
        return _read(row) if row else None

    def _change(self, statement: Executable, **parameters: object) -> int:
        return self._connection.execute(statement, parameters, execution_options=_COUNTED).rowcount


def _row(entry: ExceptionEntry) -> Values:
    return {
        "id": entry.id,
        "sender": entry.sender,
        "department": entry.department,
        "actor_id": entry.actor_id,
        "event_id": entry.event_id,
        "type": entry.type,
        "case_id": entry.case_id,
        "item": entry.item,
        "received_at": instant_text(entry.received_at),
        "code": entry.code,
        "attempts": entry.attempts,
        "state": entry.state.value,
        "digest": entry.digest,
        "body": entry.body,
        "detail": entry.detail,
        "answered_at": instant_text(entry.answered_at) if entry.answered_at else None,
        "answered_by": entry.answered_by,
        "reason": entry.reason,
    }


def _read(row: Row) -> ExceptionEntry:
    id_, sender, department, actor_id, event_id, type_, case_id, item, received_at, code, attempts, *rest = row
    state, digest, body, detail, answered_at, answered_by, reason = rest
    return ExceptionEntry(
        id=id_,
        sender=sender,
        department=department,
        actor_id=actor_id,
        event_id=event_id,
        type=type_,
        case_id=case_id,
        item=item,
        received_at=instant_from_text(received_at),
        code=code,
        attempts=attempts,
        state=ExceptionState(state),
        digest=digest,
        body=body,
        detail=detail,
        answered_at=_read_instant(answered_at),
        answered_by=answered_by,
        reason=reason,
    )


def _read_instant(text: str | None) -> datetime | None:
    return instant_from_text(text) if text else None
