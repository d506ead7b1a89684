"""What operators see of what is still to be delivered, and what they decide about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yishi_engine.store.delivery_port import Backlog, DeliveryState
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import case_id, later, new_case, next_change
from yishi_engine.testing.conformance.base import Suite, save
from yishi_engine.testing.conformance.delivering import (
    NOW,
    QUEUED,
    UNTIL,
    accepted_case,
    claim,
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
    from yishi_engine.store.port import Store


class DeliveryDecisionConformance(Suite):
    """What operators see of what is still to be delivered, and what they decide about it."""

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
