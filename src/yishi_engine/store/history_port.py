"""The port's part for looking back: cases that have ended, whole histories at once, notices with when they came.

Reports and measurements read it. It writes nothing, and a page at a time is all that is ever held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from yishi_engine.audit import AuditRecord


@runtime_checkable
class HistoryTransaction(Protocol):
    """What a transaction on a store can tell of the past."""

    def ended(
        self,
        *,
        after: str,
        limit: int,
        since: datetime | None = None,
        until: datetime | None = None,
        bundle: str | None = None,
    ) -> list[str]:
        """Return ids of cases that have ended, in order, those after an id.

        Args:
            after: Id of the last case of the page before; empty for the first page.
            limit: How many at most.
            since: Only those that ended then or later; aware.
            until: Only those that ended before; aware.
            bundle: Only those of this bundle.
        """

    def histories(self, case_ids: Collection[str]) -> dict[str, tuple[AuditRecord, ...]]:
        """Return all audit records of some cases, in order; those that do not exist are left out."""

    def loaded_notices(self) -> list[tuple[str, datetime]]:
        """Return the contents of the calendar notices with when each was loaded, in the order in which they were."""
