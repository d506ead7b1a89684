"""The part of a transaction on an SQL database that tells a doctor what is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final

from yishi_engine.errors import RowUnreadable
from yishi_engine.store import diagnosis_statements as sql
from yishi_engine.store.delivery_port import StoredRecord
from yishi_engine.store.diagnosis_port import Kept, Stray
from yishi_engine.worktime.instants import instant_from_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Connection, Select

    from yishi_engine.store.rows import Row

_PART: Final = 500


class SqlDiagnosis(ABC):
    """What a transaction on an SQL database can tell a doctor; see ``DiagnosisTransaction``."""

    @property
    @abstractmethod
    def _connection(self) -> Connection:
        """SQLAlchemy's connection, on which all that was saved so far stands."""

    def case_ids(self, *, after: str, limit: int) -> list[str]:
        """Return ids of all cases, in order, those after an id."""
        rows = self._connection.execute(sql.CASE_IDS, {"after": after, "limit": limit})
        return [case_id for (case_id,) in rows]

    def kept_beside(self, case_ids: Collection[str]) -> dict[str, Kept]:
        """Return what is kept beside some cases; those that do not exist are left out."""
        personal = {case_id: bool(there) for case_id, there in self._of(sql.PERSONAL_STATES, case_ids)}
        keys: dict[str, int] = {case_id: seq for case_id, seq in self._of(sql.LAST_KEYS, case_ids)}  # noqa: C416
        return {
            case_id: Kept(_instant(at, case_id), personal.get(case_id), keys.get(case_id, 0))
            for case_id, at in self._of(sql.ATTENTIONS, case_ids)
        }

    def stored_histories(self, case_ids: Collection[str]) -> dict[str, tuple[StoredRecord, ...]]:
        """Return all records of some cases as they are stored, in order."""
        found: dict[str, list[StoredRecord]] = {}
        for case_id, seq, body, hash_ in self._of(sql.STORED_HISTORIES, case_ids):
            found.setdefault(case_id, []).append(StoredRecord(seq, body, hash_))
        return {case_id: tuple(rows) for case_id, rows in found.items()}

    def strays(self, *, limit: int) -> list[Stray]:
        """Return what names cases that are not there."""
        return [
            Stray(kind, case_id)
            for kind, statement in sql.STRAYS.items()
            for (case_id,) in self._connection.execute(statement, {"limit": limit})
        ]

    def _of(self, statement: Select[Any], case_ids: Collection[str]) -> Iterator[Row]:
        listed = [each for each in case_ids if each.isprintable()]
        for begin in range(0, len(listed), _PART):
            yield from self._connection.execute(statement, {"case_ids": listed[begin : begin + _PART]})


def _instant(text: str | None, case_id: str) -> datetime | None:
    try:
        return instant_from_text(text) if text else None
    except ValueError:
        raise RowUnreadable(f'case "{case_id}"') from None
