"""The port's part for proving everything: all cases and all records, each as a stream in one order.

The order is that of the ids' code points, so that whoever reads both streams meets a case and its records together and
needs to remember nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.errors import RowUnreadable
    from yishi_engine.store.port import StoredCase

RecordRow: TypeAlias = tuple[str, int, str, str]
"""What a store keeps of a record: id of its case, number, body text and hash."""


@runtime_checkable
class ProofTransaction(Protocol):
    """What a transaction on a store can read of all cases. Several streams may be open at a time."""

    def stored_cases(
        self, *, after: str | None = None, until: str | None = None
    ) -> Iterator[tuple[str, StoredCase | RowUnreadable]]:
        """Yield id and state of cases, in the order of their ids' code points.

        Args:
            after: Only cases behind this id; all unless given.
            until: Only cases with this id or before it; all unless given.

        Yields:
            The case; for one that cannot be read, what is wrong with it.
        """

    def stored_records(self, *, after: str | None = None, until: str | None = None) -> Iterator[RecordRow]:
        """Yield records as stored, also those whose case is gone, in the order of their cases' ids and their numbers.

        Args:
            after: Only records of cases behind this id; all unless given.
            until: Only records of cases with this id or before it; all unless given.
        """

    def landmark(self, step: int, *, after: str | None = None) -> str | None:
        """Return the id of the ``step``-th case behind an id, or of all; None if there are not so many."""
