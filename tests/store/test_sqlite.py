"""The store in SQLite, in a file and in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, create_engine

from tests.databases import upgraded
from yishi_engine.store import SqlStore
from yishi_engine.testing.conformance import ConnectionConformance, StoreConformance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
