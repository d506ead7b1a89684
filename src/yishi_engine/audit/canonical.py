"""The canonical form of JSON (RFC 8785, JCS), over which the audit record's hash is taken.

Allowed are objects with text keys, arrays, text, whole numbers that a double holds exactly, true, false and null.
Fractions are refused: their canonical form depends on rounding, so decimals travel as text.
"""

from __future__ import annotations

import json
import re
from typing import Final

import rfc8785

MAX_INTEGER: Final = 2**53 - 1
_BEYOND_BMP: Final = re.compile("[\U00010000-\U0010ffff\ud800-\udfff]")


def _refuse(value: object) -> object:
    raise TypeError(f"a {type(value).__name__} has no place in an audit record (write decimals and dates as text)")


def _read_integer(text: str) -> int:
    value = int(text)
    if not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise ValueError(f"{text} is beyond the exact whole numbers of JSON (write it as text)")
    return value


def _read_fraction(text: str) -> object:
    raise ValueError(f"{text} is no whole number (write decimals as text)")


_encode: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_refuse).encode
_decode: Final = json.JSONDecoder(
    parse_int=_read_integer, parse_float=_read_fraction, parse_constant=_read_fraction
).decode


def _has_plain_keys(value: object) -> bool:
    """Check every part of a tree and say whether all keys are ASCII, so that any sort order is the same."""
    plain = True
    pending = [value]
    for part in pending:  # grows while it is read
        if part is None or isinstance(part, (str, bool)):
            continue
        if isinstance(part, dict):
            for key in part:
                if not isinstance(key, str):
                    raise TypeError(f"the key {key!r} of an object is no text")
                plain = plain and key.isascii()
            pending.extend(part.values())
        elif isinstance(part, list):
            pending.extend(part)
        elif not isinstance(part, int):
            _refuse(part)
        elif not -MAX_INTEGER <= part <= MAX_INTEGER:
            raise ValueError(f"{part} is beyond the exact whole numbers of JSON (write it as text)")
    return plain


def canonical(value: object) -> bytes:
    """Return the canonical form of a value.

    Args:
        value: ``dict`` with ``str`` keys, ``list``, ``str``, ``int`` within ±(2**53 - 1), ``bool`` or ``None``, nested
            as needed. A tuple is refused, because it would not come back as one.

    Returns:
        UTF-8 bytes, the same for equal values on every machine and in every language.

    Raises:
        TypeError: A part has another type, such as ``float``, ``Decimal`` or ``date``, or a key is no text.
        ValueError: A number is too large, a text holds half a surrogate pair, or the nesting is circular or too deep.
    """
    try:
        text = _encode(value)
        # RFC 8785 sorts keys by UTF-16 and Python by code point, which differ outside ASCII only. The standard
        # library's encoder does the rest identically, with this check in less than a third of the time.
        return text.encode() if _has_plain_keys(value) else rfc8785.dumps(value)  # type: ignore[arg-type]
    except UnicodeEncodeError:
        raise ValueError("a text holds half a surrogate pair, which UTF-8 cannot write") from None
    except RecursionError:
        raise ValueError("the value is nested too deeply") from None


def read(text: str) -> object:
    """Read a text of JSON under the restrictions of :func:`canonical`, in whatever spacing and order it is written.

    Raises:
        ValueError: The text is no JSON, or holds a fraction or a number that is too large.
    """
    try:
        return _decode(text)
    except RecursionError:
        raise ValueError("the text is nested too deeply") from None


def read_canonical(text: str) -> object:
    """Read a text that must be exactly the canonical form of its value.

    Raises:
        ValueError: The text is no JSON, or another text is the canonical form of the same value; then hashing it
            proves nothing to someone who holds the value alone.
    """
    value = read(text)
    # Without characters beyond U+FFFF, or halves of them, both orders of keys are the same and every text is valid.
    again = canonical(value).decode() if _BEYOND_BMP.search(text) else _encode(value)
    if again != text:
        raise ValueError("the text is not in canonical form")
    return value
