"""What concerns the whole store: its schema, definitions, calendar, sweeps, deliveries, and rows without a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.catalog import Definition, read_content
from yishi_engine.insight.doctor.finding import Finding
from yishi_engine.store.delivery_port import UNROUTED
from yishi_engine.store.exception_port import ExceptionState
from yishi_engine.worktime.calendar import Calendar, local, local_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from yishi_engine.bundle.catalog import Catalog
    from yishi_engine.store import port
    from yishi_engine.store.port import Transaction

COUNTED: Final = 1000
"""More than so many are not counted: that there are many is what matters."""
_SHOWN: Final = 3
_NOTICE_EXPECTED: Final = 11
"""The month in which the State Council gives the notice for the next year."""
_NEAR: Final = timedelta(days=30)
_STRAYS: Final = {
    "records": "有审计记录而办件本身不在：办件被删除",
    "keys": "有幂等键指向不在的办件：重复的请求会得不到首次答复",
    "deliveries": "有待投递的事件指向不在的办件",
}


def definitions(transaction: Transaction, catalog: Catalog) -> Iterator[Finding]:
    """Yield what is wrong with the definitions in use: changed in the files, or spoiled in the store."""
    published = {(each.bundle.id, each.bundle.version): each.digest for each in catalog.definitions()}
    for stored in transaction.definitions():
        name = f"{stored.bundle} 第{stored.version}版"
        if kept_digest(stored) != stored.digest:
            yield Finding(
                code="definition.spoiled",
                explanation=f"库中保存的套餐 {name} 内容与其摘要不符：数据被改动",
                action="请从备份恢复套餐表中该版本的行",
                commands=("yishi audit verify",),
            )
        elif published.get((stored.bundle, stored.version), stored.digest) != stored.digest:
            yield Finding(
                code="definition.changed",
                explanation=f"套餐 {name} 已有办件在用，文件内容却改动了；引擎会拒绝启动",
                action="请恢复原文件，把改动作为新的版本发布",
                commands=("yishi check bundles",),
            )


def kept_digest(stored: port.Definition) -> str:
    """Return the digest computed anew of what is kept; empty if that cannot be read."""
    try:
        return Definition.of(*read_content(stored.content)).digest
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def horizon(calendar: Calendar, now: datetime) -> Iterator[Finding]:
    """Yield that the working days are known for too short a time: from November on those of the next year are due."""
    today = local_date(now)
    needed = date(today.year + 1, 12, 31) if today.month >= _NOTICE_EXPECTED else today + _NEAR
    if calendar.horizon < needed:
        year = calendar.horizon.year + 1
        yield Finding(
            code="calendar.horizon",
            explanation=f"工作日历只到{calendar.horizon}；其后的期限无法确定，只能标为待定",
            action=f"请把国务院办公厅{year}年放假安排的通知写成文件载入；载入后所有期限重新推算并留记录",
            commands=("yishi calendar load FILE.yaml",),
        )


def sweeps(transaction: Transaction, now: datetime, patience: timedelta) -> Iterator[Finding]:
    """Yield that cases wait for a sweep for longer than they should."""
    late = transaction.needing_attention(now - patience, limit=COUNTED)
    if not late:
        return
    since = transaction.kept_beside(late[:1])[late[0]].attention_at
    waiting = f"，最早的自{local(since):%Y-%m-%d %H:%M}起" if since else ""
    yield Finding(
        code="sweep.late",
        explanation=f"{_many(len(late))}件到时的办件超过{_minutes(patience)}没有处理{waiting}：预警、红黄牌、"
        f"视为受理都没有发生；多半是没有 worker 在运行。例如 {'、'.join(late[:_SHOWN])}",
        action="立即处理一次，并检查 worker 是否在运行",
        commands=("yishi sweep", "yishi worker"),
        count=len(late),
    )


def deliveries(transaction: Transaction, now: datetime, patience: timedelta) -> Iterator[Finding]:
    """Yield what waits too long to be delivered, and what was given up. Where no sink is registered nothing waits."""
    if not transaction.sinks():
        return
    for each in transaction.backlog():
        since = f"{local(each.oldest):%Y-%m-%d %H:%M}" if each.oldest else ""
        if each.oldest and now - each.oldest > patience:
            routed = each.sink != UNROUTED
            yield Finding(
                code="delivery.backlog" if routed else "delivery.not_routed",
                explanation=f"{each.pending}件办件的事件"
                + (f"等待投递到“{each.sink}”" if routed else "尚未分发到任何接收方")
                + f"，最早的自{since}起：没有 worker 在投递，或接收方不收",
                action="检查 worker 是否在运行、接收方是否可达"
                + ("；恢复后可立即重投。该接收方不再使用的，注销它，待投递的事件随之放弃" if routed else ""),
                commands=(
                    "yishi delivery list",
                    f"yishi delivery resend --all --sink {each.sink}",
                    f"yishi delivery forget {each.sink} --yes",
                )
                if routed
                else ("yishi worker",),
                count=each.pending,
            )
        if each.dead:
            yield Finding(
                code="delivery.dead",
                explanation=f"投递到“{each.sink}”的{each.dead}件办件的事件多次失败，已放弃；其后的事件都在等它",
                action="查明原因后重投；确实不必投递的，跳过那一条并写明理由",
                commands=(
                    "yishi delivery list --dead",
                    f"yishi delivery resend --all --sink {each.sink}",
                    f"yishi delivery skip CASE --sink {each.sink} --reason TEXT",
                ),
                count=each.dead,
            )


def exceptions(transaction: Transaction) -> Iterator[Finding]:
    """Yield that messages of departments' systems wait for a decision."""
    found = transaction.exceptions(state=ExceptionState.PENDING, after="", limit=COUNTED)
    if found:
        oldest = found[0]
        yield Finding(
            code="exceptions.open",
            explanation=f"{_many(len(found))}件部门系统的来件没能执行，待人处理，最早的是{oldest.sender}于"
            f"{local(oldest.received_at):%Y-%m-%d %H:%M}发来的（{oldest.code}）",
            action="查明原因后重试，或写明理由不再处理",
            commands=(
                "yishi exceptions list",
                f"yishi exceptions retry {oldest.id}",
                f"yishi exceptions dismiss {oldest.id} --reason TEXT --by ID",
            ),
            count=len(found),
        )


def strays(transaction: Transaction) -> Iterator[Finding]:
    """Yield rows that name cases that are not there."""
    found: dict[str, list[str]] = {}
    for stray in transaction.strays(limit=COUNTED):
        found.setdefault(stray.kind, []).append(stray.case_id)
    for kind, case_ids in found.items():
        yield Finding(
            code=f"stray.{kind}",
            explanation=f"{_STRAYS[kind]}，共{_many(len(case_ids))}件，例如 {'、'.join(case_ids[:_SHOWN])}",
            action="请与备份或库外检查点比对，从备份恢复这些办件",
            commands=(
                *([f"yishi audit export {case_ids[0]} -o FILE.jsonl"] if kind == "records" else ()),
                "yishi audit verify --checkpoint FILE",
            ),
            count=len(case_ids),
        )


def provisional(count: int, numbers: list[str]) -> Iterator[Finding]:
    """Yield that cases wait for a notice on days off."""
    if count:
        yield Finding(
            code="clock.provisional",
            explanation=f"{count}件办件有期限落在工作日历之外，尚无办结日期，例如 {'、'.join(numbers)}",
            action="放假通知公布后载入，期限即确定并留记录",
            commands=("yishi calendar load FILE.yaml",),
            count=count,
        )


def _many(count: int) -> str:
    return f"{count}以上" if count >= COUNTED else str(count)


def _minutes(amount: timedelta) -> str:
    return f"{int(amount.total_seconds() // 60)}分钟"
