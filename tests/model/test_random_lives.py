"""Random lives of random bundles on every store, compared with the reference model at every step."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model import bundles
from tests.model.driving import NO_CASE, begin
from tests.model.effort import chance, effort, seeds
from yishi_engine.store import SqlStore
from yishi_engine.store.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from yishi_engine.store.port import Store

LONGEST = 60
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store in a file, which fills up as the tests go on."""
    yield from _upgraded(f"sqlite:///{tmp_path_factory.mktemp('model')}/cases.db")


@pytest.fixture
def postgresql_store(postgresql_url: str) -> Iterator[Store]:
    """A store on a PostgreSQL server."""
    yield from _upgraded(postgresql_url)


def _upgraded(url: str) -> Iterator[Store]:
    store = SqlStore.from_url(url)
    store.upgrade()
    yield store
    store.dispose()


def live(random: Random, store: Store) -> None:
    """Let a random case of a random bundle live, and compare it with the model at every step and in the end."""
    definition = bundles.random_definition(random)
    definition["id"] = f"generated-{next(_numbers)}"  # a store keeps to the content of a version once it is in use
    with tempfile.TemporaryDirectory() as folder:
        definition, catalog = bundles.load(definition, Path(folder))
    drive = begin(random, store, definition, catalog)
    for _ in range(random.randint(5, LONGEST)):
        drive.step()
    if drive.case_id != NO_CASE:
        drive.compare_sight()
        drive.check_records()


@effort(80)
@given(random=st.randoms(use_true_random=False))
def test_every_life_is_as_the_model_says(random: Random) -> None:
    """Whatever is asked in whatever order, states, outcomes, due dates and levels are those of the reference model."""
    live(random, MemoryStore())


@pytest.mark.parametrize("seed", seeds(120))
def test_every_long_life_is_as_the_model_says(seed: int) -> None:
    """The same in lives that are longer and end more often."""
    live(chance(seed), MemoryStore())


@pytest.mark.parametrize("seed", seeds(25))
def test_every_life_in_a_file_is_as_the_model_says(seed: int, sqlite_store: Store) -> None:
    """The same on SQLite, where every answer comes out of the database again."""
    live(chance(seed), sqlite_store)


@pytest.mark.postgres
def test_every_life_on_a_server_is_as_the_model_says(postgresql_store: Store) -> None:
    """The same on PostgreSQL."""
    for seed in seeds(15):
        live(chance(seed), postgresql_store)
