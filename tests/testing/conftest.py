"""Running features as ``yishi test`` does, in a folder of their own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from yishi_engine.testing.run import Output, run_features

NOTICES = {
    "notice.yaml": "name: 临时放假\nlayer: nation\noff: [2026-02-24]\n",
    "gap.yaml": "name: 跳过几年的安排\nlayer: nation\nyears: [2998]\n",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of features came to: its exit code and what it printed."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Runs the text of a feature, saved as ``a.feature``."""

    def __call__(self, text: str, *extra: str, verbose: bool = False) -> Ran:
        """Run it with more options for pytest."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that holds the bundles and notices on days off, and work in it; version 2 is for June and on."""
    shutil.copytree(Path(__file__).with_name("bundles"), tmp_path / "bundles")
    text = (tmp_path / "bundles" / "open-shop.yaml").read_text(encoding="utf-8")
    second = text.replace("version: 1\n", "version: 2\neffective_from: 2026-06-01\n")
    (tmp_path / "bundles" / "open-shop-2.yaml").write_text(second, encoding="utf-8")
    for name, content in NOTICES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a way to run features beside the bundles."""

    def run(text: str, *extra: str, verbose: bool = False) -> Ran:
        path = folder / "a.feature"
        path.write_text(text, encoding="utf-8")
        capsys.readouterr()
        code = run_features([path.name], output=Output(verbose=verbose), extra_args=extra)
        return Ran(code, *capsys.readouterr())

    return run
