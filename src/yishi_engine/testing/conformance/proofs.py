"""Reading everything: all cases and all records, as streams in one order that meet."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from yishi_engine.store.port import StoredCase
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import Dates, case_id, new_case, next_change
from yishi_engine.testing.conformance.base import Suite, save

if TYPE_CHECKING:
    from yishi_engine.store.port import Store, Transaction

UNLIKE: Final = ("Z", "a", "a b", "z-1", "z1", "Äpfel", "é", "ä", "中", "办件", "ﬃ", "דּ", "𠮷", "😀", "😀1")
"""Ids that locales, letters' case and the units of UTF-16 would all put in another order than code points do."""


def ids(transaction: Transaction, *, after: str | None = None, until: str | None = None) -> list[str]:
    """Return the ids of a range of cases, having seen that their records come under the same ids."""
    cases = [found for found, _ in transaction.stored_cases(after=after, until=until)]
    records = groupby(transaction.stored_records(after=after, until=until), key=itemgetter(0))
    assert [found for found, _ in records] == cases
    return cases


class ProofConformance(Suite):
    """Reading everything: all cases and all records, as streams in one order that meet."""

    def test_cases_and_records_come_in_the_order_of_code_points(self, store: Store) -> None:
        """Whatever the letters, the ids of both streams come as their code points are ordered, each once."""
        for number, own in enumerate(sorted(UNLIKE, key=str.casefold, reverse=True)):
            save(store, new_case(number, case=own))
        with store.read() as transaction:
            assert ids(transaction) == sorted(UNLIKE)

    def test_a_range_begins_behind_an_id_and_ends_with_one(self, store: Store) -> None:
        """What lies behind ``after``, up to and including ``until``, comes in both streams; ids need not be there."""
        for number, own in enumerate(UNLIKE):
            save(store, new_case(number, case=own))
        known = sorted(UNLIKE)
        with store.read() as transaction:
            for after in (None, "", "a", "aa", "中", "😀1", "\U0010fffd"):
                for until in (None, "A", "a", "中", "丮", "😀1"):
                    expected = [own for own in known if (not after or own > after) and (until is None or own <= until)]
                    assert ids(transaction, after=after, until=until) == expected, (after, until)

    def test_cases_come_as_they_are_loaded(self, store: Store) -> None:
        """Each case comes with its tasks in their order, its number of records and its head."""
        items = ("z-last", "a-first", "m-middle")
        dates = Dates(tasks=dict.fromkeys(items))
        save(store, new_case(1, b.submitted(1), *b.accepted(*items), dates=dates))
        save(store, new_case(2))
        with store.read() as transaction:
            found = dict(transaction.stored_cases())
            assert found == {case_id(n): transaction.load(case_id(n)) for n in (1, 2)}
        first = found[case_id(1)]
        assert isinstance(first, StoredCase)
        assert list(first.case.tasks) == list(items)

    def test_records_come_as_they_are_stored(self, store: Store) -> None:
        """Each record comes with its case, in the order of numbers, text and hash as when one case is read."""
        before = save(
            store, new_case(1, b.submitted(1), *b.accepted("a", "b"), dates=Dates(tasks={"a": None, "b": None}))
        )
        save(store, new_case(2))
        save(store, next_change(before, *[b.started("a"), b.granted("a")], dates=Dates(tasks={"a": None})))
        with store.read() as transaction:
            rows = [tuple(row) for row in transaction.stored_records()]
            expected = [(case_id(n), *row) for n in (1, 2) for row in transaction.stored_rows(case_id(n))]
        assert rows == expected
        assert [row[:2] for row in rows] == [*((case_id(1), seq) for seq in range(1, 7)), (case_id(2), 1)]

    def test_streams_may_be_read_side_by_side(self, store: Store) -> None:
        """More than one portion of each stream, read by turns with other questions between, is whole."""
        with store.write() as transaction:
            for number in range(1, 602):
                transaction.save(new_case(number, b.submitted(number), b.reported(), b.reported(), b.reported()))
        with store.read() as transaction:
            records = transaction.stored_records()
            for number, (found, _) in enumerate(transaction.stored_cases(), 1):
                assert found == case_id(number)
                assert [next(records)[:2] for _ in range(4)] == [(found, seq) for seq in (1, 2, 3, 4)]
                assert number % 200 or transaction.load(found) is not None
            assert number == 601
            assert next(records, None) is None

    def test_landmarks_divide_the_cases(self, store: Store) -> None:
        """The so many-th case behind an id is named, or none where there are not so many."""
        for number in (3, 1, 4, 2, 5):
            save(store, new_case(number))
        with store.read() as transaction:
            assert transaction.landmark(1) == case_id(1)
            assert transaction.landmark(2) == case_id(2)
            assert transaction.landmark(2, after=case_id(2)) == case_id(4)
            assert transaction.landmark(2, after=case_id(4)) is None
            assert transaction.landmark(3, after="") == case_id(3)
            assert transaction.landmark(6) is None

    def test_an_empty_store_has_nothing_to_prove(self, store: Store) -> None:
        """There are no cases, no records and no landmarks at first."""
        with store.read() as transaction:
            assert ids(transaction) == ids(transaction, after="", until="\U0010fffd") == []
            assert transaction.landmark(1) is None
