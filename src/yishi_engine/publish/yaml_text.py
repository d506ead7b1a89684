"""Definitions as YAML in the style in which designers write them: short entries on one line, items over several."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from yishi_engine.positioned import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yishi_engine.bundle import Bundle

_WIDTH: Final = 110
_BLOCKS: Final = frozenset({"limits", "items"})
# What may stand without quotes, also between brackets: letters and digits first, nothing that YAML reads as its own.
_PLAIN: Final = re.compile(r"[^\W_][^\x00-\x1f:#,\[\]{}\"'&*!|>%@`?\\]*")


def plain_of(bundle: Bundle) -> dict[str, object]:
    """Return what a designer wrote for a bundle: only the keys that were written, names beside ids."""
    plain: dict[str, object] = bundle.model_dump(mode="python", exclude_unset=True)
    for part, title in (("questions", "ask"), ("form", "label")):
        if part in plain:
            written = plain[part]
            plain[part] = [_titled(each, title) for each in written] if isinstance(written, tuple | list) else written
    items = plain["items"]
    for item in items if isinstance(items, tuple | list) else ():
        if "special_procedures" in item:
            procedures = item["special_procedures"]
            item["special_procedures"] = [each["name"] if each.keys() == {"name"} else each for each in procedures]
    return plain


def _titled(entry: Mapping[str, object], title: str) -> dict[str, object]:
    """Put the name of an entry behind its id."""
    return {"id": entry["id"], title: entry[title], **entry}


def bundle_yaml(plain: Mapping[str, object], *, comment: str = "") -> str:
    """Return a bundle as the text of its file; read back it gives the same.

    Args:
        plain: JSON-native data, and dates and decimals; keys in the order in which they are written.
        comment: What stands at the top, without signs of comment; may be empty.

    Returns:
        The text, each line ended.
    """
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    lines += [""] if lines else []
    for key, value in plain.items():
        if lines and key in {"limits", "questions", "form", "materials", "items"}:
            lines.append("")
        lines += _entry(key, value)
    return "\n".join(lines) + "\n"


def departments_yaml(departments: Mapping[str, Mapping[str, object]]) -> str:
    """Return departments as lines of ``departments.yaml``, one each."""
    return "".join(f"{key}: {flow(value)}\n" for key, value in departments.items())


def flow(value: object) -> str:
    """Return a value on one line, mappings and lists in brackets."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(flow, value)) + "]"
        case bool():
            return "true" if value else "false"
        case int() | date():
            return str(value)
        case Decimal():
            return format(value, "f")
    return _text(str(value))


def _text(text: str) -> str:
    """Return a text plain where it reads back as itself, in double quotes where not."""
    if _PLAIN.fullmatch(text) and text == text.strip() and parse_yaml(f"a: [{text}]\n", "").data == {"a": [text]}:
        return text
    return json.dumps(text, ensure_ascii=False)


def _entry(key: str, value: object) -> Iterator[str]:
    if isinstance(value, dict) and key in _BLOCKS:
        yield f"{key}:"
        yield from _indented(value, "  ")
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        yield f"{key}:"
        for number, each in enumerate(value):
            if key == "items" and number:
                yield ""
            yield from _listed(each, block=key in _BLOCKS)
    else:
        line = f"{key}: {flow(value)}"
        if isinstance(value, list | tuple) and len(line) > _WIDTH:
            yield f"{key}:"
            yield from (f"  - {flow(each)}" for each in value)
        else:
            yield line


def _listed(entry: Mapping[str, object], *, block: bool) -> Iterator[str]:
    """Yield one entry of a list, on one line where it is short and its list is written so."""
    line = f"  - {flow(entry)}"
    if not block and len(line) <= _WIDTH:
        yield line
        return
    lines = list(_indented(entry, "    "))
    yield f"  - {lines[0].lstrip()}"
    yield from lines[1:]


def _indented(entry: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, value in entry.items():
        line = f"{indent}{key}: {flow(value)}"
        if isinstance(value, list | tuple) and value and len(line) > _WIDTH:
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {flow(each)}" for each in value)
        else:
            yield line
