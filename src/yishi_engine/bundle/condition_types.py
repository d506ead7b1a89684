"""Whether a condition fits the questions and form fields that it names: they exist, and the comparisons make sense."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.conditions import Condition, ConditionFault
from yishi_engine.bundle.expressions import ORDERING, Comparison, Constant, Membership, Name, Truth, leaves, operands
from yishi_engine.bundle.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yishi_engine.bundle.model import Valued

_FAMILY: Final = {"yes_no": "yes_no", "integer": "number", "decimal": "number", "date": "date", "choice": "choice"}
_CHINESE: Final = {"yes_no": "是否", "number": "数字", "date": "日期", "choice": "选项", "text": "文字"}
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OTHER_TRUTHS: Final = {"true": "是", "yes": "是", "false": "否", "no": "否"}


def type_faults(condition: Condition, scope: Mapping[str, Valued]) -> Iterator[ConditionFault]:
    """Yield what is wrong with a condition's names and types, at most one fault a comparison.

    Args:
        condition: The condition.
        scope: What it may name, by id.

    Yields:
        Faults with codes ``condition.unknown_name``, ``condition.type``, ``condition.option`` and ``condition.date``.
    """
    for leaf in leaves(condition.root):
        unknown = [part for part in operands(leaf) if isinstance(part, Name) and part.id not in scope]
        if unknown:
            yield _unknown(unknown[0], scope)
            continue
        fault = _truth(leaf, scope) if isinstance(leaf, Truth) else _comparison(leaf, scope)
        if fault is not None:
            yield fault


def _unknown(name: Name, scope: Mapping[str, Valued]) -> ConditionFault:
    hint = did_you_mean(name.id, scope)
    if name.id.lower() in _OTHER_TRUTHS:
        hint = f"改写为 {_OTHER_TRUTHS[name.id.lower()]}"
    elif any(name.id in valued.options for valued in scope.values()):
        hint = f'选项要加引号："{name.id}"'
    message = f'条件里的"{name.id}"不是可用的名称'
    return ConditionFault(code="condition.unknown_name", message=message, hint=hint, offset=name.offset)


def _family(name: Name, scope: Mapping[str, Valued]) -> str:
    return _FAMILY.get(scope[name.id].type, "text")


def _truth(leaf: Truth, scope: Mapping[str, Valued]) -> ConditionFault | None:
    family = _family(leaf.name, scope)
    if family == "yes_no":
        return None
    message = f'"{leaf.name}"是{_CHINESE[family]}，不能单独作条件'
    hint = f"写出比较，例如 {leaf.name} {'> 50' if family == 'number' else '== …'}"
    return ConditionFault(code="condition.type", message=message, hint=hint, offset=leaf.name.offset)


def _comparison(leaf: Comparison | Membership, scope: Mapping[str, Valued]) -> ConditionFault | None:
    parts = operands(leaf)
    names = [part for part in parts if isinstance(part, Name)]
    family = _family(names[0], scope)
    if isinstance(leaf, Comparison) and leaf.operator in ORDERING and family not in {"number", "date"}:
        message = f'"{names[0]}"是{_CHINESE[family]}，不能比大小'
        return ConditionFault(code="condition.type", message=message, hint="用 == 或 in [..]", offset=names[0].offset)
    for other in names[1:]:
        if _family(other, scope) != family:
            message = f'"{names[0]}"是{_CHINESE[family]}，"{other}"是{_CHINESE[_family(other, scope)]}，不能比较'
            return ConditionFault(code="condition.type", message=message, hint="比较同一类型的值", offset=other.offset)
    constants = (part for part in parts if isinstance(part, Constant))
    return next((fault for part in constants if (fault := _constant(names[0], part, scope[names[0].id]))), None)


def _constant(name: Name, constant: Constant, valued: Valued) -> ConditionFault | None:
    family = _FAMILY.get(valued.type, "text")
    value = constant.value
    given = "yes_no" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
    if given != (family if family in {"yes_no", "number"} else "text"):
        message = f'"{name}"是{_CHINESE[family]}，不能与{_CHINESE[given]} {constant} 比较'
        return ConditionFault(code="condition.type", message=message, hint=_write(family), offset=constant.offset)
    if family == "choice" and value not in valued.options:
        message = f'"{name}"没有选项{constant}'
        hint = did_you_mean(str(value), valued.options)
        return ConditionFault(code="condition.option", message=message, hint=hint, offset=constant.offset)
    if family == "date" and not _is_date(str(value)):
        message = f"{constant}不是日期"
        return ConditionFault(code="condition.date", message=message, hint=_write(family), offset=constant.offset)
    return None


def _write(family: str) -> str:
    examples = {"yes_no": "写 是 或 否", "number": "写数字，不加引号", "date": '写日期，例如 "2026-01-01"'}
    return examples.get(family, "写加引号的文字")


def _is_date(text: str) -> bool:
    try:
        return bool(_ISO_DATE.fullmatch(text)) and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
