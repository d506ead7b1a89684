"""``yishi test``; what features say is tested where the steps are."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import spawn
from yishi_engine.resources import bundles_folder
from yishi_engine.testing.run import Output

if TYPE_CHECKING:
    from tests.cli.conftest import Run

FEATURE = """\
# language: zh-CN
功能: 开办餐馆
  场景: 提交即接件
    假如 已载入套餐"open-restaurant"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段           | 值                 |
      | area           | 50                 |
      | signboard      | 否                 |
      | operator       | 张三               |
      | operator_id    | 11010519491231002X |
      | shop_name      | 样例小馆           |
    那么 办件状态为"{state}"
"""


@pytest.mark.parametrize(("state", "code"), [("已接件", 0), ("已办结", 1)])
def test_a_feature_passes_or_fails(tmp_path: Path, state: str, code: int) -> None:
    """A feature that holds gives exit code 0, one that does not gives 1; no file is left beside it."""
    (tmp_path / "one.feature").write_text(FEATURE.format(state=state), encoding="utf-8")
    result = spawn("test", "one.feature", "--bundles", str(bundles_folder()), folder=tmp_path)
    assert (result.code, result.err) == (code, "")
    assert [path.name for path in tmp_path.iterdir()] == ["one.feature"]


def test_arguments_are_handed_on(yishi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths, folder and options reach the runner, and its exit code becomes the program's."""
    (tmp_path / "mine").mkdir()
    seen = []

    def run_features(paths: tuple[Path, ...], *, bundles: Path | None, tags: str | None, output: Output) -> int:
        seen.append((paths, bundles, tags, output))
        return 1

    monkeypatch.setattr(import_module("yishi_engine.cli.features"), "run_features", run_features)
    assert yishi("test", "mine", "--bundles", "mine", "-v").code == 1
    files = ("--html", "a.html", "--junit", "a.xml")
    asked = (*files, "--format", "json", "--no-coverage", "--fail-under", "80")
    assert yishi("test", "mine", "--tags", "@a", *asked).code == 1
    given = Output(html=Path("a.html"), junit=Path("a.xml"), json=True, coverage=False, fail_under=80)
    assert seen == [
        ((Path("mine"),), Path("mine"), None, Output(verbose=True)),
        ((Path("mine"),), None, "@a", given),
    ]


def test_json_is_all_that_is_printed(tmp_path: Path) -> None:
    """With ``--format json`` a program reads standard output as it is, also where a scenario failed."""
    (tmp_path / "one.feature").write_text(FEATURE.format(state="已办结"), encoding="utf-8")
    result = spawn("test", "one.feature", "--format", "json", "--bundles", str(bundles_folder()), folder=tmp_path)
    assert (result.code, result.err) == (1, "")
    assert json.loads(result.out)["summary"]["failed"] == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--tags", "@a or"), 'yishi: error: --tags: a tag is missing at the end in "@a or"'),
        (("--tags", "@a"), "yishi: error: no scenario was selected; tags in use: none"),
        (("--html", "nowhere/a.html"), 'yishi: error: cannot write "nowhere/a.html": it is a folder, or lies in none'),
        (("--fail-under", "101"), "yishi: error: Invalid value for '--fail-under': 101 is not in the range 0<=x<=100."),
    ],
)
def test_mistake_is_one_line(tmp_path: Path, options: tuple[str, ...], says: str) -> None:
    """A mistake in an option is one line on standard error, and exit code 2."""
    (tmp_path / "one.feature").write_text(FEATURE.format(state="已接件"), encoding="utf-8")
    result = spawn("test", "one.feature", *options, folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(says)
    assert result.err.count("\n") == 1
