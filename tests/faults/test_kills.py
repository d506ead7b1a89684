"""Processes that are killed under load, at moments that nobody chose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.faults.conftest import POSTGRESQL
from tests.faults.crew import CLERKS, Crew, settled
from tests.model.effort import chance

if TYPE_CHECKING:
    from pathlib import Path

KILLS: Final = 14


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", POSTGRESQL])
def test_whoever_is_killed_loses_and_doubles_nothing(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """What was acknowledged is there once, every chain is whole, every case can be driven to its end."""
    url = f"sqlite:///{tmp_path}/cases.db" if kind == "sqlite" else request.getfixturevalue("postgresql_url")
    random = chance(sum(kind.encode()))
    with Crew(url, tmp_path) as crew:
        crew.begun()
        for _ in range(KILLS):
            crew.wait(random.uniform(0.05, 0.35))
            crew.replace(random.choice([*CLERKS, "worker"]))
        crew.wait(0.5)
        crew.finish()
        assert crew.replaced == KILLS
        assert settled(crew.place) > 2 * KILLS
