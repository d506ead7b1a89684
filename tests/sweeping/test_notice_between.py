"""What happens to a case between the moment in which a notice is kept and that in which its dates are computed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stateful.clocks import kept_dates
from tests.stateful.lockstep import APPLICANT, STAFF
from tests.sweeping.faults import Crash, Points, disturbed_engine
from tests.sweeping.town import DAY_OFF, SOON, MemoryCopies, case_ids, engine_at
from yishi_engine import commands as c
from yishi_engine.errors import CommandRejected
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine import Engine, MemoryStore


def dates(store: MemoryStore) -> dict[tuple[str, str], str]:
    """Return when each clock of each case is due, as was told last."""
    found: dict[tuple[str, str], datetime] = {}
    for case_id in case_ids(store):
        with store.read() as transaction:
            stored = transaction.load(case_id)
        assert stored is not None
        assert stored.due is not None
        kept = kept_dates(stored.due)
        found |= {(case_id, item or "case"): at for item, at in kept.items()}
    return {clock: instant_text(at) for clock, at in found.items()}


def moves_on_record(engine: Engine, store: MemoryStore) -> dict[tuple[str, str], object]:
    """Return each clock of which a record says that its due date moved, with from when to when."""
    return {
        (case_id, name): pair
        for case_id in case_ids(store)
        for record in engine.events(case_id)
        if record.type == "clock.recomputed" and isinstance(moved := record.data["moved"], dict)
        for name, pair in moved.items()
    }


def give_everywhere(engine: Engine, store: MemoryStore, command: str) -> int:
    """Give every case a command that moves no date by itself; return how many took it."""
    given = 0
    for case_id in case_ids(store):
        made: dict[str, c.Command] = {
            "report": c.ReportDeficiency(case_id=case_id, item="licence", text="字迹不清", by=STAFF["lead"]),
            "start": c.StartTask(task_id=c.task_id(case_id, "licence"), by=STAFF["lead"]),
            "supply": c.SupplyMaterial(case_id=case_id, material="plan", reference="urn:late", by=APPLICANT),
        }
        try:
            engine.handle(made[command])
        except CommandRejected:
            continue
        given += 1
    return given


@pytest.mark.parametrize("command", ["report", "start", "supply"])
def test_a_date_that_moves_is_always_on_record(command: str) -> None:
    """A process that takes in a notice dies, another goes on with the cases: what moved is on record all the same."""
    copies = MemoryCopies()
    store = copies.copy()
    before = dates(store)
    with pytest.raises(Crash):
        disturbed_engine(store, SOON, Points(kept_point())).load_notice(DAY_OFF)
    healthy = engine_at(store, SOON)
    assert give_everywhere(healthy, store, command) > 0
    healthy.load_notice(DAY_OFF)
    after = dates(store)
    moved = {clock: {"before": at, "after": after[clock]} for clock, at in before.items() if at != after.get(clock)}
    assert moved
    assert moves_on_record(healthy, store) == moved
    assert healthy.verify() > 0


def kept_point() -> int:
    """Return the number of the point at which a notice has been kept and nothing else been done."""
    points = Points()
    disturbed_engine(MemoryCopies().copy(), SOON, points).load_notice(DAY_OFF)
    return points.passed.index("after commit") + 1
