"""Anything at all by many engines on a few cases: in the end the store holds what was acknowledged, nothing else."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url, select

from tests.databases import run_on_server, upgraded
from tests.model.effort import seeds
from tests.races.commotion import DONE, NOT_DONE, NOTICE, play, scene
from tests.races.crowd import PROCESSES, engine_on
from yishi_engine import SqlStore
from yishi_engine import commands as c
from yishi_engine.case.application import commitments
from yishi_engine.case.timers import next_attention
from yishi_engine.engine.recording import case_of_records, due_index
from yishi_engine.store.tables import case_table, delivery_table, key_table, personal_table
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.pool import Pool

    from tests.races.commotion import Told
    from yishi_engine import Engine

TYPES = {
    c.SubmitCase: "case.submitted",
    c.ReportDeficiency: "case.deficiency_reported",
    c.RequestCorrection: "case.correction_requested",
    c.SubmitCorrection: "case.corrected",
    c.StartTask: "task.started",
    c.SuspendTask: "task.suspended",
    c.ResumeTask: "task.resumed",
    c.CompleteCase: "case.completed",
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of each kind of database in turn, empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('commotion')}/cases.db"
    found: str = request.getfixturevalue("postgresql_url")
    run_on_server(found, f"ALTER DATABASE {make_url(found).database} SET deadlock_timeout = '20ms'")
    return found


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """Return a store there, up to date."""
    yield from upgraded(SqlStore.from_url(url))


@pytest.mark.parametrize("seed", seeds(1))
@pytest.mark.parametrize("workers", ["threads", "processes"])
def test_what_was_acknowledged_is_kept_and_nothing_else(
    url: str, store: SqlStore, request: pytest.FixtureRequest, workers: str, seed: int
) -> None:
    """Every acknowledged command is on record once, none refused or taken back is, and all copies are right."""
    engine = engine_on(store)
    part = scene(engine)
    parts = [replace(part, seed=1 + 100 * seed + number, acts=20) for number in range(2 * PROCESSES)]
    if workers == "threads":
        told = play(url, parts)
    else:
        pool: Pool = request.getfixturevalue("pool")
        shares = [(url, parts[number::PROCESSES]) for number in range(PROCESSES)]
        told = [each for share in pool.starmap_async(play, shares, chunksize=1).get(60) for each in share]
    assert Counter(each.outcome for each in told)[DONE] > len(parts)
    assert_on_record(store, engine, told)
    assert_consistent(store, engine)


def assert_on_record(store: SqlStore, engine: Engine, told: list[Told]) -> None:
    """Every acknowledged key names the record of its command; no other key is there, and no record without a key."""
    commands = {each.command.key: each.command for each in told}
    done = {each.command.key for each in told if each.outcome == DONE}
    possible = {each.command.key for each in told if each.outcome != NOT_DONE}
    with store.engine.connect() as connection:
        keys = {row.key: row for row in connection.execute(select(key_table))}
    assert done <= keys.keys() <= possible
    expected: Counter[tuple[str, str]] = Counter()
    for key, row in keys.items():
        records = {record.seq: record for record in engine.events(row.case_id)}
        kind = TYPES[type(commands[key])]
        # What follows from a command stands after its own record, under the same actor.
        assert kind in {record.type for record in records.values() if record.seq <= row.seq}
        expected[row.case_id, kind] += 1
        if kind == "case.deficiency_reported":
            assert records[row.seq].data["text"] == key
    assert len({(row.case_id, row.seq) for row in keys.values()}) == len(keys)
    found = Counter(
        (view.id, record.type)
        for view in engine.cases(limit=500)
        for record in engine.events(view.id)
        if record.type in {*TYPES.values()} - {"case.submitted"}
    )
    assert found == Counter({at: number for at, number in expected.items() if at[1] != "case.submitted"})


def assert_consistent(store: SqlStore, engine: Engine) -> None:
    """Chains are whole, states are what records say, copies are what is derived, and everything waits for delivery."""
    assert engine.verify() > 0
    assert engine.load_notice(NOTICE).failures == ()
    assert engine.load_notice(NOTICE).moved == 0
    assert engine.verify() > 0
    with store.engine.connect() as connection:
        cases = list(connection.execute(select(case_table)))
        personal = {row.case_id: row.content for row in connection.execute(select(personal_table))}
        deliveries = list(connection.execute(select(delivery_table)))
    waiting = {row.case_id: (row.sink, row.state, row.next_seq, row.last_seq) for row in deliveries}
    assert waiting == {row.id: ("", "pending", 1, row.seq) for row in cases}
    with store.read() as transaction:
        for row in cases:
            stored = transaction.load(row.id)
            records = tuple(transaction.records(row.id))
            assert stored is not None
            assert stored.case == case_of_records(row.id, records)
            bundle = engine._definitions.of(stored.case, transaction).bundle
            assert stored.due == due_index(stored.case, bundle, engine.calendar)
            at = next_attention(stored.case, bundle, engine.calendar)
            assert row.attention_at == (instant_text(at) if at else None)
            if personal[row.id] is not None:
                content = json.loads(personal[row.id])
                newest = [each for each in records if each.type in {"case.submitted", "case.corrected"}][-1]
                assert newest.data.get("personal", {}) == commitments(content["values"], bytes.fromhex(content["salt"]))
