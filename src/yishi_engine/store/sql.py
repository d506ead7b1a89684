"""A store in an SQL database: SQLite or PostgreSQL."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from yishi_engine.errors import StorageError
from yishi_engine.store.after_commit import call_after_commit
from yishi_engine.store.channel import Channel
from yishi_engine.store.compiled import HotStatements
from yishi_engine.store.databases import Database, Driver, database_named, is_lost, translate
from yishi_engine.store.port import Overtaken
from yishi_engine.store.sql_transaction import SqlTransaction
from yishi_engine.store.upgrade import current_revision, migrate, newest_revision, out_of_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Engine

_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
"""What a URL names without a driver → what is meant."""
_OTHER_DRIVERS: Final = frozenset(
    {"aiosqlite", "asyncpg", "pg8000", "psycopg2", "psycopg2cffi", "psycopg_async", "pysqlcipher"}
)
"""Those that SQLAlchemy knows and a store cannot be kept with; installing them would help nobody."""


class SqlStore:
    """A store in an SQL database. Safe to share between threads; each process makes its own."""

    def __init__(self, engine: Engine, *, algo: str = "sha256") -> None:
        """Create a store on a SQLAlchemy engine of the host's, which is used as it is set up.

        A host with SQLite should set WAL and a busy timeout as ``from_url`` does.

        Args:
            engine: The engine; its pool is used.
            algo: Hash algorithm of the audit chains, ``sha256`` or ``sm3``.

        Raises:
            StorageError: The engine connects to a database of another kind.
        """
        self.algo = algo
        self._database = database_named(engine.dialect.name)
        self._hot = HotStatements(engine.dialect, setwise=self._database.setwise)
        self._engine = engine

    @classmethod
    def from_url(cls, url: str | URL, *, algo: str = "sha256", **options: object) -> Self:
        """Create a store with an engine of its own.

        Args:
            url: ``sqlite:///file.db`` (relative to the working directory), ``sqlite://`` (in memory) or
                ``postgresql://user:password@host/database``.
            algo: Hash algorithm of the audit chains, ``sha256`` or ``sm3``.
            **options: For ``sqlalchemy.create_engine``, for example ``pool_size``.

        Raises:
            StorageError: The URL is none, names a database of another kind, or its driver is not installed.
        """
        engine = _create_engine(url, options)
        database_named(engine.dialect.name).prepare(engine)
        return cls(engine, algo=algo)

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, for hosts that want to share its connections.

        With SQLite, a host that reads and then writes does well to begin with a ``BEGIN IMMEDIATE`` of its own: a
        transaction that has only read waits for no other writer, but fails.
        """
        return self._engine

    def upgrade(self) -> None:
        """Bring the schema up to date. Any number of threads and processes may call this at once.

        Raises:
            SchemaOutOfDate: The schema is newer than this version of the package.
            StorageError: The database cannot be reached, or refuses.
        """
        with self.locked_schema() as connection:
            migrate(connection)

    def current_revision(self) -> str | None:
        """Return the revision of the schema; None for a database without our tables.

        Raises:
            StorageError: The database cannot be reached.
        """
        with self._own_errors(), self._engine.connect() as connection:
            self._database.begin(connection, write=False)
            return current_revision(connection)

    def check(self) -> None:
        """Check that the store can be used; see ``Store.check``."""
        current = self.current_revision()
        if current != newest_revision():
            raise out_of_date(current)

    @contextmanager
    def locked_schema(self) -> Iterator[Connection]:
        """Begin a transaction on the schema that no other process runs beside; for migrations.

        Raises:
            StorageError: The database cannot be reached, or refuses.
        """
        with self._own_errors(), self._engine.connect() as connection, connection.begin():
            self._database.lock_schema(connection)
            yield connection

    def dispose(self) -> None:
        """Close the connections that are not in use; a database in memory is lost."""
        self._engine.dispose()

    @contextmanager
    def write(self, connection: Connection | None = None) -> Iterator[SqlTransaction]:
        """Begin a transaction that may write; see ``Store.write``.

        Args:
            connection: The host's own. Everything is then written in a savepoint of its transaction, and callbacks run
                after the host's COMMIT.

        Raises:
            Overtaken: Another transaction came first; trying again helps, unless it is ``lasting``.
            StorageError: The database failed; nothing was kept.
        """
        if connection is not None:
            with self._host_transaction(connection) as transaction:
                yield transaction
            if transaction.callbacks:
                call_after_commit(connection, transaction.callbacks)
        else:
            with self._own_transaction(write=True) as transaction:
                yield transaction
            for callback in transaction.callbacks:
                callback()

    @contextmanager
    def read(self, connection: Connection | None = None) -> Iterator[SqlTransaction]:
        """Begin a transaction that reads one state; within the host's where a connection is given, as it sees it.

        Raises:
            StorageError: The database failed.
        """
        if connection is not None:
            with self._own_errors(), closing(self._transaction(connection)) as transaction:
                yield transaction
                transaction.flush()
        else:
            with self._own_transaction(write=False) as transaction:
                yield transaction

    @contextmanager
    def _own_transaction(self, *, write: bool) -> Iterator[SqlTransaction]:
        link: Link | None = None
        channel: Channel | None = None
        try:
            link = Link(self._engine)
            channel = Channel(link.pooled, self._database, self._database.begin_own(link.driver, write=write))
            with closing(SqlTransaction(link.connection, channel, self._hot)) as transaction:
                yield transaction
                if write:
                    transaction.finish()
                else:
                    transaction.flush()  # a reader that writes is told so, if the database can
            if not write:
                self._database.end_reading(link.driver)
        except self._errors as error:
            driver = link.driver if link is not None else None
            if link is not None and is_lost(error, self._engine, driver):
                link.invalidate()
            retry = write and (channel is None or not channel.committing)
            raise translate(
                error, self._engine, self._database, retry=retry, driver=driver, connected=link is not None
            ) from None
        finally:
            if link is not None:
                link.close(self._database)

    @contextmanager
    def _host_transaction(self, connection: Connection) -> Iterator[SqlTransaction]:
        try:
            with self._own_errors():
                self._database.begin(connection, write=True)
                with connection.begin_nested(), closing(self._transaction(connection)) as transaction:
                    yield transaction
                    transaction.flush()
        except Overtaken as error:
            with self._own_errors():
                error.lasting = not self._database.sees_anew(connection)
            raise

    def _transaction(self, connection: Connection) -> SqlTransaction:
        """Return a transaction on one of SQLAlchemy's connections."""
        channel = Channel(connection.connection, self._database)
        return SqlTransaction(lambda: connection, channel, self._hot)

    @property
    def _errors(self) -> tuple[type[BaseException], ...]:
        driver: Any = self._engine.dialect.loaded_dbapi
        return SQLAlchemyError, driver.Error

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise translate(error, self._engine, self._database, retry=False) from None


class Link:
    """A connection from a pool, as the driver has it and, when that is needed, as SQLAlchemy has it."""

    def __init__(self, engine: Engine) -> None:
        """Take a connection from the pool of an engine."""
        self._engine = engine
        self.pooled = engine.raw_connection()
        self._connection: Connection | None = None
        self.driver: Driver = self.pooled.driver_connection
        self._autocommit = bool(getattr(self.driver, "autocommit", False))

    def connection(self) -> Connection:
        """Return SQLAlchemy's view of it."""
        if self._connection is None:
            self._connection = Connection(self._engine, connection=self.pooled)
        return self._connection

    def invalidate(self) -> None:
        """Let nobody use it again."""
        self.pooled.invalidate()

    def close(self, database: Database) -> None:
        """Give it back; what was not committed is rolled back."""
        if self.pooled.is_valid:
            try:
                database.end_own(self.driver, autocommit=self._autocommit)
            except Exception:  # noqa: BLE001  (whatever it is, nobody shall have this connection again)
                self.pooled.invalidate()
        (self._connection or self.pooled).close()


def _create_engine(url: str | URL, options: dict[str, object]) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        # The text of the error would show the URL, and with it a password.
        raise StorageError(
            "this is no URL of a database", advice="write sqlite:///file.db or postgresql://user@host/database"
        ) from None
    parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
    database = database_named(parsed.get_backend_name())
    if parsed.drivername.partition("+")[2] in _OTHER_DRIVERS:
        raise StorageError(
            f'the driver of "{parsed.drivername}" is not taken: only psycopg, and sqlite of Python itself, are',
            advice="write sqlite:///file.db or postgresql://user@host/database",
        )
    defaults = database.engine_options(parsed)
    arguments = {**_dict(defaults.pop("connect_args", None)), **_dict(options.pop("connect_args", None))}
    try:
        return create_engine(parsed, **{**defaults, **options, "connect_args": arguments, "hide_parameters": True})
    except NoSuchModuleError:
        raise StorageError(
            f'"{parsed.drivername}" names no driver that SQLAlchemy knows', advice="use sqlite:// or postgresql://"
        ) from None
    except ImportError as error:
        raise StorageError(
            f'the driver "{error.name}" is not installed', advice='pip install "yishi-engine[postgres]"'
        ) from None


def _dict(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}
