"""A flowchart in Mermaid: a subgraph a lane."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.publish.flowchart.model import Chart, Step

# What Mermaid or the HTML that it makes would read as something else; line ends aside.
_SPECIAL: Final = re.compile(r'["#<>&;`\\{}\[\]()|]')
_SHAPES: Final = {"start": ("([", "])"), "end": ("([", "])"), "choice": ("{", "}")}


def mermaid(chart: Chart) -> str:
    """Return a chart as Mermaid, for what renders it beside text.

    Args:
        chart: What :func:`~yishi_engine.publish.flowchart.poster.poster` made.
    """
    return "\n".join(_lines(chart)) + "\n"


def _lines(chart: Chart) -> Iterator[str]:
    yield "flowchart TB"
    for index, lane in enumerate(chart.lanes):
        yield f'    subgraph lane{index}["{_quoted(f"{lane.name}（{lane.role}）")}"]'
        yield from (f"        {_node(step)}" for step in chart.steps if step.lane == index)
        yield "    end"
    flags = {step.id: step.flag for step in chart.steps}
    for flow in chart.flows:
        label = flow.label or flags[flow.target]
        yield f"    {flow.source} -->" + (f'|"{_quoted(label)}"| ' if label else " ") + flow.target
    yield "    classDef whole fill:#e3edf7,stroke:#1f4e79"
    yield f"    class {','.join(step.id for step in chart.steps if step.stage != 'item')} whole"


def _node(step: Step) -> str:
    opening, closing = _SHAPES.get(step.shape, ("[", "]"))
    words = "<br/>".join(_quoted(line) for line in (step.title, *step.details))
    return f'{step.id}{opening}"{words}"{closing}'


def _quoted(words: str) -> str:
    """Return words with every sign that has a meaning written by its number."""
    return _SPECIAL.sub(lambda sign: f"#{ord(sign[0])};", " ".join(words.split()))
