"""The hash chain of a case: sealing the next record, and proving that none was changed, removed or slipped in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from yishi_engine.audit.canonical import read_all_canonical, read_canonical
from yishi_engine.audit.digest import ALGORITHMS, digest
from yishi_engine.audit.record import AuditRecord
from yishi_engine.errors import AuditChainBroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

GENESIS: Final = "0" * 64

StoredRow: TypeAlias = tuple[int, str, str]
"""What a store keeps of a record: its number, its body text and its hash."""


def seal(
    *,
    algo: str,
    case: str,
    seq: int,
    prev: str,
    type: str,  # noqa: A002 (the record's own field name)
    actor: Mapping[str, str | None],
    data: Mapping[str, object],
    occurred_at: datetime,
    recorded_at: datetime,
) -> AuditRecord:
    """Make the next record of a chain.

    Args:
        algo: ``sha256`` or ``sm3``.
        case: Id of the case.
        seq: Number of the record, 1 for the first.
        prev: Hash of the record before; ``GENESIS`` for the first, and for it only.
        type: What happened, for example ``task.granted``.
        actor: ``id``, ``role``, ``department``; an entry that is ``None`` is left out.
        data: What the event says, in JSON's types, decimals and dates as text; never personal data in clear.
        occurred_at: When it happened; aware.
        recorded_at: When it is written; aware.

    Returns:
        The record with its hash; ``body_text`` and ``hash`` are what a store keeps.

    Raises:
        AlgorithmUnavailable: The algorithm is unknown, or cannot be computed here.
        TypeError: The data hold a type that JSON has not, or a fraction.
        ValueError: An instant has no time zone, or ``seq`` and ``prev`` contradict each other.
    """
    if seq < 1 or (seq == 1) != (prev == GENESIS):
        raise ValueError(f"record {seq} cannot follow {prev} (record 1, and it alone, follows {GENESIS})")
    record = AuditRecord(
        algo=algo,
        actor={name: value for name, value in actor.items() if value is not None},
        case=case,
        data=data,
        occurred_at=occurred_at,
        prev=prev,
        recorded_at=recorded_at,
        seq=seq,
        type=type,
        hash="",
    )
    # Nobody else has seen the record yet; a second one would be made, and written canonically, only for its hash.
    object.__setattr__(record, "hash", digest(algo, record.body_text.encode()))
    return record


def _content_fault(text: str, claimed: str) -> tuple[dict[str, Any], str]:
    """Read a stored text; return its fields and what is wrong with it by itself, or nothing."""
    if not isinstance(text, str):
        return {}, "changed: it is no text"
    try:
        body = read_canonical(text)
    except ValueError as error:
        return {}, f"changed: {error}"
    if not isinstance(body, dict):
        return {}, "changed: it is no record"
    if body.get("algo") not in ALGORITHMS:
        return body, f'changed: its hash algorithm "{body.get("algo")}" is unknown'
    if digest(body["algo"], text.encode()) != claimed:
        return body, "changed: its content does not give its hash"
    return body, ""


def _place_fault(body: dict[str, Any], row_seq: int, *, case: str, seq: int, prev: str) -> str:
    """Return why a sound record does not belong at its place in the chain, or nothing."""
    if body.get("case") != case:
        return f'foreign: the record found there belongs to case "{body.get("case")}"'
    if row_seq != body.get("seq"):
        return f"inserted: it was written as record {body.get('seq')} and is stored as {row_seq}"
    if row_seq > seq:
        return f"gap: record {row_seq} is found instead"
    if row_seq < seq:
        return f"inserted: record {row_seq} is found once more or out of order"
    if body.get("prev") != prev:
        return "inserted: it does not follow the record before it" if seq > 1 else "cut: it does not begin a chain"
    return ""


def _head_fault(seq: int, last: str, head: tuple[int, str]) -> tuple[int, str]:
    """Compare the end of a chain with the head kept on the case; return the first wrong record, and what is wrong."""
    head_seq, head_hash = head
    if seq < head_seq:
        return seq + 1, f"cut: the case has {head_seq} record(s), {seq} are there"
    if seq > head_seq:
        return head_seq + 1, f"inserted: the case has {head_seq} record(s), {seq} are there"
    return seq, "" if last == head_hash else "changed: its hash is not the last one that the case keeps"


class ChainProof:
    """The proof of one case's chain, which takes the records a few at a time and reads each of them once.

    Attributes:
        case: Id of the case.
        seq: How many records are proved.
        last: Hash of the newest of them.
    """

    __slots__ = ("case", "last", "seq")

    def __init__(self, case: str) -> None:
        """Begin before the first record."""
        self.case = case
        self.seq = 0
        self.last = GENESIS

    def add(self, rows: Sequence[StoredRow]) -> list[dict[str, Any]]:
        """Prove the records that come next, in the order of ``seq``.

        Returns:
            What they say: everything but their hash, in JSON's types.

        Raises:
            AuditChainBroken: Names the first record that is changed, missing (gap), foreign or inserted, and why.
            AlgorithmUnavailable: The chain uses SM3, which cannot be computed here.
        """
        try:
            read = read_all_canonical([text for _, text, _ in rows])
        except (ValueError, TypeError):
            return [self._examined(row) for row in rows]
        return [self._taken(row, body) for row, body in zip(rows, read, strict=True)]

    def end(self, head: tuple[int, str]) -> None:
        """Compare the end of the chain with number and hash of its newest record as kept on the case.

        Raises:
            AuditChainBroken: Names the first record that is missing (cut), inserted or changed.
        """
        wrong, fault = _head_fault(self.seq, self.last, head)
        if fault:
            raise self.broken(wrong, fault)

    def broken(self, seq: int, fault: str) -> AuditChainBroken:
        """Return the error for the first bad record, which says what is wrong with it."""
        message = f'the audit chain of case "{self.case}" is broken at record {seq}: {fault}'
        return AuditChainBroken(message, case=self.case, seq=seq)

    def _taken(self, row: StoredRow, body: object) -> dict[str, Any]:
        """Go on to a record whose text is canonical."""
        number, text, claimed = row
        if (
            isinstance(body, dict)
            and body.get("case") == self.case
            and body.get("seq") == number == self.seq + 1
            and body.get("prev") == self.last
            and body.get("algo") in ALGORITHMS
            and digest(body["algo"], text.encode()) == claimed
        ):
            self.seq, self.last = number, claimed
            return body
        return self._examined(row)

    def _examined(self, row: StoredRow) -> dict[str, Any]:
        """Go on to a record; find out what is wrong if something is."""
        number, text, claimed = row
        body, fault = _content_fault(text, claimed)
        fault = fault or _place_fault(body, number, case=self.case, seq=self.seq + 1, prev=self.last)
        if fault:
            raise self.broken(self.seq + 1, fault)
        self.seq, self.last = number, claimed
        return body


def verify_stored(rows: Iterable[StoredRow], *, case: str, head: tuple[int, str] | None) -> int:
    """Prove the chain of one case from what a store keeps, one row at a time, in flat memory.

    Args:
        rows: ``(seq, body_text, hash)`` of every record of the case, in the order of ``seq``.
        case: Id of the case.
        head: Number and hash of the newest record as kept apart from the records, on the case; ``(0, GENESIS)`` for
            a case without records. ``None`` where no head is known: then a chain that was cut at its end passes.
            It must be read in one snapshot with the rows.

    Returns:
        The number of records, all of them proved.

    Raises:
        AuditChainBroken: Names the first record that is changed, missing (gap, cut), foreign or inserted, and why.
        AlgorithmUnavailable: The chain uses SM3, which cannot be computed here.
    """
    chain = ChainProof(case)
    for row in rows:
        chain.add((row,))
    if head is not None:
        chain.end(head)
    return chain.seq


def verify(records: Iterable[AuditRecord], *, case: str, head: tuple[int, str] | None) -> int:
    """Prove the chain of one case from its records, one at a time, in flat memory.

    Args:
        records: Every record of the case, in the order of ``seq``.
        case: Id of the case.
        head: As for :func:`verify_stored`.

    Returns:
        The number of records, all of them proved.

    Raises:
        AuditChainBroken: Names the first record that is changed, missing (gap, cut), foreign or inserted, and why.
        AlgorithmUnavailable: The chain uses SM3, which cannot be computed here.
    """
    return verify_stored(((record.seq, record.body_text, record.hash) for record in records), case=case, head=head)
