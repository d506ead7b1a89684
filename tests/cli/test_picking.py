"""Which version ``yishi guide``, ``flowchart``, ``simulate`` and ``export-xlsx`` take."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Protocol

import pytest

from yishi_engine.bundle import load_bundles
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

ORDERS = (
    ("guide", "--format", "md"),
    ("flowchart", "--format", "mmd"),
    ("simulate", "--cases", "1"),
    ("export-xlsx", "-o", "out.xlsx"),
)


class Versions(Protocol):
    """Writes versions of the restaurant."""

    def __call__(self, *since: str) -> Path:
        """Write a version for each first day, 1 and up, and return their folder."""


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    """Return a function that writes versions of the restaurant into the folder ``bundles``."""

    def write(*since: str) -> Path:
        folder = tmp_path / "bundles"
        folder.mkdir()
        shutil.copy(bundles_folder() / "departments.yaml", folder)
        text = (bundles_folder() / "open-restaurant.yaml").read_text(encoding="utf-8")
        assert "version: 1\n" in text
        assert "effective_from: 2026-01-01" in text
        for number, day in enumerate(since, start=1):
            changed = text.replace("version: 1\n", f"version: {number}\n").replace("2026-01-01", day)
            file = folder / f"open-restaurant-{number}.yaml"
            file.write_text(
                changed.replace("name: 食品经营许可\n", f"name: 食品经营许可之{number}\n"), encoding="utf-8"
            )
        assert len(load_bundles(folder)) == len(since)
        return folder

    return write


def made(yishi: Run, order: tuple[str, ...], name: str | Path) -> tuple[str, str]:
    """Return what a command made of a definition, and what it said beside it."""
    command, *options = order
    done = yishi(command, name, *options)
    assert done.code == 0, done.err
    if command == "export-xlsx":
        return yishi("import-xlsx", "out.xlsx").out, done.err
    return done.out, done.err


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order[0])
class TestPicking:
    """What all of them do."""

    def test_an_id_is_the_version_in_force(self, yishi: Run, versions: Versions, order: tuple[str, ...]) -> None:
        """A version that is not in force yet is not taken for an id, and it is said which one was."""
        versions("2020-01-01", "2021-01-01", "2999-07-01")
        text, said = made(yishi, order, "open-restaurant")
        assert "食品经营许可之2" in text
        assert said == ("open-restaurant：用现行的第 2 版；第 3 版自 2999-07-01 起实施，要用它请写 open-restaurant@3\n")

    def test_a_version_can_be_named(self, yishi: Run, versions: Versions, order: tuple[str, ...]) -> None:
        """Any version is taken by its number, in force or not, and any file by its name; nothing more is said."""
        folder = versions("2020-01-01", "2021-01-01", "2999-07-01")
        for number in (1, 3):
            for name in (f"open-restaurant@{number}", folder / f"open-restaurant-{number}.yaml"):
                text, said = made(yishi, order, name)
                assert f"食品经营许可之{number}" in text
                assert said == ""

    def test_none_is_in_force_yet(self, yishi: Run, versions: Versions, order: tuple[str, ...]) -> None:
        """Before the first version is in force it is taken, and that is said."""
        versions("2998-07-01", "2999-07-01")
        text, said = made(yishi, order, "open-restaurant")
        assert "食品经营许可之1" in text
        assert said == "open-restaurant：还没有实施的版本，用第 1 版，自 2998-07-01 起实施\n"

    def test_mistakes(self, yishi: Run, versions: Versions, order: tuple[str, ...]) -> None:
        """A version or a file that does not exist is one line."""
        versions("2020-01-01")
        command, *options = order
        for name, said in (
            ("open-restaurant@7", "no version 7"),
            ("open-restaurant@", "after @"),
            ("open-restaurant@x", "after @"),
            ("bundles/none.yaml", "no file"),
            ("zzz", 'no bundle "zzz"'),
        ):
            done = yishi(command, name, *options)
            assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
            assert said in done.err
            assert "--bundles" not in done.err

    def test_shipped_definitions_are_named_as_such(self, yishi: Run, order: tuple[str, ...]) -> None:
        """Without a folder of one's own, an id that is not found says where it was looked for."""
        command, *options = order
        done = yishi(command, "open-shop", *options)
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert "those are shipped; name your folder with --bundles" in done.err
        named = yishi(command, "open-shop", *options, "--bundles", bundles_folder())
        assert "shipped" not in named.err


def test_a_comparison_goes_to_the_newest(yishi: Run, versions: Versions) -> None:
    """For yishi diff an id is the newest version, for it is what is about to change that is asked for."""
    versions("2020-01-01", "2999-07-01")
    assert "第 1 版 → 第 2 版" in yishi("diff", "open-restaurant@1", "open-restaurant").out
