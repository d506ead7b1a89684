"""What needs attention: what a sweep finds and claims, and what a notice goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yishi_engine.store.port import Attention, DueIndex, Position, Store
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import Dates, case_id, later, new_case
from yishi_engine.testing.conformance.base import Interrupted, Suite, listed, race, save

if TYPE_CHECKING:
    from datetime import datetime

WAITING = ((1, 3), (2, 1), (3, 2), (4, 9))
"""Number of a case and after how many hours it needs attention."""


def keep_waiting(store: Store) -> None:
    """Save cases that need attention, and one that does not."""
    for number, hours in WAITING:
        save(store, new_case(number, dates=Dates(attention=later(hours=hours))))
    save(store, new_case(5))


def needing(store: Store, now: datetime) -> list[str]:
    """Return the ids of all cases that need attention."""
    with store.read() as transaction:
        return transaction.needing_attention(now, limit=99)


class AttentionConformance(Suite):
    """What needs attention: what a sweep finds and claims, and what a notice goes through."""

    def test_a_sweep_gets_what_has_come(self, store: Store) -> None:
        """Cases whose time has come are named, the longest waiting first."""
        keep_waiting(store)
        with store.read() as transaction:
            assert transaction.needing_attention(later(hours=3), limit=9) == [case_id(n) for n in (2, 3, 1)]
            assert transaction.needing_attention(later(hours=3), limit=2) == [case_id(n) for n in (2, 3)]
            assert transaction.needing_attention(later(minutes=59), limit=9) == []

    def test_a_claim_takes_what_has_come(self, store: Store) -> None:
        """The cases whose time has come are claimed, the longest waiting first, with since when each waits."""
        keep_waiting(store)
        places = [Position.of(later(hours=hours), case_id(n)) for n, hours in ((2, 1), (3, 2), (1, 3))]
        with store.write() as transaction:
            assert transaction.claim_due(later(hours=3), limit=9) == places
            assert transaction.claim_due(later(hours=3), limit=2) == places[:2]
            assert transaction.claim_due(later(minutes=59), limit=9) == []

    def test_claims_go_on_where_one_ended(self, store: Store) -> None:
        """One claim after another, every case that is due comes once, also where several wait since one instant."""
        for number in range(1, 12):
            save(store, new_case(number, dates=Dates(attention=later(hours=number % 3))))
        expected = sorted(Position.of(later(hours=n % 3), case_id(n)) for n in range(1, 12))
        for size in (1, 2, 5, 20):
            with store.write() as transaction:
                found = transaction.claim_due(later(days=1), limit=size)
                while page := transaction.claim_due(later(days=1), after=found[-1], limit=size):
                    found += page
            assert found == expected

    def test_claims_side_by_side_are_of_different_cases(self, store: Store) -> None:
        """Whoever claims a case and settles it in the same transaction is the only one who did."""
        for number in range(40):
            save(store, new_case(number, dates=Dates(attention=later(hours=number))))
        claimed: list[str] = []

        def settle(_: int) -> None:
            while needing(store, later(days=9)):
                with store.write() as transaction:
                    taken = [each.id for each in transaction.claim_due(later(days=9), limit=3)]
                    transaction.reindex([Attention(each, 1, None) for each in taken])
                claimed.extend(taken)

        assert race(settle) == ["saved"] * 4
        assert sorted(claimed) == [case_id(number) for number in range(40)]

    def test_a_claim_that_is_taken_back_leaves_the_case_to_others(self, store: Store) -> None:
        """What was claimed in a transaction that fails is found again."""
        keep_waiting(store)

        def claim_and_stop() -> None:
            with store.write() as transaction:
                assert len(transaction.claim_due(later(hours=1), limit=9)) == 1
                transaction.reindex([Attention(case_id(2), 1, None)])
                raise Interrupted

        with pytest.raises(Interrupted):
            claim_and_stop()
        with store.write() as transaction:
            assert [each.id for each in transaction.claim_due(later(hours=1), limit=9)] == [case_id(2)]

    def test_locks_are_of_cases_that_there_are(self, store: Store) -> None:
        """Locking says which cases nobody else changes now, in order; what is not there is left out."""
        keep_waiting(store)
        asked = [case_id(3), case_id(99), "a\x00b", case_id(1)]
        with store.write() as transaction:
            assert transaction.lock(asked) == [case_id(1), case_id(3)]
            assert transaction.lock(asked, wait=False) == [case_id(1), case_id(3)]
            assert transaction.lock([]) == []

    def test_attention_is_written_anew(self, store: Store) -> None:
        """Reindexing changes when cases need attention, and nothing else."""
        tasks = {"a": later(days=1), "b": later(days=2)}
        saved = save(store, new_case(1, b.submitted(), *b.accepted("a", "b"), dates=Dates(tasks=tasks)))
        gone = save(store, new_case(2, dates=Dates(case=later(days=5), attention=later(days=1))))
        with store.write() as transaction:
            transaction.reindex(
                [Attention(case_id(1), saved.seq, later(days=4)), Attention(case_id(2), gone.seq, None)]
            )
            transaction.reindex([])
        assert needing(store, later(days=3)) == []
        assert needing(store, later(days=4)) == [case_id(1)]
        with store.read() as transaction:
            found = transaction.load_many([case_id(1), case_id(2)])
            assert found == {case_id(1): saved, case_id(2): gone}
            assert found[case_id(1)].due == DueIndex(case=None, tasks=tasks)
            assert [each.case.id for each in listed(transaction)] == [case_id(2), case_id(1)]

    def test_attention_of_an_old_state_is_not_written(self, store: Store) -> None:
        """Reindexing does nothing when the case has moved on, or is not there."""
        save(store, new_case(1))
        with store.write() as transaction:
            transaction.reindex([Attention(case_id(1), 9, later(days=1)), Attention(case_id(2), 1, later(days=1))])
        assert needing(store, later(days=9)) == []

    def test_unfinished_cases_are_walked_through(self, store: Store) -> None:
        """Cases that have not ended, or still need attention, come in order of their ids, a few at a time."""
        for number in (3, 1, 2):
            save(store, new_case(number))
        for number, attention in ((4, None), (5, later(days=1))):
            save(store, new_case(number, b.submitted(number), b.withdrawn(), dates=Dates(attention=attention)))
        with store.read() as transaction:
            assert transaction.unfinished(after="", limit=9) == [case_id(n) for n in (1, 2, 3, 5)]
            assert transaction.unfinished(after=case_id(1), limit=2) == [case_id(2), case_id(3)]
            assert transaction.unfinished(after=case_id(5), limit=9) == []
