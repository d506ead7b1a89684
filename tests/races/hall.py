"""A bundle whose items are all siblings: eight departments that have nothing to wait for but the case itself."""

from __future__ import annotations

from functools import cache
from typing import Final

from tests.stateful import definitions
from yishi_engine import Actor
from yishi_engine import commands as c
from yishi_engine.bundle import Bundle, Catalog, Department
from yishi_engine.bundle.catalog import Definition

DEPARTMENTS: Final = tuple(f"dept{number}" for number in range(1, 9))
LEAD: Final = Actor.staff("c-1", department=DEPARTMENTS[0])
APPLICANT: Final = Actor.applicant("p-1")
STAFF: Final = {each: Actor.staff(f"s-{each}", department=each) for each in DEPARTMENTS}


@cache
def catalog() -> Catalog:
    """Return the siblings' bundle, and the small one of the random lives."""
    bundle = Bundle.model_validate(
        {
            "id": "siblings",
            "version": 1,
            "name": "八件事",
            "audience": "person",
            "lead_department": DEPARTMENTS[0],
            "limits": {"total": "20 工作日"},
            "items": [
                {
                    "id": f"item-{each}",
                    "name": f"事项{each}",
                    "department": each,
                    "committed_limit": "5 工作日",
                    "special_procedures": ["检测"],
                }
                for each in DEPARTMENTS
            ],
        }
    )
    departments = {each: Department(name=each) for each in DEPARTMENTS}
    small = definitions.catalog()
    return Catalog([Definition.of(bundle, departments), *small.definitions()], {**departments, **small.departments})


def apply(key: str | None = None) -> c.SubmitCase:
    """Return an application."""
    return c.SubmitCase(bundle="siblings", answers={}, form={}, materials={}, by=APPLICANT, key=key)


def whole_task(case_id: str, department: str) -> list[c.Command]:
    """Return all that a department does about its task."""
    task_id, by = c.task_id(case_id, f"item-{department}"), STAFF[department]
    return [
        c.StartTask(task_id=task_id, by=by),
        c.SuspendTask(task_id=task_id, procedure="检测", reason="须检", expected="3 工作日", by=by),
        c.ResumeTask(task_id=task_id, by=by),
        c.GrantTask(task_id=task_id, result={"number": department}, by=by),
    ]
