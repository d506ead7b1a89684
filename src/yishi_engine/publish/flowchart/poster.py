"""The chart for people: one box an item, its condition on the way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.publish.flowchart.building import APPLICANT, COMPLETE, LEAD, Builder, item_lines
from yishi_engine.publish.selection import select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.model import Bundle, Department, Item
    from yishi_engine.publish.flowchart.model import Chart
    from yishi_engine.publish.selection import Chosen


def poster(bundle: Bundle, departments: Mapping[str, Department], answers: Mapping[str, object] | None = None) -> Chart:
    """Return the chart that is drawn.

    Args:
        bundle: A checked bundle.
        departments: The departments by key.
        answers: Question id to stored value; what they exempt from is left out.
    """
    builder = Builder(select(bundle, answers), departments)
    _intake(builder)
    lasts: dict[str, str] = {}
    for chosen in in_order(builder.selection.items):
        lasts[chosen.part.id] = _item(builder, chosen, lasts)
    _finish(builder, lasts)
    return builder.chart()


def in_order(items: tuple[Chosen[Item], ...]) -> list[Chosen[Item]]:
    """Return items so that each stands behind those that it waits for, otherwise as they were."""
    left, done = list(items), set[str]()
    found = []
    kept = {each.part.id for each in items}
    while left:
        ready = next(
            each
            for each in left
            if all(before.item in done or before.item not in kept for before in each.part.depends_on)
        )
        left.remove(ready)
        done.add(ready.part.id)
        found.append(ready)
    return found


def _intake(builder: Builder) -> None:
    builder.step("submit", APPLICANT, "start", "提交申请", ("一张表单，一套材料", "一次提交"), stage="intake")
    builder.step("review", LEAD, title="收件审查", details=(builder.review(),), stage="intake")
    builder.step("check", LEAD, "choice", "材料齐全、符合形式？", stage="intake")
    builder.step("correct", APPLICANT, title="补正", details=builder.correction(), stage="intake")
    builder.step(
        "accept",
        LEAD,
        title="受理，分送各部门" if len(builder.lanes) > LEAD + 1 else "受理",
        details=builder.acceptance(),
        stage="intake",
    )
    builder.flow("submit", "review")
    builder.flow("review", "check")
    builder.flow("check", "correct", "否，一次告知", way="beside", otherwise=True)
    builder.flow("correct", "review", way="back")
    builder.flow("check", "accept", "是", when=COMPLETE)


def _item(builder: Builder, chosen: Chosen[Item], lasts: Mapping[str, str]) -> str:
    """Add the steps of an item and return the last of them."""
    item = chosen.part
    number = sum(step.stage == "item" for step in builder.steps) + 1
    lane, flag = builder.lane_of(item), builder.words(chosen.when)
    waits = [(each.gate, lasts[each.item]) for each in item.depends_on if each.item in lasts]
    exempt = f"免办：{item.exempt_note}" if item.exempt_note and chosen.when is not None else ""
    name = f"item{number}"
    decides = [before for gate, before in waits if gate == "decide"]
    if decides:
        first = builder.step(
            f"{name}_review", lane, title=f"{item.name}：先行审查", details=(exempt,), flag=flag, item=item.id
        )
        last = builder.step(f"{name}_decide", lane, title=f"{item.name}：决定", details=item_lines(item), item=item.id)
        builder.flow(first, last)
    else:
        first = last = builder.step(
            name, lane, title=item.name, details=(*item_lines(item), exempt), flag=flag, item=item.id
        )
    for before in [before for gate, before in waits if gate == "start"] or ["accept"]:
        builder.flow(before, first)
    for before in decides:
        builder.flow(before, last)
    return last


def _finish(builder: Builder, lasts: Mapping[str, str]) -> None:
    builder.step("issue", LEAD, title="统一出件", details=(builder.issue(),), stage="finish")
    builder.step("rate", APPLICANT, "end", "领取结果，评价", ("“好差评”，办结后一次",), stage="finish")
    followed = {flow.source for flow in builder.flows}
    for last in lasts.values():
        if last not in followed:
            builder.flow(last, "issue")
    builder.flow("issue", "rate", way="beside")
