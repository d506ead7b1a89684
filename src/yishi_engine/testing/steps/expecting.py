"""Steps that expect something and fail where it is not so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
from yishi_engine.errors import FormInvalid, YishiError
from yishi_engine.testing import names
from yishi_engine.testing.failures import StepFailed, expect
from yishi_engine.testing.steps.wired import step
from yishi_engine.testing.tables import Column, DataTable, compare
from yishi_engine.testing.wordings import expectations
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


@step(expectations.CASE_STATE)
def _case_state(yishi_world: World, state: str) -> None:
    expect("办件状态", names.label_of("办件状态", CaseState, state), yishi_world.case.state.label)


@step(expectations.OUTCOME)
def _outcome(yishi_world: World, outcome: str) -> None:
    expect("办件结果", names.label_of("办件结果", Outcome, outcome), names.shown_label(yishi_world.case.outcome))


@step(expectations.CASE_DUE)
def _case_due(yishi_world: World, day: str) -> None:
    _expect_due("办件的办结期限", day, yishi_world.case)


@step(expectations.CASE_STOPPED)
def _case_stopped(yishi_world: World, remaining: str) -> None:
    _expect_stopped("办件", remaining, yishi_world.case, yishi_world.bundle.limits.total)


@step(expectations.CASE_LEVEL)
def _case_level(yishi_world: World, level: str) -> None:
    _expect_level("办件", level, yishi_world.case)


@step(expectations.RECEIVED)
def _received(yishi_world: World, day: str) -> None:
    _expect_day("办件的收件日期", day, local_date(yishi_world.case.received_at))


@step(expectations.ACCEPTED)
def _accepted(yishi_world: World, day: str) -> None:
    accepted_at = yishi_world.case.accepted_at
    _expect_day("办件的受理日期", day, None if accepted_at is None else local_date(accepted_at))


@step(expectations.FOLLOW_UP_DUE)
def _follow_up_due(yishi_world: World, day: str) -> None:
    _expect_day("差评的整改期限", day, yishi_world.case.follow_up_due_on)


@step(expectations.VERSION)
def _version(yishi_world: World, version: str) -> None:
    expect("办件的套餐版本", str(names.number_of("版本", version)), str(yishi_world.case.bundle_version))


@step(expectations.FIRST_OFFICER)
def _first_officer(yishi_world: World, officer: str) -> None:
    expect("办件的首问责任人", officer or "无", yishi_world.case.first_officer or "无")


@step(expectations.MISSING)
def _missing(yishi_world: World, materials: tuple[str, ...]) -> None:
    missing = yishi_world.case.missing_materials
    for name in materials:
        if names.material_of(yishi_world.bundle, name).id not in missing:
            raise StepFailed(f'不缺少材料"{name}"，缺少的有：{"、".join(missing) or "无"}')


@step(expectations.NONE_MISSING)
def _none_missing(yishi_world: World) -> None:
    missing = yishi_world.case.missing_materials
    if missing:
        raise StepFailed(f"缺少材料：{'、'.join(missing)}")


@step(expectations.MATERIAL_DUE)
def _material_due(yishi_world: World, material: str, day: str) -> None:
    found = names.material_of(yishi_world.bundle, material).id
    awaited = yishi_world.case.materials_due
    if found not in awaited:
        raise StepFailed(f'材料"{material}"不是待补的容缺材料，待补的有：{"、".join(awaited) or "无"}')
    _expect_day(f'材料"{material}"的补齐期限', day, awaited[found])


@step(expectations.NOTICE)
def _notice(yishi_world: World, text: str) -> None:
    notices = yishi_world.case.notices
    if not any(text.translate(_QUOTES) in each.translate(_QUOTES) for each in notices):
        raise StepFailed(f"没有包含“{text}”的提醒，提醒有：{'；'.join(notices) or '无'}")


@step(expectations.NO_NOTICE)
def _no_notice(yishi_world: World, text: str) -> None:
    found = [each for each in yishi_world.case.notices if text.translate(_QUOTES) in each.translate(_QUOTES)]
    if found:
        raise StepFailed(f"有包含“{text}”的提醒：{'；'.join(found)}")


@step(expectations.ITEMS)
def _items(yishi_world: World, items: tuple[str, ...]) -> None:
    bundle, exempt = yishi_world.bundle, {each.item for each in yishi_world.case.exempt}
    wanted = {names.item_of(bundle, name).id for name in items}
    listed = [item.id for item in bundle.items]
    expect(
        "要办的事项",
        "、".join(item for item in listed if item in wanted),
        "、".join(item for item in listed if item not in exempt),
    )


@step(expectations.EXEMPT)
def _exempt(yishi_world: World, datatable: DataTable | None = None) -> None:
    bundle = yishi_world.bundle
    columns = {
        "事项": _item_column(bundle),
        "规则": Column(read=str, english="rule"),
        "说明": Column(read=str, english="note"),
    }
    actual = [{"事项": each.item, "规则": each.rule, "说明": each.note} for each in yishi_world.case.exempt]
    compare("免办的事项", datatable, columns, actual)


@step(expectations.TASKS)
def _tasks(yishi_world: World, datatable: DataTable | None = None) -> None:
    bundle = yishi_world.bundle
    columns = {
        "事项": _item_column(bundle),
        "部门": Column(read=lambda cell: names.department_of(yishi_world.catalog, cell), english="department"),
        "状态": Column(read=lambda cell: names.label_of("事项状态", TaskState, cell), english="state"),
        "办结期限": Column(read=names.day_of, english="due"),
        "剩余": Column(read=lambda cell: cell and names.remaining_of(cell), english="left"),
        "级别": Column(read=names.level_of, english="level"),
    }
    compare(
        "分发的事项", datatable, columns, [_task_row(task, bundle.item(task.item)) for task in yishi_world.case.tasks]
    )


def _item_column(bundle: Bundle) -> Column:
    return Column(read=lambda cell: names.item_of(bundle, cell).id, english="item", needed=True)


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


@step(expectations.TASK_STATE)
def _task_state(yishi_world: World, item: str, state: str) -> None:
    expect(f'"{item}"的状态', names.label_of("事项状态", TaskState, state), yishi_world.task(item).state.label)


@step(expectations.TASK_DUE)
def _task_due(yishi_world: World, item: str, day: str) -> None:
    _expect_due(f'"{item}"的办结期限', day, yishi_world.task(item))


@step(expectations.VERIFY_DUE)
def _verify_due(yishi_world: World, item: str, day: str) -> None:
    _expect_day(f'"{item}"的核查期限', day, yishi_world.task(item).verify_due_on)


@step(expectations.TASK_STOPPED)
def _task_stopped(yishi_world: World, item: str, remaining: str) -> None:
    limit = names.item_of(yishi_world.bundle, item).limit
    _expect_stopped(f'"{item}"', remaining, yishi_world.task(item), limit)


@step(expectations.TASK_LEVEL)
def _task_level(yishi_world: World, item: str, level: str) -> None:
    _expect_level(f'"{item}"', level, yishi_world.task(item))


@step(expectations.OFFICER)
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


@step(expectations.REJECTED)
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
