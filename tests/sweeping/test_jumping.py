"""However the clock gets from one instant to the next, what it brings about is the same."""

from __future__ import annotations

import pytest

from tests.model.effort import chance, seeds
from tests.sweeping.lives import jumping, random_life, ticking, told, unswept

LONGEST = 60


@pytest.mark.parametrize("seed", seeds(15))
def test_a_clock_that_jumps_records_what_one_that_ticks_does(seed: int) -> None:
    """A sweep after weeks of silence records the same, as happened at the same instants, as one every hour."""
    done = random_life(chance(seed), LONGEST)
    assert told(done, jumping) == told(done, ticking)


@pytest.mark.parametrize("seed", seeds(15))
def test_an_engine_that_catches_up_needs_no_sweep(seed: int) -> None:
    """Where nobody sweeps, the commands themselves let time take effect before them, with the same records."""
    done = random_life(chance(seed), LONGEST)
    assert told(done, unswept, catch_up=True) == told(done, jumping)
