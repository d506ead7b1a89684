"""A clock that jumps back and forth: what is recorded stays in order, and replays.

A clock that goes back (a correction of the server's time, a machine whose clock is behind) cannot bring a case back:
nothing happens before the case's newest event, so what comes next happens at that instant, and is not taken for
back-filled. ``recorded_at`` tells what the clock said. A clock that goes far ahead brings about what would have been
due by then, and that stays: what was recorded is never taken back, so such a clock has to be found by other means.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.faults.life import OPENED, STEPS, Life
from tests.faults.trials import expected
from tests.model.effort import chance, seeds
from tests.stateful.definitions import LEAD
from tests.stateful.lockstep import STAFF
from tests.sweeping.town import engine_at
from yishi_engine import commands as c
from yishi_engine.case.lifecycle import CaseState
from yishi_engine.errors import ArgumentInvalid

if TYPE_CHECKING:
    from yishi_engine import AuditRecord
    from yishi_engine.store.port import Store

BACK = -timedelta(hours=2)
AHEAD = timedelta(days=40)


class Jumping(Life):
    """A life whose clock is wrong by an amount."""

    wrong_by = timedelta()

    def restart(self) -> None:
        """Let an engine go on whose clock is wrong."""
        super().restart()
        self.engine._clock = lambda: self.now + self.wrong_by


def happened(records: tuple[AuditRecord, ...]) -> list[AuditRecord]:
    """Return the records of what somebody did, in order; levels of clocks say when they were due."""
    return [record for record in records if not record.type.startswith("clock.")]


@pytest.mark.parametrize("seed", seeds(8))
def test_a_clock_that_jumps_breaks_nothing(seed: int, store: Store) -> None:
    """Two hours back, minutes ahead: every command is carried out, as happened in order, and all of it replays."""
    random = chance(seed)
    life = Jumping(f"p-{seed}", store)
    for number in range(len(STEPS)):
        life.wrong_by = random.choice([timedelta(), BACK, -timedelta(seconds=1), timedelta(minutes=5)])
        life.take(number)
        life.take(number)  # and once more with its key, at whatever time that is
    for case_id in life.ids.values():
        records = happened(life.engine.events(case_id))
        assert all(before.occurred_at <= after.occurred_at for before, after in pairwise(records))
        assert not any(record.data.get("backfilled") for record in records)
        assert life.engine.verify(case_id) == len(life.engine.events(case_id))
    states = [life.engine.case(case_id).state for case_id in life.ids.values()]
    assert states == [each.case.state for each in expected()[-1]]


def test_a_sweep_with_a_clock_that_went_back_does_nothing(store: Store) -> None:
    """What was brought about before is not told again, neither while the clock is behind nor when it is right again."""
    life = Life("p-1", store)
    life.take(0)
    late = OPENED + timedelta(hours=30)
    assert engine_at(store, late).sweep().records == 1
    for jump in (BACK, timedelta(), -timedelta(days=3), timedelta()):
        assert engine_at(store, late + jump).sweep().records == 0
    assert life.engine.verify() == 2


def test_a_clock_far_ahead_accepts_by_silence_and_that_stands(store: Store) -> None:
    """The acceptance is dated when silence would have meant it, not by the wrong clock; what comes later follows it."""
    life = Life("p-1", store)
    life.take(0)
    engine_at(store, OPENED + AHEAD).sweep()
    case_id = life.ids["whole"]
    view = life.engine.case(case_id)
    assert (view.state, view.deemed) == (CaseState.ACCEPTED, True)
    assert all(record.occurred_at < OPENED + AHEAD for record in life.engine.events(case_id))
    life.now = OPENED + timedelta(minutes=3)
    (start,) = STEPS[5].commands(life.applicant, life.ids)
    life.engine.handle(start)
    records = happened(life.engine.events(case_id))
    assert records[-1].occurred_at == records[-2].occurred_at
    assert records[-1].recorded_at < records[-1].occurred_at
    assert life.engine.verify() == len(life.engine.events(case_id))


def test_nobody_can_back_fill_before_what_the_wrong_clock_recorded(store: Store) -> None:
    """A case does not go back: who says when a thing happened is told the earliest instant that is left."""
    life = Jumping("p-1", store)
    life.take(0)
    life.wrong_by = AHEAD
    life.take(1)
    life.wrong_by = AHEAD + timedelta(minutes=1)
    late = c.AcceptCase(case_id=life.ids["whole"], by=STAFF[LEAD], occurred_at=OPENED)
    with pytest.raises(ArgumentInvalid, match="before the case's newest event"):
        life.engine.handle(late)
