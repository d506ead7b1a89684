"""The part of a transaction on a memory store that reads everything."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from yishi_engine.store.memory_tables import Undoing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yishi_engine.errors import RowUnreadable
    from yishi_engine.store.port import StoredCase
    from yishi_engine.store.proof_port import RecordRow


class MemoryProof(Undoing):
    """What a transaction on a memory store can read of all cases; see ``ProofTransaction``."""

    def stored_cases(
        self, *, after: str | None = None, until: str | None = None
    ) -> Iterator[tuple[str, StoredCase | RowUnreadable]]:
        """Yield id and state of cases in order; see ``ProofTransaction.stored_cases``."""
        for case_id in _between(self._tables.cases, after, until):
            yield case_id, self._tables.cases[case_id]

    def stored_records(self, *, after: str | None = None, until: str | None = None) -> Iterator[RecordRow]:
        """Yield records as stored, in order; see ``ProofTransaction.stored_records``."""
        for case_id in _between(self._tables.records, after, until):
            for record in self._tables.records[case_id]:
                yield case_id, record.seq, record.body_text, record.hash

    def landmark(self, step: int, *, after: str | None = None) -> str | None:
        """Return the id of the case that comes so many cases later; see ``ProofTransaction.landmark``."""
        return next(islice(_between(self._tables.cases, after, None), step - 1, None), None)


def _between(ids: Iterable[str], after: str | None, until: str | None) -> list[str]:
    return sorted(each for each in ids if (after is None or each > after) and (until is None or each <= until))
