"""Reading a workbook as a bundle and its departments, with every fault at its sheet and cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from yishi_engine.bundle.plain import check_departments, check_plain
from yishi_engine.errors import DefinitionError, Fault
from yishi_engine.publish.workbook.cells import CellInvalid, read
from yishi_engine.publish.workbook.columns import DEPARTMENTS, SHEETS, WHOLE
from yishi_engine.publish.workbook.tables import Row, Table, read_tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from yishi_engine.bundle import Bundle, Department
    from yishi_engine.bundle.plain import Told
    from yishi_engine.bundle.rule import Trail

_WORD: Final = re.compile(r"(?<![\w.-])[a-z_]+(?![\w-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a workbook holds.

    Attributes:
        bundle: The bundle.
        plain: The same as plain data, in the order of the columns: what its file will hold.
        departments: The departments of the workbook, by key, as plain data.
        warnings: What should be looked at.
    """

    bundle: Bundle
    plain: dict[str, object]
    departments: dict[str, dict[str, object]]
    warnings: tuple[Fault, ...]


def read_workbook(path: Path, known: Mapping[str, Department] | None = None) -> Imported:
    """Read a workbook and check it with every rule.

    Args:
        path: The file.
        known: Departments that are listed elsewhere, by key; the workbook's own come on top.

    Returns:
        The bundle with its departments.

    Raises:
        DefinitionError: Something is wrong; each fault's ``file`` ends in the sheet and cell, such as ``事项!D5``.
        YishiError: The extra ``excel`` is not installed.
        OSError: The file cannot be read.
    """
    reader = _Reader(str(path), read_tables(path))
    plain, departments = reader.plain(), reader.departments()
    listed, told = check_departments(departments)
    reader.tell(told, part=DEPARTMENTS.part)
    named = None if reader.unnamed else {**(known or {}), **listed}
    bundle, told = check_plain(plain, named, broken=frozenset(reader.broken))
    reader.tell(told, part="")
    errors = tuple(fault for fault in reader.faults if fault.severity == "error")
    if errors or bundle is None:
        raise DefinitionError(errors)
    warnings = tuple(fault for fault in reader.faults if fault.severity == "warning")
    return Imported(bundle=bundle, plain=plain, departments=departments, warnings=warnings)


@dataclass(slots=True)
class _Reader:
    """Turns tables into plain data and remembers which cell each value came from."""

    file: str
    tables: dict[str, Table]
    faults: list[Fault] = field(default_factory=list)
    cells: dict[Trail, str] = field(default_factory=dict)
    broken: set[Trail] = field(default_factory=set)
    unnamed: bool = False

    def __post_init__(self) -> None:
        for name, table in self.tables.items():
            for place, message, hint in table.faults:
                self.add(f"{name}!{place}", "workbook.sheet", message, hint)

    def add(
        self, place: str, code: str, message: str, hint: str, severity: Literal["error", "warning"] = "error"
    ) -> None:
        told = any(fault.file.endswith(f" {place}") and fault.code.startswith("workbook") for fault in self.faults)
        if not told:
            file = f"{self.file} {place}"
            fault = Fault(file=file, line=0, column=0, code=code, severity=severity, message=message, hint=hint)
            self.faults.append(fault)

    def plain(self) -> dict[str, object]:
        whole = self.tables[WHOLE.name]
        plain = self.entry(whole, whole.rows[0] if whole.rows else Row(1, {}), ())
        for sheet in SHEETS[1:-1]:
            table = self.tables[sheet.name]
            entries = [self.entry(table, row, (sheet.part, number)) for number, row in enumerate(table.rows)]
            if entries or sheet.part == "items":
                plain[sheet.part] = entries
        return plain

    def departments(self) -> dict[str, dict[str, object]]:
        table = self.tables[DEPARTMENTS.name]
        found: dict[str, dict[str, object]] = {}
        for row in table.rows:
            entry = self.entry(table, row, (DEPARTMENTS.part, row.number))
            key = str(entry.pop("key", ""))
            if not key or key in found:
                place = f"{table.sheet.name}!{table.place(row, 'key')}"
                self.add(place, "workbook.cell", f'标识"{key}"重复' if key else "没有填“标识”", "每个部门一个标识")
                self.unnamed = True
                continue
            found[key] = entry
            for trail in [each for each in self.cells if each[:2] == (DEPARTMENTS.part, row.number)]:
                self.cells[DEPARTMENTS.part, key, *trail[2:]] = self.cells[trail]
        return found

    def entry(self, table: Table, row: Row, trail: Trail) -> dict[str, object]:
        """Return one entry of a list, or the whole, without the cells that cannot be read."""
        found: dict[str, object] = {"limits": {}} if table.sheet is WHOLE else {}
        self.cells[trail] = f"{table.sheet.name}!{table.place(row, table.sheet.columns[0].key)}"
        for column in table.sheet.columns:
            path = tuple(column.key.split("."))
            place = f"{table.sheet.name}!{table.place(row, column.key)}"
            self.cells[*trail, *path] = place
            if column.key not in row.cells:
                if column.required:
                    self.add(place, "workbook.cell", f"没有填“{column.title}”", column.note)
                    self.broken.add((*trail, *path))
                continue
            try:
                value = read(column, row.cells[column.key][0])
            except CellInvalid as error:
                self.add(place, "workbook.cell", str(error), error.hint)
                self.broken.add((*trail, *path))
                continue
            inner = found
            for step in path[:-1]:
                below = inner.setdefault(step, {})
                inner = below if isinstance(below, dict) else inner
            inner[path[-1]] = value
        order = [column.key.partition(".")[0] for column in table.sheet.columns]
        return dict(sorted(found.items(), key=lambda each: order.index(each[0])))

    def tell(self, told: tuple[Told, ...], *, part: str) -> None:
        """Record the findings of the checker at their cells, with titles of columns for keys."""
        for each in told:
            trail = (part, *each.finding.trail) if part else each.finding.trail
            place = self.place(trail, each.code, each.finding.message)
            sheet = place.partition("!")[0]
            message = self.worded(each.finding.message, sheet)
            self.add(place, each.code, message, self.worded(each.finding.hint, sheet), each.severity)

    def place(self, trail: Trail, code: str, message: str) -> str:
        """Return the cell of a finding, or that of the nearest whole that has one."""
        if code == "key.missing":
            missing = message.rpartition(" ")[2]
            trail = (*trail, missing)
        for length in range(len(trail), 0, -1):
            if trail[:length] in self.cells:
                return self.cells[trail[:length]]
        sheet = next((sheet for sheet in SHEETS if trail and sheet.part == trail[0]), WHOLE)
        return f"{sheet.name}!A1"

    def worded(self, text: str, sheet: str) -> str:
        """Put the titles of a sheet's columns for the keys in a message."""
        columns = self.tables[sheet].sheet.columns
        titles = {column.key.rpartition(".")[2]: column.title for column in columns if "id" not in column.key}
        words = {meant: word for column in columns for word, meant in column.words.items()}
        return _WORD.sub(lambda match: titles.get(match[0]) or words.get(match[0]) or match[0], text)
