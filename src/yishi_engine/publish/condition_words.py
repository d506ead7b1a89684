"""Conditions in the Chinese of a notice: ``经营场所面积超过50㎡，且设置户外招牌``.

以上, 以下 include the number and 超过, 不满 do not. Basis: 民法典 art. 1259.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.expressions import All, Comparison, Constant, Either, Membership, Name, Not, Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.conditions import Condition
    from yishi_engine.bundle.expressions import Expression, Value
    from yishi_engine.bundle.model import Bundle, FormField, Question

_UNIT: Final = re.compile(r"^(?P<label>.*?)\s*[（(](?P<unit>[^（）()]{1,6})[）)]$")
_WHETHER: Final = re.compile(r"^(?P<who>[^是否]{0,12})是否(?P<what>.+)$")
_DOING: Final = (
    "设", "办", "提供", "参加", "登记", "采用", "申", "使用", "需", "属", "涉及", "从事", "经营", "接受", "同意",
    "聘", "雇", "销售", "安装", "购买", "委托", "为", "在", "领", "选择", "要", "愿", "开展", "适用", "含", "包括",
    "一并", "同时", "产生", "拥有", "持有", "提取", "提交", "提出", "提前", "变更", "改变", "更换", "更名", "缴",
    "补缴", "补领", "补发", "补换", "换领", "换发", "存在", "存放", "储存", "迁", "转入", "转出", "转让", "转移",
    "注销", "撤销", "增加", "增设", "减少", "延续", "延长", "延期", "保留", "放弃", "签订", "签署", "占用", "租用",
    "借用", "共用", "合用", "自用", "改建", "新建", "扩建", "建设", "建造", "搭建", "装修", "装饰", "生产", "加工",
    "制作", "制售", "运输", "运营", "兼营", "排放", "开挖", "挖掘", "施工", "招用", "招聘", "录用", "参与", "加入",
    "享受", "享有", "收取", "收养", "继承", "授权", "代理", "代办", "合并", "分立", "出租", "出售", "出让", "出资",
    "购置", "进口", "出口", "发布", "举办", "举行", "组织", "承担", "承诺", "承办", "允许", "希望", "准备", "计划",
    "打算", "自愿", "跨", "超过", "符合", "具备", "具有", "位于", "居住", "就读", "入学", "携带", "饲养", "养殖",
    "种植", "寄送", "公开", "公示", "由",
)  # fmt: skip
_DONE: Final = ("取得", "获得", "完成", "通过", "达到", "发生", "收到", "领到")
_INVERSE: Final = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NUMBERS: Final = {
    ">": "超过{}", ">=": "在{}以上", "<": "不满{}", "<=": "在{}以下", "==": "为{}", "!=": "不是{}",
}  # fmt: skip
_DATES: Final = {
    ">": "晚于{}", ">=": "不早于{}", "<": "早于{}", "<=": "不晚于{}", "==": "为{}", "!=": "不是{}",
}  # fmt: skip
_PAIRS: Final = {">": "大于{}", ">=": "不小于{}", "<": "小于{}", "<=": "不大于{}", "==": "等于{}", "!=": "不同于{}"}


def words(condition: Condition, bundle: Bundle) -> str:
    """Return a condition in Chinese, with what the bundle calls what it names."""
    return expression_words(condition.root, bundle)


def expression_words(expression: Expression, bundle: Bundle, *, holds: bool = True) -> str:
    """Return an expression, or with ``holds`` false its opposite, in Chinese.

    Args:
        expression: The expression.
        bundle: The bundle whose questions and form fields it names.
        holds: Whether to say when it holds, or when it does not.
    """
    asked: dict[str, Question | FormField] = {question.id: question for question in bundle.questions}
    return _Speaker(asked | {field.id: field for field in bundle.form}).say(expression, holds)


def answer_words(question: Question | FormField, answer: Value) -> str:
    """Return an answer as a sentence: ``设置户外招牌``, ``经营场所面积为45㎡``."""
    name, constant = Name(question.id), Constant(answer)
    root = Truth(name) if isinstance(answer, bool) else Comparison(name, "==", constant)
    return _Speaker({question.id: question}).say(root, answer is not False)


class _Speaker:
    """Says expressions about some questions and fields."""

    def __init__(self, asked: Mapping[str, Question | FormField]) -> None:
        self.asked = asked

    def say(self, expression: Expression, holds: bool) -> str:  # noqa: FBT001
        match expression:
            case Not(part):
                plain = not holds or self._always_there(part)
                return self.say(part, not holds) if plain else f"不属于“{self.say(part, holds=True)}”的情形"
            case All(parts) | Either(parts):
                both = isinstance(expression, All) is holds
                return self._joined(parts, holds, "，且" if both else "，或者")
            case Truth(name):
                return self._whether(name, holds)
            case Membership(name, constants, negated):
                return self._listed(name, [each.value for each in constants], negated is holds)
            case Comparison(left, sign, right):
                sign = sign if holds else _INVERSE[sign]
                if isinstance(left, Constant):
                    left, sign, right = right, _MIRRORED.get(sign, sign), left
                return self._compared(left, sign, right) if isinstance(left, Name) else expression.explain({})

    def _listed(self, name: Name, values: list[Value], none: bool) -> str:  # noqa: FBT001
        listed = self._label(name) + ("不是" if none else "为") + "、".join(self._value(name, each) for each in values)
        return listed + ("" if len(values) == 1 else "中的任何一种" if none else "之一")

    def _joined(self, parts: tuple[Expression, ...], holds: bool, between: str) -> str:  # noqa: FBT001
        said: list[str] = []
        before = ""
        for part in parts:
            text = self.say(part, holds)
            subject = self._subject(part)
            if isinstance(part, All | Either):
                text = f"（{text.replace('，', '')}）"
            said.append(text.removeprefix(subject) if subject and subject == before else text)
            before = subject
        return between.join(said)

    def _subject(self, part: Expression) -> str:
        """Return what a comparison with a literal begins with; empty for all else."""
        match part:
            case Comparison(Name() as name, _, Constant()) | Comparison(Constant(), _, Name() as name):
                return self._label(name)
        return ""

    def _always_there(self, part: Expression) -> bool:
        """Tell whether nothing that a part names can be without a value, so that its opposite says the same."""
        match part:
            case All(parts) | Either(parts):
                return all(map(self._always_there, parts))
            case Not(inner):
                return self._always_there(inner)
            case Truth():
                return True  # without an answer it does not hold, and that is what a reader expects
            case Comparison(left, _, right):
                names = [each for each in (left, right) if isinstance(each, Name)]
            case Membership(name):
                names = [name]
        return all(not hasattr(self.asked.get(each.id), "required") for each in names)

    def _whether(self, name: Name, holds: bool) -> str:  # noqa: FBT001
        label = self._full_label(name)
        found = _WHETHER.match(label)
        what = found["what"] if found else ""
        if found and what.startswith("已"):
            return found["who"] + (what if holds else f"尚未{what[1:]}")
        if found and what.startswith("有"):
            return found["who"] + (what if holds else f"没{what}")
        if found and what.startswith(_DONE):
            return found["who"] + (what if holds else f"未{what}")
        if found and what.startswith(_DOING):
            return found["who"] + (what if holds else f"不{what}")
        return f"“{label}”选“{'是' if holds else '否'}”"

    def _compared(self, left: Name, sign: str, right: Name | Constant) -> str:
        field = self.asked.get(left.id)
        if isinstance(right, Name):
            return self._label(left) + _PAIRS[sign].format(self._label(right))
        if isinstance(right.value, bool):
            return self._whether(left, right.value is (sign == "=="))
        kinds = _DATES if field is not None and field.type == "date" else _NUMBERS
        return self._label(left) + kinds[sign].format(self._value(left, right.value))

    def _full_label(self, name: Name) -> str:
        field = self.asked.get(name.id)
        return field.label if field is not None else name.id

    def _label(self, name: Name) -> str:
        found = _UNIT.match(self._full_label(name))
        return found["label"] if found and self._numeric(name) else self._full_label(name)

    def _value(self, name: Name, value: Value) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        field = self.asked.get(name.id)
        if field is not None and field.type == "date" and isinstance(value, str):
            day = date.fromisoformat(value)
            return f"{day.year}年{day.month}月{day.day}日"
        if isinstance(value, str):
            return f"“{value}”"
        found = _UNIT.match(self._full_label(name)) if self._numeric(name) else None
        return f"{Constant(value)}{found['unit'] if found else ''}"

    def _numeric(self, name: Name) -> bool:
        field = self.asked.get(name.id)
        return field is not None and field.type in {"integer", "decimal"}
