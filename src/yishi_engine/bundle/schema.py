"""The JSON Schema of a bundle's file, for editors that complete and check while the designer types."""

from __future__ import annotations

from pydantic.json_schema import GenerateJsonSchema

from yishi_engine.bundle.model import Bundle


def json_schema() -> dict[str, object]:
    """Return the schema (draft 2020-12), with Chinese titles and descriptions.

    It knows keys, types, choices and the spelling of limits and ids. What takes a look at more than one value, such as
    references and conditions, only ``yishi check`` knows.
    """
    schema = _plain(Bundle.model_json_schema())
    if not isinstance(schema, dict):
        raise TypeError(schema)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "一件事套餐定义"}


def _plain(value: object) -> object:
    """Drop what is for programmers, the models' docstrings, and what the loader refuses: a key without a value."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _plain(each) for key, each in value.items()}
    if kept.get("type") == "object":
        kept.pop("description", None)
    listed = kept.get("anyOf")
    options = [each for each in listed if each != {"type": "null"}] if isinstance(listed, list) else []
    if isinstance(listed, list) and len(options) < len(listed):
        del kept["anyOf"]
        kept = {**(options[0] if len(options) == 1 else {"anyOf": options}), **kept}
    if kept.get("default", "") in (None, []):
        del kept["default"]
    return kept
