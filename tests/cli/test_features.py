"""``yishi test``; what features say is tested where the steps are."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import spawn
from yishi_engine.resources import bundles_folder

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
    """Paths, folder and verbosity reach the runner, and its exit code becomes the program's."""
    (tmp_path / "mine").mkdir()
    seen = []

    def run_features(paths: tuple[Path, ...], *, bundles: Path | None, verbose: bool) -> int:
        seen.append((paths, bundles, verbose))
        return 1

    monkeypatch.setattr(import_module("yishi_engine.cli.features"), "run_features", run_features)
    assert yishi("test", "mine", "--bundles", "mine", "-v").code == 1
    assert seen == [((Path("mine"),), Path("mine"), True)]
