"""Steps that expect something and fail where it is not so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.case.actor import Actor
from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
from yishi_engine.errors import FormInvalid, NotPermitted, YishiError
from yishi_engine.testing import names, vocabulary
from yishi_engine.testing.failures import StepFailed, expect
from yishi_engine.testing.steps.wired import step
from yishi_engine.testing.tables import Column, DataTable, compare
from yishi_engine.worktime.calendar import local_date
from yishi_engine.worktime.limits import Limit, Unit

if TYPE_CHECKING:
    from datetime import date

    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.case.views import CaseView, TaskView
    from yishi_engine.testing.world import World

_LEFT_IN: Final = {
    Unit.WORKING_DAYS: Unit.WORKING_DAYS,
    Unit.CALENDAR_DAYS: Unit.CALENDAR_DAYS,
    Unit.BUSINESS_HOURS: Unit.BUSINESS_HOURS,
    Unit.MONTHS: Unit.CALENDAR_DAYS,
    Unit.SAME_DAY: Unit.WORKING_DAYS,
}
"""What the time that is left of a limit is counted in."""

_NO_LEVEL: Final = "无（计时没有运行）"
_QUOTES: Final = str.maketrans("“”", '""')

# --- The case ---


@step(vocabulary.CASE_STATE)
def _case_state(yishi_world: World, state: str) -> None:
    expect("办件状态", names.label_of("办件状态", CaseState, state), yishi_world.case.state.label)


@step(vocabulary.OUTCOME)
def _outcome(yishi_world: World, outcome: str) -> None:
    expect("办件结果", names.label_of("办件结果", Outcome, outcome), names.shown_label(yishi_world.case.outcome))


@step(vocabulary.CASE_DUE)
def _case_due(yishi_world: World, day: str) -> None:
    _expect_due("办件的办结期限", day, yishi_world.case)


@step(vocabulary.CASE_STOPPED)
def _case_stopped(yishi_world: World, remaining: str) -> None:
    _expect_stopped("办件", remaining, yishi_world.case, yishi_world.bundle.limits.total)


@step(vocabulary.CASE_LEVEL)
def _case_level(yishi_world: World, level: str) -> None:
    _expect_level("办件", level, yishi_world.case)


@step(vocabulary.RECEIVED)
def _received(yishi_world: World, day: str) -> None:
    _expect_day("办件的收件日期", day, local_date(yishi_world.case.received_at))


@step(vocabulary.ACCEPTED)
def _accepted(yishi_world: World, day: str) -> None:
    accepted_at = yishi_world.case.accepted_at
    _expect_day("办件的受理日期", day, None if accepted_at is None else local_date(accepted_at))


@step(vocabulary.FOLLOW_UP_DUE)
def _follow_up_due(yishi_world: World, day: str) -> None:
    _expect_day("差评的整改期限", day, yishi_world.case.follow_up_due_on)


@step(vocabulary.VERSION)
def _version(yishi_world: World, version: str) -> None:
    expect("办件的套餐版本", str(names.number_of("版本", version)), str(yishi_world.case.bundle_version))


@step(vocabulary.FIRST_OFFICER)
def _first_officer(yishi_world: World, officer: str) -> None:
    expect("办件的首问责任人", officer or "无", yishi_world.case.first_officer or "无")


@step(vocabulary.MISSING)
def _missing(yishi_world: World, materials: tuple[str, ...]) -> None:
    missing = yishi_world.case.missing_materials
    for name in materials:
        if names.material_of(yishi_world.bundle, name).id not in missing:
            raise StepFailed(f'不缺少材料"{name}"，缺少的有：{"、".join(missing) or "无"}')


@step(vocabulary.NONE_MISSING)
def _none_missing(yishi_world: World) -> None:
    missing = yishi_world.case.missing_materials
    if missing:
        raise StepFailed(f"缺少材料：{'、'.join(missing)}")


@step(vocabulary.MATERIAL_DUE)
def _material_due(yishi_world: World, material: str, day: str) -> None:
    found = names.material_of(yishi_world.bundle, material).id
    awaited = yishi_world.case.materials_due
    if found not in awaited:
        raise StepFailed(f'材料"{material}"不是待补的容缺材料，待补的有：{"、".join(awaited) or "无"}')
    _expect_day(f'材料"{material}"的补齐期限', day, awaited[found])


@step(vocabulary.NOTICE)
def _notice(yishi_world: World, text: str) -> None:
    notices = yishi_world.case.notices
    if not any(text.translate(_QUOTES) in each.translate(_QUOTES) for each in notices):
        raise StepFailed(f"没有包含“{text}”的提醒，提醒有：{'；'.join(notices) or '无'}")


@step(vocabulary.NO_NOTICE)
def _no_notice(yishi_world: World, text: str) -> None:
    found = [each for each in yishi_world.case.notices if text.translate(_QUOTES) in each.translate(_QUOTES)]
    if found:
        raise StepFailed(f"有包含“{text}”的提醒：{'；'.join(found)}")


@step(vocabulary.EXEMPT)
def _exempt(yishi_world: World, datatable: DataTable | None = None) -> None:
    bundle = yishi_world.bundle
    columns = {"事项": _item_column(bundle), "规则": Column(read=str), "说明": Column(read=str)}
    actual = [{"事项": each.item, "规则": each.rule, "说明": each.note} for each in yishi_world.case.exempt]
    compare("免办的事项", datatable, columns, actual)


@step(vocabulary.TASKS)
def _tasks(yishi_world: World, datatable: DataTable | None = None) -> None:
    bundle = yishi_world.bundle
    columns = {
        "事项": _item_column(bundle),
        "部门": Column(read=lambda cell: names.department_of(yishi_world.catalog, cell)),
        "状态": Column(read=lambda cell: names.label_of("事项状态", TaskState, cell)),
        "办结期限": Column(read=names.day_of),
        "剩余": Column(read=lambda cell: cell and names.remaining_of(cell)),
        "级别": Column(read=names.level_of),
    }
    compare(
        "分发的事项", datatable, columns, [_task_row(task, bundle.item(task.item)) for task in yishi_world.case.tasks]
    )


def _item_column(bundle: Bundle) -> Column:
    return Column(read=lambda cell: names.item_of(bundle, cell).id, needed=True)


def _task_row(task: TaskView, item: Item) -> dict[str, str]:
    return {
        "事项": task.item,
        "部门": task.department,
        "状态": task.state.label,
        "办结期限": names.shown_day(task.due_on, provisional=task.provisional),
        "剩余": "" if task.remaining is None else f"{task.remaining} {_LEFT_IN[item.limit.unit]}",
        "级别": names.shown_level(task.level),
    }


# --- One item ---


@step(vocabulary.TASK_STATE)
def _task_state(yishi_world: World, item: str, state: str) -> None:
    expect(f'"{item}"的状态', names.label_of("事项状态", TaskState, state), yishi_world.task(item).state.label)


@step(vocabulary.TASK_DUE)
def _task_due(yishi_world: World, item: str, day: str) -> None:
    _expect_due(f'"{item}"的办结期限', day, yishi_world.task(item))


@step(vocabulary.VERIFY_DUE)
def _verify_due(yishi_world: World, item: str, day: str) -> None:
    _expect_day(f'"{item}"的核查期限', day, yishi_world.task(item).verify_due_on)


@step(vocabulary.TASK_STOPPED)
def _task_stopped(yishi_world: World, item: str, remaining: str) -> None:
    limit = names.item_of(yishi_world.bundle, item).limit
    _expect_stopped(f'"{item}"', remaining, yishi_world.task(item), limit)


@step(vocabulary.TASK_LEVEL)
def _task_level(yishi_world: World, item: str, level: str) -> None:
    _expect_level(f'"{item}"', level, yishi_world.task(item))


@step(vocabulary.OFFICER)
def _officer(yishi_world: World, item: str, officer: str) -> None:
    expect(f'"{item}"的经办人', officer or "无", yishi_world.task(item).officer or "无")


def _expect_due(what: str, day: str, view: CaseView | TaskView) -> None:
    _expect_day(what, day, view.due_on, provisional=view.provisional)


def _expect_day(what: str, day: str, found: date | None, *, provisional: bool = False) -> None:
    expect(what, names.day_of(day) or "无", names.shown_day(found, provisional=provisional) or "无")


def _expect_stopped(what: str, remaining: str, view: CaseView | TaskView, limit: Limit) -> None:
    wanted = names.remaining_of(remaining)
    if not view.stopped:
        raise StepFailed(f"{what}的计时没有停止")
    expect(f"{what}停止计时所剩时间", wanted, f"{view.remaining} {_LEFT_IN[limit.unit]}")


def _expect_level(what: str, level: str, view: CaseView | TaskView) -> None:
    wanted = names.level_of(level)
    expect(f"{what}的级别", wanted or _NO_LEVEL, names.shown_level(view.level) or _NO_LEVEL)


# --- Rejection ---


@step(vocabulary.REJECTED)
def _rejected(yishi_world: World, notice: str | None) -> None:
    error = yishi_world.rejection
    if error is None:
        raise StepFailed("上一个操作没有被拒绝")
    said = _said(error)
    if notice is not None and not any(notice.translate(_QUOTES) in each.translate(_QUOTES) for each in said):
        raise StepFailed(f"操作被拒绝，但提示不含“{notice}”。提示是：{error.notice or error}")


def _said(error: YishiError) -> list[str]:
    faults = error.faults if isinstance(error, FormInvalid) else ()
    return [error.notice, str(error), *(part for fault in faults for part in (fault.field, fault.message))]


# --- Who sees what ---


@step(vocabulary.HIDDEN_FIELD)
def _hidden_field(yishi_world: World, department: str, field: str) -> None:
    if _sees_field(yishi_world, department, field):
        raise StepFailed(f'"{department}"看得到字段"{field}"')


@step(vocabulary.SHOWN_FIELD)
def _shown_field(yishi_world: World, department: str, field: str) -> None:
    if not _sees_field(yishi_world, department, field):
        raise StepFailed(f'"{department}"看不到字段"{field}"')


@step(vocabulary.HIDDEN_MATERIAL)
def _hidden_material(yishi_world: World, department: str, material: str) -> None:
    if _sees_material(yishi_world, department, material):
        raise StepFailed(f'"{department}"看得到材料"{material}"')


@step(vocabulary.SHOWN_MATERIAL)
def _shown_material(yishi_world: World, department: str, material: str) -> None:
    if not _sees_material(yishi_world, department, material):
        raise StepFailed(f'"{department}"看不到材料"{material}"')


def _sees_field(world: World, department: str, name: str) -> bool:
    field = names.field_of(world.bundle, name).id
    if field not in world.case.form:
        raise StepFailed(f'办件里没有填写字段"{name}"，谁也看不到')
    seen = _seen_by(world, department)
    return seen is not None and field in seen.form


def _sees_material(world: World, department: str, name: str) -> bool:
    material = names.material_of(world.bundle, name).id
    if material not in world.case.materials:
        raise StepFailed(f'办件里没有材料"{name}"，谁也看不到')
    seen = _seen_by(world, department)
    return seen is not None and material in seen.materials


def _seen_by(world: World, department: str) -> CaseView | None:
    """Return the case as an officer of the department sees it; None where they may not see it at all."""
    viewer = Actor.staff("officer", names.department_of(world.catalog, department))
    try:
        return world.engine.case(world.case_id, viewer=viewer)
    except NotPermitted:
        return None
