"""Workers who act in the same moment: threads that share an engine, and processes that share a database."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tests.model.days import instant
from tests.races.hall import catalog
from yishi_engine import CaseView, Engine, SqlStore
from yishi_engine import commands as c
from yishi_engine.engine import SweepReport
from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from multiprocessing.pool import Pool
    from multiprocessing.synchronize import Barrier

    from yishi_engine.store.port import Store

WORKERS: Final = 8
PROCESSES: Final = 4
NOW: Final = instant(datetime(2026, 6, 1, 10))  # noqa: DTZ001  (local)
PATIENCE: Final = 60
"""Seconds after which workers are given up, so that a fault does not hold the whole run."""


@dataclass(frozen=True)
class Sweep:
    """Let time take effect, as at a later instant."""

    at: datetime


Act = c.Command | Sequence[c.Command] | Sweep
"""What a worker does: give a command, or many in one transaction, or sweep."""
Answer = CaseView | list[CaseView] | SweepReport | YishiError
spawn = multiprocessing.get_context("spawn")
_gate: Barrier


def engine_on(store: Store, now: datetime = NOW) -> Engine:
    """Return an engine for which time stands still."""
    return Engine(store=store, catalog=catalog(), clock=lambda: now)


def in_threads(engine: Engine, tasks: Sequence[Sequence[Act]]) -> list[list[Answer]]:
    """Let a thread for each list do what it says one after another, all beginning at once.

    Returns:
        For each list, what came of each entry.
    """
    start = threading.Barrier(len(tasks))

    def run(acts: Sequence[Act]) -> list[Answer]:
        start.wait(PATIENCE)
        return [_attempt(engine, act) for act in acts]

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))


def processes() -> Pool:
    """Return processes that have been started afresh; each waits for the others before it acts."""
    return spawn.Pool(PROCESSES, initializer=_enter, initargs=(spawn.Barrier(PROCESSES),))


def in_processes(pool: Pool, url: str, tasks: Sequence[Sequence[Act]]) -> list[list[Answer]]:
    """Do the same as ``in_threads`` in processes, with as many threads in each as it takes, each with its own store."""
    share = len(tasks) // PROCESSES
    shares = [(url, tasks[number * share : (number + 1) * share]) for number in range(PROCESSES)]
    assert share * PROCESSES == len(tasks)
    answers = pool.map_async(_act, shares, chunksize=1).get(PATIENCE)
    return [each for share in answers for each in share]


def _enter(gate: Barrier) -> None:
    global _gate  # noqa: PLW0603  (how a pool's processes are given what cannot be sent to them)
    _gate = gate


def _act(share: tuple[str, Sequence[Sequence[Act]]]) -> list[list[Answer]]:
    url, tasks = share
    store = SqlStore.from_url(url)
    try:
        engine = engine_on(store)
        _gate.wait(PATIENCE)
        return in_threads(engine, tasks)
    finally:
        store.dispose()


def _attempt(engine: Engine, act: Act) -> Answer:
    try:
        if isinstance(act, Sweep):
            return engine_on(engine._store, act.at).sweep()
        return engine.handle(act) if isinstance(act, c.Command) else engine.handle_many(act)
    except YishiError as error:
        return error
