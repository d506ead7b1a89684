"""Writing a workbook: one bundle with its departments, or an empty template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.errors import YishiError
from yishi_engine.publish.workbook.cells import write
from yishi_engine.publish.workbook.columns import DEPARTMENTS, SHEETS, TRUTHS, WHOLE, WHOLE_HEAD, Column, Kind, Sheet
from yishi_engine.publish.yaml_text import plain_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Protocol

    from yishi_engine.bundle import Bundle, Department

    class _Format(Protocol):
        """How a cell looks."""

    class _Worksheet(Protocol):
        """What is used of a sheet of xlsxwriter, which has no types of its own."""

        def write_string(self, row: int, column: int, text: str, look: _Format) -> int: ...
        def write_number(self, row: int, column: int, number: int, look: _Format) -> int: ...
        def write_blank(self, row: int, column: int, blank: None, look: _Format) -> int: ...
        def set_column(self, first: int, last: int, width: int) -> int: ...
        def freeze_panes(self, row: int, column: int) -> None: ...
        def data_validation(self, *place_and_rule: object) -> int: ...
        def set_landscape(self) -> None: ...
        def fit_to_pages(self, width: int, height: int) -> None: ...


ROWS: Final = 200
_HEAD: Final = {"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True, "valign": "vcenter"}
_NEEDED: Final = {**_HEAD, "bg_color": "#F6DFC4"}
_BODY: Final = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8C8C8", "num_format": "@"}
_NOTE: Final = {"text_wrap": True, "valign": "top", "font_color": "#5A5A5A"}
_LONGEST_NOTE: Final = 255


def write_workbook(file: Path, bundle: Bundle | None, departments: Mapping[str, Department]) -> None:
    """Write a workbook.

    Args:
        file: Where; what is there is replaced.
        bundle: The bundle; None for an empty template.
        departments: The departments, by key.

    Raises:
        YishiError: The extra ``excel`` is not installed.
        OSError: The file cannot be written.
    """
    rows = _rows(bundle, departments)
    try:
        import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415
        from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        raise YishiError(
            "workbooks need the extra excel",
            notice="读写 Excel 需要安装 excel 扩展",
            advice='pip install "yishi-engine[excel]"',
        ) from None
    book = xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": bundle.name if bundle else "一件事套餐模板"})
    looks = [book.add_format(look) for look in (_HEAD, _NEEDED, _BODY, _NOTE)]
    for sheet in SHEETS:
        page = book.add_worksheet(sheet.name)
        if sheet is WHOLE:
            _write_whole(page, rows[sheet.name][0], looks)
        else:
            _write_list(page, sheet, rows[sheet.name], looks)
    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else None
        raise OSError(cause.errno if cause else 5, cause.strerror if cause else str(error), str(file)) from error


def _rows(bundle: Bundle | None, departments: Mapping[str, Department]) -> dict[str, list[dict[str, object]]]:
    """Return the rows of each sheet: key of a column to value of the definition."""
    plain = plain_of(bundle) if bundle else {}
    rows: dict[str, list[dict[str, object]]] = {WHOLE.name: [_flat(plain)]}
    for sheet in SHEETS[1:-1]:
        entries = plain.get(sheet.part, ())
        rows[sheet.name] = [_flat(each) for each in entries] if isinstance(entries, list | tuple) else []
    rows[DEPARTMENTS.name] = [
        {"key": key, **each.model_dump(mode="python", exclude_unset=True)} for key, each in departments.items()
    ]
    return rows


def _flat(entry: Mapping[str, object]) -> dict[str, object]:
    """Return an entry with the keys of its inner mappings dotted."""
    found: dict[str, object] = {}
    for key, value in entry.items():
        if isinstance(value, dict):
            found |= {f"{key}.{inner}": each for inner, each in value.items()}
        else:
            found[key] = value
    return found


def _write_whole(page: _Worksheet, row: Mapping[str, object], looks: list[_Format]) -> None:
    head, needed, body, note = looks
    for column, title in enumerate(WHOLE_HEAD):
        page.write_string(0, column, title, head)
    for number, each in enumerate(WHOLE.columns, start=1):
        page.write_string(number, 0, each.title, needed if each.required else head)
        _write_cell(page, (number, 1), each, row.get(each.key), body)
        page.write_string(number, 2, each.note, note)
        _guide(page, number, number, 1, each)
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 44)
    page.set_column(2, 2, 60)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write_list(page: _Worksheet, sheet: Sheet, rows: list[dict[str, object]], looks: list[_Format]) -> None:
    head, needed, body, _ = looks
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, column.title, needed if column.required else head)
        page.set_column(place, place, column.width)
        for number, row in enumerate(rows, start=1):
            _write_cell(page, (number, place), column, row.get(column.key), body)
        _guide(page, 1, max(ROWS, len(rows) + 50), place, column)
    page.freeze_panes(1, 2)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write_cell(page: _Worksheet, place: tuple[int, int], column: Column, value: object, look: _Format) -> None:
    cell = "" if value is None else write(column, value)
    if isinstance(cell, int) and not isinstance(cell, bool):
        page.write_number(*place, cell, look)
    elif cell == "":
        page.write_blank(*place, None, look)
    else:
        page.write_string(*place, str(cell), look)


def _guide(page: _Worksheet, first: int, last: int, place: int, column: Column) -> None:
    """Offer the words of a choice, and say what to write when a cell is selected."""
    words = list(column.words) or (list(TRUTHS) if column.kind is Kind.TRUTH else [])
    rule: dict[str, object] = {"validate": "list", "source": words} if words else {"validate": "any"}
    rule |= {"input_title": column.title[:32], "input_message": column.note[:_LONGEST_NOTE], "ignore_blank": True}
    if words:
        rule |= {"error_title": column.title[:32], "error_message": f"写 {'、'.join(words)} 之一"}
    if column.note or words:
        page.data_validation(first, place, last, place, rule)
