"""Which model a mapping of a definition belongs to, and which of its keys a misspelt one meant."""

from __future__ import annotations

import re
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Final, Union, get_args, get_origin

from yishi_engine.bundle.hints import sign_hint
from yishi_engine.bundle.model import Bundle, Part
from yishi_engine.bundle.rule import Finding, Trail
from yishi_engine.bundle.suggestions import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yishi_engine.bundle.model import Department

REFERENCES: Final = {
    "department": "写 departments.yaml 里的键，不写部门名称",
    "lead_department": "写 departments.yaml 里的键，不写部门名称",
    "item": "写事项的 id，不写事项名称",
    "of": "写事项的 id，不写事项名称",
    "fields": "写字段的 id，不写字段名称",
    "materials": "写材料的 id，不写材料名称",
}
"""Keys that hold the id of something else, with what to write there."""

RESERVED: Final = frozenset({"repeat", "optional", "base", "overlay", "effective_to"})
"""Keys that are kept for later versions of the format."""

_NAMED: Final = {
    "item": ("items", "name"),
    "of": ("items", "name"),
    "fields": ("form", "label"),
    "materials": ("materials", "name"),
}
_QUESTION_KEYS: Final = {"personal": "问题不得收集个人信息；请把它移到 form"}
# What the same thing is called elsewhere in a definition, or in plain English.
_ALIASES: Final = {
    "label": ("ask", "name"), "name": ("label", "ask"), "ask": ("label",), "title": ("name", "label", "ask"),
    "question": ("ask",), "text": ("ask", "label", "name"), "when_needed": ("when",), "if": ("when",),
    "condition": ("when",), "prerequisites": ("depends_on",), "depends": ("depends_on",), "requires": ("depends_on",),
    "limit": ("committed_limit",), "values": ("options",), "choices": ("options",), "length": ("max_length",),
    "from": ("of", "source"),
}  # fmt: skip


def owner_at(model: type[Part], trail: Trail) -> type[Part]:
    """Return the model of the mapping at a trail."""
    owner = model
    for step in trail:
        if isinstance(step, str) and step in owner.model_fields:
            owner = _part(owner.model_fields[step].annotation) or owner
    return owner


def meant_key(model: type[Part], trail: Trail) -> str | None:
    """Return the key that an unknown one at a trail most likely meant, if there is one."""
    owner = owner_at(model, trail[:-1])
    key = str(trail[-1]).partition("：")[0].strip()
    titles = {field.title: name for name, field in owner.model_fields.items() if field.title}
    alias = next((each for each in _ALIASES.get(key.lower(), ()) if each in owner.model_fields), None)
    return titles.get(key) or alias or nearest(key.lower().replace("-", "_"), owner.model_fields)


def unknown_key(model: type[Part], trail: Trail, value: object) -> Finding:
    """Return the finding for an unknown key with its value."""
    owner = owner_at(model, trail[:-1])
    key = str(trail[-1])
    meant = meant_key(model, trail)
    hint = f"是否想写 {meant}？" if meant else did_you_mean(key, owner.model_fields)
    if owner.__name__ == "Question" and key in _QUESTION_KEYS:
        hint = _QUESTION_KEYS[key]
    elif key in RESERVED:
        hint = "这个键留待以后的版本，目前不能用"
    elif re.match(r"[a-z_]+:\S", key):
        hint = f"冒号后面缺少空格，写成 {key.replace(':', ': ', 1)}"
    elif key.isdigit():
        hint = "数字里不写逗号；文字里有英文逗号的，给整个值加英文双引号"
    elif value is None and meant is None:
        hint = "若是前一个值的一部分，给那个值整个加英文引号"
    elif not key.isascii():
        hint = sign_hint(key) or hint
    return Finding(trail, f'不认识的键"{key}"', hint, key=True)


def id_of_name(data: object, trail: Trail, departments: Mapping[str, Department]) -> str | None:
    """Return the id of what is written by its name where an id must stand; None where nothing has that name.

    Args:
        data: The definition as plain data.
        trail: Where the name stands.
        departments: The departments by key.
    """
    key = next((str(step) for step in reversed(trail) if isinstance(step, str)), "")
    written = at(data, trail)
    if key in {"department", "lead_department"}:
        return next((known for known, each in departments.items() if each.name == written), None)
    part, label = _NAMED.get(key, ("", ""))
    listed = data.get(part) if isinstance(data, dict) else None
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and each.get(label) == written and isinstance(each.get("id"), str):
            return str(each["id"])
    return None


def at(data: object, trail: Trail) -> object:
    """Return what stands in plain data at a trail; None where nothing does."""
    for step in trail:
        if isinstance(data, dict):
            data = data.get(step)
        else:
            data = data[int(step)] if isinstance(data, list) and int(step) < len(data) else None
    return data


def misplaced(model: type[Part], unknown: Iterable[Trail]) -> tuple[set[Trail], list[Finding], set[str]]:
    """Find entries of one list that were written as those of another, because the other list's key is missing.

    Args:
        model: The model of the whole.
        unknown: Trails of the unknown keys.

    Returns:
        The trails that are explained by it, a finding for each list, and the keys of the lists that were meant.
    """
    entries: dict[Trail, list[Trail]] = {}
    for trail in unknown:
        if model is Bundle and len(trail) == 3:  # noqa: PLR2004
            entries.setdefault(trail[:2], []).append(trail)
    explained: set[Trail] = set()
    found: dict[tuple[str, str], Finding] = {}
    for entry, trails in entries.items():
        meant = _list_of({str(trail[-1]) for trail in trails}, str(entry[0]))
        if meant is None:
            continue
        explained.update(trails)
        names = "、".join(str(trail[-1]) for trail in trails[:3])
        message = f"{entry[0]} 的这一项写的是 {meant} 的键（{names}）"
        found.setdefault((str(entry[0]), meant), Finding(entry, message, f"前面是否漏了一行 {meant}: ？"))
    for entry, trails in entries.items():
        # Entries with but one key of the other list tell nothing by themselves.
        for written, meant in found:
            fields = owner_at(model, (meant,)).model_fields
            if entry[0] == written and all(str(trail[-1]) in fields for trail in trails):
                explained.update(trails)
    return explained, list(found.values()), {meant for _, meant in found}


def _list_of(keys: set[str], written: str) -> str | None:
    """Return the list of a bundle whose entries have all of several keys that the list they stand in has not."""
    if len(keys) < 2:  # noqa: PLR2004
        return None
    for name, field in Bundle.model_fields.items():
        part = _part(field.annotation)
        if (
            name != written
            and get_origin(field.annotation) is tuple
            and part is not None
            and keys <= set(part.model_fields)
        ):
            return name
    return None


def _part(annotation: object) -> type[Part] | None:
    """Find the model inside ``tuple[X, ...]``, ``X | None`` or ``Annotated[X, …]``."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, Part) else None
    if get_origin(annotation) in {Union, UnionType, tuple, Annotated}:
        return next((part for inner in get_args(annotation) if (part := _part(inner))), None)
    return None
