"""How often a transaction waits for PostgreSQL, and what becomes of the connections that it used."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, text

from tests.databases import upgraded
from tests.scale.lives import Hall
from tests.stateful.definitions import LEAD
from yishi_engine.case.lifecycle import TaskState
from yishi_engine.store import SqlStore
from yishi_engine.store.port import Change, KeyTaken, Stale
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import case_id, key_use, new_case, next_change
from yishi_engine.testing.conformance.base import listed, save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yishi_engine.store.port import Transaction

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("url", ["postgresql"], indirect=True)]


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """Return a store with one connection, so that it is known which is used."""
    yield from upgraded(SqlStore.from_url(url, pool_size=1, max_overflow=0))


def driver_of(store: SqlStore) -> Any:  # noqa: ANN401
    """Return the driver's connection that the pool holds."""
    pooled = store.engine.raw_connection()
    driver = pooled.driver_connection
    pooled.close()
    return driver


@contextmanager
def counted(store: SqlStore) -> Iterator[list[int]]:
    """Count how often the server is asked for all its answers; the count stands in the list afterwards."""
    driver, count = driver_of(store), [0]
    with tempfile.TemporaryFile() as trace:
        driver.pgconn.trace(trace.fileno())
        yield count
        driver.pgconn.untrace()
        trace.seek(0)
        lines = [line.split(b"\t") for line in trace]
    asked = {b"Sync", b"Query"}
    count[0] = sum(parts[1:2] == [b"F"] and parts[3].split(b" ")[0].strip() in asked for parts in lines)


def test_writing_is_one_round_trip(store: SqlStore) -> None:
    """A change of a case that is known already goes out with BEGIN and COMMIT, whatever it holds."""
    before = save(store, new_case(1))
    change = next_change(before, *b.accepted("a", "b"), dates=b.Dates(tasks={"a": None, "b": None}))
    with counted(store) as trips:
        save(store, with_key(change))
    assert trips == [1]


def with_key(change: Change) -> Change:
    """Return a change with a key and personal values."""
    return replace(change, key=key_use(change, "k-1"), personal={"salt": "1", "values": {}})


def test_reading_and_writing_are_two_round_trips(store: SqlStore) -> None:
    """A case that has to be read first costs one more."""
    save(store, new_case(1))
    with counted(store) as trips, store.write() as transaction:
        before = transaction.load(case_id(1))
        assert before is not None
        transaction.save(next_change(before, b.reported()))
    assert trips == [2]


QUESTIONS: dict[str, tuple[int, Callable[[Transaction], object]]] = {
    "a case": (2, lambda asked: asked.dossier(case_id(1))),
    "a number": (2, lambda asked: asked.dossier_of_number("510900-20260211-00000001")),
    "an inbox": (2, lambda asked: asked.inbox(department="xfjy", states=[*TaskState], after=None, limit=9)),
    "cases": (3, lambda asked: listed(asked, lead_department="scjg")),  # their tasks are read by themselves
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_at_once(store: SqlStore, question: str) -> None:
    """A question goes out with its BEGIN; the other round trip gives the connection back with a ROLLBACK."""
    expected, ask = QUESTIONS[question]
    save(store, new_case(1, b.submitted(), *b.accepted("a"), dates=b.Dates(tasks={"a": None})))
    with counted(store) as trips, store.read() as transaction:
        assert ask(transaction)
    assert trips == [expected]


@pytest.mark.parametrize("question", ["case", "find", "inbox"])
def test_an_engine_asks_once(store: SqlStore, question: str) -> None:
    """What officers look at all day is one question of the engine's as well, also by a case's number."""
    engine, case = (hall := Hall(store)).engine, hall.accepted()
    number = engine.case(case).number
    with counted(store) as trips:
        if question == "case":
            assert engine.case(case).number == number
        elif question == "find":
            assert engine.find(number).id == case
        else:
            assert {task.case_id for task in engine.inbox(department=LEAD)} == {case}
    assert trips == [2]


def test_a_hundred_changes_cost_what_one_costs(store: SqlStore) -> None:
    """A batch is written in one round trip as well."""
    before = [save(store, new_case(number)) for number in range(1, 101)]
    with counted(store) as trips, store.write() as transaction:
        for each in before:
            transaction.save(next_change(each, b.reported()))
    assert trips == [1]
    with store.read() as transaction:
        assert [head.seq for head in transaction.heads()] == [2] * 100


@pytest.mark.parametrize("error", [Stale, KeyTaken, ZeroDivisionError])
def test_a_connection_goes_back_as_it_came(store: SqlStore, error: type[Exception]) -> None:
    """After any end of a transaction the pool's connection is idle and begins transactions by itself again."""
    first = new_case(1)
    save(store, with_key(first))
    late = {
        Stale: new_case(1, b.submitted(2)),
        KeyTaken: with_key(new_case(2)),
        ZeroDivisionError: new_case(3),
    }

    def write() -> None:
        with store.write() as transaction:
            transaction.save(late[error])
            if error is ZeroDivisionError:
                _ = 1 // 0

    with pytest.raises(error):
        write()
    driver = driver_of(store)
    assert driver.autocommit is False
    assert driver.info.transaction_status.name == "IDLE"
    with store.read() as transaction:
        assert [head.case for head in transaction.heads()] == [case_id(1)]


def test_a_connection_that_the_server_closed_is_not_used(store: SqlStore, url: str) -> None:
    """A restart between two commands costs none of them: the first one already has a new connection."""
    save(store, new_case(1))
    pid = driver_of(store).info.backend_pid
    other = create_engine(url)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    other.dispose()
    save(store, new_case(2))
    with store.read() as transaction:
        assert len(list(transaction.heads())) == 2
    assert driver_of(store).info.backend_pid != pid


def test_the_hosts_isolation_is_kept(url: str) -> None:
    """Transactions of our own on a host's engine run at the level that the host has set."""
    for store in upgraded(SqlStore(create_engine(url, isolation_level="SERIALIZABLE"))):
        with store.write() as transaction:
            found = transaction._connection.exec_driver_sql("SHOW transaction_isolation").scalar_one()
            assert found == "serializable"


def test_what_is_not_sent_often_sees_what_is(store: SqlStore) -> None:
    """SQLAlchemy's statements and the driver's own run in one transaction, in the order in which they were asked."""
    with store.write() as transaction:
        transaction.save(new_case(1))
        assert [head.case for head in transaction.heads()] == [case_id(1)]
        transaction.lock([case_id(1)])
        before = transaction.load(case_id(1))
        assert before is not None
        transaction.save(next_change(before, b.reported()))
        assert len(list(transaction.records(case_id(1)))) == 2
    with store.read() as transaction:
        assert [head.seq for head in transaction.heads()] == [2]


def test_a_plan_is_kept(store: SqlStore) -> None:
    """The pages of an inbox are planned a few times, and then the plan is kept: planning takes longer than reading."""
    for number in range(1, 101):
        save(store, new_case(number))
    many = text(
        "INSERT INTO yishi_task SELECT id, 'item-' || place, place, 'xfjy', 'open', '2026-03-01T01:00:00.000000Z', '{}'"
        " FROM yishi_case, generate_series(1, 300) AS place"
    )
    with store.engine.begin() as connection:
        connection.execute(many)
        connection.execute(text("ANALYZE"))
    for _ in range(20):
        with store.read() as transaction:
            assert len(transaction.inbox(department="xfjy", states=[TaskState.OPEN], after=None, limit=51)) == 51
    with store.engine.connect() as connection:
        plans = text("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%yishi_task%LIMIT%'")
        assert connection.execute(plans).scalar_one() > 0
