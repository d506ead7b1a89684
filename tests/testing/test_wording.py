"""How tolerant a wording is, and that no two wordings claim one text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from yishi_engine.testing import vocabulary
from yishi_engine.testing.wording import follows
from yishi_engine.testing.wordings import acts, expectations

if TYPE_CHECKING:
    from yishi_engine.testing.wording import Arguments, Wording


def matching(text: str) -> list[Wording]:
    """Return all wordings of a text without its keyword."""
    return [each for each in vocabulary.WORDINGS if each.match(text) is not None]


def said(values: Arguments | None) -> Arguments:
    """Return the values that were said."""
    return {name: value for name, value in (values or {}).items() if value is not None}


@pytest.mark.parametrize("wording", vocabulary.WORDINGS, ids=lambda each: each.template)
def test_example_words_its_own_step_only(wording: Wording) -> None:
    """The example of each step is worded as that step and as no other."""
    assert matching(wording.example.partition(" ")[2]) == [wording]


@pytest.mark.parametrize("wording", vocabulary.WORDINGS, ids=lambda each: each.template)
def test_english_says_the_same(wording: Wording) -> None:
    """The English example words the same step and no other, and both languages have the same values."""
    text = wording.english_example.partition(" ")[2]
    values = wording.match(text)
    assert values is not None
    assert matching(text) == [wording]
    assert values.keys() == (wording.match(wording.example.partition(" ")[2]) or {}).keys()
    spaced = "".join(part if at % 2 else part.replace(" ", "  ") for at, part in enumerate(re.split('("[^"]*")', text)))
    assert wording.match(spaced[:1].upper() + spaced[1:].rstrip(":")) == values


@pytest.mark.parametrize("wording", vocabulary.WORDINGS, ids=lambda each: each.template)
def test_full_width_and_half_width_are_alike(wording: Wording) -> None:
    """Full-width quotes, half-width commas, spaces around both and a colon of either width change nothing."""
    text = wording.example.partition(" ")[2]
    values = wording.match(text)
    closing = "“".join("”".join(text.split('"')[at : at + 2]) for at in range(0, text.count('"') + 1, 2))
    assert wording.match(text.replace('"', "“")) == values
    assert wording.match(closing) == values
    assert wording.match(text.replace("，", ", ").replace('"', ' "').rstrip(":") + "：") == values


def test_optional_part_may_be_left_out() -> None:
    """A value in a part that was left out is None."""
    assert expectations.REJECTED.match("操作被拒绝") == {"notice": None}
    assert expectations.REJECTED.match('操作被拒绝，提示包含"受理"') == {"notice": "受理"}


@pytest.mark.parametrize(
    "text",
    [
        '申请人补交材料"a"、"b"',
        '申请人补交材料"a、b"',
        "申请人补交材料“a”，“b”",
        '申请人补交材料"a"和"b"',
        '申请人补交材料"a，缺少材料"b"'.replace('"a，', '"a"，'),
    ],
)
def test_several_values_may_be_listed_in_many_ways(text: str) -> None:
    """A list may be separated inside or outside of quotes."""
    assert said(acts.SUPPLY.match(text)) == {"materials": ("a", "b")}


def test_quotes_inside_of_a_value_stay() -> None:
    """A reason may quote something itself."""
    values = acts.DECLINE.match('牵头部门不予受理，理由"不属于“公众聚集场所”"')
    assert said(values) == {"reason": "不属于“公众聚集场所”"}


def test_manner_follows_the_step_and_is_no_part_of_its_last_value() -> None:
    """Who, when and under which key may follow in this order, also in full-width quotes."""
    manner = {"actor": "负责人", "occurred": "2026-02-11 09:00", "key": "m-1"}
    text = '牵头部门不予受理，理由"不属于“公众聚集场所”"，由"负责人"，发生于"2026-02-11 09:00"，消息号"m-1"'
    assert acts.DECLINE.match(text) == {"reason": "不属于“公众聚集场所”", **manner}
    listed = "申请人补正，材料“a”、“b”，由“负责人”，发生于“2026-02-11 09:00”，消息号“m-1”，表单如下："
    assert acts.CORRECT.match(listed) == {"materials": ("a", "b"), **manner}
    assert acts.START.match('"fire"开始办理，消息号"m-1"，由"负责人"') is None


def test_manner_follows_in_english_too() -> None:
    """Who, when and under which key may follow a step in English."""
    text = '"fire" is refused, because "narrow", by "supervisor", as of "2026-02-11 09:00", key "m-1"'
    manner = {"actor": "supervisor", "occurred": "2026-02-11 09:00", "key": "m-1"}
    assert acts.REFUSE.match(text) == {"item": "fire", "reason": "narrow", **manner}


def test_text_may_stand_below_its_step() -> None:
    """如下 or as follows in the place of a quoted text says that it stands below; the same word in quotes does not."""
    for text in ("牵头部门不予受理，理由如下:", "the lead department declines, because as follows:"):
        assert follows(acts.DECLINE.match(text))
    assert not follows(acts.DECLINE.match('牵头部门不予受理，理由"如下"'))
    assert acts.ACCEPT.match("牵头部门受理如下") is None


def test_only_commands_are_given_by_somebody() -> None:
    """Time that passes, and what is expected, have no actor."""
    assert not any(each.says_manner for each in vocabulary.WORDINGS if each.kind != "act")
    without = {acts.TIME, acts.PUBLISH, acts.ERASE}
    assert {each for each in vocabulary.WORDINGS if each.kind == "act" and not each.says_manner} == without


def test_empty_value_is_a_value() -> None:
    """An empty text in quotes is there, though empty."""
    assert expectations.TASK_DUE.match('"fire-check"的办结期限为""') == {"item": "fire-check", "day": ""}


@pytest.mark.parametrize(
    "text",
    ["", "牵头部门受理了", "不牵头部门受理", '"fire"准予 "food"', "fire准予", '"fire"延期"5 工作日"', "办件状态为"],
)
def test_other_text_is_no_step(text: str) -> None:
    """What is not worded as a step, from end to end, is none."""
    assert matching(text) == []


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("办件的状态为“已接件”", '那么 办件状态为"办理中"'),
        ("牵头部门受理了", "当 牵头部门受理"),
        ("分发的事项", "那么 分发的事项为:"),
        ("今天天气晴朗", None),
        ('the case has been "accepted"', 'Then the case is "accepted"'),
        ("the weather is fine today", None),
    ],
)
def test_nearest_step_is_found(text: str, example: str | None) -> None:
    """For a text that is no step the example of the nearest one is found, where one is near."""
    assert vocabulary.nearest(text) == example


def test_every_step_is_explained() -> None:
    """Each step has a meaning for the reference, and an example with a keyword in both languages."""
    keywords = {"假如": "Given", "当": "When", "那么": "Then"}
    for each in vocabulary.WORDINGS:
        assert each.meaning
        assert keywords[each.example.split()[0]] == each.english_example.split()[0]
