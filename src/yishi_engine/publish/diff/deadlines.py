"""What changes for deadlines: every limit of the whole and of each item, shorter or longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.publish.diff.change import Change, Concerns, paired
from yishi_engine.worktime.limits import Limit, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle import Bundle, Item, Material

_WHOLE: Final = {
    "acceptance": "受理期限",
    "correction": "补正期限",
    "total": "总时限",
    "issue": "出件期限",
    "extension": "整件延期",
    "follow_up": "差评整改期限",
    "warn_before": "整件的预警提前量",
}
_WORDS: Final = {
    "deemed_accepted": "视为受理",
    "remind": "只提醒",
    "lapse": "视为撤回",
    "decline": "不予受理",
}
_ITEM: Final = {
    "statutory_limit": "法定办结时限",
    "committed_limit": "承诺办结时限",
    "extension": "延期",
    "warn_before": "预警提前量",
}


def deadline_changes(before: Bundle, after: Bundle) -> Iterator[Change]:
    """Yield every limit that changes, of the whole first; those of items that are in both."""
    for key, title in _WHOLE.items():
        old, new = getattr(before.limits, key), getattr(after.limits, key)
        if old != new:
            yield _change(f"limits.{key}", "", compared(title, old, new))
    for key, title in (("on_silence", "逾期未受理的"), ("on_correction_expiry", "逾期未补正的")):
        old, new = getattr(before.limits, key), getattr(after.limits, key)
        if old != new:
            yield _change(f"limits.{key}", "", f"{title}由{_WORDS[old]}改为{_WORDS[new]}")
    for one, other in paired(before.items, after.items):
        if one is not None and other is not None:
            yield from _item_changes(one, other)
    for earlier, later in paired(before.materials, after.materials):
        if earlier is not None and later is not None:
            yield from _material_changes(earlier, later)


def compared(title: str, before: Limit | None, after: Limit | None) -> str:
    """Return how a limit changes, with by how much where both are in one unit."""
    if before is None or after is None:
        return f"新定{title} {after}" if before is None else f"取消{title}（原为 {before}）"
    counted = before.unit is after.unit and before.unit is not Unit.SAME_DAY
    more = after.amount - before.amount
    if not counted or not more:
        return f"{title}由 {before} 改为 {after}"
    verb, word = ("延长", "多") if more > 0 else ("缩短", "少")
    return f"{title}由 {before} {verb}为 {after}（{word} {abs(more)} {before.unit}）"


def _item_changes(before: Item, after: Item) -> Iterator[Change]:
    for key, title in _ITEM.items():
        old, new = getattr(before, key), getattr(after, key)
        if old != new:
            yield _change(f"item.{key}", after.id, f"“{after.name}”：{compared(title, old, new)}")
    if before.commitment and after.commitment and before.commitment != after.commitment:
        old, new = before.commitment.verify_within, after.commitment.verify_within
        yield _change("item.commitment", after.id, f"“{after.name}”：{compared('承诺核查期限', old, new)}")


def _material_changes(before: Material, after: Material) -> Iterator[Change]:
    if before.defer != after.defer and before.necessity == after.necessity:
        text = f"材料“{after.name}”：{compared('容缺期限', before.defer, after.defer)}"
        yield _change("material.defer", after.id, text)


def _change(code: str, subject: str, text: str) -> Change:
    return Change(concerns=Concerns.DEADLINES, code=code, subject=subject, text=text)
