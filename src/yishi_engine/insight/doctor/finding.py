"""What a doctor finds: a stable code, a sentence for the operator, and the commands that help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """What is stored contradicts itself, or something cannot go on by itself."""
    WARNING = "warning"
    """Somebody has to do something, and has not."""

    @property
    def label(self) -> str:
        """Return the name for operators."""
        return {"error": "错误", "warning": "注意"}[self.value]


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

CODES: Final = {
    "schema.out_of_date": (_ERROR, "数据库结构版本不符"),
    "definition.changed": (_ERROR, "在用的套餐版本被改动"),
    "definition.missing": (_ERROR, "办件所用的套餐版本缺失"),
    "definition.spoiled": (_ERROR, "库中保存的套餐内容与记录不符"),
    "calendar.unreadable": (_ERROR, "库中的放假通知无法读取"),
    "calendar.horizon": (_WARNING, "工作日历即将用尽"),
    "clock.provisional": (_WARNING, "办结期限待放假通知后确定"),
    "sweep.late": (_ERROR, "到时的办件无人处理"),
    "delivery.not_routed": (_ERROR, "事件尚未分发"),
    "delivery.backlog": (_WARNING, "事件投递积压"),
    "delivery.dead": (_ERROR, "事件投递已放弃"),
    "exceptions.open": (_WARNING, "部门系统来件待处理"),
    "stray.records": (_ERROR, "审计记录在而办件不在"),
    "stray.keys": (_ERROR, "幂等键所指办件不在"),
    "stray.deliveries": (_ERROR, "待投递事件所指办件不在"),
    "case.unreadable": (_ERROR, "办件数据无法读取"),
    "chain.broken": (_ERROR, "审计链断裂"),
    "state.differs": (_ERROR, "办件状态与审计记录不符"),
    "due.differs": (_ERROR, "期限副本与推算不符"),
    "attention.differs": (_ERROR, "下次处理时间与推算不符"),
    "key.beyond": (_ERROR, "幂等键指向不存在的记录"),
    "personal.missing": (_ERROR, "个人信息缺失"),
    "personal.erased": (_WARNING, "在办件的个人信息已删除"),
    "case.not_accepted": (_WARNING, "逾期未受理"),
    "case.not_issued": (_WARNING, "各事项已决定而逾期未出件"),
    "material.blocks": (_WARNING, "容缺材料逾期未补，不能办结"),
    "task.never_opens": (_ERROR, "等待的前置事项不会再办成"),
    "task.suspended_too_long": (_WARNING, "特别程序超过预计时间"),
    "duty.overdue": (_WARNING, "办结后的义务逾期"),
}
"""Code → how bad it is, and its Chinese title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is stuck or inconsistent.

    Attributes:
        code: Stable dotted code, one of ``CODES``.
        explanation: What is so, and why that is a problem; in Chinese, without personal data.
        action: What the operator can do, in Chinese.
        commands: The same as exact commands of ``yishi``; capitals stand for what the operator has to fill in.
        case_id: The case; None for what concerns the whole store.
        number: Its official number.
        item: The item of the task.
        count: How many cases, messages or rows it is about.
    """

    code: str
    explanation: str
    action: str
    commands: tuple[str, ...] = ()
    case_id: str | None = None
    number: str | None = None
    item: str | None = None
    count: int = 1

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return CODES[self.code][0]

    @property
    def title(self) -> str:
        """Its title, in Chinese."""
        return CODES[self.code][1]

    def to_json(self) -> dict[str, object]:
        """Return it in JSON's types."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "title": self.title,
            "case": self.case_id,
            "number": self.number,
            "item": self.item,
            "count": self.count,
            "explanation": self.explanation,
            "action": self.action,
            "commands": list(self.commands),
        }
