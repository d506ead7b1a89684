"""Sweeps of several processes at once, and of processes that are killed."""

from __future__ import annotations

import multiprocessing
import signal
from typing import TYPE_CHECKING

import pytest

from tests.sweeping.conftest import POSTGRESQL
from tests.sweeping.faults import Points, disturbed_engine
from tests.sweeping.town import LATER, PostgresqlCopies, SqliteCopies, engine_at
from tests.sweeping.workers import FEW, PATIENCE, sweep_and_die, sweep_and_tell, sweep_at_once, sweep_beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

spawn = multiprocessing.get_context("spawn")
TOWNS = 12


@pytest.fixture(params=["sqlite", POSTGRESQL])
def towns(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteCopies]:
    """Return copies of a store with many cases."""
    if request.param == "sqlite":
        made = SqliteCopies(tmp_path, TOWNS)
    else:
        server, filled = (str(request.getfixturevalue(f"postgresql_{name}")) for name in ("server", "url"))
        made = PostgresqlCopies(server, filled, TOWNS)
    yield made
    made.close()


def undisturbed(towns: SqliteCopies) -> tuple[object, int]:
    """Return what a store holds after one quiet sweep, and how many records that wrote."""
    whole = towns.copy()
    report = engine_at(whole, LATER).sweep()
    return towns.contents(whole), report.records


def test_two_processes_sweep_as_one(towns: SqliteCopies) -> None:
    """Two processes that begin in the same moment record together what one alone records, and leave nothing."""
    expected, records = undisturbed(towns)
    url, start = towns.copy_url(), spawn.Barrier(2)
    pipes = [spawn.Pipe(duplex=False) for _ in range(2)]
    workers = [spawn.Process(target=sweep_at_once, args=(url, start, there), daemon=True) for _, there in pipes]
    for worker in workers:
        worker.start()
    answers = [here.recv() for here, _ in pipes if here.poll(PATIENCE)]
    for worker in workers:
        worker.join(PATIENCE)
    store = towns.open(url)
    assert [failures for _, failures in answers] == [0, 0]
    assert sum(written for written, _ in answers) == records
    assert towns.contents(store) == expected
    assert engine_at(store, LATER).verify() > records


@pytest.mark.parametrize("towns", [POSTGRESQL], indirect=True)
def test_two_processes_share_the_work(towns: SqliteCopies) -> None:
    """Each has claimed cases before either has settled any, so these are different ones; together they settle all."""
    expected, _ = undisturbed(towns)
    points, alone = Points(), towns.copy()
    whole = disturbed_engine(alone, LATER, points, batch=FEW).sweep()
    url, both = towns.copy_url(), spawn.Barrier(2)
    at = nth(points.passed, "after claim_due", 1)
    pipes = [spawn.Pipe(duplex=False) for _ in range(2)]
    workers = [spawn.Process(target=sweep_beside, args=(url, at, both, there), daemon=True) for _, there in pipes]
    for worker in workers:
        worker.start()
    answers = [here.recv() for here, _ in pipes if here.poll(PATIENCE)]
    for worker in workers:
        worker.join(PATIENCE)
    store = towns.open(url)
    (cases, records, failures), (others, more, failed) = answers
    assert min(cases, others) >= FEW
    assert (cases + others, records + more, failures + failed) == (whole.cases, whole.records, 0)
    assert towns.contents(store) == expected
    with store.read() as transaction:
        assert transaction.needing_attention(LATER, limit=1) == []
    assert engine_at(store, LATER).verify() > whole.records


def killed_at(towns: SqliteCopies, at: int) -> str:
    """Return the URL of a copy whose sweep was killed at a point."""
    url = towns.copy_url()
    worker = spawn.Process(target=sweep_and_die, args=(url, at), daemon=True)
    worker.start()
    worker.join(PATIENCE)
    assert worker.exitcode == -signal.SIGKILL
    return url


def nth(points: list[str], name: str, number: int) -> int:
    """Return the number of the point that has a name for the so-manieth time."""
    return [place for place, point in enumerate(points, start=1) if point == name][number - 1]


@pytest.mark.parametrize("point", ["after save", "after commit"])
def test_a_sweep_that_is_killed_is_made_good(towns: SqliteCopies, point: str) -> None:
    """Killed in the middle of many due cases, in a transaction or between two: the next sweep does the rest."""
    expected, records = undisturbed(towns)
    points = Points()
    disturbed_engine(towns.copy(), LATER, points, batch=FEW).sweep()
    store = towns.open(killed_at(towns, nth(points.passed, point, 20)))
    report = engine_at(store, LATER).sweep()
    assert 0 < report.records < records
    assert towns.contents(store) == expected
    assert engine_at(store, LATER).verify() > records


def test_a_sweep_that_is_killed_from_outside_is_made_good(towns: SqliteCopies) -> None:
    """Killed at a moment that nobody chose."""
    expected, _ = undisturbed(towns)
    url, (here, there) = towns.copy_url(), spawn.Pipe(duplex=False)
    worker = spawn.Process(target=sweep_and_tell, args=(url, 100, there), daemon=True)
    worker.start()
    assert here.poll(PATIENCE)
    worker.kill()
    worker.join(PATIENCE)
    store = towns.open(url)
    engine_at(store, LATER).sweep()
    assert towns.contents(store) == expected
    assert engine_at(store, LATER).verify() > 0
