"""What one situation asks for, by the reference model: items, fields and materials of one set of answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.model.conditions import holds

if TYPE_CHECKING:
    from collections.abc import Mapping

Plain: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """The part of a bundle that applies.

    Attributes:
        items: Required items in the order of the definition, by id.
        fields: Form fields to be filled in, by id.
        materials: Materials that the applicant hands in, by id.
    """

    items: dict[str, Plain]
    fields: dict[str, Plain]
    materials: dict[str, Plain]

    def prerequisites(self, item: str, gate: str | None = None) -> set[str]:
        """Return the required prerequisites of an item; one that the situation does not require counts as met."""
        return {
            each["item"]
            for each in self.items[item].get("depends_on", ())
            if each["item"] in self.items and gate in (None, each["gate"])
        }

    def dependents(self, item: str) -> set[str]:
        """Return the required items that cannot be decided without this one, directly or through another."""
        found: set[str] = set()
        while True:
            more = {each for each in self.items if self.prerequisites(each) & (found | {item})}
            if more <= found:
                return found
            found |= more

    def in_order(self, items: set[str]) -> list[str]:
        """Return items so that each comes after its prerequisites."""
        ordered: list[str] = []
        while len(ordered) < len(items):
            ordered += sorted(
                each for each in items - set(ordered) if not self.prerequisites(each) & items - set(ordered)
            )
        return ordered


def asked(definition: Plain, answers: Mapping[str, object]) -> Asked:
    """Return what these answers ask for."""
    items = {each["id"]: each for each in definition["items"] if holds(each.get("when"), answers)}
    fields = {name for item in items.values() for name in item.get("fields", ())}
    materials = {name for item in items.values() for name in item.get("materials", ())}
    return Asked(
        items=items,
        fields={
            each["id"]: each for each in definition["form"] if each["id"] in fields and holds(each.get("when"), answers)
        },
        materials={
            each["id"]: each
            for each in definition["materials"]
            if each["id"] in materials and each["source"] == "applicant" and holds(each.get("when"), answers)
        },
    )
