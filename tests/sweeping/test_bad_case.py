"""A case that cannot be read, among others for which something is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from tests.sweeping.town import DAY_OFF, LATER, SOON, case_ids, engine_at
from yishi_engine.store.tables import case_table

if TYPE_CHECKING:
    from tests.sweeping.town import SqliteCopies
    from yishi_engine import SqlStore


def longest_waiting(store: SqlStore) -> str:
    """Return the case that a sweep looks at first."""
    with store.read() as transaction:
        (first,) = transaction.needing_attention(LATER, limit=1)
    return first


def spoil(store: SqlStore, case_id: str) -> str:
    """Make the row of a case unreadable, and return what stood there."""
    with store.engine.begin() as connection:
        body: str = connection.scalars(select(case_table.c.body).where(case_table.c.id == case_id)).one()
        connection.execute(update(case_table).where(case_table.c.id == case_id).values(body="{"))
    return body


def restore(store: SqlStore, case_id: str, body: str) -> None:
    """Put the row of a case back from a backup."""
    with store.engine.begin() as connection:
        connection.execute(update(case_table).where(case_table.c.id == case_id).values(body=body))


@pytest.mark.parametrize("work", ["sweep", "notice"])
def test_one_bad_case_never_stops_the_rest(sqlite_copies: SqliteCopies, work: str) -> None:
    """It is reported and left, all others are done, and once it is restored the next run does it too."""

    def run(store: SqlStore) -> object:
        return engine_at(store, LATER).sweep() if work == "sweep" else engine_at(store, SOON).load_notice(DAY_OFF)

    whole, store = sqlite_copies.copy(), sqlite_copies.copy()
    run(whole)
    bad = longest_waiting(store)
    body = spoil(store, bad)
    report = run(store)
    assert [failure.case_id for failure in report.failures] == [bad]  # type: ignore[attr-defined]
    for case_id in set(case_ids(store)) - {bad}:
        assert engine_at(store, LATER).events(case_id) == engine_at(whole, LATER).events(case_id)
    restore(store, bad, body)
    run(store)
    assert sqlite_copies.contents(store) == sqlite_copies.contents(whole)


def test_small_sweeps_get_past_a_bad_case(sqlite_copies: SqliteCopies) -> None:
    """A host that sweeps one case at a time does not come upon the bad one again and again while others wait."""
    whole, store = sqlite_copies.copy(), sqlite_copies.copy()
    engine_at(whole, LATER).sweep()
    bad = longest_waiting(store)
    spoil(store, bad)
    engine = engine_at(store, LATER)
    for _ in range(3 * len(list(case_ids(store)))):
        engine.sweep(limit=1)
    for case_id in set(case_ids(store)) - {bad}:
        assert engine.events(case_id) == engine_at(whole, LATER).events(case_id)
