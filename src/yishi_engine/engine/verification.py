"""Proving what a store keeps: the chains, the state that they say, and the definitions that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.audit import verify_stored
from yishi_engine.engine.definitions import kept_digest
from yishi_engine.engine.handling import load
from yishi_engine.engine.recording import case_of_records
from yishi_engine.errors import AuditChainBroken, RowUnreadable

if TYPE_CHECKING:
    from yishi_engine.case.model import Case
    from yishi_engine.store.port import StoredCase, Transaction


class Verification:
    """One run of proving; what it has proved of a definition it does not prove again."""

    def __init__(self, transaction: Transaction) -> None:
        """Begin on one state of a store."""
        self._transaction = transaction
        self._digests: dict[tuple[str, int], str] = {}

    def all(self) -> int:
        """Prove every case; return the number of records.

        Raises:
            AuditChainBroken: Names the first bad record.
        """
        known = {head.case for head in self._transaction.heads()}
        for case_id in self._transaction.record_case_ids():
            if case_id not in known:
                raise AuditChainBroken(f'case "{case_id}" is gone, its records are there', case=case_id, seq=1)
        return sum(self.case(case_id) for case_id in sorted(known))

    def case(self, case_id: str) -> int:
        """Prove one case; return the number of its records.

        Raises:
            AuditChainBroken: Names the first bad record.
            NotFound: No such case.
        """
        stored = self._stored(case_id)
        rows = self._transaction.stored_rows(case_id)
        count = verify_stored(rows, case=case_id, head=(stored.seq, stored.head))
        if case_of_records(case_id, self._transaction.records(case_id)) != stored.case:
            raise AuditChainBroken(
                f'the stored state of case "{case_id}" is not what its records say', case=case_id, seq=stored.seq
            )
        if self._digest(stored.case) != stored.case.bundle_digest:
            raise AuditChainBroken(
                f'the definition that is kept for case "{case_id}" is not the one that its records name',
                case=case_id,
                seq=1,
            )
        return count

    def _stored(self, case_id: str) -> StoredCase:
        try:
            return load(self._transaction, case_id)
        except RowUnreadable as error:
            newest = max(1, sum(1 for _ in self._transaction.stored_rows(case_id)))
            raise AuditChainBroken(
                f'the stored state of case "{case_id}" is not what its records say: {error.message}',
                case=case_id,
                seq=newest,
            ) from None

    def _digest(self, case: Case) -> str:
        """Return the digest of what is really kept, computed anew from its content; empty if that cannot be read."""
        key = case.bundle, case.bundle_version
        if key not in self._digests:
            self._digests[key] = kept_digest(self._transaction, *key)
        return self._digests[key]
