"""The sections of a guide that say what is handled and what is needed for it: items, the form, the materials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.model import STATUTORY_PROCEDURES
from yishi_engine.bundle.values import DEFAULT_LENGTH
from yishi_engine.publish.guide.model import Block, Grid, Paragraph, Section
from yishi_engine.publish.limit_words import limit_words
from yishi_engine.publish.pattern_words import pattern_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.model import FormField, Item, Material, Procedure
    from yishi_engine.publish.guide.model import Lines
    from yishi_engine.publish.guide.source import Source
    from yishi_engine.publish.selection import Chosen

ALWAYS: Final = "一律需要"
OPTIONAL: Final = "一律可以提交"

_WIDTHS: Final = (22, 26, 24, 28)
_GATES: Final = {"start": "准予后开始办理", "decide": "办理期间可先行审查，准予后决定"}
_TYPES: Final = {
    "text": "文字",
    "integer": "整数",
    "decimal": "数字",
    "date": "日期",
    "yes_no": "是或否",
    "choice": "选一项",
    "resident_id": "18位身份证号",
    "credit_code": "18位统一社会信用代码",
    "phone": "电话号码",
    "region": "6位行政区划代码",
}


def items(source: Source) -> Section:
    """Return the section of the items, with limits and results."""
    head = ("事项", "办理部门", "需要办理的情形", "办理时限", "结果", "说明")
    rows = tuple(
        (
            (each.part.name,),
            (source.name(each.part.department),),
            (source.words(each.when) or ALWAYS,),
            _limits(each.part),
            (each.part.result.name if each.part.result else "—",),
            tuple(_remarks(source, each.part)) or ("—",),
        )
        for each in source.selection.items
    )
    grid = Grid("一次申请、各部门同时或依次办理的事项", head, rows, (17, 15, 15, 19, 13, 21))
    return Section(id="items", title="联办事项", blocks=(grid,))


def _limits(item: Item) -> Lines:
    promised = f"承诺：{limit_words(item.committed_limit)}" if item.committed_limit else ""
    law = f"法定：{limit_words(item.statutory_limit)}" if item.statutory_limit else ""
    return tuple(line for line in (promised, law) if line)


def _remarks(source: Source, item: Item) -> Iterator[str]:
    for each in item.depends_on:
        if source.selection.has(each.item):
            yield f"前置：{source.bundle.item(each.item).name}（{_GATES[each.gate]}）"
    if item.special_procedures:
        yield f"不计入时限：{'、'.join(map(procedure_words, item.special_procedures))}"
    if item.extension is not None:
        yield f"可延长一次，不超过{limit_words(item.extension)}"
    if item.commitment is not None:
        yield f"可以告知承诺方式办理，办结后{limit_words(item.commitment.verify_within)}内核查"


def procedure_words(procedure: Procedure) -> str:
    """Return a special procedure with the basis on which its time is not counted, unless the law names it."""
    if procedure.basis is None or procedure.name in STATUTORY_PROCEDURES:
        return procedure.name
    return f"{procedure.name}（{procedure.basis}）"


def form(source: Source) -> Section:
    """Return the section of the one form."""
    fields = source.selection.fields
    if not fields:
        return Section(id="form", title="一张表单", blocks=(Paragraph("不需要填写表单。"),))
    rows = []
    for chosen in fields:
        field = chosen.part
        users = [item.id for item in source.items if field.id in item.fields]
        need = source.needed(chosen.when, users, always="一律填写")
        rows.append(((field.label,), (_entry(field),), (need,), source.users(users)))
    words = f"各事项共用一张表单，共{len(fields)}个字段，每个字段只填一次；各部门只看到自己所办事项用到的字段。"
    grid = Grid("表单字段", ("字段", "填写要求", "何时填写", "用于事项"), tuple(rows), _WIDTHS)
    return Section(id="form", title="一张表单", blocks=(Paragraph(words), grid))


def _entry(field: FormField) -> str:
    parts = ["必填" if field.required else "选填", _TYPES[field.type]]
    if field.options:
        parts[-1] = f"从{'、'.join(field.options)}中选一项"
    elif field.type == "text" and (field.max_length or DEFAULT_LENGTH) < DEFAULT_LENGTH:
        parts.append(f"不超过{field.max_length}字")
    if field.pattern is not None:
        parts.append(pattern_words(field.pattern) or "按规定的格式")
    if field.min is not None or field.max is not None:
        low = "" if field.min is None else f"{field.min}起"
        parts.append(f"{field.min}至{field.max}" if None not in {field.min, field.max} else low or f"至{field.max}止")
    if field.personal:
        parts.append("个人信息")
    return "，".join(parts)


def materials(source: Source) -> Section:
    """Return the section of the one set of materials."""
    return Section(id="materials", title="一套材料", blocks=tuple(_materials(source)))


def _materials(source: Source) -> Iterator[Block]:
    chosen = source.selection.materials
    own = [each for each in chosen if each.part.source == "applicant"]
    others = [each for each in chosen if each.part.source != "applicant"]
    if own:
        yield Paragraph(f"申请人提交{len(own)}种材料，每种只交一份、只交一次，各事项共用。")
        rows = tuple(_row(source, each, _necessity(each.part)) for each in own)
        yield Grid("申请人提交的材料", ("材料", "必要性", "何时需要", "用于事项"), rows, _WIDTHS)
    else:
        yield Paragraph("申请人不需要提交材料。")
    if others:
        rows = tuple(_row(source, each, _origin(source, each.part)) for each in others)
        yield Grid("不需要申请人提交的材料", ("材料", "来源", "何时需要", "用于事项"), rows, _WIDTHS)


def _row(source: Source, chosen: Chosen[Material], kind: str) -> tuple[Lines, ...]:
    users = [item.id for item in source.items if chosen.part.id in item.materials]
    issuer = [chosen.part.of] if chosen.part.of else users
    always = OPTIONAL if chosen.part.necessity == "optional" else ALWAYS
    need = source.needed(chosen.when, issuer, always=source.needed(None, users, always=always))
    return (chosen.part.name,), (kind,), (need,), source.users(users)


def _necessity(material: Material) -> str:
    match material.necessity:
        case "required":
            return "必要"
        case "optional":
            return "非必要，可以不交"
        case "deferrable":
            late = f"，受理后{limit_words(material.defer)}内补齐" if material.defer else ""
            return f"必要，可以容缺受理{late}"


def _origin(source: Source, material: Material) -> str:
    if material.source == "shared":
        return "部门间数据共享取得"
    return f"本件事“{source.bundle.item(material.of or '').name}”的结果，由系统转送"
