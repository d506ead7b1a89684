"""Measuring and breaking Chinese text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.publish.flowchart.text import width, wrap

SIGNS = st.text(st.sampled_from("开办餐馆，。：（）“”、5工作日abcMW㎡ 123"), max_size=80)


def test_chinese_is_twice_as_wide_as_most_letters() -> None:
    """A Chinese character takes its size, a digit about half of it."""
    assert width("开办餐馆", 14) == 56
    assert 0.5 * 14 < width("5", 14) < 0.65 * 14


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("公众聚集场所投入使用、营业前消防安全检查", ("公众聚集场所投入", "使用、营业前消防", "安全检查")),
        ("承诺10个工作日，法定20个工作日", ("承诺10个工作日，", "法定20个工作日")),
        ("免办：不设户外招牌的", ("免办：不设户外招", "牌的")),
        ("", ()),
    ],
)
def test_lines_break_where_they_may(text: str, lines: tuple[str, ...]) -> None:
    """A number stays with its unit, no line begins with a closing sign, and no single character is left over."""
    assert wrap(text, 14 * 8.5, 14) == lines


def test_last_line_is_not_one_character() -> None:
    """A character that would stand alone gets one more from the line before."""
    assert wrap("户外招牌设置审批", 14 * 7, 14) == ("户外招牌设置", "审批")


def test_long_word_is_broken() -> None:
    """A word that fits on no line is cut, rather than sticking out of its box."""
    assert all(width(line, 12) <= 60 for line in wrap("supercalifragilistic", 60, 12))


@given(SIGNS, st.integers(40, 200))
def test_no_line_is_too_long_and_nothing_is_lost(text: str, room: int) -> None:
    """Every line fits, and the signs are those of the text."""
    lines = wrap(text, room, 12)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line, 12) <= room or len(line.strip("，。：（）“”、")) <= 1 for line in lines)
