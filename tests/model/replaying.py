"""Live a life again: the same commands at the same moments, on another engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from tests.model.driving import Watch
from yishi_engine.case import commands as c
from yishi_engine.engine import Engine
from yishi_engine.store.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from yishi_engine.bundle import Catalog
    from yishi_engine.case.views import CaseView
    from yishi_engine.worktime import Calendar


def live_again(
    done: Iterable[tuple[datetime, c.Command]], catalog: Catalog, *, calendar: Calendar | None = None
) -> list[CaseView]:
    """Give the commands of one case to a new engine, and return the whole view after each of them.

    Args:
        done: Local times of Asia/Shanghai and commands, in order; they may name the case by another id.
        catalog: The bundles.
        calendar: The working days; the national ones unless given.
    """
    views: list[CaseView] = []
    case_id = ""
    watch = Watch(datetime.min)  # noqa: DTZ901  (set before it is read)
    engine = Engine(store=MemoryStore(), catalog=catalog, calendar=calendar, clock=watch)
    for watch.local, command in done:
        case_id = engine.handle(of_case(command, case_id)).id
        views.append(engine.case(case_id))
    return views


def states(view: CaseView) -> dict[str, str]:
    """Return the state of the case and of every task, the outcome with it."""
    tasks = {task.item: task.state.value for task in view.tasks}
    return {"": f"{view.state.value} {view.outcome.value if view.outcome else ''}"} | tasks


def due_dates(view: CaseView) -> dict[str, date | None]:
    """Return the due date of the case, under an empty name, and of every task."""
    return {"": view.due_on} | {task.item: task.due_on for task in view.tasks}


def of_case(command: c.Command, case_id: str) -> c.Command:
    """Return a command as it is given for a case of another id; an application as it is."""
    if isinstance(command, c.TaskCommand):
        return replace(command, task_id=c.task_id(case_id, command.item))
    return replace(command, case_id=case_id) if isinstance(command, c.CaseCommand) else command
