"""A case that was corrected has a window anew: it is warned of once more, and once only."""

from __future__ import annotations

from tests.faults.life import Life
from tests.faults.workers import MORNING
from tests.stateful.clocks import signals
from tests.stateful.definitions import catalog
from yishi_engine import Engine, MemoryStore


def test_a_new_window_that_is_due_on_the_same_day_is_warned_of_as_well() -> None:
    """However often one sweeps, each window gives one warning, though both say the same."""
    store = MemoryStore()
    life = Life("p-1", store)
    sweeping = Engine(store=store, catalog=catalog(), clock=lambda: MORNING)
    written = []
    for step in range(4):  # submitted, reported, corrected
        life.take(step)
        written.append([sweeping.sweep().records for _ in range(3)])
    assert written == [[1, 0, 0], [0, 0, 0], [0, 0, 0], [1, 0, 0]]
    records = life.engine.events(life.ids["whole"])
    told = [(each.type, each.data["due_on"]) for each in records if each.type.startswith("clock.")]
    assert told == [("clock.warning", "2026-06-03")] * 2
    assert sorted(signals(records).values()) == [1, 1]
