"""Halls on databases that tell what they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import upgraded
from tests.scale.lives import Hall, declined
from tests.scale.wire import Wire, overheard
from yishi_engine.store import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """Return a store in each kind of database in turn, empty."""
    name = request.param
    url = f"sqlite:///{tmp_path}/cases.db" if name == "sqlite" else request.getfixturevalue("postgresql_url")
    yield from upgraded(SqlStore.from_url(url))


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[SqlStore]:
    """Return a store in PostgreSQL, empty."""
    yield from upgraded(SqlStore.from_url(postgresql_url))


@pytest.fixture
def wire(store: SqlStore) -> Iterator[Wire]:
    """Overhear what the store sends."""
    with overheard(store) as found:
        yield found


@pytest.fixture
def hall(store: SqlStore, wire: Wire) -> Hall:
    """Return a hall in which both versions are in use, and that is overheard from now on."""
    hall = Hall(store)
    hall.live(declined(hall.submit()))
    wire.clear()
    return hall
