"""The store in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, create_engine

from tests.databases import upgraded
from yishi_engine.store import SqlStore
from yishi_engine.testing.conformance import ConnectionConformance, StoreConformance

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.postgres


class TestPostgreSql(StoreConformance):
    """A store in PostgreSQL does what every store has to do."""

    @pytest.fixture
    def store(self, postgresql_url: str) -> Iterator[SqlStore]:
        """Return an empty store."""
        yield from upgraded(SqlStore.from_url(postgresql_url))


class TestPostgreSqlHost(ConnectionConformance):
    """A host with an engine of its own."""

    @pytest.fixture
    def store(self, postgresql_url: str) -> Iterator[SqlStore]:
        """Return an empty store."""
        yield from upgraded(SqlStore.from_url(postgresql_url))

    @pytest.fixture
    def host(self, postgresql_url: str) -> Iterator[Engine]:
        """Return another engine on the database."""
        engine = create_engine(postgresql_url)
        yield engine
        engine.dispose()


class TestPostgreSqlGiven(ConnectionConformance):
    """A host that gives the store its own engine, with a stricter isolation than the default."""

    @pytest.fixture
    def host(self, postgresql_url: str) -> Iterator[Engine]:
        """Return an engine whose transactions are serializable."""
        engine = create_engine(postgresql_url, isolation_level="SERIALIZABLE")
        yield engine
        engine.dispose()

    @pytest.fixture
    def store(self, host: Engine) -> Iterator[SqlStore]:
        """Return an empty store on the host's engine."""
        yield from upgraded(SqlStore(host))
