"""The part of a transaction on a memory store that is about the exception list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yishi_engine.store.exception_port import ExceptionAnswer, ExceptionEntry, ExceptionState
from yishi_engine.store.memory_tables import Undoing

if TYPE_CHECKING:
    from collections.abc import Iterable


class MemoryExceptions(Undoing):
    """What a transaction on a memory store can do for the exception list; see ``ExceptionTransaction``."""

    def keep_exception(self, entry: ExceptionEntry) -> ExceptionEntry:
        """List a message, and return how it is listed."""
        found = self.listed_exception(entry.sender, entry.event_id, entry.digest or "")
        if found is None:
            self._put(self._tables.exceptions, entry.id, entry)
        return found or entry

    def exception(self, exception_id: str) -> ExceptionEntry | None:
        """Return an entry, or None."""
        return self._tables.exceptions.get(exception_id)

    def listed_exception(self, sender: str, event_id: str, digest: str) -> ExceptionEntry | None:
        """Return the entry of a sender's message with an id and a digest, or None."""
        asked = sender, event_id, digest
        return next((each for each in self._entries() if (each.sender, each.event_id, each.digest) == asked), None)

    def exceptions(self, *, state: ExceptionState, after: str, limit: int) -> list[ExceptionEntry]:
        """Return entries in one state, the oldest first, those after an id."""
        found = [each for each in self._entries() if each.state is state and each.id > after]
        return sorted(found, key=lambda each: each.id)[:limit]

    def retried_exception(self, exception_id: str, *, code: str, detail: str) -> bool:
        """Write that a pending message failed once more; tell whether it still was pending."""
        found = self._pending_exception(exception_id)
        if found:
            kept = detail if found.body is not None else None
            again = replace(found, code=code, detail=kept, attempts=found.attempts + 1)
            self._put(self._tables.exceptions, exception_id, again)
        return found is not None

    def answer_exception(self, exception_id: str, answer: ExceptionAnswer) -> bool:
        """Write what was decided about a pending message, and erase it; tell whether it still was pending."""
        found = self._pending_exception(exception_id)
        if found:
            answered = replace(
                found,
                state=answer.state,
                answered_at=answer.at,
                answered_by=answer.by,
                reason=answer.reason,
                body=None,
                detail=None,
            )
            self._put(self._tables.exceptions, exception_id, answered)
        return found is not None

    def _erase_exceptions(self, case_id: str) -> bool:
        """Erase the messages about a case; tell whether there was anything."""
        asked = [each for each in self._entries() if each.case_id == case_id and each.digest is not None]
        for each in asked:
            self._put(self._tables.exceptions, each.id, replace(each, body=None, detail=None, digest=None))
        return bool(asked)

    def _pending_exception(self, exception_id: str) -> ExceptionEntry | None:
        found = self.exception(exception_id)
        return found if found and found.state is ExceptionState.PENDING else None

    def _entries(self) -> Iterable[ExceptionEntry]:
        return self._tables.exceptions.values()
