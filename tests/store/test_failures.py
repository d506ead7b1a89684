"""When the database fails: our own errors, with advice and without secrets, and a second try where that helps."""

from __future__ import annotations

import sqlite3
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.dialects import mysql
from sqlalchemy.pool import QueuePool

from tests.databases import upgraded
from yishi_engine.errors import StorageError
from yishi_engine.store import SqlStore
from yishi_engine.store.databases import database_named
from yishi_engine.store.port import Stale, Transaction
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import case_id, new_case, next_change
from yishi_engine.testing.conformance.base import save

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "王某"
only_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize(
    "url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def serializable(url: str) -> Iterator[SqlStore]:
    """Return a store on a host's engine whose transactions are serializable."""
    engine = create_engine(url, isolation_level="SERIALIZABLE")
    yield from upgraded(SqlStore(engine))


class TestUrls:
    """What is wrong with a URL is said when the store is made."""

    @pytest.mark.parametrize(
        "url",
        ["", "cases.db", "user:secret@host/database", "sqlite:/secret", "postgresql://u:secret@host:port/database"],
    )
    def test_no_url(self, url: str) -> None:
        """A text that is no URL is refused without being repeated: it may hold a password."""
        with pytest.raises(StorageError, match=r"no URL of a database.*write sqlite:///file.db") as caught:
            SqlStore.from_url(url)
        assert "secret" not in "".join(traceback.format_exception(caught.value))

    def test_another_database(self) -> None:
        """A database that no store can be kept in is refused, whether its driver is there or not."""
        with pytest.raises(StorageError, match='cannot be kept in "mysql"'):
            SqlStore.from_url("mysql://user:secret@host/database")
        with pytest.raises(StorageError, match='cannot be kept in "mysql"'):
            database_named(mysql.dialect.name)

    def test_another_driver(self) -> None:
        """A driver that SQLAlchemy does not know is named."""
        with pytest.raises(StorageError, match=r'"postgresql\+nothing" names no driver'):
            SqlStore.from_url("postgresql+nothing://user:secret@host/database")

    def test_a_missing_driver(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the driver, the extra to install is named."""
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(StorageError, match=r'"psycopg" is not installed.*yishi-engine\[postgres\]'):
            SqlStore.from_url("postgresql://user:secret@host/database")

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
    def test_postgresql_means_psycopg(self, scheme: str) -> None:
        """A URL as other tools write it needs no driver's name, and keeps its password."""
        pytest.importorskip("psycopg")
        store = SqlStore.from_url(f"{scheme}://user:secret@host/database")
        assert store.engine.url.render_as_string(hide_password=False) == (
            "postgresql+psycopg://user:secret@host/database"
        )


class TestConnecting:
    """What cannot be reached is an error with advice, and never one of SQLAlchemy's."""

    def test_a_missing_folder(self, tmp_path: Path) -> None:
        """The folder that is not there is named."""
        store = SqlStore.from_url(f"sqlite:///{tmp_path}/nowhere/cases.db")
        with pytest.raises(StorageError, match=r"unable to open.*create the folder .*nowhere.* first"):
            store.check()
        with pytest.raises(StorageError, match="create the folder"):
            store.upgrade()
        with pytest.raises(StorageError, match="create the folder"):
            save(store, new_case(1))

    def test_a_relative_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A relative path lies in the working directory."""
        monkeypatch.chdir(tmp_path)
        store = SqlStore.from_url("sqlite:///cases.db")
        store.upgrade()
        store.dispose()
        assert (tmp_path / "cases.db").is_file()

    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        """A file of another kind is left as it is."""
        file = tmp_path / "cases.db"
        file.write_text("minutes of a meeting" * 99, encoding="utf-8")
        store = SqlStore.from_url(f"sqlite:///{file}")
        with pytest.raises(StorageError, match="file is not a database"):
            store.upgrade()
        assert file.read_text(encoding="utf-8").startswith("minutes")

    def test_a_server_that_is_not_there(self) -> None:
        """A refused connection is reported without the password."""
        pytest.importorskip("psycopg")
        store = SqlStore.from_url("postgresql://user:secret@127.0.0.1:1/database")
        with pytest.raises(StorageError, match=r"(?s)cannot be reached.*check the database's URL") as caught:
            store.check()
        assert "secret" not in "".join(traceback.format_exception(caught.value))

    def test_no_connection_to_spare(self, url: str) -> None:
        """A pool that is used up is reported, once its patience has ended."""
        store = SqlStore.from_url(url, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0)
        with (
            pytest.raises(StorageError, match=r"cannot be used: TimeoutError.*a connection to spare"),
            store.read(),
            store.read(),
        ):
            pass
        store.dispose()


class TestStatements:
    """A statement that fails says why, and not with which values."""

    @only_postgresql
    def test_values_stay_out_of_errors(self, sql: SqlStore) -> None:
        """Neither the text of the error nor its traceback shows what was to be written."""
        change = new_case(1, b.submitted(bundle=NAME * 101))
        with pytest.raises(StorageError, match=r"StringDataRightTruncation \(22001\)") as caught:
            save(sql, replace(change, personal={"operator": NAME}))
        assert NAME not in "".join(traceback.format_exception(caught.value))

    def test_parameters_are_hidden(self, sql: SqlStore) -> None:
        """The engine itself shows no parameters either, in its errors and its log."""
        assert sql.engine.hide_parameters is True

    def test_missing_tables_are_reported(self, url: str) -> None:
        """A store that was not upgraded fails with our own error, also on a host's connection."""
        store = SqlStore.from_url(url)
        with (
            pytest.raises(StorageError, match=r"no such table: yishi_case|UndefinedTable"),
            store.read() as transaction,
        ):
            transaction.load("c")
        with store.engine.connect() as connection, pytest.raises(StorageError), store.write(connection) as transaction:
            transaction.load("c")
        store.dispose()

    def test_errors_of_others_pass(self, sql: SqlStore) -> None:
        """What goes wrong in between is not ours to translate."""
        with pytest.raises(ZeroDivisionError), sql.write() as transaction:
            transaction.save(new_case(1, b.submitted(1 // len(list(transaction.heads())))))


class TestConflicts:
    """Where another transaction came first, the engine is told to load again."""

    @only_postgresql
    def test_a_serialization_failure(self, serializable: SqlStore) -> None:
        """A transaction that PostgreSQL cannot put in order is one that came late."""
        before = save(serializable, new_case(1))

        def come_late() -> None:
            with serializable.write() as late:
                assert late.load(case_id(1)) == before
                save(serializable, next_change(before, b.reported()))
                late.save(next_change(before, b.reported()))

        with pytest.raises(Stale):
            come_late()

    @only_postgresql
    def test_a_deadlock(self, sql: SqlStore) -> None:
        """Of two batches that wait for each other, one is told to try again, and the other is kept."""
        saved = {number: save(sql, new_case(number)) for number in (1, 2)}
        halfway = Barrier(2)

        def batch(numbers: tuple[int, int]) -> str:
            try:
                with sql.write() as transaction:
                    transaction.save(next_change(saved[numbers[0]], b.reported()))
                    halfway.wait()
                    transaction.save(next_change(saved[numbers[1]], b.reported()))
            except Stale:
                return "late"
            return "saved"

        with ThreadPoolExecutor(2) as threads:
            results = list(threads.map(batch, [(1, 2), (2, 1)]))
        assert sorted(results) == ["late", "saved"]
        with sql.read() as transaction:
            assert [head.seq for head in transaction.heads()] == [2, 2]

    @only_sqlite
    def test_a_hosts_old_snapshot(self, sql: SqlStore) -> None:
        """A host that had read before another wrote cannot write in SQLite, and is told so at once."""
        before = save(sql, new_case(1))
        with sql.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            connection.execute(text("SELECT * FROM yishi_case")).all()
            save(sql, next_change(before, b.reported()))
            with pytest.raises(Stale), sql.write(connection) as transaction:
                transaction.save(next_change(before, b.reported()))

    @only_sqlite
    def test_a_lock_that_is_never_given_back(self, sql: SqlStore, url: str) -> None:
        """Having waited in vain is an error: trying twenty times more would keep a clerk waiting for minutes."""
        impatient = SqlStore.from_url(url, connect_args={"timeout": 0})
        with sql.write(), pytest.raises(StorageError, match=r"database is locked \(SQLITE_BUSY\)"), impatient.write():
            pass
        with sql.write(), impatient.read() as transaction:
            assert list(transaction.heads()) == []
        impatient.dispose()


@only_postgresql
class TestLostConnections:
    """A server that is restarted costs one connection, and a command only where nobody knows whether it was kept."""

    def test_before_the_commit(self, sql: SqlStore) -> None:
        """Nothing was kept, so the engine is told to try again; the next transaction has a new connection."""

        def write() -> None:
            with sql.write() as transaction:
                transaction.save(new_case(1))
                cut(sql, transaction)
                transaction.save(new_case(2))

        with pytest.raises(Stale):
            write()
        save(sql, new_case(1))

    def test_at_the_commit(self, sql: SqlStore) -> None:
        """Whether the COMMIT arrived is unknown: that is an error, and no callback runs."""
        called: list[str] = []

        def write() -> None:
            with sql.write() as transaction:
                transaction.save(new_case(1))
                transaction.on_commit(lambda: called.append("called"))
                cut(sql, transaction)

        with pytest.raises(StorageError):
            write()
        assert called == []

    def test_while_reading(self, sql: SqlStore) -> None:
        """A question is not asked again by itself."""

        def ask() -> None:
            with sql.read() as transaction:
                cut(sql, transaction)
                transaction.load("c")

        with pytest.raises(StorageError):
            ask()
        sql.check()


def cut(store: SqlStore, transaction: Transaction) -> None:
    """End the database session of a transaction, as a restart of the server does."""
    session = transaction._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()  # type: ignore[attr-defined]
    with store.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:session, 5000)"), {"session": session})


def test_sqlite_is_set_up_for_durability(tmp_path: Path) -> None:
    """Every connection of a store of our own has the settings that its promises need."""
    store = SqlStore.from_url(f"sqlite:///{tmp_path}/cases.db")
    settings = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 30_000}
    with store.engine.connect() as first, store.engine.connect() as second:
        for connection in (first, second):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in settings}
            assert found == settings
    store.dispose()


def test_a_read_only_file_can_be_read(tmp_path: Path) -> None:
    """Looking at a copy of the database needs no right to change it."""
    file = tmp_path / "cases.db"
    store = SqlStore.from_url(f"sqlite:///{file}")
    store.upgrade()
    store.dispose()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    read_only = SqlStore.from_url(f"sqlite:///file:{file}?mode=ro&uri=true")
    read_only.check()
    with pytest.raises(StorageError, match="readonly"):
        save(read_only, new_case(1))
    read_only.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:cases?mode=memory&uri=true"])
def test_memory_is_one_database(url: str) -> None:
    """A database in memory is the same for all threads, whatever way its URL is written."""
    for store in upgraded(SqlStore.from_url(url)):
        with ThreadPoolExecutor(3) as threads:
            list(threads.map(lambda number: save(store, new_case(number)), range(9)))  # noqa: B023  (one store)
        with store.read() as transaction:
            assert len(list(transaction.heads())) == 9


def test_options_reach_the_engine() -> None:
    """The host's options win over ours, but parameters stay hidden."""
    store = SqlStore.from_url("sqlite:///cases.db", pool_size=3, connect_args={"timeout": 1}, hide_parameters=False)
    assert isinstance(store.engine.pool, QueuePool)
    assert store.engine.pool.size() == 3
    assert store.engine.hide_parameters is True


def test_the_algorithm_belongs_to_the_store() -> None:
    """The hash algorithm of the audit chains is chosen with the store."""
    assert SqlStore.from_url("sqlite://").algo == "sha256"
    assert SqlStore.from_url("sqlite://", algo="sm3").algo == "sm3"
