"""Conditions: what they say, what they refuse, and that nothing of them is ever executed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.bundle.conditions import LARGEST, Condition, ConditionInvalid

if TYPE_CHECKING:
    from yishi_engine.bundle.expressions import Value

VALUES: dict[str, Value] = {
    "area": 50,
    "price": Decimal("9.90"),
    "signboard": True,
    "smoke": False,
    "kind": "火锅",
    "opens_on": "2026-03-01",
}
LABELS = {"area": "经营场所面积(㎡)", "signboard": "是否设置户外招牌", "kind": "经营项目", "opens_on": "开业日期"}


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("area > 50", False),
        ("area >= 50", True),
        ("area == 50", True),
        ("area != 50", False),
        ("area < 50", False),
        ("area <= 50", True),
        ("50 >= area", True),
        ("10 < area <= 50", True),
        ("10 < area < 50", False),
        ("area > -1", True),
        ("area == 50.0", True),
        ("price == 9.9", True),
        ("price > 9.89", True),
        ("signboard", True),
        ("smoke", False),
        ("not smoke", True),
        ("signboard == 是", True),
        ("signboard != 是", False),
        ("smoke == 否", True),
        ("signboard and not smoke", True),
        ("smoke or area > 49", True),
        ("not (smoke or area > 50)", True),
        ("smoke and smoke or signboard", True),
        ("smoke and (smoke or signboard)", False),
        ('kind == "火锅"', True),
        ("kind in ['中餐', '火锅']", True),
        ("kind not in ['中餐', '火锅']", False),
        ("kind in ('中餐',)", False),
        ('opens_on >= "2026-03-01"', True),
        ('opens_on > "2026-03-01"', False),
        ("area in [10, 50]", True),
        ("area\n > 49", True),
    ],
)
def test_conditions_decide(text: str, met: bool) -> None:  # noqa: FBT001
    """Each operator decides as it reads, bounds included or not as written."""
    condition = Condition.parse(text)
    assert condition.evaluate(VALUES) is met
    assert Condition.parse(str(condition)) == condition


@pytest.mark.parametrize(
    "text", ["area > 1", "area != 1", "signboard", "signboard != 是", "kind in ['a']", "kind not in ['a']"]
)
def test_missing_value_leaves_a_comparison_unmet(text: str) -> None:
    """A comparison without a value is unmet, and ``not`` turns that round."""
    assert Condition.parse(text).evaluate({}) is False
    assert Condition.parse(f"not ({text})").evaluate({}) is True


REFUSED = [
    ("", "condition.empty", 0),
    ("   ", "condition.empty", 0),
    ("a" * 501, "condition.too_long", 500),
    ("area ＞ 50", "condition.sign", 5),
    ("area ≥ 50", "condition.sign", 5),
    ("area > 50 且 smoke", "condition.sign", 10),
    ("非 smoke", "condition.sign", 0),
    ("area = 50", "condition.sign", 5),
    ("a && b", "condition.sign", 2),
    ("!a", "condition.sign", 0),
    ("kind == “火锅”", "condition.sign", 8),
    ("area > 50 and", "condition.syntax", 0),
    ("area > 50)", "condition.syntax", 9),
    ("area + 1 > 2", "condition.syntax", 5),
    ("area.real > 2", "condition.syntax", 4),
    ("area > 1e5", "condition.syntax", 7),
    ("area > 1_000", "condition.syntax", 7),
    ("kind == '\\n'", "condition.syntax", 8),
    ("kind == 'a' 'b'", "condition.syntax", 12),
    ("area - 1 > 2", "condition.unsupported", 0),
    ("exit()", "condition.unsupported", 0),
    ("__import__('os').system('true')", "condition.syntax", 16),
    ("(lambda x: x)(1)", "condition.syntax", 9),
    ("area[0]", "condition.unsupported", 0),
    ("f'a' == kind", "condition.unsupported", 0),
    ("area is 5", "condition.unsupported", 8),
    ("[1] == area", "condition.unsupported", 0),
    ("1 if area else 2", "condition.unsupported", 0),
    ("5", "condition.constant", 0),
    ("是", "condition.constant", 0),
    ("True", "condition.constant", 0),
    ("1 < 2", "condition.constant", 0),
    ("area > 9007199254740992", "condition.number", 7),
    ("area in []", "condition.syntax", 8),
    ("area in 5", "condition.syntax", 8),
    ("5 in [5]", "condition.syntax", 5),
    ("area in [kind]", "condition.syntax", 8),
    ("not " * 25 + "area", "condition.too_deep", 80),
    ("(" * 240 + "area" + ")" * 240, "condition.syntax", 200),
    ("area > \x00", "condition.syntax", 7),
    ("aｒea > 5", "condition.syntax", 1),
]


@pytest.mark.parametrize(("text", "code", "offset"), REFUSED)
def test_all_else_is_refused_with_its_place(text: str, code: str, offset: int) -> None:
    """What is no part of the language is refused, with a code, the offset and Chinese advice."""
    with pytest.raises(ConditionInvalid) as caught:
        Condition.parse(text)
    fault = caught.value.fault
    assert (fault.code, fault.offset) == (code, offset)
    assert fault.message
    assert fault.hint


@pytest.mark.parametrize(
    ("text", "explanation"),
    [
        ("area > 50", "经营场所面积(㎡)＞50"),
        ("50 < area", "经营场所面积(㎡)＞50"),
        ("area != 50", "经营场所面积(㎡)≠50"),
        ("signboard", "是否设置户外招牌：是"),
        ("not signboard", "是否设置户外招牌：否"),
        ("signboard == 否", "是否设置户外招牌：否"),
        ("signboard != 否", "是否设置户外招牌：是"),
        ('kind == "火锅"', "经营项目为“火锅”"),
        ('kind != "火锅"', "经营项目不为“火锅”"),
        ('kind in ["中餐", "火锅"]', "经营项目属于“中餐”、“火锅”"),
        ('kind not in ["中餐"]', "经营项目不属于“中餐”"),
        ('opens_on >= "2026-01-01"', "开业日期≥2026-01-01"),
        (
            "signboard and (area > 50 or not signboard)",
            "是否设置户外招牌：是且（经营场所面积(㎡)＞50或是否设置户外招牌：否）",
        ),
        ("not (area > 50)", "并非（经营场所面积(㎡)＞50）"),
        ("unlabelled", "unlabelled：是"),
    ],
)
def test_conditions_explain_themselves(text: str, explanation: str) -> None:
    """A condition can be shown to an applicant, in Chinese and with the questions' own words."""
    assert Condition.parse(text).explain(LABELS) == explanation


def test_names_and_constants_are_listed() -> None:
    """Names come sorted, and with each the constants that part its values."""
    condition = Condition.parse('10 < area <= 50.5 and (kind in ["b", "a"] or not smoke) and area != other')
    assert condition.names == ("area", "kind", "other", "smoke")
    assert condition.constants == {"area": (10, Decimal("50.5")), "kind": ("a", "b"), "other": (), "smoke": ()}


def expressions() -> st.SearchStrategy[str]:
    """Return a strategy of texts of the language."""
    number = st.integers(-LARGEST, LARGEST).map(str) | st.decimals(-99, 99, places=2).map(
        lambda each: format(each, "f")
    )
    quoted = st.text(st.characters(codec="utf-8", exclude_characters="\"'\\\n\r", exclude_categories=["C"]), max_size=5)
    literal = number | quoted.map('"{}"'.format) | st.sampled_from(["是", "否"])
    name = st.sampled_from(sorted(VALUES))
    sign = st.sampled_from(["==", "!="])
    leaf = st.one_of(
        name,
        st.builds("{} {} {}".format, name, sign, literal),
        st.builds("{} {} {}".format, literal, sign, name),
        st.builds("{} in [{}, {}]".format, name, literal, literal),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds("({} and {})".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            inner.map("not {}".format),
        ),
        max_leaves=5,
    )


@given(expressions())
def test_canonical_text_reads_back_as_the_same_condition(text: str) -> None:
    """The canonical text means what the designer wrote, and is its own canonical text."""
    condition = Condition.parse(text)
    again = Condition.parse(str(condition))
    assert again == condition
    assert str(again) == str(condition)
    assert again.evaluate(VALUES) is condition.evaluate(VALUES)
    assert condition.explain({})


@given(st.text(max_size=60) | st.text("area <>=!()[],'\"and or not in 是否0123.-_", max_size=60))
def test_noise_is_refused_or_read_and_never_raises_otherwise(text: str) -> None:
    """Any text is either a condition or refused with a fault inside it."""
    try:
        condition = Condition.parse(text)
    except ConditionInvalid as error:
        assert error.fault.code.startswith("condition.")
        assert 0 <= error.fault.offset <= len(text)
    else:
        assert Condition.parse(str(condition)) == condition
