"""Diagram interchange: where a BPMN modeller shows what the process holds. The way runs to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement

from yishi_engine.publish.flowchart.grid import Cell, Link, Point, Spacing
from yishi_engine.publish.flowchart.layout import layout
from yishi_engine.publish.flowchart.text import width, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.publish.flowchart.grid import Placed
    from yishi_engine.publish.flowchart.model import Chart, Flow, Step

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"

_TASK: Final = (130.0, 80.0)
_EVENT: Final = 36.0
_GATEWAY: Final = 50.0
_LABEL: Final = 12.0
"""Size of the letters of a modeller's labels; it is rather smaller."""

_LABEL_ROOM: Final = 110.0
_LINE: Final = 15.0
_POOL: Final = 30.0
_LANE_NAME: Final = 30.0
_TOP: Final = 80.0
_LEFT: Final = 160.0
_END: Final = 30.0
_SPACING: Final = Spacing(gap=50, wire=14, column=24, lane=22, beside=70, least=160)


def size_of(step: Step) -> tuple[float, float]:
    """Return how wide and how high the shape of a step is."""
    if step.shape in {"start", "end"}:
        return _EVENT, _EVENT
    if step.shape == "task":
        lines = len(wrap(step.title, _TASK[0] - 16, _LABEL))
        return _TASK[0], max(_TASK[1], lines * _LINE + 24)
    return _GATEWAY, _GATEWAY


def place(chart: Chart) -> Placed:
    """Return where everything stands: ``along`` runs to the right and ``across`` down."""
    cells, links = grid(chart)
    return layout(len(chart.lanes), cells, links, _SPACING)


def grid(chart: Chart) -> tuple[list[Cell], list[Link]]:
    """Return what is placed, each shape with the room for its words."""
    cells = []
    for step in chart.steps:
        wide, high = size_of(step)
        label = label_size(step)
        # The words of a gateway or event stand below it; as much is kept free above, so that the line meets its middle.
        cells.append(
            Cell(
                id=step.id,
                lane=step.lane,
                along=max(wide, label[0]),
                across=high + 2 * label[1],
                first=step.stage != "item",
            )
        )
    links = [Link(source=flow.source, target=flow.target, way=flow.way) for flow in chart.flows]
    return cells, links


def label_size(step: Step) -> tuple[float, float]:
    """Return how much room the words outside a shape take."""
    if step.shape == "task" or not step.title:
        return 0, 0
    lines = wrap(step.title, _LABEL_ROOM, _LABEL)
    return round(max(width(line, _LABEL) for line in lines)) + 6, len(lines) * _LINE


def add_diagram(root: Element, chart: Chart, flows: Mapping[str, Flow]) -> None:
    """Add the diagram of a chart to its definitions."""
    placed = place(chart)
    diagram = SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "diagram"})
    plane = SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"})
    length = placed.length + 2 * _END + _LANE_NAME
    high = placed.lanes[-1][1]
    _shape(plane, "participant", (_LEFT, _TOP, length + _POOL, high), isHorizontal="true")
    for index, (start, end) in enumerate(placed.lanes):
        _shape(plane, f"lane{index}", (_LEFT + _POOL, _TOP + start, length, end - start), isHorizontal="true")
    for step in chart.steps:
        _add_step(plane, step, _spot(placed.centres[step.id]))
    steps = {step.id: step for step in chart.steps}
    for (flow_id, flow), path in zip(flows.items(), placed.paths, strict=True):
        _add_flow(plane, flow_id, flow, _trimmed(path, steps[flow.source], steps[flow.target], placed))


def _spot(point: Point) -> tuple[float, float]:
    return _LEFT + _POOL + _LANE_NAME + _END + point.along, _TOP + point.across


def _trimmed(path: tuple[Point, ...], source: Step, target: Step, placed: Placed) -> list[tuple[float, float]]:
    """Return a path that ends at the shapes themselves and not at the room kept for their words."""
    spots = [_spot(point) for point in path]
    for step, end, next_to in ((source, 0, 1), (target, -1, -2)):
        x, y = _spot(placed.centres[step.id])
        wide, high = size_of(step)
        (ax, ay), (bx, by) = spots[end], spots[next_to]
        if ay == by:
            spots[end] = (x + (wide if bx > ax else -wide) / 2, ay)
        else:
            spots[end] = (ax, y + (high if by > ay else -high) / 2)
    return spots


def _add_step(plane: Element, step: Step, spot: tuple[float, float]) -> None:
    (x, y), (wide, high) = spot, size_of(step)
    more = {"isMarkerVisible": "true"} if step.shape in {"choice", "merge"} else {}
    shape = _shape(plane, step.id, (x - wide / 2, y - high / 2, wide, high), **more)
    across, down = label_size(step)
    if across:
        label = SubElement(shape, f"{{{BPMNDI}}}BPMNLabel")
        _bounds(label, (x - across / 2, y + high / 2 + 2, across, down))


def _add_flow(plane: Element, flow_id: str, flow: Flow, spots: list[tuple[float, float]]) -> None:
    edge = SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"{flow_id}_di", "bpmnElement": flow_id})
    for x, y in spots:
        SubElement(edge, f"{{{DI}}}waypoint", {"x": f"{round(x):d}", "y": f"{round(y):d}"})
    if flow.label:
        # On the stretch before the target, which no other line out of the same gateway shares.
        (x1, y1), (x2, y2) = spots[-2:] if len(spots) == 2 or flow.way == "beside" else spots[2:4]  # noqa: PLR2004
        across = width(flow.label, _LABEL) + 4
        beside = x1 == x2
        level = y1 - 18 if len(spots) == 2 else y1 + 4  # noqa: PLR2004  (a way around has nothing below it)
        place = (x1 + 6, (y1 + y2) / 2 - 7) if beside else ((x1 + x2 - across) / 2, level)
        _bounds(SubElement(edge, f"{{{BPMNDI}}}BPMNLabel"), (*place, across, 14))


def _shape(plane: Element, element: str, bounds: tuple[float, float, float, float], **more: str) -> Element:
    shape = SubElement(plane, f"{{{BPMNDI}}}BPMNShape", {"id": f"{element}_di", "bpmnElement": element, **more})
    _bounds(shape, bounds)
    return shape


def _bounds(element: Element, bounds: tuple[float, float, float, float]) -> None:
    names = ("x", "y", "width", "height")
    values = {name: f"{round(value):d}" for name, value in zip(names, bounds, strict=True)}
    SubElement(element, f"{{{DC}}}Bounds", values)
