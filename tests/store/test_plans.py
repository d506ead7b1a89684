"""How the databases answer what is asked all day: from an index, in its order, however many cases there are."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.store.port import Position
from yishi_engine.testing.builders import case_id, later

if TYPE_CHECKING:
    from collections.abc import Callable

    from yishi_engine.store import SqlStore
    from yishi_engine.store.port import Transaction

DESK = (TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.SUSPENDED)
AFTER = Position.of(later(days=1), case_id(1))


def listed(
    transaction: Transaction,
    *,
    states: tuple[CaseState, ...] = (),
    lead_department: str | None = None,
    applicant: str | None = None,
) -> object:
    """Ask for a page of cases after another."""
    return transaction.cases(
        states=states, lead_department=lead_department, applicant=applicant, bundle=None, after=AFTER, limit=50
    )


QUESTIONS: dict[str, tuple[str, Callable[[Transaction], object]]] = {
    "an inbox": (
        "yishi_task_inbox",
        lambda asked: asked.inbox(department="xfjy", states=DESK, after=None, limit=50),
    ),
    "the next page of an inbox": (
        "yishi_task_inbox",
        lambda asked: asked.inbox(department="xfjy", states=DESK, after=Position(AFTER.due, "c:item"), limit=50),
    ),
    "cases of a state": ("yishi_case_due", lambda asked: listed(asked, states=(CaseState.ACCEPTED,))),
    "all cases": ("yishi_case_due", listed),
    "cases of a lead department": ("yishi_case_lead", lambda asked: listed(asked, lead_department="scjg")),
    "cases of an applicant": ("yishi_case_applicant", lambda asked: listed(asked, applicant="p-1")),
    "what a sweep looks at": ("yishi_case_attention", lambda asked: asked.needing_attention(later(days=1), limit=50)),
    "what a notice goes through": ("yishi_case_unfinished", lambda asked: asked.unfinished(after="", limit=50)),
    "a case by its number": ("yishi_case_number", lambda asked: asked.find_case("510900-20260211-00000001")),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_index_answers(sql: SqlStore, question: str) -> None:
    """The index gives the entries in the order of the page: no table is scanned, and nothing but the page is sorted."""
    index, ask = QUESTIONS[question]
    lines = plan(sql, ask)
    assert any(index in line for line in lines), lines
    assert not [line for line in lines if line.startswith(("Seq Scan", "SCAN yishi")) or line.endswith("Sort")], lines
    sorted_at_once = [next_line for line, next_line in pairwise(lines) if index in line and "B-TREE" in next_line]
    assert not sorted_at_once, lines


def plan(store: SqlStore, ask: Callable[[Transaction], object]) -> list[str]:
    """Return the database's plan for the first statement of a question, which is asked as it always is."""
    statements: list[tuple[str, object]] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            statements.append((statement, parameters))

    with store.read() as transaction:
        ask(transaction)
    event.remove(store.engine, "before_cursor_execute", note)
    statement, parameters = statements[0]
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):  # the tables are empty, so that these would be cheap
                connection.exec_driver_sql(f"SET enable_{way} = off")
            rows = connection.exec_driver_sql(f"EXPLAIN (COSTS OFF) {statement}", parameters).all()  # type: ignore[arg-type]
            return [row[0].lstrip("-> ") for row in rows]
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()  # type: ignore[arg-type]
        return [row[3] for row in rows]
