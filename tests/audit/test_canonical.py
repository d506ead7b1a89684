"""The canonical form, against the reference library and the RFC's own example."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.audit.canonical import MAX_INTEGER, canonical, read, read_canonical

# Text of any kind: control characters, quotes, astral characters; halves of surrogate pairs are tested apart.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ASCII = st.text(st.characters(max_codepoint=127), max_size=8)
LEAVES = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS


def trees(keys: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    """Everything that may stand in a record, with such keys."""
    return st.recursive(
        LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
    )


class Level(StrEnum):
    """A text with a name."""

    WARNING = "warning"


class Count(IntEnum):
    """A number with a name."""

    TWO = 2


@given(trees(ASCII))
def test_agrees_with_the_reference_on_ascii_keys(value: object) -> None:
    """The quick way writes the same bytes as the reference library, control and astral characters included."""
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(trees(TEXTS))
def test_agrees_with_the_reference_on_any_keys(value: object) -> None:
    """Keys outside ASCII are sorted as the reference library sorts them."""
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(trees(TEXTS))
def test_what_is_written_reads_back(value: object) -> None:
    """The canonical text of a value is accepted as canonical and gives the value again."""
    assert read_canonical(canonical(value).decode()) == value


def test_every_ascii_character_agrees_with_the_reference() -> None:
    """All control characters, quotes and the rest of ASCII are escaped as the reference library does."""
    text = "".join(map(chr, range(128)))
    assert canonical({text: text}) == rfc8785.dumps({text: text})


def test_sorts_keys_as_in_the_rfc() -> None:
    """The RFC's example of sorting: a character beyond U+FFFF comes before U+FB33, unlike by code point."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = read(canonical(dict.fromkeys(keys, 0)).decode())
    assert isinstance(written, dict)
    assert list(written) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_named_texts_and_numbers_are_written_by_value() -> None:
    """Members of enumerations of text and numbers are what they stand for."""
    assert canonical({"level": Level.WARNING, "count": Count.TWO}) == b'{"count":2,"level":"warning"}'


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), Decimal("1.50"), date(2026, 2, 11), b"bytes", {1, 2}, (1, 2), object()]
)
def test_refuses_other_types(value: object) -> None:
    """Fractions, decimals, dates and anything else that JSON has not are refused, at the top and inside."""
    for place in (value, [value], {"a": {"b": [value]}}):
        with pytest.raises(TypeError, match="has no place in an audit record"):
            canonical(place)


@pytest.mark.parametrize("key", [1, None, True])
def test_refuses_keys_that_are_no_text(key: object) -> None:
    """A key that JSON would silently turn into text is refused."""
    with pytest.raises(TypeError, match="is no text"):
        canonical({"a": [{key: "x"}]})


def test_whole_numbers_reach_as_far_as_a_double_is_exact() -> None:
    """±(2**53 - 1) are written, one more is refused."""
    assert canonical([MAX_INTEGER, -MAX_INTEGER]) == b"[9007199254740991,-9007199254740991]"
    for value in (MAX_INTEGER + 1, -MAX_INTEGER - 1):
        with pytest.raises(ValueError, match="beyond"):
            canonical([value])


@pytest.mark.parametrize("half", [chr(0xD800), chr(0xDFFF), "a" + chr(0xD83D), chr(0xDE00) + "😀"])
def test_refuses_half_a_surrogate_pair(half: str) -> None:
    """Text that UTF-8 cannot write is refused, as a value and as a key, and never shown in the error."""
    for value in (half, [half], {"key": half}, {half: 1}):
        with pytest.raises(ValueError, match="surrogate"):
            canonical(value)


def test_refuses_what_has_no_end() -> None:
    """A list that holds itself, and nesting beyond all measure, end in an error and not in a hang."""
    endless: list[object] = []
    endless.append(endless)
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    for value in (endless, deep):
        with pytest.raises(ValueError, match=r"Circular|deeply"):
            canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        '{"a":1}\n',
        '"\\u0061"',
        '"\\/"',
        '"\\u000A"',
        '"\\ud83d\\ude00"',
        '"\\ud800"',
        '"\ud800"',
        '{"\ufb33":1,"😀":2}',
        "-0",
        "1.0",
        "1e2",
        "NaN",
        "Infinity",
        "9007199254740992",
        "-9007199254740992",
        "",
        "{",
        "[" * 100_000,
    ],
)
def test_another_text_of_the_same_value_is_not_canonical(text: str) -> None:
    """Spaces, order, repeated keys, needless escapes, fractions, large numbers and half texts are all noticed."""
    with pytest.raises(ValueError):  # noqa: PT011 (the reasons differ; that it is refused is the point)
        read_canonical(text)
