"""What goes into a workbook comes out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from tests.model.bundles import definitions, load
from tests.publish.workbook.books import cell, save, sheets, shipped
from yishi_engine.bundle import Definition, load_bundles
from yishi_engine.publish.workbook import read_workbook, write_workbook
from yishi_engine.publish.workbook.columns import SHEETS, WHOLE
from yishi_engine.publish.workbook.tables import read_tables
from yishi_engine.publish.yaml_text import bundle_yaml, departments_yaml
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.model.situation import Plain
    from tests.publish.workbook.books import Book

SHIPPED = list(load_bundles(bundles_folder()).definitions())


@pytest.mark.parametrize("definition", SHIPPED, ids=lambda each: each.bundle.id)
def test_shipped_bundles_come_out_as_they_went_in(definition: Definition, tmp_path: Path) -> None:
    """Bundle and departments are equal, and the file written from the workbook has the same digest."""
    file = tmp_path / "bundle.xlsx"
    write_workbook(file, definition.bundle, definition.departments)
    imported = read_workbook(file)
    assert imported.bundle == definition.bundle
    assert imported.warnings == ()
    (tmp_path / "departments.yaml").write_text(departments_yaml(imported.departments), encoding="utf-8")
    (tmp_path / "bundle.yaml").write_text(bundle_yaml(imported.plain), encoding="utf-8")
    (again,) = load_bundles(tmp_path).definitions()
    assert again.digest == definition.digest
    assert again.departments == definition.departments


@given(definition=definitions())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bundles_come_out_as_they_went_in(definition: Plain, tmp_path: Path) -> None:
    """Any bundle that passes the checks survives the way through a workbook."""
    folder = tmp_path / "definitions"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    _, catalog = load(definition, folder)
    (loaded,) = catalog.definitions()
    write_workbook(tmp_path / "x.xlsx", loaded.bundle, loaded.departments)
    assert read_workbook(tmp_path / "x.xlsx").bundle == loaded.bundle


def test_a_template_has_every_sheet_and_column(tmp_path: Path) -> None:
    """An empty template names all that can be written, and holds nothing yet."""
    write_workbook(tmp_path / "t.xlsx", None, {})
    tables = read_tables(tmp_path / "t.xlsx")
    assert list(tables) == ["套餐", "情形", "表单", "材料", "事项", "部门"]
    for sheet in SHEETS:
        assert tables[sheet.name].faults == []
        assert set(tables[sheet.name].places) == {column.key for column in sheet.columns}
        assert not any(row.cells for row in tables[sheet.name].rows)


def test_a_template_that_is_filled_in_is_a_bundle(tmp_path: Path) -> None:
    """A person who fills in what is marked as needed gets a bundle."""
    write_workbook(tmp_path / "t.xlsx", None, {})
    book: Book = {sheet.name: [[column.title for column in sheet.columns]] for sheet in SHEETS if sheet is not WHOLE}
    whole = {
        "标识": "open-shop",
        "版本": 1,
        "名称": "开办便利店",
        "服务对象": "企业",
        "牵头部门": "scjg",
        "总时限": "5工作日",
    }
    book["套餐"] = [["项目", "内容"], *map(list, whole.items())]
    for place, value in {
        "表单!A2": "shop_name", "表单!B2": "店名", "表单!C2": "文字",
        "事项!A2": "licence", "事项!B2": "营业执照核发", "事项!C2": "scjg", "事项!H2": "1 工作日",
        "事项!L2": "shop_name",
        "部门!A2": "scjg", "部门!B2": "市场监督管理局",
    }.items():  # fmt: skip
        cell(book, place, value)
    imported = read_workbook(save(book, tmp_path / "filled.xlsx"))
    assert imported.bundle.items[0].fields == ("shop_name",)
    assert str(imported.bundle.limits.total) == "5 工作日"
    assert imported.departments == {"scjg": {"name": "市场监督管理局"}}


TOLERATED: dict[str, dict[str, object]] = {
    "number for a text": {"套餐!B7": 510900},
    "number with a fraction of nothing": {"套餐!B3": 1.0},
    "full-width digits in a limit": {"套餐!B14": "１５　工作日"},
    "full-width digits in a number": {"情形!F2": "１０００００"},
    "number as a text": {"情形!E2": "1", "情形!F2": "100,000"},
    "spaces around": {"事项!A2": " business-licence ", "事项!B2": "营业执照核发 "},
    "ids on lines": {"事项!L2": "operator\noperator_id\nshop_name"},
    "ids with Chinese marks": {"事项!L2": "operator、operator_id，shop_name"},
    "key words of the format": {"套餐!B6": "enterprise", "材料!C2": "applicant"},
    "true for yes": {"表单!I2": True},
    "date in Chinese": {"套餐!B4": "2026年1月1日"},
    "date with slashes": {"套餐!B4": "2026/1/1"},
    "department known elsewhere": {},
    "remark beside the table": {"材料!A40": "   "},
    "head with a star": {"事项!A1": "标识*", "事项!B1": "事项名称（必填）"},
}


@pytest.mark.parametrize("name", TOLERATED)
def test_what_excel_and_people_do_is_tolerated(name: str, tmp_path: Path) -> None:
    """The bundle is the same, however a cell was typed."""
    book = sheets(folder=tmp_path)
    for place, value in TOLERATED[name].items():
        cell(book, place, value)
    assert read_workbook(save(book, tmp_path / "x.xlsx")).bundle == shipped().bundle


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    """Columns are found by their heads; those that are not needed may be left out, and a title may stand above."""
    book = sheets(folder=tmp_path)
    book["事项"] = [["遂宁市开办餐馆一件事"], [], *(list(reversed(row)) for row in book["事项"])]
    book["材料"] = [row[:7] for row in book["材料"]]
    assert read_workbook(save(book, tmp_path / "x.xlsx")).bundle == shipped().bundle


def test_departments_may_be_listed_elsewhere(tmp_path: Path) -> None:
    """What departments.yaml lists already need not stand in the workbook."""
    book = sheets(folder=tmp_path)
    book["部门"] = book["部门"][:1]
    imported = read_workbook(save(book, tmp_path / "x.xlsx"), shipped().departments)
    assert imported.bundle == shipped().bundle
    assert imported.departments == {}
