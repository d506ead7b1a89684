"""What of a case contradicts itself: chain, state, the copies kept for queries, keys, personal values."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from yishi_engine.case.clocks import is_running
from yishi_engine.case.timers import UNKNOWN, next_attention
from yishi_engine.engine.recording import due_index
from yishi_engine.engine.verification import case_told
from yishi_engine.errors import AuditChainBroken
from yishi_engine.worktime.calendar import local

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from yishi_engine.insight.doctor.finding import Finding
    from yishi_engine.insight.doctor.subject import Subject
    from yishi_engine.store.delivery_port import StoredRecord
    from yishi_engine.store.diagnosis_port import Kept
    from yishi_engine.store.port import DueIndex, StoredCase

_RESTORE = "请先导出该链留证，再与备份或库外检查点比对，从备份恢复"


def contradictions(
    subject: Subject, stored: StoredCase, kept: Kept, rows: Sequence[StoredRecord] | None
) -> Iterator[Finding]:
    """Yield what of a case contradicts itself.

    Args:
        subject: The case.
        stored: The same as the store keeps it.
        kept: What is kept beside it.
        rows: Its records; None if they are not to be looked at.
    """
    untrue = list(_records(subject, stored, rows)) if rows is not None else []
    yield from untrue
    # A sweep would put on record for ever what a state says that nobody may believe.
    if not untrue:
        yield from _copies(subject, stored.due, kept.attention_at)
    if kept.last_key > stored.seq:
        yield subject.found(
            "key.beyond",
            f"有幂等键的首次答复依据第{kept.last_key}条记录，而办件只有{stored.seq}条：记录的末尾丢失了",
            _RESTORE,
            "yishi audit verify CASE",
        )
    yield from _personal(subject, kept.personal)


def _records(subject: Subject, stored: StoredCase, rows: Sequence[StoredRecord]) -> Iterator[Finding]:
    case = stored.case
    try:
        said = case_told(case.id, iter(rows), (stored.seq, stored.head))
    except AuditChainBroken as error:
        yield subject.found(
            "chain.broken",
            f"审计链自第{error.seq}条记录起不再可信（{error.message}）",
            _RESTORE,
            "yishi audit export CASE -o FILE.jsonl",
            "yishi audit verify CASE",
        )
        return
    if said != case:
        differing = [each.name for each in fields(case) if getattr(case, each.name) != getattr(said, each.name, None)]
        yield subject.found(
            "state.differs",
            f"库中的状态（{'、'.join(differing)}）不是审计记录所说的：有人绕过引擎改了数据",
            "审计记录为准；请从备份恢复办件、申请与任务三表中该办件的行，不要改审计表",
            "yishi audit export CASE -o FILE.jsonl",
            "yishi audit verify CASE",
        )


def _copies(subject: Subject, told: DueIndex | None, attention_at: datetime | None) -> Iterator[Finding]:
    case, bundle, calendar = subject.case, subject.bundle, subject.calendar
    derived = due_index(case, bundle, calendar)
    if told is not None and told != derived:
        clocks = ["整件"] if told.case != derived.case else []
        clocks += [subject.item_name(item) for item in derived.tasks if told.tasks.get(item) != derived.tasks[item]]
        yield subject.found(
            "due.differs",
            f"列表所用的期限（{'、'.join(clocks)}）与按工作日历推算的不同：放假通知载入中断，或数据被改动",
            "让引擎重新推算该办件；期限有变的会留下记录",
            "yishi sweep CASE",
        )
    due = next_attention(case, bundle, calendar)
    if due != attention_at:
        yield subject.found(
            "attention.differs",
            f"系统应在{_instant(due)}处理该办件，库中记的是{_instant(attention_at)}：预警、视为受理等可能不会发生",
            "让引擎重新推算该办件",
            "yishi sweep CASE",
        )


def _personal(subject: Subject, there: bool | None) -> Iterator[Finding]:  # noqa: FBT001  (a column, not a switch)
    case = subject.case
    if case.personal and there is None:
        yield subject.found(
            "personal.missing",
            f"办件引用了{len(case.personal)}项个人信息，库中没有，也没有删除记录",
            "请从备份恢复个人信息表中该办件的行",
            "yishi audit verify CASE",
        )
    if case.personal and there is False and is_running(case):
        yield subject.found(
            "personal.erased",
            f"办件未结束，{len(case.personal)}项个人信息已应要求删除；各部门看不到，补正也须重新填写",
            f"请{subject.lead}与申请人确认是否撤回",
            "yishi case show CASE",
        )


def _instant(at: datetime | None) -> str:
    if at is None:
        return "（无）"
    return "放假通知载入后" if at == UNKNOWN else f"{local(at):%Y-%m-%d %H:%M}"
