"""The part of a transaction on a memory store that looks back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.store.memory_tables import Undoing

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from yishi_engine.audit import AuditRecord


class MemoryHistory(Undoing):
    """What a transaction on a memory store can tell of the past; see ``HistoryTransaction``."""

    def ended(
        self,
        *,
        after: str,
        limit: int,
        since: datetime | None = None,
        until: datetime | None = None,
        bundle: str | None = None,
    ) -> list[str]:
        """Return ids of cases that have ended, in order, those after an id; see ``HistoryTransaction.ended``."""
        found = (
            case_id
            for case_id, stored in self._tables.cases.items()
            if case_id > after
            and stored.case.ended_at is not None
            and (since is None or stored.case.ended_at >= since)
            and (until is None or stored.case.ended_at < until)
            and bundle in (None, stored.case.bundle)
        )
        return sorted(found)[:limit]

    def histories(self, case_ids: Collection[str]) -> dict[str, tuple[AuditRecord, ...]]:
        """Return all audit records of some cases, in order; those that do not exist are left out."""
        known = self._tables.records
        return {case_id: known[case_id] for case_id in case_ids if case_id in known}

    def loaded_notices(self) -> list[tuple[str, datetime]]:
        """Return the contents of the calendar notices with when each was loaded, in the order in which they were."""
        return list(self._tables.notices.items())
