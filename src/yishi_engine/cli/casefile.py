"""A case for a reader at the terminal, or for a program: all that stands on its file, but no value of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from yishi_engine.cli.chart import Chart
from yishi_engine.cli.text import day, labelled, left, moment, table
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from yishi_engine.audit import AuditRecord
    from yishi_engine.bundle.model import Bundle, Department
    from yishi_engine.case.timeline import Timeline
    from yishi_engine.case.views import CaseView, TaskView
    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.clock import Level

_TASK_COLUMNS: Final = (26, 24, 17)
_HEADINGS: Final = ("事项 Item", "部门", "状态 State", "期限 Due", "剩余 Left", "等级")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What is shown of a case.

    Attributes:
        view: The case. What its form holds and where its materials lie is never shown: who looks is not known here.
        bundle: The definition that it runs on.
        departments: The departments of the definition, by key.
        records: Its audit records.
        timeline: Who held it when, and what that took.
        calendar: The working days as known.
        now: The instant of looking; aware.
    """

    view: CaseView
    bundle: Bundle
    departments: Mapping[str, Department]
    records: tuple[AuditRecord, ...]
    timeline: Timeline
    calendar: Calendar
    now: datetime

    def plain(self) -> dict[str, object]:
        """Return the file in JSON's types; instants are UTC, written as in audit records."""
        shown = {each.name: _plain(getattr(self.view, each.name)) for each in fields(self.view) if each.name != "form"}
        return {
            **shown,
            "materials": list(self.view.materials),
            "timeline": _plain(self.timeline),
            "records": [
                {
                    "seq": record.seq,
                    "type": record.type,
                    "actor": dict(record.actor),
                    "occurred_at": instant_text(record.occurred_at),
                    "recorded_at": instant_text(record.recorded_at),
                    "hash": record.hash,
                }
                for record in self.records
            ],
        }

    def lines(self) -> Iterator[str]:
        """Yield the lines of the file for a reader."""
        yield from labelled(self._facts())
        if self.view.tasks:
            yield ""
            yield from table([_HEADINGS, *map(self._task, self.view.tasks)], limits=_TASK_COLUMNS)
        yield from self._course()
        yield ""
        yield from table([("序号 Seq", "时间 Time", "操作人 Actor", "记录 Record"), *map(_record, self.records)])

    def _facts(self) -> Iterator[tuple[str, str]]:
        view = self.view
        yield "办件 Case", f"{view.number}  id {view.id}"
        yield "套餐 Bundle", f"{view.name} {view.bundle} v{view.bundle_version}"
        yield "牵头部门 Lead", f"{self.departments[view.lead_department].name} {view.lead_department}"
        if view.first_officer:
            yield "首问 First asked", view.first_officer
        yield "申请人 Applicant", view.applicant
        outcome = f"  {view.outcome.label}" if view.outcome else ""
        yield "状态 State", f"{view.state.label} {view.state}{outcome}"
        yield "收到 Received", moment(view.received_at)
        if view.accepted_at:
            yield "受理 Accepted", moment(view.accepted_at) + ("  逾期未答复，视为受理" if view.deemed else "")
        if view.ended_at:
            yield "结束 Ended", moment(view.ended_at)
        else:
            yield "期限 Due", self._due()
        yield from self._particulars()

    def _course(self) -> Iterator[str]:
        """Yield who held the case when, what that took and why, each with an empty line before it."""
        chart = Chart(
            timeline=self.timeline,
            calendar=self.calendar,
            now=self.now,
            items={item.id: item.name for item in self.bundle.items},
            departments={key: department.name for key, department in self.departments.items()},
        )
        reasons = labelled(("缘由 Reason", reason) for reason in chart.reasons())
        for part in (chart.segments(), chart.accounts(), reasons):
            lines = tuple(part)
            if lines:
                yield ""
                yield from lines

    def _due(self) -> str:
        view, limits = self.view, self.bundle.limits
        limit = limits.total if view.accepted_at else limits.acceptance
        rest = f"剩余 {left(view.remaining, limit)}"
        if view.stopped:
            return f"停止计时，{rest}"
        due = "日历未到，暂不能确定" if view.provisional else moment(view.due_at)
        return f"{due}  {rest}  {_level(view.level)}"

    def _particulars(self) -> Iterator[tuple[str, str]]:
        view = self.view
        names = {material.id: material.name for material in self.bundle.materials}
        items = {item.id: item.name for item in self.bundle.items}
        if view.reason:
            yield "理由 Reason", view.reason
        if view.rating:
            yield "评价 Rating", f"{view.rating} 分"
        for missing in view.missing_materials:
            yield "缺少材料 Missing", f"{names[missing]} {missing}"
        for deficiency in view.deficiencies:
            yield "材料问题 Deficiency", f"{items.get(deficiency['item'], deficiency['item'])}：{deficiency['text']}"
        for exemption in view.exempt:
            yield "免办 Exempt", f"{exemption.name}：不满足 {exemption.rule}  {exemption.note}".rstrip()
        for notice in view.notices:
            yield "须知 Notice", notice

    def _task(self, task: TaskView) -> tuple[str, ...]:
        state = f"{task.state.label} {task.procedure}" if task.procedure else task.state.label
        limit = self.bundle.item(task.item).limit
        due = "未知" if task.provisional else day(task.due_on)
        return (
            task.name,
            self.departments[task.department].name,
            state,
            due,
            left(task.remaining, limit),
            _level(task.level),
        )


def _record(record: AuditRecord) -> tuple[str, ...]:
    who = f"{record.actor['id']} {record.actor.get('department', '')}".rstrip()
    what = f"{record.type} {record.data.get('item', '')}".rstrip()
    return str(record.seq), moment(record.occurred_at), who, what


def _level(level: Level | None) -> str:
    return level.label if level else "—"


def _plain(value: object) -> object:
    """Return a value of a view in JSON's types."""
    if isinstance(value, date):
        return instant_text(value) if isinstance(value, datetime) else value.isoformat()
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value
