"""Why one case is where it is, in plain Chinese: what it waits for, why it is late, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yishi_engine.case.clocks import case_clock, deferral_clock, is_running, issue_clock, task_clock
from yishi_engine.case.gates import missing, prerequisites
from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.case.timeline import timeline
from yishi_engine.case.timers import pending
from yishi_engine.insight.doctor.waiting import overdue_since, suspension_expected
from yishi_engine.worktime.calendar import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Task
    from yishi_engine.case.timeline import Account
    from yishi_engine.insight.doctor.finding import Finding
    from yishi_engine.insight.doctor.subject import Subject
    from yishi_engine.store.delivery_port import Delivery
    from yishi_engine.worktime.clock import Clock, Level

_EFFECTS = {
    "deemed_accepted": "逾期未答复，视为受理",
    "lapsed": "逾期未补正，视为撤回",
    "declined": "逾期未补正，不予受理",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a case is where it is. All sentences are Chinese and hold no personal data.

    Attributes:
        case_id: Id of the case.
        number: Its official number.
        state: Where it is.
        waiting: What it waits for, and whose turn it is.
        late: Which clocks are over, whose they are, and what that took.
        coming: What time alone will bring about next.
        deliveries: What of it has still to be delivered.
        findings: What is stuck or inconsistent.
    """

    case_id: str
    number: str
    state: str
    waiting: tuple[str, ...]
    late: tuple[str, ...]
    coming: tuple[str, ...]
    deliveries: tuple[str, ...]
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, object]:
        """Return it in JSON's types."""
        return {
            "case": self.case_id,
            "number": self.number,
            "state": self.state,
            "waiting": list(self.waiting),
            "late": list(self.late),
            "coming": list(self.coming),
            "deliveries": list(self.deliveries),
            "findings": [finding.to_json() for finding in self.findings],
        }


def explain(
    subject: Subject, events: Sequence[Event], deliveries: Iterable[Delivery], findings: Iterable[Finding]
) -> Explanation:
    """Explain a case.

    Args:
        subject: The case.
        events: All that happened to it; empty if that cannot be trusted, and then nothing is said about lateness.
        deliveries: What of it has still to be delivered.
        findings: What was found about it.
    """
    case = subject.case
    outcome = f"（{case.outcome.label}）" if case.outcome else ""
    return Explanation(
        case_id=case.id,
        number=case.number,
        state=f"{subject.bundle.name}：{case.state.label}{outcome}",
        waiting=tuple(_waiting(subject)),
        late=tuple(_late(subject, events)),
        coming=tuple(_coming(subject)),
        deliveries=tuple(map(_delivery, deliveries)),
        findings=tuple(findings),
    )


def _waiting(subject: Subject) -> Iterator[str]:
    case, limits = subject.case, subject.bundle.limits
    match case.state:
        case CaseState.SUBMITTED:
            silence = "逾期视为受理" if limits.on_silence == "deemed_accepted" else "逾期只提醒，不视为受理"
            yield f"等{subject.lead}受理或一次告知补正{_due(case_clock(case, subject.bundle), subject)}，{silence}"
        case CaseState.CORRECTING:
            yield f"等申请人补正{_due(case_clock(case, subject.bundle), subject)}"
        case CaseState.ACCEPTED:
            for task in case.tasks.values():
                if not task.state.is_final:
                    yield _task(task, subject)
        case CaseState.DECIDED:
            yield f"全部事项均已决定，等{subject.lead}统一出件{_due(issue_clock(case, subject.bundle), subject)}"
        case _:
            yield "办件已结束，不再等待"
    if is_running(case) and case.state is not CaseState.SUBMITTED:
        for material in case.deferred:
            due = _due(deferral_clock(case, material, subject.bundle), subject)
            yield f"等申请人补交容缺材料{subject.material_name(material)}{due}；没有它不能办结"


def _task(task: Task, subject: Subject) -> str:
    item = subject.bundle.item(task.item)
    name, department = subject.item_name(task.item), subject.department_name(task.department)
    due = _due(task_clock(task, item, subject.bundle), subject)
    needed = [each for each in prerequisites(item, subject.case.required).all if each in subject.case.tasks]
    lacking = [_holder(each, subject) for each in missing(subject.case, needed)]
    match task.state:
        case TaskState.WAITING:
            return f"{name}不能开始：等前置{'、'.join(lacking)}；其时限自前置全部准予之日起算"
        case TaskState.SUSPENDED:
            until = suspension_expected(task, subject)
            stop = next(stop for stop in task.stops if stop.until is None)
            return (
                f"{name}在{department}，因{task.procedure}自{local(stop.since):%Y-%m-%d}起暂停计时，"
                f"预计{task.expected}" + (f"（至{until}）" if until else "")
            )
        case TaskState.OPEN:
            said = f"{name}等{department}开始办理{due}"
        case _:
            said = f"{name}在{department}办理（{task.officer}）{due}"
    return said + (f"；决定须等前置{'、'.join(lacking)}" if lacking else "")


def _holder(item: str, subject: Subject) -> str:
    task = subject.case.tasks[item]
    return f"{subject.item_name(item)}（{task.state.label}，{subject.department_name(task.department)}）"


def _late(subject: Subject, events: Sequence[Event]) -> Iterator[str]:
    if not events:
        return
    told = timeline(subject.case.id, events, subject.bundle, subject.calendar, subject.now)
    for account in told.accounts:
        if account.late_days:
            yield _account(account, subject)
    if any(account.late_days for account in told.accounts):
        yield from (f"缘由：{_named(reason, subject)}" for reason in told.reasons)


def _account(account: Account, subject: Subject) -> str:
    whole = "统一出件" if account.step == "issue" else "整件"
    name = subject.item_name(account.item) if account.item else whole
    stopped = f"，另有{account.stopped_days}个工作日停止计时" if account.stopped_days else ""
    return (
        f"{name}由{subject.department_name(account.department)}负责，应于{account.due_on}办结，"
        f"超过{account.late_days}个工作日；已用{account.net_days}个工作日{stopped}"
    )


def _named(reason: str, subject: Subject) -> str:
    item, separator, said = reason.partition("：")
    return f"{subject.item_name(item)}{said}" if separator and item in subject.case.tasks else reason


def _coming(subject: Subject) -> Iterator[str]:
    timers = pending(subject.case, subject.bundle, subject.calendar)
    for timer in timers[:1]:
        passed = "应已在" if timer.at <= subject.now else "将在"
        yield f"系统{passed}{local(timer.at):%Y-%m-%d %H:%M}记录：{_EFFECTS.get(timer.effect) or _level(timer.level)}"


def _level(level: Level | None) -> str:
    return f"时限{level.label}" if level else "时限变化"


def _delivery(delivery: Delivery) -> str:
    records = f"第{delivery.next_seq}至{delivery.last_seq}条记录"
    if not delivery.sink:
        return f"{records}尚未分发"
    failed = f"，已失败{delivery.attempts}次：{delivery.error}" if delivery.attempts else ""
    return f"{records}待投递到“{delivery.sink}”（{'已放弃' if delivery.state == 'dead' else '进行中'}）{failed}"


def _due(clock: Clock | None, subject: Subject) -> str:
    if clock is None:
        return ""
    since = overdue_since(clock, subject)
    if since:
        return f"，已于{since}超期"
    due = clock.due(subject.calendar)
    if due.provisional:
        return "，期限待放假通知后确定"
    return f"，期限{due.on}" if due.on else ""
