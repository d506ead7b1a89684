"""Cases and tasks as rows: what is read equals what was written, whatever a case may hold."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
from yishi_engine.case.model import Case, CaseOutline, Task
from yishi_engine.errors import RowUnreadable
from yishi_engine.store import rows
from yishi_engine.store.port import StoredCase
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import START
from yishi_engine.worktime.clock import Stop
from yishi_engine.worktime.limits import Limit, Unit

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
tuples = st.lists(texts, max_size=3).map(tuple)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
mappings = st.dictionaries(texts, json_values, max_size=3)
stops = st.builds(
    lambda since, length: Stop(since, None if length is None else since + length),
    instants,
    st.none() | st.timedeltas(timedelta(0), timedelta(days=99)),
)
VALUES: dict[str, st.SearchStrategy[object]] = {
    "CaseState": st.sampled_from(CaseState),
    "Limit": st.builds(Limit, st.integers(1, 9999), st.sampled_from([Unit.WORKING_DAYS, Unit.MONTHS])),
    "Mapping[str, Task]": st.just({}),
    "Mapping[str, object]": mappings,
    "Mapping[str, str]": st.dictionaries(texts, texts, max_size=3),
    "Outcome": st.sampled_from(Outcome),
    "TaskState": st.sampled_from(TaskState),
    "bool": st.booleans(),
    "datetime": instants,
    "int": st.integers(1, 9),
    "str": texts,
    "tuple[Mapping[str, str], ...]": st.lists(st.dictionaries(texts, texts, max_size=2), max_size=2).map(tuple),
    "tuple[Stop, ...]": st.lists(stops, max_size=3).map(tuple),
    "tuple[str, ...]": tuples,
}


def values_of(cls: type[Case | Task]) -> dict[str, st.SearchStrategy[object]]:
    """Return a strategy for every field of a class, by its type."""
    found: dict[str, st.SearchStrategy[object]] = {}
    for each in fields(cls):
        kind = str(each.type)
        value = VALUES[kind.removesuffix(" | None")]
        value = value | st.none() if kind.endswith(" | None") else value
        found[each.name] = value if each.default is MISSING else st.just(each.default) | value
    return found


tasks = st.builds(Task, **values_of(Task))
cases = st.builds(Case, **{**values_of(Case), "tasks": st.just({})})


@given(tasks)
def test_a_task_is_read_as_it_was_written(task: Task) -> None:
    """Every field of a task survives, with its type."""
    values = rows.task_values("c", task, position=0, due_at=None)
    assert rows.read_task([values[name] for name in rows.TASK_COLUMNS]) == task


@given(cases, st.lists(tasks, max_size=3, unique_by=lambda task: task.item))
def test_a_case_is_read_as_it_was_written(case: Case, its_tasks: list[Task]) -> None:
    """Every field of a case survives, with its type, and its tasks in their order."""
    stored = StoredCase(case=case, seq=3, head="0" * 64)
    values = rows.case_values(stored, due_at=None, attention_at=None)
    applied = rows.application_values(case)["body"]
    found = rows.read_case([*(values[name] for name in rows.CASE_COLUMNS), applied], its_tasks)
    expected = {task.item: task for task in its_tasks}
    assert list(found.case.tasks) == list(expected)
    assert found.case == Case(**{each.name: getattr(case, each.name) for each in fields(Case)} | {"tasks": expected})
    assert (found.seq, found.head) == (3, "0" * 64)


@given(cases)
def test_nothing_is_written_twice(case: Case) -> None:
    """What has a column or was applied for is not in the body, and the tasks have rows of their own."""
    values = rows.case_values(StoredCase(case=case, seq=1, head=""), due_at=None, attention_at=None)
    body = rows._read_body(str(values["body"]))
    applied = rows._read_body(str(rows.application_values(case)["body"]))
    assert applied.keys() == {*rows.APPLICATION_FIELDS}
    assert not body.keys() & {*values, *applied, "tasks"}


@given(cases)
def test_an_outline_is_read_from_the_columns_of_a_case(case: Case) -> None:
    """Every field of an outline is that of the case, and none of them lies in a body."""
    values = rows.case_values(StoredCase(case=case, seq=1, head=""), due_at=None, attention_at=None)
    found = rows.read_outline([values[name] for name in rows.OUTLINE_COLUMNS])
    assert found == CaseOutline(**{name: getattr(case, name) for name in rows.OUTLINE_COLUMNS})
    assert {each.name for each in fields(CaseOutline)} == {*rows.OUTLINE_COLUMNS}


@pytest.mark.parametrize("spoilt", [{"state": "asleep"}, {"ended_at": "yesterday"}, {"ended_at": 5}])
def test_an_outline_of_something_else_is_refused(spoilt: dict[str, object]) -> None:
    """Columns that were not written as they stand are a typed error that names the case."""
    values = rows.case_values(b.new_case(1).after, due_at=None, attention_at=None) | spoilt
    with pytest.raises(RowUnreadable, match=f'case "{b.case_id(1)}"'):
        rows.read_outline([values[name] for name in rows.OUTLINE_COLUMNS])


@pytest.mark.parametrize("applied", [None, "", "noise", "[]", "{}", '{"answers": {}}'])
def test_a_case_without_what_was_applied_for_is_refused(applied: str | None) -> None:
    """A case whose application is not there, or holds something else, is a typed error that names the case."""
    values = rows.case_values(b.new_case(1).after, due_at=None, attention_at=None)
    with pytest.raises(RowUnreadable, match=f'case "{b.case_id(1)}"'):
        rows.read_case([*(values[name] for name in rows.CASE_COLUMNS), applied], [])


@given(instants, instants)
def test_due_dates_sort_as_texts(one: datetime, other: datetime) -> None:
    """The text of an instant sorts as the instant does, and none at all comes last."""
    assert (rows.due_text(one) < rows.due_text(other)) == (one < other)
    assert rows.due_text(one) < rows.due_text(None)
    assert len(rows.due_text(one)) == 27


def test_defaults_take_no_room() -> None:
    """A task that was only opened has an empty body."""
    task = Task(item="a", department="d", state=TaskState.OPEN)
    assert rows.task_values("c", task, position=0, due_at=START)["body"] == "{}"


def test_what_cannot_be_kept_is_refused() -> None:
    """A value that is no JSON is an error when it is written, not a surprise when it is read."""
    task = Task(item="a", department="d", state=TaskState.GRANTED, result={"paper": b"bytes"})
    with pytest.raises(TypeError, match="a bytes cannot be kept in a case"):
        rows.task_values("c", task, position=0, due_at=None)
