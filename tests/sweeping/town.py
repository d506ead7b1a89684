"""A store full of cases for which something is due, and any number of copies of it that are equal to the byte."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import make_url

from tests.databases import run_on_server
from tests.model.days import instant
from tests.stateful.acting import application
from tests.stateful.definitions import LEAD, catalog
from tests.stateful.lockstep import APPLICANT, STAFF, SUPERVISORS, Contents, MemoryContents, SqlContents
from yishi_engine import Engine, MemoryStore, SqlStore
from yishi_engine import commands as c
from yishi_engine.worktime import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yishi_engine.store.port import Store

WHOLE: Final = ("lease", "plan")
OPENED: Final = instant(datetime(2026, 6, 1, 10))  # noqa: DTZ001  (local)
"""When the first case of a town comes in."""
LATER: Final = instant(datetime(2026, 7, 20, 15))  # noqa: DTZ001  (local)
"""When for almost every case of a town several things are due."""
SOON: Final = instant(datetime(2026, 6, 2, 15))  # noqa: DTZ001  (local)
"""When the cases of a town are still young."""
DAY_OFF: Final = Notice.model_validate({"name": "市假", "layer": "city", "off": ["2026-06-03", "2026-06-12"]})
"""A notice that moves the dates of young cases."""


class Town:
    """An engine, and people who bring cases to every state in which time changes something."""

    def __init__(self, store: Store) -> None:
        """Begin with an empty store."""
        self.now = OPENED
        self.engine = Engine(store=store, catalog=catalog(), clock=lambda: self.now)

    def fill(self) -> None:
        """Bring in a case of each kind."""
        self._submitted(1)
        self._submitted(2)
        self._correcting()
        self._accepted("lease")
        self._suspended()
        self._completed()
        self._withdrawn()

    def _submitted(self, version: int, *given: str) -> str:
        self.now += timedelta(minutes=7)
        return self.engine.handle(application(version, 60, given or WHOLE, APPLICANT, sign=True)).id

    def _correcting(self) -> None:
        case_id = self._submitted(1)
        self.engine.handle(c.RequestCorrection(case_id=case_id, note="请补正", by=STAFF[LEAD]))

    def _accepted(self, *given: str) -> str:
        case_id = self._submitted(1, *given)
        self.engine.handle(c.AcceptCase(case_id=case_id, by=STAFF[LEAD]))
        return case_id

    def _suspended(self) -> None:
        task_id = c.task_id(self._accepted(), "check")
        self.engine.handle(c.StartTask(task_id=task_id, by=STAFF["fire"]))
        stop = c.SuspendTask(task_id=task_id, procedure="检测", reason="须检", expected="3 工作日", by=STAFF["fire"])
        self.engine.handle(stop)

    def _completed(self) -> None:
        case_id = self._accepted()
        for item, department in (("licence", LEAD), ("check", "fire"), ("permit", LEAD)):
            self._granted(case_id, item, department)
        for item in ("signboard", "opening"):
            self._granted(case_id, item, "city")
        self.engine.handle(c.CompleteCase(case_id=case_id, by=STAFF[LEAD]))
        self.engine.handle(c.RateCase(case_id=case_id, score=1, by=APPLICANT))

    def _granted(self, case_id: str, item: str, department: str) -> None:
        task_id, by = c.task_id(case_id, item), SUPERVISORS[department]
        self.engine.handle(c.StartTask(task_id=task_id, by=by))
        self.engine.handle(c.GrantTask(task_id=task_id, by=by, on_commitment=item == "check"))

    def _withdrawn(self) -> None:
        self.engine.handle(c.WithdrawCase(case_id=self._accepted(), by=APPLICANT))


class Copies(Protocol):
    """Makes copies of one filled store."""

    def copy(self) -> Store:
        """Return a store that holds the same as all the others did at first."""

    def contents(self, store: Store) -> object:
        """Return everything that a store holds, to compare."""


class MemoryCopies:
    """Copies in memory."""

    def __init__(self, towns: int = 1) -> None:
        """Fill a store with the cases of so many towns."""
        self._filled = MemoryStore()
        _fill(self._filled, towns)

    def copy(self) -> MemoryStore:
        """Return another store with the same in its tables."""
        made, tables = MemoryStore(), self._filled._tables
        made._tables = replace(tables, **{each.name: dict(getattr(tables, each.name)) for each in fields(tables)})
        return made

    def contents(self, store: Store) -> object:
        """Return the tables."""
        assert isinstance(store, MemoryStore)
        return MemoryContents(store).everything()


class SqliteCopies:
    """Copies of a SQLite file."""

    def __init__(self, folder: Path, towns: int = 1) -> None:
        """Fill a file with the cases of so many towns."""
        self._folder, self._numbers, self._open = folder, itertools.count(1), list[SqlStore]()
        store = SqlStore.from_url(f"sqlite:///{folder}/filled.db")
        store.upgrade()
        _fill(store, towns)
        store.dispose()

    def copy_url(self) -> str:
        """Return the URL of another file with the same in it."""
        file = self._folder / f"copy-{next(self._numbers)}.db"
        shutil.copyfile(self._folder / "filled.db", file)
        return f"sqlite:///{file}"

    def copy(self) -> SqlStore:
        """Return a store on another file."""
        return self.open(self.copy_url())

    def open(self, url: str) -> SqlStore:
        """Return a store that is closed with the others."""
        self._open.append(SqlStore.from_url(url))
        return self._open[-1]

    def contents(self, store: Store) -> object:
        """Return the rows."""
        return _sql_contents(store)

    def close(self) -> None:
        """Close what is open."""
        for store in self._open:
            store.dispose()


class PostgresqlCopies(SqliteCopies):
    """Copies of a database on a PostgreSQL server."""

    def __init__(self, server: str, filled: str, towns: int = 1) -> None:
        """Fill a database with the cases of so many towns.

        Args:
            server: URL of the server's first database.
            filled: URL of an empty database.
            towns: How many.
        """
        self._server, self._filled, self._numbers, self._open = server, filled, itertools.count(1), list[SqlStore]()
        store = SqlStore.from_url(filled)
        store.upgrade()
        _fill(store, towns)
        store.dispose()

    def copy_url(self) -> str:
        """Return the URL of another database with the same in it."""
        template = make_url(self._filled).database
        name = f"{template}_copy_{next(self._numbers)}"
        run_on_server(self._server, f"CREATE DATABASE {name} TEMPLATE {template}")
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        """Close what is open, and drop it."""
        for store in self._open:
            store.dispose()
        names = {store.engine.url.database for store in self._open}
        for name in names:
            run_on_server(self._server, f"DROP DATABASE {name} WITH (FORCE)")


def _fill(store: Store, towns: int) -> None:
    for _ in range(towns):
        Town(store).fill()


def _sql_contents(store: Store) -> object:
    assert isinstance(store, SqlStore)
    contents: Contents = SqlContents(store)
    return contents.everything()


def engine_at(store: Store, now: datetime) -> Engine:
    """Return an engine for which time stands still."""
    return Engine(store=store, catalog=catalog(), clock=lambda: now)


def case_ids(store: Store) -> Iterator[str]:
    """Yield the ids of all cases, in order."""
    with store.read() as transaction:
        for head in list(transaction.heads()):
            yield head.case
