"""What changes for departments: which items are theirs, what they wait for, what they get to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.publish.diff.change import Change, Concerns, Sign, gained, listed, paired, turned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yishi_engine.bundle import Bundle, Definition, Item, Procedure

_GATES: Final = {"start": "准予后才开始", "decide": "准予后才能决定"}
_DETAILS: Final = {
    "region": "行政区划",
    "uscc": "统一社会信用代码",
    "phone": "咨询电话",
    "complaint_phone": "监督投诉电话",
    "kind": "类别",
}


def department_changes(before: Definition, after: Definition) -> Iterator[Change]:
    """Yield every change that a department meets, department by department."""
    keys = dict.fromkeys((after.bundle.lead_department, *after.departments, *before.departments))
    found = [*_lead(before.bundle, after.bundle), *_items(before.bundle, after.bundle), *_directory(before, after)]
    for key in keys:
        yield from (change for change in found if change.department == key)


def _change(department: str, code: str, subject: str, text: str, sign: Sign = "changed") -> Change:
    return Change(
        concerns=Concerns.DEPARTMENTS, department=department, code=code, subject=subject, text=text, sign=sign
    )


def _lead(before: Bundle, after: Bundle) -> Iterator[Change]:
    if before.lead_department != after.lead_department:
        yield _change(after.lead_department, "lead.added", "", "改由它牵头：受理、协调、统一出件", "added")
        yield _change(before.lead_department, "lead.removed", "", "不再牵头", "removed")


def _items(one: Bundle, other: Bundle) -> Iterator[Change]:
    for before, after in paired(one.items, other.items):
        if after is not None and (before is None or before.department != after.department):
            taken = "" if before is None else f"，原由 {before.department} 办理"
            yield _change(after.department, "item.taken", after.id, f"新办事项“{after.name}”{taken}", "added")
        if before is not None and (after is None or before.department != after.department):
            given = "" if after is None else f"，改由 {after.department} 办理"
            yield _change(before.department, "item.given", before.id, f"不再办理“{before.name}”{given}", "removed")
        if before is not None and after is not None:
            yield from _same_item(one, other, before, after)


def _same_item(one: Bundle, other: Bundle, before: Item, after: Item) -> Iterator[Change]:
    names = {item.id: item.name for item in (*one.items, *other.items)}
    for old, new in paired(before.depends_on, after.depends_on, key="item"):
        waited = new or old
        name = names.get(waited.item, waited.item) if waited else ""
        if old is None and new is not None:
            text = f"“{after.name}”新增前置“{name}”，{_GATES[new.gate]}"
            yield _change(after.department, "gate.added", after.id, text, "added")
        elif new is None:
            text = f"“{after.name}”不再等待“{name}”"
            yield _change(after.department, "gate.removed", after.id, text, "removed")
        elif old is not None and old.gate != new.gate:
            text = f"“{after.name}”等待“{name}”：由{_GATES[old.gate]}改为{_GATES[new.gate]}"
            yield _change(after.department, "gate.changed", after.id, text)
    yield from _procedures(before, after)
    labels = {field.id: field.label for field in (*one.form, *other.form)}
    papers = {material.id: material.name for material in (*one.materials, *other.materials)}
    yield from _seen(
        after, "字段", "field", [labels[each] for each in gained(before.fields, after.fields)], sign="added"
    )
    yield from _seen(
        after, "字段", "field", [labels[each] for each in gained(after.fields, before.fields)], sign="removed"
    )
    more, less = gained(before.materials, after.materials), gained(after.materials, before.materials)
    yield from _seen(after, "材料", "material", [papers[each] for each in more], sign="added")
    yield from _seen(after, "材料", "material", [papers[each] for each in less], sign="removed")


def _seen(item: Item, what: str, code: str, names: Sequence[str], *, sign: Sign) -> Iterator[Change]:
    if names:
        verb = "增加" if sign == "added" else "去掉"
        text = f"“{item.name}”所用{what}{verb}{listed(names)}"
        yield _change(item.department, f"{code}.seen", item.id, text, sign)


def _procedures(before: Item, after: Item) -> Iterator[Change]:
    old = {each.name: each for each in before.special_procedures}
    new = {each.name: each for each in after.special_procedures}
    for name in gained(list(old), list(new)):
        text = f"“{after.name}”新增可暂停计时的特别程序“{name}”{_basis(new[name])}"
        yield _change(after.department, "procedure.added", after.id, text, "added")
    for name in gained(list(new), list(old)):
        text = f"“{after.name}”的“{name}”不再暂停计时"
        yield _change(after.department, "procedure.removed", after.id, text, "removed")
    for name in old.keys() & new.keys():
        if old[name].basis != new[name].basis:
            text = f"“{after.name}”特别程序“{name}”的{turned('依据', old[name].basis, new[name].basis)}"
            yield _change(after.department, "procedure.basis", after.id, text)


def _basis(procedure: Procedure) -> str:
    return f"（依据：{procedure.basis}）" if procedure.basis else ""


def _directory(before: Definition, after: Definition) -> Iterator[Change]:
    for key in before.departments.keys() & after.departments.keys():
        old, new = before.departments[key], after.departments[key]
        if old.name != new.name:
            yield _change(key, "department.name", key, f"“{old.name}”改名为“{new.name}”")
        for detail, title in _DETAILS.items():
            if getattr(old, detail) != getattr(new, detail):
                text = turned(title, getattr(old, detail), getattr(new, detail))
                yield _change(key, f"department.{detail}", key, text)
