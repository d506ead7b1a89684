"""Patterns of text fields in words."""

from __future__ import annotations

import pytest

from yishi_engine.publish.pattern_words import pattern_words


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("[0-9]{16,19}", "16至19位数字"),
        (r"\d{6}", "6位数字"),
        ("^[0-9]{6}$", "6位数字"),
        ("[A-Z0-9]{8,20}", "8至20位大写字母或数字"),
        ("[A-Za-z]+", "1位以上的字母"),
        ("[a-zA-Z0-9]{2,}", "2位以上的字母或数字"),
        ("[A-Z]{2}[0-9]{6}", "依次为2位大写字母、6位数字"),
        ("[0-9]{1,3}米", "依次为1至3位数字、“米”"),
        (r"川[A-Z][A-Z0-9]{5}", "依次为“川”、1位大写字母、5位大写字母或数字"),
        (r"[0-9]{3}\-[0-9]{8}", "依次为3位数字、“-”、8位数字"),
        ("JY[0-9]{14}", "依次为“JY”、14位数字"),
        ("[0-9]?[A-Z]*", "依次为最多1位数字、任意位大写字母"),
        ("公司", "依次为“公司”"),
        ("(甲|乙)[0-9]+", ""),
        ("甲|乙", ""),
        ("[0-57]{3}", ""),
        ("[^0-9]+", ""),
        ("[一-龥]{2,4}", ""),
        (".{3}", ""),
        ("米{2}", ""),
        (r"\w+", ""),
    ],
)
def test_a_pattern_is_said_or_left_unsaid(pattern: str, said: str) -> None:
    """Digits, letters and fixed signs are said; what has no plain words is not said at all, rather than half."""
    assert pattern_words(pattern) == said
