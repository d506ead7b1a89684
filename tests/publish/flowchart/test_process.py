"""The chart for engines: partings and meetings are steps, and the diagram keeps words apart from shapes."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from tests.publish.flowchart.charts import NAMES, bundles, shipped
from tests.publish.flowchart.geometry import Frame, overlaps
from yishi_engine.publish.flowchart import Chart, poster, process
from yishi_engine.publish.flowchart.diagram import grid, label_size, place, size_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle import Bundle, Department


def shipped_process(name: str, answers: Mapping[str, object] | None = None) -> Chart:
    """Return the process of a shipped bundle."""
    return process(shipped().get(name), shipped().departments, answers)


def shapes(chart: Chart) -> Counter[str]:
    """Return how many steps of each shape there are."""
    return Counter(step.shape for step in chart.steps)


def test_conditional_item_has_a_way_around() -> None:
    """An item under a condition lies between a choice and a merge, with a way past it for those exempt."""
    chart = shipped_process("open-restaurant")
    (task,) = [step for step in chart.steps if step.item == "signboard" and step.shape == "task"]
    ways = {(flow.source, flow.target): flow for flow in chart.flows}
    needed, passed = f"{task.id}_needed", f"{task.id}_passed"
    assert chart.step(needed).title == "设置户外招牌？"
    assert str(ways[needed, task.id].when) == "signboard"
    assert ways[needed, passed].otherwise
    assert (task.id, passed) in ways


def test_condition_is_asked_again_before_the_decision() -> None:
    """An item that is examined early and decided later is passed by twice, so that no way waits for ever."""
    chart = shipped_process("newborn")
    asked = [step.title for step in chart.steps if step.item == "medical-insurance" and step.shape == "choice"]
    assert asked == ["为新生儿参加城乡居民医保？"] * 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("open-restaurant", {"start": 1, "end": 1, "task": 10, "choice": 3, "merge": 3, "fork": 1, "join": 1}),
        ("open-hotel", {"start": 1, "end": 1, "task": 14, "choice": 6, "merge": 6, "fork": 2, "join": 3}),
        ("newborn", {"start": 1, "end": 1, "task": 14, "choice": 6, "merge": 6, "fork": 3, "join": 2}),
    ],
)
def test_steps_of_the_shipped_bundles(name: str, expected: dict[str, int]) -> None:
    """There are as many steps of each shape as one counts by hand."""
    assert shapes(shipped_process(name)) == expected


def test_lone_chain_neither_parts_nor_meets() -> None:
    """Where one item follows the other and nothing else, there is no fork and no join."""
    found = shapes(shipped_process("open-restaurant", {"area": 20, "signboard": False}))
    assert (found["fork"], found["join"], found["choice"]) == (0, 0, 1)


@pytest.mark.parametrize(("bundle", "departments"), bundles(), ids=NAMES)
def test_both_charts_have_the_same_items(bundle: Bundle, departments: Mapping[str, Department]) -> None:
    """What is drawn and what is run handle the same items in the same lanes."""
    drawn, made = poster(bundle, departments), process(bundle, departments)

    def tasks(chart: Chart) -> set[tuple[str, str, int]]:
        return {(step.item, step.title, step.lane) for step in chart.steps if step.item and step.shape == "task"}

    assert tasks(drawn) == tasks(made)
    assert drawn.lanes == made.lanes
    assert {item.id for item in bundle.items} == {step.item for step in made.steps if step.item}


@pytest.mark.parametrize(("bundle", "departments"), bundles(), ids=NAMES)
def test_words_of_gateways_lie_on_no_shape(bundle: Bundle, departments: Mapping[str, Department]) -> None:
    """The words below a gateway or an event lie on no other shape and within their lane."""
    chart = process(bundle, departments)
    placed = place(chart)
    frames: list[tuple[str, int, Frame]] = []
    for step in chart.steps:
        at, (wide, high), (across, down) = placed.centres[step.id], size_of(step), label_size(step)
        shape = Frame(at.along - wide / 2, at.across - high / 2, at.along + wide / 2, at.across + high / 2)
        frames.append((step.id, step.lane, shape))
        if across:
            words = Frame(at.along - across / 2, shape.right, at.along + across / 2, shape.right + down)
            frames.append((f"words of {step.id}", step.lane, words))
    for (one, _, first), (other, _, second) in combinations(frames, 2):
        assert not overlaps(first, second), f"{one} lie on {other}"
    for name, lane, each in frames:
        assert placed.lanes[lane][0] <= each.left <= each.right <= placed.lanes[lane][1], name


def test_room_is_kept_for_words_on_both_sides() -> None:
    """A gateway keeps as much room above it as its words take below, so that lines meet its middle."""
    chart = shipped_process("open-hotel")
    cells, _ = grid(chart)
    for step, cell in zip(chart.steps, cells, strict=True):
        (wide, high), (across, down) = size_of(step), label_size(step)
        assert (cell.along, cell.across) == (max(wide, across), high + 2 * down)
    asked = [step for step in chart.steps if step.item == "fire-check" and step.shape == "choice"]
    assert label_size(asked[0])[1] == 45
