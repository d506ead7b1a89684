"""Published versions stand: changed content needs a higher number, numbers do not fall, files are kept."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from yishi_engine.bundle import Published, check_path, load_bundles
from yishi_engine.bundle.versions import version_findings
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from pathlib import Path

    from yishi_engine.errors import Fault

BEFORE = Published.listed([("a", 1, "x"), ("a", 2, "y")])


def codes(
    now: dict[str, dict[int, str]], published: Published = BEFORE, *, whole: bool = True
) -> list[tuple[str, int | None]]:
    """Return code and version of each finding."""
    return [(each.code, each.version) for each in version_findings(now, published, whole=whole)]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ({"a": {1: "x", 2: "y"}}, []),
        ({"a": {1: "x", 2: "y", 3: "z"}}, []),
        ({"a": {1: "x", 2: "z"}}, [("version.not_raised", 2)]),
        ({"a": {1: "z", 2: "z"}}, [("version.not_raised", 1), ("version.not_raised", 2)]),
        ({"a": {1: "x"}}, [("version.lowered", 1)]),
        ({"a": {1: "z"}}, [("version.not_raised", 1)]),
        ({"a": {2: "y"}}, [("version.removed", 2)]),
        ({"a": {3: "z"}}, [("version.removed", 3), ("version.removed", 3)]),
        ({}, [("version.removed", None), ("version.removed", None)]),
        ({"a": {1: "", 2: ""}}, []),
        ({"a": {1: "x", 2: "y"}, "b": {1: "n"}}, []),
    ],
)
def test_what_is_told(now: dict[str, dict[int, str]], found: list[tuple[str, int | None]]) -> None:
    """Each way to treat published versions gives what it should, at the version where it is mended."""
    assert codes(now) == found


def test_one_file_tells_nothing_of_what_is_not_in_it() -> None:
    """Where not everything was read, nothing is said to be gone or lowered; a changed content still is."""
    assert codes({"a": {1: "x"}}, whole=False) == []
    assert codes({}, whole=False) == []
    assert codes({"a": {1: "z"}}, whole=False) == [("version.not_raised", 1)]


def test_the_next_number_is_named() -> None:
    """The hint names a version that was never used."""
    (found,) = version_findings({"a": {1: "z", 2: "y"}}, BEFORE, whole=True)
    assert "version: 3" in found.hint
    assert found.severity == "error"


class TestFolders:
    """Comparing a working folder with the published one."""

    @pytest.fixture
    def work(self, tmp_path: Path) -> Path:
        """Return a copy of the shipped definitions, to be worked on."""
        return shutil.copytree(bundles_folder(), tmp_path / "work")

    @staticmethod
    def check(work: Path) -> tuple[Fault, ...]:
        """Compare with what is shipped."""
        return check_path(work, published=Published.of(load_bundles(bundles_folder()).definitions()))

    def test_nothing_changed(self, work: Path) -> None:
        """The same definitions, with other comments and spelling, are no fault."""
        file = work / "newborn.yaml"
        file.write_text("# 改了注释\n" + file.read_text(encoding="utf-8").replace("5 工作日", "5 wd"), encoding="utf-8")
        assert self.check(work) == ()

    def test_changed_content_is_told_at_the_version(self, work: Path) -> None:
        """The line of the version is the one to change."""
        file = work / "open-restaurant.yaml"
        text = file.read_text(encoding="utf-8").replace("total: 15 工作日", "total: 16 工作日")
        file.write_text(text, encoding="utf-8")
        (fault,) = self.check(work)
        assert (fault.code, fault.severity) == ("version.not_raised", "error")
        assert text.splitlines()[fault.line - 1] == "version: 1"

    def test_raised_beside_the_old_file_is_right(self, work: Path) -> None:
        """A new file with the next number, beside the old one, is how it is done."""
        text = (work / "open-restaurant.yaml").read_text(encoding="utf-8")
        newer = text.replace("version: 1", "version: 2").replace("total: 15 工作日", "total: 16 工作日")
        (work / "open-restaurant-2.yaml").write_text(newer, encoding="utf-8")
        assert self.check(work) == ()

    def test_raised_in_place_is_warned_of(self, work: Path) -> None:
        """The old version has no file then: cases at work run on, but nobody can read on what."""
        file = work / "open-restaurant.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("version: 1", "version: 2"), encoding="utf-8")
        (fault,) = self.check(work)
        assert (fault.code, fault.severity) == ("version.removed", "warning")

    def test_a_bundle_that_is_gone_is_told_of_the_folder(self, work: Path) -> None:
        """No file is left to point into."""
        (work / "newborn.yaml").unlink()
        (fault,) = self.check(work)
        assert (fault.code, fault.file, fault.line) == ("version.removed", str(work), 0)

    def test_a_file_that_cannot_be_read_is_not_called_gone(self, work: Path) -> None:
        """While a file does not parse, it may hold any bundle."""
        (work / "newborn.yaml").write_text("id: [", encoding="utf-8")
        assert [fault.code for fault in self.check(work)] == ["yaml.syntax"]

    def test_a_bundle_with_other_errors_is_not_called_gone(self, work: Path) -> None:
        """Its id and version can be read."""
        file = work / "newborn.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("total: 5 工作日", "total: 5"), encoding="utf-8")
        assert [fault.code for fault in self.check(work)] == ["limit.invalid"]
