"""The part of a transaction on an SQL database that reads everything."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, cast

from yishi_engine.errors import RowUnreadable
from yishi_engine.store import proof_statements as sql
from yishi_engine.store.rows import read_stored
from yishi_engine.store.statements import CASES_BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from yishi_engine.store.port import StoredCase
    from yishi_engine.store.proof_port import RecordRow
    from yishi_engine.store.rows import Row
    from yishi_engine.store.statements import Query

_PAGE: Final = 500
_STREAM: Final = 2000


class SqlProof(ABC):
    """What a transaction on an SQL database can read of all cases; see ``ProofTransaction``."""

    @property
    @abstractmethod
    def _connection(self) -> Connection:
        """SQLAlchemy's connection, on which all that was saved so far stands."""

    @abstractmethod
    def _portions(self, statement: Query, parameters: Mapping[str, object], size: int) -> Iterator[Row]:
        """Yield rows that are read so many at a time."""

    def stored_cases(
        self, *, after: str | None = None, until: str | None = None
    ) -> Iterator[tuple[str, StoredCase | RowUnreadable]]:
        """Yield id and state of cases in order; see ``ProofTransaction.stored_cases``.

        They come in pages, since the server would sort all cases with their tasks before it gave the first.
        """
        while ids := self._next_ids(after, until):
            page = {"first": ids[0], "last": ids[-1]}
            for case_id, rows in groupby(self._connection.execute(CASES_BETWEEN, page).all(), key=itemgetter(0)):
                yield case_id, _read(list(rows))
            after = ids[-1]

    def stored_records(self, *, after: str | None = None, until: str | None = None) -> Iterator[RecordRow]:
        """Yield records as stored, in order; see ``ProofTransaction.stored_records``."""
        query = sql.records(begun=after is not None, bounded=until is not None)
        rows = self._portions(query, {"after": after, "until": until}, _STREAM)
        yield from cast("Iterator[RecordRow]", rows)  # SQLAlchemy's rows are tuples in all but name

    def landmark(self, step: int, *, after: str | None = None) -> str | None:
        """Return the id of the case that comes so many cases later; see ``ProofTransaction.landmark``."""
        query = sql.landmark(begun=after is not None)
        found: str | None = self._connection.execute(query, {"after": after, "left_out": step - 1}).scalar()
        return found

    def _next_ids(self, after: str | None, until: str | None) -> list[str]:
        query = sql.next_ids(begun=after is not None, bounded=until is not None)
        place = {"after": after, "until": until, "limit": _PAGE}
        return [case_id for (case_id,) in self._connection.execute(query, place)]


def _read(rows: list[Row]) -> StoredCase | RowUnreadable:
    try:
        return read_stored(rows)
    except RowUnreadable as error:
        return error
