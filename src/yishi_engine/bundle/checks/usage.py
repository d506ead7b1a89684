"""Rules on use: what no item needs must not be asked for, and what is asked must be needed in some situation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.checks.references import field_uses, item_uses, material_uses, renamed
from yishi_engine.bundle.checks.valued import PERSONAL_TYPES
from yishi_engine.bundle.condition_types import type_faults
from yishi_engine.bundle.enumeration import can_be
from yishi_engine.bundle.rule import Finding, Rule, Subject, Trail
from yishi_engine.bundle.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yishi_engine.bundle.conditions import Condition
    from yishi_engine.bundle.expressions import Value


def _item_lost(subject: Subject) -> bool:
    """Return whether an item is named that is like none here: it was taken out, and what it used is no fault yet."""
    names = {name for _, name in item_uses(subject)} - subject.items.keys()
    return any(nearest(name, subject.items) is None for name in names)


def unused_fields(subject: Subject) -> Iterator[Finding]:
    """Yield form fields that no item uses: what no department needs must not be asked."""
    uses = field_uses(subject)
    if _item_lost(subject):
        return
    # A name that only looks like this one is missing; that is the fault, and told where it stands.
    used = {name for _, name in uses} | set(renamed(subject, "form", uses).values())
    used |= {question.id for question in subject.bundle.questions}
    for index, field in enumerate(subject.bundle.form):
        if field.id not in used:
            trail: Trail = ("form", index, "id")
            message = f'没有事项用到字段"{field.id}"（{field.label}），不应收集'
            yield Finding(
                trail, message, "删去它，或写进用到它的事项的 fields", rests_on=(trail, *_lists(subject, "fields"))
            )


def unused_materials(subject: Subject) -> Iterator[Finding]:
    """Yield materials that no item uses."""
    uses = material_uses(subject)
    if _item_lost(subject):
        return
    used = {name for _, name in uses} | set(renamed(subject, "materials", uses).values())
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
    asked = {name for item in bundle.items if item.when is not None for name in item.when.names}
    if asked & {each.id for each in bundle.form}:
        return  # an item's condition names a form field, where it may mean this question
    if used - {each.id for each in (*bundle.questions, *bundle.form)}:
        return  # a name is misspelt, and the question that it means may be this one
    for index, question in enumerate(bundle.questions):
        if question.id not in used and question.type not in PERSONAL_TYPES:
            trail: Trail = ("questions", index, "id")
            message = f'没有条件用到问题"{question.id}"（{question.label}）'
            yield Finding(trail, message, "删去它，或在 when 里用它", rests_on=(trail, *whens))


def _lists(subject: Subject, key: str) -> Iterator[Trail]:
    return (("items", index, key) for index in range(len(subject.bundle.items)))


def never_asked(subject: Subject) -> Iterator[Finding]:
    """Yield fields and materials whose condition holds only where no item that uses them is required."""
    bundle = subject.bundle
    if not subject.sound or not subject.ids_known("form"):
        return
    scope = {each.id: each for each in (*bundle.questions, *bundle.form)}
    for part, word, key in (("form", "字段", "fields"), ("materials", "材料", "materials")):
        for index, each in enumerate(getattr(bundle, part)):
            users = [item for item in bundle.items if each.id in getattr(item, key)]
            whens = [item.when for item in users if item.when is not None]
            if each.when is None or not users or len(whens) < len(users) or any(type_faults(each.when, scope)):
                continue
            if _only_apart(subject, each.when, whens):
                trail: Trail = (part, index, "when")
                message = f'{word}"{each.id}"需要时，用到它的事项都不需要，因此从不收取'
                users_at = tuple(("items", number, "when") for number in range(len(bundle.items)))
                hint = "改正它的条件，或改正用到它的事项的条件"
                yield Finding(trail, message, hint, rests_on=(trail, ("questions",), ("form",), *users_at))


def _only_apart(subject: Subject, when: Condition, others: list[Condition]) -> bool:
    """Return whether each can hold, but never the one together with any of the others."""

    def together(values: Mapping[str, Value]) -> bool:
        return when.evaluate(values) and any(other.evaluate(values) for other in others)

    alone = can_be(subject.bundle, [when], when.evaluate)
    needed = can_be(subject.bundle, others, lambda values: any(other.evaluate(values) for other in others))
    return bool(alone and needed) and can_be(subject.bundle, [when, *others], together) is False


RULES: Final = (
    Rule(code="field.unused", title="没有事项用到的字段不得收集", check=unused_fields),
    Rule(code="material.unused", title="没有事项用到的材料不得收取", check=unused_materials),
    Rule(code="question.unused", title="每个问题都应有条件用到", severity="warning", check=unused_questions),
    Rule(code="situation.never_asked", title="字段和材料至少在一种情形下收取", severity="warning", check=never_asked),
)
