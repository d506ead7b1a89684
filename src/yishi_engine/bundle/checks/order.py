"""Rules on prerequisites: no item waits for itself, nor for one that never comes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.rule import Finding, Rule, Subject, Trail

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def unused_dependency(subject: Subject) -> Iterator[Finding]:
    """Yield prerequisites that are required in no situation in which their item is: the gate is never there."""
    if not subject.ids_known("items"):
        return
    for index, item in enumerate(subject.bundle.items):
        for place, dependency in enumerate(item.depends_on):
            before = subject.items.get(dependency.item)
            if before is None or item.when is None or before.when is None:
                continue
            # An item that is never required is a fault of its own.
            possible = subject.can_require([item]) and subject.can_require([before])
            if possible and subject.can_require([item, before]) is False:
                trail: Trail = ("items", index, "depends_on", place, "item")
                message = f'事项"{item.id}"需要时，前置事项"{dependency.item}"从不需要，这个关口用不上'
                whens: tuple[Trail, ...] = tuple(
                    ("items", number, "when") for number in range(len(subject.bundle.items))
                )
                hint = "改正两个事项的条件，或删去这个前置"
                yield Finding(trail, message, hint, rests_on=(trail, ("questions",), *whens))


RULES: Final = (
    Rule(code="dependency.self", title="事项不得以自己为前置", check=self_dependency),
    Rule(code="dependency.cycle", title="前置关系不得成环", check=dependency_cycle),
    Rule(
        code="dependency.unused",
        title="前置事项应会与本事项同时需要",
        severity="warning",
        check=unused_dependency,
    ),
)
