"""The part of a transaction on a memory store that is about delivery."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yishi_engine.store.delivery_port import (
    UNROUTED,
    Backlog,
    CaseFacts,
    Claimed,
    Delivery,
    DeliveryState,
    Settlement,
    StoredRecord,
)
from yishi_engine.store.memory_tables import Place, Undoing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from yishi_engine.store.port import Change, StoredCase


class MemoryDelivery(Undoing):
    """What a transaction on a memory store can do for delivery; see ``DeliveryTransaction`` for the methods."""

    def register_sink(self, name: str, at: datetime) -> bool:
        """Let a sink get everything that is routed from now on; tell whether it was new."""
        if name in self._tables.sinks:
            return False
        self._put(self._tables.sinks, name, at)
        return True

    def sinks(self) -> list[str]:
        """Return the names of all sinks that are registered, sorted."""
        return sorted(self._tables.sinks)

    def forget_sink(self, name: str) -> int | None:
        """Drop a sink with everything that waits for it; return for how many cases, or None if there is no such one."""
        if name not in self._tables.sinks:
            return None
        self._drop(self._tables.sinks, name)
        waiting = [place for place in self._tables.deliveries if place[1] == name]
        for place in waiting:
            self._done(place)
        return len(waiting)

    def is_due(self, sink: str, now: datetime) -> bool:
        """Tell whether there is anything to route, or to claim for a sink."""
        return bool(self._pending(UNROUTED)) or any(row.available_at <= now for row in self._pending(sink))

    def route(self, now: datetime, *, limit: int) -> int:
        """Hand on what is not routed yet to every registered sink; see ``DeliveryTransaction.route``."""
        if not self._tables.sinks:
            return 0
        waiting = self._pending(UNROUTED)[:limit]
        for row in waiting:
            for sink in self._tables.sinks:
                self._extend(replace(row, sink=sink, available_at=min(row.available_at, now)))
            self._done((row.case_id, UNROUTED))
        return len(waiting)

    def claim(
        self, sink: str, *, holder: str, now: datetime, until: datetime, limit: int, records: int
    ) -> list[Claimed]:
        """Take upon oneself to deliver what a sink has still to get; see ``DeliveryTransaction.claim``."""
        rows = [row for row in self._pending(sink) if row.available_at <= now][:limit]
        for row in rows:
            place = row.case_id, sink
            self._put(self._tables.claims, place, holder)
            self._put(self._tables.deliveries, place, replace(row, claimed=True, available_at=until))
        return [self._claimed(row, records) for row in sorted(rows, key=lambda row: (row.since, row.case_id))]

    def settle(self, sink: str, holder: str, settlements: Sequence[Settlement]) -> int:
        """Say what came of claims; see ``DeliveryTransaction.settle``."""
        own = [each for each in settlements if self._tables.claims.get((each.case_id, sink)) == holder]
        for each in own:
            place = each.case_id, sink
            row = self._tables.deliveries[place]
            if each.next_seq > row.last_seq:
                self._done(place)
                continue
            self._drop(self._tables.claims, place)
            settled = Delivery(
                case_id=row.case_id,
                sink=sink,
                next_seq=each.next_seq,
                last_seq=row.last_seq,
                since=each.since,
                available_at=each.available_at,
                attempts=each.attempts,
                error=each.error,
                state=each.state,
            )
            self._put(self._tables.deliveries, place, settled)
        return len(own)

    def backlog(self) -> list[Backlog]:
        """Return how much there is to deliver, by sink; see ``DeliveryTransaction.backlog``."""
        rows = self._tables.deliveries.values()
        names = {*self._tables.sinks, *(row.sink for row in rows)}
        return [_backlog(name, [row for row in rows if row.sink == name]) for name in sorted(names)]

    def deliveries(self, *, state: DeliveryState, limit: int) -> list[Delivery]:
        """Return what is still to be delivered; see ``DeliveryTransaction.deliveries``."""
        rows = [row for row in self._tables.deliveries.values() if row.state is state]
        if state is DeliveryState.DEAD:
            return sorted(rows, key=lambda row: (row.sink, row.case_id))[:limit]
        return sorted(rows, key=lambda row: (row.sink, row.available_at, row.case_id))[:limit]

    def delivery(self, case_id: str, sink: str) -> Delivery | None:
        """Return what a sink has still to get of a case, or None."""
        return self._tables.deliveries.get((case_id, sink))

    def resend(self, now: datetime, *, case_id: str | None = None, sink: str | None = None) -> int:
        """Let what is dead, or waits after a failure, be tried again; see ``DeliveryTransaction.resend``."""
        asked = [
            row
            for row in self._tables.deliveries.values()
            if case_id in (None, row.case_id)
            and sink in (None, row.sink)
            and not row.claimed
            and (row.state is DeliveryState.DEAD or row.attempts)
        ]
        for row in asked:
            again = replace(row, state=DeliveryState.PENDING, attempts=0, available_at=now)
            self._put(self._tables.deliveries, (row.case_id, row.sink), again)
        return len(asked)

    def skip(self, case_id: str, sink: str, now: datetime) -> int | None:
        """Give up the first record that is still to be delivered; see ``DeliveryTransaction.skip``."""
        place = case_id, sink
        row = self._tables.deliveries.get(place)
        if row is None or row.claimed or sink == UNROUTED:
            return None
        if row.next_seq == row.last_seq:
            self._done(place)
        else:
            rest = Delivery(
                case_id=case_id,
                sink=sink,
                next_seq=row.next_seq + 1,
                last_seq=row.last_seq,
                since=now,
                available_at=now,
            )
            self._put(self._tables.deliveries, place, rest)
        return row.next_seq

    def _queue(self, change: Change) -> None:
        """Write that the records of a change are to be delivered."""
        if change.records:
            first, last = change.records[0], change.records[-1]
            row = Delivery(
                case_id=first.case,
                sink=UNROUTED,
                next_seq=first.seq,
                last_seq=last.seq,
                since=first.recorded_at,
                available_at=first.recorded_at,
            )
            self._extend(row)

    def _extend(self, row: Delivery) -> None:
        place = row.case_id, row.sink
        found = self._tables.deliveries.get(place)
        self._put(self._tables.deliveries, place, replace(found, last_seq=row.last_seq) if found else row)

    def _pending(self, sink: str) -> list[Delivery]:
        rows = (row for row in self._tables.deliveries.values() if row.sink == sink)
        pending = (row for row in rows if row.state is DeliveryState.PENDING)
        return sorted(pending, key=lambda row: (row.available_at, row.case_id))

    def _claimed(self, row: Delivery, records: int) -> Claimed:
        stored = self._tables.cases.get(row.case_id)
        last = min(row.last_seq, row.next_seq + records - 1)
        kept = self._tables.records.get(row.case_id, ())[row.next_seq - 1 : last]
        return Claimed(
            case_id=row.case_id,
            next_seq=row.next_seq,
            attempts=row.attempts,
            since=row.since,
            facts=_facts(stored) if stored else None,
            records=tuple(StoredRecord(each.seq, each.body_text, each.hash) for each in kept),
        )

    def _done(self, place: Place) -> None:
        self._drop(self._tables.deliveries, place)
        if place in self._tables.claims:
            self._drop(self._tables.claims, place)


def _facts(stored: StoredCase) -> CaseFacts:
    case = stored.case
    return CaseFacts(
        number=case.number,
        bundle=case.bundle,
        bundle_version=case.bundle_version,
        region=case.region,
        lead_department=case.lead_department,
        departments={item: task.department for item, task in case.tasks.items()},
    )


def _backlog(sink: str, rows: Iterable[Delivery]) -> Backlog:
    pending = [row.since for row in rows if row.state is DeliveryState.PENDING]
    dead = sum(row.state is DeliveryState.DEAD for row in rows)
    return Backlog(sink=sink, pending=len(pending), oldest=min(pending, default=None), dead=dead)
