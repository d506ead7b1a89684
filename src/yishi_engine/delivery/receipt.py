"""What a department's system is told about its message."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from yishi_engine.store.exception_port import ExceptionState

if TYPE_CHECKING:
    from yishi_engine.case.views import CaseView
    from yishi_engine.store.exception_port import ExceptionEntry


class Outcome(StrEnum):
    """What became of a message."""

    DONE = "done"
    LISTED = "listed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a message; it is safe with us in every case.

    Attributes:
        outcome: ``done``: the command was carried out, now or when the message came first. ``listed``: it could not be,
            and waits on the exception list for somebody to decide. ``dismissed``: that was decided.
        event_id: The message's own id; empty if it has none that can be used.
        case_id: The case that it names; None if it names none.
        exception_id: Its id on the exception list; None if it is not there.
        code: Stable dotted code of what was wrong; None if nothing was.
        detail: What was wrong, for people.
        case: The case after the command, as the sender's department may see it.
    """

    outcome: Outcome
    event_id: str
    case_id: str | None
    exception_id: str | None = None
    code: str | None = None
    detail: str | None = None
    case: CaseView | None = field(default=None, repr=False)

    @classmethod
    def of_entry(cls, entry: ExceptionEntry) -> Receipt:
        """Return the receipt of a message on the exception list."""
        if entry.state is ExceptionState.CARRIED_OUT:
            return cls(outcome=Outcome.DONE, event_id=entry.event_id, case_id=entry.case_id, exception_id=entry.id)
        return cls(
            outcome=Outcome.LISTED if entry.state is ExceptionState.PENDING else Outcome.DISMISSED,
            event_id=entry.event_id,
            case_id=entry.case_id,
            exception_id=entry.id,
            code=entry.code,
            detail=entry.detail,
        )

    def to_json(self) -> dict[str, object]:
        """Return it in JSON's types, without the case and without what does not apply."""
        said = {
            "outcome": self.outcome.value,
            "id": self.event_id,
            "case_id": self.case_id,
            "exception_id": self.exception_id,
            "code": self.code,
            "detail": self.detail,
        }
        return {name: value for name, value in said.items() if value is not None}
