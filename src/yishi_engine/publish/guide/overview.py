"""The sections of a guide that say what it is about: basics, departments, situations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.publish.condition_words import answer_words, expression_words
from yishi_engine.publish.guide.model import Block, Grid, Pairs, Paragraph, Points, Section
from yishi_engine.publish.limit_words import limit_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.model import Department, Question
    from yishi_engine.publish.guide.model import Lines
    from yishi_engine.publish.guide.source import Source

_AUDIENCES: Final = {"person": "个人", "enterprise": "企业"}
_KINDS: Final = {"agency": "", "utility": "公用企业", "bank": "银行", "post": "寄递企业"}


def basics(source: Source) -> Section:
    """Return the section of names, dates and the total limit."""
    return Section(id="basics", title="基本信息", blocks=(Pairs(tuple(_basics(source))),))


def _basics(source: Source) -> Iterator[tuple[str, Lines]]:
    bundle = source.bundle
    yield "名称", (bundle.name,)
    yield "编号和版本", (f"{bundle.id}，第{bundle.version}版",)
    if bundle.effective_from is not None:
        day = bundle.effective_from
        yield "实施日期", (f"{day.year}年{day.month}月{day.day}日",)
    yield "服务对象", (_AUDIENCES[bundle.audience],)
    if bundle.region is not None:
        yield "实施区域", (f"行政区划代码{bundle.region}",)
    yield "牵头部门", (source.lead,)
    others = source.involved[1:]
    if others:
        yield "配合部门", ("、".join(map(source.name, others)),)
    open_items = sum(each.when is not None for each in source.selection.items)
    some = f"，其中{open_items}项视情形办理" if open_items else ""
    yield "联办事项", (f"{len(source.items)}项{some}",)
    yield "承诺总时限", (f"{limit_words(bundle.limits.total)}（自受理起）",)
    if bundle.basis:
        yield "办理依据", bundle.basis


def departments(source: Source) -> Section:
    """Return the section of the departments, with the telephone numbers that the directory gives."""
    known = [source.departments.get(key) for key in source.involved]
    phones = any(each and each.phone for each in known)
    complaints = any(each and each.complaint_phone for each in known)
    head = ("部门", "分工", "办理事项", *(["咨询电话"] if phones else []), *(["监督投诉电话"] if complaints else []))
    rows = []
    for key, each in zip(source.involved, known, strict=True):
        own = tuple(item.name for item in source.items if item.department == key)
        row: list[Lines] = [(source.name(key),), (_role(source, key, each),), own or ("—",)]
        row += [((each and each.phone) or "—",)] if phones else []
        row += [((each and each.complaint_phone) or "—",)] if complaints else []
        rows.append(tuple(row))
    numbers = (14,) * (len(head) - 3)
    widths = (20, 22, 58 - sum(numbers), *numbers)
    caption = "牵头部门和配合部门" if len(source.involved) > 1 else "牵头部门"
    grid = Grid(caption, head, tuple(rows), widths)
    return Section(id="departments", title="办理部门", blocks=(grid,))


def _role(source: Source, key: str, department: Department | None) -> str:
    role = "牵头：统一受理、协调、统一出件" if key == source.bundle.lead_department else "配合：办理所列事项"
    kind = _KINDS[department.kind] if department else ""
    return f"{role}（{kind}）" if kind else role


def situations(source: Source) -> Section:
    """Return the section of who may apply, what is asked, and what follows from it."""
    return Section(id="situations", title="办理条件和情形", blocks=tuple(_situations(source)))


def _situations(source: Source) -> Iterator[Block]:
    bundle, answers = source.bundle, source.selection.answers
    yield Paragraph(f"适用于办理“{bundle.name}”的{_AUDIENCES[bundle.audience]}。")
    if answers:
        chosen = (answer_words(each, answers[each.id]) for each in bundle.questions if each.id in answers)
        yield Paragraph(f"本指南适用的情形：{'，'.join(chosen)}。")
    asked = [each for each in bundle.questions if each.id not in answers]
    if asked:
        yield Paragraph("填表前先回答下列问题，由回答确定要办的事项：")
        yield Points(tuple(f"{each.ask}{_choices(each)}" for each in asked), ordered=True)
    rows = [
        ((each.part.name,), (source.words(each.when),), (_otherwise(source, each.part.id),))
        for each in source.selection.items
        if each.when is not None
    ]
    if rows:
        yield Grid("视情形办理的事项", ("事项", "需要办理的情形", "免办的情形"), tuple(rows), (26, 34, 40))
    if source.selection.exempt:
        exempt = (
            ((item.name,), (item.exempt_note or _otherwise(source, item.id),)) for item in source.selection.exempt
        )
        yield Grid("此情形免办的事项", ("事项", "免办说明"), tuple(exempt), (40, 60))


def _choices(question: Question) -> str:
    """Return what may be answered."""
    match question.type:
        case "yes_no":
            return "（是／否）"
        case "choice":
            return f"（{'／'.join(question.options)}）"
        case _:
            return ""


def _otherwise(source: Source, item_id: str) -> str:
    """Return when an item is not needed: the designer's words, or the opposite of its condition."""
    item = source.bundle.item(item_id)
    if item.when is None:
        return ""
    opposite = expression_words(item.when.root, source.bundle, holds=False)
    return f"{item.exempt_note}（{opposite}）" if item.exempt_note else opposite
