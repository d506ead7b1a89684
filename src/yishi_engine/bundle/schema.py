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
    """Drop the English docstrings of the models, which are for programmers."""
    if isinstance(value, dict):
        kept = value if value.get("type") != "object" else {k: v for k, v in value.items() if k != "description"}
        return {key: _plain(each) for key, each in kept.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
