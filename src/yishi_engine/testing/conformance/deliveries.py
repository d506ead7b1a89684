"""What is still to be delivered: queued with the change, routed, claimed, settled, given up, asked for again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from yishi_engine.store.delivery_port import Backlog, Claimed, Delivery, DeliveryState, Settlement
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import Dates, case_id, later, new_case, next_change
from yishi_engine.testing.conformance.base import Interrupted, Suite, race, save

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.store.port import Change, Store, StoredCase

QUEUED = later(seconds=1)
"""When the builders' changes are recorded."""
NOW = later(minutes=1)
UNTIL = later(minutes=2)


class DeliveryConformance(Suite):
    """What is still to be delivered: queued with the change, routed, claimed, settled, given up, asked for again."""

    def test_a_change_is_queued(self, store: Store) -> None:
        """With a change is kept which records are to be delivered; another change before it is routed extends that."""
        saved = save(store, accepted_case(1))
        assert one(store, case_id(1), "") == waiting(1, "", last_seq=3, at=QUEUED)
        save(store, next_change(saved, b.started("fire-check"), dates=Dates(tasks={"fire-check": None})))
        assert one(store, case_id(1), "") == waiting(1, "", last_seq=4, at=QUEUED)

    def test_what_is_rolled_back_is_not_queued(self, store: Store) -> None:
        """A transaction that ends with an error leaves nothing to deliver, and takes back what it did of delivery."""
        saved = routed(store, 1)
        before = contents(store)

        def write_and_stop() -> None:
            with store.write() as transaction:
                transaction.save(new_case(2))
                transaction.save(next_change(saved, b.reported()))
                transaction.register_sink("another", NOW)
                transaction.route(NOW, limit=9)
                transaction.claim("portal", holder="t", now=NOW, until=UNTIL, limit=9, records=9)
                raise Interrupted

        with pytest.raises(Interrupted):
            write_and_stop()
        assert contents(store) == before

    def test_sinks_are_registered_once(self, store: Store) -> None:
        """A name is new once; the names come back sorted."""
        with store.write() as transaction:
            assert transaction.sinks() == []
            assert [transaction.register_sink(name, NOW) for name in ("b", "a", "b")] == [True, True, False]
        with store.read() as transaction:
            assert transaction.sinks() == ["a", "b"]

    def test_nothing_is_routed_without_a_sink(self, store: Store) -> None:
        """As long as nobody wants them, records wait."""
        save(store, new_case(1))
        assert route(store) == 0
        assert one(store, case_id(1), "") == waiting(1, "", at=QUEUED)

    def test_every_sink_gets_everything(self, store: Store) -> None:
        """Routing makes a delivery for each registered sink; what waits before any sink is known reaches the first."""
        save(store, new_case(1))
        register(store, "bus", "portal")
        assert route(store) == 1
        assert one(store, case_id(1), "") is None
        for sink in ("bus", "portal"):
            assert one(store, case_id(1), sink) == waiting(1, sink, at=QUEUED)

    def test_what_is_due_can_be_seen(self, store: Store) -> None:
        """What is to be routed is due to every sink; what a sink may claim, to that one, once its time has come."""

        def due(sink: str, now: datetime = NOW) -> bool:
            with store.read() as transaction:
                return transaction.is_due(sink, now)

        register(store, "bus", "portal")
        assert not due("portal")
        save(store, new_case(1))
        assert due("portal")
        route(store)
        claim(store)
        settle(store, settlement(1, attempts=1, available_at=later(hours=1)))
        assert (due("bus"), due("portal"), due("other")) == (True, False, False)
        assert due("portal", later(hours=1))
        assert due("bus")
        claim(store, sink="bus")
        settle(store, settlement(1, attempts=1, state=DeliveryState.DEAD), sink="bus")
        assert not due("bus", later(days=9))

    def test_the_longest_waiting_is_routed_first(self, store: Store) -> None:
        """A limit leaves the newest for the next time."""
        register(store, "portal")
        for number in (2, 1, 3):
            save(store, recorded_at(new_case(number), later(hours=number)))
        assert route(store, limit=2) == 2
        assert [one(store, case_id(number), "") is None for number in (1, 2, 3)] == [True, True, False]
        assert route(store, limit=2) == 1
        assert route(store, limit=2) == 0

    def test_a_fast_clock_elsewhere_delays_nothing(self, store: Store) -> None:
        """What another machine recorded in our future can be claimed at once."""
        register(store, "portal")
        save(store, recorded_at(new_case(1), later(days=1)))
        route(store)
        assert one(store, case_id(1), "portal") == replace(waiting(1, "portal", at=later(days=1)), available_at=NOW)
        assert len(claim(store)) == 1

    def test_routing_extends_what_waits(self, store: Store) -> None:
        """What a sink has not got yet grows; it neither begins later nor is it tried earlier."""
        saved = routed(store, 1)
        claim(store)
        settle(store, settlement(1, attempts=1, available_at=later(hours=1), error="Closed"))
        save(store, next_change(saved, b.reported()))
        assert route(store) == 1
        assert one(store, case_id(1), "portal") == replace(
            waiting(1, "portal", last_seq=2, at=NOW), attempts=1, error="Closed", available_at=later(hours=1)
        )

    def test_a_claim_brings_what_an_event_needs(self, store: Store) -> None:
        """Records as stored, with the case's number, bundle, region and departments."""
        register(store, "portal")
        saved = save(store, accepted_case(1))
        route(store)
        (claimed,) = claim(store)
        assert (claimed.case_id, claimed.next_seq, claimed.attempts) == (case_id(1), 1, 0)
        with store.read() as transaction:
            assert [tuple(each) for each in claimed.records] == list(transaction.stored_rows(case_id(1)))
        facts = claimed.facts
        assert facts is not None
        assert (facts.number, facts.region) == (saved.case.number, "510900")
        assert (facts.bundle, facts.bundle_version) == ("open-restaurant", 1)
        assert facts.lead_department == "scjg"
        assert facts.departments == {"fire-check": "xfjy"}

    def test_a_claim_brings_a_part_of_many_records(self, store: Store) -> None:
        """So many records of a case at most; the others stay for the next claim."""
        register(store, "portal")
        save(store, accepted_case(1))
        route(store)
        assert seqs(claim(store, records=2)) == [[1, 2]]
        settle(store, settlement(1, next_seq=3))
        assert seqs(claim(store, holder="again", records=2)) == [[3]]

    def test_a_claim_keeps_others_away_until_it_ends(self, store: Store) -> None:
        """Nobody else gets what is claimed, until the claimer settles or has had time enough."""
        routed(store, 1)
        assert len(claim(store)) == 1
        found = one(store, case_id(1), "portal")
        assert found is not None
        assert (found.claimed, found.available_at) == (True, UNTIL)
        assert claim(store, holder="second", now=later(minutes=1, seconds=59)) == []
        assert len(claim(store, holder="second", now=UNTIL)) == 1

    def test_what_waits_longest_is_claimed_first(self, store: Store) -> None:
        """Claims come in order of waiting, within a limit, and not before their time."""
        register(store, "portal")
        for number, hours in ((1, 3), (2, 1), (3, 2), (4, 9)):
            save(store, recorded_at(new_case(number), later(hours=hours)))
        with store.write() as transaction:
            transaction.route(later(hours=9), limit=9)
        assert cases(claim(store, now=later(hours=4), limit=2)) == [2, 3]
        assert cases(claim(store, holder="second", now=later(hours=4), limit=2)) == [1]

    def test_sinks_do_not_wait_for_each_other(self, store: Store) -> None:
        """What one sink was given, or failed to take, makes no difference to another."""
        register(store, "bus", "portal")
        save(store, new_case(1))
        route(store)
        claim(store, sink="bus")
        settle(store, settlement(1, next_seq=2), sink="bus")
        assert one(store, case_id(1), "bus") is None
        assert len(claim(store, sink="portal")) == 1

    def test_what_is_delivered_is_done_with(self, store: Store) -> None:
        """Nothing is left of a delivery whose records were all taken."""
        routed(store, 1)
        claim(store)
        assert settle(store, settlement(1, next_seq=2)) == 1
        assert one(store, case_id(1), "portal") is None
        assert claim(store, holder="again", now=later(days=9)) == []

    def test_what_grew_meanwhile_goes_on(self, store: Store) -> None:
        """A case that changed while it was being delivered is delivered on from there."""
        saved = routed(store, 1)
        claim(store)
        save(store, next_change(saved, b.reported()))
        route(store)
        assert settle(store, settlement(1, next_seq=2)) == 1
        assert one(store, case_id(1), "portal") == replace(waiting(1, "portal", last_seq=2, at=NOW), next_seq=2)
        assert seqs(claim(store, holder="again")) == [[2]]

    def test_a_failure_waits(self, store: Store) -> None:
        """What failed comes again at its time, with the number of its failures and the reason on record."""
        routed(store, 1)
        claim(store)
        settle(store, settlement(1, attempts=3, available_at=later(hours=1), error="Closed: 连接已断"))
        assert one(store, case_id(1), "portal") == replace(
            waiting(1, "portal", at=NOW), attempts=3, available_at=later(hours=1), error="Closed: 连接已断"
        )
        assert claim(store, holder="early", now=later(minutes=59)) == []
        (again,) = claim(store, holder="again", now=later(hours=1))
        assert again.attempts == 3

    def test_what_is_dead_stays(self, store: Store) -> None:
        """Nobody claims it; it grows with its case, is listed, and goes on when somebody asks for that."""
        saved = routed(store, 1)
        claim(store)
        settle(store, settlement(1, attempts=9, error="Gone", state=DeliveryState.DEAD))
        save(store, next_change(saved, b.reported()))
        route(store)
        assert claim(store, holder="again", now=later(days=99)) == []
        dead = replace(waiting(1, "portal", last_seq=2, at=NOW), attempts=9, error="Gone", state=DeliveryState.DEAD)
        with store.read() as transaction:
            assert transaction.deliveries(state=DeliveryState.DEAD, limit=9) == [dead]
            assert transaction.deliveries(state=DeliveryState.PENDING, limit=9) == []
        with store.write() as transaction:
            assert transaction.resend(later(hours=1), case_id=case_id(1), sink="portal") == 1
        assert seqs(claim(store, holder="third", now=later(hours=1))) == [[1, 2]]

    def test_a_claim_that_ended_settles_nothing(self, store: Store) -> None:
        """Who comes too late changes nothing of what another has taken over."""
        routed(store, 1)
        claim(store, holder="slow")
        claim(store, holder="second", now=UNTIL)
        before = contents(store)
        assert settle(store, settlement(1, next_seq=2), holder="slow") == 0
        assert contents(store) == before
        assert settle(store, settlement(1, next_seq=2), holder="second") == 1
        assert settle(store, settlement(1, next_seq=2), holder="second") == 0

    def test_many_are_settled_at_once(self, store: Store) -> None:
        """Some delivered, some in part, some failed; each is dealt with by itself."""
        register(store, "portal")
        for number in range(1, 5):
            save(store, accepted_case(number))
        route(store)
        assert len(claim(store)) == 4
        failed = settlement(2, attempts=1, available_at=later(hours=1), error="Closed")
        assert (
            settle(store, settlement(1, next_seq=4), failed, settlement(3, next_seq=2), settlement(4, next_seq=4)) == 4
        )
        assert [one(store, case_id(number), "portal") is None for number in (1, 2, 3, 4)] == [True, False, False, True]
        assert seqs(claim(store, holder="again")) == [[2, 3]]
        assert settle(store) == 0

    def test_asking_again_spares_what_is_at_work(self, store: Store) -> None:
        """What failed may be tried at once; what a relay is at, and what never failed, is left alone."""
        register(store, "bus", "portal")
        for number in (1, 2, 3):
            save(store, new_case(number))
        route(store)
        claim(store)
        dead = settlement(1, attempts=9, error="Gone", state=DeliveryState.DEAD)
        settle(store, dead, settlement(2, attempts=1, available_at=later(days=1), error="Closed"))
        with store.write() as transaction:
            assert transaction.resend(UNTIL, case_id=case_id(1), sink="bus") == 0
            assert transaction.resend(UNTIL, case_id="a\x00b") == 0
            assert transaction.resend(UNTIL, sink="portal") == 2
            assert transaction.resend(UNTIL) == 0
        found = one(store, case_id(2), "portal")
        assert found == replace(waiting(2, "portal", at=NOW), available_at=UNTIL, error="Closed")
        assert one(store, case_id(3), "portal") == replace(
            waiting(3, "portal", at=QUEUED), claimed=True, available_at=UNTIL
        )

    def test_asking_again_for_a_case_or_for_all(self, store: Store) -> None:
        """A case can be named without a sink; without either, all that failed are tried."""
        for number in (1, 2):
            routed(store, number)
        claim(store)
        settle(store, *(settlement(number, attempts=1, available_at=later(days=1)) for number in (1, 2)))
        with store.write() as transaction:
            assert transaction.resend(UNTIL, case_id=case_id(1)) == 1
            assert transaction.resend(UNTIL) == 1

    def test_one_record_is_skipped(self, store: Store) -> None:
        """Exactly the first; the others come at once. After the last one, nothing is left."""
        register(store, "portal")
        save(store, accepted_case(1))
        route(store)
        claim(store)
        settle(store, settlement(1, next_seq=2, attempts=9, error="Gone", state=DeliveryState.DEAD))
        with store.write() as transaction:
            assert transaction.skip(case_id(1), "portal", later(hours=1)) == 2
        assert one(store, case_id(1), "portal") == replace(
            waiting(1, "portal", last_seq=3, at=later(hours=1)), next_seq=3
        )
        with store.write() as transaction:
            assert transaction.skip(case_id(1), "portal", later(hours=1)) == 3
            assert transaction.skip(case_id(1), "portal", later(hours=1)) is None
        assert one(store, case_id(1), "portal") is None

    def test_what_cannot_be_skipped(self, store: Store) -> None:
        """What a relay is at, what is not routed, and what is not there."""
        routed(store, 1)
        save(store, new_case(2))
        claim(store)
        with store.write() as transaction:
            assert transaction.skip(case_id(1), "portal", NOW) is None
            assert transaction.skip(case_id(2), "", NOW) is None
            assert transaction.skip(case_id(2), "portal", NOW) is None
            assert transaction.skip("a\x00b", "portal", NOW) is None
            assert transaction.delivery("a\x00b", "portal") is None

    def test_the_backlog_is_counted(self, store: Store) -> None:
        """By sink: how many cases wait, since when the longest, and how many were given up; of idle sinks, that too."""
        register(store, "bus", "idle", "portal")
        for number in (1, 2, 3):
            save(store, recorded_at(new_case(number), later(hours=number)))
        with store.write() as transaction:
            transaction.route(later(hours=9), limit=2)
        claim(store, now=later(hours=9))
        settle(store, settlement(1, attempts=1, state=DeliveryState.DEAD))
        for number in (1, 2):
            with store.write() as transaction:
                transaction.skip(case_id(number), "idle", NOW)
        with store.read() as transaction:
            assert transaction.backlog() == [
                Backlog(sink="", pending=1, oldest=later(hours=3)),
                Backlog(sink="bus", pending=2, oldest=later(hours=1)),
                Backlog(sink="idle"),
                Backlog(sink="portal", pending=1, oldest=later(hours=2), dead=1),
            ]

    def test_deliveries_are_listed(self, store: Store) -> None:
        """In order of sinks, then of waiting; no more than asked for."""
        register(store, "bus", "portal")
        for number in (2, 1):
            save(store, recorded_at(new_case(number), later(seconds=number)))
        route(store)
        save(store, new_case(3))
        with store.read() as transaction:
            listed = transaction.deliveries(state=DeliveryState.PENDING, limit=4)
        assert [(each.sink, int(each.case_id[-12:])) for each in listed] == [
            ("", 3),
            ("bus", 1),
            ("bus", 2),
            ("portal", 1),
        ]

    def test_a_sink_is_forgotten(self, store: Store) -> None:
        """With everything that waits for it, and only for it; nothing is routed to it any more."""
        register(store, "bus", "portal")
        save(store, new_case(1))
        route(store)
        claim(store, sink="bus")
        with store.write() as transaction:
            assert transaction.forget_sink("bus") == 1
            assert transaction.forget_sink("bus") is None
            assert transaction.sinks() == ["portal"]
        assert settle(store, settlement(1, attempts=1), sink="bus") == 0
        save(store, new_case(2))
        route(store)
        assert one(store, case_id(2), "bus") is None
        assert one(store, case_id(2), "portal") is not None

    def test_records_of_a_lost_case_can_be_claimed(self, store: Store) -> None:
        """A claim of what no longer has any records says so by bringing none."""
        routed(store, 1)
        (claimed,) = claim(store, records=0)
        assert claimed.records == ()

    def test_each_is_claimed_by_one(self, store: Store) -> None:
        """Threads that claim at once share the deliveries: none is claimed twice, none is left."""
        register(store, "portal")
        for number in range(1, 21):
            save(store, new_case(number))
        route(store, limit=20)
        found: list[int] = []

        def take(runner: int) -> None:
            for turn in range(9):
                found.extend(cases(claim(store, holder=f"{runner}-{turn}", limit=3)))

        assert race(take) == ["saved"] * 4
        assert sorted(found) == list(range(1, 21))

    def test_each_is_routed_by_one(self, store: Store) -> None:
        """Threads that route at once, while commands go on, lose nothing."""
        register(store, "portal")
        for number in range(1, 5):
            save(store, new_case(number))

        def work(runner: int) -> None:
            with store.read() as transaction:
                before = transaction.load(case_id(runner + 1))
            for _ in range(5):
                assert before is not None
                before = save(store, next_change(before, b.reported()))
                route(store)

        assert race(work) == ["saved"] * 4
        route(store)
        last = [one(store, case_id(number), "portal") for number in range(1, 5)]
        assert [each and (each.next_seq, each.last_seq) for each in last] == [(1, 6)] * 4


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
