"""Charts as SVG, narrow enough for a phone; what they say stands in words too, and in no colour alone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH: Final = 360
FONT: Final = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
COLOURS: Final = ("#1f5f99", "#c9651b", "#5b8c3a", "#8a8f98")
"""Dark enough on white and far apart in brightness for eyes that tell no red from green."""

_INK: Final = "#1d2129"
_SOFT: Final = "#59616e"
_TRACK: Final = "#e9edf2"
_ALARM: Final = "#b3261e"
_ROW: Final = 40
_BAR: Final = 14
_TEXT: Final = 12
_SMALL: Final = 11
_VALUE: Final = 88
_PLOT: Final = 140
_SWATCH: Final = 10
_MOST_LABELS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart.

    Attributes:
        title: What it shows, Chinese.
        description: The same in words with its figures, for who cannot see it.
        height: How high it is drawn; it is ``WIDTH`` wide.
        body: The drawing, without the frame.
    """

    title: str
    description: str
    height: int
    body: str

    def svg(self) -> str:
        """Return the chart as an SVG element."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}" role="img" '
            f'font-family="{FONT}" font-size="{_TEXT}" fill="{_INK}">'
            f"<title>{escape(self.title)}</title><desc>{escape(self.description)}</desc>{self.body}</svg>"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of a chart.

    Attributes:
        label: What it stands for.
        parts: Its length, or the lengths of its parts.
        shown: What stands behind its label, for example its value in words.
        alarming: Whether it is to be seen at once.
    """

    label: str
    parts: tuple[float, ...]
    shown: str
    alarming: bool = False


def bars(title: str, rows: Sequence[Bar], *, legend: Sequence[str] = (), most: float | None = None) -> Chart:
    """Draw bars from left to right, one below the other, each under its label.

    Args:
        title: What they show.
        rows: The bars.
        legend: What each part of a bar means, where bars have several.
        most: The length that fills the width; that of the longest bar unless given.
    """
    top = 8
    drawn = []
    if legend:
        drawn.append(_legend(legend, top))
        top += 24
    longest = most or max((sum(row.parts) for row in rows), default=0) or 1
    for index, row in enumerate(rows):
        drawn.extend(_bar(row, top + index * _ROW, WIDTH / longest))
    described = "；".join(f"{row.label} {row.shown}" for row in rows)
    return Chart(title=title, description=described, height=top + max(1, len(rows)) * _ROW, body="".join(drawn))


def columns(
    title: str,
    points: Sequence[tuple[str, float, str]],
    *,
    axis: str,
    late: Sequence[float] = (),
    mark: int | None = None,
) -> Chart:
    """Draw columns from left to right.

    Args:
        title: What they show.
        points: For each column its label, its height, and the height in words.
        axis: What the labels are.
        late: For each column how much of its height was late, which is to be seen at once; nothing unless given.
        mark: Index of the column after which a limit lies, which is drawn as a broken line.
    """
    height, top = _PLOT, 26
    count = max(1, len(points))
    step = WIDTH / count
    most = max((value for _, value, _ in points), default=0) or 1
    drawn = [f'<line x1="0" x2="{WIDTH}" y1="{top + height}" y2="{top + height}" stroke="{_SOFT}"/>']
    every = -(-count // _MOST_LABELS)
    told = [_told(*point, late[index] if late else 0) for index, point in enumerate(points)]
    for index, (label, value, shown) in enumerate(points):
        long, middle = value / most * height, index * step + step / 2
        red = late[index] / most * height if late else 0.0
        drawn += _column(middle, step * 0.76, top + height, (red, long - red), told[index])
        if index % every == 0:
            drawn.append(_text(middle, top + height + 16, label, anchor="middle", size=_SMALL, fill=_SOFT))
            if every == 1:
                drawn.append(_text(middle, top + height - long - 5, shown, anchor="middle", size=_SMALL))
    if mark is not None and mark + 1 < count:
        at = (mark + 1) * step
        drawn.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top - 18}" y2="{top + height}" stroke="{_ALARM}" '
            'stroke-dasharray="5 4" stroke-width="1.5"/>'
        )
    drawn.append(_text(WIDTH / 2, top + height + 34, axis, anchor="middle", size=_SMALL, fill=_SOFT))
    return Chart(title=title, description="；".join(told), height=top + height + 44, body="".join(drawn))


def _column(middle: float, width: float, foot: int, heights: tuple[float, float], told: str) -> Iterator[str]:
    """Yield the parts of a column, given the heights of what was late, which lies above, and of the rest."""
    late, rest = heights
    for top, height, fill in ((foot - rest, rest, COLOURS[0]), (foot - rest - late, late, _ALARM)):
        if height:
            box = f'x="{middle - width / 2:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
            yield f'<rect {box} fill="{fill}"><title>{escape(told)}</title></rect>'


def sheet(title: str, charts: Iterable[Chart]) -> str:
    """Return charts as one SVG document, one below the other under their titles."""
    margin, gap, top = 20, 44, 64
    placed = []
    for chart in charts:
        placed.append(_text(margin, top + 14, chart.title, size=14, weight="bold"))
        inner = chart.svg().replace(
            "<svg ", f'<svg x="{margin}" y="{top + 22}" width="{WIDTH}" height="{chart.height}" ', 1
        )
        placed.append(inner)
        top += chart.height + gap
    wide = WIDTH + 2 * margin
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {top}" width="{wide * 2}" height="{top * 2}" '
        f'font-family="{FONT}" fill="{_INK}"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f"{_text(margin, 36, crop(title, 21), size=17, weight='bold')}{''.join(placed)}</svg>\n"
    )


def crop(text: str, most: float) -> str:
    """Return a text, or its beginning and an ellipsis, at most so many Chinese characters wide."""
    if _ems(text) <= most:
        return text
    kept = ""
    for sign in text:
        if _ems(kept + sign) > most - 1:
            break
        kept += sign
    return f"{kept}…"


def _told(label: str, value: float, shown: str, late: float) -> str:
    """Return a column in words."""
    if not late:
        return f"{label} {shown}"
    return f"{label} {shown}，都超期" if late == value else f"{label} {shown}，其中超期 {late:g}"


def _ems(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.56 for sign in text)


def _legend(names: Sequence[str], top: int) -> str:
    drawn, left = [], 0.0
    for name, colour in zip(names, COLOURS, strict=False):
        drawn.append(f'<rect x="{left:.1f}" y="{top}" width="{_SWATCH}" height="{_SWATCH}" fill="{colour}"/>')
        drawn.append(_text(left + _SWATCH + 4, top + _SWATCH, name, size=_SMALL))
        left += _SWATCH + 4 + _ems(name) * _SMALL + 14
    return "".join(drawn)


def _bar(row: Bar, top: float, scale: float) -> Iterator[str]:
    room = (WIDTH - _ems(row.shown) * _TEXT - 12) / _TEXT
    yield f"<g><title>{escape(f'{row.label} {row.shown}')}</title>"
    yield _text(0, top + 12, crop(row.label, room))
    yield _text(WIDTH, top + 12, row.shown, anchor="end", fill=_ALARM if row.alarming else _INK, weight="bold")
    yield f'<rect x="0" y="{top + 17}" width="{WIDTH}" height="{_BAR}" fill="{_TRACK}"/>'
    left = 0.0
    for part, colour in zip(row.parts, COLOURS, strict=False):
        fill = _ALARM if row.alarming and len(row.parts) == 1 else colour
        yield f'<rect x="{left:.1f}" y="{top + 17}" width="{part * scale:.1f}" height="{_BAR}" fill="{fill}"/>'
        left += part * scale
    yield "</g>"


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: int = _TEXT, fill: str = _INK, weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="{fill}">{escape(text)}</text>'
    )
