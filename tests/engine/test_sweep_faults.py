"""Sweeps in several threads or processes at once; those that are cut short are in ``tests/sweeping``."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.case.conftest import LEAD, at
from tests.engine.conftest import Office, catalog
from yishi_engine import Engine, MemoryStore, SqlStore, commands

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


Said = tuple[str, "datetime", dict[str, object]]

LATER = "2026-03-20 09:00"


def prepared(office: Office) -> list[str]:
    """Return cases in every window: submitted, in correction, accepted, at work."""
    first, second, third = office.submit(), office.submit(), office.accepted()
    office.tick()
    office.engine.handle(commands.RequestCorrection(case_id=second.id, by=LEAD, note="请补图"))
    return [first.id, second.id, third.id]


def told(engine: Engine, cases: list[str]) -> list[list[Said]]:
    """Return what the records of each case say, but for when they were written."""
    return [
        [(each.type, each.occurred_at, dict(each.data)) for each in engine.events(case_id)][1:] for case_id in cases
    ]


def undisturbed() -> list[list[Said]]:
    """Return what one quiet sweep records."""
    office = Office(MemoryStore())
    cases = prepared(office)
    office.now = at(LATER)
    office.engine.sweep()
    return told(office.engine, cases)


def test_threads_that_sweep_at_once_record_everything_once(office: Office) -> None:
    """Four sweeps at the same time find the same cases and record each thing once."""
    cases = prepared(office)
    office.now = at(LATER)
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: office.engine.sweep(), range(4)))
    assert [report.failures for report in reports] == [()] * 4
    assert told(office.engine, cases) == undisturbed()
    assert office.engine.verify() > 0


def sweep_in_a_process(url: str) -> int:
    """Sweep a database at the later instant; return how many records that wrote."""
    store = SqlStore.from_url(url)
    try:
        return Engine(store=store, catalog=catalog(), clock=lambda: at(LATER)).sweep().records
    finally:
        store.dispose()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_processes_that_sweep_at_once_record_everything_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Two processes on one database: what they record together is what one would."""
    url = f"sqlite:///{tmp_path}/cases.db" if kind == "sqlite" else request.getfixturevalue("postgresql_url")
    store = SqlStore.from_url(url)
    store.upgrade()
    office = Office(store)
    cases = prepared(office)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        written = pool.map(sweep_in_a_process, [url, url])
    expected = undisturbed()
    assert told(office.engine, cases) == expected
    assert sum(written) == sum(len(each) for each in expected) - len(_before_the_sweep())
    assert office.engine.verify() > 0
    store.dispose()


def _before_the_sweep() -> list[object]:
    office = Office(MemoryStore())
    return [each for case in told(office.engine, prepared(office)) for each in case]
