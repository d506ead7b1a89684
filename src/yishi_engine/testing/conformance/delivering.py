"""Ways to act on what is still to be delivered, each in a transaction of its own, and what to expect of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yishi_engine.store.delivery_port import Claimed, Delivery, DeliveryState, Settlement
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import Dates, case_id, later, new_case
from yishi_engine.testing.conformance.base import save

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.store.port import Change, Store, StoredCase

QUEUED = later(seconds=1)
"""When the builders' changes are recorded."""
NOW = later(minutes=1)
UNTIL = later(minutes=2)


def accepted_case(number: int) -> Change:
    """Return a change of three records: submitted, accepted, and a task for the fire service."""
    return new_case(number, b.submitted(number), *b.accepted("fire-check"), dates=Dates(tasks={"fire-check": None}))


def recorded_at(change: Change, at: datetime) -> Change:
    """Return a change as if it had been recorded at another time; its chain does not verify any more."""
    return replace(change, records=[replace(record, recorded_at=at) for record in change.records])


def waiting(number: int, sink: str, *, at: datetime, last_seq: int = 1) -> Delivery:
    """Return the delivery of a case that has not been tried yet."""
    return Delivery(case_id=case_id(number), sink=sink, next_seq=1, last_seq=last_seq, since=at, available_at=at)


def settlement(
    number: int,
    *,
    next_seq: int = 1,
    attempts: int = 0,
    available_at: datetime = NOW,
    error: str | None = None,
    state: DeliveryState = DeliveryState.PENDING,
) -> Settlement:
    """Return what came of the claim of a case."""
    return Settlement(
        case_id=case_id(number),
        next_seq=next_seq,
        attempts=attempts,
        since=NOW,
        available_at=available_at,
        error=error,
        state=state,
    )


def register(store: Store, *names: str) -> None:
    """Register sinks."""
    with store.write() as transaction:
        for name in names:
            transaction.register_sink(name, NOW)


def route(store: Store, *, limit: int = 9) -> int:
    """Route, in a transaction of its own."""
    with store.write() as transaction:
        return transaction.route(NOW, limit=limit)


def routed(store: Store, number: int) -> StoredCase:
    """Begin a case, and route it to the sink ``portal``."""
    register(store, "portal")
    saved = save(store, new_case(number))
    route(store)
    return saved


def claim(
    store: Store,
    *,
    sink: str = "portal",
    holder: str = "first",
    now: datetime = NOW,
    limit: int = 9,
    records: int = 99,
) -> list[Claimed]:
    """Claim, in a transaction of its own, until a minute after ``NOW`` or, if it is later, after ``now``."""
    until = max(UNTIL, now + (UNTIL - NOW))
    with store.write() as transaction:
        return transaction.claim(sink, holder=holder, now=now, until=until, limit=limit, records=records)


def settle(
    store: Store,
    *settlements: Settlement,
    sink: str = "portal",
    holder: str = "first",
) -> int:
    """Settle, in a transaction of its own."""
    with store.write() as transaction:
        return transaction.settle(sink, holder, settlements)


def one(store: Store, case: str, sink: str) -> Delivery | None:
    """Return a delivery."""
    with store.read() as transaction:
        return transaction.delivery(case, sink)


def contents(store: Store) -> tuple[object, ...]:
    """Return everything about delivery, to compare."""
    with store.read() as transaction:
        return (
            transaction.sinks(),
            transaction.deliveries(state=DeliveryState.PENDING, limit=99),
            transaction.deliveries(state=DeliveryState.DEAD, limit=99),
        )


def cases(claimed: list[Claimed]) -> list[int]:
    """Return the numbers of the cases of claims."""
    return [int(each.case_id[-12:]) for each in claimed]


def seqs(claimed: list[Claimed]) -> list[list[int]]:
    """Return the numbers of the records of claims."""
    return [[record.seq for record in each.records] for each in claimed]
