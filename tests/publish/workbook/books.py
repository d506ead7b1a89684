"""Workbooks for tests: a bundle's, with cells changed as a designer would change them in Excel."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]

from yishi_engine.bundle import load_bundles
from yishi_engine.publish.workbook.tables import read_tables
from yishi_engine.publish.workbook.writing import write_workbook
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from yishi_engine.bundle import Definition

    Book = dict[str, list[list[object]]]


def shipped(name: str = "open-restaurant") -> Definition:
    """Return a shipped definition."""
    return load_bundles(bundles_folder()).definition(name, 1)


def sheets(name: str = "open-restaurant", *, folder: Path) -> Book:
    """Return the cells of a shipped bundle's workbook, by sheet."""
    import python_calamine  # noqa: PLC0415

    definition = shipped(name)
    file = folder / "source.xlsx"
    write_workbook(file, definition.bundle, definition.departments)
    assert read_tables(file)
    with python_calamine.CalamineWorkbook.from_path(str(file)) as book:
        return {
            each: [list(row) for row in book.get_sheet_by_name(each).to_python(skip_empty_area=False)]
            for each in book.sheet_names
        }


def save(book: Book, file: Path, special: Mapping[str, Callable[[object, object], None]] | None = None) -> Path:
    """Write cells as a workbook; ``special`` may do more to a sheet, given the workbook and the sheet."""
    target = xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in book.items():
        page = target.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, bool):
                    page.write_boolean(number, place, cell)
                elif isinstance(cell, int | float):
                    page.write_number(number, place, cell)
                elif cell != "":
                    page.write_string(number, place, str(cell))
        if special and name in special:
            special[name](target, page)
    target.close()
    return file


def cell(book: Book, place: str, value: object) -> None:
    """Change one cell, named as ``事项!D5``; the sheet grows where it must."""
    sheet, _, where = place.partition("!")
    match = re.fullmatch(r"([A-Z])(\d+)", where)
    assert match is not None
    column, row = ord(match[1]) - 65, int(match[2]) - 1
    rows = book[sheet]
    while len(rows) <= row:
        rows.append([])
    while len(rows[row]) <= column:
        rows[row].append("")
    rows[row][column] = value


def repack(file: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Change the parts of a workbook behind Excel's back."""
    with zipfile.ZipFile(file) as package:
        parts = {name: change(name, package.read(name)) for name in package.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file
