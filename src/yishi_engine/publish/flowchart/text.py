"""How wide a text is, and where it breaks: a Chinese character is as wide as its size, others are narrower."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NARROW: Final = 0.3
_WIDE_LATIN: Final = 0.9
_CAPITAL: Final = 0.68
_OTHER: Final = 0.57
# A number with its unit, a word of other letters, or one character; with opening signs before and closing ones after.
_PIECE: Final = re.compile(
    r"[（“《〔【]*(?:\d+个?(?:工作日|工作小时|自然日|月|年|㎡)?|[A-Za-z0-9_.%+\-/]+|\S)[，。；：、）”》〕】？！]*|\s+"
)


def width(text: str, size: float) -> float:
    """Return how wide a line of text is, in the unit of the size of its letters; rather too wide than too narrow."""
    return sum(_advance(sign) for sign in text) * size


def wrap(text: str, room: float, size: float) -> tuple[str, ...]:
    """Break a text into lines.

    Args:
        text: One paragraph.
        room: How wide a line may be.
        size: Of the letters.

    Returns:
        Lines no wider than the room; a longer word is broken. No line begins with a closing sign.
    """
    lines = [""]
    for piece in _PIECE.findall(text):
        for part in [piece] if width(piece.strip(), size) <= room else _broken(piece.strip(), room, size):
            if lines[-1] and width(lines[-1] + part.rstrip(), size) > room:
                lines.append("")
            lines[-1] += part if lines[-1] else part.lstrip()
    return _balanced(tuple(line.rstrip() for line in lines if line.strip()), room, size)


def _balanced(lines: tuple[str, ...], room: float, size: float) -> tuple[str, ...]:
    """Take care that the last line is no single character, if the one before can spare one."""
    if len(lines) > 1 and len(lines[-1]) == 1 and len(lines[-2]) > 2:  # noqa: PLR2004
        pieces = _PIECE.findall(lines[-2])
        if len(pieces) > 1 and width(pieces[-1] + lines[-1], size) <= room:
            return (*lines[:-2], "".join(pieces[:-1]).rstrip(), pieces[-1] + lines[-1])
    return lines


def _broken(piece: str, room: float, size: float) -> list[str]:
    parts = [""]
    for sign in piece:
        if parts[-1] and width(parts[-1] + sign, size) > room:
            parts.append("")
        parts[-1] += sign
    return parts


def _advance(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0
    if unicodedata.east_asian_width(sign) in "WFA" or ord(sign) > 0x2000:  # noqa: PLR2004
        return 1
    if sign in "iljtfI.,:;'!|()[] ":
        return _NARROW
    if sign in "mwMW@%":
        return _WIDE_LATIN
    return _CAPITAL if sign.isupper() else _OTHER
