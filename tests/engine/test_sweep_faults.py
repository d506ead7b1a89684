"""A sweep that is disturbed: run twice, in two threads or processes, or cut short at any call of the store."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.case.conftest import LEAD, at
from tests.engine.conftest import Office, catalog
from yishi_engine import Engine, MemoryStore, SqlStore, commands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from yishi_engine.store.port import Store, Transaction

Said = tuple[str, "datetime", dict[str, object]]

LATER = "2026-03-20 09:00"


class Crash(RuntimeError):
    """What a test lets happen in place of, or after, a call."""


class FaultyTransaction:
    """Passes calls on, and fails at one of them: before it, or after it was done."""

    def __init__(self, transaction: Transaction, fault: Fault) -> None:
        self._transaction = transaction
        self._fault = fault

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (whatever the call is)
        """Return a call that may fail."""
        call = getattr(self._transaction, name)

        def passed_on(*args: object, **named: object) -> object:
            self._fault.happen(before=True)
            answer = call(*args, **named)
            self._fault.happen(before=False)
            return answer

        return passed_on


class Fault:
    """Counts calls, and fails at the one it was told."""

    def __init__(self, number: int, *, before: bool) -> None:
        self.number, self.before, self.count = number, before, 0

    def happen(self, *, before: bool) -> None:
        self.count += before
        if self.count == self.number and before is self.before:
            raise Crash(f"call {self.number}")


class FaultyStore:
    """A store whose transactions fail at one call."""

    def __init__(self, store: Store, fault: Fault) -> None:
        self._store, self._fault, self.algo = store, fault, store.algo

    def check(self) -> None:
        self._store.check()

    @contextmanager
    def write(self, connection: object = None) -> Iterator[FaultyTransaction]:  # noqa: ARG002
        with self._store.write() as transaction:
            yield FaultyTransaction(transaction, self._fault)

    @contextmanager
    def read(self, connection: object = None) -> Iterator[Transaction]:  # noqa: ARG002
        with self._store.read() as transaction:
            yield transaction


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


CALLS = 30
"""More than a sweep of three cases makes inside its transactions."""


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_crash_at_any_call_loses_and_doubles_nothing(kind: str, before: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """Cut short at each call in turn, the sweep is made good by the next one: the same records, once."""
    expected = undisturbed()
    tried = 0
    for number in range(1, CALLS + 1):
        store: Store = MemoryStore() if kind == "memory" else SqlStore.from_url(f"sqlite:///{tmp_path}/{number}.db")
        if isinstance(store, SqlStore):
            store.upgrade()
        office = Office(store)
        cases = prepared(office)
        office.now = at(LATER)
        fault = Fault(number, before=before)
        broken = Engine(store=FaultyStore(store, fault), catalog=catalog(), clock=lambda: office.now)  # noqa: B023
        broken._sweeper.batch = 1
        failures = broken.sweep().failures
        reached = fault.count >= number
        tried += reached
        assert bool(failures) == reached
        office.engine.sweep()
        assert told(office.engine, cases) == expected
        assert office.engine.verify() == sum(len(each) + 1 for each in expected)
        if isinstance(store, SqlStore):
            store.dispose()
    assert 8 <= tried < CALLS, "the faults did not reach into the sweep, or did not cover it"


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
