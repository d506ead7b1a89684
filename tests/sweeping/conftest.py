"""Copies of one filled store, of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sweeping.town import MemoryCopies, PostgresqlCopies, SqliteCopies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sweeping.town import Copies

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(params=["memory", "sqlite", POSTGRESQL])
def copies(request: pytest.FixtureRequest) -> Copies:
    """Return copies of a town in each kind of store in turn."""
    if request.param == "memory":
        return MemoryCopies()
    found: Copies = request.getfixturevalue(f"{request.param}_copies")
    return found


@pytest.fixture
def sqlite_copies(tmp_path: Path) -> Iterator[SqliteCopies]:
    """Return copies of a SQLite file."""
    made = SqliteCopies(tmp_path)
    yield made
    made.close()


@pytest.fixture
def postgresql_copies(postgresql_server: str, postgresql_url: str) -> Iterator[PostgresqlCopies]:
    """Return copies of a database on a server."""
    made = PostgresqlCopies(postgresql_server, postgresql_url)
    yield made
    made.close()
