"""From plain data to a model: every fault of shape with our own code in Chinese, and a repaired model to check on.

A value that cannot be read is named once. It is then replaced by something neutral, so that the rest of the definition
can be checked in the same run; what was replaced is remembered, and findings that rest on it are not reported.
"""

from __future__ import annotations

import copy
import itertools
import re
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Final, Generic, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError

from yishi_engine.bundle.model import Part
from yishi_engine.bundle.rule import Finding, Trail
from yishi_engine.bundle.suggestions import did_you_mean, nearest
from yishi_engine.positioned import shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from yishi_engine.bundle.conditions import ConditionFault

M = TypeVar("M", bound=Part)

_ROUNDS: Final = 6
_RESERVED: Final = {"repeat", "optional", "base", "overlay", "effective_to"}
_QUESTION_KEYS: Final = {"personal": "问题不得收集个人信息；请把它移到 form", "label": "是否想写 ask？"}
_EXAMPLES: Final = "写数字和单位，例如 5 工作日、20 自然日、4 工作时、3 月，或 即办"
_CHOICES: Final = {
    "个人": "person", "自然人": "person", "企业": "enterprise", "法人": "enterprise", "申请人": "applicant",
    "共享": "shared", "数据共享": "shared", "结果": "result", "必要": "required", "容缺": "deferrable",
    "非必要": "optional", "视为受理": "deemed_accepted", "提醒": "remind", "视为撤回": "lapse", "不予受理": "decline",
    "文字": "text", "整数": "integer", "小数": "decimal", "日期": "date", "是否": "yes_no", "选项": "choice",
    "身份证": "resident_id", "电话": "phone", "开始": "start", "决定": "decide", "机关": "agency", "银行": "bank",
    "string": "text", "str": "text", "number": "decimal", "int": "integer", "float": "decimal", "bool": "yes_no",
    "boolean": "yes_no", "select": "choice", "enum": "choice",
}  # fmt: skip
_NEUTRAL: Final[dict[str, object]] = {
    "version": 1, "audience": "person", "limits": {}, "total": "9999 工作日", "verify_within": "1 工作日",
    "type": "text", "gate": "start", "items": [],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape(Generic[M]):
    """What became of plain data.

    Attributes:
        model: The model, repaired where need be; ``None`` if it could not be.
        findings: What is wrong, as pairs of code and finding.
        broken: Trails of values that were replaced or dropped.
    """

    model: M | None
    findings: tuple[tuple[str, Finding], ...]
    broken: frozenset[Trail]


def read_shape(model: type[M], data: object) -> Shape[M]:
    """Read plain data as a model.

    Args:
        model: The model.
        data: Plain data as YAML gives it.

    Returns:
        The model with all faults of shape.
    """
    try:
        return Shape(model.model_validate(data), (), frozenset())
    except ValidationError as invalid:
        errors = _errors(invalid)
    findings, near = _findings(model, errors)
    broken = {tuple(error["loc"]) for error in errors if error["type"] != "extra_forbidden"} | near
    repaired = copy.deepcopy(data) if isinstance(data, dict) else {}
    numbers = itertools.count(1)
    for _ in range(_ROUNDS):
        for error in errors:
            _repair(model, repaired, error, numbers)
        try:
            return Shape(model.model_validate(repaired), findings, frozenset(broken))
        except ValidationError as invalid:
            errors = _errors(invalid)
            broken |= {tuple(error["loc"]) for error in errors}
    return Shape(None, findings, frozenset(broken))


def _errors(invalid: ValidationError) -> list[ErrorDetails]:
    """Return the errors, without those about length that only follow: pydantic counts no element that is wrong."""
    errors = invalid.errors(include_url=False)
    return [error for error in errors if error["type"] != "too_short" or not error["input"]]


def _findings(model: type[Part], errors: list[ErrorDetails]) -> tuple[tuple[tuple[str, Finding], ...], set[Trail]]:
    """Word the errors, a missing key that was only misspelt no second time; also return what misspelt keys meant."""
    near: set[Trail] = set()
    findings = []
    for error in errors:
        if error["type"] == "extra_forbidden":
            trail = tuple(error["loc"])
            meant = _meant(model, trail)
            if meant is not None:
                near.add((*trail[:-1], meant))
            findings.append(_unknown_key(model, trail))
    for error in errors:
        if error["type"] == "extra_forbidden" or (error["type"] == "missing" and tuple(error["loc"]) in near):
            continue
        findings.append(_finding(error))
    return tuple(findings), near


def _meant(model: type[Part], trail: Trail) -> str | None:
    owner = _owner(model, trail[:-1])
    key = str(trail[-1])
    titles = {field.title: name for name, field in owner.model_fields.items() if field.title}
    return titles.get(key) or nearest(key, owner.model_fields)


def _unknown_key(model: type[Part], trail: Trail) -> tuple[str, Finding]:
    owner = _owner(model, trail[:-1])
    key = str(trail[-1])
    meant = _meant(model, trail)
    hint = f"是否想写 {meant}？" if meant else did_you_mean(key, owner.model_fields)
    if owner.__name__ == "Question" and key in _QUESTION_KEYS:
        hint = _QUESTION_KEYS[key]
    elif key in _RESERVED:
        hint = "这个键留待以后的版本，目前不能用"
    return "key.unknown", Finding(trail, f'不认识的键"{key}"', hint, key=True)


def _owner(model: type[Part], trail: Trail) -> type[Part]:
    """Return the model of the mapping at a trail."""
    owner = model
    for step in trail:
        if isinstance(step, str):
            owner = _part(owner.model_fields[step].annotation) or owner
    return owner


def _part(annotation: object) -> type[Part] | None:
    """Find the model inside ``tuple[X, ...]``, ``X | None`` or ``Annotated[X, …]``."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, Part) else None
    if get_origin(annotation) in {Union, UnionType, tuple, Annotated}:
        return next((part for inner in get_args(annotation) if (part := _part(inner))), None)
    return None


def _finding(error: ErrorDetails) -> tuple[str, Finding]:
    trail: Trail = tuple(error["loc"])
    kind, value = error["type"], error["input"]
    key = next((str(step) for step in reversed(trail) if isinstance(step, str)), "")
    if kind == "missing":
        return "key.missing", Finding(trail[:-1], f"缺少必填的键 {key}", f"补上 {key}: …")
    if kind == "condition":
        fault: ConditionFault = error["ctx"]["fault"]
        return fault.code, Finding(trail, fault.message, fault.hint, offset=fault.offset)
    if value is None or (kind == "string_pattern_mismatch" and not str(value).strip()):
        return "value.empty", Finding(trail, f"{key} 没有值", "写上值，或删去这个键")
    if kind in _LIMITS:
        return "limit.invalid", Finding(trail, _LIMITS[kind].format(shown(value)), _EXAMPLES)
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        near = _CHOICES.get(str(value)) if _CHOICES.get(str(value)) in allowed else None
        hint = f"是否想写 {near}？" if near else did_you_mean(str(value), allowed)
        return "value.choice", Finding(trail, f"{key} 不能是{shown(value)}，只能是 {'、'.join(allowed)}", hint)
    code, message, hint = _PLAIN.get(kind, ("value.type", "{key} 的值{value}类型不对", "对照字段说明改写"))
    words = {"key": key, "value": shown(value), **error.get("ctx", {})}
    return code, Finding(trail, message.format(**words), hint)


_LIMITS: Final = {"limit": "{}不是期限", "limit_number": "期限缺单位：{}"}
_PLAIN: Final = {
    "string_pattern_mismatch": (
        "id.invalid",
        "{key} 不能是{value}",
        "以小写字母开头，只含小写字母、数字、连字符或下划线；问题和字段的 id 不能有连字符",
    ),
    "string_type": ("value.type", "{key} 须为文字，现为{value}", "给它加上英文双引号"),
    "string_too_long": ("value.too_long", "{key} 超过 {max_length} 个字", "写短一些"),
    "int_type": ("value.type", "{key} 须为整数，现为{value}", "写整数，不加引号"),
    "greater_than_equal": ("value.range", "{key} 不能小于 {ge}", "写大一些的数"),
    "less_than_equal": ("value.range", "{key} 不能大于 {le}", "写小一些的数"),
    "bool_type": ("value.type", "{key} 须为 true 或 false，现为{value}", "写 true 或 false，不加引号"),
    "date_type": ("value.type", "{key} 须为日期，现为{value}", "写成 2026-01-01，不加引号"),
    "tuple_type": ("value.type", "{key} 须为列表，现为{value}", "写成 [甲, 乙]，或每行以 - 开头"),
    "too_long": ("value.too_long", "{key} 有 {actual_length} 项，最多 {max_length} 项", "合并或拆成几个套餐"),
    "too_short": ("value.empty", "{key} 至少要有一项", "补上一项"),
    "model_type": ("value.type", "{key} 须为映射（键: 值），现为{value}", "写成 {键: 值} 的形式"),
    "condition_type": ("value.type", "{key} 须为文字，现为{value}", "写出条件，例如 area > 50；总是需要则删去 when"),
    "bound": ("value.type", "{key} 须为数字或日期，现为{value}", "写数字或 2026-01-01，不加引号"),
    "number_size": ("value.range", "{key} 的值太大：{value}", "不超过 9007199254740991"),
}


def _repair(model: type[Part], data: dict[str, object], error: ErrorDetails, numbers: itertools.count[int]) -> None:
    """Replace or drop one value that cannot be read, in place."""
    *path, last = error["loc"] or ("",)
    owner: object = data
    for step in path:
        owner = owner[step]  # type: ignore[index]
    if isinstance(owner, list):
        value = owner[int(last)]
        owner[int(last)] = {} if error["type"] == "model_type" else f"placeholder_{next(numbers)}"
        if error["type"] == "model_type" and isinstance(value, str):
            owner[int(last)] = {"id": value}
    elif isinstance(owner, dict):
        field = _owner(model, tuple(path)).model_fields.get(str(last))
        if field is None or not field.is_required():
            owner.pop(last, None)
        elif error["type"] in {"too_short", "too_long"}:
            owner[str(last)] = [{}]
        else:
            owner[str(last)] = copy.deepcopy(_NEUTRAL.get(str(last), f"placeholder_{next(numbers)}"))
