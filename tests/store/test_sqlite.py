"""The store in SQLite, in a file and in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from tests.databases import upgraded
from yishi_engine.store import SqlStore
from yishi_engine.testing.builders import case_id
from yishi_engine.testing.conformance import ConnectionConformance, StoreConformance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INSERT = text("INSERT INTO host_note VALUES ('note')")
COUNT = text("SELECT count(*) FROM host_note")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the URL of a file that is not there yet."""
    return f"sqlite:///{tmp_path}/cases.db"


class TestSqliteFile(StoreConformance):
    """A store in a file does what every store has to do."""

    @pytest.fixture
    def store(self, url: str) -> Iterator[SqlStore]:
        """Return an empty store in a file."""
        yield from upgraded(SqlStore.from_url(url))


class TestSqliteMemory(StoreConformance):
    """A store in SQLite's memory does what every store has to do, with threads as well."""

    @pytest.fixture
    def store(self) -> Iterator[SqlStore]:
        """Return an empty store in memory."""
        yield from upgraded(SqlStore.from_url("sqlite://"))


class TestSqliteHost(ConnectionConformance):
    """A host with an engine of its own, set up as SQLAlchemy does by itself."""

    @pytest.fixture
    def store(self, url: str) -> Iterator[SqlStore]:
        """Return an empty store in a file."""
        yield from upgraded(SqlStore.from_url(url))

    @pytest.fixture
    def host(self, url: str) -> Iterator[Engine]:
        """Return another engine on the file."""
        engine = create_engine(url)
        yield engine
        engine.dispose()


class TestSqliteShared(ConnectionConformance):
    """A host that uses the engine of the store."""

    @pytest.fixture
    def store(self, url: str) -> Iterator[SqlStore]:
        """Return an empty store in a file."""
        yield from upgraded(SqlStore.from_url(url))

    @pytest.fixture
    def host(self, store: SqlStore) -> Engine:
        """Return the store's engine."""
        return store.engine


class TestSqliteSharedAlone:
    """What a host writes on the engine of a store, without the store."""

    @pytest.fixture
    def engine(self, url: str) -> Iterator[Engine]:
        """Return the engine of a store, with a table of the host's."""
        store = SqlStore.from_url(url)
        with store.engine.begin() as connection:
            connection.execute(text("CREATE TABLE host_note (note VARCHAR(20) NOT NULL)"))
        yield store.engine
        store.dispose()

    def test_a_rollback_takes_back_every_write(self, engine: Engine) -> None:
        """Rows and tables are gone after a rollback, and after an error in a block."""
        with engine.connect() as connection:
            connection.execute(INSERT)
            connection.execute(text("CREATE TABLE other_note (note VARCHAR(20))"))
            connection.rollback()
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text("INSERT INTO host_note VALUES (:note)"), [{"note": "note"}, {"note": None}])
        assert notes(engine) == 0
        assert inspect(engine).get_table_names() == ["host_note"]

    def test_a_rollback_takes_back_a_savepoint_that_came_first(self, engine: Engine) -> None:
        """A savepoint that was kept is kept by nothing but a COMMIT."""
        with engine.connect() as connection:
            with connection.begin_nested():
                connection.execute(INSERT)
            connection.rollback()
        assert notes(engine) == 0

    def test_a_transaction_reads_one_state(self, engine: Engine) -> None:
        """What another connection commits is not seen before the next transaction."""
        with engine.connect() as reader:
            assert reader.execute(COUNT).scalar_one() == 0
            with engine.begin() as writer:
                writer.execute(INSERT)
            assert reader.execute(COUNT).scalar_one() == 0
            reader.rollback()
            assert reader.execute(COUNT).scalar_one() == 1

    @pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", " begin exclusive"])
    def test_a_host_may_begin_in_its_own_way(self, engine: Engine, begin: str) -> None:
        """A BEGIN of the host's is the only one, and its transaction is as real."""
        with engine.connect() as connection:
            connection.exec_driver_sql(begin)
            connection.execute(INSERT)
            connection.rollback()
        assert notes(engine) == 0

    def test_a_host_may_ask_for_autocommit(self, engine: Engine) -> None:
        """What SQLite allows in no transaction can be done; afterwards the connection has transactions again."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(INSERT)
            connection.rollback()
            connection.execute(text("VACUUM"))
        with engine.connect() as connection:
            connection.execute(INSERT)
            connection.rollback()
        assert notes(engine) == 1


class TestSqliteGiven(ConnectionConformance):
    """A host that gives the store its own engine."""

    @pytest.fixture
    def host(self, url: str) -> Iterator[Engine]:
        """Return an engine that was set up by nobody."""
        engine = create_engine(url)
        yield engine
        engine.dispose()

    @pytest.fixture
    def store(self, host: Engine) -> Iterator[SqlStore]:
        """Return an empty store on the host's engine."""
        yield from upgraded(SqlStore(host))


def test_transactions_of_our_own_begin_once(url: str) -> None:
    """A transaction that writes begins with the lock, one that reads without, and nothing is said twice."""
    for store in upgraded(SqlStore.from_url(url)):
        said: list[str] = []
        with store.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.set_trace_callback(said.append)
        with store.write() as transaction:
            assert transaction.load(case_id(1)) is None
        with store.read() as transaction:
            assert transaction.load(case_id(1)) is None
        with store.engine.begin() as connection, store.write(connection) as transaction:
            assert transaction.load(case_id(1)) is None
        words = [statement if statement.startswith("BEGIN") else statement.split()[0] for statement in said]
        assert words[:3] == ["BEGIN IMMEDIATE", "SELECT", "COMMIT"]
        assert words[3:6] == ["BEGIN", "SELECT", "ROLLBACK"]
        assert words[6:] == ["BEGIN IMMEDIATE", "SAVEPOINT", "SELECT", "RELEASE", "COMMIT"]


def notes(engine: Engine) -> int:
    """Return how many rows the host has."""
    with engine.connect() as connection:
        found: int = connection.execute(COUNT).scalar_one()
    return found
