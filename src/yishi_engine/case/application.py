"""Reading an application: the answers, the single form and the one set of materials, checked as a whole at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from yishi_engine.bundle.situation import Situation, situation
from yishi_engine.bundle.values import StoredValue, ValueFault, check_value, is_blank
from yishi_engine.errors import NAMED, FormFault, FormInvalid

if TYPE_CHECKING:
    from yishi_engine.bundle.model import Bundle, FormField, Material, Question

Part: TypeAlias = Literal["answers", "form", "materials"]

MAX_REFERENCE: Final = 2000
_SHOWN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application without faults, everything in its one stored form.

    Attributes:
        form: Field → value, of the fields that this situation asks for.
        personal: The same for personal fields; kept apart.
        materials: Material → reference.
        deferred: Deferrable materials that were not handed in.
        discarded: What was handed in but is not asked for; it is not kept.
    """

    situation: Situation
    answers: Mapping[str, StoredValue]
    form: Mapping[str, StoredValue]
    personal: Mapping[str, StoredValue] = field(repr=False)
    materials: Mapping[str, str]
    deferred: tuple[str, ...]
    discarded: tuple[str, ...]


def read_application(
    bundle: Bundle, answers: Mapping[str, object], form: Mapping[str, object], materials: Mapping[str, object]
) -> Application:
    """Check an application and bring it into its stored form.

    Args:
        bundle: The definition.
        answers: Question id → answer.
        form: Field id → value; empty texts and None count as not filled in.
        materials: Material id → reference.

    Raises:
        FormInvalid: Names every fault of answers, form and materials at once, in Chinese, by field.
    """
    faults: list[FormFault] = []
    questions = {question.id: question for question in bundle.questions}
    fields = {each.id: each for each in bundle.form}
    known_answers = _values("answers", questions, _filled(answers, "answers", faults), faults)
    known_form = _values("form", fields, _filled(form, "form", faults), faults)
    handed_in = _references(bundle, _filled(materials, "materials", faults), faults)
    unanswered = [each for each in questions if each not in known_answers and not _faulty(faults, "answers", each)]
    faults += [
        FormFault(part="answers", field=each, code="form.missing", message=f'请回答"{questions[each].ask}"')
        for each in unanswered
    ]
    unsure = any(fault.part == "answers" for fault in faults)
    needed = _in_any_case(bundle) if unsure else situation(bundle, known_answers, known_form)
    faults += _missing(needed, known_form, handed_in, faults)
    if not unsure and not needed.items:
        message = "按所答情形，没有需要办理的事项"
        faults.append(FormFault(part="answers", field=bundle.id, code="form.no_item", message=message))
    if faults:
        raise FormInvalid(tuple(faults))
    return _application(needed, known_answers, known_form, handed_in)


def commitments(personal: Mapping[str, StoredValue], salt: bytes) -> dict[str, str]:
    """Return salted digests of personal values.

    A digest proves a value as long as value and salt are there; once both are erased it says nothing about them.
    """
    return {name: _commitment(salt, name, value) for name, value in personal.items()}


def _commitment(salt: bytes, name: str, value: StoredValue) -> str:
    text = json.dumps([salt.hex(), name, value], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _filled(values: object, part: Part, faults: list[FormFault]) -> dict[str, object]:
    if not isinstance(values, Mapping):
        message = "须为键值对应"
        faults.append(FormFault(part=part, field=part, code="form.type", message=message))
        return {}
    return {
        str(name): value
        for name, value in values.items()
        if value is not None and not (isinstance(value, str) and is_blank(value))
    }


def _values(
    part: Part, fields: Mapping[str, Question | FormField], values: Mapping[str, object], faults: list[FormFault]
) -> dict[str, StoredValue]:
    known: dict[str, StoredValue] = {}
    unknown: list[str] = []
    for name, value in values.items():
        if name not in fields:
            unknown.append(name)
            continue
        checked = check_value(fields[name], value)
        if isinstance(checked, ValueFault):
            faults.append(FormFault(part=part, field=name, code=checked.code, message=checked.message))
        else:
            known[name] = checked
    faults += _unknown(part, unknown, "问题" if part == "answers" else "表单字段", tuple(fields))
    return known


def _references(bundle: Bundle, values: Mapping[str, object], faults: list[FormFault]) -> dict[str, str]:
    known: dict[str, str] = {}
    unknown: list[str] = []
    materials = {material.id: material for material in bundle.materials}
    for name, value in values.items():
        if name not in materials:
            unknown.append(name)
        elif not isinstance(value, str) or len(value) > MAX_REFERENCE or not value.isprintable():
            message = f'"{materials[name].name}"须以文字引用（不超过{MAX_REFERENCE}字），例如网址或摘要'
            faults.append(FormFault(part="materials", field=name, code="form.type", message=message))
        else:
            known[name] = value.strip()
    faults += _unknown("materials", unknown, "材料", tuple(materials))
    return known


def _unknown(part: Part, names: list[str], kind: str, known: tuple[str, ...]) -> list[FormFault]:
    """Name the first of what the bundle does not ask for, and how much more of it there is."""
    listed = "、".join(known) or "无"
    faults = []
    for name in names[:NAMED]:
        shown = name if name.isprintable() and len(name) <= _SHOWN else "…"
        message = f'没有{kind}"{shown}"，可用的有：{listed}'
        faults.append(FormFault(part=part, field=shown, code="form.unknown", message=message))
    if len(names) > NAMED:
        message = f"没有的{kind}共{len(names)}个，以上仅列出{NAMED}个"
        faults.append(FormFault(part=part, field="…", code="form.unknown", message=message))
    return faults


def _faulty(faults: list[FormFault], part: Part, name: str) -> bool:
    return any(fault.part == part and fault.field == name for fault in faults)


def _in_any_case(bundle: Bundle) -> Situation:
    """Return what every situation requires: what to name as missing while the answers do not say which one it is."""
    items = tuple(item for item in bundle.items if item.when is None)
    fields = {name for item in items for name in item.fields}
    materials = {name for item in items for name in item.materials}
    return Situation(
        items=items,
        exempt=(),
        fields=tuple(each for each in bundle.form if each.id in fields and each.when is None),
        materials=tuple(each for each in bundle.materials if each.id in materials and each.when is None),
    )


def _missing(
    needed: Situation, form: Mapping[str, StoredValue], materials: Mapping[str, str], faults: list[FormFault]
) -> list[FormFault]:
    found = [
        FormFault(part="form", field=each.id, code="form.missing", message=f'请填写"{each.label}"')
        for each in needed.fields
        if each.required and each.id not in form and not _faulty(faults, "form", each.id)
    ]
    found += [
        FormFault(part="materials", field=each.id, code="form.missing", message=f'请提交材料"{each.name}"')
        for each in needed.materials
        if _is_asked(each) and each.necessity == "required" and each.id not in materials
        if not _faulty(faults, "materials", each.id)
    ]
    return found


def _is_asked(material: Material) -> bool:
    return material.source == "applicant"


def _application(
    needed: Situation,
    answers: Mapping[str, StoredValue],
    form: Mapping[str, StoredValue],
    materials: Mapping[str, str],
) -> Application:
    asked_fields = {each.id: each for each in needed.fields}
    asked_materials = {each.id for each in needed.materials if _is_asked(each)}
    return Application(
        situation=needed,
        answers=answers,
        form={name: value for name, value in form.items() if name in asked_fields and not asked_fields[name].personal},
        personal={name: value for name, value in form.items() if name in asked_fields and asked_fields[name].personal},
        materials={name: value for name, value in materials.items() if name in asked_materials},
        deferred=tuple(
            each.id
            for each in needed.materials
            if _is_asked(each) and each.necessity == "deferrable" and each.id not in materials
        ),
        discarded=tuple(
            name for name in (*form, *materials) if name not in asked_fields and name not in asked_materials
        ),
    )
