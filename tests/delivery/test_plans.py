"""What delivery asks of a database is answered from an index, in order, however much has been delivered before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from tests.databases import upgraded
from yishi_engine import SqlStore
from yishi_engine.store.delivery_port import DeliveryState
from yishi_engine.testing.builders import later, new_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from yishi_engine.store.port import Transaction

NOW, UNTIL = later(days=1), later(days=2)
QUESTIONS: dict[str, tuple[str, Callable[[Transaction], object]]] = {
    "what is to be routed": ("yishi_delivery_pending", lambda asked: asked.route(NOW, limit=50)),
    "what a sink may claim": (
        "yishi_delivery_pending",
        lambda asked: asked.claim("portal", holder="h", now=NOW, until=UNTIL, limit=50, records=9),
    ),
    "what was given up": ("yishi_delivery_dead", lambda asked: asked.deliveries(state=DeliveryState.DEAD, limit=50)),
    "whether anything is due": ("yishi_delivery_pending", lambda asked: asked.is_due("portal", NOW)),
    "what waits": ("yishi_delivery_pending", lambda asked: asked.deliveries(state=DeliveryState.PENDING, limit=50)),
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """Return a store of each kind that was upgraded and has one case to route."""
    url = f"sqlite:///{tmp_path}/cases.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    for store in upgraded(SqlStore.from_url(url)):
        with store.write() as transaction:
            transaction.register_sink("portal", NOW)
            transaction.save(new_case(1))
        yield store


def statements(store: SqlStore, ask: Callable[[Transaction], object]) -> list[tuple[str, object]]:
    """Return the statements that a question sends, with their parameters."""
    sent: list[tuple[str, object]] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        sent.append((statement, parameters))

    with store.write() as transaction:
        ask(transaction)
    event.remove(store.engine, "before_cursor_execute", note)
    return sent


def plan(store: SqlStore, statement: str, parameters: object) -> list[str]:
    """Return the plan of a statement, for tables that are large."""
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):  # the tables are small, so that these would be cheap
                connection.exec_driver_sql(f"SET enable_{way} = off")
            rows = connection.exec_driver_sql(f"EXPLAIN (COSTS OFF) {statement}", parameters).all()  # type: ignore[arg-type]
            return [row[0].lstrip("-> ") for row in rows]
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()  # type: ignore[arg-type]
        return [row[3] for row in rows]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_index_answers(store: SqlStore, question: str) -> None:
    """The partial index gives the rows in the order in which they are taken; nothing is scanned or sorted first."""
    index, ask = QUESTIONS[question]
    lines = plan(store, *statements(store, ask)[0])
    assert any(index in line for line in lines), lines
    scanned = [line for line in lines if line.startswith(("Seq Scan on yishi_delivery", "SCAN yishi_delivery"))]
    assert [line for line in scanned if "USING" not in line] == []
    assert not [line for line in lines if line.startswith("Sort") or "TEMP B-TREE" in line], lines


@pytest.mark.parametrize("number", range(3))
def test_what_was_claimed_is_read_by_case(store: SqlStore, number: int) -> None:
    """The records, the cases and the tasks of a claim are found by the ids of the cases, whatever else there is."""
    statements(store, lambda asked: asked.route(NOW, limit=9))
    sent = statements(store, QUESTIONS["what a sink may claim"][1])
    assert len(sent) == 3
    if number == 0:
        return
    lines = plan(store, *sent[number])
    assert not [line for line in lines if line.startswith(("Seq Scan", "SCAN yishi"))], lines


def test_all_that_is_settled_is_found_by_case(store: SqlStore) -> None:
    """Neither routing nor settling looks at more rows than it was told of."""
    routing = statements(store, lambda asked: asked.route(NOW, limit=9))
    for statement, parameters in routing[1:]:
        lines = plan(store, statement, parameters)
        assert not [line for line in lines if line.startswith(("Seq Scan on yishi_delivery", "SCAN yishi_del"))], lines


def test_what_is_delivered_leaves_nothing(store: SqlStore) -> None:
    """The table holds what is still to be delivered and nothing else, so that its size does not grow with the years."""
    with store.write() as transaction:
        transaction.route(NOW, limit=9)
        (claimed,) = transaction.claim("portal", holder="h", now=NOW, until=UNTIL, limit=9, records=9)
        assert claimed.records
        assert transaction.skip(claimed.case_id, "portal", NOW) is None
    with store.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM yishi_delivery").scalar_one() == 1
        connection.exec_driver_sql("UPDATE yishi_delivery SET claim = NULL")
    with store.write() as transaction:
        assert transaction.skip(claimed.case_id, "portal", NOW) == 1
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM yishi_delivery").scalar_one() == 0
