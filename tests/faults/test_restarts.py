"""A PostgreSQL server that is stopped and started again and again under load."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import pytest

from tests.faults.crew import CLERKS, Crew, settled
from tests.faults.life import Life
from tests.faults.server import own_server
from yishi_engine import SqlStore
from yishi_engine.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.server import Server

STOPS: Final = 4
pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_a_database_that_goes_away_and_comes_back_is_taken_up_again(tmp_path: Path) -> None:
    """Stopped in two manners every two seconds: nobody has to be restarted, nothing is lost, nothing doubled.

    Whoever gives a command gets ``StorageError`` meanwhile, and repeats it with its key. No process ends by itself.
    """
    with own_server() as server, Crew(server.url, tmp_path) as crew:
        crew.begun()
        for manner in itertools.islice(itertools.cycle(["immediate", "fast"]), STOPS):
            crew.wait(1.2)
            server.stop(manner)
            crew.wait(0.3)
            server.start()
        came_back = _acknowledged(crew)
        crew.wait(1.2)
        assert all(after > before for before, after in zip(came_back, _acknowledged(crew), strict=True))
        crew.finish()
        assert settled(crew.place) > 10 * STOPS


def test_without_a_database_there_is_one_kind_of_error_and_then_none() -> None:
    """The same engine, with a pool full of dead connections, answers again with the first command after the start."""
    with own_server() as server:
        life = _beginning(server)
        for manner in ("fast", "immediate"):
            server.stop(manner)
            with pytest.raises(StorageError, match=r"cannot be reached|did not do"):
                life.take(1)
            server.start()
            life.take(1)
        assert len(life.engine.events(life.ids["whole"])) == 2
        life.store.dispose()  # type: ignore[attr-defined]


def _acknowledged(crew: Crew) -> list[int]:
    """Return how many steps each clerk wrote down."""
    return [len(crew.place.journal(name).read_text().splitlines()) for name in CLERKS]


def _beginning(server: Server) -> Life:
    store = SqlStore.from_url(server.url)
    store.upgrade()
    life = Life("p-1", store)
    life.take(0)
    return life
