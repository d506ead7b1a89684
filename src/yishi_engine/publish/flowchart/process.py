"""The chart for engines: every parting and meeting of the way is a step of its own, so that it can be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.publish.flowchart.building import APPLICANT, COMPLETE, LEAD, Builder, item_lines
from yishi_engine.publish.flowchart.poster import in_order
from yishi_engine.publish.selection import select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.model import Bundle, Department, Item
    from yishi_engine.publish.flowchart.model import Chart
    from yishi_engine.publish.selection import Chosen


def process(
    bundle: Bundle, departments: Mapping[str, Department], answers: Mapping[str, object] | None = None
) -> Chart:
    """Return the chart that BPMN is written from.

    Args:
        bundle: A checked bundle.
        departments: The departments by key.
        answers: Question id to stored value; what they exempt from is left out.
    """
    return _Process(Builder(select(bundle, answers), departments)).chart()


class _Process:
    """Builds the chart; ``outs`` are the steps from which an item's followers go on."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.items = in_order(builder.selection.items)
        self.numbers = {each.part.id: number for number, each in enumerate(self.items, 1)}

    def chart(self) -> Chart:
        self.intake()
        first = [each for each in self.items if self.begins_at_once(each.part)]
        begin = self.fork("begin", LEAD, "accept", len(first), stage_of_whole=True)
        outs: dict[str, str] = {}
        for each in self.items:
            outs[each.part.id] = self.item(each, outs, begin)
        self.finish([outs[each.part.id] for each in self.items if not self.followers(each.part)])
        return self.builder.chart()

    def waits(self, item: Item, gate: str) -> list[str]:
        return [each.item for each in item.depends_on if each.gate == gate and each.item in self.numbers]

    def begins_at_once(self, item: Item) -> bool:
        return not self.waits(item, "start")

    def followers(self, item: Item) -> int:
        return sum(each.item == item.id for other in self.items for each in other.part.depends_on)

    def fork(self, name: str, lane: int, source: str, followers: int, *, stage_of_whole: bool = False) -> str:
        """Let the way part into several, if several follow; return from where they go on."""
        if followers <= 1:
            return source
        self.builder.step(name, lane, "fork", stage="intake" if stage_of_whole else "item")
        self.builder.flow(source, name)
        return name

    def intake(self) -> None:
        build = self.builder
        build.step("begin_event", APPLICANT, "start", "需要办理", stage="intake")
        build.step("submit", APPLICANT, title="提交申请", details=("一张表单，一套材料",), stage="intake")
        build.step("received", LEAD, "merge", stage="intake")
        build.step("review", LEAD, title="收件审查", details=(build.review(),), stage="intake")
        build.step("check", LEAD, "choice", "材料齐全、符合形式？", stage="intake")
        build.step("correct", APPLICANT, title="补正", details=build.correction(), stage="intake")
        build.step("accept", LEAD, title="受理", details=build.acceptance(), stage="intake")
        build.flow("begin_event", "submit")
        build.flow("submit", "received")
        build.flow("received", "review")
        build.flow("review", "check")
        build.flow("check", "correct", "否", way="beside", otherwise=True)
        build.flow("correct", "received", way="back")
        build.flow("check", "accept", "是", when=COMPLETE)

    def item(self, chosen: Chosen[Item], outs: Mapping[str, str], begin: str) -> str:
        """Add the steps of an item and return the step from which its followers go on."""
        item = chosen.part
        name = f"item{self.numbers[item.id]}"
        starts = [outs[each] for each in self.waits(item, "start")] or [begin]
        decides = [outs[each] for each in self.waits(item, "decide")]
        if decides:
            examined = self.work(chosen, f"{name}_review", f"{item.name}：先行审查", (), starts)
            last = self.work(chosen, f"{name}_decide", f"{item.name}：决定", item_lines(item), [examined, *decides])
        else:
            last = self.work(chosen, name, item.name, item_lines(item), starts)
        return self.fork(f"{name}_done", self.builder.lane_of(item), last, self.followers(item))

    def work(self, chosen: Chosen[Item], name: str, title: str, details: tuple[str, ...], before: list[str]) -> str:
        """Add one task, with a way around it where it depends on the situation; return its last step."""
        build, lane = self.builder, self.builder.lane_of(chosen.part)
        source = self.join(f"{name}_ready", lane, before)
        if chosen.when is None:
            build.step(name, lane, title=title, details=details, item=chosen.part.id)
            build.flow(source, name)
            return name
        build.step(f"{name}_needed", lane, "choice", f"{build.words(chosen.when)}？", item=chosen.part.id)
        build.step(name, lane, title=title, details=details, item=chosen.part.id)
        build.step(f"{name}_passed", lane, "merge", item=chosen.part.id)
        build.flow(source, f"{name}_needed")
        build.flow(f"{name}_needed", name, "是", when=chosen.when)
        build.flow(f"{name}_needed", f"{name}_passed", "否", otherwise=True)
        build.flow(name, f"{name}_passed")
        return f"{name}_passed"

    def join(self, name: str, lane: int, before: list[str], *, finish: bool = False) -> str:
        """Wait for several steps, if there are several; return from where it goes on."""
        if len(before) == 1:
            return before[0]
        self.builder.step(name, lane, "join", stage="finish" if finish else "item")
        for each in before:
            self.builder.flow(each, name)
        return name

    def finish(self, lasts: list[str]) -> None:
        build = self.builder
        decided = self.join("decided", LEAD, lasts, finish=True)
        build.step("issue", LEAD, title="统一出件", details=(build.issue(),), stage="finish")
        build.step("rate", APPLICANT, title="领取结果，评价", details=("“好差评”",), stage="finish")
        build.step("end_event", APPLICANT, "end", "办结", stage="finish")
        build.flow(decided, "issue")
        build.flow("issue", "rate")
        build.flow("rate", "end_event")
