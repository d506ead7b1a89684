"""What is wrong with the shape of a definition, in Chinese, with our own codes."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.hints import limit_hint, sign_hint
from yishi_engine.bundle.parts import REFERENCES, owner_at
from yishi_engine.bundle.rule import Finding, Trail
from yishi_engine.bundle.suggestions import did_you_mean
from yishi_engine.positioned import shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from yishi_engine.bundle.conditions import ConditionFault
    from yishi_engine.bundle.model import Part

_CHOICES: Final = {
    "个人": "person", "自然人": "person", "公民": "person", "企业": "enterprise", "法人": "enterprise",
    "企业法人": "enterprise", "申请人": "applicant", "申请人提交": "applicant", "申请人自备": "applicant",
    "自备": "applicant", "共享": "shared", "数据共享": "shared", "部门共享": "shared", "结果": "result",
    "事项结果": "result", "必要": "required", "必需": "required", "必须": "required", "必填": "required",
    "是": "required", "容缺": "deferrable", "可容缺": "deferrable", "容缺后补": "deferrable", "后补": "deferrable",
    "非必要": "optional", "可选": "optional", "否": "optional", "选填": "optional", "视为受理": "deemed_accepted",
    "提醒": "remind", "视为撤回": "lapse", "不予受理": "decline", "文字": "text", "文本": "text", "字符": "text",
    "整数": "integer", "数字": "integer", "数值": "integer", "小数": "decimal", "日期": "date", "是否": "yes_no",
    "是/否": "yes_no", "选项": "choice", "单选": "choice", "下拉": "choice", "身份证": "resident_id",
    "身份证号": "resident_id", "统一社会信用代码": "credit_code", "电话": "phone", "手机": "phone",
    "行政区划": "region", "开始": "start", "决定": "decide", "机关": "agency", "银行": "bank", "公用企业": "utility",
    "寄递": "post", "string": "text", "str": "text", "number": "decimal", "int": "integer", "float": "decimal",
    "bool": "yes_no", "boolean": "yes_no", "select": "choice", "enum": "choice",
}  # fmt: skip
_YES: Final = {"是", "yes", "Yes", "YES", "y", "on", "1", "true", "对"}
_NO: Final = {"否", "no", "No", "NO", "n", "off", "0", "false", "不"}
_ONE_DEPARTMENT: Final = {
    "department": "一个事项只写一个部门；另一部门办的部分，另写一个事项",
    "lead_department": "牵头部门只有一个；其他部门写在各自的事项里",
}
_LIMITS: Final = {"limit": "{}不是期限", "limit_number": "期限缺单位：{}"}
_PLAIN: Final = {
    "string_pattern_mismatch": (
        "id.invalid",
        "{key} 不能是{value}",
        "以小写字母开头，只含小写字母、数字、连字符或下划线；问题和字段的 id 不能有连字符",
    ),
    "condition_word": ("id.invalid", "{key} 不能是{value}，它是条件里的词", "换一个 id"),
    "string_type": ("value.type", "{key} 须为文字，现为{value}", "给它加上英文双引号"),
    "string_too_long": ("value.too_long", "{key} 超过 {max_length} 个字", "写短一些"),
    "int_type": ("value.type", "{key} 须为整数，现为{value}", "写整数，不加引号"),
    "greater_than_equal": ("value.range", "{key} 不能小于 {ge}", "写 {ge} 或更大的数"),
    "less_than_equal": ("value.range", "{key} 不能大于 {le}", "写小一些的数"),
    "bool_type": ("value.type", "{key} 须为 true 或 false，现为{value}", "写 true 或 false，不加引号"),
    "date_type": ("value.type", "{key} 须为日期，现为{value}", "写成 2026-01-01，不加引号"),
    "tuple_type": ("value.type", "{key} 须为列表，现为{value}", "写成 [甲, 乙]，或每行以 - 开头"),
    "too_long": ("value.too_long", "{key} 有 {actual_length} 项，最多 {max_length} 项", "合并或拆成几个套餐"),
    "too_short": ("value.empty", "{key} 至少要有一项", "补上一项"),
    "model_type": ("value.type", "{key} 须为映射（键: 值），现为{value}", "写成 {{键: 值}} 的形式"),
    "condition_type": ("value.type", "{key} 须为文字，现为{value}", "写出条件，例如 area > 50；总是需要则删去 when"),
    "bound": ("value.type", "{key} 须为数字或日期，现为{value}", "写数字或 2026-01-01，不加引号"),
    "number_size": ("value.range", "{key} 的值太大：{value}", "不超过 9007199254740991"),
}


def finding_of(model: type[Part], error: ErrorDetails) -> tuple[str, Finding]:
    """Return the code and the finding for one error of a model, other than that of an unknown key."""
    trail: Trail = tuple(error["loc"])
    kind, value = error["type"], error["input"]
    key = next((str(step) for step in reversed(trail) if isinstance(step, str)), "这一项")
    if kind == "missing":
        return "key.missing", Finding(trail[:-1], f"缺少必填的键 {key}", f"补上 {key}: …")
    if kind == "condition":
        fault: ConditionFault = error["ctx"]["fault"]
        return fault.code, Finding(trail, fault.message, fault.hint, offset=fault.offset)
    if value is None or (kind == "string_pattern_mismatch" and not str(value).strip()):
        return "value.empty", empty(trail)
    if kind in _LIMITS:
        return "limit.invalid", Finding(trail, _LIMITS[kind].format(shown(value)), limit_hint(value))
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        message = f"{key} 不能是{shown(value)}，只能是 {'、'.join(allowed)}"
        return "value.choice", Finding(trail, message, _choice_hint(model, trail, str(value), allowed))
    code, message, hint = _PLAIN.get(kind, ("value.type", "{key} 的值{value}类型不对", "对照字段说明改写"))
    words = {"key": key, "value": shown(value), **error.get("ctx", {})}
    better = _HINTS[kind](model, trail, value) if kind in _HINTS else ""
    return code, Finding(trail, message.format(**words), better or hint.format(**words))


def empty(trail: Trail) -> Finding:
    """Return the finding for a key that stands there without a value."""
    key = next((str(step) for step in reversed(trail) if isinstance(step, str)), "")
    return Finding(trail, f"{key} 没有值", "写上值，或删去这个键")


def scattered(model: type[Part], trail: Trail) -> Finding:
    """Return the finding for a list in which the keys of one entry became entries of their own."""
    needed = [name for name, field in owner_at(model, trail).model_fields.items() if field.is_required()]
    written = ", ".join(f"{name}: …" for name in needed)
    return Finding(trail, f"{trail[-1]} 里一项的几个键要写在同一个花括号里", f"写成 [{{{written}}}]")


def _choice_hint(model: type[Part], trail: Trail, value: str, allowed: list[str]) -> str:
    meant = _CHOICES.get(value.strip())
    if meant in allowed:
        return f"是否想写 {meant}？"
    near = did_you_mean(value, allowed)
    field = owner_at(model, trail[:-1]).model_fields.get(str(trail[-1]))
    return near if near.startswith("是否") or field is None else field.description or near


def _id_hint(_model: type[Part], trail: Trail, value: object) -> str:
    """Return the advice for what is no id: signs first, then that a name stands where an id must."""
    signs = sign_hint(str(value))
    key = next(str(step) for step in reversed(trail) if isinstance(step, str))
    if not signs and " " in str(value).strip():
        return "各项之间缺少英文逗号" if isinstance(trail[-1], int) else "标识里不能有空格，改用连字符或下划线"
    return signs or (REFERENCES.get(key, "") if not str(value).isascii() else "")


def _text_hint(_model: type[Part], trail: Trail, value: object) -> str:
    return _ONE_DEPARTMENT.get(str(trail[-1]), "") if isinstance(value, list) else ""


def _truth_hint(_model: type[Part], _trail: Trail, value: object) -> str:
    text = str(value).strip()
    return "写 true，不加引号" if text in _YES else "写 false，不加引号" if text in _NO else ""


def _date_hint(_model: type[Part], _trail: Trail, value: object) -> str:
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", str(value).strip())
    if match is None:
        return ""
    try:
        return f"写成 {date(int(match[1]), int(match[2]), int(match[3]))}，不加引号"
    except ValueError:
        return "没有这一天"


def _list_hint(_model: type[Part], trail: Trail, value: object) -> str:
    if not isinstance(value, str):
        return ""
    parts = [part for part in re.split(r"[,，、;；\s【】]+", value.strip("[]")) if part]
    return f"写成 {trail[-1]}: [{', '.join(parts[:4])}{', …' if len(parts) > 4 else ''}]"  # noqa: PLR2004


def _mapping_hint(model: type[Part], trail: Trail, value: object) -> str:
    """Show a mapping with the keys that it must have, the given text at the one that it fits best."""
    part = owner_at(model, trail)
    needed = [name for name, field in part.model_fields.items() if field.is_required()]
    if value is True and len(needed) == 1:
        return f"写成 {{{needed[0]}: …}}；不用这个键则删去"
    if not isinstance(value, str | int) or isinstance(value, bool) or not needed:
        return ""
    fitting = needed[-1] if not str(value).isascii() or len(needed) == 1 else needed[0]
    shown_keys = ", ".join(f"{name}: {value if name == fitting else '…'}" for name in needed)
    return f"写成 {{{shown_keys}}}"


_HINTS: Final = {
    "string_pattern_mismatch": _id_hint,
    "string_type": _text_hint,
    "bool_type": _truth_hint,
    "date_type": _date_hint,
    "tuple_type": _list_hint,
    "model_type": _mapping_hint,
}
