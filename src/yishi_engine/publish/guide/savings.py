"""What handling together saves against handling each item alone, computed from the definition and nothing else.

The baseline is the situation that needs the most items. Alone, each item is applied for at its department, with the
fields and the materials that it needs, results of other items included; what is shared between departments is counted
on neither side.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yishi_engine.bundle.enumeration import MAX_SITUATIONS, representatives
from yishi_engine.publish.guide.model import Grid, Paragraph, Section
from yishi_engine.publish.selection import select
from yishi_engine.worktime.limits import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.model import Item
    from yishi_engine.publish.guide.model import Lines
    from yishi_engine.publish.guide.source import Source
    from yishi_engine.publish.selection import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """One figure, before and after.

    Attributes:
        title: 减环节, 减材料, 减表单, 减时限 or 减跑动.
        counted: What is counted, and how.
        before: Each item alone.
        after: All together.
        unit: What the figures count.
    """

    title: str
    counted: str
    before: int
    after: int
    unit: str

    @property
    def reduction(self) -> str:
        """By how much it became less, in percent to one place; 未减少 where it did not."""
        if self.after >= self.before:
            return "未减少"
        percent = Fraction(100 * (self.before - self.after), self.before)
        return f"减少{float(round(percent, 1)):g}%"


def savings(selection: Selection) -> tuple[Saving, ...]:
    """Return the figures for the items of a selection.

    Args:
        selection: What applies; its items are all counted, also those under a condition.
    """
    return tuple(_savings(selection))


def fullest(selection: Selection) -> Selection:
    """Return what applies in the situation that needs the most items and agrees with the answers of a selection.

    Past 20,000 combinations of answers all items are taken together.
    """
    kinds = {
        name: (selection.answers[name],) if name in selection.answers else values
        for name, values in representatives(selection.bundle).items()
    }
    if math.prod(map(len, kinds.values())) > MAX_SITUATIONS:
        return selection
    found = [
        select(selection.bundle, {**selection.answers, **dict(zip(kinds, each, strict=True))})
        for each in itertools.product(*kinds.values())
    ]
    return max(found, key=lambda each: len(each.items))


def section(source: Source) -> Section:
    """Return the section of what is saved."""
    most = fullest(source.selection)
    names = "、".join(each.part.name for each in most.items)
    words = (
        f"基线：需要事项最多的情形下，{len(most.items)}个事项（{names}）向各自的部门逐项单独办理。"
        "两边的数字都由套餐的定义算出，不是实测。"
    )
    rows: tuple[tuple[Lines, ...], ...] = tuple(
        (
            (each.title,),
            (each.counted,),
            (f"{each.before}{each.unit}",),
            (f"{each.after}{each.unit}",),
            (each.reduction,),
        )
        for each in savings(most)
    )
    grid = Grid(
        "与逐项单独办理相比", ("项目", "统计口径", "逐项单独办理", "一件事办理", "减少"), rows, (11, 41, 17, 16, 15)
    )
    return Section(id="savings", title="比单独办理减少了什么", blocks=(Paragraph(words), grid))


def _savings(selection: Selection) -> Iterator[Saving]:
    items = [each.part for each in selection.items]
    issued = sum(item.result is not None for item in items)
    yield Saving(
        title="减环节",
        counted="申请、领取结果各算一个环节",
        before=len(items) + issued,
        after=1 + min(issued, 1),
        unit="个",
    )
    chosen = [each.part for each in selection.materials if each.part.necessity != "optional"]
    carried = {each.id for each in chosen if each.source != "shared"}
    yield Saving(
        title="减材料",
        counted="申请人要交的材料，不含非必要的和数据共享取得的",
        before=sum(len(carried & set(item.materials)) for item in items),
        after=sum(each.source == "applicant" for each in chosen),
        unit="份",
    )
    fields = {each.part.id for each in selection.fields}
    yield Saving(
        title="减表单",
        counted="要填写的字段",
        before=sum(len(fields & set(item.fields)) for item in items),
        after=len(fields),
        unit="个",
    )
    yield from _times(selection, items)
    yield Saving(
        title="减跑动",
        counted="要去申请的部门",
        before=len({item.department for item in items}),
        after=1,
        unit="个",
    )


def _times(selection: Selection, items: list[Item]) -> Iterator[Saving]:
    """Yield the figures on time; none where limits are in units that do not add up."""
    total = selection.bundle.limits.total
    limits = {item.id: item.statutory_limit or item.limit for item in items}
    if {limit.unit for limit in limits.values()} - {
        Unit.WORKING_DAYS,
        Unit.SAME_DAY,
    } or total.unit is not Unit.WORKING_DAYS:
        return
    days = {name: limit.amount for name, limit in limits.items()}
    kind, rest = _kind(items)
    counts = ((f"各事项{kind}之和", sum(days.values())), (f"前后相接最长的一串{kind}", _longest(items, days)))
    for counted, before in counts:
        words = f"{counted}{rest}；与承诺总时限比"
        yield Saving(title="减时限", counted=words, before=before, after=total.amount, unit="个工作日")


def _kind(items: list[Item]) -> tuple[str, str]:
    """Return by which limits the items are counted, and what is said of those that have none."""
    without = sum(item.statutory_limit is None for item in items)
    if without == len(items):
        return "承诺时限", "（没有法定时限）"
    return "法定时限", f"（{without}项没有法定时限的，按承诺时限）" if without else ""


def _longest(items: list[Item], days: dict[str, int]) -> int:
    """Return how long the items take one after the other where one waits for another, all else side by side."""
    known = {item.id: item for item in items}
    ends: dict[str, int] = {}

    def end(item: Item) -> int:
        if item.id not in ends:
            before = (end(known[each.item]) for each in item.depends_on if each.item in known)
            ends[item.id] = days[item.id] + max(before, default=0)
        return ends[item.id]

    return max(map(end, items), default=0)
