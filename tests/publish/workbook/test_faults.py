"""Faults of a workbook are told at their sheet and cell, in the words of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.publish.workbook.books import cell, repack, save, sheets
from yishi_engine.errors import DefinitionError
from yishi_engine.publish.workbook import package, read_workbook
from yishi_engine.publish.workbook.package import MAX_COLUMNS, MAX_FILE, MAX_ROWS
from yishi_engine.publish.workbook.tables import letters

if TYPE_CHECKING:
    from pathlib import Path

    from yishi_engine.errors import Fault

BROKEN: dict[str, tuple[dict[str, object], str, str, str]] = {
    "missing name": ({"事项!B3": ""}, "事项!B3", "workbook.cell", "事项名称"),
    "missing version": ({"套餐!B3": ""}, "套餐!B3", "workbook.cell", "版本"),
    "unknown audience": ({"套餐!B6": "公司"}, "套餐!B6", "workbook.cell", "个人、企业"),
    "limit without a unit": ({"套餐!B14": 15}, "套餐!B14", "limit.invalid", "15"),
    "limit in days": ({"事项!H3": "10天"}, "事项!H3", "limit.invalid", "工作日"),
    "unknown department": ({"事项!C4": "xfj"}, "事项!C4", "department.unknown", "xfjy"),
    "unknown field": ({"事项!L5": "shop_name signboard"}, "事项!L5", "field.unknown", "signboard"),
    "unused field": ({"事项!L5": "shop_name"}, "表单!A6", "field.unused", "signboard_size"),
    "condition with a Chinese word": ({"事项!D4": "area 大于 50"}, "事项!D4", "condition.sign", ">"),
    "unknown question": ({"事项!D4": "aera > 50"}, "事项!D4", "condition.unknown_name", "area"),
    "gate without a word": ({"事项!F3": "business-licence"}, "事项!F3", "workbook.cell", "开始"),
    "gate of another word": ({"事项!F3": "business-licence 之后"}, "事项!F3", "workbook.cell", "决定"),
    "procedure without basis": ({"事项!J3": "专家评审\n公示"}, "事项!J3", "procedure.basis", "公示"),
    "catch-all material": ({"材料!B2": "其他材料"}, "材料!B2", "material.catch_all", "逐项"),
    "truth in other words": ({"表单!I2": "也许"}, "表单!I2", "workbook.cell", "是、否"),
    "date that is none": ({"套餐!B4": "明年"}, "套餐!B4", "workbook.cell", "日期"),
    "version in words": ({"套餐!B3": "第一版"}, "套餐!B3", "workbook.cell", "整数"),
    "bound that is no number": ({"情形!E2": "很小"}, "情形!E2", "workbook.cell", "数字"),
    "total too short": ({"套餐!B14": "5 工作日"}, "套餐!B14", "limits.total_too_short", "总时限"),
    "upper-case id": ({"事项!A5": "Signboard"}, "事项!A5", "id.invalid", "小写"),
    "id twice": ({"材料!A3": "premises"}, "材料!A3", "id.duplicate", "重复"),
    "department twice": ({"部门!A3": "cgj", "部门!A2": "cgj"}, "部门!A3", "workbook.cell", "重复"),
    "unknown column": ({"材料!H1": "备注"}, "材料!H1", "workbook.sheet", "备注"),
    "column twice": ({"材料!H1": "材料名称"}, "材料!H1", "workbook.sheet", "重复"),
    "unknown row of the whole": ({"套餐!A18": "经费", "套餐!B18": "无"}, "套餐!A18", "workbook.sheet", "经费"),
}


def faults_of(file: Path) -> tuple[Fault, ...]:
    """Return the faults of a workbook."""
    with pytest.raises(DefinitionError) as caught:
        read_workbook(file)
    return caught.value.faults


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_told_at_its_cell(name: str, tmp_path: Path) -> None:
    """One mistake is one fault, named by file, sheet and cell, with what to write."""
    changes, place, code, word = BROKEN[name]
    book = sheets(folder=tmp_path)
    for where, value in changes.items():
        cell(book, where, value)
    faults = faults_of(save(book, tmp_path / "x.xlsx"))
    (fault,) = faults
    assert (fault.file, fault.code) == (f"{tmp_path / 'x.xlsx'} {place}", code)
    assert word in fault.message + fault.hint
    assert fault.line == fault.column == 0


def test_messages_name_columns_and_not_keys(tmp_path: Path) -> None:
    """A designer who has never seen the file format reads the titles of the sheet."""
    book = sheets(folder=tmp_path)
    cell(book, "材料!F3", "")
    cell(book, "材料!E3", "可容缺后补")
    (fault,) = faults_of(save(book, tmp_path / "x.xlsx"))
    assert fault.code == "defer.missing"
    assert "容缺期限" in fault.hint
    assert "defer" not in fault.hint


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """Faults in several sheets all appear."""
    book = sheets(folder=tmp_path)
    for place, value in {"套餐!B6": "公司", "材料!B2": "其他材料", "事项!C4": "xfj", "部门!B2": ""}.items():
        cell(book, place, value)
    places = {fault.file.rpartition(" ")[2] for fault in faults_of(save(book, tmp_path / "x.xlsx"))}
    assert places == {"套餐!B6", "材料!B2", "事项!C4", "部门!B2"}


def test_a_missing_sheet_is_told(tmp_path: Path) -> None:
    """A sheet that was taken away or renamed is named, with where to get a template."""
    book = sheets(folder=tmp_path)
    book["办理事项"] = book.pop("事项")
    told = {fault.file.rpartition(" ")[2]: fault for fault in faults_of(save(book, tmp_path / "x.xlsx"))}
    assert told["事项!A1"].code == "workbook.sheet"
    assert "--template" in told["事项!A1"].hint


def test_merged_cells_are_told(tmp_path: Path) -> None:
    """A merged cell holds its value in one place only; where it covers data that is told, above the head it is not."""
    book = sheets(folder=tmp_path)
    department = book["事项"][1][2]
    book["事项"][2][2] = ""
    special = {"事项": lambda _, page: page.merge_range(1, 2, 2, 2, department)}
    places = [fault.file.rpartition(" ")[2] for fault in faults_of(save(book, tmp_path / "x.xlsx", special))]
    assert "事项!C2" in places
    book = sheets(folder=tmp_path)
    book["事项"] = [[""], *book["事项"]]
    title = {"事项": lambda _, page: page.merge_range(0, 0, 0, 8, "开办餐馆")}
    assert read_workbook(save(book, tmp_path / "y.xlsx", title)).bundle.id == "open-restaurant"


def test_formulas_are_told_and_never_executed(tmp_path: Path) -> None:
    """A formula in a cell that counts is refused, whatever value was stored with it; elsewhere it does not matter."""
    book = sheets(folder=tmp_path)
    formula = {"事项": lambda _, page: page.write_formula("H2", '=1&" 工作日"', None, "1 工作日")}
    (fault,) = faults_of(save(book, tmp_path / "x.xlsx", formula))
    assert fault.file.endswith(" 事项!H2")
    assert "公式" in fault.message
    aside = {"事项": lambda _, page: page.write_formula("Z50", "=1+1", None, 2)}
    assert read_workbook(save(sheets(folder=tmp_path), tmp_path / "y.xlsx", aside)).bundle.id == "open-restaurant"


class TestHostileFiles:
    """Files that are no workbooks, or more than one."""

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, b"id: x\n" * 50])
    def test_noise(self, content: bytes, tmp_path: Path) -> None:
        """What is no workbook, or an encrypted one, is one fault."""
        file = tmp_path / "x.xlsx"
        file.write_bytes(content)
        (fault,) = faults_of(file)
        assert fault.code == "workbook.unreadable"
        assert ".xlsx" in fault.message

    def test_a_large_file(self, tmp_path: Path) -> None:
        """A file larger than any bundle is not opened."""
        file = tmp_path / "x.xlsx"
        file.write_bytes(b"\0" * (MAX_FILE + 1))
        (fault,) = faults_of(file)
        assert "MiB" in fault.message

    def test_a_bomb(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A small file that unpacks to more than a bundle can be is refused by what its directory says."""
        monkeypatch.setattr(package, "MAX_UNPACKED", 1024 * 1024)
        file = save(sheets(folder=tmp_path), tmp_path / "x.xlsx")
        repack(file, lambda name, content: content + b" " * 2_000_000 if name.endswith("sheet1.xml") else content)
        assert file.stat().st_size < 100_000
        (fault,) = faults_of(file)
        assert "解开后" in fault.message

    def test_a_bomb_that_lies_about_its_size(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the directory says is not believed: no part is unpacked beyond the bound."""
        file = save(sheets(folder=tmp_path), tmp_path / "x.xlsx")
        repack(file, lambda name, content: content + b" " * 2_000_000 if name.endswith("sheet1.xml") else content)
        monkeypatch.setattr(package, "MAX_UNPACKED", 1024 * 1024)
        monkeypatch.setattr(package, "sum", lambda _: 0, raising=False)
        (fault,) = faults_of(file)
        assert "解开后" in fault.message

    @pytest.mark.parametrize(
        ("row", "column", "word"),
        [
            (1_048_576, 1, "行"),
            (1_048_576, 16_384, "行"),
            (5, 16_384, "列"),
            (MAX_ROWS + 1, 1, "行"),
            (1, MAX_COLUMNS + 1, "列"),
        ],
    )
    def test_a_table_that_would_be_huge(self, row: int, column: int, word: str, tmp_path: Path) -> None:
        """One cell far away is refused before anybody lays out the table up to it."""
        book = sheets(folder=tmp_path)
        far = {"材料": lambda _, page: page.write_string(row - 1, column - 1, "x")}
        (fault,) = faults_of(save(book, tmp_path / "x.xlsx", far))
        assert word in fault.message
        assert "材料" in fault.message

    def test_a_row_that_claims_to_be_far_away(self, tmp_path: Path) -> None:
        """A row's own number counts too, though its cells have no places."""
        file = save(sheets(folder=tmp_path), tmp_path / "x.xlsx")
        row = b'<row r="900000"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        repack(file, lambda name, text: text.replace(b"</sheetData>", row) if name.endswith("sheet3.xml") else text)
        (fault,) = faults_of(file)
        assert "行" in fault.message

    def test_a_broken_sheet(self, tmp_path: Path) -> None:
        """A damaged part is one fault and no crash."""
        file = save(sheets(folder=tmp_path), tmp_path / "x.xlsx")
        repack(file, lambda name, text: text[: len(text) // 2] if name.endswith("sheet5.xml") else text)
        assert faults_of(file)

    def test_entities_are_not_expanded(self, tmp_path: Path) -> None:
        """A document type with entities that expand a thousandfold does nothing."""
        file = save(sheets(folder=tmp_path), tmp_path / "x.xlsx")
        laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

        def change(name: str, text: bytes) -> bytes:
            return (
                text.replace(b"?>", b"?>" + laughs, 1).replace("经营场所".encode(), b"&b;")
                if "shared" in name
                else text
            )

        repack(file, change)
        try:
            imported = read_workbook(file)
        except DefinitionError as error:
            assert all("aaaa" not in fault.message for fault in error.faults)
        else:
            assert "aaaa" not in str(imported.plain)


@pytest.mark.parametrize(("column", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_columns(column: int, text: str) -> None:
    """Columns are named as spreadsheets name them."""
    assert letters(column) == text
