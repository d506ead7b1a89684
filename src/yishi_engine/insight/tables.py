"""Tables of figures: one form that the terminal, a page, a spreadsheet and a program can show."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Cell: TypeAlias = str | int | float | None
Kind: TypeAlias = Literal["text", "count", "share", "figure", "change"]

NONE: Final = "—"
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it, Excel reads a CSV file in the encoding of its country and shows Chinese as noise."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def percent(share: float | None) -> str:
    """Return a share as per cent with one decimal; a dash for none. Only all is 100 %, and only none is 0 %."""
    if share is None:
        return NONE
    if 0 < share < 1:
        share = min(max(share, 0.001), 0.999)
    return f"{share:.1%}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column.

    Attributes:
        heading: What stands above it, Chinese.
        key: Its stable name for programs.
        kind: ``text``, ``count``, ``share`` (0 to 1, shown as per cent), ``figure`` (a number with one decimal) or
            ``change`` (of a share, shown in per cent points with its sign).
    """

    heading: str
    key: str
    kind: Kind = "text"

    def shown(self, cell: Cell) -> str:
        """Return a cell as people read it."""
        if cell is None or isinstance(cell, str):
            return cell or NONE
        match self.kind:
            case "share":
                return percent(cell)
            case "figure":
                return f"{cell:.1f}"
            case "change":
                return "0" if abs(cell) < 0.0005 else f"{cell * 100:+.1f}"  # noqa: PLR2004
        return f"{cell}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Attributes:
        key: Its stable name for programs.
        title: What it is about, Chinese.
        columns: Its columns.
        rows: Its rows, a cell for each column.
        note: What is to be known to read it; may be empty.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def shown(self) -> Iterator[list[str]]:
        """Yield the headings, then each row as people read it."""
        yield [column.heading for column in self.columns]
        for row in self.rows:
            yield [column.shown(cell) for column, cell in zip(self.columns, row, strict=True)]

    def without(self, *keys: str) -> Table:
        """Return the table without some columns."""
        kept = [index for index, column in enumerate(self.columns) if column.key not in keys]
        return replace(
            self,
            columns=tuple(self.columns[index] for index in kept),
            rows=tuple(tuple(row[index] for index in kept) for row in self.rows),
        )

    def plain(self) -> list[dict[str, Cell]]:
        """Return the rows for programs: key of the column → cell; shares and figures with six digits at most."""
        return [
            {column.key: _rounded(cell) for column, cell in zip(self.columns, row, strict=True)} for row in self.rows
        ]

    def csv(self) -> str:
        """Return the table as a spreadsheet program reads it, with a byte order mark and numbers that it can add up."""
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow([column.heading for column in self.columns])
        for row in self.rows:
            writer.writerow(["" if cell is None else _harmless(_rounded(cell)) for cell in row])
        return BYTE_ORDER_MARK + written.getvalue()


def _rounded(cell: Cell) -> Cell:
    return float(f"{cell:.6g}") if isinstance(cell, float) else cell


def _harmless(cell: Cell) -> Cell:
    """Return a text so that no spreadsheet program takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
