"""The part of a transaction on an SQL database that looks back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final

from yishi_engine.audit import AuditRecord
from yishi_engine.store import history_statements as sql
from yishi_engine.worktime.instants import instant_from_text, instant_text

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

_PART: Final = 500
_FIRST: Final = ""
_LAST: Final = "~"
"""Texts that sort before and after every instant."""


class SqlHistory(ABC):
    """What a transaction on an SQL database can tell of the past; see ``HistoryTransaction``."""

    @property
    @abstractmethod
    def _connection(self) -> Connection:
        """SQLAlchemy's connection, on which all that was saved so far stands."""

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
        if bundle is not None and not bundle.isprintable():
            return []  # a database may refuse even to look for it
        asked = {
            "after": after,
            "limit": limit,
            "since": instant_text(since) if since else _FIRST,
            "until": instant_text(until) if until else _LAST,
        }
        if bundle is None:
            rows = self._connection.execute(sql.ENDED, asked)
        else:
            rows = self._connection.execute(sql.ENDED_OF_BUNDLE, {**asked, "bundle": bundle})
        return [case_id for (case_id,) in rows]

    def histories(self, case_ids: Collection[str]) -> dict[str, tuple[AuditRecord, ...]]:
        """Return all audit records of some cases, in order; those that do not exist are left out."""
        found: dict[str, list[AuditRecord]] = {}
        listed = [each for each in case_ids if each.isprintable()]
        for begin in range(0, len(listed), _PART):
            part = {"case_ids": listed[begin : begin + _PART]}
            for case_id, body, hash_ in self._connection.execute(sql.HISTORIES, part):
                found.setdefault(case_id, []).append(AuditRecord.from_stored(body, hash_))
        return {case_id: tuple(records) for case_id, records in found.items()}

    def loaded_notices(self) -> list[tuple[str, datetime]]:
        """Return the contents of the calendar notices with when each was loaded, in the order in which they were."""
        rows = self._connection.execute(sql.LOADED_NOTICES)
        return [(content, instant_from_text(loaded_at)) for content, loaded_at in rows]
