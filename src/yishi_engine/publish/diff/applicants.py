"""What changes for applicants: questions, the form, the materials, which items there are and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.publish.condition_words import words
from yishi_engine.publish.diff.change import Change, Concerns, Sign, gained, listed, paired, reordered, turned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle import Bundle, Condition, Definition, FormField, Item, Material, Question

TYPES: Final = {
    "text": "文字", "integer": "整数", "decimal": "小数", "date": "日期", "yes_no": "是否", "choice": "选项",
    "resident_id": "身份证号", "credit_code": "统一社会信用代码", "phone": "电话", "region": "行政区划",
}  # fmt: skip
_AUDIENCES: Final = {"person": "个人", "enterprise": "企业"}
_SOURCES: Final = {"applicant": "申请人提交", "shared": "数据共享取得", "result": "本件事的结果"}
_NECESSITIES: Final = {"required": "必要", "deferrable": "可容缺后补", "optional": "非必要"}
_BOUNDS: Final = {"min": "最小值", "max": "最大值", "max_length": "最多字数", "pattern": "格式"}


def applicant_changes(before: Definition, after: Definition) -> Iterator[Change]:
    """Yield every change that an applicant meets, in the order in which they meet it."""
    one, other = before.bundle, after.bundle
    yield from _whole(one, other)
    for question, asked in paired(one.questions, other.questions):
        yield from _question(question, asked)
    for item, later in paired(one.items, other.items):
        yield from _item(one, other, item, later)
    for field, filled in paired(one.form, other.form):
        yield from _field(one, other, field, filled)
    for material, handed in paired(one.materials, other.materials):
        yield from _material(one, other, material, handed)
    for part, title in (("questions", "问题"), ("form", "表单字段"), ("materials", "材料"), ("items", "事项")):
        if reordered(getattr(one, part), getattr(other, part)):
            yield _change(f"{part}.order", "", f"{title}的次序有变")


def condition_text(condition: Condition | None, bundle: Bundle) -> str:
    """Return when something is needed, in Chinese."""
    return f"{words(condition, bundle)}时需要" if condition is not None else "总是需要"


def _change(code: str, subject: str, text: str, sign: Sign = "changed") -> Change:
    return Change(concerns=Concerns.APPLICANTS, code=code, subject=subject, text=text, sign=sign)


def _whole(before: Bundle, after: Bundle) -> Iterator[Change]:
    if before.id != after.id:
        yield _change("bundle.id", "", turned("标识", before.id, after.id))
    if before.name != after.name:
        yield _change("bundle.name", "", f"“{before.name}”改名为“{after.name}”")
    if before.audience != after.audience:
        yield _change(
            "bundle.audience", "", turned("服务对象", _AUDIENCES[before.audience], _AUDIENCES[after.audience])
        )
    if before.region != after.region:
        yield _change("bundle.region", "", turned("行政区划", before.region, after.region))
    if before.effective_from != after.effective_from:
        yield _change("bundle.effective_from", "", turned("生效日期", before.effective_from, after.effective_from))
    for basis in gained(before.basis, after.basis):
        yield _change("bundle.basis", "", f"依据增加 {basis}", "added")
    for basis in gained(after.basis, before.basis):
        yield _change("bundle.basis", "", f"依据去掉 {basis}", "removed")


def _question(before: Question | None, after: Question | None) -> Iterator[Change]:
    if before is None and after is not None:
        yield _change("question.added", after.id, f"新增问题“{after.ask}”（{_kind(after)}）", "added")
    elif before is not None and after is None:
        yield _change("question.removed", before.id, f"不再问“{before.ask}”", "removed")
    elif before is not None and after is not None:
        if before.ask != after.ask:
            yield _change("question.ask", after.id, f"问题“{before.ask}”改为“{after.ask}”")
        for text in _valued(before, after):
            yield _change("question.value", after.id, f"问题“{after.ask}”：{text}")


def _kind(valued: Question | FormField) -> str:
    options = f"：{'、'.join(valued.options)}" if valued.options else ""
    return f"{TYPES[valued.type]}{options}"


def _valued(before: Question | FormField, after: Question | FormField) -> Iterator[str]:
    if before.type != after.type:
        yield turned("类型", TYPES[before.type], TYPES[after.type])
    more, less = gained(before.options, after.options), gained(after.options, before.options)
    if more:
        yield f"增加选项{listed(more)}"
    if less:
        yield f"去掉选项{listed(less)}"
    if not more and not less and before.options != after.options:
        yield "选项的次序有变"
    for key, title in _BOUNDS.items():
        if getattr(before, key) != getattr(after, key):
            yield turned(title, getattr(before, key), getattr(after, key))


def _item(one: Bundle, other: Bundle, before: Item | None, after: Item | None) -> Iterator[Change]:
    if before is None and after is not None:
        yield _change("item.added", after.id, f"新增事项“{after.name}”，{condition_text(after.when, other)}", "added")
    elif before is not None and after is None:
        yield _change("item.removed", before.id, f"不再包含事项“{before.name}”", "removed")
    elif before is not None and after is not None:
        yield from _same_item(one, other, before, after)


def _same_item(one: Bundle, other: Bundle, before: Item, after: Item) -> Iterator[Change]:
    name = f"事项“{after.name}”"
    if before.name != after.name:
        yield _change("item.name", after.id, f"事项“{before.name}”改名为“{after.name}”")
    if before.when != after.when:
        text = f"{name}：由{condition_text(before.when, one)}，改为{condition_text(after.when, other)}"
        yield _change("item.when", after.id, text)
    if before.exempt_note != after.exempt_note:
        yield _change(
            "item.exempt_note", after.id, f"{name}的{turned('免办说明', before.exempt_note, after.exempt_note)}"
        )
    if before.result != after.result:
        yield _change("item.result", after.id, f"{name}：{_result(before, after)}")
    if bool(before.commitment) != bool(after.commitment):
        verb = "可以" if after.commitment else "不再可以"
        yield _change("item.commitment", after.id, f"{name}{verb}凭告知承诺办理")


def _result(before: Item, after: Item) -> str:
    if before.result is None or after.result is None:
        return f"新发结果“{after.result.name}”" if after.result else "不再发结果"
    if before.result.name != after.result.name:
        return f"结果“{before.result.name}”改为“{after.result.name}”"
    return f"结果“{after.result.name}”的标识由 {before.result.id} 改为 {after.result.id}"


def _field(one: Bundle, other: Bundle, before: FormField | None, after: FormField | None) -> Iterator[Change]:
    if before is None and after is not None:
        needed = "" if after.required else "，可不填"
        text = f"表单新增“{after.label}”（{_kind(after)}{needed}），{condition_text(after.when, other)}"
        yield _change("field.added", after.id, text, "added")
    elif before is not None and after is None:
        yield _change("field.removed", before.id, f"表单不再填“{before.label}”", "removed")
    elif before is not None and after is not None:
        name = f"表单“{after.label}”"
        if before.label != after.label:
            yield _change("field.label", after.id, f"表单“{before.label}”改名为“{after.label}”")
        for text in _valued(before, after):
            yield _change("field.value", after.id, f"{name}：{text}")
        if before.required != after.required:
            yield _change("field.required", after.id, f"{name}改为{'必填' if after.required else '可不填'}")
        if before.personal != after.personal:
            yield _change("field.personal", after.id, f"{name}{'改' if after.personal else '不再'}按个人信息保管")
        if before.when != after.when:
            text = f"{name}：由{condition_text(before.when, one)}，改为{condition_text(after.when, other)}"
            yield _change("field.when", after.id, text)


def _material(one: Bundle, other: Bundle, before: Material | None, after: Material | None) -> Iterator[Change]:
    if before is None and after is not None:
        ways = f"{_SOURCES[after.source]}，{_necessity(after)}"
        text = f"新增材料“{after.name}”（{ways}），{condition_text(after.when, other)}"
        yield _change("material.added", after.id, text, "added")
    elif before is not None and after is None:
        yield _change("material.removed", before.id, f"不再收取材料“{before.name}”", "removed")
    elif before is not None and after is not None:
        yield from _same_material(one, other, before, after)


def _same_material(one: Bundle, other: Bundle, before: Material, after: Material) -> Iterator[Change]:
    name = f"材料“{after.name}”"
    if before.name != after.name:
        yield _change("material.name", after.id, f"材料“{before.name}”改名为“{after.name}”")
    if before.source != after.source:
        gone = "，不再由申请人提交" if before.source == "applicant" else ""
        yield _change("material.source", after.id, f"{name}改为{_SOURCES[after.source]}{gone}")
    elif before.of != after.of:
        yield _change("material.of", after.id, f"{name}{turned('出自的事项', before.of, after.of)}")
    if before.necessity != after.necessity:
        was = _NECESSITIES[before.necessity]
        yield _change("material.necessity", after.id, f"{name}现在{_necessity(after)}（原为{was}）")
    if before.when != after.when:
        text = f"{name}：由{condition_text(before.when, one)}，改为{condition_text(after.when, other)}"
        yield _change("material.when", after.id, text)


def _necessity(material: Material) -> str:
    within = f"，受理后 {material.defer} 内补齐" if material.defer is not None else ""
    return f"{_NECESSITIES[material.necessity]}{within}"
