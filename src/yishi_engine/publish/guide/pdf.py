"""A guide as PDF, through typst: an A4 document with a contents list of its headings, tagged for screen readers."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yishi_engine.publish.flowchart.svg import picture
from yishi_engine.publish.guide.model import Flowchart, Grid, Pairs, Paragraph, Points
from yishi_engine.publish.guide.numerals import numeral
from yishi_engine.publish.printing import printer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.publish.guide.model import Block, Guide

_TEMPLATE: Final = Path(__file__).with_name("templates") / "guide.typ"


def pdf(guide: Guide, *, fonts: Path | None = None) -> bytes:
    """Return a guide as PDF.

    Args:
        guide: The guide.
        fonts: A folder with more fonts.

    Raises:
        PrintingUnavailable: The extra ``print`` is not installed, or no font has Chinese characters.
    """
    inputs = {"guide": content(guide), "fingerprint": fingerprint(guide)}
    return printer(fonts).render(_TEMPLATE.read_text(encoding="utf-8"), inputs, "pdf")


def fingerprint(guide: Guide) -> str:
    """Return a digest of what a guide says and how it is set; it stands among the keywords of its PDF.

    Fonts differ from machine to machine, so that the files cannot be compared, but this can.
    """
    template = _TEMPLATE.read_text(encoding="utf-8")
    return "sha256:" + hashlib.sha256(f"{content(guide)}\n{template}".encode()).hexdigest()


def content(guide: Guide) -> str:
    """Return what is printed as JSON: the template sees texts only, so that none of them can be taken for typst."""
    plain = {
        "title": guide.title,
        "subtitle": guide.subtitle,
        "bundle": guide.bundle,
        "version": guide.version,
        "digest": guide.digest,
        "sections": [
            {"title": f"{numeral(number)}、{each.title}", "blocks": [_block(block) for block in each.blocks]}
            for number, each in enumerate(guide.sections, 1)
        ],
    }
    return json.dumps(plain, ensure_ascii=False)


def _block(block: Block) -> Mapping[str, object]:
    match block:
        case Paragraph(words):
            return {"kind": "paragraph", "words": words}
        case Points(points, ordered):
            return {"kind": "points", "points": points, "ordered": ordered}
        case Pairs(rows):
            return {"kind": "pairs", "rows": rows}
        case Grid(caption, head, rows, widths):
            return {"kind": "grid", "caption": caption, "head": head, "rows": rows, "widths": widths}
        case Flowchart(chart):
            drawn = picture(chart)
            return {
                "kind": "flowchart",
                "svg": drawn.svg,
                "width": drawn.width,
                "height": drawn.height,
                "title": chart.title,
            }
