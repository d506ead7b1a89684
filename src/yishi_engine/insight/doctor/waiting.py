"""What of a case is stuck: somebody has to do something, and has not, or nothing that anybody may do would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case.clocks import (
    case_clock,
    deferral_clock,
    follow_up_clock,
    is_running,
    issue_clock,
    running_clocks,
    verification_clock,
)
from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.errors import LimitInvalid
from yishi_engine.worktime.clock import Clock
from yishi_engine.worktime.limits import Limit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from yishi_engine.case.model import Task
    from yishi_engine.insight.doctor.finding import Finding
    from yishi_engine.insight.doctor.subject import Subject


def stuck(subject: Subject) -> Iterator[Finding]:
    """Yield what of a case is stuck."""
    yield from _windows(subject)
    yield from _materials(subject)
    yield from _duties(subject)
    if is_running(subject.case):
        for task in subject.case.tasks.values():
            if not task.state.is_final:
                yield from _task(subject, task)


def is_provisional(subject: Subject) -> bool:
    """Tell whether a clock of the case waits for a notice on days off."""
    return any(each.clock.due(subject.calendar).provisional for each in running_clocks(subject.case, subject.bundle))


def overdue_since(clock: Clock | None, subject: Subject) -> date | None:
    """Return the due day of a clock whose time is over; None if it is not, or there is no clock."""
    due = clock.due(subject.calendar) if clock else None
    return due.on if due and due.at and subject.now > due.at else None


def suspension_expected(task: Task, subject: Subject) -> date | None:
    """Return until when a special procedure was expected to last; None if that cannot be said."""
    stop = next((stop for stop in task.stops if stop.until is None), None)
    try:
        limit = Limit.parse(task.expected)
    except LimitInvalid:
        return None
    return Clock(started_at=stop.since, committed=limit).due(subject.calendar).on if stop else None


def _windows(subject: Subject) -> Iterator[Finding]:
    case, bundle = subject.case, subject.bundle
    if case.state is CaseState.SUBMITTED and bundle.limits.on_silence == "remind":
        since = overdue_since(case_clock(case, bundle), subject)
        if since:
            yield subject.found(
                "case.not_accepted",
                f"受理期限已于{since}届满，本套餐逾期不视为受理，只能等{subject.lead}决定是否受理",
                f"请{subject.lead}受理、一次告知补正或不予受理",
                f"yishi case accept CASE --by ID --department {case.lead_department}",
            )
    if case.state is CaseState.DECIDED and not case.deferred:
        since = overdue_since(issue_clock(case, bundle), subject)
        if since:
            yield subject.found(
                "case.not_issued",
                f"全部事项均已决定，{subject.lead}应于{since}前统一出件，至今没有办结",
                f"请{subject.lead}办结",
                f"yishi case complete CASE --by ID --department {case.lead_department}",
            )


def _materials(subject: Subject) -> Iterator[Finding]:
    case = subject.case
    if not is_running(case):
        return
    for material in case.deferred:
        since = overdue_since(deferral_clock(case, material, subject.bundle), subject)
        if since:
            name = subject.material_name(material)
            yield subject.found(
                "material.blocks",
                f"容缺材料{name}应于{since}前补交，至今未交；没有它不能办结",
                f"请通知申请人补交{name}，或由申请人撤回",
                "yishi case show CASE",
            )


def _duties(subject: Subject) -> Iterator[Finding]:
    case = subject.case
    since = overdue_since(follow_up_clock(case, subject.bundle), subject)
    if since:
        yield subject.found(
            "duty.overdue",
            f"差评应于{since}前回访整改，至今没有记录",
            f"请{subject.lead}整改并记录",
            "yishi case show CASE",
        )
    for item in subject.bundle.items:
        task = case.tasks.get(item.id)
        since = overdue_since(verification_clock(case, task, item, subject.bundle), subject) if task else None
        if since:
            yield subject.found(
                "duty.overdue",
                f"“{item.name}”以告知承诺准予，应于{since}前核查，至今没有记录",
                f"请{subject.department_name(item.department)}核查并记录",
                "yishi case show CASE",
                item=item.id,
            )


def _task(subject: Subject, task: Task) -> Iterator[Finding]:
    name = subject.item_name(task.item)
    for failed in subject.failed_prerequisites(task.item):
        yield subject.found(
            "task.never_opens",
            f"{name}等待前置{subject.item_name(failed)}的结果，而它{_fate(subject, failed)}，不会再有结果",
            f"请{subject.lead}负责人把前置退回重办；若属数据损坏，先查审计链",
            f"yishi case reopen CASE {failed} --by ID --department {subject.case.lead_department} --reason TEXT",
            "yishi audit verify CASE",
            item=task.item,
        )
    if task.state is TaskState.SUSPENDED:
        until = suspension_expected(task, subject)
        if until and subject.now > subject.calendar.closing(until):
            yield subject.found(
                "task.suspended_too_long",
                f"{name}因{task.procedure}暂停计时，预计{task.expected}（至{until}），至今没有恢复",
                f"程序已结束的，请{subject.department_name(task.department)}恢复计时；未结束的，请其向申请人说明",
                f"yishi case resume CASE {task.item} --by ID --department {task.department}",
                item=task.item,
            )


def _fate(subject: Subject, item: str) -> str:
    task = subject.case.tasks.get(item)
    return f"已{task.state.label}" if task else "没有任务"
