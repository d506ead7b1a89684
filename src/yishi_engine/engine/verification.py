"""Proving what a store keeps: the chains, the state that they say, and the definitions that they name."""

from __future__ import annotations

from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from yishi_engine.audit import ChainProof, RecordInvalid
from yishi_engine.case.evolution import replay
from yishi_engine.engine.definitions import kept_digest
from yishi_engine.engine.handling import load
from yishi_engine.engine.recording import event_of_body
from yishi_engine.errors import ArgumentInvalid, AuditChainBroken, LimitInvalid, RowUnreadable, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yishi_engine.audit import StoredRow
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case
    from yishi_engine.store.port import StoredCase, Transaction
    from yishi_engine.store.proof_port import RecordRow

_PART: Final = 200
"""Records that are proved at once: enough to save calls, and no more of a long chain is ever held."""

_NO_STORY: Final = (
    *(ValueError, KeyError, TypeError, IndexError, AttributeError),
    *(RecordInvalid, ArgumentInvalid, LimitInvalid),
)
"""What replaying records raises that no engine wrote, or one of another version."""


class Proved(NamedTuple):
    """What was proved.

    Attributes:
        cases: How many cases.
        records: How many records they have.
    """

    cases: int
    records: int


class Verification:
    """One run of proving; what it has proved of a definition it does not prove again."""

    def __init__(self, transaction: Transaction, digests: dict[tuple[str, int], str] | None = None) -> None:
        """Begin on one state of a store.

        Args:
            transaction: A transaction that reads one state.
            digests: What was proved of definitions on other states of the store, and is to be remembered; a definition
                in use never changes.
        """
        self._transaction = transaction
        self._digests = {} if digests is None else digests

    def all(self, *, after: str | None = None, until: str | None = None) -> Proved:
        """Prove every case; each record is read once, and memory does not grow with the number of either.

        Args:
            after: Only cases behind this id, in the order of code points; all unless given.
            until: Only cases with this id or before it; all unless given.

        Raises:
            AuditChainBroken: Names the first bad record of the first bad case, in the order of ids.
            StorageError: The store does not keep to that order.
        """
        cases = records = 0
        chains = _Chains(self._transaction.stored_records(after=after, until=until))
        for case_id, stored in self._transaction.stored_cases(after=after, until=until):
            if chains.next == case_id:
                records += self._prove(case_id, stored, chains.taken())
            else:
                self._prove_absence(case_id, chains.next)
                records += self._prove(case_id, stored, iter(()))
            cases += 1
        if chains.next is not None:
            raise self._gone(chains.next)
        return Proved(cases, records)

    def case(self, case_id: str) -> int:
        """Prove one case; return the number of its records.

        Raises:
            AuditChainBroken: Names the first bad record.
            NotFound: No such case.
        """
        stored: StoredCase | RowUnreadable
        try:
            stored = load(self._transaction, case_id)
        except RowUnreadable as error:
            stored = error
        return self._prove(case_id, stored, self._transaction.stored_rows(case_id))

    def _prove(self, case_id: str, stored: StoredCase | RowUnreadable, rows: Iterator[StoredRow]) -> int:
        if isinstance(stored, RowUnreadable):
            raise AuditChainBroken(
                f'the stored state of case "{case_id}" is not what its records say: {stored.message}',
                case=case_id,
                seq=max(1, sum(1 for _ in rows)),
            )
        if case_told(case_id, rows, (stored.seq, stored.head)) != stored.case:
            raise AuditChainBroken(
                f'the stored state of case "{case_id}" is not what its records say', case=case_id, seq=stored.seq
            )
        if self._digest(stored.case) != stored.case.bundle_digest:
            raise AuditChainBroken(
                f'the definition that is kept for case "{case_id}" is not the one that its records name',
                case=case_id,
                seq=1,
            )
        return stored.seq

    def _prove_absence(self, case_id: str, found: str | None) -> None:
        """See that a case has no records where the records of another one are found, if any are."""
        if found is not None and _place(found) < _place(case_id):
            raise self._gone(found)
        if next(self._transaction.stored_rows(case_id), None) is not None:
            raise _out_of_order()

    def _gone(self, case_id: str) -> AuditChainBroken | StorageError:
        """Return the error for records whose case does not come where it should."""
        if isinstance(case_id, str) and self._is_there(case_id):
            return _out_of_order()
        return AuditChainBroken(f'case "{case_id}" is gone, its records are there', case=case_id, seq=1)

    def _is_there(self, case_id: str) -> bool:
        try:
            return self._transaction.load(case_id) is not None
        except RowUnreadable:
            return True

    def _digest(self, case: Case) -> str:
        """Return the digest of what is really kept, computed anew from its content; empty if that cannot be read."""
        key = case.bundle, case.bundle_version
        if key not in self._digests:
            self._digests[key] = kept_digest(self._transaction, *key)
        return self._digests[key]


def case_told(case_id: str, rows: Iterator[StoredRow], head: tuple[int, str]) -> Case | None:
    """Return the state that the records of a case tell, once their chain is proved up to its head; None if none does.

    Args:
        case_id: Id of the case.
        rows: Its records as stored, in order.
        head: Number and hash of the newest record, as kept on the case.

    Raises:
        AuditChainBroken: Names the first bad record: one that is not what was sealed, or that cannot have happened.
    """
    return _Story(case_id, rows).told(head)


class _Story:
    """What the records of one case tell, each proved before it is listened to."""

    def __init__(self, case_id: str, rows: Iterator[StoredRow]) -> None:
        self._chain = ChainProof(case_id)
        self._parts = iter(lambda: list(islice(rows, _PART)), [])
        self._heard = 0

    def told(self, head: tuple[int, str]) -> Case | None:
        """Return the case that the records build; their chain is proved, up to its head."""
        untold = ""
        case = None
        try:
            case = replay(self._chain.case, self._events())
        except _NO_STORY as error:
            untold = f"changed: it cannot follow those before it ({type(error).__name__})"
        for part in self._parts:
            self._chain.add(part)  # where both are wrong, the chain is what tells what happened
        self._chain.end(head)
        if untold:
            raise self._chain.broken(max(1, self._heard), untold)
        return case

    def _events(self) -> Iterator[Event]:
        for part in self._parts:
            for body in self._chain.add(part):
                self._heard += 1
                yield event_of_body(body)


class _Chains:
    """The records of one case after the other, as the store gives them.

    Attributes:
        next: Id of the case whose records come next; None at the end.
    """

    def __init__(self, rows: Iterable[RecordRow]) -> None:
        self._chains = groupby(rows, key=itemgetter(0))
        self.next: str | None = None
        self._rows: Iterator[RecordRow] = iter(())
        self._turn()

    def taken(self) -> Iterator[StoredRow]:
        """Yield the records of the case whose records come next; once all are read, turn to those of the one after."""
        for _, seq, text, claimed in self._rows:
            yield seq, text, claimed
        self._turn()

    def _turn(self) -> None:
        self.next, self._rows = next(self._chains, (None, iter(())))


def _place(case_id: str) -> tuple[bool, str]:
    """Return what an id is ordered by; what somebody put in its place and is no text comes last."""
    return not isinstance(case_id, str), case_id


def _out_of_order() -> StorageError:
    return StorageError(
        "the store does not give cases and records in one order, that of their ids' code points",
        advice='give its columns of ids their collation again: "C" in PostgreSQL, BINARY in SQLite',
    )
