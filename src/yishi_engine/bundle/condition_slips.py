"""What designers write in conditions instead of the operators: Chinese words, full-width signs, other languages'."""

from __future__ import annotations

import re
from typing import Final

_WRITE: Final = {
    "大于或等于": ">=", "小于或等于": "<=", "大于等于": ">=", "小于等于": "<=", "不小于": ">=", "不大于": "<=",
    "不少于": ">=", "不多于": "<=", "不低于": ">=", "不高于": "<=", "不超过": "<=", "不等于": "!=", "不属于": "not in",
    "大于": ">", "小于": "<", "多于": ">", "少于": "<", "高于": ">", "低于": "<", "超过": ">", "等于": "==",
    "以上": ">=", "以下": "<=", "属于": "in", "不是": "not", "并且": "and", "而且": "and", "同时": "and", "或者": "or",
    "＞": ">", "＜": "<", "＝": "==", "≥": ">=", "≤": "<=", "≠": "!=", "且": "and", "和": "and", "或": "or",
    "非": "not", "不": "not", "（": "(", "）": ")", "，": ",", "、": ",", "“": '"', "”": '"', "‘": "'", "’": "'",
    "【": "[", "】": "]", "！": "not", "=>": ">=", "=<": "<=", "<>": "!=", "=": "==", "&&": "and", "||": "or",
    "&": "and", "|": "or", "!": "not", "AND": "and", "And": "and", "OR": "or", "Or": "or", "NOT": "not", "Not": "not",
    "IN": "in", "In": "in",
}  # fmt: skip
_LONGEST_FIRST: Final = tuple(sorted(_WRITE, key=len, reverse=True))
_WITH_UNIT: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?([^\W\d_A-Za-z]+)")
_UNITS: Final = "㎡％%"
_FULL_DIGITS: Final = re.compile("[０-９]+")


def slip_at(text: str, position: int) -> tuple[str, str] | None:
    """Return what stands at a place of a condition and what to write instead; None where that cannot be told."""
    for written in _LONGEST_FIRST:
        end = position + len(written)
        whole = not written.isalpha() or not written.isascii() or not re.match(r"\w", text[end : end + 1])
        if text.startswith(written, position) and whole:
            return written, f"改写为 {_WRITE[written]}"
    unit = _WITH_UNIT.match(text, position)
    if unit:
        return unit[0], f"数字后面不写单位，改写为 {unit[0].removesuffix(unit[1])}"
    if text[position] in _UNITS:
        return text[position], "数字后面不写单位，删去它"
    digits = _FULL_DIGITS.match(text, position)
    if digits:
        return digits[0], "数字用半角"
    return None
