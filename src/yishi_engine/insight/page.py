"""A page of figures, charts and tables: one HTML file that prints on A4, reads on a phone, and needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from yishi_engine.insight.charts import FONT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.insight.charts import Chart
    from yishi_engine.insight.tables import Column, Table

_LONG: Final = 4
"""From so many characters on, a heading may break."""

_WIDE: Final = 11
"""A table with more columns is set in smaller type."""

_SHORT: Final = 15
"""A table with no more rows is kept on one page."""

_STYLE: Final = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#1d2129;font:15px/1.6 FONT}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.7rem;line-height:1.3;margin:0 0 .2rem}
h2{font-size:1.15rem;margin:2.2rem 0 .6rem;padding-bottom:.25rem;border-bottom:2px solid #1f5f99}
.sub{color:#59616e;margin:0 0 1.2rem}
.figures{display:flex;flex-wrap:wrap;gap:.6rem;margin:0;padding:0}
.figures div{flex:1 1 9.5rem;border:1px solid #d5dbe3;border-radius:.4rem;padding:.6rem .8rem}
.figures dt{color:#59616e;font-size:.85rem}
.figures dd{margin:0;font-size:1.5rem;font-weight:700;line-height:1.3;font-variant-numeric:tabular-nums}
.figures dd small{display:block;font-size:.8rem;font-weight:400;color:#59616e}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(19rem,100%),1fr));gap:1.2rem 2rem}
figure{margin:0;max-width:30rem}
figcaption{font-weight:700;margin-bottom:.4rem}
figure svg{display:block;width:100%;height:auto}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
caption{text-align:left;color:#59616e;padding:.2rem 0 .4rem;font-size:.85rem}
th,td{padding:.35rem .45rem;border-bottom:1px solid #d5dbe3;text-align:right;vertical-align:top}
th:first-child,td:first-child,.text{text-align:left}
thead th{background:#eef2f6;font-weight:600;word-break:keep-all}
tbody th{font-weight:600;min-width:8rem}
.wide{font-size:.8rem}
.wide th,.wide td{padding:.3rem .25rem}
.notes{color:#3c434e;font-size:.9rem;padding-left:1.2rem}
@media (max-width:40rem){
 h1{font-size:1.4rem}
 .figures div{flex-basis:8rem}
 .wide{font-size:.9rem}
 .wide tbody th{padding:.25rem 0}
 .wide tbody td{padding:.2rem 0}
 table,tbody,tr,th,td{display:block}
 thead{position:absolute;left:-9999px}
 caption{display:block}
 tbody tr{border:1px solid #d5dbe3;border-radius:.4rem;margin-bottom:.7rem;padding:.3rem .7rem}
 tbody th{border:0;padding:.25rem 0;font-size:1rem}
 tbody td{display:flex;justify-content:space-between;gap:1rem;border:0;border-top:1px solid #eef2f6;padding:.2rem 0}
 tbody td::before{content:attr(data-label);color:#59616e}
}
@page{size:A4;margin:14mm}
@media print{
 body{font-size:10pt}
 main{max-width:none;padding:0}
 h2{break-after:avoid}
 figure,tr,.figures div{break-inside:avoid}
 .short{break-inside:avoid}
 thead{display:table-header-group}
 .charts{grid-template-columns:1fr 1fr}
 *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
""".replace("FONT", FONT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that is to be seen first: what it is, its value in words, and what it rests on."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page: its heading, its charts, its tables."""

    heading: str
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


def page(
    title: str, subtitle: str, figures: tuple[Figure, ...], sections: tuple[Section, ...], notes: tuple[str, ...]
) -> str:
    """Return a page as HTML.

    Args:
        title: Its title.
        subtitle: What stands below it, for example the period.
        figures: What is to be seen first.
        sections: Its parts.
        notes: How the figures are counted, a sentence each.
    """
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
        f'<h1>{escape(title)}</h1>\n<p class="sub">{escape(subtitle)}</p>',
        f'<dl class="figures">{"".join(map(_figure, figures))}</dl>',
        *(part for section in sections for part in _section(section)),
        "<h2>口径</h2>",
        f'<ul class="notes">{"".join(f"<li>{escape(note)}</li>" for note in notes)}</ul>',
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _figure(figure: Figure) -> str:
    note = f"<small>{escape(figure.note)}</small>" if figure.note else ""
    return f"<div><dt>{escape(figure.label)}</dt><dd>{escape(figure.value)}{note}</dd></div>"


def _section(section: Section) -> Iterator[str]:
    yield f"<h2>{escape(section.heading)}</h2>"
    if section.charts:
        drawn = "".join(
            f"<figure><figcaption>{escape(chart.title)}</figcaption>{chart.svg()}</figure>" for chart in section.charts
        )
        yield f'<div class="charts">{drawn}</div>'
    for each in section.tables:
        yield "".join(_table(each))


def _table(table: Table) -> Iterator[str]:
    """Yield a table; roles say again what it is, because narrow screens show its rows as cards."""
    headings, *rows = table.shown()
    caption = "。".join(part for part in (table.title, table.note) if part)
    kinds = ["wide"] if len(table.columns) > _WIDE else []
    kinds += ["short"] if len(table.rows) <= _SHORT else []
    yield f'<table role="table" class="{" ".join(kinds)}"><caption>{escape(caption)}</caption>'
    yield '<thead role="rowgroup"><tr role="row">'
    for column, heading in zip(table.columns, headings, strict=True):
        yield f'<th role="columnheader" scope="col"{_class(column)}>{_breakable(heading)}</th>'
    yield '</tr></thead><tbody role="rowgroup">'
    for first, *others in rows:
        yield f'<tr role="row"><th role="rowheader" scope="row">{escape(first)}</th>'
        for column, cell in zip(table.columns[1:], others, strict=True):
            label = f'data-label="{escape(column.heading)}"'
            yield f'<td role="cell" {label}{_class(column)}>{escape(cell)}</td>'
        yield "</tr>"
    yield "</tbody></table>"


def _class(column: Column) -> str:
    return ' class="text"' if column.kind == "text" else ""


def _breakable(heading: str) -> str:
    """Return a heading that may break in the middle and nowhere else, so that narrow columns stay readable."""
    middle = (len(heading) + 1) // 2
    if len(heading) < _LONG:
        return escape(heading)
    return f"{escape(heading[:middle])}<wbr>{escape(heading[middle:])}"
