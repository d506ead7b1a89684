"""A flowchart as SVG: one would hang it on a wall."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from yishi_engine.publish.flowchart.setting import DETAIL, FLAG_GAP, LEADING, TITLE, Box, boxes, place
from yishi_engine.publish.flowchart.strokes import branches, strokes
from yishi_engine.publish.flowchart.text import wrap
from yishi_engine.publish.xml_text import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.publish.flowchart.grid import Placed, Point
    from yishi_engine.publish.flowchart.model import Chart
    from yishi_engine.publish.flowchart.strokes import Track

FONTS: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei", "SimHei",
)  # fmt: skip
"""Families with Chinese characters, the best first."""

_FAMILY: Final = ",".join(f"'{name}'" for name in FONTS) + ",sans-serif"
_INK: Final = "#1d2733"
_SOFT: Final = "#3f4a57"
_RULE: Final = "#b9c2cd"
_BLUE: Final = "#1f4e79"
_WASH: Final = "#f3f6f9"
_HEADS: Final = {"牵头部门": _BLUE, "配合部门": "#4f6272"}
_APPLICANT: Final = "#2f6b4f"
_FILLS: Final = {"item": ("#ffffff", _INK), "intake": ("#e3edf7", _BLUE), "finish": ("#e3edf7", _BLUE)}
_FLAG: Final = 'fill="#fff3c4" stroke="#b98a00"'
_FLAG_INK: Final = "#5c4400"
_EDGE: Final = 28
_NORMAL, _BOLD = 400, 700
_HEADLINE, _SUBTITLE, _LANE, _ROLE, _NOTE = 26, 14, 15, 12, 13
_BASELINE: Final = 0.34
"""From the bottom of a line up to where its letters stand, in sizes of its letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing.

    Attributes:
        svg: The text of the file.
        width: In pixels of 1/96 inch.
        height: Likewise.
    """

    svg: str
    width: int
    height: int


def picture(chart: Chart) -> Picture:
    """Draw a chart.

    Args:
        chart: What :func:`~yishi_engine.publish.flowchart.poster.poster` made.
    """
    return _Canvas(chart, place(chart)).picture()


class _Canvas:
    """Turns a placed chart into the elements of a drawing."""

    def __init__(self, chart: Chart, placed: Placed) -> None:
        self.chart = chart
        self.placed = placed
        inside = placed.lanes[-1][1]
        self.width = round(inside + 2 * _EDGE)
        self.title = wrap(chart.title, inside, _HEADLINE)
        self.subtitle = wrap("　".join(chart.subtitle), inside, _SUBTITLE)
        rooms = [end - start - 12 for start, end in placed.lanes]
        self.names = [wrap(lane.name, room, _LANE) for lane, room in zip(chart.lanes, rooms, strict=True)]
        self.head = _EDGE + len(self.title) * 36 + len(self.subtitle) * 22 + 12
        self.band = 32 + max(map(len, self.names)) * 21
        self.top = round(self.head + self.band + 24)
        self.bottom = round(self.top + placed.length + 28)
        self.notes = [line for index, note in enumerate(chart.notes, 1) for line in _numbered(index, note, inside)]
        self.height = self.bottom + 16 + len(self.notes) * 21 + _EDGE

    def picture(self) -> Picture:
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FAMILY}" role="img">',
            f"<title>{escape(xml_text(self.chart.title))}</title>",
            f'<rect width="{self.width}" height="{self.height}" fill="#ffffff"/>',
            *self._heading(),
            *self._lanes(),
            *self._lines(),
            *(line for each in boxes(self.chart) for line in self._box(each)),
            *self._labels(),
            *(
                _text(_EDGE, self.bottom + 16 + number * 21, line, size=_NOTE, fill=_SOFT, anchor="start")
                for number, line in enumerate(self.notes, 1)
            ),
            "</svg>",
        ]
        return Picture(svg="\n".join(parts) + "\n", width=self.width, height=self.height)

    def at(self, point: Point) -> tuple[float, float]:
        """Return a place in the drawing, in whole pixels, so that lines are sharp."""
        return round(point.across + _EDGE), round(point.along + self.top)

    def tracks(self) -> list[Track]:
        return [tuple(map(self.at, path)) for path in self.placed.paths]

    def _heading(self) -> Iterator[str]:
        y = _EDGE
        for line in self.title:
            y += 36
            yield _text(self.width / 2, y - 9, line, size=_HEADLINE, weight=_BOLD)
        for line in self.subtitle:
            y += 22
            yield _text(self.width / 2, y - 4, line, size=_SUBTITLE, fill=_SOFT)

    def _lanes(self) -> Iterator[str]:
        for index, (lane, (start, end)) in enumerate(zip(self.chart.lanes, self.placed.lanes, strict=True)):
            x, breadth = round(start) + _EDGE, round(end) - round(start)
            fill = "#ffffff" if index % 2 else _WASH
            yield _rect(x, self.head, breadth, self.bottom - self.head, f'fill="{fill}" stroke="{_RULE}"')
            head = _HEADS.get(lane.role, _APPLICANT)
            yield _rect(x, self.head, breadth, self.band, f'fill="{head}" stroke="{_RULE}"')
            middle = x + breadth / 2
            yield _text(middle, self.head + 20, lane.role, size=_ROLE, fill="#ffffff")
            for number, line in enumerate(self.names[index], 1):
                y = self.head + 22 + number * 21
                yield _text(middle, y, line, size=_LANE, weight=_BOLD, fill="#ffffff")

    def _lines(self) -> Iterator[str]:
        tracks = self.tracks()
        drawn = "".join(f"M{x1:g} {y1:g}L{x2:g} {y2:g}" for x1, y1, x2, y2 in strokes(tracks))
        yield f'<path d="{drawn}" fill="none" stroke="{_INK}" stroke-width="1.5" stroke-linecap="square"/>'
        for x, y in branches(self.chart.flows, tracks):
            yield f'<circle cx="{x:g}" cy="{y:g}" r="2.8" fill="{_INK}"/>'
        heads = "".join(dict.fromkeys(map(_head, tracks)))
        yield f'<path d="{heads}" fill="{_INK}"/>'

    def _box(self, box: Box) -> Iterator[str]:
        x, y = self.at(self.placed.centres[box.step.id])
        left, top = x - box.width / 2, y - box.height / 2
        fill, rule = _FILLS[box.step.stage]
        style = f'fill="{fill}" stroke="{rule}" stroke-width="1.5"'
        if box.step.shape == "choice":
            right, low = left + box.width, top + box.height
            yield f'<path d="M{x:g} {top:g} {right:g} {y:g} {x:g} {low:g} {left:g} {y:g}z" {style}/>'
        else:
            radius = min(box.height / 2, 24) if box.step.shape in {"start", "end"} else 5
            yield _rect(left, top, box.width, box.height, f'rx="{radius:g}" {style}')
        at = y - box.words / 2
        for lines, size, weight, ink in ((box.title, TITLE, _BOLD, _INK), (box.details, DETAIL, _NORMAL, _SOFT)):
            for line in lines:
                at += size * LEADING
                yield _text(x, at - size * _BASELINE, line, size=size, weight=weight, fill=ink)
        yield from self._flag(box, x, top)

    def _flag(self, box: Box, x: float, top: float) -> Iterator[str]:
        if box.flag:
            across, high = box.flag_size
            y = top - FLAG_GAP - high
            yield _rect(x - across / 2, y, across, high, f'rx="{min(high / 2, 12):g}" {_FLAG}')
            for number, line in enumerate(box.flag, 1):
                low = y + (high - len(box.flag) * DETAIL * LEADING) / 2 + number * DETAIL * LEADING
                yield _text(x, low - DETAIL * _BASELINE, line, size=DETAIL, fill=_FLAG_INK)

    def _labels(self) -> Iterator[str]:
        for flow, track in zip(self.chart.flows, self.tracks(), strict=True):
            (x1, y1), (x2, _) = track[0], track[-1]
            if flow.label and flow.way == "beside":
                yield _text((x1 + x2) / 2, y1 - 8, flow.label, size=DETAIL, weight=_BOLD, halo=True)
            elif flow.label:
                yield _text(x1 + 9, y1 + 18, flow.label, size=DETAIL, weight=_BOLD, anchor="start")


def _numbered(index: int, note: str, room: float) -> Iterator[str]:
    for number, line in enumerate(wrap(note, room - 26, _NOTE)):
        yield f"{index}. {line}" if number == 0 else f"　 {line}"


def _head(track: Track) -> str:
    """Return the head of an arrow at the end of a line."""
    (x1, y1), (x2, y2) = track[-2], track[-1]
    right, down = (x2 > x1) - (x2 < x1), (y2 > y1) - (y2 < y1)
    back, side = (x2 - 11 * right, y2 - 11 * down), (5 * down, 5 * right)
    return f"M{x2:g} {y2:g}L{back[0] + side[0]:g} {back[1] + side[1]:g} {back[0] - side[0]:g} {back[1] - side[1]:g}z"


def _rect(x: float, y: float, across: float, high: float, style: str) -> str:
    return f'<rect x="{_number(x)}" y="{_number(y)}" width="{_number(across)}" height="{_number(high)}" {style}/>'


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: float,
    weight: int = _NORMAL,
    fill: str = _INK,
    anchor: str = "middle",
    halo: bool = False,
) -> str:
    bold = f' font-weight="{weight}"' if weight != _NORMAL else ""
    edge = ' stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    place = f'x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{size:g}"{bold} fill="{fill}"{edge}>{escape(xml_text(words))}</text>'
