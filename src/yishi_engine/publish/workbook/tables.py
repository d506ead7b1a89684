"""The sheets of a workbook as rows of cells with their places, whoever saved it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from yishi_engine.errors import YishiError
from yishi_engine.publish.workbook.cells import Cell, as_text, blank
from yishi_engine.publish.workbook.columns import SHEETS, WHOLE, Column, Sheet
from yishi_engine.publish.workbook.package import formulas, refuse

if TYPE_CHECKING:
    from pathlib import Path

    import python_calamine

_HEADS_WITHIN: Final = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        number: 1-based number of the row in the spreadsheet.
        cells: The cells that are not blank, by the key of their column, each with its place such as ``D5``.
    """

    number: int
    cells: dict[str, tuple[Cell, str]]


@dataclass(slots=True)
class Table:
    """What one sheet holds.

    Attributes:
        sheet: The sheet.
        rows: Its rows that are not blank; one for the sheet on the whole.
        places: For each column that is there, its letters, or for the sheet on the whole its place.
        faults: What is wrong with the sheet itself: place, message, hint.
    """

    sheet: Sheet
    rows: list[Row] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str, str]] = field(default_factory=list)

    def place(self, row: Row | None, key: str) -> str:
        """Return the place of a cell that may be blank; of the row's first cell where the column is not there."""
        if self.sheet is WHOLE:
            return self.places.get(key, "B1")
        number = row.number if row else 1
        return f"{self.places.get(key, 'A')}{number}"


def read_tables(path: Path) -> dict[str, Table]:
    """Read the sheets of a workbook, by name; a sheet that is not there is an empty table with a fault.

    Raises:
        YishiError: The extra ``excel`` is not installed.
        DefinitionError: It is no workbook, or larger than a bundle can be.
        OSError: It cannot be read.
    """
    computed = formulas(path)
    try:
        import python_calamine  # noqa: PLC0415
    except ImportError:
        raise YishiError(
            "workbooks need the extra excel",
            notice="读写 Excel 需要安装 excel 扩展",
            advice='pip install "yishi-engine[excel]"',
        ) from None
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            names = {name.strip(): name for name in book.sheet_names}
            return {
                sheet.name: _table(sheet, book.get_sheet_by_name(names[sheet.name]), computed)
                if sheet.name in names
                else Table(
                    sheet, faults=[("A1", f'没有工作表"{sheet.name}"', "用 yishi export-xlsx --template 取得模板")]
                )
                for sheet in SHEETS
            }
    except python_calamine.CalamineError as error:
        refuse(str(path), "工作簿已损坏", f"用 Excel 或 WPS 打开后另存一份；{error}")


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _table(sheet: Sheet, found: python_calamine.CalamineSheet, computed: dict[str, list[str]]) -> Table:
    cells: list[list[Cell]] = [list(row) for row in found.to_python(skip_empty_area=False)]
    table = Table(sheet)
    if sheet is WHOLE:
        _read_whole(table, cells)
    else:
        _read_list(table, cells)
    used = {place for row in table.rows for _, place in row.cells.values()}
    for place in computed.get(found.name, ()):
        if place in used:
            table.faults.append((place, "这里是公式", "改为它算出的值（选择性粘贴，数值）；公式不执行"))
    for (top, left), (bottom, right) in found.merged_cell_ranges or ():
        corner = f"{letters(left)}{top + 1}"
        if (bottom > top or right > left) and any(row.number > 1 and row.number - 1 >= top for row in table.rows):
            over = {
                f"{letters(column)}{row + 1}" for row in range(top, bottom + 1) for column in range(left, right + 1)
            }
            if over & used and not _is_head(table, top):
                table.faults.append((corner, "这里是合并的单元格", "取消合并，每格写全"))
    return table


def _is_head(table: Table, top: int) -> bool:
    return bool(table.rows) and top + 1 < table.rows[0].number


def _read_whole(table: Table, cells: list[list[Cell]]) -> None:
    titles = {column.title: column for column in table.sheet.columns}
    found: dict[str, tuple[Cell, str]] = {}
    for number, row in enumerate(cells):
        title = as_text(row[0]).strip() if row else ""
        column = titles.get(_bare(title))
        value = row[1] if len(row) > 1 else ""
        if column is None:
            if title and number and not blank(value):
                table.faults.append((f"A{number + 1}", f'不认识的项目"{title}"', f"可用的有：{'、'.join(titles)}"))
            continue
        if column.key in table.places:
            table.faults.append((f"A{number + 1}", f'项目"{title}"重复', "删去一行"))
        table.places.setdefault(column.key, f"B{number + 1}")
        if not blank(value):
            found.setdefault(column.key, (value, f"B{number + 1}"))
    table.rows.append(Row(1, found))


def _read_list(table: Table, cells: list[list[Cell]]) -> None:
    titles = {column.title: column for column in table.sheet.columns}
    heads = ({_bare(as_text(cell)) for cell in row} for row in cells[:_HEADS_WITHIN])
    head = next((number for number, found in enumerate(heads) if len(found & titles.keys()) > 1), None)
    if head is None:
        if any(not blank(cell) for row in cells for cell in row):
            table.faults.append(("A1", "找不到表头", f"第一行写：{'、'.join(titles)}"))
        return
    columns: dict[int, Column] = {}
    for place, cell in enumerate(cells[head]):
        title = _bare(as_text(cell))
        if title in titles and titles[title] not in columns.values():
            columns[place] = titles[title]
            table.places[titles[title].key] = letters(place)
        elif title:
            told = "重复" if title in titles else "不认识"
            hint = "删去一列" if title in titles else f"可用的有：{'、'.join(titles)}"
            table.faults.append((f"{letters(place)}{head + 1}", f'表头"{title}"{told}', hint))
    for number, row in enumerate(cells[head + 1 :], start=head + 2):
        kept = {
            column.key: (row[place], f"{letters(place)}{number}")
            for place, column in columns.items()
            if place < len(row) and not blank(row[place])
        }
        if kept:
            table.rows.append(Row(number, kept))


def _bare(title: str) -> str:
    """Return a head without what people add to it: stars, remarks in brackets, line ends."""
    return "".join(title.split()).split("（")[0].split("(")[0].strip("*＊ ")
