"""What stands above and below a flowchart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.publish.condition_words import answer_words
from yishi_engine.publish.limit_words import limit_words
from yishi_engine.worktime.limits import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.model import Bundle
    from yishi_engine.publish.selection import Selection


def subtitle(selection: Selection, lead: str) -> tuple[str, ...]:
    """Return who leads, how long the whole takes, and which version it is."""
    bundle = selection.bundle
    version = f"第{bundle.version}版"
    if bundle.effective_from is not None:
        day = bundle.effective_from
        version += f"，{day.year}年{day.month}月{day.day}日起实施"
    return (f"牵头：{lead}", f"总时限：{limit_words(bundle.limits.total)}", version)


def answers_words(selection: Selection) -> str:
    """Return the answers in words; empty without any."""
    asked = {question.id: question for question in selection.bundle.questions}
    return "，".join(answer_words(asked[name], answer) for name, answer in selection.answers.items())


def notes(selection: Selection) -> tuple[str, ...]:
    """Return the sentences below the chart; only those that it gives occasion to."""
    return tuple(_notes(selection))


def _notes(selection: Selection) -> Iterator[str]:
    items = [each.part for each in selection.items]
    if selection.answers:
        yield f"本图适用的情形：{answers_words(selection)}。"
    if selection.answers and selection.exempt:
        yield f"此情形免办：{'、'.join(item.name for item in selection.exempt)}。"
    if any(each.when for each in selection.items):
        yield "黄色标签写明需要办理该事项的情形，其他情形免办；前置事项免办的，视为已经满足。"
    if _may_end_early(selection):
        yield "后面的事项都免办的，办好后直接统一出件。"
    waits = [each for item in items for each in item.depends_on if selection.has(each.item)]
    if any(each.gate == "decide" for each in waits):
        yield "“先行审查”与前置事项同时进行；前置事项准予后作出决定，时限从那时起算。"
    if waits:
        yield "前置事项不予许可的，以它为前置的事项终止，其他事项照常办理。"
    if any(item.special_procedures for item in items):
        yield "“不计时”所列程序所需的时间不计入时限，由办理部门告知申请人。"
    yield _counting(selection.bundle)


def _may_end_early(selection: Selection) -> bool:
    """Return whether all that follows an item may be exempt, so that its only way on in the chart does not hold."""
    followers: dict[str, list[bool]] = {}
    for each in selection.items:
        for before in each.part.depends_on:
            followers.setdefault(before.item, []).append(each.when is not None)
    return any(all(followers.get(each.part.id, (False,))) for each in selection.items)


def _counting(bundle: Bundle) -> str:
    days = "期限开始的当日不计入"
    return f"{days}；工作日不含法定节假日。" if _uses(bundle, Unit.WORKING_DAYS) else f"{days}。"


def _uses(bundle: Bundle, unit: Unit) -> bool:
    limits = bundle.limits
    whole = (limits.acceptance, limits.correction, limits.total, limits.issue)
    return any(each and each.unit is unit for each in (*whole, *(item.limit for item in bundle.items)))
