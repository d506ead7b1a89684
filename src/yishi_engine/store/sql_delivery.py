"""The part of a transaction on an SQL database that is about delivery."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final

from yishi_engine.errors import RowUnreadable
from yishi_engine.store import delivery_statements as sql
from yishi_engine.store.delivery_port import (
    Backlog,
    CaseFacts,
    Claimed,
    Delivery,
    DeliveryState,
    Settlement,
    StoredRecord,
)
from yishi_engine.worktime.instants import instant_from_text, instant_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select
    from sqlalchemy.sql.base import Executable

    from yishi_engine.store.rows import Row, Values

_COUNTED: Final = {"preserve_rowcount": True}  # SQLAlchemy forgets it for an INSERT


class SqlDelivery(ABC):
    """What a transaction on an SQL database can do for delivery; see ``DeliveryTransaction`` for the methods."""

    @property
    @abstractmethod
    def _connection(self) -> Connection:
        """SQLAlchemy's connection, on which all that was saved so far stands."""

    def register_sink(self, name: str, at: datetime) -> bool:
        """Let a sink get everything that is routed from now on; tell whether it was new."""
        return self._execute(self._delivery_inserts.sink, name=name, registered_at=instant_text(at)) > 0

    def sinks(self) -> list[str]:
        """Return the names of all sinks that are registered, sorted."""
        return list(self._connection.execute(sql.SINKS).scalars())

    def forget_sink(self, name: str) -> int | None:
        """Drop a sink with everything that waits for it; return for how many cases, or None if there is no such one."""
        if not self._execute(sql.FORGET_SINK, name=name):
            return None
        return self._execute(sql.FORGET_DELIVERIES, sink=name)

    def is_due(self, sink: str, now: datetime) -> bool:
        """Tell whether there is anything to route, or to claim for a sink."""
        asked = {"sink": sink, "now": instant_text(now)}
        return bool(self._connection.execute(sql.IS_DUE, asked).scalar_one())

    def route(self, now: datetime, *, limit: int) -> int:
        """Hand on what is not routed yet to every registered sink; see ``DeliveryTransaction.route``."""
        case_ids = list(self._connection.execute(sql.UNROUTED, {"limit": limit}).scalars())
        if case_ids:
            self._execute(self._delivery_inserts.route, case_ids=case_ids, now=instant_text(now))
            self._execute(sql.DELETE_ROUTED, case_ids=case_ids)
        return len(case_ids)

    def claim(
        self, sink: str, *, holder: str, now: datetime, until: datetime, limit: int, records: int
    ) -> list[Claimed]:
        """Take upon oneself to deliver what a sink has still to get; see ``DeliveryTransaction.claim``."""
        asked = {"this_sink": sink, "holder": holder, "limit": limit}
        times = {"now": instant_text(now), "until": instant_text(until)}
        rows = self._connection.execute(sql.CLAIM, {**asked, **times}).all()
        if not rows:
            return []
        case_ids = [row.case_id for row in rows]
        found: dict[str, list[StoredRecord]] = {case_id: [] for case_id in case_ids}
        parameters = {"sink": sink, "holder": holder, "case_ids": case_ids, "records": records}
        for case_id, *record in self._connection.execute(sql.CLAIMED_RECORDS, parameters):
            found[case_id].append(StoredRecord(*record))
        facts = self._facts(case_ids)
        return [
            Claimed(
                case_id=case_id,
                next_seq=next_seq,
                attempts=attempts,
                since=_readable(since, now),
                facts=facts.get(case_id),
                records=tuple(found[case_id]),
            )
            for case_id, since, next_seq, attempts in sorted(rows, key=lambda row: (row.since, row.case_id))
        ]

    def settle(self, sink: str, holder: str, settlements: Sequence[Settlement]) -> int:
        """Say what came of claims; see ``DeliveryTransaction.settle``."""
        settled = {each.case_id: each for each in settlements}
        if not settled:
            return 0
        place = {"sink": sink, "holder": holder}
        rows = self._connection.execute(sql.SETTLED, {**place, "case_ids": list(settled)})
        last: dict[str, int] = {case_id: last_seq for case_id, last_seq in rows}  # noqa: C416  (rows are no tuples to mypy)
        done = [case_id for case_id, last_seq in last.items() if settled[case_id].next_seq > last_seq]
        if done:
            self._execute(sql.DELETE_DELIVERED, **place, case_ids=done)
        rest = [_settled_row(sink, settled[case_id]) for case_id in last.keys() - done]
        if rest:
            self._connection.execute(sql.GO_ON, rest)
        return len(last)

    def backlog(self) -> list[Backlog]:
        """Return how much there is to deliver, by sink; see ``DeliveryTransaction.backlog``."""
        found: dict[str, dict[str, tuple[int, str]]] = {name: {} for name in self.sinks()}
        for sink, state, count, since in self._connection.execute(sql.BACKLOG):
            found.setdefault(sink, {})[state] = count, since
        return [_backlog(sink, found[sink]) for sink in sorted(found)]

    def deliveries(self, *, state: DeliveryState, limit: int) -> list[Delivery]:
        """Return what is still to be delivered; see ``DeliveryTransaction.deliveries``."""
        return [_read(row) for row in self._connection.execute(sql.LISTED[state.value], {"limit": limit})]

    def delivery(self, case_id: str, sink: str) -> Delivery | None:
        """Return what a sink has still to get of a case, or None."""
        return self._delivery(sql.DELIVERY, case_id, sink)

    def resend(self, now: datetime, *, case_id: str | None = None, sink: str | None = None) -> int:
        """Let what is dead, or waits after a failure, be tried again; see ``DeliveryTransaction.resend``."""
        asked = {"this_id": case_id, "this_sink": sink}
        named = {name: value for name, value in asked.items() if value is not None}
        if not all(value.isprintable() for value in named.values()):
            return 0
        statement = sql.RESEND[case_id is not None, sink is not None]
        return self._execute(statement, **named, now=instant_text(now))

    def skip(self, case_id: str, sink: str, now: datetime) -> int | None:
        """Give up the first record that is still to be delivered; see ``DeliveryTransaction.skip``."""
        found = self._delivery(sql.LOCKED_DELIVERY, case_id, sink)
        if found is None:
            return None
        if found.next_seq < found.last_seq:
            self._execute(sql.SKIP, this_id=case_id, this_sink=sink, now=instant_text(now))
        else:
            self._execute(sql.DELETE_DELIVERY, case_id=case_id, sink=sink)
        return found.next_seq

    @property
    def _delivery_inserts(self) -> sql.DeliveryInserts:
        return sql.DELIVERY_INSERTS[self._connection.dialect.name]

    def _execute(self, statement: Executable, **parameters: object) -> int:
        return self._connection.execute(statement, parameters, execution_options=_COUNTED).rowcount

    def _delivery(self, statement: Select[Any], case_id: str, sink: str) -> Delivery | None:
        if not (case_id.isprintable() and sink.isprintable()):
            return None  # a database may refuse even to look for it
        row = self._connection.execute(statement, {"case_id": case_id, "sink": sink}).first()
        return _read(row) if row else None

    def _facts(self, case_ids: list[str]) -> dict[str, CaseFacts]:
        found: dict[str, CaseFacts] = {}
        departments: dict[str, dict[str, str]] = {case_id: {} for case_id in case_ids}
        for row in self._connection.execute(sql.CLAIMED_CASES, {"case_ids": case_ids}):
            case_id, number, bundle, version, region, lead_department, item, department = row
            if case_id not in found:
                found[case_id] = CaseFacts(
                    number=number,
                    bundle=bundle,
                    bundle_version=version,
                    region=region,
                    lead_department=lead_department,
                    departments=departments[case_id],
                )
            if item is not None:
                departments[case_id][item] = department
        return found


def _readable(text: str, default: datetime) -> datetime:
    """Return an instant; a row that somebody spoilt is no reason to stop the others."""
    try:
        return instant_from_text(text)
    except ValueError:
        return default


def _settled_row(sink: str, settlement: Settlement) -> Values:
    return {
        "this_sink": sink,
        "this_id": settlement.case_id,
        "next_seq": settlement.next_seq,
        "since": instant_text(settlement.since),
        "available_at": instant_text(settlement.available_at),
        "attempts": settlement.attempts,
        "error": settlement.error,
        "state": settlement.state.value,
    }


def _backlog(sink: str, states: dict[str, tuple[int, str]]) -> Backlog:
    pending, since = states.get(DeliveryState.PENDING.value, (0, ""))
    dead, _ = states.get(DeliveryState.DEAD.value, (0, ""))
    return Backlog(sink=sink, pending=pending, oldest=instant_from_text(since) if since else None, dead=dead)


def _read(row: Row) -> Delivery:
    case_id, sink, next_seq, last_seq, since, available_at, attempts, error, state, claim = row
    try:
        return Delivery(
            case_id=case_id,
            sink=sink,
            next_seq=next_seq,
            last_seq=last_seq,
            since=instant_from_text(since),
            available_at=instant_from_text(available_at),
            attempts=attempts,
            error=error,
            state=DeliveryState(state),
            claimed=claim is not None,
        )
    except (ValueError, TypeError):
        raise RowUnreadable(f'the delivery of case "{case_id}"') from None
