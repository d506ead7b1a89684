"""Lives in which one step is disturbed at one point, and that go on from there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tests.faults.effects import Effects, effects
from tests.faults.life import STEPS, Life
from tests.sweeping.faults import Crash, Fault
from yishi_engine import MemoryStore
from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.points import Disturbance


@cache
def expected() -> list[list[Effects]]:
    """Return what stands after each step of a life that nothing disturbs; first of all, before the first one."""
    life = Life("p-1", MemoryStore())
    found = [effects(life)]
    for number in range(len(STEPS)):
        life.take(number)
        found.append(effects(life))
    return found


@dataclass(frozen=True)
class Trial:
    """One disturbed life.

    Attributes:
        step: The step that is disturbed.
        at: The number of the point at which that happens.
        act: What happens there.
        forgets: Whether the process ends there, so that an engine without memory goes on.
        to_the_end: Whether the rest of the life is led as well.
    """

    step: int
    at: int
    act: Callable[[str], None]
    forgets: bool
    to_the_end: bool


def lead(life: Life, first: int, last: int) -> None:
    """Take the steps from one up to, and not including, another."""
    for number in range(first, last):
        life.take(number)


def points_of(step: int, life: Life, points: Disturbance) -> list[str]:
    """Return the points that a step passes where nothing happens.

    Args:
        step: The step.
        life: A life that has come that far.
        points: What its store passes.
    """
    points.begin()
    life.take(step)
    return points.end()


def disturb(life: Life, trial: Trial, points: Disturbance) -> str:
    """Disturb a step of a life that has come that far, and repeat it with its keys; find every effect of it once.

    Returns:
        The point at which it was disturbed.
    """
    points.begin(trial.at, trial.act)
    failed = _attempt(life, trial.step)
    passed = points.end()
    assert len(passed) >= trial.at, "the point was never reached"
    point = f"{STEPS[trial.step].case}, step {trial.step}, {passed[trial.at - 1]}"
    assert effects(life) in expected()[trial.step : trial.step + 2], f"{point}: half of it was kept"
    if not failed:
        assert effects(life) == expected()[trial.step + 1], f"{point}: acknowledged, and lost"
    if trial.forgets:
        life.restart()
    life.take(trial.step)
    assert effects(life) == expected()[trial.step + 1], point
    if trial.to_the_end:
        lead(life, trial.step + 1, len(STEPS))
        assert effects(life) == expected()[-1], point
    assert life.engine.verify(life.ids[STEPS[trial.step].case]) > 0, point
    return point


def _attempt(life: Life, step: int) -> bool:
    """Take a step; tell whether it failed."""
    try:
        life.take(step)
    except (Crash, Fault, YishiError):
        return True
    return False
