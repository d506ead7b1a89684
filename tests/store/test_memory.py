"""The store in memory."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine

from yishi_engine.store import MemoryStore
from yishi_engine.testing.conformance import StoreConformance


class TestMemoryStore(StoreConformance):
    """The store in memory does what every store has to do."""

    @pytest.fixture
    def store(self) -> MemoryStore:
        """Return an empty store."""
        return MemoryStore()


def test_memory_has_no_connections() -> None:
    """A host's connection cannot be shared with memory, and that is said."""
    engine = create_engine("sqlite://")
    with (
        engine.connect() as connection,
        pytest.raises(ValueError, match="no connections"),
        MemoryStore().write(connection),
    ):
        pass
    engine.dispose()
