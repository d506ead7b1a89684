"""BPMN: valid, in order as a modeller checks it, and an engine runs it to the end in every situation."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn import BpmnWorkflow  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn.parser import BpmnParser  # type: ignore[import-untyped]
from SpiffWorkflow.util.task import TaskState  # type: ignore[import-untyped]

from tests.model.bundles import definitions
from tests.publish.flowchart.charts import NAMES, bundles, renamed, shipped
from tests.publish.flowchart.modelling import DI, MODEL, box, lint, on_edge, within
from yishi_engine.bundle import Bundle, Condition, required_sets
from yishi_engine.publish.flowchart import bpmn, process
from yishi_engine.publish.flowchart.bpmn import python_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.model.situation import Plain
    from yishi_engine.bundle import Department

POINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
MOST_STEPS = 500


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """Return the OMG's schema of BPMN 2.0."""
    place = files("SpiffWorkflow.bpmn.parser") / "schema" / "BPMN20.xsd"
    return etree.XMLSchema(etree.parse(str(place)))


def root_of(text: str) -> etree._Element:
    """Return the tree of a file."""
    return etree.fromstring(text.encode())


def written(bundle: Bundle, departments: Mapping[str, Department]) -> etree._Element:
    """Return the tree of a bundle's BPMN."""
    return root_of(bpmn(process(bundle, departments)))


def run(text: str, data: dict[str, object], *, incomplete: int = 0) -> Counter[str]:
    """Run a process to its end and return how often each user task was done.

    Args:
        text: The BPMN.
        data: What the conditions see.
        incomplete: How often the materials are found incomplete.
    """
    parser = BpmnParser()
    parser.add_bpmn_str(text.encode())
    (name,) = parser.get_process_ids()
    workflow = BpmnWorkflow(parser.get_spec(name))
    done: Counter[str] = Counter()
    for _ in range(MOST_STEPS):
        workflow.do_engine_steps()
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not ready:
            break
        task = ready[0]
        done[task.task_spec.bpmn_id] += 1
        task.data.update(data, materials_complete=done["review"] > incomplete)
        task.run()
    assert workflow.completed
    return done


def items_of(bundle: Bundle, departments: Mapping[str, Department], done: Counter[str]) -> set[str]:
    """Return the ids of the items whose tasks were done."""
    chart = process(bundle, departments)
    return {step.item for step in chart.steps if step.item and done[step.id]}


@pytest.mark.parametrize(("bundle", "departments"), bundles(), ids=NAMES)
class TestKnown:
    """The shipped bundles and a large one."""

    def test_schema_holds(self, bundle: Bundle, departments: Mapping[str, Department], schema: etree.XMLSchema) -> None:
        """The file is valid against the schema that the OMG publishes."""
        schema.assertValid(written(bundle, departments))

    def test_every_situation_runs_to_the_end(self, bundle: Bundle, departments: Mapping[str, Department]) -> None:
        """For each enumerated situation an engine does exactly the required items, once, and reaches the end."""
        text = bpmn(process(bundle, departments))
        sets = required_sets(bundle)
        assert sets
        for each in sets:
            done = run(text, dict(each.answers))
            assert items_of(bundle, departments, done) == each.items
            assert done["correct"] == 0
            assert set(done.values()) == {1}

    def test_correction_leads_back(self, bundle: Bundle, departments: Mapping[str, Department]) -> None:
        """Incomplete materials are examined again after each correction."""
        answers = next(iter(required_sets(bundle) or ())).answers
        done = run(bpmn(process(bundle, departments)), dict(answers), incomplete=2)
        assert (done["review"], done["correct"], done["accept"]) == (3, 2, 1)

    def test_shapes_and_edges_are_complete(self, bundle: Bundle, departments: Mapping[str, Department]) -> None:
        """Each node, lane and flow is shown once, and each edge has at least two waypoints."""
        root = written(bundle, departments)
        shown = Counter(each.get("bpmnElement") for each in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge"))
        process_of = root.find(f"{MODEL}process")
        assert process_of is not None
        elements = [
            each.get("id") for each in process_of if each.tag not in {f"{MODEL}laneSet", f"{MODEL}documentation"}
        ]
        lanes = [each.get("id") for each in root.iter(f"{MODEL}lane")]
        assert shown == Counter([*elements, *lanes, "participant"])
        assert all(len(each.findall(POINT)) >= 2 for each in root.iter(f"{DI}BPMNEdge"))

    def test_shapes_lie_in_their_lanes(self, bundle: Bundle, departments: Mapping[str, Department]) -> None:
        """A node lies within the lane that refers to it, each in one lane, and lanes within the pool."""
        root = written(bundle, departments)
        bounds = {each.get("bpmnElement"): box(each) for each in root.iter(f"{DI}BPMNShape")}
        referred: Counter[str] = Counter()
        for lane in root.iter(f"{MODEL}lane"):
            assert within(bounds[lane.get("id")], bounds["participant"])
            for reference in lane.iter(f"{MODEL}flowNodeRef"):
                referred[str(reference.text)] += 1
                assert within(bounds[reference.text], bounds[lane.get("id")]), reference.text
        assert set(referred.values()) == {1}

    def test_edges_end_on_shapes(self, bundle: Bundle, departments: Mapping[str, Department]) -> None:
        """An edge begins on the shape of its source and ends on that of its target, as rounded to whole pixels."""
        root = written(bundle, departments)
        bounds = {each.get("bpmnElement"): box(each) for each in root.iter(f"{DI}BPMNShape")}
        flows = {each.get("id"): each for each in root.iter(f"{MODEL}sequenceFlow")}
        for edge in root.iter(f"{DI}BPMNEdge"):
            points = [(float(each.get("x", "")), float(each.get("y", ""))) for each in edge.findall(POINT)]
            flow = flows[edge.get("bpmnElement")]
            assert on_edge(points[0], bounds[flow.get("sourceRef")]), flow.get("id")
            assert on_edge(points[-1], bounds[flow.get("targetRef")]), flow.get("id")

    def test_linter_finds_nothing(self, bundle: Bundle, departments: Mapping[str, Department]) -> None:
        """What modellers' linters ask of gateways, tasks, events and flows holds."""
        assert list(lint(written(bundle, departments))) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(definitions())
def test_random_bundles_run_to_the_end(definition: Plain) -> None:
    """Whatever a bundle looks like, each of its situations does the required items and ends."""
    bundle = Bundle.model_validate(definition)
    text = bpmn(process(bundle, {}))
    assert list(lint(root_of(text))) == []
    for each in (required_sets(bundle) or ())[:6]:
        assert items_of(bundle, {}, run(text, dict(each.answers))) == each.items


def test_situation_has_no_choice_left() -> None:
    """With all answers given, the only choice is whether the materials are complete."""
    chart = process(
        shipped().get("open-hotel"),
        shipped().departments,
        {"kind": "民宿", "area": 40, "food": True, "signboard": False},
    )
    assert [step.title for step in chart.steps if step.shape == "choice"] == ["材料齐全、符合形式？"]
    done = run(bpmn(chart), {})
    assert {step.item for step in chart.steps if done[step.id]} == {
        "",
        "business-licence",
        "special-trade",
        "food-permit",
    }


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("area > 50 and not signboard", "(area > 50) and (not (signboard))"),
        ('kind == "旅馆" or kind in ["民宿", "客栈"]', "(kind == '旅馆') or (kind in ['民宿', '客栈'])"),
        ("signboard == 是", "signboard == True"),
        ("50 < area <= 300.5", "(50 < area) and (area <= 300.5)"),
        ("kind not in ['a\"b']", "kind not in ['a\"b']"),
    ],
)
def test_conditions_become_python(text: str, python: str) -> None:
    """A condition is written so that an engine's Python decides it the same way."""
    assert python_text(Condition.parse(text).root) == python


def test_hostile_names_are_text() -> None:
    """Names that look like markup stay names, and signs that XML cannot hold are left out."""
    hostile = '</userTask><script>&"x'
    root = written(renamed(shipped().get("open-restaurant"), f"{hostile}\x01"), shipped().departments)
    assert hostile in {each.get("name") for each in root.iter(f"{MODEL}userTask")}
