"""Rules on conditions: names, types and order, and conditions that always or never hold."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.checks.valued import bounds_crossed
from yishi_engine.bundle.condition_types import type_faults
from yishi_engine.bundle.enumeration import can_be
from yishi_engine.bundle.rule import Finding, Rule, Subject, Trail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from yishi_engine.bundle.conditions import Condition, ConditionFault
    from yishi_engine.bundle.expressions import Values
    from yishi_engine.bundle.model import Valued


def _conditions(subject: Subject) -> Iterator[tuple[Trail, Condition, Mapping[str, Valued], Mapping[str, Valued]]]:
    """Yield every condition with what it may name, and what stands in the definition but not for it."""
    bundle = subject.bundle
    scope: dict[str, Valued] = {question.id: question for question in bundle.questions}
    form: dict[str, Valued] = {field.id: field for field in bundle.form}
    for index, item in enumerate(bundle.items):
        if item.when is not None:
            yield ("items", index, "when"), item.when, scope, form
    earlier = dict(scope)
    for index, field in enumerate(bundle.form):
        if field.when is not None:
            yield ("form", index, "when"), field.when, dict(earlier), form
        earlier.setdefault(field.id, field)
    for index, material in enumerate(bundle.materials):
        if material.when is not None:
            yield ("materials", index, "when"), material.when, earlier, {}


def _typed(code: str) -> Callable[[Subject], Iterator[Finding]]:
    """Make the check that reports the type faults of one code."""

    def check(subject: Subject) -> Iterator[Finding]:
        # The same slip in several conditions is one fault, told where it stands first.
        found: dict[str, list[Finding]] = {}
        for trail, condition, scope, elsewhere in _conditions(subject):
            for fault in type_faults(condition, scope):
                if fault.code == code and not _out_of_reach(fault, elsewhere, scope):
                    found.setdefault(fault.message, []).extend(_typed_finding(subject, trail, condition, fault))
        for alike in found.values():
            if alike:
                several = f"（共 {len(alike)} 处）" if len(alike) > 1 else ""
                yield replace(alike[0], message=alike[0].message + several)

    return check


def _typed_finding(subject: Subject, trail: Trail, condition: Condition, fault: ConditionFault) -> Iterator[Finding]:
    """Yield a fault unless what it names could not be read."""
    parts = ("questions",) if trail[0] == "items" else ("questions", "form")
    if fault.code == "condition.unknown_name" and not all(subject.ids_known(part) for part in parts):
        return
    lists = (("questions", subject.bundle.questions), ("form", subject.bundle.form))
    named: tuple[Trail, ...] = tuple(
        (part, index) for part, valued in lists for index, each in enumerate(valued) if each.id in condition.names
    )
    yield Finding(trail, fault.message, fault.hint, offset=fault.offset, rests_on=(trail, *named))


def _out_of_reach(fault: ConditionFault, elsewhere: Mapping[str, Valued], scope: Mapping[str, Valued]) -> bool:
    return fault.code == "condition.unknown_name" and any(
        f'"{name}"' in fault.message for name in elsewhere if name not in scope
    )


def out_of_reach(subject: Subject) -> Iterator[Finding]:
    """Yield names of form fields where they have no value yet: in items, and in fields that come no later."""
    for trail, condition, scope, elsewhere in _conditions(subject):
        for fault in type_faults(condition, scope):
            if _out_of_reach(fault, elsewhere, scope):
                hint = "事项的条件只能用问题" if trail[0] == "items" else "只能用排在前面的字段；请调整顺序"
                message = fault.message.replace("不是可用的名称", "这时还没有值")
                yield Finding(trail, message, hint, offset=fault.offset)


def _sets_where(subject: Subject, *, required: bool) -> Iterator[int]:
    """Yield conditional items that are, or are not, required in every situation."""
    scope = {question.id: question for question in subject.bundle.questions}
    if not subject.ids_known("items"):
        return
    for index, item in enumerate(subject.bundle.items):
        if item.when is None or _without_choice(item.when, scope):
            continue
        other = subject.can_require(without=[item]) if required else subject.can_require([item])
        if other is False:
            yield index


def _without_choice(condition: Condition, scope: Mapping[str, Valued]) -> bool:
    """Return whether a condition names what has but one value or none, whose fault that is."""
    named = [scope[name] for name in condition.names if name in scope]
    return any((each.type == "choice" and len(each.options) <= 1) or bounds_crossed(each) for each in named)


def always_met(subject: Subject) -> Iterator[Finding]:
    """Yield conditions that hold whatever is answered."""
    for index in _sets_where(subject, required=True):
        yield _constant(subject, index, "总是成立", "删去 when，或改正条件")
    yield from _asked_where(subject, "总是成立", "删去 when，或改正条件", wanted=False)


def never_met(subject: Subject) -> Iterator[Finding]:
    """Yield conditions that hold in no situation."""
    for index in _sets_where(subject, required=False):
        yield _constant(subject, index, "从不成立", "改正条件，或删去这个事项；看看问题的 min 和 max")
    yield from _asked_where(subject, "从不成立", "改正条件，或删去这一项；看看问题的 min 和 max", wanted=True)


def _outcome(condition: Condition, wanted: bool, values: Values) -> bool:  # noqa: FBT001
    return condition.evaluate(values) is wanted


def _asked_where(subject: Subject, what: str, hint: str, *, wanted: bool) -> Iterator[Finding]:
    """Yield conditions of fields and materials that can never have the outcome that is wanted."""
    if not subject.ids_known("form"):
        return
    for trail, condition, scope, _ in _conditions(subject):
        if trail[0] == "items" or any(type_faults(condition, scope)) or _without_choice(condition, scope):
            continue
        if can_be(subject.bundle, [condition], partial(_outcome, condition, wanted)) is False:
            part, index = trail[0], int(trail[1])
            listed = subject.bundle.form if part == "form" else subject.bundle.materials
            word = "字段" if part == "form" else "材料"
            message = f'{word}"{listed[index].id}"的条件"{condition}"{what}'
            yield Finding(trail, message, hint, rests_on=(trail, ("questions",), ("form",)))


def _constant(subject: Subject, index: int, what: str, hint: str) -> Finding:
    item = subject.bundle.items[index]
    trail: Trail = ("items", index, "when")
    return Finding(trail, f'事项"{item.id}"的条件"{item.when}"{what}', hint, rests_on=(trail, ("questions",)))


def unused_note(subject: Subject) -> Iterator[Finding]:
    """Yield notes on exemption of items that are always required."""
    for index, item in enumerate(subject.bundle.items):
        if item.exempt_note is not None and item.when is None:
            trail: Trail = ("items", index, "exempt_note")
            message = f'事项"{item.id}"总是需要，免办说明用不上'
            yield Finding(trail, message, "写出 when，或删去 exempt_note", rests_on=(trail, ("items", index, "when")))


RULES: Final = (
    Rule(code="condition.unknown_name", title="条件只能用已有的问题和字段", check=_typed("condition.unknown_name")),
    Rule(code="condition.type", title="条件里的比较须类型相符", check=_typed("condition.type")),
    Rule(code="condition.option", title="条件里的选项须存在", check=_typed("condition.option")),
    Rule(code="condition.date", title="条件里的日期须写成 YYYY-MM-DD", check=_typed("condition.date")),
    Rule(code="condition.order", title="条件只能用已经有值的问题和字段", check=out_of_reach),
    Rule(code="condition.always", title="条件不应总是成立", severity="warning", check=always_met),
    Rule(code="condition.never", title="条件不应从不成立", severity="warning", check=never_met),
    Rule(code="exempt_note.unused", title="总是需要的事项不用免办说明", severity="warning", check=unused_note),
)
