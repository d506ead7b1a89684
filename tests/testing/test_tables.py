"""Tables of features, read and compared, and columns that stay aligned."""

from __future__ import annotations

import pytest

from yishi_engine.testing.failures import Said, StepFailed
from yishi_engine.testing.keywords import one_edit_apart
from yishi_engine.testing.tables import Column, compare, render, rows_of, width

WHAT = Said("分发的事项", "the tasks")
OPEN, AT_WORK, GRANTED = Said("待办", "open"), Said("办理中", "in progress"), Said("准予", "granted")
FIRE, SIGN = Said.as_is("fire"), Said.as_is("sign")
STATES = {each.chinese: each for each in (OPEN, AT_WORK, GRANTED)}
COLUMNS = {
    "事项": Column(read=lambda cell: Said.as_is(cell.lower()), english="item", needed=True),
    "状态": Column(read=STATES.__getitem__, english="state"),
}


def test_cells_are_stripped_and_read() -> None:
    """Every cell is read by its column, in whichever order the columns stand."""
    assert rows_of([["状态", " 事项 "], ["待办", " FIRE "]], COLUMNS) == (("状态", "事项"), [(OPEN, FIRE)])


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (None, "需要表格"),
        ([], "需要表格"),
        ([["状态"], ["待办"]], '缺少"事项"一列'),
        ([["事项", "狀态"]], '没有"狀态"这一列'),
        ([["事项", "事项"]], "重复的列"),
    ],
)
def test_wrong_header_is_refused(table: list[list[str]] | None, says: str) -> None:
    """A table that is not there, or has a column too many, too few or twice, fails the step."""
    with pytest.raises(StepFailed, match=says):
        rows_of(table, COLUMNS)


def test_equal_lists_pass() -> None:
    """Rows that are the same in the columns given pass, whatever the other columns hold."""
    compare(WHAT, [["事项"], ["FIRE"]], COLUMNS, [{"事项": FIRE, "状态": OPEN}])


def test_difference_shows_both_sides_in_columns() -> None:
    """The message marks what was expected and what is there, and leaves equal rows unmarked."""
    table = [["事项", "状态"], ["fire", "待办"], ["sign", "准予"]]
    actual = [{"事项": FIRE, "状态": AT_WORK}, {"事项": SIGN, "状态": GRANTED}]
    with pytest.raises(StepFailed) as caught:
        compare(WHAT, table, COLUMNS, actual)
    assert str(caught.value).splitlines() == [
        "分发的事项与预期不符（- 预期，+ 实际）：",
        "   事项  状态",
        "-  fire  待办",
        "+  fire  办理中",
        "   sign  准予",
    ]
    assert caught.value.english.splitlines() == [
        "the tasks are not as expected (- expected, + found):",
        "   item  state",
        "-  fire  open",
        "+  fire  in progress",
        "   sign  granted",
    ]


def test_empty_table_expects_nothing() -> None:
    """A table of a header only expects an empty list, and fails where there is something."""
    compare(WHAT, [["事项"]], COLUMNS, [])
    with pytest.raises(StepFailed):
        compare(WHAT, [["事项"]], COLUMNS, [{"事项": FIRE, "状态": OPEN}])


def test_chinese_signs_are_two_columns_wide() -> None:
    """A Chinese sign and full-width punctuation take two columns, everything else one."""
    assert [width(text) for text in ("", "fire", "待办", "a：b")] == [0, 4, 4, 4]
    assert render(("事项", "b"), [("fire-check", "1")]) == "事项        b\nfire-check  1"


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [
        ("假若", "假如", True),
        ("那", "那么", True),
        ("那么的", "那么", True),
        ("那么", "那么", False),
        ("如果", "假如", False),
        ("", "当", True),
        ("", "那么", False),
    ],
)
def test_one_edit_is_a_sign_changed_missing_or_too_many(left: str, right: str, *, apart: bool) -> None:
    """Two words are one edit apart in either order, and equal words are none."""
    assert one_edit_apart(left, right) is apart
    assert one_edit_apart(right, left) is apart
