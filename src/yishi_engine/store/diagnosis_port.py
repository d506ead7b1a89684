"""The port's part for finding what is wrong: copies as they are kept, and rows that no case stands behind.

It writes nothing and locks nothing; a page of cases at a time is all that is ever held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from yishi_engine.store.delivery_port import StoredRecord


class Stray(NamedTuple):
    """Rows that name a case that is not there.

    Attributes:
        kind: ``records``, ``keys`` or ``deliveries``.
        case_id: The case that they name.
    """

    kind: str
    case_id: str


class Kept(NamedTuple):
    """What a store keeps beside a case.

    Attributes:
        attention_at: When a sweep is to look at it again; None if none is.
        personal: Whether its personal values are there; False once they were erased, None if there never were any.
        last_key: The newest record that a key's first answer rests on; 0 if no key was used.
    """

    attention_at: datetime | None
    personal: bool | None
    last_key: int


@runtime_checkable
class DiagnosisTransaction(Protocol):
    """What a transaction on a store can tell a doctor."""

    def case_ids(self, *, after: str, limit: int) -> list[str]:
        """Return ids of all cases, in order, those after an id."""

    def kept_beside(self, case_ids: Collection[str]) -> dict[str, Kept]:
        """Return what is kept beside some cases; those that do not exist are left out."""

    def stored_histories(self, case_ids: Collection[str]) -> dict[str, tuple[StoredRecord, ...]]:
        """Return all records of some cases as they are stored, in order; nothing is read from their texts."""

    def strays(self, *, limit: int) -> list[Stray]:
        """Return what names cases that are not there, each kind and case once, at most so many of each kind."""
