"""The canonical form of JSON (RFC 8785, JCS), over which the audit record's hash is taken.

Allowed are objects with text keys, arrays, text, whole numbers that a double holds exactly, true, false and null.
Fractions are refused: their canonical form depends on rounding, so decimals travel as text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import rfc8785

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_INTEGER: Final = 2**53 - 1


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
# What was read from a text holds nothing that holds itself, and looking for that takes time.
_encode_again: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
).encode
_decoder: Final = json.JSONDecoder(parse_int=_read_integer, parse_float=_read_fraction, parse_constant=_read_fraction)


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
        return _decoder.decode(text)
    except RecursionError:
        raise ValueError("the text is nested too deeply") from None


def read_canonical(text: str) -> object:
    """Read a text that must be exactly the canonical form of its value.

    Raises:
        ValueError: The text is no JSON, or another text is the canonical form of the same value; then hashing it
            proves nothing to someone who holds the value alone.
    """
    value = read(text)
    if (_written_again(value) if _sorts_alike(text) else canonical(value).decode()) != text:
        raise ValueError("the text is not in canonical form")
    return value


def read_all_canonical(texts: Sequence[str]) -> list[object]:
    """Read texts as :func:`read_canonical` reads each, in two thirds of the time.

    Raises:
        ValueError: There is something wrong with one of them; ``read_canonical`` tells which.
    """
    joined = ",".join(texts)
    if not _sorts_alike(joined):
        return [read_canonical(text) for text in texts]
    try:
        parts = [_decoder.raw_decode(text) for text in texts]
    except RecursionError:
        raise ValueError("one of the texts is nested too deeply") from None
    values = [value for value, _ in parts]
    # Written at once they save what each call costs. Where the whole is the same, so is each part: each text is JSON to
    # its end, and JSON that begins with the canonical form of its value cannot go on with the comma that follows that.
    whole = all(end == len(text) for (_, end), text in zip(parts, texts, strict=True))
    if not whole or _written_again(values) != f"[{joined}]":
        raise ValueError("one of the texts is not in canonical form")
    return values


def _written_again(value: object) -> str:
    try:
        return _encode_again(value)
    except RecursionError:
        raise ValueError("the text is nested too deeply") from None


def _sorts_alike(text: str) -> bool:
    """Tell whether both orders of keys are the same, and the text is valid.

    That is so without characters beyond U+FFFF, which UTF-16 writes as two, or halves of them.
    """
    try:
        return text.isascii() or len(text.encode("utf-16-le")) == 2 * len(text)
    except UnicodeEncodeError:
        return False
