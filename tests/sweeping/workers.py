"""What other processes do in these tests; they are started afresh, so everything here can be imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.sweeping.faults import Points, die, disturbed_engine
from tests.sweeping.town import LATER, engine_at
from yishi_engine import SqlStore

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier

PATIENCE: Final = 60
"""Seconds after which a process is given up, so that a fault does not hold the whole run."""
FEW: Final = 3
"""Cases in a transaction, so that there are many transactions to be killed in or between."""


def sweep_at_once(url: str, start: Barrier, answers: Connection) -> None:
    """Sweep together with others; tell how many records that wrote, and how many cases were left."""
    store = SqlStore.from_url(url)
    engine = engine_at(store, LATER)
    start.wait(PATIENCE)
    report = engine.sweep()
    answers.send((report.records, len(report.failures)))
    store.dispose()


def sweep_beside(url: str, at: int, both: Barrier, answers: Connection) -> None:
    """Sweep, and wait at a point for the others to come there, too; tell what was done, as a report says it."""
    store = SqlStore.from_url(url)

    def meet(point: str) -> None:  # noqa: ARG001
        both.wait(PATIENCE)

    report = disturbed_engine(store, LATER, Points(at, meet), batch=FEW).sweep()
    answers.send((report.cases, report.records, len(report.failures)))
    store.dispose()


def sweep_and_die(url: str, at: int) -> None:
    """Sweep, and die at a point."""
    disturbed_engine(SqlStore.from_url(url), LATER, Points(at, die), batch=FEW).sweep()


def sweep_and_tell(url: str, at: int, told: Connection) -> None:
    """Sweep on and on, and tell when a point is reached."""
    disturbed_engine(SqlStore.from_url(url), LATER, Points(at, told.send), batch=FEW).sweep()
