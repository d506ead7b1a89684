"""What is still to be delivered: queued with the change, routed, claimed, settled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from yishi_engine.store.delivery_port import DeliveryState
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import Dates, case_id, later, new_case, next_change
from yishi_engine.testing.conformance.base import Interrupted, Suite, race, save
from yishi_engine.testing.conformance.delivering import (
    NOW,
    QUEUED,
    UNTIL,
    accepted_case,
    cases,
    claim,
    contents,
    one,
    recorded_at,
    register,
    route,
    routed,
    seqs,
    settle,
    settlement,
    waiting,
)

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.store.port import Store


class DeliveryConformance(Suite):
    """What is still to be delivered: queued with the change, routed, claimed, settled."""

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
