"""The canonical form, against the reference library and the RFC's own example."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from itertools import pairwise

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.audit.canonical import MAX_INTEGER, canonical, read, read_all_canonical, read_canonical

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


OTHERWISE = (
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
)
"""Texts that are not canonical."""


@pytest.mark.parametrize("text", OTHERWISE)
def test_another_text_of_the_same_value_is_not_canonical(text: str) -> None:
    """Spaces, order, repeated keys, needless escapes, fractions, large numbers and half texts are all noticed."""
    with pytest.raises(ValueError):  # noqa: PT011 (the reasons differ; that it is refused is the point)
        read_canonical(text)


@given(st.lists(trees(TEXTS), max_size=5))
def test_many_texts_are_read_as_each_is(values: list[object]) -> None:
    """Canonical texts that are read at once give their values, in order, whatever the order of keys."""
    assert read_all_canonical([canonical(value).decode() for value in values]) == values


@pytest.mark.parametrize("text", OTHERWISE)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_text_that_is_not_canonical_is_noticed_among_many(text: str, place: int) -> None:
    """What is refused when it is read alone is refused among others, first, last or between them."""
    texts = ['{"a":1}', '["b","😀"]']
    texts.insert(place, text)
    with pytest.raises(ValueError):  # noqa: PT011 (the reasons differ; that it is refused is the point)
        read_all_canonical(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ['{"a":1', '"b":2}'],
        ['{"a":1', '"b":2},{"c":3}'],
        ["[1", "2]"],
        ['{"a":1},{"b":2}', ""],
        ["1,2"],
        ["1", "2,3"],
        ["", ""],
        [",", ""],
        [" 1", "2"],
        ["1 ", "2"],
        ["1", "2\n"],
        ['"a', 'b"'],
    ],
)
def test_texts_that_are_whole_only_together_are_noticed(texts: list[str]) -> None:
    """What adds up to canonical texts is none of them by itself."""
    with pytest.raises(ValueError):  # noqa: PT011
        read_all_canonical(texts)


@given(st.lists(trees(TEXTS), min_size=1, max_size=3), st.data())
def test_cut_otherwise_the_same_text_is_read_only_where_each_piece_can_be(
    values: list[object], data: st.DataObject
) -> None:
    """However a text is cut at its commas, the pieces are read at once exactly if each of them can be read alone."""
    whole = ",".join(canonical(value).decode() for value in values)
    commas = [place for place, character in enumerate(whole) if character == ","]
    cuts = sorted(data.draw(st.sets(st.sampled_from(commas), max_size=4))) if commas else []
    pieces = [whole[begin + 1 : end] for begin, end in pairwise([-1, *cuts, len(whole)])]
    try:
        alone = [read_canonical(piece) for piece in pieces]
    except ValueError:
        with pytest.raises(ValueError):  # noqa: PT011
            read_all_canonical(pieces)
    else:
        assert read_all_canonical(pieces) == alone
