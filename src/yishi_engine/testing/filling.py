"""Filling in an application from a feature's table, and handing in what the situation asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yishi_engine.bundle.model import Bundle, FormField, Material, Question
from yishi_engine.bundle.situation import situation
from yishi_engine.bundle.values import ValueFault, check_value, read_value
from yishi_engine.testing import names
from yishi_engine.testing.failures import Said, StepFailed, listed
from yishi_engine.testing.tables import Column, DataTable, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_COLUMNS = {
    "字段": Column(read=Said.as_is, english="field", needed=True),
    "值": Column(read=Said.as_is, english="value", needed=True),
}
RESULT_NUMBER = "number"
"""What the number of a result is called in what a granted task issues."""

_TRUTH = {**dict.fromkeys(names.YES, names.YES[0]), **dict.fromkeys(names.NO, names.NO[0])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What a table fills in, as a command takes it.

    Attributes:
        answers: Question id → answer.
        form: Form field id → value.
    """

    answers: dict[str, object] = field(default_factory=dict)
    form: dict[str, object] = field(default_factory=dict)


def read_filling(bundle: Bundle, table: DataTable | None) -> Filling:
    """Read a table 字段 | 值; answers and form fields stand in it together.

    Raises:
        StepFailed: A name is unknown or there twice. A value that does not fit is left for the engine to reject.
    """
    filling = Filling()
    if table is None:
        return filling
    titles, rows = rows_of(table, _COLUMNS)
    for row in rows:
        cells = dict(zip(titles, row, strict=True))
        name, value = cells["字段"].chinese, cells["值"].chinese
        target = names.question_or_field(bundle, name)
        part = filling.answers if isinstance(target, Question) else filling.form
        if target.id in part:
            raise StepFailed(f'表格里"{name}"出现了两次', f'"{name}" is in the table twice')
        said = _TRUTH.get(value.lower(), value) if target.type == "yes_no" else value
        part[target.id] = read_value(target, said)
    return filling


def asked_materials(bundle: Bundle, filling: Filling) -> tuple[Material, ...]:
    """Return the materials that the applicant hands in by default: all that are asked for and not optional."""
    answers = _normalised(bundle.questions, filling.answers)
    needed = situation(bundle, answers, _normalised(bundle.form, filling.form))
    return tuple(each for each in needed.materials if each.source == "applicant" and each.necessity != "optional")


def without(bundle: Bundle, asked: tuple[Material, ...], missing: Iterable[str]) -> tuple[Material, ...]:
    """Return the materials asked for without those that a feature calls missing.

    Raises:
        StepFailed: What is called missing does not exist, or would not have been handed in anyway.
    """
    left = {each.id: each for each in asked}
    for name in missing:
        material = names.material_of(bundle, name)
        if left.pop(material.id, None) is None:
            needed = listed(f"{each.id}（{each.name}）" for each in asked).chinese
            in_english = listed(f"{each.id} ({each.name})" for each in asked).english
            raise StepFailed(
                f'材料"{name}"本来就不提交，不能写作缺少。按所填情形应提交：{needed}',
                f'material "{name}" is not handed in anyway, so it cannot be left out. In this situation these are: '
                f"{in_english}",
            )
    return tuple(left.values())


def _normalised(fields: Iterable[Question | FormField], values: dict[str, object]) -> dict[str, object]:
    """Return the values that are right, in their stored form; a wrong one says nothing about the situation."""
    checked = {each.id: check_value(each, values[each.id]) for each in fields if each.id in values}
    return {name: value for name, value in checked.items() if not isinstance(value, ValueFault)}
