"""What applies where some of the questions are answered: parts of a bundle, each with what is left of its condition.

Unlike :func:`~yishi_engine.bundle.situation.situation`, which needs every value, this serves what is published before
anyone has answered anything: whatever the answers leave open stays in, under its condition.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeVar

from yishi_engine.bundle.expressions import All, Either, Name, Not, operands

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yishi_engine.bundle.conditions import Condition
    from yishi_engine.bundle.expressions import Expression, Value
    from yishi_engine.bundle.model import Bundle, FormField, Item, Material

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chosen(Generic[T]):
    """A part that applies, or may apply.

    Attributes:
        part: The item, form field or material.
        when: What is left of its condition; None where it applies for certain.
    """

    part: T
    when: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What applies under some answers; everything in the order of the definition.

    Attributes:
        bundle: The definition.
        answers: The answers by question, as conditions compare them.
        items: The items.
        exempt: The items that the answers do away with.
        fields: The form fields that the items use.
        materials: The materials that the items use.
    """

    bundle: Bundle
    answers: Mapping[str, Value]
    items: tuple[Chosen[Item], ...]
    exempt: tuple[Item, ...]
    fields: tuple[Chosen[FormField], ...]
    materials: tuple[Chosen[Material], ...]

    def has(self, item_id: str) -> bool:
        """Tell whether an item applies or may apply."""
        return any(each.part.id == item_id for each in self.items)


def select(bundle: Bundle, answers: Mapping[str, object] | None = None) -> Selection:
    """Work out what applies.

    Args:
        bundle: The definition.
        answers: Question id to stored value, for as many questions as are answered; none for the whole bundle.
    """
    known = _comparable(bundle, answers or {})
    items = _chosen(((item, item.when) for item in bundle.items), known)
    kept = {each.part.id for each in items}
    used_fields = {name for each in items for name in each.part.fields}
    used_materials = {name for each in items for name in each.part.materials}
    return Selection(
        bundle=bundle,
        answers=known,
        items=items,
        exempt=tuple(item for item in bundle.items if item.id not in kept),
        fields=_chosen(((field, field.when) for field in bundle.form if field.id in used_fields), known),
        materials=_chosen(
            (
                (material, material.when)
                for material in bundle.materials
                if material.id in used_materials and (material.of is None or material.of in kept)
            ),
            known,
        ),
    )


def settle(expression: Expression, known: Mapping[str, Value]) -> Expression | bool:
    """Return what known values leave of an expression: a truth value, or the part that is still open."""
    match expression:
        case Not(part):
            inner = settle(part, known)
            return not inner if isinstance(inner, bool) else Not(inner)
        case All(parts) | Either(parts):
            deciding = isinstance(expression, Either)
            settled = [settle(part, known) for part in parts]
            if deciding in settled:
                return deciding
            still = tuple(part for part in settled if not isinstance(part, bool))
            return type(expression)(still) if len(still) > 1 else still[0] if still else not deciding
        case _:
            names = [each.id for each in operands(expression) if isinstance(each, Name)]
            return expression.evaluate(known) if all(name in known for name in names) else expression


def _chosen(parts: Iterable[tuple[T, Condition | None]], known: Mapping[str, Value]) -> tuple[Chosen[T], ...]:
    found = []
    for part, when in parts:
        still = True if when is None else settle(when.root, known)
        if still is not False:
            found.append(Chosen(part, None if still is True else still))
    return tuple(found)


def _comparable(bundle: Bundle, answers: Mapping[str, object]) -> dict[str, Value]:
    known: dict[str, Value] = {}
    for question in bundle.questions:
        value = answers.get(question.id)
        if isinstance(value, str) and question.type == "decimal":
            known[question.id] = Decimal(value)
        elif isinstance(value, bool | int | str | Decimal):
            known[question.id] = value
    return known
