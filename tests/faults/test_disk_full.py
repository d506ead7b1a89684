"""A disk on which there is no room any more: a clear error, nothing half written, and on it goes once there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from tests.faults.effects import effects
from tests.faults.life import STEPS, Life
from tests.faults.trials import expected, lead
from tests.sweeping.town import LATER, Town, engine_at
from yishi_engine import SqlStore
from yishi_engine.errors import StorageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

ENOUGH = 1_000_000


class Disk:
    """A file that may not grow beyond so many pages.

    Attributes:
        store: The store in it.
        room: How many pages more may be used from now on; what is used already stays.
    """

    def __init__(self, file: Path) -> None:
        """Make the schema, with as much room as it needs."""
        self.room = ENOUGH
        self.store = SqlStore.from_url(f"sqlite:///{file}")
        event.listen(self.store.engine, "checkout", self._limit)
        self.store.upgrade()

    def _limit(self, connection: sqlite3.Connection, *_: object) -> None:
        used = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {used + self.room}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Return a file with room."""
    made = Disk(tmp_path / "cases.db")
    yield made
    made.store.dispose()


def test_a_full_disk_is_a_clear_error_and_keeps_nothing_half(disk: Disk) -> None:
    """Wherever in a life the disk is full: the step fails as a whole, says why, and is done once there is room."""
    refused = 0
    for number in range(len(STEPS)):
        life = Life(f"p-{number}", disk.store)
        lead(life, 0, number)
        disk.room = 0
        try:
            life.take(number)
        except StorageError as error:
            refused += 1
            assert "full" in str(error)
            assert "私密" not in str(error)
            assert effects(life) == expected()[number], "half of it was kept"
        else:
            assert effects(life) == expected()[number + 1]
        disk.room = ENOUGH
        life.take(number)
        assert effects(life) == expected()[number + 1]
    assert refused >= 5, "the disk was never full"
    assert life.engine.verify() > 0


def test_a_sweep_on_a_full_disk_reports_what_it_had_to_leave(disk: Disk) -> None:
    """It does not end by an error; what had no room is told, and the next sweep with room does it."""
    for _ in range(20):
        Town(disk.store).fill()
    disk.room = 0
    report = engine_at(disk.store, LATER).sweep()
    assert report.failures
    assert all("full" in failure.error for failure in report.failures)
    disk.room = ENOUGH
    engine = engine_at(disk.store, LATER)
    assert engine.sweep().failures == ()
    assert engine.sweep().records == 0
    assert engine.verify() > 0
