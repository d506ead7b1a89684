"""Processes that work on one database, are killed, and are replaced; and what must be true in the end."""

from __future__ import annotations

import multiprocessing
import time
from typing import TYPE_CHECKING, Final, Self

from tests.faults import workers
from tests.faults.effects import case_ids, clean, effects
from tests.faults.life import STEPS
from tests.faults.trials import expected, lead
from tests.faults.workers import LEASE, Place, acknowledged, worker_on
from tests.stateful.clocks import signals
from yishi_engine import SqlStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from tests.faults.life import Life

PATIENCE: Final = 60
"""Seconds after which a process is given up, so that a fault does not hold the whole run."""
CLERKS: Final = ("east", "west")
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.workers"])


class Crew:
    """Two who give commands, and one that sweeps and delivers.

    Attributes:
        place: Where they meet.
        replaced: How many were killed and replaced.
    """

    def __init__(self, url: str, folder: Path) -> None:
        """Make the schema, and let all begin."""
        store = SqlStore.from_url(url)
        store.upgrade()
        store.dispose()
        self.place = Place(url, folder, time.time())
        self.replaced = 0
        self._working = {name: self._start(name) for name in (*CLERKS, "worker")}

    def __enter__(self) -> Self:
        """Leave nobody behind, whatever happens."""
        return self

    def __exit__(self, *_: object) -> None:
        """End those that are still there."""
        for process in self._working.values():
            process.kill()
            process.join(PATIENCE)

    def replace(self, name: str) -> None:
        """Kill somebody without a chance to tidy up, and let another one go on."""
        process = self._working[name]
        assert process.exitcode is None, f"{name} ended by itself with {process.exitcode}"
        process.kill()
        process.join(PATIENCE)
        self.replaced += 1
        self._working[name] = self._start(name)

    def begun(self) -> None:
        """Wait until all have something to show."""
        files = [self.place.delivered, *map(self.place.journal, CLERKS)]
        until = time.monotonic() + PATIENCE
        while not all(file.exists() for file in files):
            assert time.monotonic() < until, "they never began"
            self.wait(0.02)

    def wait(self, seconds: float) -> None:
        """Let all work for a while; nobody may end meanwhile."""
        (first, *_) = self._working.values()
        first.join(seconds)
        assert [process.exitcode for process in self._working.values()] == [None] * len(self._working)

    def finish(self) -> None:
        """Let all end when they have done what they are at."""
        self.place.over.touch()
        for process in self._working.values():
            process.join(PATIENCE)
        assert [process.exitcode for process in self._working.values()] == [0] * len(self._working)

    def _start(self, name: str) -> BaseProcess:
        if name == "worker":
            process = processes.Process(target=workers.serve, args=(self.place,), daemon=True)
        else:
            process = processes.Process(target=workers.command, args=(self.place, name), daemon=True)
        process.start()
        return process


def settled(place: Place) -> int:
    """Find everything that was acknowledged, once; drive every case to its end; find all of it delivered in order.

    Returns:
        The number of steps that were acknowledged.
    """
    store = SqlStore.from_url(place.url)
    lives = [each for name in CLERKS for each in acknowledged(place.journal(name), store)]
    for life, steps in lives:
        kept = [list(clean(each)) for each in expected()[steps : steps + 2]]
        assert list(clean(effects(life))) in kept, f"{life.name}, after {steps} acknowledged steps"
        if steps < len(STEPS):
            lead(life, steps, len(STEPS))
            assert list(clean(effects(life))) == list(clean(expected()[-1])), life.name
    worker = worker_on(place, store)
    time.sleep(LEASE.total_seconds())  # what somebody claimed who was killed comes back by itself
    swept, _ = worker.run_once()
    assert swept.failures == ()
    delivered: dict[str, list[int]] = {}
    for line in dict.fromkeys(place.delivered.read_text().splitlines()):
        case_id, seq = line.split()
        delivered.setdefault(case_id, []).append(int(seq))
    for life, _ in lives:
        _assert_whole(life, delivered)
    store.dispose()
    return sum(steps for _, steps in lives)


def _assert_whole(life: Life, delivered: Mapping[str, list[int]]) -> None:
    """Find the chains of a life whole, no level told twice, and each record delivered after the one before."""
    for case_id in case_ids(life):
        assert life.engine.verify(case_id) > 0
        records = life.engine.events(case_id)
        told = signals(records)  # a case that is corrected has a window anew, which may be due on the same day
        assert set(told.values()) <= {1}, told
        with life.store.read() as transaction:
            assert transaction.delivery(case_id, "ledger") is None
        assert delivered[case_id] == [record.seq for record in records]
