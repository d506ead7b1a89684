"""Stores in SQL databases, empty and up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import upgraded
from yishi_engine.store import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.register_assert_rewrite("yishi_engine.testing.conformance")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of each kind of database in turn, empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/cases.db"
    found: str = request.getfixturevalue("postgresql_url")
    return found


@pytest.fixture
def sql(url: str) -> Iterator[SqlStore]:
    """Return a store in each kind of database in turn, empty and up to date."""
    yield from upgraded(SqlStore.from_url(url))
