"""The tutorial leads a person who knows YAML from nowhere else to a correct bundle with a feature."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import ROOT, blocks, without_blocks
from yishi_engine.bundle import check_path, load_bundles
from yishi_engine.publish.yaml_text import plain_of

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "tutorial" / "write-a-bundle.md"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return the folder that a reader has at the end: the last state of each file."""
    for block in blocks(PAGE.read_text(encoding="utf-8")):
        if block.title:
            file = tmp_path / block.title
            file.parent.mkdir(exist_ok=True)
            file.write_text(block.body, encoding="utf-8")
    return tmp_path / "mine"


def test_what_is_written_passes_every_check(written: Path) -> None:
    """The bundle has no fault, not even a warning; two departments handle its items, and a feature goes with it."""
    assert check_path(written) == ()
    (bundle,) = load_bundles(written)
    assert {item.department for item in bundle.items} == {"scjg", "cgj"}
    assert (written / f"{bundle.id}.feature").is_file()


def test_every_key_is_explained(written: Path) -> None:
    """Each key that the bundle uses is named in the text, not only in the files."""
    (bundle,) = load_bundles(written)

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for each in value.values() for key in keys(each)}
        return {key for each in value for key in keys(each)} if isinstance(value, list | tuple) else set()

    prose = without_blocks(PAGE.read_text(encoding="utf-8"))
    explained = {word for code in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"[a-z_]+", code)}
    assert keys(plain_of(bundle)) - {"ask", "item", "max_length", "region"} <= explained


def test_yaml_that_is_not_explained_is_not_used(written: Path) -> None:
    """No block texts, no quotes but for codes, no nested lists: only what the first section says."""
    for file in written.glob("*.yaml"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert not re.search(r"[|>&*!]\s*$|\t", line)
            assert re.fullmatch(r"( *(- )?[\w-]+:( .*)?| *- .*|)", line), line
            assert line.count('"') in (0, 2)


def test_mistakes_on_the_page_are_mended_by_the_end(written: Path) -> None:
    """The page shows faults on the way, and the reader leaves with none."""
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("没有发现问题") >= 3
    assert len(re.findall(r"^\d 个错误$", text, re.MULTILINE)) == 2
    assert not [fault for fault in check_path(written) if fault.severity == "error"]
