"""The worker: sweeps and delivers until it is told to stop, whatever fails meanwhile, and says how it is."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.delivery.conftest import Desk, Post, closed
from tests.engine.conftest import Office
from tests.sweeping.town import LATER, Town, engine_at
from yishi_engine import MemoryStore
from yishi_engine.delivery import Worker
from yishi_engine.delivery.health import PATIENCE, Board, Health, LoopHealth
from yishi_engine.errors import StorageError
from yishi_engine.store.delivery_port import Backlog
from yishi_engine.testing.builders import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.delivery import Message
    from yishi_engine.store.port import Store

LIMIT = 20
"""Seconds after which a test gives up."""


def briefly(stop: threading.Event, _: float) -> object:
    """Wait, but not for as long as asked."""
    return stop.wait(0.001)


@contextmanager
def running(worker: Worker) -> Iterator[threading.Event]:
    """Let a worker run in a thread of its own; it has to end when it is told to."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(LIMIT)
    assert not thread.is_alive()


def until(desk: Desk, count: int) -> threading.Event:
    """Return an event that is set when a sink has taken so many messages."""
    reached = threading.Event()

    def take(message: Message) -> None:
        if len(desk.taken) + 1 >= count:
            reached.set()
        assert message.body

    desk.fails = take
    return reached


def test_a_worker_sweeps_and_delivers(store: Store) -> None:
    """Time takes effect, and what that records is delivered with the rest."""
    Town(store).fill()
    desk = Desk()
    worker = Worker(engine_at(store, LATER), sinks=[desk], wait=briefly)
    quiet = MemoryStore()
    Town(quiet).fill()
    engine_at(quiet, LATER).sweep()
    with quiet.read() as transaction:
        expected = sum(head.seq for head in transaction.heads())
    reached = until(desk, expected)
    with running(worker):
        assert reached.wait(LIMIT)
    assert len(desk.taken) == expected
    assert desk.closed


def test_a_slow_sink_delays_no_other(quick_post: Post) -> None:
    """Each sink has a thread of its own."""
    release = threading.Event()
    slow = Desk("slow", fails=lambda _: None if release.wait(LIMIT) else TimeoutError())
    quick = Desk("quick")
    case_id = quick_post.office.accepted().id
    reached = until(quick, len(quick_post.records(case_id)))
    with running(Worker(quick_post.office.engine, sinks=[slow, quick], wait=briefly)):
        assert reached.wait(LIMIT)
        assert slow.taken == []
        release.set()


def test_the_sinks_of_a_worker_begin_together(quick_post: Post) -> None:
    """What waits when they first start reaches all of them, whichever comes first."""
    case_id = quick_post.office.accepted().id
    count = len(quick_post.records(case_id))
    desks = [Desk(f"sink-{number}") for number in range(5)]
    reached = [until(desk, count) for desk in desks]
    with running(Worker(quick_post.office.engine, sinks=desks, wait=briefly)):
        assert all(each.wait(LIMIT) for each in reached)
    assert all(desk.seqs(case_id) == quick_post.records(case_id) for desk in desks)


def test_stopping_finishes_what_is_in_hand(quick_post: Post) -> None:
    """What was claimed when the stop came is delivered and settled; the rest stays for the next worker."""
    cases = [quick_post.office.accepted().id for _ in range(6)]
    stop = threading.Event()
    desk = Desk(fails=lambda _: stop.set())
    Worker(quick_post.office.engine, sinks=[desk], batch=2, wait=briefly).run(stop)
    done = [case_id for case_id in cases if desk.seqs(case_id)]
    assert len(done) == 2
    assert all(desk.seqs(case_id) == quick_post.records(case_id) for case_id in done)
    assert all(quick_post.delivery(case_id) is None for case_id in done)
    assert desk.closed


def test_working_once(quick_post: Post) -> None:
    """One sweep, and everything that can be delivered now; the sinks stay open for more."""
    case_id = quick_post.office.accepted().id
    desk = Desk()
    worker = Worker(quick_post.office.engine, sinks=[desk])
    swept, delivered = worker.run_once()
    assert swept.failures == ()
    assert delivered.delivered == len(desk.seqs(case_id)) == len(quick_post.records(case_id))
    assert not desk.closed
    assert worker.health().backlog == (Backlog(sink="portal"),)


class Unsteady:
    """A store that cannot be reached while it is down."""

    def __init__(self, store: Store) -> None:
        self._store, self.algo, self.down = store, store.algo, False
        self.refused = threading.Event()

    def check(self) -> None:
        self._store.check()

    def write(self, connection: object = None) -> object:
        assert connection is None
        return self._reached().write()

    def read(self, connection: object = None) -> object:
        assert connection is None
        return self._reached().read()

    def _reached(self) -> Store:
        if self.down:
            self.refused.set()
            raise StorageError("the database cannot be reached")
        return self._store


def test_a_database_that_is_down_ends_nothing(quick_post: Post) -> None:
    """The loops say that they fail, wait, and go on when it is back."""
    case_id = quick_post.office.accepted().id
    store = Unsteady(quick_post.store)
    engine = engine_at(store, quick_post.office.now)  # type: ignore[arg-type]
    desk = Desk()
    reached = until(desk, len(quick_post.records(case_id)))
    waits: list[float] = []

    def wait(stop: threading.Event, seconds: float) -> object:
        waits.append(seconds)
        if len(waits) == 30:
            store.down = False
        return stop.wait(0.001)

    worker = Worker(engine, sinks=[desk], wait=wait, draw=lambda: 1.0)
    store.down = True
    with running(worker):
        assert store.refused.wait(LIMIT)
        assert reached.wait(LIMIT)
    assert {1.0, 2.0, 4.0} <= set(waits)
    assert max(waits) <= 60
    assert desk.seqs(case_id) == quick_post.records(case_id)


def test_a_loop_that_fails_says_so(quick_post: Post) -> None:
    """After a few failures in a row the worker is not well, and names the error and the loop."""
    store = Unsteady(quick_post.store)
    engine = engine_at(store, quick_post.office.now)  # type: ignore[arg-type]
    ill = threading.Event()
    seen: list[Health] = []

    def wait(stop: threading.Event, _: float) -> object:
        health = worker.health()
        if all(loop.failures >= 3 for loop in health.loops) and len(health.loops) == 3:
            seen.append(health)
            ill.set()
        return stop.wait(0.001)

    worker = Worker(engine, sinks=[Desk()], wait=wait)
    assert not worker.health().is_well
    store.down = True
    with running(worker):
        assert ill.wait(LIMIT)
    assert not seen[0].is_well
    assert [loop.name for loop in seen[0].loops] == ["deliver portal", "measure", "sweep"]
    assert {loop.error for loop in seen[0].loops} == {"StorageError: the database cannot be reached"}


def test_a_worker_that_runs_is_well(quick_post: Post) -> None:
    """All loops come round, and the backlog is measured."""
    quick_post.office.accepted()
    round_ = threading.Event()

    def wait(stop: threading.Event, _: float) -> object:
        if len(worker.health().loops) == 3 and worker.health().backlog:
            round_.set()
        return stop.wait(0.001)

    desk = Desk()
    worker = Worker(quick_post.office.engine, sinks=[desk], wait=wait)
    with running(worker):
        assert round_.wait(LIMIT)
        assert worker.health().is_well


def test_what_does_not_work_is_said(quick_post: Post) -> None:
    """Why a sink does not take a message is told with the worker's health, until it takes one."""
    quick_post.office.accepted()
    asked = threading.Event()
    seen: list[str | None] = []

    def wait(stop: threading.Event, _: float) -> object:
        quick_post.later(seconds=60)
        told = [loop.trouble for loop in worker.health().loops if loop.name == "deliver portal"]
        if told and told != seen[-1:]:
            seen.append(told[0])
            desk.fails = lambda _: None
            if len(seen) == 2:
                asked.set()
        return stop.wait(0.001)

    desk = Desk(fails=closed)
    worker = Worker(quick_post.office.engine, sinks=[desk], wait=wait)
    with running(worker):
        assert asked.wait(LIMIT)
    assert seen == ["DeliveryFailed: the counter is closed", None]


def test_two_sinks_need_two_names(quick_post: Post) -> None:
    """That is found when the worker is made."""
    with pytest.raises(ValueError, match="same name"):
        Worker(quick_post.office.engine, sinks=[Desk(), Desk()])


NOW = later(days=1)
LOOP = LoopHealth(name="sweep", pause=timedelta(seconds=60), last_at=NOW)


@pytest.mark.parametrize(
    ("loop", "well"),
    [
        (LOOP, True),
        (replace(LOOP, failures=2, error="Closed"), True),
        (replace(LOOP, failures=3, error="Closed"), False),
        (replace(LOOP, last_at=NOW - PATIENCE), True),
        (replace(LOOP, last_at=NOW - PATIENCE - timedelta(seconds=60)), False),
    ],
)
def test_when_a_loop_is_well(loop: LoopHealth, *, well: bool) -> None:
    """It has come round lately, and failed a few times at most."""
    assert loop.is_well(NOW) is well
    assert Health(now=NOW, loops=(LOOP, loop)).is_well is well


def test_health_as_json() -> None:
    """What an operator's tools read."""
    board = Board()
    board.put(replace(LOOP, failures=1, error="Closed"))
    board.measure([Backlog(sink=""), Backlog(sink="bus", pending=2, oldest=NOW - timedelta(minutes=2), dead=1)])
    assert board.health(NOW).to_json() == {
        "well": True,
        "now": "2026-02-12T01:30:00.000000Z",
        "loops": [
            {
                "name": "sweep",
                "well": True,
                "last_at": "2026-02-12T01:30:00.000000Z",
                "failures": 1,
                "error": "Closed",
                "trouble": None,
            }
        ],
        "backlog": [
            {"sink": "", "pending": 0, "oldest_seconds": None, "dead": 0},
            {"sink": "bus", "pending": 2, "oldest_seconds": 120.0, "dead": 1},
        ],
    }


def test_a_worker_shares_the_engines_clock() -> None:
    """What is not available yet by the engine's clock is not delivered."""
    office = Office(MemoryStore())
    post = Post(office)
    case_id = office.accepted().id
    desk = Desk(fails=lambda _: StorageError("not now"))
    worker = Worker(office.engine, sinks=[desk], draw=lambda: 1.0)
    worker.run_once()
    desk.fails = lambda _: None
    worker.run_once()
    assert desk.taken == []
    post.later(seconds=1)
    worker.run_once()
    assert desk.seqs(case_id) == post.records(case_id)
