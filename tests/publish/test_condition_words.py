"""Conditions in the Chinese of a notice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from yishi_engine.bundle import Condition, FormField, Question, load_bundles
from yishi_engine.publish.condition_words import answer_words, expression_words, words
from yishi_engine.publish.limit_words import limit_words
from yishi_engine.resources import bundles_folder
from yishi_engine.worktime.limits import Limit

if TYPE_CHECKING:
    from yishi_engine.bundle.expressions import Value

QUESTIONS = (
    Question(id="area", ask="经营场所面积(㎡)？", type="integer"),
    Question(id="rooms", ask="客房数？", type="integer"),
    Question(id="share", ask="外资比例（%）？", type="decimal"),
    Question(id="day", ask="开工日期？", type="date"),
    Question(id="kind", ask="经营类型？", type="choice", options=("旅馆", "民宿", "客栈")),
    Question(id="signboard", ask="是否设置户外招牌？", type="yes_no"),
    Question(id="registered", ask="是否已办理生育登记？", type="yes_no"),
    Question(id="insured", ask="母亲是否参加生育保险？", type="yes_no"),
    Question(id="owner", ask="是否有自有场所？", type="yes_no"),
    Question(id="foreign", ask="是否外资企业？", type="yes_no"),
)
FIELDS = (
    FormField(id="pledge", label="采用告知承诺", type="yes_no", required=False),
    FormField(id="size", label="招牌面积(㎡)", type="integer", required=False),
)
BUNDLE = load_bundles(bundles_folder()).get("newborn").model_copy(update={"questions": QUESTIONS, "form": FIELDS})


@pytest.mark.parametrize(
    ("text", "said", "opposite"),
    [
        ("area > 50", "经营场所面积超过50㎡", "经营场所面积在50㎡以下"),
        ("area >= 50", "经营场所面积在50㎡以上", "经营场所面积不满50㎡"),
        ("area == 50", "经营场所面积为50㎡", "经营场所面积不是50㎡"),
        ("50 < area", "经营场所面积超过50㎡", "经营场所面积在50㎡以下"),
        ("area > rooms", "经营场所面积大于客房数", "经营场所面积不大于客房数"),
        ("share <= 25.5", "外资比例在25.5%以下", "外资比例超过25.5%"),
        ('day < "2026-03-01"', "开工日期早于2026年3月1日", "开工日期不早于2026年3月1日"),
        ('kind == "旅馆"', "经营类型为“旅馆”", "经营类型不是“旅馆”"),
        ('kind in ["旅馆", "民宿"]', "经营类型为“旅馆”、“民宿”之一", "经营类型不是“旅馆”、“民宿”中的任何一种"),
        ('kind not in ["客栈"]', "经营类型不是“客栈”", "经营类型为“客栈”"),
        ("signboard", "设置户外招牌", "不设置户外招牌"),
        ("signboard == 否", "不设置户外招牌", "设置户外招牌"),
        ("not registered", "尚未办理生育登记", "已办理生育登记"),
        ("insured", "母亲参加生育保险", "母亲不参加生育保险"),
        ("owner", "有自有场所", "没有自有场所"),
        ("foreign", "“是否外资企业”选“是”", "“是否外资企业”选“否”"),
        ("50 < area <= 300", "经营场所面积超过50㎡，且在300㎡以下", "经营场所面积在50㎡以下，或者超过300㎡"),
        (
            "signboard and area > 50",
            "设置户外招牌，且经营场所面积超过50㎡",
            "不设置户外招牌，或者经营场所面积在50㎡以下",
        ),
        (
            "signboard and (area > 50 or owner)",
            "设置户外招牌，且（经营场所面积超过50㎡或者有自有场所）",
            "不设置户外招牌，或者（经营场所面积在50㎡以下且没有自有场所）",
        ),
        ("not (signboard or owner)", "不设置户外招牌，且没有自有场所", "设置户外招牌，或者有自有场所"),
        ("pledge", "“采用告知承诺”选“是”", "“采用告知承诺”选“否”"),
    ],
)
def test_condition_and_its_opposite(text: str, said: str, opposite: str) -> None:
    """A condition, and when it does not hold, read like a sentence of a notice; 以上 and 以下 include the number."""
    root = Condition.parse(text).root
    assert expression_words(root, BUNDLE) == said
    assert expression_words(root, BUNDLE, holds=False) == opposite
    assert words(Condition.parse(text), BUNDLE) == said


@pytest.mark.parametrize(
    ("ask", "yes", "no"),
    [
        ("是否提取住房公积金？", "提取住房公积金", "不提取住房公积金"),
        ("是否变更经营范围？", "变更经营范围", "不变更经营范围"),
        ("父亲是否缴纳医疗保险？", "父亲缴纳医疗保险", "父亲不缴纳医疗保险"),
        ("场所内是否存在燃气设施？", "场所内存在燃气设施", "场所内不存在燃气设施"),
        ("是否迁入本市？", "迁入本市", "不迁入本市"),
        ("是否取得排污许可证？", "取得排污许可证", "未取得排污许可证"),
        ("是否首次申请？", "“是否首次申请”选“是”", "“是否首次申请”选“否”"),
    ],
)
def test_a_question_of_whether_is_a_sentence(ask: str, yes: str, no: str) -> None:
    """A common verb after 是否 makes a sentence of the answer; anything else is quoted with its answer."""
    question = Question(id="q", ask=ask, type="yes_no")
    assert (answer_words(question, answer=True), answer_words(question, answer=False)) == (yes, no)


def test_missing_value_keeps_a_negation_as_it_is() -> None:
    """A comparison of a field that may be empty is not turned round, for an empty field meets its negation."""
    assert words(Condition.parse("not size > 3"), BUNDLE) == "不属于“招牌面积超过3㎡”的情形"


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        (0, 45, "经营场所面积为45㎡"),
        (2, Decimal("12.5"), "外资比例为12.5%"),
        (3, "2026-03-01", "开工日期为2026年3月1日"),
        (4, "民宿", "经营类型为“民宿”"),
        (5, True, "设置户外招牌"),
        (5, False, "不设置户外招牌"),
    ],
)
def test_answer_is_a_sentence(question: int, answer: Value, said: str) -> None:
    """An answer reads as what it says of the applicant."""
    assert answer_words(QUESTIONS[question], answer) == said


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("5 工作日", "5个工作日"),
        ("20 自然日", "20个自然日"),
        ("4 工作时", "4个工作小时"),
        ("2 月", "2个月"),
        ("即办", "即办（当日办结）"),
    ],
)
def test_limit_in_words(limit: str, said: str) -> None:
    """A limit is written with its measure word."""
    assert limit_words(Limit.parse(limit)) == said
