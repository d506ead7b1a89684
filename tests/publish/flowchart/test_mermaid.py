"""Mermaid: every step and flow, and nothing that a name could turn into something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.publish.flowchart.charts import NAMES, bundles, large, renamed, shipped
from yishi_engine.publish.flowchart import mermaid, poster

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle import Bundle, Department

LABEL = r'"(?:[^"\#<>&;`|\[\]{}()\\]|\#[0-9]+;|<br/>)*"'
LINE = re.compile(
    rf"""flowchart\ TB
    |\s+subgraph\ lane[0-9]+\[{LABEL}\]
    |\s+end
    |\s+[a-z0-9_]+(?:\(\[{LABEL}\]\)|\{{{LABEL}\}}|\[{LABEL}\])
    |\s+[a-z0-9_]+\ -->(?:\|{LABEL}\|)?\ [a-z0-9_]+
    |\s+classDef\ whole\ [a-z]+:\#[0-9a-f]+,[a-z]+:\#[0-9a-f]+
    |\s+class\ [a-z0-9_,]+\ whole""",
    re.VERBOSE,
)


@pytest.mark.parametrize(("bundle", "departments"), bundles(), ids=NAMES)
def test_every_line_is_of_the_grammar(bundle: Bundle, departments: Mapping[str, Department]) -> None:
    """Each line is a lane, a node, a flow or a style, and there are as many as the chart has."""
    chart = poster(bundle, departments)
    lines = mermaid(chart).splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert sum(" -->" in line for line in lines) == len(chart.flows)
    assert sum(line.lstrip().startswith("subgraph") for line in lines) == len(chart.lanes)


def test_condition_stands_on_the_flow() -> None:
    """The flow to an item that depends on the situation carries the condition."""
    text = mermaid(poster(shipped().get("open-restaurant"), shipped().departments))
    assert '|"经营场所面积超过50㎡"|' in text


def test_hostile_names_are_text() -> None:
    """Quotes, brackets, tags and ends of lines in a name are written by number, so that they end nothing."""
    bundle, departments = large()
    hostile = 'x"];\nclick a "javascript:alert(1)" <img src=x onerror=alert(1)> end`'
    lines = mermaid(poster(renamed(bundle, hostile), departments)).splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert not any("<img" in line or 'x"]' in line for line in lines)
