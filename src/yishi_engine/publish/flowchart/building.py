"""Putting a chart together: lanes, and steps with the flows that lead to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.expressions import Name, Truth
from yishi_engine.publish.condition_words import expression_words
from yishi_engine.publish.flowchart.model import Chart, Flow, Lane, Step
from yishi_engine.publish.flowchart.notes import notes, subtitle
from yishi_engine.publish.limit_words import limit_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.expressions import Expression
    from yishi_engine.bundle.model import Department, Item
    from yishi_engine.publish.flowchart.model import Shape, Stage, Way
    from yishi_engine.publish.selection import Selection

APPLICANT: Final = 0
LEAD: Final = 1
COMPLETE: Final = Truth(Name("materials_complete"))
_EXPIRY: Final = {"lapse": "逾期视为撤回", "decline": "逾期不予受理"}


class Builder:
    """Collects what a chart is made of.

    Attributes:
        selection: What applies.
        steps: The steps made so far.
        flows: The flows made so far.
    """

    def __init__(self, selection: Selection, departments: Mapping[str, Department]) -> None:
        """Begin with the lanes."""
        self.selection = selection
        bundle = selection.bundle
        keys = [bundle.lead_department, *(each.part.department for each in selection.items)]
        self._keys = list(dict.fromkeys(keys))
        self.lanes = (
            Lane(id="applicant", name="申请人", role="企业" if bundle.audience == "enterprise" else "个人"),
            *(
                Lane(
                    id=key,
                    name=departments[key].name if key in departments else key,
                    role="牵头部门" if key == bundle.lead_department else "配合部门",
                )
                for key in self._keys
            ),
        )
        self.steps: list[Step] = []
        self.flows: list[Flow] = []

    def lane_of(self, item: Item) -> int:
        """Return the lane of an item's department."""
        return 1 + self._keys.index(item.department)

    def step(
        self,
        step_id: str,
        lane: int,
        shape: Shape = "task",
        title: str = "",
        details: tuple[str, ...] = (),
        *,
        flag: str = "",
        stage: Stage = "item",
        item: str = "",
    ) -> str:
        """Add a step and return its id."""
        lines = tuple(line for line in details if line)
        step = Step(id=step_id, lane=lane, shape=shape, title=title, details=lines, flag=flag, stage=stage, item=item)
        self.steps.append(step)
        return step_id

    def flow(
        self,
        source: str,
        target: str,
        label: str = "",
        *,
        way: Way = "on",
        when: Expression | None = None,
        otherwise: bool = False,
    ) -> None:
        """Add a flow."""
        flow = Flow(source=source, target=target, label=label, way=way, when=when, otherwise=otherwise)
        self.flows.append(flow)

    def correction(self) -> tuple[str, ...]:
        """Return what the step of correcting says."""
        limits = self.selection.bundle.limits
        if limits.correction is None:
            return ("按一次告知的内容补齐",)
        return (f"{limit_words(limits.correction)}内补齐", _EXPIRY[limits.on_correction_expiry])

    def review(self) -> str:
        """Return what the step of examining the papers says."""
        return f"{limit_words(self.selection.bundle.limits.acceptance)}内受理或一次告知"

    def acceptance(self) -> tuple[str, ...]:
        """Return what the step of accepting says."""
        limits = self.selection.bundle.limits
        silence = "逾期未告知的视为受理" if limits.on_silence == "deemed_accepted" else ""
        return (f"总时限{limit_words(limits.total)}", silence)

    def issue(self) -> str:
        """Return within what time the results are issued; may be empty."""
        limit = self.selection.bundle.limits.issue
        return "" if limit is None else f"{limit_words(limit)}内"

    def words(self, when: Expression | None) -> str:
        """Return a condition in words; empty for none."""
        return "" if when is None else expression_words(when, self.selection.bundle)

    def chart(self) -> Chart:
        """Return the chart."""
        bundle = self.selection.bundle
        lead = self.lanes[LEAD].name
        return Chart(
            id=bundle.id,
            title=f"{bundle.name}“一件事”办理流程图",
            subtitle=subtitle(self.selection, lead),
            lanes=self.lanes,
            steps=tuple(self.steps),
            flows=tuple(self.flows),
            notes=notes(self.selection),
        )


def item_lines(item: Item) -> tuple[str, ...]:
    """Return what a box says of an item: its limits, what stops its clock, what it issues."""
    promised, law = item.committed_limit, item.statutory_limit
    stops = "、".join(each.name for each in item.special_procedures)
    return (
        f"承诺{limit_words(promised)}" if promised else "",
        f"法定{limit_words(law)}" if law else "",
        f"不计时：{stops}" if stops else "",
        f"发：{item.result.name}" if item.result else "",
    )
