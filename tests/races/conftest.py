"""A database of each kind, and the processes that meet on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from tests.databases import run_on_server, upgraded
from tests.races.crowd import engine_on, in_processes, in_threads, processes
from yishi_engine import MemoryStore, SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.pool import Pool
    from pathlib import Path

    from tests.races.crowd import Act, Answer
    from yishi_engine import Engine


@dataclass
class Crowd:
    """Workers on one store.

    Attributes:
        engine: An engine on it, for before and after.
        url: Where processes find it; None for one in memory.
        pool: The processes; None for threads.
    """

    engine: Engine
    url: str | None = None
    pool: Pool | None = None

    def at_once(self, tasks: Sequence[Sequence[Act]]) -> list[list[Answer]]:
        """Let a worker for each list do what it says; all begin in the same moment."""
        if self.pool is None or self.url is None:
            return in_threads(self.engine, tasks)
        return in_processes(self.pool, self.url, tasks)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Processes that wait for work; none is left when the module's tests are done."""
    with processes() as started:
        yield started
        started.terminate()
        started.join()


@pytest.fixture(
    params=[
        "threads-memory",
        "threads-sqlite",
        "processes-sqlite",
        pytest.param("threads-postgresql", marks=pytest.mark.postgres),
        pytest.param("processes-postgresql", marks=pytest.mark.postgres),
    ]
)
def crowd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Crowd]:
    """Return eight threads, or two in each of four processes, on an empty store of each kind in turn."""
    workers, kind = request.param.split("-")
    if kind == "memory":
        yield Crowd(engine_on(MemoryStore()))
        return
    url = f"sqlite:///{tmp_path}/cases.db" if kind == "sqlite" else request.getfixturevalue("postgresql_url")
    if kind == "postgresql":
        # That two transactions wait for each other is found after a second otherwise, which a test need not spend.
        run_on_server(url, f"ALTER DATABASE {make_url(url).database} SET deadlock_timeout = '20ms'")
    store = SqlStore.from_url(url)
    store.upgrade()
    yield Crowd(engine_on(store), url, request.getfixturevalue("pool") if workers == "processes" else None)
    store.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def sql(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """Return a store in each kind of database in turn, empty and up to date."""
    found = f"sqlite:///{tmp_path}/cases.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    yield from upgraded(SqlStore.from_url(found))
