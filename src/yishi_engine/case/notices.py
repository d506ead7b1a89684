"""What must be told to whoever looks at a case: sentences in Chinese, derived for one instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case.clocks import case_clock, deferral_clock, follow_up_clock, is_running, issue_clock
from yishi_engine.case.lifecycle import CaseState, TaskState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.model import Item
    from yishi_engine.case.model import Case, Task
    from yishi_engine.case.views import Viewpoint
    from yishi_engine.worktime.clock import Clock
    from yishi_engine.worktime.deadlines import Due


def notices_of_case(case: Case, viewpoint: Viewpoint) -> tuple[str, ...]:
    """Return the notices of a case that are of none of its tasks.

    Args:
        case: The case.
        viewpoint: The definition, the working days and the instant.
    """
    return (*_of_the_case(case, viewpoint), *_of_materials(case, viewpoint))


def notices_of_task(
    task: Task, item: Item, due: Due, verification: Clock | None, viewpoint: Viewpoint
) -> tuple[str, ...]:
    """Return the notices of a task.

    Args:
        task: The task.
        item: Its item.
        due: When it is due.
        verification: The clock of the duty to verify what was granted on commitment, if it runs.
        viewpoint: The definition, the working days and the instant.
    """
    return tuple(_of_task(task, item, due, verification, viewpoint))


def _of_the_case(case: Case, viewpoint: Viewpoint) -> Iterator[str]:
    if case.state is CaseState.CORRECTING:
        listed = "；".join(f"{each['text']}" for each in case.deficiencies)
        until = _until(case_clock(case, viewpoint.bundle), viewpoint)
        yield "请补正" + "：".join(["", *filter(None, [listed, case.notice])]) + until
    if case.deemed:
        yield "受理期限内未告知，自收到申请之日起视为受理"
    if case.extension:
        yield f"整件延期{case.extension}：{case.extension_reason}"
    if is_running(case):
        clock = case_clock(case, viewpoint.bundle)
        if clock and clock.due(viewpoint.calendar).provisional:
            yield "办结期限在尚未公布的放假安排之后，公布后另行告知"
    if case.state is CaseState.DECIDED:
        yield f"各事项均已决定，待统一出件{_until(issue_clock(case, viewpoint.bundle), viewpoint)}"
    if clock := follow_up_clock(case, viewpoint.bundle):
        yield f"差评待整改{_until(clock, viewpoint)}"


def _of_materials(case: Case, viewpoint: Viewpoint) -> Iterator[str]:
    if not is_running(case):
        return
    for material in viewpoint.bundle.materials:
        if material.id in case.deferred:
            until = _until(deferral_clock(case, material.id, viewpoint.bundle), viewpoint)
            yield f"容缺材料“{material.name}”待补交{until}"


def _of_task(task: Task, item: Item, due: Due, verification: Clock | None, viewpoint: Viewpoint) -> Iterator[str]:
    if task.state is TaskState.SUSPENDED:
        yield f"“{item.name}”因{task.procedure}暂停计时，预计{task.expected}"
    if task.extension:
        yield f"“{item.name}”延期{task.extension}：{task.extension_reason}"
    if task.state is TaskState.REFUSED:
        yield f"“{item.name}”不予许可：{task.reason}"
    if task.state is TaskState.TERMINATED and task.reason == "prerequisite_failed":
        yield f"“{item.name}”因前置事项未通过而终止"
    if verification:
        yield f"“{item.name}”以告知承诺准予，待核查{_until(verification, viewpoint)}"
    if task.verification == "failed":
        yield f"“{item.name}”承诺核查不通过，已撤销：{task.verification_reason}"
    if is_running(task) and due.at and viewpoint.now > due.at:
        yield f"“{item.name}”已超过办结期限{due.on}"


def _until(clock: Clock | None, viewpoint: Viewpoint) -> str:
    if clock is None:
        return ""
    due = clock.due(viewpoint.calendar)
    if due.at is None:
        return ""
    return f"，已于{due.on}到期" if viewpoint.now > due.at else f"，期限{due.on}"
