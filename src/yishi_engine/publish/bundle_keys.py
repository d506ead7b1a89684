"""The keys of a definition, each with what may be written for it, read from the models' JSON Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from yishi_engine.bundle import model
from yishi_engine.bundle.conditions import MAX_LENGTH as CONDITION_LENGTH
from yishi_engine.bundle.scalars import LIMIT_PATTERN
from yishi_engine.publish.bundle_words import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema: TypeAlias = "dict[str, object]"

PARTS: Final[dict[str, type[model.Part]]] = {
    part.__name__: part
    for part in (
        model.Bundle,
        model.Limits,
        model.Question,
        model.FormField,
        model.Material,
        model.Item,
        model.Dependency,
        model.Procedure,
        model.Result,
        model.Commitment,
        model.Department,
    )
}
"""The models that a definition consists of, by name, in the order of the page."""

_ANY_TEXT: Final = r"\S"
_DASH: Final = "–"


def keys(part: type[model.Part]) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield, for each key of a part, the key, its title, what may be written, what stands without it, and more."""
    properties = part.model_json_schema()["properties"]
    for name, field in part.model_fields.items():
        without = "必填" if field.is_required() else _default(field.default)
        yield f"`{name}`", field.title or "", value(properties[name]), without, field.description or ""


def value(schema: Schema) -> str:
    """Return in Chinese what a JSON Schema takes."""
    match schema:
        case {"anyOf": list(options)}:
            found = "或".join(dict.fromkeys(value(each) for each in options if each.get("type") != "null"))
        case {"$ref": str(reference)}:
            found = _link(reference.rpartition("/")[2])
        case {"enum": list(choices)}:
            found = "、".join(f"`{choice}`" for choice in choices)
        case {"type": "array", "items": dict(each), "maxItems": int(most)}:
            found = f"列表，最多 {most} 项：{value(each)}"
        case {"type": "integer", "minimum": int(least), "maximum": int(most)}:
            found = f"整数，{least} 至 {most}"
        case {"type": "boolean"}:
            found = "`true`、`false`"
        case {"type": "number"}:
            found = "数字"
        case _:
            found = _text(schema)
    return found


def _text(schema: Schema) -> str:
    if schema.get("pattern") == LIMIT_PATTERN:
        return "[期限](#期限)"
    if schema.get("maxLength") == CONDITION_LENGTH:
        return "[条件](#条件)"
    if schema.get("format") == "date":
        return "日期"
    kind = "文字" if schema.get("pattern") in (None, _ANY_TEXT) else "标识"
    return f"{kind}，最多 {schema['maxLength']} 字" if "maxLength" in schema else kind


def _link(name: str) -> str:
    title = TITLES[name]
    return f"[{title}](#{title.replace('`', '').replace(' ', '-').replace('.', '')})"


def _default(default: object) -> str:
    """Return what stands where nothing is written."""
    if default is None or default == ():
        return _DASH
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
