"""Patterns match what they say, and none can be made to run for long."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yishi_engine.bundle.patterns import PatternInvalid, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (r"[A-Z]{2}\d{6}", "AB123456", True),
        (r"[A-Z]{2}\d{6}", "AB12345", False),
        (r"[\u4e00-\u9fa5]{2,20}", "遂宁市", True),
        (r"\d+-\d+", "12-345", True),
        (r"(\d{1,3}\.){3}\d{1,3}", "10.0.0.1", True),
        (r"(中|英){1,5}", "中英中", True),
        (r"(?:A|B)C?", "BC", True),
        (r"^a$", "a", True),
        (r"[^\]]+", "abc", True),
        (r"\d", "５", False),
        (r"a.c", "abc", True),
        ("", "", True),
    ],
)
def test_patterns_match_whole_texts(pattern: str, text: str, matches: bool) -> None:  # noqa: FBT001
    """The subset means what it means everywhere; digits are ASCII digits."""
    assert bool(compile_pattern(pattern, 500).fullmatch(text)) is matches


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a+)+", "耗时"),
        ("(a*)*", "耗时"),
        ("(a|a)*", "耗时"),
        ("(a|b|ab)*c", "耗时"),
        ("a*a*a*b", "耗时"),
        ("(a?){500}", "耗时"),
        ("(a{0,30}){0,30}", "耗时"),
        (r"\d+-\d+-\d+", "{m,n}"),
        ("(", "右括号"),
        ("a)", "右括号"),
        ("*a", "前面"),
        ("^*", "前面"),
        ("a{3,1}", "颠倒"),
        ("a+?", "懒惰"),
        ("a++", "占有"),
        (r"(a)\1", "不支持"),
        ("(?=a)", "不支持"),
        ("(?i)a", "不支持"),
        ("(?P<x>a)", "不支持"),
        ("[a", "不支持"),
        ("[z-a]", "不是正则"),
        (r"\p{L}", "不支持"),
        ("(" * 30 + "a" + ")" * 30, "太深"),
    ],
)
def test_dangerous_or_strange_patterns_are_refused(pattern: str, reason: str) -> None:
    """What could run for long, or is outside the subset, is refused with a reason in Chinese."""
    with pytest.raises(PatternInvalid, match=re.escape(reason)):
        compile_pattern(pattern, 500)


PIECES = st.sampled_from(["a", "b", "[ab]", ".", "(a|b)", "(ab)", "a?"])
REPEATS = st.sampled_from(["", "?", "*", "+", "{2}", "{1,3}", "{0,9}"])


@settings(max_examples=150)
@given(st.lists(st.tuples(PIECES, REPEATS), max_size=5), st.integers(1, 40), st.sampled_from(["a", "ab", "ba"]))
def test_what_is_accepted_matches_quickly(pieces: list[tuple[str, str]], times: int, unit: str) -> None:
    """No accepted pattern needs long over a text made to confuse it."""
    pattern = "".join(f"({piece}){repeat}" for piece, repeat in pieces)
    try:
        compiled = compile_pattern(pattern, 100)
    except PatternInvalid:
        return
    assert bool(compiled.fullmatch(unit)) is bool(re.fullmatch(pattern, unit))
    began = time.perf_counter()
    compiled.fullmatch((unit * times)[:99] + "!")
    assert time.perf_counter() - began < 2


@given(st.text("()[]{}|?*+^$\\ab019,-", max_size=12))
def test_noise_is_refused_or_compiles(pattern: str) -> None:
    """Any text is a pattern or is refused; nothing else happens."""
    try:
        compiled = compile_pattern(pattern, 20)
    except PatternInvalid as error:
        assert str(error)
    else:
        compiled.fullmatch("aab")
