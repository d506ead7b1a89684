"""The part of a transaction on a memory store that tells a doctor what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.store.delivery_port import StoredRecord
from yishi_engine.store.diagnosis_port import Kept, Stray
from yishi_engine.store.memory_tables import Undoing

if TYPE_CHECKING:
    from collections.abc import Collection


class MemoryDiagnosis(Undoing):
    """What a transaction on a memory store can tell a doctor; see ``DiagnosisTransaction``."""

    def case_ids(self, *, after: str, limit: int) -> list[str]:
        """Return ids of all cases, in order, those after an id."""
        return sorted(case_id for case_id in self._tables.cases if case_id > after)[:limit]

    def kept_beside(self, case_ids: Collection[str]) -> dict[str, Kept]:
        """Return what is kept beside some cases; those that do not exist are left out."""
        tables = self._tables
        keys: dict[str, int] = {}
        for use in tables.keys.values():
            keys[use.case_id] = max(use.seq, keys.get(use.case_id, 0))
        # Values that are erased leave no row here; that the case once had some stands in its records.
        return {
            case_id: Kept(
                tables.attention.get(case_id),
                True if case_id in tables.personal else (False if tables.cases[case_id].case.personal else None),
                keys.get(case_id, 0),
            )
            for case_id in case_ids
            if case_id in tables.cases
        }

    def stored_histories(self, case_ids: Collection[str]) -> dict[str, tuple[StoredRecord, ...]]:
        """Return all records of some cases as they are stored, in order."""
        known = self._tables.records
        return {
            case_id: tuple(StoredRecord(each.seq, each.body_text, each.hash) for each in known[case_id])
            for case_id in case_ids
            if case_id in known
        }

    def strays(self, *, limit: int) -> list[Stray]:
        """Return what names cases that are not there."""
        tables = self._tables
        named = {
            "records": set(tables.records),
            "keys": {use.case_id for use in tables.keys.values()},
            "deliveries": {case_id for case_id, _ in tables.deliveries},
        }
        return [
            Stray(kind, case_id)
            for kind, found in named.items()
            for case_id in sorted(found - tables.cases.keys())[:limit]
        ]
