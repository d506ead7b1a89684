"""The JSON Schema says what the loader takes, and the committed copy is up to date."""

from __future__ import annotations

import json
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.bundle import RULES, all_codes, json_schema
from yishi_engine.bundle.scalars import LIMIT_PATTERN
from yishi_engine.errors import LimitInvalid
from yishi_engine.worktime import Limit

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "bundle.schema.json"


def objects(schema: object) -> list[dict[str, object]]:
    """Return every schema of a mapping in a schema."""
    if isinstance(schema, list):
        return [found for each in schema for found in objects(each)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" else []
    return own + [found for each in schema.values() for found in objects(each)]


def test_committed_copy_is_up_to_date() -> None:
    """The copy in the reference is what ``yishi schema`` prints."""
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == json_schema()


def test_every_key_is_explained_in_chinese_and_no_other_is_allowed() -> None:
    """Each mapping is closed, and each key has a Chinese title."""
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    found = objects(schema)
    assert len(found) > 8
    for each in found:
        assert re.search("[\u4e00-\u9fff]", str(each["title"]))
        assert each["additionalProperties"] is False
        assert "description" not in each
        properties = each["properties"]
        assert isinstance(properties, dict)
        for key, described in properties.items():
            assert re.search("[\u4e00-\u9fff]", described["title"]), key
            assert re.search("[\u4e00-\u9fff]", described["description"]), key


def test_every_key_shows_what_may_be_written() -> None:
    """A key of free text comes with an example; one of choices, truth values or parts shows them by itself."""
    for each in objects(json_schema()):
        properties = each["properties"]
        assert isinstance(properties, dict)
        for key, described in properties.items():
            text = json.dumps(described)
            assert any(mark in text for mark in ('"examples"', '"enum"', '"$ref"', '"boolean"')), key


def test_examples_are_what_the_schema_itself_takes() -> None:
    """Each example that is a text matches the pattern that stands beside it, and is no longer than allowed."""
    for each in objects(json_schema()):
        properties = each["properties"]
        assert isinstance(properties, dict)
        for described in properties.values():
            inner = described.get("items", described)
            for example in described.get("examples", ()):
                for value in example if isinstance(example, list) else [example]:
                    if isinstance(value, str) and "pattern" in inner:
                        assert re.search(inner["pattern"], value)
                        assert len(value) <= inner.get("maxLength", len(value))


def test_a_key_without_a_value_is_refused_as_by_the_loader() -> None:
    """The schema takes null nowhere, for the loader does not."""
    assert '"null"' not in json.dumps(json_schema())


LIMITS = st.from_regex(r"\A ?[0-9]{0,5} ?(工作日|自然日|工作时|月|wd|d|wh|mo|即办|天)\Z") | st.text(max_size=8)


@given(LIMITS)
def test_limits_of_the_schema_are_those_of_the_loader(text: str) -> None:
    """An editor accepts exactly the limits that the loader accepts."""
    try:
        Limit.parse(text)
    except LimitInvalid:
        accepted = False
    else:
        accepted = True
    assert bool(re.search(LIMIT_PATTERN.removesuffix("$") + r"\Z", text)) is accepted


def test_codes_are_unique_and_titled() -> None:
    """Every rule has a code of its own and a Chinese title; there are more than forty."""
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert len(codes) > 40
    assert len(all_codes()) > len(codes)
    for code, title in all_codes().items():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", code)
        assert re.search("[\u4e00-\u9fff]", title)
