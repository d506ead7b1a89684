"""Rules on ids and references: everything that is named exists, once, and no item waits for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.checks.valued import PERSONAL_TYPES
from yishi_engine.bundle.rule import Finding, Rule, Subject, Trail
from yishi_engine.bundle.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yishi_engine.bundle.conditions import Condition


def _repeated(prefix: Trail, ids: Sequence[str], suffix: Trail = ()) -> Iterator[tuple[Trail, str]]:
    seen: set[str] = set()
    for index, each in enumerate(ids):
        if each in seen:
            yield (*prefix, index, *suffix), each
        seen.add(each)


def duplicate_ids(subject: Subject) -> Iterator[Finding]:
    """Yield ids that stand twice in their list."""
    bundle = subject.bundle
    for part, ids in (
        ("questions", [question.id for question in bundle.questions]),
        ("form", [field.id for field in bundle.form]),
        ("materials", [material.id for material in bundle.materials]),
        ("items", [item.id for item in bundle.items]),
    ):
        for trail, name in _repeated((part,), ids, ("id",)):
            yield Finding(trail, f'id "{name}"重复', "换一个 id，或删去重复的一项")
    seen: set[str] = set()
    for index, item in enumerate(bundle.items):
        if item.result is not None:
            if item.result.id in seen:
                yield Finding(("items", index, "result", "id"), f'结果的 id "{item.result.id}"重复', "换一个 id")
            seen.add(item.result.id)


def ambiguous_ids(subject: Subject) -> Iterator[Finding]:
    """Yield form fields that have the id of a question: a condition could not tell them apart."""
    questions = {question.id for question in subject.bundle.questions}
    for index, field in enumerate(subject.bundle.form):
        if field.id in questions:
            yield Finding(("form", index, "id"), f'字段与问题同名："{field.id}"', "给字段换一个 id")


def repeated_entries(subject: Subject) -> Iterator[Finding]:
    """Yield what is listed twice in one list."""
    for index, item in enumerate(subject.bundle.items):
        base: Trail = ("items", index)
        yield from _twice(_repeated((*base, "fields"), item.fields))
        yield from _twice(_repeated((*base, "materials"), item.materials))
        prerequisites = [dependency.item for dependency in item.depends_on]
        yield from _twice(_repeated((*base, "depends_on"), prerequisites, ("item",)))
        yield from _twice(_repeated((*base, "special_procedures"), [each.name for each in item.special_procedures]))
    for part, valued in (("questions", subject.bundle.questions), ("form", subject.bundle.form)):
        for index, each in enumerate(valued):
            yield from _twice(_repeated((part, index, "options"), each.options))


def _twice(found: Iterable[tuple[Trail, str]]) -> Iterator[Finding]:
    return (Finding(trail, f'"{name}"列了两次', "删去一个") for trail, name in found)


def same_item_name(subject: Subject) -> Iterator[Finding]:
    """Yield items that have the name of an earlier one."""
    for trail, name in _repeated(("items",), [item.name for item in subject.bundle.items], ("name",)):
        yield Finding(trail, f'事项名称"{name}"重复，办事人员分不清', "写全名称")


def unknown_departments(subject: Subject) -> Iterator[Finding]:
    """Yield departments that ``departments.yaml`` does not list."""
    if subject.departments is None:
        return
    bundle = subject.bundle
    used: list[tuple[Trail, str]] = [(("lead_department",), bundle.lead_department)]
    used += [(("items", index, "department"), item.department) for index, item in enumerate(bundle.items)]
    for trail, key in used:
        if key not in subject.departments:
            hint = did_you_mean(key, subject.departments) or "请在 departments.yaml 里登记"
            yield Finding(trail, f'departments.yaml 里没有部门"{key}"', hint)


def unknown_items(subject: Subject) -> Iterator[Finding]:
    """Yield prerequisites that are no item of the bundle."""
    if not subject.ids_known("items"):
        return
    for index, item in enumerate(subject.bundle.items):
        for place, dependency in enumerate(item.depends_on):
            if dependency.item not in subject.items:
                trail: Trail = ("items", index, "depends_on", place, "item")
                yield Finding(trail, f'没有事项"{dependency.item}"', did_you_mean(dependency.item, subject.items))


def unknown_fields(subject: Subject) -> Iterator[Finding]:
    """Yield fields of items that the form does not have."""
    known = {field.id for field in subject.bundle.form}
    if not subject.ids_known("form"):
        return
    for index, item in enumerate(subject.bundle.items):
        for place, name in enumerate(item.fields):
            if name not in known:
                yield Finding(("items", index, "fields", place), f'表单里没有字段"{name}"', did_you_mean(name, known))


def unknown_materials(subject: Subject) -> Iterator[Finding]:
    """Yield materials of items that the one set does not have."""
    known = {material.id for material in subject.bundle.materials}
    if not subject.ids_known("materials"):
        return
    for index, item in enumerate(subject.bundle.items):
        for place, name in enumerate(item.materials):
            if name not in known:
                trail: Trail = ("items", index, "materials", place)
                yield Finding(trail, f'materials 里没有材料"{name}"', did_you_mean(name, known))


def unused_fields(subject: Subject) -> Iterator[Finding]:
    """Yield form fields that no item uses: what no department needs must not be asked."""
    used = {name for item in subject.bundle.items for name in item.fields}
    for index, field in enumerate(subject.bundle.form):
        if field.id not in used:
            trail: Trail = ("form", index, "id")
            message = f'没有事项用到字段"{field.id}"（{field.label}），不应收集'
            yield Finding(
                trail, message, "删去它，或写进用到它的事项的 fields", rests_on=(trail, *_lists(subject, "fields"))
            )


def unused_materials(subject: Subject) -> Iterator[Finding]:
    """Yield materials that no item uses."""
    used = {name for item in subject.bundle.items for name in item.materials}
    for index, material in enumerate(subject.bundle.materials):
        if material.id not in used:
            trail: Trail = ("materials", index, "id")
            message = f'没有事项用到材料"{material.id}"（{material.name}），不应收取'
            hint = "删去它，或写进用到它的事项的 materials"
            yield Finding(trail, message, hint, rests_on=(trail, *_lists(subject, "materials")))


def unused_questions(subject: Subject) -> Iterator[Finding]:
    """Yield questions that no condition names."""
    bundle = subject.bundle
    conditions: dict[Trail, Condition | None] = {("items", index): item.when for index, item in enumerate(bundle.items)}
    conditions |= {("form", index): field.when for index, field in enumerate(bundle.form)}
    conditions |= {("materials", index): material.when for index, material in enumerate(bundle.materials)}
    used = {name for condition in conditions.values() if condition is not None for name in condition.names}
    whens = tuple((*base, "when") for base in conditions)
    if used - {each.id for each in (*bundle.questions, *bundle.form)}:
        return  # a name is misspelt, and the question that it means may be this one
    for index, question in enumerate(bundle.questions):
        if question.id not in used and question.type not in PERSONAL_TYPES:
            trail: Trail = ("questions", index, "id")
            message = f'没有条件用到问题"{question.id}"（{question.label}）'
            yield Finding(trail, message, "删去它，或在 when 里用它", rests_on=(trail, *whens))


def _lists(subject: Subject, key: str) -> Iterator[Trail]:
    return (("items", index, key) for index in range(len(subject.bundle.items)))


def self_dependency(subject: Subject) -> Iterator[Finding]:
    """Yield items that depend on themselves."""
    for index, item in enumerate(subject.bundle.items):
        for place, dependency in enumerate(item.depends_on):
            if dependency.item == item.id:
                yield Finding(
                    ("items", index, "depends_on", place, "item"), f'事项"{item.id}"以自己为前置', "删去这一项"
                )


def dependency_cycle(subject: Subject) -> Iterator[Finding]:
    """Yield circles of prerequisites, each once, at the last item that closes it."""
    done: set[str] = set()
    for item in subject.bundle.items:
        cycle = _cycle_from(subject, item.id, [], done)
        if cycle:
            index = next(number for number, each in enumerate(subject.bundle.items) if each.id == cycle[0])
            names = " → ".join((*cycle, cycle[0]))
            yield Finding(("items", index, "depends_on"), f"前置关系成环：{names}", "删去其中一个前置")


def _cycle_from(subject: Subject, item_id: str, path: list[str], done: set[str]) -> list[str] | None:
    if item_id in path:
        return path[path.index(item_id) :]
    if item_id in done or item_id not in subject.items:
        return None
    path.append(item_id)
    found = None
    for dependency in subject.items[item_id].depends_on:
        if dependency.item != item_id and found is None:
            found = _cycle_from(subject, dependency.item, path, done)
    path.pop()
    done.add(item_id)
    return found


RULES: Final = (
    Rule(code="id.duplicate", title="同一列表里的 id 不得重复", check=duplicate_ids),
    Rule(code="id.ambiguous", title="字段不得与问题同名", check=ambiguous_ids),
    Rule(code="reference.duplicate", title="同一列表里不得重复列出", check=repeated_entries),
    Rule(code="department.unknown", title="部门须在 departments.yaml 里登记", check=unknown_departments),
    Rule(code="item.unknown", title="前置事项须是本套餐的事项", check=unknown_items),
    Rule(code="item.same_name", title="事项名称不宜重复", severity="warning", check=same_item_name),
    Rule(code="field.unknown", title="事项所用字段须在表单里", check=unknown_fields),
    Rule(code="material.unknown", title="事项所用材料须在 materials 里", check=unknown_materials),
    Rule(code="field.unused", title="没有事项用到的字段不得收集", check=unused_fields),
    Rule(code="material.unused", title="没有事项用到的材料不得收取", check=unused_materials),
    Rule(code="question.unused", title="每个问题都应有条件用到", severity="warning", check=unused_questions),
    Rule(code="dependency.self", title="事项不得以自己为前置", check=self_dependency),
    Rule(code="dependency.cycle", title="前置关系不得成环", check=dependency_cycle),
)
