"""The file of a workbook as a package of XML, looked at before anything in it is unpacked as a table.

A workbook may be small and unpack to gigabytes, or claim a cell in its last row and column, for which a reader lays out
the whole table. Both are refused here. Formulas are found here too: they are never executed, and what a cell shows is
what the program that saved it had computed.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Final, NoReturn

from yishi_engine.errors import DefinitionError, Fault

if TYPE_CHECKING:
    from pathlib import Path

MAX_FILE: Final = 4 * 1024 * 1024
MAX_UNPACKED: Final = 32 * 1024 * 1024
MAX_PARTS: Final = 500
MAX_ROWS: Final = 2_000
MAX_COLUMNS: Final = 100

_SHEET: Final = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_TARGET: Final = re.compile(rb"<Relationship\b[^>]*>")
_ROW: Final = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_CELL: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"')
_FORMULA: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f\b')


def refuse(file: str, message: str, hint: str) -> NoReturn:
    """Refuse a file as a whole."""
    raise DefinitionError(
        (Fault(file=file, line=0, column=0, code="workbook.unreadable", message=message, hint=hint),)
    ) from None


def formulas(path: Path) -> dict[str, list[str]]:
    """Return the cells that hold formulas, by name of sheet.

    Args:
        path: The file.

    Raises:
        DefinitionError: It is no workbook, or unpacks to more than a bundle can be.
        OSError: It cannot be read.
    """
    file = str(path)
    if path.stat().st_size > MAX_FILE:
        refuse(file, f"文件超过 {MAX_FILE // 1024 // 1024} MiB", "删去图片和多余的工作表")
    try:
        with zipfile.ZipFile(path) as package:
            return _formulas(file, package)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError):
        refuse(file, "不是 .xlsx 工作簿，或者加了密码", "用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”")


def _formulas(file: str, package: zipfile.ZipFile) -> dict[str, list[str]]:
    parts = package.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        refuse(file, f"解开后超过 {MAX_UNPACKED // 1024 // 1024} MiB", "这不像一个套餐的工作簿")
    found: dict[str, list[str]] = {}
    for name, target in _sheets(package):
        content = _part(file, package, target)
        rows = [int(row) for row in _ROW.findall(content)]
        cells = [(_column(letters), int(row)) for letters, row in _CELL.findall(content)]
        if max([*rows, *(row for _, row in cells)], default=0) > MAX_ROWS:
            refuse(file, f'工作表"{name}"超过 {MAX_ROWS} 行', "删去下面的空行再保存")
        if max((column for column, _ in cells), default=0) > MAX_COLUMNS:
            refuse(file, f'工作表"{name}"超过 {MAX_COLUMNS} 列', "删去右边的空列再保存")
        found[name] = [cell.decode() for cell in _FORMULA.findall(content)]
    return found


def _sheets(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return the sheets, name and part."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        raise zipfile.BadZipFile
    targets = {}
    for relation in _TARGET.findall(_part("", package, "xl/_rels/workbook.xml.rels")):
        identity, target = re.search(rb'\bId="([^"]*)"', relation), re.search(rb'\bTarget="([^"]*)"', relation)
        if identity and target:
            path = target[1].decode("utf-8", "replace")
            targets[identity[1]] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    listed = _SHEET.findall(_part("", package, "xl/workbook.xml"))
    known = [(name.decode("utf-8", "replace"), targets.get(identity, "")) for name, identity in listed]
    return [(name, part) for name, part in known if part in names]


def _part(file: str, package: zipfile.ZipFile, name: str) -> bytes:
    """Unpack one part; what its header says of its size is not believed."""
    with package.open(name) as stream:
        content = stream.read(MAX_UNPACKED + 1)
    if len(content) > MAX_UNPACKED:
        refuse(file, f"解开后超过 {MAX_UNPACKED // 1024 // 1024} MiB", "这不像一个套餐的工作簿")
    return content


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number
