"""Steps that expect something and fail where it is not so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
from yishi_engine.errors import FormInvalid, YishiError
from yishi_engine.testing import names
from yishi_engine.testing.failures import NONE, Said, StepFailed, expect, listed
from yishi_engine.testing.steps.wired import step
from yishi_engine.testing.tables import Column, DataTable, compare
from yishi_engine.testing.wordings import expectations
from yishi_engine.worktime.calendar import local_date
from yishi_engine.worktime.limits import Limit, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence
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

_CASE: Final = Said("办件", "the case")
_NO_LEVEL: Final = Said("无（计时没有运行）", "none (the clock does not run)")
_QUOTES: Final = str.maketrans("“”", '""')

# --- The case ---


@step(expectations.CASE_STATE)
def _case_state(yishi_world: World, state: str) -> None:
    wanted = names.label_of(Said("办件状态", "state of a case"), CaseState, state)
    expect(Said("办件状态", "the state of the case"), wanted, names.shown_label(yishi_world.case.state))


@step(expectations.OUTCOME)
def _outcome(yishi_world: World, outcome: str) -> None:
    wanted = names.label_of(Said("办件结果", "outcome"), Outcome, outcome)
    expect(Said("办件结果", "the outcome"), wanted, names.shown_label(yishi_world.case.outcome))


@step(expectations.CASE_DUE)
def _case_due(yishi_world: World, day: str) -> None:
    _expect_due(Said("办件的办结期限", "the due date of the case"), day, yishi_world.case)


@step(expectations.CASE_STOPPED)
def _case_stopped(yishi_world: World, remaining: str) -> None:
    _expect_stopped(_CASE, remaining, yishi_world.case, yishi_world.bundle.limits.total)


@step(expectations.CASE_LEVEL)
def _case_level(yishi_world: World, level: str) -> None:
    _expect_level(_CASE, level, yishi_world.case)


@step(expectations.RECEIVED)
def _received(yishi_world: World, day: str) -> None:
    what = Said("办件的收件日期", "the day on which the case was received")
    _expect_day(what, day, local_date(yishi_world.case.received_at))


@step(expectations.ACCEPTED)
def _accepted(yishi_world: World, day: str) -> None:
    accepted_at = yishi_world.case.accepted_at
    what = Said("办件的受理日期", "the day on which the case was accepted")
    _expect_day(what, day, None if accepted_at is None else local_date(accepted_at))


@step(expectations.FOLLOW_UP_DUE)
def _follow_up_due(yishi_world: World, day: str) -> None:
    what = Said("差评的整改期限", "the due date of the follow-up")
    _expect_day(what, day, yishi_world.case.follow_up_due_on)


@step(expectations.VERSION)
def _version(yishi_world: World, version: str) -> None:
    what = Said("办件的套餐版本", "the version of the bundle")
    wanted = names.number_of(Said("版本", "the version"), version)
    expect(what, Said.as_is(str(wanted)), Said.as_is(str(yishi_world.case.bundle_version)))


@step(expectations.FIRST_OFFICER)
def _first_officer(yishi_world: World, officer: str) -> None:
    what = Said("办件的首问责任人", "the first officer of the case")
    expect(what, _named(officer), _named(yishi_world.case.first_officer))


@step(expectations.MISSING)
def _missing(yishi_world: World, materials: tuple[str, ...]) -> None:
    missing = yishi_world.case.missing_materials
    for name in materials:
        if names.material_of(yishi_world.bundle, name).id not in missing:
            there = listed(missing)
            raise StepFailed(
                f'不缺少材料"{name}"，缺少的有：{there.chinese}',
                f'material "{name}" is not missing; missing are: {there.english}',
            )


@step(expectations.NONE_MISSING)
def _none_missing(yishi_world: World) -> None:
    missing = yishi_world.case.missing_materials
    if missing:
        there = listed(missing)
        raise StepFailed(f"缺少材料：{there.chinese}", f"materials are missing: {there.english}")


@step(expectations.MATERIAL_DUE)
def _material_due(yishi_world: World, material: str, day: str) -> None:
    found = names.material_of(yishi_world.bundle, material).id
    awaited = yishi_world.case.materials_due
    if found not in awaited:
        there = listed(awaited)
        raise StepFailed(
            f'材料"{material}"不是待补的容缺材料，待补的有：{there.chinese}',
            f'material "{material}" is not awaited; awaited are: {there.english}',
        )
    _expect_day(Said(f'材料"{material}"的补齐期限', f'the due date of material "{material}"'), day, awaited[found])


@step(expectations.NOTICE)
def _notice(yishi_world: World, text: str) -> None:
    notices = yishi_world.case.notices
    if not any(text.translate(_QUOTES) in each.translate(_QUOTES) for each in notices):
        there = _quoted(notices)
        raise StepFailed(
            f"没有包含“{text}”的提醒，提醒有：{there.chinese}",
            f'no notice contains "{text}"; the notices are: {there.english}',
        )


@step(expectations.NO_NOTICE)
def _no_notice(yishi_world: World, text: str) -> None:
    found = [each for each in yishi_world.case.notices if text.translate(_QUOTES) in each.translate(_QUOTES)]
    if found:
        there = _quoted(found)
        raise StepFailed(f"有包含“{text}”的提醒：{there.chinese}", f'a notice contains "{text}": {there.english}')


def _quoted(notices: Sequence[str]) -> Said:
    """Return notices, which are Chinese; quoted where what is said about them is English."""
    return Said("；".join(notices), ", ".join(f'"{each}"' for each in notices)) if notices else NONE


@step(expectations.ITEMS)
def _items(yishi_world: World, items: tuple[str, ...]) -> None:
    bundle, exempt = yishi_world.bundle, {each.item for each in yishi_world.case.exempt}
    wanted = {names.item_of(bundle, name).id for name in items}
    there = [item.id for item in bundle.items]
    expect(
        Said("要办的事项", "the required items"),
        listed(item for item in there if item in wanted),
        listed(item for item in there if item not in exempt),
    )


@step(expectations.EXEMPT)
def _exempt(yishi_world: World, datatable: DataTable | None = None) -> None:
    bundle = yishi_world.bundle
    columns = {
        "事项": _item_column(bundle),
        "规则": Column(read=Said.as_is, english="rule"),
        "说明": Column(read=Said.as_is, english="note"),
    }
    actual = [
        {"事项": Said.as_is(each.item), "规则": Said.as_is(each.rule), "说明": Said.as_is(each.note)}
        for each in yishi_world.case.exempt
    ]
    compare(Said("免办的事项", "the exempt items"), datatable, columns, actual)


@step(expectations.TASKS)
def _tasks(yishi_world: World, datatable: DataTable | None = None) -> None:
    bundle = yishi_world.bundle
    columns = {
        "事项": _item_column(bundle),
        "部门": Column(read=lambda cell: _department(yishi_world, cell), english="department"),
        "状态": Column(read=_task_label, english="state"),
        "办结期限": Column(read=names.day_of, english="due"),
        "剩余": Column(read=lambda cell: names.remaining_of(cell) if cell else names.NOTHING, english="left"),
        "级别": Column(read=names.level_of, english="level"),
    }
    actual = [_task_row(task, bundle.item(task.item)) for task in yishi_world.case.tasks]
    compare(Said("分发的事项", "the tasks"), datatable, columns, actual)


def _item_column(bundle: Bundle) -> Column:
    return Column(read=lambda cell: Said.as_is(names.item_of(bundle, cell).id), english="item", needed=True)


def _department(world: World, cell: str) -> Said:
    return Said.as_is(names.department_of(world.catalog, cell))


def _task_label(state: str) -> Said:
    return names.label_of(Said("事项状态", "state of a task"), TaskState, state)


def _task_row(task: TaskView, item: Item) -> dict[str, Said]:
    return {
        "事项": Said.as_is(task.item),
        "部门": Said.as_is(task.department),
        "状态": names.shown_label(task.state),
        "办结期限": names.shown_day(task.due_on, provisional=task.provisional),
        "剩余": _left(task, item.limit),
        "级别": names.shown_level(task.level),
    }


# --- One item ---


@step(expectations.TASK_STATE)
def _task_state(yishi_world: World, item: str, state: str) -> None:
    wanted = _task_label(state)
    expect(Said(f'"{item}"的状态', f'the state of "{item}"'), wanted, names.shown_label(yishi_world.task(item).state))


@step(expectations.TASK_DUE)
def _task_due(yishi_world: World, item: str, day: str) -> None:
    _expect_due(Said(f'"{item}"的办结期限', f'the due date of "{item}"'), day, yishi_world.task(item))


@step(expectations.VERIFY_DUE)
def _verify_due(yishi_world: World, item: str, day: str) -> None:
    what = Said(f'"{item}"的核查期限', f'the due date of the verification of "{item}"')
    _expect_day(what, day, yishi_world.task(item).verify_due_on)


@step(expectations.TASK_STOPPED)
def _task_stopped(yishi_world: World, item: str, remaining: str) -> None:
    limit = names.item_of(yishi_world.bundle, item).limit
    _expect_stopped(Said.as_is(f'"{item}"'), remaining, yishi_world.task(item), limit)


@step(expectations.TASK_LEVEL)
def _task_level(yishi_world: World, item: str, level: str) -> None:
    _expect_level(Said.as_is(f'"{item}"'), level, yishi_world.task(item))


@step(expectations.OFFICER)
def _officer(yishi_world: World, item: str, officer: str) -> None:
    what = Said(f'"{item}"的经办人', f'the officer of "{item}"')
    expect(what, _named(officer), _named(yishi_world.task(item).officer))


def _named(officer: str | None) -> Said:
    return Said.as_is(officer) if officer else NONE


def _expect_due(what: Said, day: str, view: CaseView | TaskView) -> None:
    _expect_day(what, day, view.due_on, provisional=view.provisional)


def _expect_day(what: Said, day: str, found: date | None, *, provisional: bool = False) -> None:
    expect(what, names.day_of(day) or NONE, names.shown_day(found, provisional=provisional) or NONE)


def _left(view: CaseView | TaskView, limit: Limit) -> Said:
    """Return the time that is left, counted as the limit is; nothing where no clock has started."""
    return names.NOTHING if view.remaining is None else names.shown_time(view.remaining, _LEFT_IN[limit.unit])


def _expect_stopped(what: Said, remaining: str, view: CaseView | TaskView, limit: Limit) -> None:
    wanted = names.remaining_of(remaining)
    if not view.stopped:
        raise StepFailed(f"{what.chinese}的计时没有停止", f"the clock of {what.english} is not stopped")
    left = Said(f"{what.chinese}停止计时所剩时间", f"the time that is left on the stopped clock of {what.english}")
    expect(left, wanted, _left(view, limit))


def _expect_level(what: Said, level: str, view: CaseView | TaskView) -> None:
    wanted = names.level_of(level)
    of = Said(f"{what.chinese}的级别", f"the level of {what.english}")
    expect(of, wanted or _NO_LEVEL, names.shown_level(view.level) or _NO_LEVEL)


# --- Rejection ---


@step(expectations.REJECTED)
def _rejected(yishi_world: World, notice: str | None) -> None:
    error = yishi_world.rejection
    if error is None:
        raise StepFailed("上一个操作没有被拒绝", "the command before was not rejected")
    said = _said(error)
    if notice is not None and not any(notice.translate(_QUOTES) in each.translate(_QUOTES) for each in said):
        raise StepFailed(
            f"操作被拒绝，但提示不含“{notice}”。提示是：{error.notice or error}",
            f'the command was rejected, but what was said does not contain "{notice}". It was: {error}',
        )


def _said(error: YishiError) -> list[str]:
    faults = error.faults if isinstance(error, FormInvalid) else ()
    return [error.notice, str(error), *(part for fault in faults for part in (fault.field, fault.message))]
