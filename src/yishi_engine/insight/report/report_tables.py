"""A report as tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from yishi_engine.case.lifecycle import CaseState, Outcome
from yishi_engine.insight.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.insight.report.gathering import Grouping, Report
    from yishi_engine.insight.report.tally import CaseTally, TaskTally, Times

BASELINE: Final = "单项法定时限之和"
"""What the measured days of a whole case are compared with."""

_CASE_COLUMNS: Final = (
    Column(heading="终结", key="ended", kind="count"),
    Column(heading="办结", key="completed", kind="count"),
    Column(heading="全部准予", key="granted", kind="count"),
    Column(heading="部分准予", key="partly_granted", kind="count"),
    Column(heading="不予", key="refused", kind="count"),
    Column(heading="不予受理", key="declined", kind="count"),
    Column(heading="撤回", key="withdrawn", kind="count"),
    Column(heading="视为撤回", key="lapsed", kind="count"),
    Column(heading="按时", key="on_time", kind="share"),
    Column(heading="提前", key="early", kind="share"),
    Column(heading="净用时", key="net_days", kind="figure"),
    Column(heading="毛用时", key="gross_days", kind="figure"),
    Column(heading="比单项之和", key="reduction", kind="share"),
)
_QUALITY_COLUMNS: Final = (
    Column(heading="视为受理", key="deemed_accepted", kind="count"),
    Column(heading="补正率", key="notices_per_case", kind="share"),
    Column(heading="每件问题", key="deficiencies_per_case", kind="figure"),
    Column(heading="容缺材料", key="deferred", kind="count"),
    Column(heading="按期补齐", key="deferred_kept", kind="share"),
    Column(heading="评价", key="ratings", kind="count"),
    Column(heading="平均分", key="mean_rating", kind="figure"),
    Column(heading="满意率", key="satisfied", kind="share"),
)
_RUNNING_COLUMNS: Final = (
    Column(heading="在办", key="running", kind="count"),
    Column(heading="在办超期", key="overdue", kind="count"),
)
_TASK_COLUMNS: Final = (
    Column(heading="决定", key="decided", kind="count"),
    Column(heading="准予", key="granted", kind="count"),
    Column(heading="不予", key="refused", kind="count"),
    Column(heading="终止", key="terminated", kind="count"),
    Column(heading="按承诺", key="on_time_committed", kind="share"),
    Column(heading="按法定", key="on_time_statutory", kind="share"),
    Column(heading="提前", key="early", kind="share"),
    Column(heading="净用时", key="net_days", kind="figure"),
    Column(heading="毛用时", key="gross_days", kind="figure"),
    Column(heading="比法定", key="reduction", kind="share"),
    Column(heading="特别程序", key="suspended", kind="count"),
    Column(heading="延期", key="extended", kind="count"),
)
_HEADINGS: Final[Mapping[Grouping, str]] = {"bundle": "套餐", "item": "事项", "department": "部门", "month": "月份"}
_TITLES: Final[Mapping[Grouping, str]] = {
    "bundle": "各套餐",
    "item": "各事项",
    "department": "各部门",
    "month": "各月",
}


_FIRST_PART: Final = (
    *("ended", "completed", "decided", "granted", "partly_granted", "refused", "on_time"),
    *("on_time_committed", "on_time_statutory", "early", "net_days", "gross_days", "reduction"),
)
"""Columns that people look at first; the others stand in a second table, so that both fit on a page."""

_TITLES_OF_PARTS: Final = {
    False: ("办结与时限", "受理、容缺、评价与在办"),
    True: ("决定与时限", "特别程序、延期与在办"),
}


def grouped_table(report: Report, by: Grouping) -> Table:
    """Return everything under one grouping as one table, with the codes of what is grouped."""
    heading = Column(heading=_HEADINGS[by], key=by)
    name = Column(heading="名称", key="name")
    if by in ("bundle", "month"):
        running = _RUNNING_COLUMNS if by == "bundle" else ()
        columns = (*((heading, name) if by == "bundle" else (heading,)), *_CASE_COLUMNS, *_QUALITY_COLUMNS, *running)
        groups = report.bundles if by == "bundle" else report.months
        rows = [
            (*_named(report, key, by), *_case_cells(tally), *_quality_cells(tally), *_running(tally, by))
            for key, tally in sorted(groups.items())
        ]
    elif by == "item":
        columns = (Column(heading="套餐", key="bundle"), heading, name, *_TASK_COLUMNS, *_RUNNING_COLUMNS)
        rows = [
            (*key, report.names[key], *_task_cells(tally), tally.running, tally.overdue)
            for key, tally in sorted(report.items.items())
        ]
    else:
        columns = (heading, name, *_TASK_COLUMNS, *_RUNNING_COLUMNS)
        rows = [
            (*_named(report, key, by), *_task_cells(tally), tally.running, tally.overdue)
            for key, tally in sorted(report.departments.items())
        ]
    return Table(key=by, title=_TITLES[by], columns=columns, rows=tuple(rows), note="用时为工作日，平均数")


def shown_tables(report: Report, by: Grouping) -> tuple[Table, ...]:
    """Return one grouping as tables for people: narrow enough for a page, names instead of codes."""
    whole = grouped_table(report, by)
    codes = {"bundle": ("bundle",), "item": ("item", "bundle"), "department": ("department",), "month": ()}[by]
    named = whole.without(*codes)
    first, second = _TITLES_OF_PARTS[by in ("item", "department")]
    others = [column.key for column in named.columns if column.key not in ("name", "month", *_FIRST_PART)]
    return (
        replace(named.without(*others), title=f"{whole.title}：{first}"),
        replace(named.without(*_FIRST_PART), title=f"{whole.title}：{second}", note=""),
    )


def _named(report: Report, key: str, by: Grouping) -> tuple[str, ...]:
    return (key,) if by == "month" else (key, report.names[key])


def _running(tally: CaseTally, by: Grouping) -> tuple[Cell, ...]:
    return (tally.running, tally.overdue) if by == "bundle" else ()


def _case_cells(tally: CaseTally) -> tuple[Cell, ...]:
    return (
        tally.ended,
        tally.states[CaseState.COMPLETED],
        *(tally.outcomes[outcome] for outcome in Outcome),
        tally.states[CaseState.DECLINED],
        tally.states[CaseState.WITHDRAWN],
        tally.states[CaseState.LAPSED],
        tally.times.committed.share,
        *_time_cells(tally.times),
    )


def _quality_cells(tally: CaseTally) -> tuple[Cell, ...]:
    ended = tally.ended or None
    return (
        tally.deemed,
        tally.notices / ended if ended else None,
        tally.deficiencies / ended if ended else None,
        tally.deferred.of,
        tally.deferred.share,
        tally.ratings.of,
        tally.ratings.mean,
        tally.satisfied.share,
    )


def _task_cells(tally: TaskTally) -> tuple[Cell, ...]:
    return (
        tally.decided,
        tally.granted,
        tally.refused,
        tally.terminated,
        tally.times.committed.share,
        tally.times.statutory.share,
        *_time_cells(tally.times),
        tally.suspended,
        tally.extended,
    )


def _time_cells(times: Times) -> tuple[Cell, ...]:
    return times.early.share, times.net.mean, times.gross.mean, times.reduction
