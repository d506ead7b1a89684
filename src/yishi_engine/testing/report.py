"""The case as it stands when a step fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.testing.failures import Said, listed
from yishi_engine.testing.names import NOTHING, shown_day, shown_label, shown_level
from yishi_engine.testing.tables import render

if TYPE_CHECKING:
    from yishi_engine.case.views import CaseView, TaskView
    from yishi_engine.testing.world import World

_RECENT: Final = 8
_TITLES: Final = tuple(
    Said(chinese, english)
    for chinese, english in (
        ("事项", "item"),
        ("部门", "department"),
        ("状态", "state"),
        ("办结期限", "due"),
        ("剩余", "left"),
        ("级别", "level"),
    )
)
_STOPPED: Final = Said("已停止", "stopped")


def describe(world: World) -> Said:
    """Return what an officer would look at first: time, state, clocks, tasks and the newest records."""
    case = world.case
    state, clock = _state(case), _clock(case)
    lines = [
        Said(f"现在：{world.now:%Y-%m-%d %H:%M}（北京时间）", f"now: {world.now:%Y-%m-%d %H:%M} (Beijing time)"),
        Said(
            f"办件：{case.name}（{case.bundle} 第{case.bundle_version}版），状态：{state.chinese}，{clock.chinese}",
            f"case: {case.name} ({case.bundle}, version {case.bundle_version}), {state.english}; {clock.english}",
        ),
    ]
    if case.missing_materials:
        missing = listed(case.missing_materials)
        lines.append(Said(f"缺少材料：{missing.chinese}", f"missing materials: {missing.english}"))
    if case.tasks:
        rows = [_row(task) for task in case.tasks]
        lines.append(
            Said(
                _table([each.chinese for each in _TITLES], [[cell.chinese for cell in row] for row in rows]),
                _table([each.english for each in _TITLES], [[cell.english for cell in row] for row in rows]),
            )
        )
    types = [record.type for record in world.engine.events(case.id)]
    newest = f"{'… → ' if len(types) > _RECENT else ''}{' → '.join(types[-_RECENT:])}"
    lines.append(Said(f"审计日志：{newest}", f"audit records: {newest}"))
    return Said("\n".join(line.chinese for line in lines), "\n".join(line.english for line in lines))


def _row(task: TaskView) -> tuple[Said, ...]:
    return (
        Said.as_is(task.item),
        Said.as_is(task.department),
        shown_label(task.state),
        shown_day(task.due_on, provisional=task.provisional),
        Said.as_is("" if task.remaining is None else str(task.remaining)),
        shown_level(task.level) or (_STOPPED if task.stopped else NOTHING),
    )


def _table(titles: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"  {line}" for line in render(titles, rows).splitlines())


def _state(case: CaseView) -> Said:
    state = shown_label(case.state)
    if case.outcome is None:
        return state
    outcome = shown_label(case.outcome)
    return Said(f"{state.chinese}（{outcome.chinese}）", f"{state.english} ({outcome.english})")


def _clock(case: CaseView) -> Said:
    if case.stopped:
        return Said(f"计时已停止，剩余 {case.remaining}", f"its clock is stopped, {case.remaining} left")
    due, level = shown_day(case.due_on, provisional=case.provisional), shown_level(case.level)
    return Said(
        f"办结期限：{due.chinese or '无'}" + (f"，{level.chinese}" if level else ""),
        f"due: {due.english or 'none'}" + (f", {level.english}" if level else ""),
    )
