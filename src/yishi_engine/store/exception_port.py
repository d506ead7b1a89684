"""The port's part for the exception list: messages of departments' systems that could not be carried out.

Nothing that a sender was told has arrived is lost: what is late, contradictory, unknown or malformed is listed here
until somebody retries it or dismisses it. What may hold personal data (the message itself, the text of the error) goes
once it is answered or its case is erased, and then its digest as well; what remains says that there was a message and
what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from datetime import datetime


class ExceptionState(StrEnum):
    """What became of a message on the exception list."""

    PENDING = "pending"
    CARRIED_OUT = "carried_out"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionEntry:
    """A message on the exception list.

    Attributes:
        id: Begins with the time, so that ids sort in the order in which the messages were listed.
        sender: Name of the sender.
        department: Key of the sender's department.
        actor_id: Whom commands of the sender are given by.
        event_id: The message's own id; empty if it has none that can be used.
        type: The message's type; empty if it has none that can be used.
        case_id: The case that it names, whether or not there is such a case; None if it names none.
        item: The item of the task that it names; None if it names none.
        received_at: When it was listed.
        code: Stable dotted code of the error.
        attempts: How often it was tried.
        state: Whether somebody has to look at it.
        digest: ``sha256:`` and the digest of the message; None once its case was erased.
        body: The message; None once it was answered or its case was erased.
        detail: Text of the error; goes with the body.
        answered_at: When it was carried out or dismissed.
        answered_by: Who did that.
        reason: Why it was dismissed.
    """

    id: str
    sender: str
    department: str
    actor_id: str
    event_id: str
    type: str
    case_id: str | None
    item: str | None
    received_at: datetime
    code: str
    attempts: int = 1
    state: ExceptionState = ExceptionState.PENDING
    digest: str | None
    body: str | None = field(repr=False)
    detail: str | None = field(repr=False)
    answered_at: datetime | None = None
    answered_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionAnswer:
    """What was decided about a message on the exception list.

    Attributes:
        state: ``carried_out`` or ``dismissed``.
        at: When.
        by: Who decided.
        reason: Why, for one that is dismissed.
    """

    state: ExceptionState
    at: datetime
    by: str
    reason: str | None = None


@runtime_checkable
class ExceptionTransaction(Protocol):
    """What a transaction on a store can do for the exception list."""

    def keep_exception(self, entry: ExceptionEntry) -> ExceptionEntry:
        """List a message, and return how it is listed: as before, if the same sender's same message already was."""

    def exception(self, exception_id: str) -> ExceptionEntry | None:
        """Return an entry, or None."""

    def listed_exception(self, sender: str, event_id: str, digest: str) -> ExceptionEntry | None:
        """Return the entry of a sender's message with an id and a digest, or None if it was never listed."""

    def exceptions(self, *, state: ExceptionState, after: str, limit: int) -> list[ExceptionEntry]:
        """Return entries in one state, the oldest first, those after an id."""

    def retried_exception(self, exception_id: str, *, code: str, detail: str) -> bool:
        """Write that a pending message failed once more; tell whether it still was pending."""

    def answer_exception(self, exception_id: str, answer: ExceptionAnswer) -> bool:
        """Write what was decided about a pending message, and erase it; tell whether it still was pending."""
