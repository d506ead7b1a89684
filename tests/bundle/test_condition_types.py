"""Conditions fit the questions that they name, or say why not."""

from __future__ import annotations

import pytest

from yishi_engine.bundle import Condition, FormField, Question
from yishi_engine.bundle.condition_types import type_faults

SCOPE = {
    each.id: each
    for each in (
        Question(id="area", ask="面积?", type="integer"),
        Question(id="price", ask="价格?", type="decimal"),
        Question(id="signboard", ask="招牌?", type="yes_no"),
        Question(id="kind", ask="项目?", type="choice", options=("中餐", "火锅")),
        Question(id="opens_on", ask="开业?", type="date"),
        FormField(id="shop", label="店名", type="text"),
        FormField(id="code", label="代码", type="credit_code"),
    )
}


@pytest.mark.parametrize(
    "text",
    [
        "area > 50",
        "area > price",
        "area == 50.5",
        "signboard",
        "signboard == 是",
        "signboard != 否",
        'kind == "中餐"',
        'kind in ["中餐", "火锅"]',
        'opens_on < "2026-01-01"',
        'shop == "甲"',
        'code in ["甲"]',
        "10 < area < 20 or not signboard",
    ],
)
def test_sensible_comparisons_pass(text: str) -> None:
    """What compares like with like is right."""
    assert not list(type_faults(Condition.parse(text), SCOPE))


@pytest.mark.parametrize(
    ("text", "code", "offset", "hint"),
    [
        ("aera > 50", "condition.unknown_name", 0, "area"),
        ("signboard == true", "condition.unknown_name", 13, "是"),
        ("kind == 中餐".replace("中餐", "x"), "condition.unknown_name", 8, "可用的有"),
        ("area", "condition.type", 0, "area > 50"),
        ("shop", "condition.type", 0, "=="),
        ("signboard > 1", "condition.type", 0, "=="),
        ('kind < "火锅"', "condition.type", 0, "in"),
        ('area == "50"', "condition.type", 8, "不加引号"),
        ("area == 是", "condition.type", 8, "数字"),
        ("signboard == 1", "condition.type", 13, "是"),
        ("shop == 1", "condition.type", 8, "引号"),
        ("area == signboard", "condition.type", 8, "同一类型"),
        ('kind == "串串"', "condition.option", 8, "中餐"),
        ('kind in ["中餐", "火锅店"]', "condition.option", 15, "火锅？"),
        ('opens_on > "2026-1-1"', "condition.date", 11, "2026-01-01"),
        ('opens_on > "2026-02-30"', "condition.date", 11, "2026-01-01"),
        ("opens_on > 2026", "condition.type", 11, "日期"),
    ],
)
def test_senseless_comparisons_are_named(text: str, code: str, offset: int, hint: str) -> None:
    """What compares unlike things is named at its place, with advice."""
    (fault,) = type_faults(Condition.parse(text), SCOPE)
    assert (fault.code, fault.offset) == (code, offset)
    assert hint in fault.message + fault.hint


def test_every_comparison_has_its_fault() -> None:
    """All faults of one condition are found at once."""
    faults = list(type_faults(Condition.parse("aera > 50 and (area or signboard == 5)"), SCOPE))
    assert [fault.offset for fault in faults] == [0, 15, 36]


def test_option_without_quotes_gets_its_own_advice() -> None:
    """An option that was written without quotes is recognised."""
    scope = {"kind": Question(id="kind", ask="项目?", type="choice", options=("hotpot", "noodles"))}
    (fault,) = type_faults(Condition.parse("kind == hotpot"), scope)
    assert fault.hint == '选项要加引号："hotpot"'
