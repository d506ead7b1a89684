"""Reading a guide: the tables of its sections as plain values."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from yishi_engine.bundle import load_bundles
from yishi_engine.publish.guide import Guide, make_guide
from yishi_engine.publish.guide.model import Grid, Pairs, Paragraph, Points
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle import Catalog


@cache
def shipped() -> Catalog:
    """Return the bundles that ship with the package."""
    return load_bundles(bundles_folder())


def guide_of(name: str, answers: Mapping[str, object] | None = None) -> Guide:
    """Return the guide of a shipped bundle."""
    return make_guide(shipped().get(name), shipped().departments, answers)


def grids(guide: Guide, section: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return the tables of a section by caption: row by first cell, cell by title of its column."""
    return {
        block.caption: {
            row[0][0]: dict(zip(block.head[1:], ("\n".join(lines) for lines in row[1:]), strict=True))
            for row in block.rows
        }
        for block in guide.section(section).blocks
        if isinstance(block, Grid)
    }


def pairs(guide: Guide, section: str) -> dict[str, str]:
    """Return the two-column tables of a section."""
    return {
        title: "\n".join(lines)
        for block in guide.section(section).blocks
        if isinstance(block, Pairs)
        for title, lines in block.rows
    }


def prose(guide: Guide, section: str) -> str:
    """Return the sentences of a section."""
    found: list[str] = []
    for block in guide.section(section).blocks:
        if isinstance(block, Paragraph):
            found.append(block.words)
        elif isinstance(block, Points):
            found += block.points
    return "\n".join(found)
