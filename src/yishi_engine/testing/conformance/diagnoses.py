"""What a store tells a doctor: what it keeps beside its cases, as it is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import Dates, case_id, later, new_case, next_change
from yishi_engine.testing.conformance.base import Suite, save

if TYPE_CHECKING:
    from yishi_engine.store.port import Store


class DiagnosisConformance(Suite):
    """What a store tells a doctor: what it keeps beside its cases, as it is kept."""

    def test_all_cases_come_in_order_and_in_pages(self, store: Store) -> None:
        """Ids of all cases come in order, ended or not, a page after the other."""
        for number in (3, 1, 2):
            save(store, new_case(number, b.submitted(number), *([b.withdrawn()] if number == 2 else [])))
        with store.read() as transaction:
            assert transaction.case_ids(after="", limit=2) == [case_id(1), case_id(2)]
            assert transaction.case_ids(after=case_id(2), limit=2) == [case_id(3)]
            assert transaction.case_ids(after=case_id(3), limit=2) == []

    def test_what_is_kept_beside_a_case(self, store: Store) -> None:
        """When a sweep is to look again, whether there are personal values, the newest key; nothing of others."""
        first = new_case(1, dates=Dates(attention=later(hours=3)))
        stored = save(store, replace(first, personal={"values": {"operator": "王某"}}, key=b.key_use(first, "k-1")))
        second = next_change(stored, b.reported(), dates=Dates(attention=later(hours=4)))
        save(store, replace(second, key=b.key_use(second, "k-2")))
        save(store, new_case(2))
        with store.read() as transaction:
            found = transaction.kept_beside([case_id(1), case_id(2), case_id(9), "a\x00b"])
        assert set(found) == {case_id(1), case_id(2)}
        assert found[case_id(1)] == (later(hours=4), True, 2)
        assert (found[case_id(2)].attention_at, found[case_id(2)].last_key) == (None, 0)

    def test_erased_values_are_told_from_values_that_are_there(self, store: Store) -> None:
        """Once they were erased they are known not to be there."""
        save(store, replace(new_case(1), personal={"values": {"operator": "王某"}}))
        with store.write() as transaction:
            transaction.erase(case_id(1), later(days=1))
        with store.read() as transaction:
            assert transaction.kept_beside([case_id(1)])[case_id(1)].personal is False

    def test_histories_come_as_they_are_stored(self, store: Store) -> None:
        """Numbers, texts and hashes of whole histories at once are those of each history by itself."""
        save(store, new_case(1, b.submitted(1), *b.accepted("a")))
        save(store, new_case(2))
        with store.read() as transaction:
            found = transaction.stored_histories([case_id(2), case_id(1), case_id(9)])
            assert {each: list(map(tuple, rows)) for each, rows in found.items()} == {
                case_id(n): list(transaction.stored_rows(case_id(n))) for n in (1, 2)
            }

    def test_nothing_strays_in_a_sound_store(self, store: Store) -> None:
        """Whatever names a case names one that is there."""
        change = new_case(1)
        save(store, replace(change, key=b.key_use(change, "k-1")))
        with store.read() as transaction:
            assert transaction.strays(limit=9) == []
