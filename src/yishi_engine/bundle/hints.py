"""What a designer probably meant by a value that cannot be read: limits in other words, signs of Chinese keyboards."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from yishi_engine.positioned import full_width_signs
from yishi_engine.worktime.limits import MAX_AMOUNT

LIMIT_EXAMPLES: Final = "写数字和单位，例如 5 工作日、20 自然日、4 工作时、3 月，或 即办"
WHOLE: Final = "写一个从 1 起的整数和单位，例如 5 工作日；半天写 4 工作时，当天写 即办"

_UNITS: Final = {
    "天": ("{0} 工作日", "{0} 自然日"), "日": ("{0} 工作日", "{0} 自然日"),
    "个工作日": ("{0} 工作日",), "个自然日": ("{0} 自然日",), "工作天": ("{0} 工作日",), "日历日": ("{0} 自然日",),
    "小时": ("{0} 工作时",), "个小时": ("{0} 工作时",), "个工作时": ("{0} 工作时",), "时": ("{0} 工作时",),
    "个月": ("{0} 月",), "月": ("{0} 月",), "工作日": ("{0} 工作日",), "自然日": ("{0} 自然日",),
    "工作时": ("{0} 工作时",), "days": ("{0} 工作日", "{0} 自然日"), "day": ("{0} 工作日", "{0} 自然日"),
    "hours": ("{0} 工作时",), "months": ("{0} 月",), "wd": ("{0} 工作日",), "wh": ("{0} 工作时",), "mo": ("{0} 月",),
    "d": ("{0} 自然日",),
}  # fmt: skip
_MONTHS: Final = {"年": 12, "个季度": 3, "季度": 3}
_WEEKS: Final = frozenset({"周", "星期", "个星期", "礼拜", "个礼拜"})
_FOUND: Final = re.compile(
    rf"(?<![\d.~至到-])([0-9]+|[零〇一二两三四五六七八九十]+)\s*"
    rf"({'|'.join(sorted([*_UNITS, *_MONTHS, *_WEEKS], key=len, reverse=True))})"
)
_NOT_WHOLE: Final = re.compile(r"\d\.\d|(?:^|[^\d.])-\d|(?<![\d.])0+(?![\d.])|\d\s*[-~至到]\s*\d")
_AT_ONCE: Final = re.compile("当场|当天|当日|即时|立即|现场|即办")


def limit_hint(value: object) -> str:
    """Return how a limit that cannot be read is written, as far as it can be told what was meant; examples if not."""
    text = unicodedata.normalize("NFKC", str(value)).strip().lower()
    if _AT_ONCE.search(text):
        return "当天办结写 即办"
    if "半天" in text or "半日" in text:
        return "写 4 工作时"
    found = _FOUND.findall(text)
    odd = _NOT_WHOLE.search(text)
    if odd or len(found) != 1:
        return WHOLE if odd else LIMIT_EXAMPLES
    amount, unit = _number(found[0][0]), found[0][1]
    if unit in _MONTHS:
        unit, amount = "月", amount * _MONTHS[unit]
    longest = amount * 7 if unit in _WEEKS else amount
    if not 0 < longest <= MAX_AMOUNT:
        return f"数字不超过 {MAX_AMOUNT}" if amount else LIMIT_EXAMPLES
    if unit in _WEEKS:
        return f"写 {amount * 5} 工作日 或 {longest} 自然日"
    return f"写 {' 或 '.join(written.format(amount) for written in _UNITS[unit])}"


def sign_hint(text: str) -> str:
    """Return what to write instead of signs of a Chinese keyboard in a text that should be an id; may be empty."""
    signs = full_width_signs(text)
    if any(sign in text for sign in "，、；"):
        return "各项之间用英文逗号加空格，例如 [a, b]"
    if "：" in text:
        return "键和值之间用英文冒号加空格，例如 id: area"
    if any(sign in text for sign in "“”‘’"):
        return "引号用英文半角"
    if any(sign in text for sign in "【】｛｝（）"):
        return "括号用英文半角"
    return f"去掉{signs}" if signs else ""


def _number(text: str) -> int:
    """Read a number in digits, or in Chinese below a hundred, such as 二十五; 0 for others."""
    if text.isdigit():
        return int(text[:9])
    tens, ten, ones = text.replace("两", "二").replace("〇", "零").rpartition("十")
    digits = "零一二三四五六七八九"
    if len(tens) > 1 or len(ones) > 1:
        return 0
    many = (digits.index(tens) if tens else 1) * 10 if ten else 0
    return many + (digits.index(ones) if ones else 0)
