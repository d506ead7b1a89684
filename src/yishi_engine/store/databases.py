"""What differs between the databases: how a connection is set up, how a transaction begins, what an error means."""

from __future__ import annotations

import re
import select
import sqlite3
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, cast

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from yishi_engine.errors import StorageError
from yishi_engine.store.port import KeyTaken, Stale
from yishi_engine.store.tables import case_table, key_table, metadata

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from sqlalchemy import URL, Connection, Engine

Driver: TypeAlias = Any
"""A connection of any driver."""

_SCHEMA_LOCK: Final = 0x7969736869  # "yishi": one number for all databases of a PostgreSQL cluster is enough
_OUR_TABLE: Final = re.compile(r"yishi_\w+")
_EACH_STATEMENT_ANEW: Final = frozenset({"read committed", "read uncommitted"})  # PostgreSQL takes both for the former
_ONE_STATE: Final = "ISOLATION LEVEL REPEATABLE READ, READ ONLY"
PLAIN_BEGIN: Final = "BEGIN"
_BUSY_SECONDS: Final = 30
_POOL_SECONDS: Final = 60
_ADVICE: Final = "check the database's URL, and that the server runs and has a connection to spare"


class Database(Protocol):
    """One kind of database."""

    def engine_options(self, url: URL) -> dict[str, object]:
        """Return what ``create_engine`` should be given for a store of our own."""

    def prepare(self, engine: Engine) -> None:
        """Set up the connections of an engine of our own."""

    def begin(self, connection: Connection, *, write: bool) -> None:
        """Begin the transaction of a connection that SQLAlchemy has begun; do nothing if the database has begun it."""

    @property
    def setwise(self) -> bool:
        """Whether a statement can take lists as tables, so that many rows cost one statement."""

    def begin_own(self, driver: Driver, *, write: bool) -> str:
        """Begin a transaction on a driver's connection: one that may write, or one that reads one state.

        Returns:
            The statement with which it still has to begin; empty if it has begun or the driver begins it by itself.
        """

    def end_reading(self, driver: Driver) -> None:
        """End a transaction that has read and nothing else."""

    def end_own(self, driver: Driver, *, autocommit: bool) -> None:
        """Leave a driver's connection as it was before ``begin_own``; what was not committed is rolled back."""

    def together(self, driver: Driver) -> AbstractContextManager[object]:
        """Return a context in which statements go out without waiting for the answer of the one before.

        At its end the answers are there; after the first statement that failed, none was carried out.
        """

    def numbered_cursor(self, driver: Driver) -> Any:  # noqa: ANN401  (any driver's)
        """Return a cursor of a driver that takes several writes in one statement, with parameters $1, $2 and so on."""

    def lock_schema(self, connection: Connection) -> None:
        """Wait in a transaction until no other process upgrades the schema."""

    def sees_anew(self, connection: Connection) -> bool:
        """Tell whether a transaction sees what others commit while it lasts, and not only what it saw first."""

    def is_conflict(self, error: BaseException) -> bool:
        """Tell whether a driver's error means that another transaction came first, and trying again anew helps."""

    def violated(self, error: BaseException) -> str:
        """Return the table whose keys a driver's error says were not kept to; empty if it is another error."""

    def explain(self, error: BaseException) -> str:
        """Return what a driver's error about a statement says, without any value from the statement."""

    def advice(self, url: URL) -> str:
        """Return what to do when the database cannot be reached."""


class PostgreSql:
    """PostgreSQL and its relatives."""

    setwise: Final = True

    def engine_options(self, url: URL) -> dict[str, object]:  # noqa: ARG002
        """Return nothing: SQLAlchemy's own settings fit."""
        return {}

    def prepare(self, engine: Engine) -> None:
        """Let no connection be used that the server has closed meanwhile."""
        event.listen(engine, "checkout", _refuse_closed)

    def begin(self, connection: Connection, *, write: bool) -> None:
        """Do nothing: the driver begins with the first statement."""

    def begin_own(self, driver: Driver, *, write: bool) -> str:
        """Return the BEGIN: psycopg waits for the answer to its own, and an explicit one goes out with what follows."""
        if not _can_pipeline(driver):
            return "" if write else f"SET TRANSACTION {_ONE_STATE}"
        driver.autocommit = True
        if not write:
            return f"BEGIN {_ONE_STATE}"
        level = driver.isolation_level
        return f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}" if level else PLAIN_BEGIN

    def end_reading(self, driver: Driver) -> None:
        """Commit: with a rollback, psycopg forgets the statements that it has prepared, and each is planned anew."""
        driver.commit()

    def end_own(self, driver: Driver, *, autocommit: bool) -> None:
        """Let psycopg begin by itself again, if it did."""
        if _can_pipeline(driver) and not driver.closed:
            if driver.pgconn.transaction_status:  # psycopg would take its time to find that there is nothing to do
                driver.rollback()
            driver.autocommit = autocommit

    def together(self, driver: Driver) -> AbstractContextManager[object]:
        """Return a pipeline of psycopg; with other drivers each statement waits."""
        pipeline: AbstractContextManager[object] = driver.pipeline() if _can_pipeline(driver) else nullcontext()
        return pipeline

    def numbered_cursor(self, driver: Driver) -> Any:  # noqa: ANN401
        """Return a cursor of psycopg that gives the statement to the server as it is."""
        import psycopg  # noqa: PLC0415  (an extra)

        return psycopg.RawCursor(driver)

    def lock_schema(self, connection: Connection) -> None:
        """Take an advisory lock that the end of the transaction gives back."""
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")

    def sees_anew(self, connection: Connection) -> bool:
        """Ask the server: SQLAlchemy does not know of a level that a statement or the server's settings chose."""
        return connection.exec_driver_sql("SHOW transaction_isolation").scalar_one() in _EACH_STATEMENT_ANEW

    def is_conflict(self, error: BaseException) -> bool:
        """Tell whether it is a serialization failure or a deadlock."""
        return getattr(error, "sqlstate", None) in {"40001", "40P01"}

    def violated(self, error: BaseException) -> str:
        """Return the table of a violation of a unique or a foreign key, or of a value that must not be missing."""
        if getattr(error, "sqlstate", None) not in {"23502", "23503", "23505"}:
            return ""
        return str(getattr(getattr(error, "diag", None), "table_name", None) or "?")

    def explain(self, error: BaseException) -> str:
        """Return the error's name and number; its text may quote values."""
        return f"{type(error).__name__} ({getattr(error, 'sqlstate', None) or 'no SQLSTATE'})"

    def advice(self, url: URL) -> str:  # noqa: ARG002
        """Return what to look at."""
        return _ADVICE


class Sqlite:
    """SQLite: one writer at a time, who takes the lock at the beginning and so never fails at the end."""

    setwise: Final = False

    def engine_options(self, url: URL) -> dict[str, object]:
        """Return the driver's settings: no transactions begun unasked, and patience while another process writes."""
        options: dict[str, object] = {"connect_args": {"isolation_level": None, "timeout": _BUSY_SECONDS}}
        if url.database in {None, "", ":memory:"} or url.query.get("mode") == "memory":
            # A database in memory is its one connection; whoever needs it waits until it is given back.
            options["connect_args"] = {"isolation_level": None, "check_same_thread": False}
            options |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": _POOL_SECONDS}
        return options

    def prepare(self, engine: Engine) -> None:
        """Set up connections for durability and for readers beside a writer; begin what a host does on them."""
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "before_cursor_execute", _begin_with_first_statement)

    def begin(self, connection: Connection, *, write: bool) -> None:
        """Begin, for writing with the lock; whatever mode the driver is in, it begins nothing by itself then."""
        if not connection.in_transaction():
            connection.begin()
        if not cast("sqlite3.Connection", connection.connection.dbapi_connection).in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    def begin_own(self, driver: Driver, *, write: bool) -> str:
        """Begin at once, for writing with the lock."""
        driver.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        return ""

    def end_reading(self, driver: Driver) -> None:
        """Do nothing: the pool rolls back, and with that what somebody wrote who had only asked to read."""

    def end_own(self, driver: Driver, *, autocommit: bool) -> None:
        """Do nothing: the pool rolls back."""

    def together(self, driver: Driver) -> AbstractContextManager[object]:  # noqa: ARG002
        """Return nothing: there is no server to wait for."""
        return nullcontext()

    def numbered_cursor(self, driver: Driver) -> Any:  # noqa: ANN401
        """Return a cursor; SQLite takes one write in a statement, and nobody asks."""
        return driver.cursor()

    def lock_schema(self, connection: Connection) -> None:
        """Take the lock of the whole database."""
        self.begin(connection, write=True)

    def sees_anew(self, connection: Connection) -> bool:  # noqa: ARG002
        """Return that it does not: a transaction that has read goes on reading the same."""
        return False

    def is_conflict(self, error: BaseException) -> bool:
        """Tell whether another connection wrote after this one had read; a wait for a lock in vain is no conflict."""
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY_SNAPSHOT

    def violated(self, error: BaseException) -> str:
        """Return the table of a violation of a unique or a foreign key, or of a value that must not be missing."""
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
            return case_table.name  # SQLite names none; it is the only one that ours refer to
        kinds = {sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE}
        if code not in kinds | {sqlite3.SQLITE_CONSTRAINT_NOTNULL, sqlite3.SQLITE_CONSTRAINT_TRIGGER}:
            return ""
        found = _OUR_TABLE.search(str(error))  # "UNIQUE constraint failed: table.column", or what a trigger says
        return found.group() if found else "?"

    def explain(self, error: BaseException) -> str:
        """Return the error's text: SQLite names tables and columns, never values."""
        return f"{error} ({getattr(error, 'sqlite_errorname', type(error).__name__)})"

    def advice(self, url: URL) -> str:
        """Return what to look at, or the folder that is missing: SQLite creates a file but not its folder."""
        name = url.database or ""
        folder = Path(name).absolute().parent
        if not name or name.startswith(("file:", ":memory:")) or folder.is_dir():
            return _ADVICE
        return f'create the folder "{folder}" first'


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001  (SQLAlchemy's signature)
    # WAL stays with the file. If it cannot be set now, the file being in use or read-only, a later connection will.
    with suppress(sqlite3.OperationalError):
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what was erased is not left in free pages


def _begin_with_first_statement(connection: Connection, cursor: sqlite3.Cursor, statement: str, *_: object) -> None:
    # Our own transactions begin with a BEGIN. A host's begin here, not with SQLAlchemy's, which comes earlier: so a
    # command that a host's transaction starts with can still take the lock, and the host may choose how to begin.
    begins = statement.lstrip()[:5].upper() == "BEGIN"
    commits_by_itself = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
    if not (begins or commits_by_itself or cursor.connection.in_transaction):
        connection.exec_driver_sql("BEGIN")


DATABASES: Final[Mapping[str, Database]] = {"postgresql": PostgreSql(), "sqlite": Sqlite()}
"""SQL dialect → the database."""


def database_named(dialect: str) -> Database:
    """Return the kind of database that speaks an SQL dialect.

    Raises:
        StorageError: It is none that a store can be kept in.
    """
    database = DATABASES.get(dialect)
    if database is None:
        raise StorageError(f'a store cannot be kept in "{dialect}"', advice="use a sqlite:// or a postgresql:// URL")
    return database


def translate(
    error: BaseException,
    engine: Engine,
    database: Database,
    *,
    retry: bool,
    driver: Driver = None,
    connected: bool = True,
) -> StorageError | Stale | KeyTaken:
    """Return our own error for one of SQLAlchemy's or the driver's, without parameters of statements in its text.

    Args:
        error: The error.
        engine: Where it came from.
        database: Its kind.
        retry: Whether nothing has been committed, so that a lost connection may be answered by trying again.
        driver: The driver's connection, if the error is the driver's own.
        connected: Whether there was a connection at all, if the error is the driver's own.
    """
    cause: BaseException = error
    if isinstance(error, DBAPIError) and error.orig is not None:
        cause, lost, stated = error.orig, error.connection_invalidated, error.statement is not None
    elif isinstance(error, SQLAlchemyError):
        return StorageError(f"the database cannot be used: {type(error).__name__}", advice=database.advice(engine.url))
    else:
        lost, stated = is_lost(error, engine, driver), connected
    table = database.violated(cause)
    if table == key_table.name:
        return KeyTaken("the key is in use")
    if table in metadata.tables or database.is_conflict(cause) or (retry and lost):
        return Stale(type(cause).__name__)
    if not stated:
        return StorageError(f"the database cannot be reached: {cause}", advice=database.advice(engine.url))
    return StorageError(f"the database did not do what was asked: {database.explain(cause)}")


def is_lost(error: BaseException, engine: Engine, driver: Driver) -> bool:
    """Tell whether a driver's error means that its connection is of no more use."""
    return engine.dialect.is_disconnect(cast("Any", error), driver, None)


def _can_pipeline(driver: Driver) -> bool:
    if not hasattr(driver, "pipeline"):
        return False
    import psycopg  # noqa: PLC0415  (an extra)

    return psycopg.capabilities.has_pipeline()


def _refuse_closed(driver: Driver, *_: object) -> None:
    """Have the pool make new connections if the server has closed this one: what nobody asked for is its farewell."""
    connection = getattr(driver, "pgconn", None)
    if connection is None:
        return
    try:
        while _has_word(connection.socket):  # its words come first, the end of the stream after
            connection.consume_input()
    except Exception as error:
        raise InvalidatePoolError from error
    if connection.status != 0:
        raise InvalidatePoolError


def _has_word(socket: int) -> bool:
    """Tell whether there is something to read; ``select`` cannot tell of the many files of a busy process."""
    if not hasattr(select, "poll"):
        return bool(select.select([socket], [], [], 0)[0])
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
