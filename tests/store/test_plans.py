"""How the databases answer what is asked all day: from an index, in its order, however many cases there are."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.store.channel import Channel
from yishi_engine.store.port import Position
from yishi_engine.store.statements import CASES_BETWEEN
from yishi_engine.testing.builders import case_id, later

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from yishi_engine.store import SqlStore
    from yishi_engine.store.compiled import Compiled
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
    "what a sweep claims": (
        "yishi_case_attention",
        lambda asked: asked.claim_due(later(days=1), after=AFTER, limit=50),
    ),
    "what a notice goes through": ("yishi_case_unfinished", lambda asked: asked.unfinished(after="", limit=50)),
    "the cases of a range": ("yishi_case", lambda asked: list(asked.stored_cases(after="a", until="b"))),
    "the records of a range": ("yishi_audit", lambda asked: list(asked.stored_records(after="a", until="b"))),
    "where a range ends": ("yishi_case", lambda asked: asked.landmark(2_000, after="a")),
    "a case by its number": ("yishi_case_number", lambda asked: asked.find_case("510900-20260211-00000001")),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_index_answers(sql: SqlStore, question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index gives the entries in the order of the page: no table is scanned, and nothing but the page is sorted."""
    index, ask = QUESTIONS[question]
    lines = plan(sql, ask, monkeypatch)
    assert any(index in line for line in lines), lines
    assert not [line for line in lines if line.startswith(("Seq Scan", "SCAN yishi")) or line.endswith("Sort")], lines
    sorted_at_once = [next_line for line, next_line in pairwise(lines) if index in line and "B-TREE" in next_line]
    assert not sorted_at_once, lines


def test_all_of_a_case_is_found_by_its_number(sql: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the number on, every table is reached by an index; nothing but the tasks of the case is sorted."""
    lines = plan(sql, lambda asked: asked.dossier_of_number("510900-20260211-00000001"), monkeypatch)
    assert any("yishi_case_number" in line for line in lines), lines
    assert not [line for line in lines if line.startswith(("Seq Scan", "SCAN yishi"))], lines
    for table in ("yishi_application", "yishi_task", "yishi_personal"):
        assert any(f"{table}_pkey" in line or f"SEARCH {table} USING INDEX" in line for line in lines), lines


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_page_of_everything_is_cut_out_of_each_table(sql: SqlStore) -> None:
    """Whichever way tables are joined, a page of cases with their tasks reads of each what lies in its range."""
    query = CASES_BETWEEN.params(first="a", last="b").compile(sql.engine, compile_kwargs={"literal_binds": True})
    for ways in (("nestloop",), ("nestloop", "hashjoin"), ("mergejoin", "hashjoin")):
        with sql.engine.connect() as connection:
            for way in ("seqscan", "bitmapscan", *ways):
                connection.exec_driver_sql(f"SET enable_{way} = off")
            lines = connection.exec_driver_sql(f"EXPLAIN (COSTS OFF) {query}").scalars().all()
        assert len([line for line in lines if "Index Cond" in line and ">= 'a'" in line]) == 3, lines


def plan(store: SqlStore, ask: Callable[[Transaction], object], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the database's plan for the first statement of a question, which is asked as it always is."""
    statements: list[tuple[str, Any]] = []
    rows_of = Channel.rows

    def noted(channel: Channel, statement: Compiled, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        statements.append((statement.text, statement.arguments(values)))
        return rows_of(channel, statement, values)

    monkeypatch.setattr(Channel, "rows", noted)

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:  # noqa: ANN401
        if statement.startswith("SELECT"):
            statements.append((statement, parameters))

    with store.write() as transaction:
        ask(transaction)
    event.remove(store.engine, "before_cursor_execute", note)
    statement, parameters = statements[0]
    parameters = tuple(parameters) if isinstance(parameters, list) else parameters
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):  # the tables are empty, so that these would be cheap
                connection.exec_driver_sql(f"SET enable_{way} = off")
            rows = connection.exec_driver_sql(f"EXPLAIN (COSTS OFF) {statement}", parameters).all()
            return [row[0].lstrip("-> ") for row in rows]
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        return [row[3] for row in rows]
