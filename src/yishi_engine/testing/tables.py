"""Tables: reading those of features, and printing in columns although a Chinese sign is two columns wide."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from yishi_engine.bundle.suggestions import did_you_mean
from yishi_engine.testing.failures import Said, StepFailed

DataTable: TypeAlias = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column that a feature's table may have.

    Attributes:
        read: Brings an expected cell into the form that actual cells have; raises ``StepFailed`` for what cannot be.
        english: What it is called in a table in English.
        needed: Whether the table must have it.
    """

    read: Callable[[str], Said]
    english: str
    needed: bool = False


def rows_of(table: DataTable | None, columns: Mapping[str, Column]) -> tuple[tuple[str, ...], list[tuple[Said, ...]]]:
    """Read a feature's table.

    Args:
        table: Rows of cells, the first one the header.
        columns: Title → column.

    Returns:
        The titles, in Chinese, and the rows, every cell read.

    Raises:
        StepFailed: There is no table, or a title is unknown, missing or there twice.
    """
    english = [column.english for column in columns.values()]
    if not table:
        raise StepFailed(
            f"这一步需要表格，列可以是：{'、'.join(columns)}",
            f"this step needs a table; columns may be: {', '.join(english)}",
        )
    chinese = {column.english: title for title, column in columns.items()}
    titles = tuple(chinese.get(title.strip().lower(), title.strip()) for title in table[0])
    for title in titles:
        if title not in columns:
            raise StepFailed(
                f'表格没有"{title}"这一列。{did_you_mean(title, columns)}',
                f'the table has no column "{title}"; columns may be: {", ".join(english)}',
            )
    if len(set(titles)) < len(titles):
        raise StepFailed("表格里有重复的列", "a column is there twice")
    for title, column in columns.items():
        if column.needed and title not in titles:
            raise StepFailed(f'表格缺少"{title}"一列', f'the table lacks the column "{column.english}"')
    return titles, [
        tuple(columns[title].read(cell.strip()) for title, cell in zip(titles, row, strict=True)) for row in table[1:]
    ]


def compare(
    what: Said, table: DataTable | None, columns: Mapping[str, Column], actual: Iterable[Mapping[str, Said]]
) -> None:
    """Compare a whole list, in order, with a feature's table.

    Args:
        what: What is listed, for the message.
        table: What is expected; it may leave out columns, no rows.
        columns: Title → column.
        actual: What is the case, each row by title.

    Raises:
        StepFailed: They differ; the message shows both.
    """
    titles, expected = rows_of(table, columns)
    found = [tuple(row[title] for title in titles) for row in actual]
    if found == expected:
        return
    in_english = [columns[title].english for title in titles]
    old, new = ([[cell.english for cell in row] for row in rows] for rows in (expected, found))
    english = difference(in_english, old, new)
    old, new = ([[cell.chinese for cell in row] for row in rows] for rows in (expected, found))
    raise StepFailed(
        f"{what.chinese}与预期不符（- 预期，+ 实际）：\n{difference(titles, old, new)}",
        f"{what.english} are not as expected (- expected, + found):\n{english}",
    )


def difference(titles: Sequence[str], expected: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> str:
    """Show two lists of rows as one table, rows of only one of them marked ``-`` or ``+``."""
    marked: list[tuple[str, ...]] = []
    old, new = [tuple(row) for row in expected], [tuple(row) for row in found]
    for kind, first, last, start, end in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            marked += [(" ", *row) for row in old[first:last]]
        else:
            marked += [("-", *row) for row in old[first:last]] + [("+", *row) for row in new[start:end]]
    return render(("", *titles), marked)


def render(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in aligned columns, one line a row, without trailing spaces."""
    lines = [tuple(titles), *(tuple(row) for row in rows)]
    widths = [max(width(line[index]) for line in lines) for index in range(len(titles))]
    padded = ([cell + " " * (size - width(cell)) for cell, size in zip(line, widths, strict=True)] for line in lines)
    return "\n".join("  ".join(cells).rstrip() for cells in padded)


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
