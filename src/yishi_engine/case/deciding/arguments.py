"""Checks of what a command says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from yishi_engine.bundle.values import MISLEADING, is_blank
from yishi_engine.errors import ArgumentInvalid, LimitInvalid
from yishi_engine.worktime.limits import Limit

MAX_TEXT: Final = 2000
MAX_RESULT: Final = 20_000
_MAX_DEPTH: Final = 8
_MAX_INTEGER: Final = 2**53 - 1  # RFC 8785 numbers are IEEE doubles; beyond this they are no longer exact
# Neither PostgreSQL nor JSON canonicalisation takes these, and no reader those.
_UNSTORABLE: Final = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff{MISLEADING}]")


def text(value: object, field: str, label: str, *, required: bool = True) -> str:
    """Return a free text without surrounding blanks.

    Args:
        value: What the command says.
        field: Name of the command's field.
        label: Chinese name of it, for the notice.
        required: Whether it must not be empty.

    Raises:
        ArgumentInvalid: It is no text, empty, too long, or has control characters.
    """
    if not isinstance(value, str):
        raise ArgumentInvalid(f"{field} must be a text", field=field, notice=f"{label}须为文字")
    stripped = value.strip()
    if len(stripped) > MAX_TEXT:
        raise ArgumentInvalid(
            f"{field} has {len(stripped)} characters, at most {MAX_TEXT} are allowed",
            field=field,
            notice=f"{label}过长，最多{MAX_TEXT}字",
        )
    if _UNSTORABLE.search(stripped):
        raise ArgumentInvalid(f"{field} holds control characters", field=field, notice=f"{label}含有控制字符")
    if is_blank(stripped):
        if required:
            raise ArgumentInvalid(f"{field} must not be empty", field=field, notice=f"须填写{label}")
        return ""
    return stripped


def limit(value: object, field: str, label: str) -> Limit:
    """Return a limit written as in a definition.

    Raises:
        ArgumentInvalid: It is no limit.
    """
    try:
        return Limit.parse(value)
    except LimitInvalid as error:
        raise ArgumentInvalid(
            f"{field}: {error.message}",
            field=field,
            notice=f"{label}须写数字和单位，例如“5 工作日”",
            advice=error.advice,
        ) from error


def json_like(value: object, field: str, label: str) -> Mapping[str, object]:
    """Return a mapping that a record can hold: texts, whole numbers, booleans, None, lists and mappings.

    Raises:
        ArgumentInvalid: It holds something else, is nested too deep or too large.
    """
    if not isinstance(value, Mapping):
        raise ArgumentInvalid(f"{field} must be a mapping", field=field, notice=f"{label}格式不对")
    if len(repr(value)) > MAX_RESULT:
        raise ArgumentInvalid(f"{field} is too large", field=field, notice=f"{label}过大")
    plain = _plain(value, field, label, _MAX_DEPTH)
    return plain if isinstance(plain, dict) else {}


def _plain(value: object, field: str, label: str, depth: int) -> object:
    if depth == 0:
        raise ArgumentInvalid(f"{field} is nested too deep", field=field, notice=f"{label}层次过深")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= _MAX_INTEGER:
        return int(value)
    if isinstance(value, str):
        return text(value, field, label, required=False)
    if isinstance(value, Mapping):
        return {text(key, field, label): _plain(each, field, label, depth - 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, field, label, depth - 1) for each in value]
    raise ArgumentInvalid(
        f"{field} holds a {type(value).__name__}",
        field=field,
        notice=f"{label}只能含文字、整数、是否、列表和键值",
        advice="write decimal numbers and dates as texts",
    )
