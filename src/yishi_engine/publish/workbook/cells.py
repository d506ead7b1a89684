"""One cell: from what a spreadsheet holds to the value of a definition, and back."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from yishi_engine.publish.workbook.columns import GATES, TRUTHS, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

Cell: TypeAlias = int | float | str | bool | date | datetime | time | timedelta
"""What a spreadsheet holds; an empty cell is an empty text."""

_SEPARATORS: Final = re.compile(r"[\s,，、;；]+")
_TEXTS: Final = re.compile(r"[,，、;；]")
_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,16}")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,16}\.[0-9]{1,12}")
_DATE: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_PROCEDURE: Final = re.compile(r"(.+?)\s*[（(]\s*依据\s*[:：]\s*(.+?)\s*[）)]", re.DOTALL)
_YES: Final = frozenset({"是", "true", "1", "√", "y", "yes"})
_NO: Final = frozenset({"否", "false", "0", "×", "n", "no"})


class CellInvalid(ValueError):
    """A cell cannot be read; ``hint`` says in Chinese what to write, and the message what is wrong."""

    def __init__(self, message: str, hint: str) -> None:
        """Create the error."""
        super().__init__(message)
        self.hint = hint


def read(column: Column, cell: Cell) -> object:
    """Return the value of a definition that a cell stands for.

    Numbers that a spreadsheet made of texts, spaces around them and full-width digits are tolerated.

    Args:
        column: The column.
        cell: The cell; not blank.

    Returns:
        What YAML would give for it.

    Raises:
        CellInvalid: It stands for nothing.
    """
    return _READ[column.kind](column, cell)


def write(column: Column, value: object) -> Cell:
    """Return the cell for a value of a definition, from which it reads back as it was."""
    entries: list[Any] = list(value) if isinstance(value, list | tuple) else []
    match column.kind:
        case Kind.CHOICE:
            cell: Cell = next(word for word, meant in column.words.items() if meant == value)
        case Kind.TRUTH:
            cell = "是" if value else "否"
        case Kind.NUMBER | Kind.BOUND if isinstance(value, int):
            cell = value
        case Kind.TEXTS:
            cell = _written([str(each) for each in entries])
        case Kind.KEYS:
            cell = ", ".join(map(str, entries))
        case Kind.WAITS:
            words = {meant: word for word, meant in GATES.items()}
            cell = "\n".join(f"{each['item']} {words[each['gate']]}" for each in entries)
        case Kind.PROCEDURES:
            cell = "\n".join(e if isinstance(e, str) else f"{e['name']}（依据：{e['basis']}）" for e in entries)
        case _:
            cell = str(value)
    return cell


def as_text(cell: Cell) -> str:
    """Return a cell as a text: 510900.0 as 510900, a date in ISO form."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return str(cell)


def blank(cell: Cell) -> bool:
    """Return whether a cell holds nothing that anybody could see."""
    return isinstance(cell, str) and not cell.strip()


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\r\n;；]+", text) if line.strip()]


def _texts(text: str) -> list[str]:
    """Read several texts: one a line, or, on a single line, with commas between them."""
    parts = text.splitlines() if "\n" in text else _TEXTS.split(text)
    return [part.strip() for part in parts if part.strip()]


def _written(texts: list[str]) -> str:
    # A line end after the only text says that commas in it are its own.
    return f"{texts[0]}\n" if len(texts) == 1 and _TEXTS.search(texts[0]) else "\n".join(texts)


def _choice(column: Column, cell: Cell) -> str:
    word = _half(as_text(cell))
    if word in column.words.values():
        return word
    if word not in column.words:
        raise CellInvalid(f'“{column.title}”不能是"{word}"', f"写 {'、'.join(column.words)} 之一")
    return column.words[word]


def _truth(column: Column, cell: Cell) -> bool:
    word = _half(as_text(cell)).lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise CellInvalid(f'“{column.title}”不能是"{word}"', f"写 {'、'.join(TRUTHS)} 之一")


def _number(column: Column, cell: Cell) -> int | Decimal | date:
    wanted = {Kind.NUMBER: "整数", Kind.DATE: "日期"}.get(column.kind, "数字或日期")
    found = _plain_number(cell)
    if column.kind is not Kind.NUMBER and found is None:
        found = _day(cell)
    wrong = {Kind.NUMBER: (Decimal,), Kind.DATE: (int, Decimal)}.get(column.kind, ())
    if found is None or isinstance(found, wrong):
        example = "2026-01-01" if column.kind is Kind.DATE else "100"
        raise CellInvalid(f'“{column.title}”须为{wanted}，现为"{as_text(cell)[:40]}"', f"例如 {example}")
    return found


def _plain_number(cell: Cell) -> int | Decimal | date | None:
    if isinstance(cell, bool | date | time | timedelta):
        return None
    if isinstance(cell, float) and not cell.is_integer():
        return Decimal(repr(cell)) if cell == cell and abs(cell) < 1e16 else None  # noqa: PLR0124, PLR2004
    text = _half(as_text(cell)).replace(",", "")
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = _DATE.fullmatch(_half(as_text(cell)))
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _wait(line: str) -> dict[str, str]:
    parts = [part for part in re.split(r"[\s:：（）()]+", _half(line)) if part]
    gate = GATES.get(parts[-1], parts[-1]) if len(parts) == 2 else ""  # noqa: PLR2004
    if gate not in GATES.values():
        raise CellInvalid(f'前置事项不能是"{line}"', "写事项标识、空格和 开始 或 决定，例如 business-licence 开始")
    return {"item": parts[0], "gate": gate}


def _procedure(line: str) -> str | dict[str, str]:
    match = _PROCEDURE.fullmatch(line)
    return {"name": match[1], "basis": match[2]} if match else line


_READ: Final[dict[Kind, Callable[[Column, Cell], object]]] = {
    Kind.TEXT: lambda _, cell: as_text(cell).strip(),
    Kind.CONDITION: lambda _, cell: as_text(cell).strip(),
    Kind.KEY: lambda _, cell: _half(as_text(cell)),
    Kind.LIMIT: lambda _, cell: _half(as_text(cell)),
    Kind.CHOICE: _choice,
    Kind.TRUTH: _truth,
    Kind.NUMBER: _number,
    Kind.BOUND: _number,
    Kind.DATE: _number,
    Kind.TEXTS: lambda _, cell: _texts(as_text(cell)),
    Kind.KEYS: lambda _, cell: [part for part in _SEPARATORS.split(_half(as_text(cell))) if part],
    Kind.WAITS: lambda _, cell: [_wait(line) for line in _lines(as_text(cell))],
    Kind.PROCEDURES: lambda _, cell: [_procedure(line) for line in _lines(as_text(cell))],
}
