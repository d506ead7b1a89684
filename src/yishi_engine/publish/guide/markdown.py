"""A guide as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yishi_engine.publish.flowchart.mermaid import mermaid
from yishi_engine.publish.guide.model import Flowchart, Grid, Pairs, Paragraph, Points
from yishi_engine.publish.guide.numerals import numeral

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yishi_engine.publish.guide.model import Block, Guide, Lines

_SPECIAL: Final = re.compile(r"[\\`*_\[\]{}#|~!&]|^(?=[-+=>]|\d+[.)])")
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;"}


def markdown(guide: Guide) -> str:
    """Return a guide as Markdown, with the flowchart as Mermaid.

    Args:
        guide: The guide.
    """
    return "\n".join(_lines(guide)).rstrip() + "\n"


def _lines(guide: Guide) -> Iterator[str]:
    yield f"# {_plain(guide.title)}\n"
    yield f"{'；'.join(map(_plain, guide.subtitle))}。\n"
    for number, section in enumerate(guide.sections, 1):
        yield f"## {numeral(number)}、{_plain(section.title)}\n"
        for block in section.blocks:
            yield from _block(block)
            yield ""


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(words):
            yield _plain(words)
        case Points(points, ordered):
            for number, point in enumerate(points, 1):
                yield f"{number}. {_plain(point)}" if ordered else f"- {_plain(point)}"
        case Pairs(rows):
            yield from _table(("项目", "内容"), [((title,), lines) for title, lines in rows])
        case Grid(caption, head, rows, _):
            yield f"**{_plain(caption)}**\n"
            yield from _table(head, rows)
        case Flowchart(chart):
            yield f"```mermaid\n{mermaid(chart)}```\n"
            yield from (f"- {_plain(note)}" for note in chart.notes)


def _table(head: Sequence[str], rows: Sequence[Sequence[Lines]]) -> Iterator[str]:
    yield f"| {' | '.join(map(_plain, head))} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join('<br>'.join(map(_plain, lines)) for lines in row)} |"


def _plain(words: str) -> str:
    """Return words with every sign that has a meaning in Markdown or HTML made harmless."""
    flat = _SPECIAL.sub(lambda sign: f"\\{sign[0]}", " ".join(words.split()))
    return "".join(_ENTITIES.get(sign, sign) for sign in flat)
