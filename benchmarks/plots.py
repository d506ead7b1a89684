"""The figures of the benchmarks as drawings for the documentation, each with its figures in words as well.

``python -m benchmarks.plots`` reads ``benchmarks/results`` and writes the drawings beside the pages that show them.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
DRAWINGS = ROOT / "docs" / "explanation"

WIDTH, MARGIN, LABELS, FIGURES = 880, 16, 330, 150
ROW, BAR, GAP, TOP = 22, 14, 12, 66
INK, SOFT = "#1d2129", "#59616e"
COLOURS = ("#1f5f99", "#e08a3c")
"""Far apart in brightness, for eyes that tell no red from green; the texts say the same."""
TARGET = 10
"""Milliseconds within which 95 of a hundred answers are to come."""
CHINESE = {
    "inbox, first page": "待办首页",
    "inbox, page 10": "待办第10页",
    "case view": "办件详情",
    "case view of a department": "部门所见办件",
    "search by number": "按编号查询",
    "open cases of a lead": "牵头部门在办",
    "all cases of a lead": "牵头部门全部",
    "completed cases of a lead, page 10": "已办结第10页",
    "cases of an applicant": "申请人办件",
    "cases of an office": "代办机构办件",
    "open cases of an office": "代办机构在办",
    "floor": "下限：只写不查",
    "yishi-engine": "本引擎",
    "SpiffWorkflow, definition kept in memory": "定义常驻内存",
    "DBOS, answered": "等回执",
    "DBOS, sent": "只投递",
}
"""English → Chinese; what is missing is a name."""


@dataclass(frozen=True)
class Bar:
    """A bar.

    Attributes:
        name: What it stands for, English; several bars of one name in a row are a group.
        value: Its length.
        shown: The figure behind it.
        colour: Which of the colours.
    """

    name: str
    value: float
    shown: str
    colour: int = 0


def draw(title: str, bars: Sequence[Bar], *, legend: Sequence[str], target: float | None = None) -> str:
    """Return horizontal bars as SVG.

    Args:
        title: What they show: Chinese, English.
        bars: The bars, from top to bottom.
        legend: What the colours mean.
        target: Where a line is drawn that no bar should pass.
    """
    scale = (WIDTH - 2 * MARGIN - LABELS - FIGURES) / max([each.value for each in bars] + [target or 0])
    rows = list(_rows(bars, scale))
    height = TOP + ROW * len(bars) + GAP * len({each.name for each in bars}) + MARGIN
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    words = "; ".join(f"{each.name}, {legend[each.colour]}: {each.shown}" for each in bars)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="sans-serif" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(words)}</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(MARGIN, 24, title, size=16),
        *_legend(legend),
        *([_target(target, scale, height)] if target else []),
        *rows,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _rows(bars: Sequence[Bar], scale: float) -> Iterator[str]:
    y, left, last = float(TOP), MARGIN + LABELS, ""
    for each in bars:
        if each.name != last:
            y += GAP
            yield _text(left - 8, y + BAR - 2, _both(each.name), anchor="end")
        last = each.name
        width = max(1.0, round(each.value * scale, 1))
        yield f'<rect x="{left}" y="{y}" width="{width}" height="{BAR}" fill="{COLOURS[each.colour]}"/>'
        yield _text(left + width + 6, y + BAR - 2, each.shown)
        y += ROW


def _both(name: str) -> str:
    return f"{CHINESE[name]} {name}" if name in CHINESE else name


def _target(target: float, scale: float, height: int) -> str:
    x = round(MARGIN + LABELS + target * scale, 1)
    return f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{height - MARGIN}" stroke="{SOFT}" stroke-dasharray="4 3"/>'


def _legend(legend: Sequence[str]) -> Iterator[str]:
    x = float(MARGIN)
    for number, words in enumerate(legend):
        yield f'<rect x="{x}" y="38" width="12" height="12" fill="{COLOURS[number]}"/>'
        yield _text(x + 18, 49, words)
        x += 44 + 7 * sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 13) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>'


def reading(found: dict[str, Any]) -> str:
    """Return how long questions take."""
    bars = []
    for each in found["reading"]["answers"]:
        if each["question"] in CHINESE:
            bars.append(Bar(each["question"], each["p50"], f"{each['p50']:.1f} ms"))
            bars.append(Bar(each["question"], each["p95"], f"{each['p95']:.1f} ms", 1))
    title = f"{found['reading']['cases']:,} 件办件中的查询 · questions among so many cases, PostgreSQL"
    legend = ("一半以内 p50", f"95% 以内 p95（目标线 target {TARGET} ms）")
    return draw(title, bars, legend=legend, target=TARGET)


def sweeps(found: dict[str, Any]) -> str:
    """Return how long sweeps and batches of a thousand take."""
    bars = []
    for each in [*found["sweeps"], found["batches"]]:
        among = f", {5 * each['cases']:,} tasks not due"
        name = f"到期扫描 sweep{among}" if each["cases"] else "批量操作 handle_many"
        bars.append(Bar(name, each["milliseconds"], f"{each['milliseconds']:.0f} ms"))
        bars.append(Bar(name, each["floor"], f"{each['floor']:.0f} ms", 1))
    return draw(
        "成批处理一千件 · a thousand at once, PostgreSQL",
        bars,
        legend=("本引擎 ours", "下限：只写不查 floor, same rows"),
    )


def peers(found: dict[str, Any]) -> str:
    """Return the commands a second of all who do the same work."""
    bars = []
    for each in found["lines"]:
        if each["clients"] == 1:
            shown = f"{each['commands_per_second']:,.0f} /s"
            bars.append(Bar(each["name"], each["commands_per_second"], shown, int(each["database"] == "sqlite")))
    bars.sort(key=lambda bar: list(dict.fromkeys(each["name"] for each in found["lines"])).index(bar.name))
    legend = ("PostgreSQL", "SQLite")
    return draw("同一工作，每秒操作数，单客户端 · commands a second, one client", bars, legend=legend)


DRAWN = {
    "scale-reading.svg": ("million.json", reading),
    "scale-batches.svg": ("million.json", sweeps),
    "scale-peers.svg": ("peers.json", peers),
}
"""Drawing → the results that it shows, and how."""


def drawings() -> dict[str, str]:
    """Return all drawings by their names."""
    results = {name: json.loads((RESULTS / name).read_text(encoding="utf-8")) for name, _ in DRAWN.values()}
    return {file: way(results[name]) for file, (name, way) in DRAWN.items()}


def main() -> None:
    """Write all drawings."""
    for name, drawing in drawings().items():
        (DRAWINGS / name).write_text(drawing, encoding="utf-8")


if __name__ == "__main__":
    main()
