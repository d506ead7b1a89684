"""Rules on questions and form fields: options, bounds, patterns, and what is personal."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.condition_types import type_faults
from yishi_engine.bundle.hints import sign_hint
from yishi_engine.bundle.identifiers import is_region
from yishi_engine.bundle.patterns import PatternInvalid, compile_pattern
from yishi_engine.bundle.rule import Finding, Rule, Subject, Trail
from yishi_engine.bundle.values import DEFAULT_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.model import FormField, Question, Valued

PERSONAL_TYPES: Final = {"resident_id": "身份证号", "phone": "电话"}
_PERSONAL_LABEL: Final = re.compile("姓名|身份证|护照|手机|电话|住址|家庭地址|出生日期|银行卡|病历|指纹")


def _all(subject: Subject) -> Iterator[tuple[Trail, Question | FormField]]:
    for index, question in enumerate(subject.bundle.questions):
        yield ("questions", index), question
    for index, field in enumerate(subject.bundle.form):
        yield ("form", index), field


def options_missing(subject: Subject) -> Iterator[Finding]:
    """Yield choices without options."""
    for base, each in _all(subject):
        if each.type == "choice" and not each.options:
            where: tuple[Trail, ...] = ((*base, "options"), (*base, "type"))
            yield Finding(
                (*base, "type"), f'"{each.id}"是选项，却没有 options', "补上 options: [甲, 乙]", rests_on=where
            )


def options_unexpected(subject: Subject) -> Iterator[Finding]:
    """Yield options of what is no choice."""
    for base, each in _all(subject):
        if each.type != "choice" and each.options:
            where: tuple[Trail, ...] = ((*base, "options"), (*base, "type"))
            yield Finding(
                (*base, "options"),
                f'"{each.id}"不是 choice，不能有 options',
                "改为 type: choice，或删去",
                rests_on=where,
            )


def single_option(subject: Subject) -> Iterator[Finding]:
    """Yield choices that leave no choice."""
    for base, each in _all(subject):
        if each.type == "choice" and len(each.options) == 1:
            hint = sign_hint(each.options[0]) or "补上其他选项，或改为 yes_no"
            yield Finding((*base, "options"), f'"{each.id}"只有一个选项', hint)


def bound_type(subject: Subject) -> Iterator[Finding]:
    """Yield bounds that do not go with the type."""
    for base, each in _all(subject):
        for key, bound in (("min", each.min), ("max", each.max)):
            if bound is not None and not _goes_with(each.type, bound):
                message = f'"{each.id}"的类型是 {each.type}，{key} 不能是"{bound}"'
                hint = "integer 用整数，decimal 用数字，date 用日期；其他类型没有 min 和 max"
                yield Finding((*base, key), message, hint, rests_on=((*base, key), (*base, "type")))
        for key, given in (("max_length", each.max_length), ("pattern", each.pattern)):
            if given is not None and each.type != "text":
                message = f'"{each.id}"的类型是 {each.type}，不能有 {key}'
                yield Finding((*base, key), message, "只有 text 可以用", rests_on=((*base, key), (*base, "type")))


def _goes_with(kind: str, bound: int | Decimal | dt.date) -> bool:
    if kind == "date":
        return isinstance(bound, dt.date)
    return isinstance(bound, int) if kind == "integer" else kind == "decimal" and not isinstance(bound, dt.date)


def bounds_crossed(each: Valued) -> bool:
    """Return whether the bounds of a question or form field leave no value."""
    least, most = each.min, each.max
    if isinstance(least, int | Decimal) and isinstance(most, int | Decimal):
        return least > most
    return isinstance(least, dt.date) and isinstance(most, dt.date) and least > most


def bound_order(subject: Subject) -> Iterator[Finding]:
    """Yield bounds that leave no value."""
    for base, each in _all(subject):
        if bounds_crossed(each):
            where: tuple[Trail, ...] = ((*base, "min"), (*base, "max"))
            message = f'"{each.id}"的 min {each.min} 大于 max {each.max}'
            yield Finding((*base, "min"), message, "对调或改正", rests_on=where)


def pattern_invalid(subject: Subject) -> Iterator[Finding]:
    """Yield patterns that are malformed or could take too long to match."""
    for base, each in _all(subject):
        if each.pattern is not None:
            try:
                compile_pattern(each.pattern, each.max_length or DEFAULT_LENGTH)
            except PatternInvalid as error:
                yield Finding((*base, "pattern"), f'"{each.id}"的 pattern：{error}', "例如 [A-Z]{2}[0-9]{6}")


def resident_id_open(subject: Subject) -> Iterator[Finding]:
    """Yield identity numbers that would be kept in clear."""
    for index, field in enumerate(subject.bundle.form):
        if field.type == "resident_id" and not field.personal:
            trail: Trail = ("form", index, "id")
            where: tuple[Trail, ...] = (("form", index, "personal"), ("form", index, "type"))
            yield Finding(trail, f'身份证号字段"{field.id}"须标为个人信息', "加上 personal: true", rests_on=where)


def probably_personal(subject: Subject) -> Iterator[Finding]:
    """Yield fields that look like personal data and are not marked so."""
    for index, field in enumerate(subject.bundle.form):
        named = _PERSONAL_LABEL.search(field.label) and field.type in {"text", "date"}
        if not field.personal and (field.type == "phone" or named):
            trail: Trail = ("form", index, "id")
            where: tuple[Trail, ...] = (trail, ("form", index, "personal"), ("form", index, "type"))
            message = f'字段"{field.id}"（{field.label}）像是个人信息，却没有标明'
            yield Finding(trail, message, "若是，加上 personal: true", rests_on=where)


def personal_question(subject: Subject) -> Iterator[Finding]:
    """Yield questions that ask for personal data by their type."""
    for index, question in enumerate(subject.bundle.questions):
        if question.type in PERSONAL_TYPES:
            message = f'问题"{question.id}"询问{PERSONAL_TYPES[question.type]}；问题不得收集个人信息'
            yield Finding(("questions", index, "type"), message, "移到 form，并加上 personal: true")


def free_text_question(subject: Subject) -> Iterator[Finding]:
    """Yield questions answered in free text: no situations follow from it, and people write names there."""
    for index, question in enumerate(subject.bundle.questions):
        if question.type == "text" and not _misused(subject, question):
            message = f'问题"{question.id}"用文字回答，无法引导，还可能写入个人信息'
            yield Finding(("questions", index, "type"), message, "改为 choice 或 yes_no，或移到 form")


def _misused(subject: Subject, question: Question) -> bool:
    """Return whether a condition takes a question for one of another type: then that is the fault."""
    bundle = subject.bundle
    whens = [*(each.when for each in bundle.items), *(each.when for each in bundle.form)]
    conditions = [when for when in (*whens, *(each.when for each in bundle.materials)) if when is not None]
    scope = {question.id: question}
    return any(
        fault.code == "condition.type"
        for condition in conditions
        if set(condition.names) == {question.id}
        for fault in type_faults(condition, scope)
    )


def same_label(subject: Subject) -> Iterator[Finding]:
    """Yield questions and form fields with the text of an earlier one: each is asked once."""
    asked: dict[str, str] = {}
    for index, question in enumerate(subject.bundle.questions):
        if asked.setdefault(question.ask, question.id) != question.id:
            trail: Trail = ("questions", index, "ask")
            yield Finding(trail, f'问题"{question.ask}"重复，申请人分不清', "合并，或写清区别")
    seen: set[str] = set()
    for index, field in enumerate(subject.bundle.form):
        if field.label in seen:
            yield Finding(
                ("form", index, "label"), f'字段名称"{field.label}"重复，同一内容只应填一次', "合并，或写清区别"
            )
        seen.add(field.label)


def bundle_region(subject: Subject) -> Iterator[Finding]:
    """Yield a region that is no region code."""
    region = subject.bundle.region
    if region is not None and not is_region(region):
        hint = sign_hint(region) or '写六位数字并加引号，例如 "510900"'
        yield Finding(("region",), f'"{region}"不是行政区划代码', hint)


RULES: Final = (
    Rule(code="options.missing", title="choice 须有 options", check=options_missing),
    Rule(code="options.unexpected", title="只有 choice 可以有 options", check=options_unexpected),
    Rule(code="options.single", title="choice 应有两个以上选项", severity="warning", check=single_option),
    Rule(code="bounds.type", title="min、max、max_length、pattern 须与类型相符", check=bound_type),
    Rule(code="bounds.order", title="min 不得大于 max", check=bound_order),
    Rule(code="pattern.invalid", title="pattern 须能安全匹配", check=pattern_invalid),
    Rule(code="personal.resident_id", title="身份证号须标为个人信息", check=resident_id_open),
    Rule(code="personal.unmarked", title="像是个人信息的字段应标明", severity="warning", check=probably_personal),
    Rule(code="question.personal", title="问题不得收集个人信息", check=personal_question),
    Rule(code="question.free_text", title="问题不宜用文字回答", severity="warning", check=free_text_question),
    Rule(code="field.same_label", title="同一内容只应填一次", severity="warning", check=same_label),
    Rule(code="region.invalid", title="行政区划须是 GB/T 2260 六位代码", check=bundle_region),
)
