"""What several processes do together: sweep what is due, and what one does when a notice on days off comes in."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.batches import BEFORE, CAME_IN
from benchmarks.province import DAYS, NOW, Templates, catalog, copy_cases, moments
from yishi_engine import Engine, SqlStore
from yishi_engine.worktime import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

DUE = 4000
OFF = Notice.model_validate({"name": "市假", "layer": "city", "off": ["2026-06-29", "2026-06-30"]})


@dataclass(frozen=True)
class Together:
    """How fast some processes swept.

    Attributes:
        processes: How many.
        seconds: What it took them to leave nothing due.
        cases: How many cases were due.
        settled: How many of them the least busy process brought up to date; none is done twice.
        cpu: Seconds of processor time of all of them for a thousand cases.
    """

    processes: int
    seconds: float
    cases: int
    settled: int
    cpu: float


def sweep(url: str, start: Any, told: Any) -> None:  # noqa: ANN401
    """Sweep in a process of its own; tell how many cases it brought up to date, and its processor time."""
    store = SqlStore.from_url(url)
    engine = Engine(store=store, catalog=catalog(), clock=lambda: NOW)
    start.wait()
    cpu = time.process_time()
    report = engine.sweep()
    told.put((report.cases, time.process_time() - cpu))
    store.dispose()


def sweeps_together(connection: Any, url: str, crews: list[int]) -> Iterator[Together]:  # noqa: ANN401
    """Yield how fast crews of different sizes sweep the same number of cases."""
    fork = multiprocessing.get_context("fork")
    due = Templates({"accepted": 1}, [CAME_IN], swept=BEFORE)
    for crew in crews:
        copy_cases(connection, due.draw(DUE), moments(DAYS[0], NOW, DUE), DUE)
        connection.execute("VACUUM ANALYZE")
        start, told = fork.Barrier(crew + 1), fork.SimpleQueue()
        processes = [fork.Process(target=sweep, args=(url, start, told)) for _ in range(crew)]
        for process in processes:
            process.start()
        start.wait()
        began = time.perf_counter()
        for process in processes:
            process.join()
        seconds = time.perf_counter() - began
        cases, cpu = zip(*(told.get() for _ in processes), strict=True)
        if sum(cases) != DUE:
            raise RuntimeError(cases)
        yield Together(crew, seconds, DUE, settled=min(cases), cpu=1000 * sum(cpu) / DUE)


def notice(connection: Any, url: str, cases: int) -> tuple[int, float]:  # noqa: ANN401
    """Return how many open cases were computed anew when a notice came in, and how long that took."""
    copy_cases(connection, Templates({"accepted": 1}, DAYS).draw(cases), moments(DAYS[0], NOW, cases), cases)
    connection.execute("VACUUM ANALYZE")
    store = SqlStore.from_url(url)
    engine = Engine(store=store, catalog=catalog(), clock=lambda: NOW)
    began = time.perf_counter()
    report = engine.load_notice(OFF)
    took = time.perf_counter() - began
    store.dispose()
    if report.failures or report.moved < cases:
        raise RuntimeError(report)
    return report.cases, took
