"""The beginning of a bundle: a few answers make a definition that passes every check, and a feature that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from yishi_engine.publish.yaml_text import bundle_yaml
from yishi_engine.worktime.calendar import national_calendar
from yishi_engine.worktime.deadlines import due
from yishi_engine.worktime.limits import Limit, Unit
from yishi_engine.worktime.stops import StoppedDays

if TYPE_CHECKING:
    from collections.abc import Iterator

_ISSUE: Final = 1
_DAY: Final = date(2026, 3, 2)
_PERSON: Final = (
    ("applicant", {"label": "申请人姓名", "type": "text", "max_length": 50, "personal": True}, "张三"),
    ("phone", {"label": "联系电话", "type": "phone", "personal": True}, "13800138000"),
)
_ENTERPRISE: Final = (
    ("enterprise_name", {"label": "企业名称", "type": "text", "max_length": 100}, "蜀香便利店"),
    ("contact", {"label": "联系人姓名", "type": "text", "max_length": 50, "personal": True}, "张三"),
    ("phone", {"label": "联系电话", "type": "phone", "personal": True}, "13800138000"),
)
_COMMENT: Final = """\
{name}一件事
用 yishi check 检查，用 yishi test 检验。接着补上：
- 情形引导：在 limits 下面加 questions，用 when 写明哪些事项、字段、材料何时需要；
- 表单和材料：每个字段、每份材料只写一次，列进用到它的事项；
- 前置：一个事项要等另一个的，写 depends_on；
- 依据和法定时限：basis、statutory_limit。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedItem:
    """What is known of an item at the beginning.

    Attributes:
        id: Its id.
        name: Its name.
        department: Key of its department.
        days: The working days within which it is promised.
    """

    id: str
    name: str
    department: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The answers.

    Attributes:
        id: Id of the bundle.
        name: Its name.
        audience: ``person`` or ``enterprise``.
        lead: Key of the lead department.
        region: Six-digit region code; may be empty.
        items: At least one item.
    """

    id: str
    name: str
    audience: str
    lead: str
    region: str = ""
    items: tuple[StartedItem, ...]

    @property
    def total(self) -> int:
        """Working days for the whole: the longest item, and the issue of the results."""
        return max(item.days for item in self.items) + _ISSUE

    @property
    def fields(self) -> tuple[tuple[str, dict[str, object], str], ...]:
        """Id, definition and a sample value of each form field."""
        listed = _PERSON if self.audience == "person" else _ENTERPRISE
        return tuple((name, dict(field), sample) for name, field, sample in listed)


def bundle_plain(start: Start) -> dict[str, object]:
    """Return the definition as plain data."""
    fields = [name for name, _, _ in start.fields]
    return {
        "id": start.id,
        "version": 1,
        "name": start.name,
        "audience": start.audience,
        **({"region": start.region} if start.region else {}),
        "lead_department": start.lead,
        "limits": {
            "acceptance": "5 工作日",
            "correction": "10 工作日",
            "total": f"{start.total} 工作日",
            "issue": f"{_ISSUE} 工作日",
        },
        "form": [{"id": name, **field} for name, field, _ in start.fields],
        "materials": [{"id": "identity", "name": "申请人身份证明", "source": "shared"}],
        "items": [
            {
                "id": item.id,
                "name": item.name,
                "department": item.department,
                "committed_limit": f"{item.days} 工作日",
                "fields": fields,
                "materials": ["identity"],
            }
            for item in start.items
        ],
    }


def bundle_text(start: Start) -> str:
    """Return the text of the bundle's file."""
    return bundle_yaml(bundle_plain(start), comment=_COMMENT.format(name=start.name))


def feature_text(start: Start) -> str:
    """Return the text of a feature that proves the bundle: from submission to issued results, every item in time."""
    return "\n".join(_feature(start)) + "\n"


def _feature(start: Start) -> Iterator[str]:
    yield "# language: zh-CN"
    yield f"功能: {start.name}"
    yield ""
    yield "  场景: 各部门按时办结，统一出件"
    yield f'    假如 现在是"{_DAY} 09:00"'
    yield f'    而且 已载入套餐"{start.id}"'
    yield '    当 申请人"p-1"提交申请，情形和表单如下:'
    yield "      | 字段 | 值 |"
    yield from (f"      | {name} | {sample} |" for name, _, sample in start.fields)
    yield "    而且 牵头部门受理"
    yield "    那么 分发的事项为:"
    yield "      | 事项 | 部门 | 状态 | 办结期限 |"
    yield from (f"      | {item.id} | {item.department} | 待办 | {_due(item.days)} |" for item in start.items)
    yield f'    而且 办件的办结期限为"{_due(start.total)}"'
    for number, item in enumerate(start.items):
        yield f'    {"而且" if number else "当"} "{item.id}"开始办理'
        yield f'    而且 "{item.id}"准予'
    yield '    那么 办件状态为"待出件"'
    yield "    当 牵头部门办结"
    yield '    那么 办件结果为"全部准予"'
    yield "    而且 审计链完整"


def _due(days: int) -> date:
    calendar = national_calendar()
    opened = calendar.closing(_DAY) - timedelta(hours=8)
    found = due(Limit(days, Unit.WORKING_DAYS), opened, StoppedDays(()), calendar).on
    if found is None:
        raise ValueError(f"{days} working days reach past the calendar")
    return found
