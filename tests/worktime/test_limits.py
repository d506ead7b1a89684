"""Limits as definitions write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.errors import LimitInvalid
from yishi_engine.worktime.limits import MAX_AMOUNT, Limit, Unit


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("5 工作日", 5, Unit.WORKING_DAYS),
        ("5工作日", 5, Unit.WORKING_DAYS),
        (" 20 自然日 ", 20, Unit.CALENDAR_DAYS),
        ("4 工作时", 4, Unit.BUSINESS_HOURS),
        ("3 月", 3, Unit.MONTHS),
        ("即办", 0, Unit.SAME_DAY),
        ("10 wd", 10, Unit.WORKING_DAYS),
        ("10 d", 10, Unit.CALENDAR_DAYS),
        ("10wh", 10, Unit.BUSINESS_HOURS),
        ("2 mo", 2, Unit.MONTHS),
        ("9999 d", MAX_AMOUNT, Unit.CALENDAR_DAYS),
    ],
)
def test_a_limit_is_a_number_and_a_unit(text: str, amount: int, unit: Unit) -> None:
    """A limit is read in Chinese or in ASCII, with or without a space."""
    assert Limit.parse(text) == Limit(amount, unit)


@pytest.mark.parametrize(
    "text",
    [
        "5",
        5,
        "",
        "工作日",
        "0 工作日",
        "-1 工作日",
        "5 天",
        "5.5 工作日",
        "10000 d",
        "5 工作日内",
        "５ 工作日",
        "1 即办",
        None,
    ],
)
def test_anything_else_is_no_limit(text: object) -> None:
    """A bare number, an unknown unit, zero and fractions are refused, with Chinese and English words."""
    with pytest.raises(LimitInvalid) as caught:
        Limit.parse(text)
    assert caught.value.code == "limit.invalid"
    assert str(text) in caught.value.notice
    assert "工作日" in caught.value.advice


@given(amount=st.integers(1, MAX_AMOUNT), unit=st.sampled_from([unit for unit in Unit if unit is not Unit.SAME_DAY]))
def test_a_limit_reads_back_what_it_writes(amount: int, unit: Unit) -> None:
    """The text of a limit is the limit."""
    assert Limit.parse(str(Limit(amount, unit))) == Limit(amount, unit)


def test_the_same_day_limit_reads_back_too() -> None:
    """The text of 即办 carries no number."""
    assert str(Limit.parse("即办")) == "即办"


def test_an_extension_adds_up_in_one_unit() -> None:
    """A limit is lengthened by one of its own unit."""
    assert Limit.parse("10 工作日").plus(Limit.parse("5 wd")) == Limit.parse("15 工作日")


@pytest.mark.parametrize(("limit", "other"), [("10 工作日", "5 自然日"), ("即办", "即办"), ("3 月", "90 自然日")])
def test_an_extension_in_another_unit_is_refused(limit: str, other: str) -> None:
    """Units are never converted, and 即办 cannot be lengthened."""
    with pytest.raises(LimitInvalid, match="cannot be added"):
        Limit.parse(limit).plus(Limit.parse(other))
