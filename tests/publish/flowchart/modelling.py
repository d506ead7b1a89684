"""What modellers check of a BPMN file: places of shapes, and the rules of their linters."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"


def box(shape: etree._Element) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a shape."""
    (bounds,) = shape.findall(f"{DC}Bounds")
    x, y, across, high = (float(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
    return x, y, x + across, y + high


def within(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    """Tell whether a rectangle lies within another."""
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def on_edge(point: tuple[float, float], bounds: tuple[float, ...]) -> bool:
    """Tell whether a point lies on the edge of a rectangle, give or take a pixel."""
    x, y = point
    level = min(abs(y - bounds[1]), abs(y - bounds[3])) <= 1 and bounds[0] - 1 <= x <= bounds[2] + 1
    upright = min(abs(x - bounds[0]), abs(x - bounds[2])) <= 1 and bounds[1] - 1 <= y <= bounds[3] + 1
    return level or upright


def lint(root: etree._Element) -> Iterator[str]:
    """Yield breaches of the rules that bpmnlint recommends, as far as they can apply here."""
    flows = list(root.iter(f"{MODEL}sequenceFlow"))
    pairs = Counter((each.get("sourceRef"), each.get("targetRef")) for each in flows)
    yield from (f"{pair} twice" for pair, count in pairs.items() if count > 1)
    into, out = (Counter(each.get(end) for each in flows) for end in ("targetRef", "sourceRef"))
    process_of = root.find(f"{MODEL}process")
    assert process_of is not None
    for each in process_of:
        kind, name = etree.QName(each).localname, each.get("id")
        if kind.endswith("Gateway"):
            if (into[name] > 1) is (out[name] > 1):
                yield f"{name} is superfluous, or both joins and forks"
            if kind == "exclusiveGateway" and out[name] > 1:
                yield from _lint_choice(each, [flow for flow in flows if flow.get("sourceRef") == name])
        elif kind in {"userTask", "startEvent", "endEvent"}:
            if not each.get("name"):
                yield f"{name} has no name"
            if into[name] != (kind != "startEvent") or out[name] != (kind != "endEvent"):
                yield f"{name} joins, forks or leads nowhere"


def _lint_choice(gateway: etree._Element, flows: list[etree._Element]) -> Iterator[str]:
    name = gateway.get("id")
    if not gateway.get("name"):
        yield f"{name} asks nothing"
    for flow in flows:
        decided = flow.find(f"{MODEL}conditionExpression") is not None
        if decided is (gateway.get("default") == flow.get("id")):
            yield f"{flow.get('id')} lacks a condition, or has one and is the default"
        if not flow.get("name"):
            yield f"{flow.get('id')} has no name"
