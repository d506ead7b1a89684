"""Copies of cases and tasks are those that ``dataclasses.replace`` makes."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest

from yishi_engine.case.copying import changed
from yishi_engine.case.evolution import replay
from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.case.model import Case

if TYPE_CHECKING:
    from tests.case.conftest import Life


def test_a_copy_equals_that_of_the_standard_library(life: Life) -> None:
    """For a case and for a task, whichever field is changed."""
    life.submit().accept()
    case = life.the_case
    for value in (case, case.tasks["fire-check"]):
        assert changed(value) == replace(value)
        for field in fields(value):
            new: dict[str, Any] = {field.name: "something else"}
            assert changed(value, **new) == replace(value, **new)


def test_the_original_stays_as_it_was(life: Life) -> None:
    """A case that somebody has seen is never changed."""
    life.submit().accept()
    case = life.the_case
    task = case.tasks["fire-check"]
    other = changed(case, state=CaseState.DECIDED, tasks={"fire-check": changed(task, state=TaskState.GRANTED)})
    assert (case.state, task.state) == (CaseState.ACCEPTED, TaskState.OPEN)
    assert other.tasks["fire-check"].state is TaskState.GRANTED


def test_a_field_that_does_not_exist_is_refused(life: Life) -> None:
    """A wrong name is a mistake of ours, and is not swallowed."""
    life.submit()
    wrong: dict[str, Any] = {"stat": CaseState.DECIDED}
    with pytest.raises(AttributeError, match="stat"):
        changed(life.the_case, **wrong)


def test_a_replayed_case_is_as_good_as_one_that_grew(life: Life) -> None:
    """It is built in place, and is a case like any other afterwards: it does not change again."""
    life.submit().accept()
    replayed = replay("case-1", life.events)
    assert type(replayed) is Case
    assert replayed == life.the_case
    assert changed(replayed, state=CaseState.DECIDED) is not replayed
    assert replayed == life.the_case
