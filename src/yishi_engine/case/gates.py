"""Gates between items. A prerequisite that the situation does not require counts as met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yishi_engine.case.lifecycle import TaskState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.case.model import Case


@dataclass(frozen=True, slots=True)
class Prerequisites:
    """The required items that an item needs first.

    Attributes:
        start: Those without whose result work does not begin.
        decide: Those without whose result no decision is taken.
    """

    start: tuple[str, ...]
    decide: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Both kinds; the clock starts when the last of them is granted."""
        return self.start + self.decide


def prerequisites(item: Item, required: Collection[str]) -> Prerequisites:
    """Return the prerequisites of an item among the items that the situation requires."""
    gates = [each for each in item.depends_on if each.item in required]
    return Prerequisites(
        start=tuple(each.item for each in gates if each.gate == "start"),
        decide=tuple(each.item for each in gates if each.gate == "decide"),
    )


def missing(case: Case, items: Collection[str], *, granted: str = "") -> tuple[str, ...]:
    """Return those of the items that are not granted, taking ``granted`` as granted."""
    return tuple(item for item in items if item != granted and case.tasks[item].state is not TaskState.GRANTED)


def dependents(bundle: Bundle, case: Case, item: str) -> Iterator[Item]:
    """Yield the items at work that need the item directly, in order of definition."""
    for each in bundle.items:
        if each.id in case.tasks and any(gate.item == item for gate in each.depends_on):
            yield each


def all_dependents(bundle: Bundle, case: Case, item: str) -> tuple[str, ...]:
    """Return the items at work that need the item directly or through others, in order of definition."""
    reached = {item}
    growing = True
    while growing:
        size = len(reached)
        reached |= {each.id for known in tuple(reached) for each in dependents(bundle, case, known)}
        growing = len(reached) > size
    return tuple(each.id for each in bundle.items if each.id in reached - {item})
