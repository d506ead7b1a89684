"""Text in columns: Chinese characters are two cells wide, tables are aligned, long lines break."""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from yishi_engine.worktime.calendar import local
from yishi_engine.worktime.limits import Limit, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

WIDTH: Final = 100
_LABEL: Final = 20
_WEEKDAYS: Final = "一二三四五六日"
# What is left of a limit is counted in days even where the limit names an end instead.
_COUNTED: Final = {Unit.SAME_DAY: Unit.WORKING_DAYS, Unit.MONTHS: Unit.CALENDAR_DAYS}
# What stays together on a line: a day with its weekday, a number with its unit, a word of narrow characters, or one
# wide character; each with the brackets before and the punctuation after it.
_PIECE: Final = re.compile(
    r"\s+|[（“]*(?:\d\d-\d\d 周\S|\d+ (?:个?工作日|自然日|工作时|条)|[!-~]+|\S)[，。；：、）”？]*"
)


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def pad(text: str, cells: int) -> str:
    """Fill a text with spaces up to a number of cells."""
    return text + " " * max(0, cells - width(text))


def crop(text: str, cells: int) -> str:
    """Return a text, or its beginning and an ellipsis, in at most a number of cells."""
    if width(text) <= cells:
        return text
    kept = ""
    for sign in text:
        if width(kept + sign) > cells - 1:
            break
        kept += sign
    return f"{kept}…"


def wrap(text: str, cells: int) -> list[str]:
    """Break a text into lines of at most a number of cells; a longer word gets a line of its own."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if width(lines[-1] + piece.rstrip()) > cells and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def table(rows: Sequence[Sequence[str]], *, limits: Sequence[int] = (), gap: str = "  ") -> Iterator[str]:
    """Yield the lines of a table; each column is as wide as its widest cell.

    Args:
        rows: The cells; the first row holds the headings.
        limits: The most that a column may take, by position; a longer cell is cropped.
        gap: What stands between two columns.
    """
    cropped = [
        [crop(cell, limit) if limit else cell for cell, limit in zip_longest(row, limits[: len(row)])] for row in rows
    ]
    widths = [max(map(width, column)) for column in zip(*cropped, strict=True)]
    for row in cropped:
        yield gap.join(pad(cell, cells) for cell, cells in zip(row, widths, strict=True)).rstrip()


def labelled(facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of texts, each with its label before it and broken behind it."""
    for label, text in facts:
        for number, part in enumerate(wrap(text, WIDTH - _LABEL)):
            yield pad("" if number else label, _LABEL) + part


def day(on: date | None) -> str:
    """Return a day as ``02-28 周六``; a dash for none."""
    return f"{on:%m-%d} 周{_WEEKDAYS[on.weekday()]}" if on else "—"


def moment(instant: datetime | None) -> str:
    """Return an aware instant in Asia/Shanghai time as ``2026-02-28 17:00``; a dash for none."""
    return f"{local(instant):%Y-%m-%d %H:%M}" if instant else "—"


def left(remaining: int | None, limit: Limit) -> str:
    """Return what is left of a limit as ``4 工作日``; a dash where nothing is counted."""
    return "—" if remaining is None else f"{remaining} {_COUNTED.get(limit.unit, limit.unit)}"
