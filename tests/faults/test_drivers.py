"""The same below SQLAlchemy: a driver that fails, or a connection that is lost, before and after each of its calls."""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from tests.faults.conftest import POSTGRESQL
from tests.faults.drivers import Wire, io_error, postgresql_store, sqlite_store
from tests.faults.life import STEPS, Life
from tests.faults.points import Disturbance
from tests.faults.trials import Trial, disturb, lead, points_of
from tests.sweeping.town import LATER, SOON, Town, case_ids, engine_at
from yishi_engine import SqlStore
from yishi_engine.delivery import CallableSink, Relay
from yishi_engine.delivery.relay import LEASE
from yishi_engine.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

STRIDE: Final = {"sqlite": 7, "postgresql": 3}
"""Odd, since a point before a call and one after it take turns."""
_names = itertools.count(1)


class Frail:
    """A store whose driver can be disturbed, and what happens to it then.

    Attributes:
        kind: Which database.
        store: The store.
        points: What its connections pass.
        act: What happens at one of them.
        whole: Another store on the same database, with which nothing is wrong.
    """

    def __init__(self, kind: str, url: str) -> None:
        """Make the schema, and open both stores."""
        self.kind, self.points = kind, Disturbance()
        if kind == "sqlite":
            self.store, self.act = sqlite_store(url.removeprefix("sqlite:///"), self.points), io_error
        else:
            wire = Wire()
            self.store, self.act = postgresql_store(url, self.points, wire), wire.cut
        self.whole = SqlStore.from_url(url)
        self.whole.upgrade()
        self.life_at(len(STEPS))  # the first life keeps definitions, and sets connections up

    def life_at(self, step: int) -> Life:
        """Return the life of somebody new that has come to a step."""
        life = Life(f"p-{next(_names)}", self.whole, self.store)
        lead(life, 0, step)
        return life


@dataclass
class Hands:
    """A clock that a test moves."""

    at: datetime = SOON

    def now(self) -> datetime:
        return self.at


@pytest.fixture(params=["sqlite", POSTGRESQL])
def frail(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Frail]:
    """Return an empty store of each kind in turn."""
    url = f"sqlite:///{tmp_path}/cases.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    made = Frail(request.param, url)
    yield made
    made.store.dispose()
    made.whole.dispose()


def places(frail: Frail) -> Iterator[tuple[int, int]]:
    """Yield step and number of point of what is tried."""
    found = [
        (step, at)
        for step in range(len(STEPS))
        for at, _ in enumerate(points_of(step, frail.life_at(step), frail.points), start=1)
    ]
    assert len(found) >= 2 * len(STEPS)
    yield from found[:: STRIDE[frail.kind]]


def test_a_driver_that_fails_loses_and_doubles_nothing(frail: Frail) -> None:
    """An error of the disk, or a lost connection, before and after whatever the driver was asked, COMMIT among it.

    Where the answer to COMMIT is lost nobody knows whether the command took effect; repeated with its key it did, once.
    """
    seen = set()
    for number, (step, at) in enumerate(places(frail)):
        trial = Trial(step, at, frail.act, forgets=number % 2 == 0, to_the_end=number % 8 == 0)
        seen.add(disturb(frail.life_at(step), trial, frail.points).split(", ")[-1])
    assert len(seen) >= 2, seen


def test_a_lost_connection_before_commit_is_not_even_noticed(frail: Frail) -> None:
    """As long as nothing can have been committed, a command on a connection that is lost is done on another one."""
    if frail.kind == "sqlite":
        pytest.skip("a file has no connection that is lost")
    life = frail.life_at(1)
    life.restart()  # so that the case has to be read first; what is written at once may have been committed
    frail.points.begin(1, frail.act)
    life.take(1)
    assert frail.points.end()[0] == "before execute"
    assert len(life.engine.events(life.ids["whole"])) == 2


def test_a_failure_is_an_error_of_storage(frail: Frail) -> None:
    """What reaches the host is never an error of a driver, and says nothing of what was to be written."""
    errors = []
    for at in range(1, 30):
        life = frail.life_at(0)
        frail.points.begin(at, frail.act)
        try:
            life.take(0)
        except StorageError as error:
            errors.append(str(error))
        frail.points.end()
    assert errors
    assert not any("私密" in error for error in errors)


def test_a_sweep_on_a_driver_that_fails_is_made_good(frail: Frail) -> None:
    """Wherever its driver fails, what a sweep left undone is done by the next one, and nothing twice."""
    for at in range(1, 33, 3):
        town = Town(frail.whole)
        town.fill()
        frail.points.begin(at, frail.act)
        with suppress(StorageError):
            engine_at(frail.store, LATER).sweep()
        assert len(frail.points.end()) >= at, "the point was never reached"
        healthy = engine_at(frail.whole, LATER)
        assert healthy.sweep().failures == ()
        assert healthy.sweep().records == 0
    for case_id in case_ids(frail.whole):
        said = [repr((each.type, each.data)) for each in healthy.events(case_id) if each.type.startswith("clock.")]
        assert len(said) == len(set(said))
    assert healthy.verify() > 0


def test_a_relay_on_a_driver_that_fails_loses_nothing(frail: Frail) -> None:
    """Wherever its driver fails, the next relay delivers what is left, of each case in order."""
    taken: list[tuple[str, int]] = []
    sink = CallableSink("portal", lambda message: taken.append((message.case_id, message.seq)))
    clock = Hands()
    Relay(frail.whole, [sink], clock=clock.now).run_once()
    for at in range(1, 20):
        Town(frail.whole).fill()
        frail.points.begin(at, frail.act)
        with suppress(StorageError):
            Relay(frail.store, [sink], clock=clock.now).run_once()
        frail.points.end()
        clock.at += 2 * LEASE
    Relay(frail.whole, [sink], clock=clock.now).run_until_idle()
    engine = engine_at(frail.whole, clock.at)
    for case_id in case_ids(frail.whole):
        seqs = [seq for case, seq in dict.fromkeys(taken) if case == case_id]
        assert seqs == [record.seq for record in engine.events(case_id)]
