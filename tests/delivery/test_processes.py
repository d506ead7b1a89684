"""Relays in several threads and processes at once, and processes that are killed."""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.delivery.conftest import Desk, Post
from tests.delivery.workers import LEASE, PATIENCE, deliver_and_die, deliver_at_once, relay_on
from tests.engine.conftest import Office
from tests.sweeping.town import LATER, Town
from yishi_engine import Engine, MemoryStore, SqlStore
from yishi_engine.bundle import Catalog
from yishi_engine.delivery import CallableSink, Relay

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yishi_engine.delivery import Message
    from yishi_engine.store.port import Store

spawn = multiprocessing.get_context("spawn")
TOWNS = 8


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database with many cases, nothing of which is delivered."""
    url = f"sqlite:///{tmp_path}/cases.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    store = SqlStore.from_url(url)
    store.upgrade()
    for _ in range(TOWNS):
        Town(store).fill()
    store.dispose()
    return str(url)


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """Return a store on that database."""
    store = SqlStore.from_url(url)
    yield store
    store.dispose()


def expected(store: Store) -> dict[str, list[int]]:
    """Return the numbers of the records of every case."""
    with store.read() as transaction:
        return {head.case: list(range(1, head.seq + 1)) for head in list(transaction.heads())}


def written(path: Path) -> dict[str, list[int]]:
    """Return the numbers that were written of every case, in the order in which they were."""
    found: dict[str, list[int]] = {}
    for line in path.read_text().splitlines():
        _, case_id, seq = line.split()
        found.setdefault(case_id, []).append(int(seq))
    return found


def test_two_processes_deliver_as_one(url: str, store: SqlStore, tmp_path: Path) -> None:
    """Two processes that begin in the same moment deliver everything together, once and in order."""
    path, meet = tmp_path / "told", spawn.Barrier(2)
    workers = [spawn.Process(target=deliver_at_once, args=(url, str(path), meet), daemon=True) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert written(path) == expected(store)
    assert len({line.split()[0] for line in path.read_text().splitlines()}) == 2


def test_what_a_killed_process_had_comes_back(url: str, store: SqlStore, tmp_path: Path) -> None:
    """Killed between two messages: what it had claimed is delivered when its lease ends, in order, and nothing lost."""
    path = tmp_path / "told"
    worker = spawn.Process(target=deliver_and_die, args=(url, str(path), 20), daemon=True)
    worker.start()
    worker.join(PATIENCE)
    assert worker.exitcode == -signal.SIGKILL
    own, heir = relay_on(url, str(path), LATER + LEASE / 2, batch=50)
    heir.run_until_idle()
    assert written(path) != expected(store)
    own.dispose()
    own, heir = relay_on(url, str(path), LATER + LEASE, batch=50)
    heir.run_until_idle()
    own.dispose()
    found = written(path)
    assert {case_id: list(dict.fromkeys(seqs)) for case_id, seqs in found.items()} == expected(store)
    assert 0 < sum(map(len, found.values())) - sum(map(len, expected(store).values())) <= 20


def test_threads_deliver_while_commands_go_on(store: SqlStore) -> None:
    """Four relays and two sinks, while the cases are changed: each sink gets everything once, in order."""
    engine = Engine(store=store, catalog=Catalog((), {}), clock=lambda: LATER)
    desks = [Desk("first"), Desk("second")]
    names = [desk.name for desk in desks]
    relays = [
        Relay(store, [CallableSink(desk.name, desk.taken.append)], clock=lambda: LATER, batch=3, beside=names)
        for desk in desks * 2
    ]
    with ThreadPoolExecutor(5) as threads:
        sweep = threads.submit(engine.sweep)
        running = [threads.submit(relay.run_until_idle) for relay in relays]
        assert sweep.result(PATIENCE).records > 0
        for each in running:
            each.result(PATIENCE)
    for relay in relays[:2]:
        relay.run_until_idle()
    for desk in desks:
        assert {case_id: desk.seqs(case_id) for case_id in expected(store)} == expected(store)


def test_threads_share_a_store_in_memory() -> None:
    """The same on a store in memory."""
    post = Post(Office(MemoryStore()))
    for _ in range(20):
        post.office.accepted()
    taken: list[Message] = []
    relays = [
        Relay(post.store, [CallableSink("one", taken.append)], clock=lambda: post.office.now, batch=2) for _ in range(4)
    ]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(Relay.run_until_idle, relays))
    desk = Desk(taken=taken)
    assert {case_id: desk.seqs(case_id) for case_id in expected(post.store)} == expected(post.store)
