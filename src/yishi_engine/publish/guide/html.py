"""A guide as one HTML file that needs no script and nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from yishi_engine.publish.flowchart.svg import picture
from yishi_engine.publish.guide.numerals import numeral

if TYPE_CHECKING:
    from yishi_engine.publish.guide.model import Block, Flowchart, Guide

_TEMPLATES: Final = Path(__file__).with_name("templates")


def html(guide: Guide) -> str:
    """Return a guide as a page: it prints on A4, and can be read on a telephone and by a screen reader.

    Args:
        guide: The guide.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  (quick start of the program)

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["numeral"] = numeral
    environment.filters["kind"] = _kind
    environment.filters["drawn"] = _drawn
    page = environment.get_template("guide.html.jinja").render(guide=guide)
    return page if page.endswith("\n") else f"{page}\n"


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _drawn(block: Flowchart) -> str:
    """Return the drawing; the words in it are escaped already."""
    return picture(block.chart).svg
