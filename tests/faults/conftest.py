"""Empty stores of each kind, for lives that are disturbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from tests.faults.drivers import write_carelessly
from yishi_engine import MemoryStore, SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yishi_engine.store.port import Store

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(params=["memory", "sqlite", POSTGRESQL])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return an empty store of each kind in turn."""
    if request.param == "memory":
        yield MemoryStore()
        return
    url = f"sqlite:///{tmp_path}/cases.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    sql = SqlStore.from_url(url)
    if request.param == "sqlite":
        event.listen(sql.engine, "connect", write_carelessly)
    sql.upgrade()
    yield sql
    sql.dispose()
