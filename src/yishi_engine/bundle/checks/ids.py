"""Rules on ids: each stands for one thing, and nothing is listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.rule import Finding, Rule, Subject, Trail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


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


RULES: Final = (
    Rule(code="id.duplicate", title="同一列表里的 id 不得重复", check=duplicate_ids),
    Rule(code="id.ambiguous", title="字段不得与问题同名", check=ambiguous_ids),
    Rule(code="reference.duplicate", title="同一列表里不得重复列出", check=repeated_entries),
    Rule(code="item.same_name", title="事项名称不宜重复", severity="warning", check=same_item_name),
)
