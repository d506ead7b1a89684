"""The exception list as those who work on it need it; each step is a transaction of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from yishi_engine.delivery.transactions import in_transaction
from yishi_engine.engine.identity import new_case_id
from yishi_engine.errors import NotFound
from yishi_engine.store.exception_port import ExceptionEntry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from yishi_engine.delivery.commands_in import Incoming
    from yishi_engine.errors import YishiError
    from yishi_engine.store.exception_port import ExceptionAnswer, ExceptionState
    from yishi_engine.store.port import Store

_MAX_DETAIL: Final = 2000


class ExceptionList:
    """Messages that could not be carried out, in a store."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Work on a store's list; ``clock`` returns the present as an aware datetime."""
        self._store = store
        self._clock = clock

    def listed(self, message: Incoming, *, sender: str) -> ExceptionEntry | None:
        """Return the entry of a message, or None if it was never listed."""
        with self._store.read() as transaction:
            return transaction.listed_exception(sender, message.event_id, message.digest)

    def entry(self, exception_id: str) -> ExceptionEntry:
        """Return an entry.

        Raises:
            NotFound: There is none of this id.
        """
        with self._store.read() as transaction:
            found = transaction.exception(exception_id)
        if found is None:
            raise NotFound(f'no message "{exception_id}" on the exception list', notice="异常清单中没有该报文")
        return found

    def page(self, *, state: ExceptionState, after: str, limit: int) -> list[ExceptionEntry]:
        """Return entries in a state, the oldest first, those after an id."""
        with self._store.read() as transaction:
            return transaction.exceptions(state=state, after=after, limit=limit)

    def keep(
        self, message: Incoming, error: YishiError, *, sender: str, department: str, actor_id: str
    ) -> ExceptionEntry:
        """List a message, and return how it is listed: as before, if it already was.

        Args:
            message: The message.
            error: Why it could not be carried out.
            sender: Name of the sender.
            department: Key of the sender's department.
            actor_id: Whom its commands are given by.
        """
        now = self._clock()
        entry = ExceptionEntry(
            id=new_case_id(now, os.urandom(10)),
            sender=sender,
            department=department,
            actor_id=actor_id,
            event_id=message.event_id,
            type=message.type,
            case_id=message.case_id,
            item=message.item,
            received_at=now,
            code=error.code,
            digest=message.digest,
            body=message.body,
            detail=_detail(error),
        )
        return in_transaction(self._store, lambda transaction: transaction.keep_exception(entry))

    def failed_again(self, exception_id: str, error: YishiError) -> None:
        """Write that a message was tried once more, and why it failed."""
        code, detail = error.code, _detail(error)
        in_transaction(
            self._store, lambda transaction: transaction.retried_exception(exception_id, code=code, detail=detail)
        )

    def answer(self, exception_id: str, answer: ExceptionAnswer) -> bool:
        """Write what was decided about a message; tell whether nothing had been decided before."""
        return in_transaction(self._store, lambda transaction: transaction.answer_exception(exception_id, answer))


def _detail(error: YishiError) -> str:
    """Return what was wrong, for people; a text that every database takes."""
    said = error.notice or error.message
    return "".join(sign if sign.isprintable() else " " for sign in said)[:_MAX_DETAIL]
