"""The layout: apart, in lanes, with lines that end where they should; for known bundles and for random ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from tests.model.bundles import definitions
from tests.publish.flowchart.charts import NAMES, bundles
from tests.publish.flowchart.geometry import check
from yishi_engine.bundle import Bundle
from yishi_engine.publish.flowchart import diagram, poster, process, setting
from yishi_engine.publish.flowchart.grid import Cell, Link, Spacing
from yishi_engine.publish.flowchart.layout import layout

if TYPE_CHECKING:
    from tests.model.situation import Plain
    from yishi_engine.publish.flowchart import Chart

RANDOM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check_poster(chart: Chart) -> None:
    """Assert that a drawn chart is in order."""
    cells, links = setting.grid(chart)
    check(cells, links, setting.place(chart))


def check_process(chart: Chart) -> None:
    """Assert that a diagram for modellers is in order."""
    cells, links = diagram.grid(chart)
    check(cells, links, diagram.place(chart))


@pytest.mark.parametrize(("bundle", "departments"), bundles(), ids=NAMES)
def test_known_bundles_are_laid_out(bundle: Bundle, departments: dict[str, object]) -> None:
    """Boxes lie apart and in their lanes, and lines are straight, end on boxes and run through none."""
    check_poster(poster(bundle, departments))  # type: ignore[arg-type]
    check_process(process(bundle, departments))  # type: ignore[arg-type]


@RANDOM
@given(definitions())
def test_random_bundles_are_laid_out(definition: Plain) -> None:
    """Whatever waits for whatever, the same holds."""
    bundle = Bundle.model_validate(definition)
    check_poster(poster(bundle, {}))
    check_process(process(bundle, {}))


def test_the_layout_is_the_same_every_time() -> None:
    """Two drawings of one bundle do not differ, so that a committed one changes only with its source."""
    bundle, departments = bundles()[-1]
    first, second = (setting.place(poster(bundle, departments)) for _ in range(2))
    assert first == second


def test_rank_is_the_longest_way() -> None:
    """A box stands behind everything that it waits for, and what waits for nothing more stands beside."""
    cells = [Cell(id=name, lane=0, along=10, across=10) for name in "abcd"]
    links = [Link(source="a", target="b"), Link(source="b", target="d"), Link(source="a", target="c")]
    placed = layout(1, cells, links, Spacing())
    along = {name: at.along for name, at in placed.centres.items()}
    assert along["a"] < along["b"] == along["c"] < along["d"]


def test_line_past_a_box_keeps_clear_of_it() -> None:
    """A line over several ranks goes around a box in its column, and straight down where there is none."""
    cells = [Cell(id=name, lane=0, along=20, across=40) for name in "abc"]
    links = [Link(source="a", target="b"), Link(source="b", target="c"), Link(source="a", target="c")]
    placed = layout(1, cells, links, Spacing())
    check(cells, links, placed)
    straight, _, around = placed.paths
    assert len(straight) == 2
    assert len(around) == 6


def test_lines_into_one_box_share_their_way() -> None:
    """What goes into one box meets before it, on one line across."""
    cells = [Cell(id=name, lane=lane, along=20, across=40) for lane, name in enumerate("abcz")]
    links = [Link(source=name, target="z") for name in "abc"]
    placed = layout(4, cells, links, Spacing())
    assert len({path[1].along for path in placed.paths}) == 1


def test_lane_is_as_wide_as_it_must_be() -> None:
    """A lane without a box takes the least width, and one with two columns the room of both."""
    cells = [Cell(id="a", lane=0, along=20, across=40), Cell(id="b", lane=0, along=20, across=40)]
    placed = layout(2, cells, [], Spacing(lane=10, column=20, beside=0, least=70))
    assert placed.lanes == ((0, 120), (120, 190))
