"""The case as it stands when a step fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.testing.names import shown_day, shown_label, shown_level
from yishi_engine.testing.tables import render

if TYPE_CHECKING:
    from yishi_engine.case.views import CaseView
    from yishi_engine.testing.world import World

_RECENT: Final = 8


def describe(world: World) -> str:
    """Return what an officer would look at first: time, state, clocks, tasks and the newest records; Chinese."""
    case = world.case
    lines = [
        f"现在：{world.now:%Y-%m-%d %H:%M}（北京时间）",
        f"办件：{case.name}（{case.bundle} 第{case.bundle_version}版），状态：{_state(case)}，{_clock(case)}",
    ]
    if case.missing_materials:
        lines.append(f"缺少材料：{'、'.join(case.missing_materials)}")
    if case.tasks:
        rows = [
            (
                task.item,
                task.department,
                shown_label(task.state),
                shown_day(task.due_on, provisional=task.provisional),
                "" if task.remaining is None else str(task.remaining),
                shown_level(task.level) or ("已停止" if task.stopped else ""),
            )
            for task in case.tasks
        ]
        table = render(("事项", "部门", "状态", "办结期限", "剩余", "级别"), rows)
        lines += [f"  {line}" for line in table.splitlines()]
    types = [record.type for record in world.engine.events(case.id)]
    earlier = "… → " if len(types) > _RECENT else ""
    lines.append(f"审计日志：{earlier}{' → '.join(types[-_RECENT:])}")
    return "\n".join(lines)


def _state(case: CaseView) -> str:
    return f"{case.state.label}（{case.outcome.label}）" if case.outcome else case.state.label


def _clock(case: CaseView) -> str:
    if case.stopped:
        return f"计时已停止，剩余 {case.remaining}"
    due = shown_day(case.due_on, provisional=case.provisional)
    level = shown_level(case.level)
    return f"办结期限：{due or '无'}" + (f"，{level}" if level else "")
