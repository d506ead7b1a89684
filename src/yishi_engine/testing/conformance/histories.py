"""Looking back: which cases have ended, their whole histories, and when notices were loaded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import START, case_id, later, new_case, next_change
from yishi_engine.testing.conformance.base import Suite, save

if TYPE_CHECKING:
    from yishi_engine.case.events import Event
    from yishi_engine.store.port import Store


def withdrawn(hours: int) -> tuple[Event, ...]:
    """Return the event that ends a case some hours after it began."""
    return (replace(b.withdrawn(), occurred_at=later(hours=hours)),)


class HistoryConformance(Suite):
    """Looking back: which cases have ended, their whole histories, and when notices were loaded."""

    def test_ended_cases_come_in_order_and_in_pages(self, store: Store) -> None:
        """Ids come in order, each once, a page after the other; what has not ended is not among them."""
        for number in (4, 2, 5, 1):
            save(store, new_case(number, b.submitted(number), *withdrawn(number)))
        save(store, new_case(3))
        with store.read() as transaction:
            assert transaction.ended(after="", limit=9) == [case_id(n) for n in (1, 2, 4, 5)]
            assert transaction.ended(after="", limit=2) == [case_id(1), case_id(2)]
            assert transaction.ended(after=case_id(2), limit=2) == [case_id(4), case_id(5)]
            assert transaction.ended(after=case_id(5), limit=2) == []

    def test_ended_cases_are_chosen_by_when_they_ended(self, store: Store) -> None:
        """The beginning of the time asked for belongs to it, its end does not."""
        for number in (1, 2, 3):
            save(store, new_case(number, b.submitted(number), *withdrawn(number)))
        with store.read() as transaction:
            assert transaction.ended(after="", limit=9, since=later(hours=2)) == [case_id(2), case_id(3)]
            assert transaction.ended(after="", limit=9, until=later(hours=2)) == [case_id(1)]
            between = transaction.ended(after="", limit=9, since=later(hours=2), until=later(hours=2, seconds=1))
            assert between == [case_id(2)]

    def test_ended_cases_are_chosen_by_bundle(self, store: Store) -> None:
        """Only cases of the bundle asked for come; a bundle that no database could name has none."""
        save(store, new_case(1, b.submitted(1, bundle="newborn"), *withdrawn(1)))
        save(store, new_case(2, b.submitted(2), *withdrawn(1)))
        with store.read() as transaction:
            assert transaction.ended(after="", limit=9, bundle="newborn") == [case_id(1)]
            assert transaction.ended(after="", limit=9, bundle="a\x00b") == []

    def test_histories_are_whole_and_in_order(self, store: Store) -> None:
        """Each case asked for comes with all of its records in order, as one by one; others are left out."""
        first = save(store, new_case(1, b.submitted(1), *b.accepted("a")))
        save(store, next_change(first, b.started("a"), b.granted("a")))
        save(store, new_case(2))
        save(store, new_case(3))
        with store.read() as transaction:
            found = transaction.histories([case_id(2), case_id(1), case_id(9), "a\x00b"])
            assert found == {case_id(n): tuple(transaction.records(case_id(n))) for n in (1, 2)}
            assert [record.seq for record in found[case_id(1)]] == [1, 2, 3, 4, 5]
            assert transaction.histories([]) == {}

    def test_notices_come_with_when_they_were_loaded(self, store: Store) -> None:
        """Contents come in the order in which they were loaded, each with the time at which it was loaded first."""
        with store.write() as transaction:
            transaction.keep_notice("second year", later(days=1))
            transaction.keep_notice("first year", later(days=2))
            transaction.keep_notice("second year", later(days=3))
        with store.read() as transaction:
            assert transaction.loaded_notices() == [("second year", later(days=1)), ("first year", later(days=2))]

    def test_nothing_has_ended_at_first(self, store: Store) -> None:
        """An empty store has no past."""
        with store.read() as transaction:
            assert transaction.ended(after="", limit=9, since=START) == []
            assert transaction.loaded_notices() == []
