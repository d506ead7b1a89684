"""Steps that expect who sees which fields, materials and results, and who does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case.actor import Actor
from yishi_engine.errors import NotPermitted
from yishi_engine.testing import names
from yishi_engine.testing.failures import NONE, Said, StepFailed, expect
from yishi_engine.testing.filling import RESULT_NUMBER
from yishi_engine.testing.steps.wired import step
from yishi_engine.testing.wordings import expectations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.case.views import CaseView
    from yishi_engine.testing.world import World


@step(expectations.HIDDEN_FIELD)
def _hidden_field(yishi_world: World, department: str, field: str) -> None:
    if _sees_field(yishi_world, department, field):
        raise StepFailed(f'"{department}"看得到字段"{field}"', f'"{department}" sees field "{field}"')


@step(expectations.SHOWN_FIELD)
def _shown_field(yishi_world: World, department: str, field: str) -> None:
    if not _sees_field(yishi_world, department, field):
        raise StepFailed(f'"{department}"看不到字段"{field}"', f'"{department}" does not see field "{field}"')


@step(expectations.HIDDEN_MATERIAL)
def _hidden_material(yishi_world: World, department: str, material: str) -> None:
    if _sees_material(yishi_world, department, material):
        raise StepFailed(f'"{department}"看得到材料"{material}"', f'"{department}" sees material "{material}"')


@step(expectations.SHOWN_MATERIAL)
def _shown_material(yishi_world: World, department: str, material: str) -> None:
    if not _sees_material(yishi_world, department, material):
        raise StepFailed(f'"{department}"看不到材料"{material}"', f'"{department}" does not see material "{material}"')


def _sees_field(world: World, department: str, name: str) -> bool:
    field = names.field_of(world.bundle, name).id
    if field not in world.case.form:
        raise StepFailed(
            f'办件里没有填写字段"{name}"，谁也看不到', f'field "{name}" is not filled in, so nobody can see it'
        )
    seen = _seen_by(world, department)
    return seen is not None and field in seen.form


def _sees_material(world: World, department: str, name: str) -> bool:
    material = names.material_of(world.bundle, name).id
    if material not in world.case.materials:
        raise StepFailed(
            f'办件里没有材料"{name}"，谁也看不到', f'the case has no material "{name}", so nobody can see it'
        )
    seen = _seen_by(world, department)
    return seen is not None and material in seen.materials


def _seen_by(world: World, department: str) -> CaseView | None:
    """Return the case as an officer of the department sees it; None where they may not see it at all."""
    viewer = Actor.staff("officer", names.department_of(world.catalog, department))
    try:
        return world.engine.case(world.case_id, viewer=viewer)
    except NotPermitted:
        return None


@step(expectations.HIDDEN_RESULT)
def _hidden_result(yishi_world: World, department: str, item: str) -> None:
    if _sees_result(yishi_world, department, item) is not None:
        raise StepFailed(f'"{department}"看得到"{item}"的结果', f'"{department}" sees the result of "{item}"')


@step(expectations.SHOWN_RESULT)
def _shown_result(yishi_world: World, department: str, item: str, number: str) -> None:
    found = _sees_result(yishi_world, department, item)
    seen = (found or {}).get(RESULT_NUMBER)
    expect(
        Said(f'"{department}"看到的"{item}"的结果', f'the result of "{item}" that "{department}" sees'),
        Said.as_is(number),
        NONE if seen is None else Said.as_is(str(seen)),
    )


def _sees_result(world: World, department: str, item: str) -> Mapping[str, object] | None:
    task = world.task(item)
    if task.result is None:
        raise StepFailed(f'"{item}"还没有结果，谁也看不到', f'"{item}" has no result yet, so nobody can see it')
    seen = _seen_by(world, department)
    return next((each.result for each in seen.tasks if each.item == task.item), None) if seen else None
