"""``yishi export-xlsx`` and ``yishi import-xlsx``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yishi_engine.bundle import load_bundles
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_out_and_in_again(yishi: Run) -> None:
    """A bundle that is exported and imported passes the check and is the same."""
    assert yishi("export-xlsx", "open-hotel", "-o", "hotel.xlsx").code == 0
    result = yishi("import-xlsx", "hotel.xlsx", "-o", "mine")
    assert (result.code, result.err) == (0, "")
    assert "open-hotel.yaml" in result.out
    assert yishi("check", "mine").out == "没有发现问题\n"
    (bundle,) = load_bundles("mine")
    assert bundle == load_bundles(bundles_folder()).get("open-hotel")


def test_without_a_folder_the_bundle_is_printed(yishi: Run) -> None:
    """Standard output takes the bundle's file, and nothing is written."""
    yishi("export-xlsx", "newborn@1", "-o", "x.xlsx")
    result = yishi("import-xlsx", "x.xlsx")
    assert result.out.startswith("id: newborn\nversion: 1\n")
    assert [path.name for path in Path().iterdir()] == ["x.xlsx"]


def test_departments_are_added_and_kept(yishi: Run) -> None:
    """A departments.yaml that is there keeps its entries and comments; what it does not list is added."""
    yishi("export-xlsx", "open-restaurant", "-o", "x.xlsx")
    Path("mine").mkdir()
    before = "# 本市\nscjg: {name: 市监局}\n"
    Path("mine/departments.yaml").write_text(before, encoding="utf-8")
    result = yishi("import-xlsx", "x.xlsx", "-o", "mine")
    assert "cgj, xfjy added" in result.out
    after = Path("mine/departments.yaml").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert set(load_bundles("mine").departments) == {"scjg", "xfjy", "cgj"}


def test_nothing_is_overwritten(yishi: Run) -> None:
    """A bundle's file that is there stays."""
    yishi("export-xlsx", "open-restaurant", "-o", "x.xlsx")
    Path("mine").mkdir()
    Path("mine/open-restaurant.yaml").write_text("mine", encoding="utf-8")
    result = yishi("import-xlsx", "x.xlsx", "-o", "mine")
    assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
    assert [path.name for path in Path("mine").iterdir()] == ["open-restaurant.yaml"]
    assert Path("mine/open-restaurant.yaml").read_text(encoding="utf-8") == "mine"


def test_an_empty_template_tells_what_is_needed(yishi: Run) -> None:
    """Importing a template as it is names every cell that must be filled in, and writes nothing."""
    assert yishi("export-xlsx", "--template", "-o", "t.xlsx").code == 0
    result = yishi("import-xlsx", "t.xlsx", "-o", "mine")
    assert result.code == 1
    for place in ("套餐!B2", "套餐!B3", "套餐!B5", "套餐!B6", "套餐!B8", "套餐!B14", "事项!A1"):
        assert f"t.xlsx {place}: 错误" in result.out
    assert "8 个错误" not in result.out
    assert not Path("mine").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("export-xlsx", "-o", "x.xlsx"), 2, "--template"),
        (("export-xlsx", "newborn", "--template", "-o", "x.xlsx"), 2, "either"),
        (("export-xlsx", "newborn"), 2, "--output"),
        (("export-xlsx", "newborn", "-o", "x.xls"), 2, ".xlsx"),
        (("export-xlsx", "none", "-o", "x.xlsx"), 1, "none"),
        (("export-xlsx", "newborn", "-o", "none/x.xlsx"), 1, "none/x.xlsx"),
        (("import-xlsx", "none.xlsx"), 2, "none.xlsx"),
        (("import-xlsx",), 2, "FILE"),
    ],
)
def test_mistakes(yishi: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    """A mistake is one line, and no file is left."""
    result = yishi(*arguments)
    assert (result.code, result.out, result.err.count("\n")) == (code, "", 1)
    assert said in result.err
    assert list(Path().iterdir()) == []


def test_a_file_that_is_no_workbook_is_a_fault(yishi: Run) -> None:
    """Noise is told like any other fault."""
    Path("x.xlsx").write_text("noise", encoding="utf-8")
    result = yishi("import-xlsx", "x.xlsx")
    assert (result.code, result.err) == (1, "")
    assert "workbook.unreadable" in result.out


@pytest.mark.parametrize(
    ("module", "arguments"),
    [("xlsxwriter", ("export-xlsx", "--template", "-o", "y.xlsx")), ("python_calamine", ("import-xlsx", "x.xlsx"))],
)
def test_without_the_extra_its_name_is_told(
    yishi: Run, monkeypatch: pytest.MonkeyPatch, module: str, arguments: tuple[str, ...]
) -> None:
    """Where the libraries are not installed, one line says what to install."""
    yishi("export-xlsx", "newborn", "-o", "x.xlsx")
    monkeypatch.setitem(sys.modules, module, None)
    result = yishi(*arguments)
    assert (result.code, result.err.count("\n")) == (1, 1)
    assert "yishi-engine[excel]" in result.err
