"""Every command, disturbed before and after every call of the store that it makes, and repeated with its key."""

from __future__ import annotations

import inspect
import itertools
from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.faults.life import STEPS, Life
from tests.faults.points import Disturbance
from tests.faults.trials import Trial, disturb, lead, points_of
from tests.sweeping.faults import PointedStore, crash, fail
from yishi_engine import MemoryStore, commands
from yishi_engine.errors import StorageError
from yishi_engine.store.port import Stale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yishi_engine.store.port import Store

STRIDE: Final = {"MemoryStore": 1, "SqlStore": 13}
"""A life in a database costs so much that only some of the points are tried there."""
_names = itertools.count(1)


def refuse(point: str) -> None:
    """Fail as a store does when its database is away: nobody knows what became of the work in hand."""
    raise StorageError(f"the database went away {point}")


def life_at(step: int, store: Store, points: Disturbance) -> Life:
    """Return the life of somebody new that has come to a step, on a store that can be disturbed."""
    if isinstance(store, MemoryStore):
        before = max(0, step - 1)
        copy = copied(lives_in_memory()[before].store)
        life = lives_in_memory()[before].fork(copy, PointedStore(copy, points))
        lead(life, before, step)  # so that the engine remembers the case
        return life
    life = Life(f"p-{next(_names)}", store, PointedStore(store, points))
    lead(life, 0, step)
    return life


@cache
def lives_in_memory() -> list[Life]:
    """Return a life that has come to each step, for each of them."""
    life, found = Life("p-1", MemoryStore()), list[Life]()
    for number in range(len(STEPS)):
        copy = copied(life.store)
        found.append(life.fork(copy, copy))
        life.take(number)
    return found


def copied(store: Store) -> MemoryStore:
    """Return another store in memory with the same in its tables."""
    assert isinstance(store, MemoryStore)
    made, tables = MemoryStore(), store._tables
    made._tables = replace(tables, **{each.name: dict(getattr(tables, each.name)) for each in fields(tables)})
    return made


def led(store: Store, step: int) -> list[str]:
    """Return the points that a step passes."""
    points = Disturbance()
    return points_of(step, life_at(step, store, points), points)


def test_every_command_occurs() -> None:
    """The life that is disturbed holds every command that there is."""
    life, given = Life("p-1", MemoryStore()), set[str]()
    for number in range(len(STEPS)):
        given |= {type(command).__name__ for command in life.commands(number)}
        life.take(number)
    leaves = {
        name
        for name, kind in inspect.getmembers(commands, inspect.isclass)
        if issubclass(kind, commands.Command) and not kind.__subclasses__()
    }
    assert given == leaves


def trials(store: Store, act: Callable[[str], None], *, forgets: bool) -> Iterator[Trial]:
    """Yield a trial for every point of every step, or for some of them where a trial costs much."""
    life_at(len(STEPS), store, Disturbance())  # the first life keeps definitions as well
    places = [(step, at) for step in range(len(STEPS)) for at, _ in enumerate(led(store, step), start=1)]
    assert len(places) > 6 * len(STEPS)
    stride = STRIDE[type(store).__name__]
    for number, (step, at) in enumerate(places[::stride]):
        yield Trial(step, at, act, forgets=forgets, to_the_end=number % 8 == 0)


@pytest.mark.parametrize("act", [crash, fail, refuse])
def test_a_command_that_is_repeated_with_its_key_takes_effect_once(store: Store, act: Callable[[str], None]) -> None:
    """Whatever failed, wherever: all of the command or nothing is kept, and with the repetition it is there once.

    Before and after every call of the store in turn, COMMIT among them. After the end of the process an engine that
    remembers nothing goes on, otherwise the same one; both lead the case to its end.
    """
    for trial in trials(store, act, forgets=act is crash):
        points = Disturbance()
        disturb(life_at(trial.step, store, points), trial, points)


def test_a_conflict_is_never_seen(store: Store) -> None:
    """Where a store says that another command came first, the engine tries again by itself: no command fails."""

    def lose_the_race(point: str) -> None:
        raise Stale(point)

    life_at(len(STEPS), store, Disturbance())
    for step in range(0, len(STEPS), STRIDE[type(store).__name__] + 1):
        for at, point in enumerate(led(store, step), start=1):
            if point == "after commit":
                continue  # what was committed has not lost
            points = Disturbance()
            life = life_at(step, store, points)
            points.begin(at, lose_the_race)
            life.take(step)
            points.end()
            assert life.engine.verify(life.ids[STEPS[step].case]) > 0
