"""``yishi diff``."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder ``bundles`` with two versions of the restaurant."""
    folder = shutil.copytree(bundles_folder(), tmp_path / "bundles")
    text = (folder / "open-restaurant.yaml").read_text(encoding="utf-8")
    newer = text.replace("version: 1", "version: 2").replace("total: 15 工作日", "total: 13 工作日")
    (folder / "open-restaurant-2.yaml").write_text(newer, encoding="utf-8")
    return folder


SAID = "~ 总时限由 15 工作日 缩短为 13 工作日（少 2 工作日）"


@pytest.mark.parametrize(
    "arguments",
    [
        ("open-restaurant@1", "open-restaurant@2"),
        ("open-restaurant@1", "open-restaurant"),
        ("bundles/open-restaurant.yaml", "bundles/open-restaurant-2.yaml"),
        ("bundles/open-restaurant.yaml", "open-restaurant@2"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_versions_are_named_by_id_or_file(yishi: Run, arguments: tuple[str, str]) -> None:
    """Two definitions, however they are named, are compared in words."""
    result = yishi("diff", *arguments)
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines()[0] == "开办餐馆 open-restaurant：第 1 版 → 第 2 版"
    assert result.out.splitlines()[-1].strip() == SAID


def test_other_folder(yishi: Run, folder: Path) -> None:
    """Ids may be looked up in another folder."""
    moved = folder.rename(folder.parent / "elsewhere")
    assert SAID in yishi("diff", "open-restaurant@1", "open-restaurant@2", "--bundles", moved).out
    assert yishi("diff", "open-restaurant@1", "open-restaurant@2").code == 1


def test_folders(yishi: Run, folder: Path) -> None:
    """Two folders are compared bundle by bundle."""
    result = yishi("diff", bundles_folder(), folder)
    assert result.code == 0
    assert SAID in result.out
    assert yishi("diff", folder, folder).out == "没有变化\n"


def test_markdown(yishi: Run, folder: Path) -> None:
    """For a notice there is Markdown."""
    assert yishi("diff", "open-restaurant@1", "open-restaurant@2", "--format", "markdown").out.startswith("# 开办餐馆")
    assert "## 开办餐馆" in yishi("diff", bundles_folder(), folder, "--format", "markdown").out


def test_json(yishi: Run, folder: Path) -> None:
    """For programs there is JSON, of two definitions and of two folders."""
    data = json.loads(yishi("diff", "open-restaurant@1", "open-restaurant@2", "--format", "json").out)
    assert [each["code"] for each in data["changes"]] == ["limits.total"]
    both = json.loads(yishi("diff", bundles_folder(), folder, "--format", "json").out)
    assert both["differences"][0]["changes"] == data["changes"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("open-restaurant",), 2, "AFTER"),
        (("open-restaurant@9", "open-restaurant"), 1, "no version 9"),
        (("open-restaurant@x", "open-restaurant"), 1, "whole number"),
        (("none", "open-restaurant"), 1, 'no bundle "none"'),
        (("none.yaml", "open-restaurant"), 1, 'no file "none.yaml"'),
        (("bundles", "open-restaurant"), 2, "two folders"),
        (("open-restaurant", "open-hotel", "--format", "xml"), 2, "xml"),
        (("bad.yaml", "open-hotel"), 1, "yishi check"),
    ],
)
def test_mistakes(yishi: Run, folder: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    """A name that leads nowhere is one line."""
    (folder.parent / "bad.yaml").write_text("id: bad\n", encoding="utf-8")
    result = yishi("diff", *arguments)
    assert (result.code, result.out, result.err.count("\n")) == (code, "", 1)
    assert said in result.err
