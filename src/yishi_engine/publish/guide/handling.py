"""The sections of a guide that say how it goes on: the process, the limits and their counting, what comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.model import STATUTORY_PROCEDURES
from yishi_engine.publish.flowchart.poster import poster
from yishi_engine.publish.guide.contents import procedure_words
from yishi_engine.publish.guide.model import Flowchart, Pairs, Paragraph, Points, Section
from yishi_engine.publish.limit_words import limit_words
from yishi_engine.worktime.limits import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.publish.guide.model import Lines
    from yishi_engine.publish.guide.source import Source
    from yishi_engine.worktime.limits import Limit

_EXPIRY: Final = {"lapse": "视为撤回申请", "decline": "不予受理"}
_COUNTING: Final = {
    Unit.WORKING_DAYS: "工作日不含法定节假日和周末，含调休上班日（行政许可法第八十二条）。",
    Unit.CALENDAR_DAYS: "自然日按日历连续计算，最后一日是休息日的，顺延到下一个工作日（民法典第二百零三条）。",
    Unit.MONTHS: "以月计的，到期月的对应日为最后一日，没有对应日的为月末；是休息日的，顺延到下一个工作日。",
    Unit.BUSINESS_HOURS: "工作小时只计办公时间。",
    Unit.SAME_DAY: "即办的，当日下班前办结；下班后或休息日开始的，下一个工作日内办结。",
}


def process(source: Source) -> Section:
    """Return the section of the steps and the flowchart."""
    chart = poster(source.bundle, source.departments, source.selection.answers)
    blocks = (Points(tuple(_steps(source)), ordered=True), Flowchart(chart))
    return Section(id="process", title="办理流程", blocks=blocks)


def _steps(source: Source) -> Iterator[str]:
    limits = source.bundle.limits
    yield f"申请：回答情形问题，填一张表单、交一套材料，向{source.lead}一次提交。"
    silence = "，逾期未告知的视为受理" if limits.on_silence == "deemed_accepted" else ""
    yield (
        f"受理：{source.lead}在{limit_words(limits.acceptance)}内受理；材料不齐全或者不符合形式的，"
        f"一次告知需要补正的全部内容{silence}。"
    )
    within = f"在{limit_words(limits.correction)}内" if limits.correction else ""
    after = f"；逾期未补正的，{_EXPIRY[limits.on_correction_expiry]}" if limits.correction else ""
    yield f"补正：需要补正的，申请人{within}一次补齐{after}；补正后受理期限重新计算。"
    handled = "、".join(map(source.name, source.involved))
    yield f"办理：受理后，{handled}按各自事项的时限办理；有前置事项的，按流程图所示先后办理。"
    yield f"出件：全部事项决定后，{source.lead}{_within_issue(source)}统一出件。"
    yield "评价：办结后，申请人可以评价一次。"


def _within_issue(source: Source) -> str:
    issue = source.bundle.limits.issue
    return f"在{limit_words(issue)}内" if issue else ""


def limits(source: Source) -> Section:
    """Return the section of all limits of the whole, and how they are counted."""
    blocks = (Pairs(tuple(_limits(source))), Points(tuple(_counting(source))))
    return Section(id="limits", title="时限和计算方法", blocks=blocks)


def _limits(source: Source) -> Iterator[tuple[str, Lines]]:
    limits = source.bundle.limits
    late = "逾期未告知的，自收到申请材料之日起即为受理（行政许可法第三十二条）"
    yield (
        "受理或一次告知",
        (limit_words(limits.acceptance), *([late] if limits.on_silence == "deemed_accepted" else [])),
    )
    if limits.correction is not None:
        yield "申请人补正", (limit_words(limits.correction), f"逾期{_EXPIRY[limits.on_correction_expiry]}")
    else:
        yield "申请人补正", ("不限期限",)
    yield "总时限", (f"{limit_words(limits.total)}，自受理起，到办结止",)
    if limits.issue is not None:
        yield "统一出件", (f"{limit_words(limits.issue)}，自最后一个决定起，含在总时限内",)
    extension = limits.extension
    yield "整件延期", (f"经牵头部门负责人批准可延长一次，不超过{limit_words(extension)}" if extension else "不得延长",)
    deferred = [each.part for each in source.selection.materials if each.part.defer is not None]
    if deferred:
        lines = tuple(f"{each.name}：受理后{limit_words(each.defer)}" for each in deferred if each.defer)
        yield "容缺材料补齐", (*lines, "逾期未补齐的，不予办结出件")


def _counting(source: Source) -> Iterator[str]:
    yield "期限开始的当日不计入，自次日起算（民法典第二百零一条）；最后一日以下班时间为止。"
    used = [each.unit for each in _all_limits(source)]
    yield from (words for unit, words in _COUNTING.items() if unit in used)
    if any(source.selection.has(each.item) for item in source.items for each in item.depends_on):
        open_ones = {each.part.id for each in source.selection.items if each.when is not None}
        exempt = any(each.item in open_ones for item in source.items for each in item.depends_on)
        yield f"有前置事项的，时限自前置事项准予之日起算{'；前置事项免办的，自受理之日起算' if exempt else ''}。"
    listed = [each for item in source.items for each in item.special_procedures]
    law = list(dict.fromkeys(each.name for each in listed if each.name in STATUTORY_PROCEDURES))
    if law:
        yield f"{'、'.join(law)}所需的时间不计入事项的时限（行政许可法第四十五条），总时限同时停止计算。"
    other = dict.fromkeys(procedure_words(each) for each in listed if each.name not in STATUTORY_PROCEDURES)
    if other:
        yield f"{'、'.join(other)}所需的时间不计入事项的时限，总时限同时停止计算。"


def _all_limits(source: Source) -> Iterator[Limit]:
    own = source.bundle.limits
    for each in (own.acceptance, own.correction, own.total, own.issue, own.extension):
        if each is not None:
            yield each
    for item in source.items:
        for each in (item.committed_limit, item.statutory_limit):
            if each is not None:
                yield each
    for material in source.selection.materials:
        if material.part.defer is not None:
            yield material.part.defer


def fees(source: Source) -> Section:
    """Return the section of fees, of which a definition says nothing: so nothing is claimed."""
    del source
    words = "本套餐的定义没有载明收费项目和标准；是否收费，以各办理部门依法公布的为准。"
    return Section(id="fees", title="收费", blocks=(Paragraph(words),))


def complaints(source: Source) -> Section:
    """Return the section of whom to ask and where to complain."""
    rows = []
    for key in source.involved:
        known = source.departments.get(key)
        if known is not None and (known.phone or known.complaint_phone):
            asked = f"咨询：{known.phone}" if known.phone else ""
            complained = f"监督投诉：{known.complaint_phone}" if known.complaint_phone else ""
            rows.append((known.name, tuple(line for line in (asked, complained) if line)))
    if rows:
        return Section(id="complaints", title="咨询和投诉", blocks=(Pairs(tuple(rows)),))
    words = f"可以向{source.lead}或者办理该事项的部门咨询、投诉；部门目录没有载明电话，以各部门公布的为准。"
    return Section(id="complaints", title="咨询和投诉", blocks=(Paragraph(words),))


def rating(source: Source) -> Section:
    """Return the section of how to rate."""
    follow_up = source.bundle.limits.follow_up
    after = f"在{limit_words(follow_up)}内" if follow_up else ""
    words = (
        "办结后可以作一次“好差评”：非常满意、满意、基本满意、不满意、非常不满意。"
        f"评价为不满意或者非常不满意的，由{source.lead}{after}回访、核实、整改。"
    )
    return Section(id="rating", title="评价", blocks=(Paragraph(words),))
