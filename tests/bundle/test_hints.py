"""What a designer probably meant is told where it can be told, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.bundle.condition_slips import slip_at
from yishi_engine.bundle.hints import LIMIT_EXAMPLES, WHOLE, limit_hint, sign_hint
from yishi_engine.errors import LimitInvalid
from yishi_engine.worktime import Limit

LIMITS = [
    ("15天", "写 15 工作日 或 15 自然日"),
    ("15日", "写 15 工作日 或 15 自然日"),
    ("15 个工作日", "写 15 工作日"),
    ("十五个工作日", "写 15 工作日"),
    ("二十工作日", "写 20 工作日"),
    ("两个月", "写 2 月"),
    ("１５工作日", "写 15 工作日"),
    ("不超过十个工作日（自受理起）", "写 10 工作日"),
    ("24小时", "写 24 工作时"),
    ("1年", "写 12 月"),
    ("一个季度", "写 3 月"),
    ("2周", "写 10 工作日 或 14 自然日"),
    ("3 WD", "写 3 工作日"),
    ("半天", "写 4 工作时"),
    ("当场", "当天办结写 即办"),
    ("立即办理", "当天办结写 即办"),
    ("99999 工作日", "数字不超过 9999"),
    ("0 工作日", WHOLE),
    ("-5 工作日", WHOLE),
    ("1.5 工作日", WHOLE),
    ("20 至 30 工作日", WHOLE),
    ("3-5 工作日", WHOLE),
    ("5 工作日 10 自然日", LIMIT_EXAMPLES),
    ("一百工作日", LIMIT_EXAMPLES),
    ("尽快", LIMIT_EXAMPLES),
    ("", LIMIT_EXAMPLES),
]


@pytest.mark.parametrize(("written", "hint"), LIMITS, ids=[each[0] or "nothing" for each in LIMITS])
def test_limits_in_other_words(written: str, hint: str) -> None:
    """A limit in other words is written out as the format has it; where it is not clear, examples are given."""
    assert limit_hint(written) == hint


@given(
    st.text(st.sampled_from("0123456789一二两十百半.-~ 天日周月年时个工作自然即办当场季度小wdmoh（）不"), max_size=12)
)
def test_what_a_hint_says_to_write_is_a_limit(written: str) -> None:
    """Whatever was written, each limit that the hint names can be read."""
    hint = limit_hint(written)
    if hint.startswith("写 "):
        for limit in hint.removeprefix("写 ").split(" 或 "):
            Limit.parse(limit)
    else:
        assert hint in {LIMIT_EXAMPLES, WHOLE, "当天办结写 即办", "数字不超过 9999"}


@given(st.text(max_size=12))
def test_what_is_a_limit_needs_no_hint(written: str) -> None:
    """No text at all breaks the hint, and a limit is never told to be written as another."""
    try:
        limit = Limit.parse(written)
    except LimitInvalid:
        limit_hint(written)
    else:
        assert str(limit.amount) in limit_hint(str(limit)) or limit.amount == 0


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("a，b", "英文逗号"),
        ("a、b", "英文逗号"),
        ("id：area", "英文冒号"),
        ("“510900”", "引号"),
        ("【a】", "括号"),
        ("a　b", "全角空格"),
        ("fire-check", ""),
        ("消防", ""),
    ],
)
def test_signs_of_a_chinese_keyboard(written: str, word: str) -> None:
    """Full-width signs are named with what to write instead; a text without them gives no hint."""
    hint = sign_hint(written)
    assert word in hint
    assert bool(hint) is bool(word)


@pytest.mark.parametrize(
    ("text", "position", "written", "instead"),
    [
        ("area 大于等于 50", 5, "大于等于", ">="),
        ("area 不超过 50", 5, "不超过", "<="),
        ("a 并且 b", 2, "并且", "and"),
        ("a && b", 2, "&&", "and"),
        ("a AND b", 2, "AND", "and"),
        ("a <> b", 2, "<>", "!="),
        ("50平方米", 0, "50平方米", "50"),
        ("50㎡", 2, "㎡", "删去"),
        ("５０", 0, "５０", "半角"),
    ],
)
def test_slips_in_conditions(text: str, position: int, written: str, instead: str) -> None:
    """The whole word is named, not its first sign, and what to write instead."""
    found = slip_at(text, position)
    assert found is not None
    assert found[0] == written
    assert instead in found[1]


@pytest.mark.parametrize(("text", "position"), [("ANDROID", 0), ("面积", 0), ("area", 0), ("1e5", 0)])
def test_other_words_are_no_slips(text: str, position: int) -> None:
    """A word that only begins like an operator, or means something else, is left to the other messages."""
    assert slip_at(text, position) is None
