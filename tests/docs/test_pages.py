"""The documentation hangs together and says what the configuration says."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import PAGES, ROOT, blocks, name, without_blocks

if TYPE_CHECKING:
    from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ARCHITECTURE = ROOT / "docs" / "explanation" / "architecture.md"


def links(page: Path) -> list[str]:
    """Return the targets of a page's links to files of the project."""
    found = LINK.findall(without_blocks(page.read_text(encoding="utf-8")))
    return [target for target in found if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """Return what a page's headings are called in links."""
    text = without_blocks(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text)}


@pytest.mark.parametrize("page", [pytest.param(page, id=name(page)) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the project finds the file and, if it names one, the heading."""
    broken = []
    for target in links(page):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def test_index_leads_to_every_page() -> None:
    """A reader who starts at the index can reach every page of the documentation."""
    start = ROOT / "docs" / "README.md"
    reached, ahead = {start}, [start]
    while ahead:
        page = ahead.pop()
        for target in links(page):
            file = (page.parent / target.partition("#")[0]).resolve()
            if file.suffix == ".md" and file not in reached:
                reached.add(file)
                ahead.append(file)
    assert {name(page) for page in PAGES if page.is_relative_to(start.parent)} <= {name(page) for page in reached}


def test_layers_stand_as_they_are_enforced() -> None:
    """The layers in the architecture page are those that the import contract enforces, top to bottom."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (found for found in settings["tool"]["importlinter"]["contracts"] if found["id"] == "layers")
    enforced = [re.sub(r"[()]", "", layer) for layer in contract["layers"]]
    (shown,) = (block for block in blocks(ARCHITECTURE.read_text(encoding="utf-8")) if block.language == "layers")
    assert [line.split("  ")[0].strip() for line in shown.body.splitlines()] == enforced
