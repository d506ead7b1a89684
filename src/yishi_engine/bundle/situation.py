"""What one applicant's answers call for: items, exemptions and the rule behind each, form fields, materials."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.expressions import Value
    from yishi_engine.bundle.model import Bundle, FormField, Item, Material, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """An item that the situation does not require.

    Attributes:
        item: The item.
        rule: The condition that does not hold, as canonical text such as ``area > 50``.
        explanation: The same for applicants, in Chinese.
        note: The designer's ``exempt_note``; may be empty.
    """

    item: Item
    rule: str
    explanation: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is required in one situation (情形); everything in the order of the definition.

    Attributes:
        items: The required items.
        exempt: The others, each with the rule that exempts from it.
        fields: The form fields that are asked for.
        materials: The materials in use; what is asked of the applicant are those with source ``applicant``.
    """

    items: tuple[Item, ...]
    exempt: tuple[Exemption, ...]
    fields: tuple[FormField, ...]
    materials: tuple[Material, ...]


def situation(bundle: Bundle, answers: Mapping[str, object], form: Mapping[str, object] | None = None) -> Situation:
    """Work out what a situation requires; pure, and the same for the same input.

    A form field is asked for if a required item uses it and its ``when`` holds; a material is in use if a required item
    uses it, its ``when`` holds and, for a result, the item that issues it is required too. A condition on a value that
    is not there is unmet (see :class:`~yishi_engine.bundle.conditions.Condition`).

    Args:
        bundle: The definition.
        answers: Question id to value, checked and normalised by :func:`~yishi_engine.bundle.values.check_value`.
        form: Field id to value, likewise; a value of a field that is not asked for is not looked at.

    Returns:
        The situation.
    """
    values = {
        question.id: _comparable(question, answers[question.id])
        for question in bundle.questions
        if question.id in answers
    }
    required = tuple(item for item in bundle.items if item.when is None or item.when.evaluate(values))
    used_fields = {name for item in required for name in item.fields}
    used_materials = {name for item in required for name in item.materials}
    issuing = {item.id for item in required}
    fields = []
    for field in bundle.form:
        if field.id in used_fields and (field.when is None or field.when.evaluate(values)):
            fields.append(field)
            if form is not None and form.get(field.id) is not None:
                values[field.id] = _comparable(field, form[field.id])
    materials = tuple(
        material
        for material in bundle.materials
        if material.id in used_materials
        and (material.of is None or material.of in issuing)
        and (material.when is None or material.when.evaluate(values))
    )
    return Situation(items=required, exempt=_exempt(bundle, issuing), fields=tuple(fields), materials=materials)


def _exempt(bundle: Bundle, required: set[str]) -> tuple[Exemption, ...]:
    labels = {question.id: question.label for question in bundle.questions}
    return tuple(
        Exemption(
            item=item,
            rule=str(item.when),
            explanation=f"不满足“{item.when.explain(labels)}”",
            note=item.exempt_note or "",
        )
        for item in bundle.items
        if item.when is not None and item.id not in required
    )


def _comparable(field: Question | FormField, value: object) -> Value:
    """Turn a stored value into what conditions compare: decimals are stored as text."""
    if field.type == "decimal" and isinstance(value, str):
        return Decimal(value)
    if not isinstance(value, bool | int | str | Decimal):
        raise TypeError(f'the value of "{field.id}" was not normalised by check_value')
    return value
