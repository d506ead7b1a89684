"""A flowchart as BPMN 2.0: lanes, a diagram, and conditions that an engine can decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from yishi_engine.bundle.expressions import All, Comparison, Constant, Either, Membership, Not, Truth
from yishi_engine.publish.flowchart.diagram import BPMN, BPMNDI, DC, DI, XSI, add_diagram
from yishi_engine.publish.xml_text import xml_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.expressions import Expression, Operand
    from yishi_engine.publish.flowchart.model import Chart, Flow, Step

_TAGS: Final = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "userTask",
    "choice": "exclusiveGateway",
    "merge": "exclusiveGateway",
    "fork": "parallelGateway",
    "join": "parallelGateway",
}
_PREFIXES: Final = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI}


def bpmn(chart: Chart) -> str:
    """Return a chart as BPMN 2.0 with diagram interchange.

    Conditions are written in Python over the ids of the bundle's questions, and ``materials_complete`` for whether what
    was handed in is complete.

    Args:
        chart: What :func:`~yishi_engine.publish.flowchart.process.process` made.
    """
    for prefix, space in _PREFIXES.items():
        register_namespace(prefix, space)
    name = f"process_{chart.id.replace('-', '_')}"
    root = Element(
        f"{{{BPMN}}}definitions",
        {
            "id": "definitions",
            "targetNamespace": "https://yishi.cn/bpmn",
            "expressionLanguage": "https://www.python.org/",
            "exporter": "yishi-engine",
        },
    )
    collaboration = SubElement(root, f"{{{BPMN}}}collaboration", {"id": "collaboration"})
    SubElement(
        collaboration,
        f"{{{BPMN}}}participant",
        {"id": "participant", "name": xml_text(chart.title), "processRef": name},
    )
    process = SubElement(
        root, f"{{{BPMN}}}process", {"id": name, "name": xml_text(chart.title), "isExecutable": "true"}
    )
    _document(process, (*chart.subtitle, *chart.notes))
    _add_lanes(process, chart)
    flows = {f"flow{number}": flow for number, flow in enumerate(chart.flows, 1)}
    for step in chart.steps:
        _add_step(process, step, flows)
    for flow_id, flow in flows.items():
        _add_flow(process, flow_id, flow)
    add_diagram(root, chart, flows)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def python_text(expression: Expression) -> str:
    """Return a condition as a Python expression."""
    match expression:
        case Truth(name):
            return str(name)
        case Not(part):
            return f"not ({python_text(part)})"
        case All(parts) | Either(parts):
            word = " and " if isinstance(expression, All) else " or "
            return word.join(f"({python_text(part)})" for part in parts)
        case Comparison(left, sign, right):
            return f"{_operand(left)} {sign} {_operand(right)}"
        case Membership(name, constants, negated):
            listed = ", ".join(map(_operand, constants))
            return f"{name} {'not in' if negated else 'in'} [{listed}]"


def _operand(operand: Operand) -> str:
    if isinstance(operand, Constant) and isinstance(operand.value, bool):
        return str(operand.value)
    return repr(operand.value) if isinstance(operand, Constant) and isinstance(operand.value, str) else str(operand)


def _document(element: Element, lines: tuple[str, ...]) -> None:
    if lines:
        SubElement(element, f"{{{BPMN}}}documentation").text = xml_text("\n".join(lines))


def _add_lanes(process: Element, chart: Chart) -> None:
    lane_set = SubElement(process, f"{{{BPMN}}}laneSet", {"id": "lanes"})
    for index, lane in enumerate(chart.lanes):
        element = SubElement(lane_set, f"{{{BPMN}}}lane", {"id": f"lane{index}", "name": xml_text(lane.name)})
        for step in chart.steps:
            if step.lane == index:
                SubElement(element, f"{{{BPMN}}}flowNodeRef").text = step.id


def _add_step(process: Element, step: Step, flows: Mapping[str, Flow]) -> None:
    words = {"name": xml_text(step.title)} if step.title else {}
    element = SubElement(process, f"{{{BPMN}}}{_TAGS[step.shape]}", {"id": step.id, **words})
    _document(element, step.details)
    for flow_id, flow in flows.items():
        if flow.target == step.id:
            SubElement(element, f"{{{BPMN}}}incoming").text = flow_id
    for flow_id, flow in flows.items():
        if flow.source == step.id:
            SubElement(element, f"{{{BPMN}}}outgoing").text = flow_id
            if flow.otherwise and step.shape == "choice":
                element.set("default", flow_id)


def _add_flow(process: Element, flow_id: str, flow: Flow) -> None:
    words = {"name": xml_text(flow.label)} if flow.label else {}
    ends = {"id": flow_id, "sourceRef": flow.source, "targetRef": flow.target}
    element = SubElement(process, f"{{{BPMN}}}sequenceFlow", {**ends, **words})
    if flow.when is not None:
        condition = SubElement(element, f"{{{BPMN}}}conditionExpression", {f"{{{XSI}}}type": "bpmn:tFormalExpression"})
        condition.text = python_text(flow.when)
