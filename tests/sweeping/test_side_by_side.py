"""Sweeps, and the taking in of a notice, beside transactions that hold cases."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, select

from tests.sweeping.faults import Points, disturbed_engine
from tests.sweeping.test_bad_case import spoil
from tests.sweeping.town import DAY_OFF, LATER, SOON, case_ids, engine_at
from yishi_engine import SqlStore
from yishi_engine.store.tables import case_table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from tests.sweeping.town import PostgresqlCopies

pytestmark = pytest.mark.postgres

AT_ONCE = 200
"""Milliseconds for which a statement waits for a lock; one that has to wait fails."""


@contextmanager
def held(store: SqlStore, cases: Collection[str]) -> Iterator[None]:
    """Hold cases, as a command in a host's open transaction does."""
    host = create_engine(store.engine.url)
    with host.begin() as connection:
        connection.execute(select(case_table.c.id).where(case_table.c.id.in_(cases)).with_for_update())
        yield
    host.dispose()


@pytest.fixture
def store(postgresql_copies: PostgresqlCopies) -> Iterator[SqlStore]:
    """Return a store on which nobody waits."""
    url = postgresql_copies.copy_url()
    postgresql_copies.open(url)  # so that it is dropped with the others
    impatient = SqlStore.from_url(url, connect_args={"options": f"-c lock_timeout={AT_ONCE}"})
    yield impatient
    impatient.dispose()


def due(store: SqlStore) -> list[str]:
    """Return the cases for which something is due, the longest waiting first."""
    with store.read() as transaction:
        return transaction.needing_attention(LATER, limit=99)


def test_a_sweep_that_finds_only_held_cases_ends(store: SqlStore) -> None:
    """It looks once, and reports nothing; once they are free, the next sweep brings them up to date."""
    waiting, points = due(store), Points()
    with held(store, waiting):
        report = disturbed_engine(store, LATER, points).sweep()
    assert (report.cases, report.records, report.failures) == (0, 0, ())
    assert points.passed.count("after claim_due") == 1
    assert due(store) == waiting
    assert engine_at(store, LATER).sweep().cases == len(waiting)
    assert due(store) == []


class FirstOf(Points):
    """Points at the first of which that has a name something is done."""

    def __init__(self, name: str, act: Callable[[], None]) -> None:
        """Choose the name, and what is done."""
        super().__init__()
        self._name, self._first = name, act

    def reach(self, point: str) -> None:
        """Pass a point."""
        if self.counting and point == self._name and point not in self.passed:
            self._first()
        super().reach(point)


def test_what_was_held_is_found_again_by_the_same_sweep(store: SqlStore) -> None:
    """A case that is held while the sweep comes by, and free a moment later, is brought up to date all the same."""
    waiting = due(store)
    with ExitStack() as holding:
        holding.enter_context(held(store, waiting[:1]))
        report = disturbed_engine(store, LATER, FirstOf("before commit", holding.close), batch=2).sweep()
    assert (report.cases, report.failures) == (len(waiting), ())
    assert due(store) == []


def test_a_limit_is_not_used_up_by_what_is_held(store: SqlStore) -> None:
    """A sweep of one case takes the next one where the longest waiting is held."""
    first, second, *_ = waiting = due(store)
    with held(store, [first]):
        assert engine_at(store, LATER).sweep(limit=1).cases == 1
    assert due(store) == [each for each in waiting if each != second]


def test_a_bad_case_and_a_held_one_keep_nobody(store: SqlStore) -> None:
    """Where a batch has to be done case by case, what is held meanwhile is not waited for either."""
    bad, other, *rest = due(store)
    spoil(store, bad)
    with held(store, [other]):
        report = engine_at(store, LATER).sweep()
    assert [failure.case_id for failure in report.failures] == [bad]
    assert report.cases == len(rest)
    assert set(due(store)) == {bad, other}


def moved_by_a_notice(store: SqlStore) -> list[str]:
    """Return the cases of which the notice moves a date."""
    engine = engine_at(store, SOON)
    engine.load_notice(DAY_OFF)
    return [each for each in case_ids(store) if engine.events(each)[-1].type == "clock.recomputed"]


def test_a_notice_waits_for_a_held_case_alone(store: SqlStore, postgresql_copies: PostgresqlCopies) -> None:
    """All others are computed anew together; the one that is held is waited for by itself, and left if that is long."""
    first, *_ = moved_by_a_notice(postgresql_copies.copy())
    with held(store, [first]):
        report = engine_at(store, SOON).load_notice(DAY_OFF)
    assert [failure.case_id for failure in report.failures] == [first]
    again = engine_at(store, SOON).load_notice(DAY_OFF)
    assert (again.moved, again.failures) == (1, ())
