"""Lists from an SQL database and from memory are the same, whatever is in them and whatever is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from yishi_engine.case.commands import task_id
from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.store import MemoryStore, SqlStore
from yishi_engine.store.port import Position
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import Dates, later, new_case
from yishi_engine.testing.conformance.base import save

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.store.port import Change, StoredCase, TaskRow, Transaction

ITEMS = ("fire-check", "business-licence", "a")
dues = st.none() | st.integers(0, 3).map(lambda days: later(days=days))


@st.composite
def new_cases(draw: st.DrawFn) -> list[Change]:
    """Draw cases in all kinds of states, many of them due at one instant."""
    changes = []
    for number in draw(st.permutations(range(draw(st.integers(0, 8))))):
        events = [
            b.submitted(
                number,
                applicant=draw(st.sampled_from(["p-1", "p-2"])),
                lead=draw(st.sampled_from(["scjg", "wjw"])),
                bundle=draw(st.sampled_from(["newborn", "open-restaurant"])),
            )
        ]
        tasks: dict[str, datetime | None] = {}
        if draw(st.booleans()):
            tasks = {item: draw(dues) for item in draw(st.lists(st.sampled_from(ITEMS), unique=True))}
            accepted = b.accepted(*tasks, department=draw(st.sampled_from(["xfjy", "cgj"])))
            started = [b.started(item) for item in tasks if draw(st.booleans())]
            events = [*events, *accepted, *started]  # type: ignore[list-item]
        changes.append(new_case(number, *events, dates=Dates(case=draw(dues), tasks=tasks, attention=draw(dues))))
    return changes


def some(*values: str) -> st.SearchStrategy[str | None]:
    """Return one of the values, or none of them."""
    return st.none() | st.sampled_from(values)


@settings(max_examples=60)
@given(
    changes=new_cases(),
    case_states=st.sets(st.sampled_from(CaseState)).map(tuple),
    task_states=st.sets(st.sampled_from(TaskState)).map(tuple),
    lead=some("scjg", "wjw"),
    applicant=some("p-1", "p-2"),
    bundle=some("newborn", "open-restaurant"),
    limit=st.integers(1, 5),
)
def test_all_pages_are_the_same(
    *,
    changes: list[Change],
    case_states: tuple[CaseState, ...],
    task_states: tuple[TaskState, ...],
    lead: str | None,
    applicant: str | None,
    bundle: str | None,
    limit: int,
) -> None:
    """Every page of every list, and what a sweep is given, agree with the store in memory."""
    case_due = {change.after.case.id: change.due_at for change in changes}
    task_due = {task_id(change.after.case.id, item): due for change in changes for item, due in change.task_due.items()}

    def answers(transaction: Transaction) -> list[object]:
        found: list[object] = [transaction.needing_attention(later(days=1), limit=limit)]
        claimed = transaction.claim_due(later(days=1), limit=limit)
        while claimed:
            found.append(claimed)
            claimed = transaction.claim_due(later(days=1), after=claimed[-1], limit=limit)
        after = None
        while True:
            cases: list[StoredCase] = transaction.cases(
                states=case_states, lead_department=lead, applicant=applicant, bundle=bundle, after=after, limit=limit
            )
            if not cases:
                break
            found.append(cases)
            after = Position.of(case_due[cases[-1].case.id], cases[-1].case.id)
        after = None
        while True:
            rows: list[TaskRow] = transaction.inbox(department="xfjy", states=task_states, after=after, limit=limit)
            if not rows:
                return found
            found.append([(row.case.id, row.task) for row in rows])
            last = task_id(rows[-1].case.id, rows[-1].task.item)
            after = Position.of(task_due[last], last)

    sql, memory = SqlStore.from_url("sqlite://"), MemoryStore()
    sql.upgrade()
    for store in (sql, memory):
        for change in changes:
            save(store, change)
    with sql.read() as one, memory.read() as other:
        assert answers(one) == answers(other)
    sql.dispose()
