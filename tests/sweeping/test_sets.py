"""Many cases at a time: how often the store is asked, and that a sweep ends whatever it comes upon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sweeping.faults import Points, disturbed_engine
from tests.sweeping.town import DAY_OFF, LATER, SOON, MemoryCopies, engine_at
from yishi_engine.store.memory import MemoryTransaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from yishi_engine.store.port import Attention

TOWNS = 4


def asked(points: Points, *names: str) -> dict[str, int]:
    """Return how often a store was asked some things."""
    return {name: points.passed.count(f"after {name}") for name in names}


def test_a_sweep_asks_by_sets() -> None:
    """Cases are claimed, read and committed so many at a time; the last claim finds that nothing is left."""
    points = Points()
    report = disturbed_engine(MemoryCopies(TOWNS).copy(), LATER, points, batch=10).sweep()
    assert report.cases % 10
    batches = report.cases // 10 + 1
    expected = {"claim_due": batches + 1, "commit": batches + 1, "load_many": batches, "load": 0, "lock": 0}
    assert asked(points, *expected) == expected


def test_a_sweep_without_work_writes_nothing() -> None:
    """Where nothing is due, which is so most of the time, it begins no transaction that could keep others waiting."""
    store, points = MemoryCopies().copy(), Points()
    engine_at(store, LATER).sweep()
    assert disturbed_engine(store, LATER, points).sweep().cases == 0
    assert asked(points, "needing_attention", "begin", "commit") == {"needing_attention": 1, "begin": 0, "commit": 0}


def test_a_notice_is_taken_in_by_sets() -> None:
    """Cases are locked, read and committed together, and notices looked for once, however many dates move."""
    points = Points()
    report = disturbed_engine(MemoryCopies(TOWNS).copy(), SOON, points).load_notice(DAY_OFF)
    assert report.moved > TOWNS
    expected = {"lock": 1, "load_many": 1, "load": 0, "commit": 2, "save": report.moved, "reindex": 1}
    assert asked(points, *expected) == expected
    of_the_batch = points.passed[points.passed.index("after lock") :]
    assert of_the_batch.count("after notices") == 1


class ForgetfulTransaction(MemoryTransaction):
    """A transaction that does not take in when a case needs attention next."""

    def reindex(self, attention: Sequence[Attention]) -> None:
        """Do nothing."""


def test_a_case_that_stays_in_the_way_is_no_endless_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep ends though a case is found again and again that needs nothing, and brings all others up to date."""
    monkeypatch.setattr("yishi_engine.store.memory.MemoryTransaction", ForgetfulTransaction)
    store = MemoryCopies().copy()
    stays = next(each for each, at in store._tables.attention.items() if at is None)
    store._tables.attention[stays] = SOON
    report = engine_at(store, LATER).sweep()
    assert report.records > 0
    assert report.failures == ()
    with store.read() as transaction:
        assert transaction.needing_attention(LATER, limit=9) == [stays]
