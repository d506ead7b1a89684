"""Drivers whose every call lies between two points: the same faults as above, where SQLAlchemy and we do not see them.

Nothing here knows which statements are sent, or how many; only what a connection of a driver can be asked.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import psycopg
from sqlalchemy import event, make_url

from yishi_engine import SqlStore
from yishi_engine.store.databases import PostgreSql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sweeping.faults import Points

_KEEPING = ("execute", "executemany")


def pointed(call: Callable[..., Any], name: str, points: Points) -> Callable[..., Any]:
    """Return a call with a point before and a point after it."""

    def passed_on(*arguments: object, **named: object) -> object:
        points.reach(f"before {name}")
        answer = call(*arguments, **named)
        points.reach(f"after {name}")
        return answer

    return passed_on


# --- SQLite ---


def io_error(point: str) -> None:
    """Fail as SQLite does when the disk cannot be read or written."""
    raise sqlite3.OperationalError(f"disk I/O error at {point}")


def sqlite_store(file: str, points: Points) -> SqlStore:
    """Return a store on a file, whose connections pass points."""

    class PointedCursor(sqlite3.Cursor):
        def __getattribute__(self, name: str) -> Any:  # noqa: ANN401
            value = super().__getattribute__(name)
            return pointed(value, name, points) if name in _KEEPING else value

    class PointedConnection(sqlite3.Connection):
        def __getattribute__(self, name: str) -> Any:  # noqa: ANN401
            value = super().__getattribute__(name)
            if name == "cursor":
                return lambda factory=PointedCursor: value(factory)
            return pointed(value, name, points) if name in (*_KEEPING, "commit") else value

    store = SqlStore.from_url(f"sqlite:///{file}", connect_args={"factory": PointedConnection})
    event.listen(store.engine, "connect", write_carelessly)
    return store


def write_carelessly(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001  (SQLAlchemy's signature)
    """Do not wait for the disk: no test outlives a power cut."""
    connection.execute("PRAGMA synchronous=OFF")


# --- PostgreSQL ---


class Wire:
    """What cuts the connection that is in use.

    Attributes:
        connection: The connection that passed a point last.
    """

    connection: psycopg.Connection[Any] | None = None

    def cut(self, point: str) -> None:
        """Lose the connection: the server takes back what was not committed, and the answer never comes."""
        if self.connection is not None:
            self.connection.close()
        raise psycopg.OperationalError(f"the connection was lost at {point}")


def postgresql_store(url: str, points: Points, wire: Wire) -> SqlStore:
    """Return a store on a database, whose connections pass points."""

    class Pointed:
        def __getattribute__(self, name: str) -> Any:  # noqa: ANN401
            value = super().__getattribute__(name)
            if name not in _KEEPING:
                return value
            wire.connection = super().__getattribute__("connection")
            return pointed(value, name, points)

    class PointedCursor(Pointed, psycopg.Cursor[Any]):
        """Takes parameters by name."""

    class PointedRawCursor(Pointed, psycopg.RawCursor[Any]):
        """Takes parameters by number."""

    class PointedDatabase(PostgreSql):
        def numbered_cursor(self, driver: Any) -> Any:  # noqa: ANN401
            return PointedRawCursor(driver)

    class PointedConnection(psycopg.Connection[Any]):
        def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401
            super().__init__(*arguments, **named)
            self.cursor_factory = PointedCursor

        @contextmanager
        def pipeline(self) -> Iterator[psycopg.Pipeline]:
            with super().pipeline() as pipeline:
                yield pipeline
            wire.connection = self
            points.reach("after answers")

        def commit(self) -> None:
            wire.connection = self
            pointed(super().commit, "commit", points)()

    parsed = make_url(url)

    def connect() -> psycopg.Connection[Any]:
        made = PointedConnection.connect(parsed.set(drivername="postgresql").render_as_string(hide_password=False))
        return cast("psycopg.Connection[Any]", made)

    store = SqlStore.from_url(url, creator=connect)
    store._database = PointedDatabase()
    return store
