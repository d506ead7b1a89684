"""Text in columns."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.cli.text import crop, day, left, moment, pad, table, width, wrap
from yishi_engine.worktime.limits import Limit

TEXTS = st.text(st.sampled_from("ab 9-一二。（），"), max_size=40)


@pytest.mark.parametrize(
    ("text", "cells"), [("", 0), ("abc", 3), ("工作日", 6), ("5 工作日", 8), ("（）", 4), ("e\u0301", 1), ("—…", 2)]
)
def test_width_counts_cells(text: str, cells: int) -> None:
    """A Chinese character takes two cells, a combining mark none, everything else one."""
    assert width(text) == cells


def test_padding_aligns_wide_text() -> None:
    """A text is filled up to the cells wanted, and never cut."""
    assert pad("期限", 6) == "期限  "
    assert pad("期限", 2) == "期限"


@pytest.mark.parametrize(
    ("text", "kept"), [("营业执照", "营业执照"), ("营业执照核", "营业执…"), ("a营业执照", "a营业执…")]
)
def test_cropping_marks_what_is_missing(text: str, kept: str) -> None:
    """A text that is too wide loses its end and gets an ellipsis, within the width."""
    assert crop(text, 8) == kept


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("期限 02-28 周六", ["期限", "02-28 周六"]),
        ("剩余时间 10 工作日", ["剩余时间", "10 工作日"]),
        ("一二三四五六，七", ["一二三四五", "六，七"]),
        ("一二三四（五）", ["一二三四", "（五）"]),
        ("averyverylongword 一", ["averyverylongword", "一"]),
        ("", [""]),
    ],
)
def test_lines_break_where_a_reader_would(text: str, lines: list[str]) -> None:
    """A day keeps its weekday, a number its unit, a bracket its content; a comma never begins a line."""
    assert wrap(text, 11) == lines


@given(TEXTS, st.integers(12, 30))
def test_wrapping_loses_nothing(text: str, cells: int) -> None:
    """Broken lines hold everything but spaces."""
    assert "".join("".join(wrap(text, cells)).split()) == "".join(text.split())


@given(TEXTS, st.integers(1, 30))
def test_cropping_keeps_within_the_width(text: str, cells: int) -> None:
    """A cropped text is never wider than asked."""
    assert width(crop(text, cells)) <= cells


def test_table_is_aligned() -> None:
    """Columns are as wide as their widest cell in cells, not characters; a long one is cropped to its limit."""
    rows = [("Item", "Left"), ("营业执照核发", "1"), ("食品经营许可", "10")]
    assert list(table(rows)) == ["Item          Left", "营业执照核发  1", "食品经营许可  10"]
    assert list(table(rows, limits=(7,))) == ["Item     Left", "营业执…  1", "食品经…  10"]


def test_days_and_moments() -> None:
    """Days carry their weekday, moments are those of Asia/Shanghai; a dash stands for none."""
    assert (day(date(2026, 2, 28)), day(None)) == ("02-28 周六", "—")
    assert moment(datetime(2026, 2, 28, 17, tzinfo=UTC)) == "2026-03-01 01:00"
    assert moment(None) == "—"


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        ("5 工作日", "4 工作日"),
        ("20 自然日", "4 自然日"),
        ("8 工作时", "4 工作时"),
        ("3 月", "4 自然日"),
        ("即办", "4 工作日"),
    ],
)
def test_what_is_left_carries_its_unit(limit: str, shown: str) -> None:
    """What is left is counted in the limit's unit; of months and 即办, in days."""
    assert left(4, Limit.parse(limit)) == shown
    assert left(None, Limit.parse(limit)) == "—"
