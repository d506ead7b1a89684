"""One value of a question or form field: check it and bring it into its one stored form."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from yishi_engine.bundle.conditions import LARGEST
from yishi_engine.bundle.identifiers import is_credit_code, is_phone, is_region, is_resident_id
from yishi_engine.bundle.model import FormField, Question
from yishi_engine.bundle.patterns import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

StoredValue: TypeAlias = bool | int | str
"""JSON-native: yes_no is ``bool``, integer ``int``; a decimal is canonical text, a date ISO text, all else text."""

Field: TypeAlias = Question | FormField

DEFAULT_LENGTH: Final = 500
MAX_PLACES: Final = 12
LARGEST_POWER: Final = 15
_SHOWN: Final = 50

_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,28}(?:\.[0-9]{1,28})?")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,16}")
MISLEADING: Final = "\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
"""Characters, for a regular expression, that let a text look like another one: they turn its order or end its line."""
# Control characters (line ends and tabs aside), lone surrogates, noncharacters: no database takes them all.
_UNSTORABLE: Final = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff{MISLEADING}]")
_TRUTH: Final = {"是": True, "否": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFault:
    """Why a value is refused.

    Attributes:
        code: Stable dotted code, ``form.…``.
        message: In Chinese, with the field's label; with the value itself only where the field is not personal.
    """

    code: str
    message: str


class _RefusedError(Exception):
    """Carries a code and the rest of a sentence that begins with the label."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


def is_blank(text: str) -> bool:
    """Tell whether nothing of a text can be seen: all of it separates, controls or formats (Unicode's Z and C)."""
    return not any(sign.isprintable() and sign != " " for sign in text)


def check_value(field: Field, value: object) -> StoredValue | ValueFault:
    """Check one value and normalise it.

    Args:
        field: The question or form field.
        value: Text is stripped, letters of identifiers become upper-case; a decimal may be ``Decimal``, ``int``,
            ``float`` or text, a date ``date`` or ISO text.

    Returns:
        The value as it is stored and compared, or the one fault that it has.
    """
    try:
        return _CHECKS[field.type](field, value)
    except _RefusedError as refused:
        shown = "" if field.personal else _quoted(value)
        return ValueFault(code=refused.code, message=f'"{field.label}"{refused.reason}{shown}')


def read_value(field: Field, text: str) -> object:
    """Turn text from a table cell or a command line into what :func:`check_value` takes for the field.

    Args:
        field: The question or form field.
        text: 是 or 否 (also true, false) for yes_no, digits for integer; all else stays text.

    Returns:
        The value, unchecked; the text itself where it does not read as the type, so that the check names it.
    """
    stripped = text.strip()
    if field.type == "yes_no":
        return _TRUTH.get(stripped.lower(), text)
    if field.type == "integer" and _INTEGER.fullmatch(stripped):
        return int(stripped)
    return text


def _quoted(value: object) -> str:
    if not isinstance(value, bool | int | float | Decimal | str | dt.date):
        return ""
    if isinstance(value, int) and abs(value) > LARGEST:
        return ""  # Python refuses to print whole numbers of thousands of digits
    text = _UNSTORABLE.sub("�", str(value))
    return f'，现为"{text[:_SHOWN]}{"…" if len(text) > _SHOWN else ""}"'


def _string(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise _RefusedError("form.type", f"须为{what}")
    stripped = value.strip()
    if _UNSTORABLE.search(stripped):
        raise _RefusedError("form.characters", "含有不可见的控制字符")
    if is_blank(stripped):
        raise _RefusedError("form.empty", "不能为空")
    return stripped


def _text(field: Field, value: object) -> str:
    text = _string(value, "文字")
    longest = field.max_length or DEFAULT_LENGTH
    if len(text) > longest:
        raise _RefusedError("form.too_long", f"不能超过 {longest} 个字")
    if field.pattern is not None and not compile_pattern(field.pattern, longest).fullmatch(text):
        raise _RefusedError("form.pattern", "不符合规定的格式")
    return text


def _integer(field: Field, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _RefusedError("form.type", "须为整数")
    _in_bounds(field, Decimal(value) if abs(value) <= LARGEST else None)
    return value


def _decimal(field: Field, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise _RefusedError("form.type", "须为数字")
    if isinstance(value, str) and not _DECIMAL.fullmatch(value.strip()):
        raise _RefusedError("form.type", "须为数字")
    # A float means the number that it prints as.
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise _RefusedError("form.type", "须为数字")
    # The magnitude is looked at first: written out, 1E+999999 would fill a megabyte.
    written_out = not number or -MAX_PLACES <= number.adjusted() <= LARGEST_POWER
    text = canonical_decimal(number) if written_out else ""
    exact = written_out and len(text.partition(".")[2]) <= MAX_PLACES and abs(number) <= LARGEST
    _in_bounds(field, number if exact else None)
    return text


def canonical_decimal(number: Decimal) -> str:
    """Return the one text of a finite number: no exponent, no trailing zeros, no sign on zero."""
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_bounds(field: Field, number: Decimal | None) -> None:
    if number is None:
        raise _RefusedError("form.range", "数字太大或小数位太多")
    if isinstance(field.min, int | Decimal) and number < field.min:
        raise _RefusedError("form.range", f"不能小于 {field.min}")
    if isinstance(field.max, int | Decimal) and number > field.max:
        raise _RefusedError("form.range", f"不能大于 {field.max}")


def _date(field: Field, value: object) -> str:
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date | str):
        raise _RefusedError("form.type", "须为日期，例如 2026-02-11")
    text = value.isoformat() if isinstance(value, dt.date) else _string(value, "日期")
    try:
        day = dt.date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise _RefusedError("form.type", "须为日期，例如 2026-02-11")
    if isinstance(field.min, dt.date) and day < field.min:
        raise _RefusedError("form.range", f"不能早于 {field.min}")
    if isinstance(field.max, dt.date) and day > field.max:
        raise _RefusedError("form.range", f"不能晚于 {field.max}")
    return text


def _yes_no(_field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise _RefusedError("form.type", "须为是或否")
    return value


def _choice(field: Field, value: object) -> str:
    text = _string(value, "选项之一")
    if text not in field.options:
        raise _RefusedError("form.option", f"须为以下选项之一：{'、'.join(field.options)}")
    return text


def _identifier(what: str, code: str, test: Callable[[str], bool], drop: str = "") -> Callable[[Field, object], str]:
    """Make the check of one kind of identifier; ``drop`` are separators that people write and that are not stored."""

    def check(_field: Field, value: object) -> str:
        text = _string(value, "文字").upper().translate(dict.fromkeys(map(ord, drop)))
        if not test(text):
            raise _RefusedError(code, f"不是有效的{what}")
        return text

    return check


_CHECKS: Final[dict[str, Callable[[Field, object], StoredValue]]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "resident_id": _identifier("身份证号", "form.resident_id", is_resident_id),
    "credit_code": _identifier("统一社会信用代码", "form.credit_code", is_credit_code),
    "phone": _identifier("电话号码", "form.phone", is_phone, drop=" -"),
    "region": _identifier("行政区划代码", "form.region", is_region),
}
