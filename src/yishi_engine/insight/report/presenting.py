"""A report in sentences, as a page for the monthly bulletin (通报), and as plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yishi_engine.case.lifecycle import CaseState
from yishi_engine.insight.charts import Bar, Chart, bars, columns
from yishi_engine.insight.page import Figure, Section, page
from yishi_engine.insight.report.gathering import GROUPINGS, Grouping, Report
from yishi_engine.insight.report.report_tables import BASELINE, grouped_table, shown_tables
from yishi_engine.insight.tables import NONE, percent
from yishi_engine.worktime.calendar import local
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.insight.report.tally import TaskTally
    from yishi_engine.insight.tables import Table

ALARM: Final = 0.95
"""A rate below this one is to be seen at once."""

SCORES: Final = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}

NOTES: Final = (
    "统计范围：期间内终结的办件（办结、不予受理、撤回、视为撤回）及其事项；在办和在办超期为生成之时的数，不分期间。",
    (
        "按时：办结（作出决定）之时不晚于当时的办结期限；期限按当时已知的工作日历，扣除依法停止计时的日子，含经批准的延期。"
        "没有期限的不计。"
    ),
    "按承诺：不超过承诺时限；按法定：不超过法定时限；整件按时：自受理起不超过套餐的总时限。提前：早于期限所在的那一天。",
    "用时：起算次日至办结当日的工作日，当日办结为 0。净用时扣除停止计时的日子，毛用时不扣除。",
    (
        f"比单项之和：已办结办件的净用时之和，比其各事项{BASELINE}（没有法定时限的按承诺时限）少的比例。"
        "比法定：事项的净用时之和比其法定时限之和少的比例；没有法定时限的事项不计。"
    ),
    "补正率：发出一次告知的办件占终结办件的比例；每件问题：各部门受理前反馈的材料问题数除以终结办件数。",
    "按期补齐：受理时容缺的材料在期限内补齐的比例；满意率：评为基本满意以上的比例，评价以生成之时为准。",
    "本报告只有汇总数，不含个人信息。",
)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A report for people and programs."""

    report: Report

    def headline(self) -> tuple[str, ...]:
        """Return the result in sentences."""
        total, tasks = self.report.total, self.report.tasks
        times = total.times
        said = [
            f"终结 {total.ended} 件，其中办结 {total.states[CaseState.COMPLETED]} 件；作出决定 {tasks.decided} 个。",
            (
                f"整件按时率 {percent(times.committed.share)}；事项按承诺 {percent(tasks.times.committed.share)}，"
                f"按法定 {percent(tasks.times.statutory.share)}。"
            ),
            (
                f"整件平均 {_days(times.net.mean)} 净工作日（毛 {_days(times.gross.mean)}），"
                f"比{BASELINE}少 {percent(times.reduction)}。"
            ),
        ]
        if total.running:
            said.append(f"在办 {total.running} 件，已超期 {total.overdue} 件；在办事项已超期 {tasks.overdue} 个。")
        return tuple(said)

    def period(self) -> str:
        """Return the period in words."""
        report = self.report
        until = report.until or local(report.made_at).date()
        return f"{report.since} 至 {until}" if report.since else f"截至 {until}"

    def tables(self, by: Grouping | None = None) -> tuple[Table, ...]:
        """Return tables for people, of one grouping or of all."""
        return tuple(table for each in ((by,) if by else GROUPINGS) for table in shown_tables(self.report, each))

    def csv(self, by: Grouping) -> str:
        """Return one grouping as CSV with everything that was counted."""
        return grouped_table(self.report, by).csv()

    def json(self) -> str:
        """Return all groupings as a JSON text."""
        report = self.report
        plain = {
            "since": report.since.isoformat() if report.since else None,
            "until": report.until.isoformat() if report.until else None,
            "made_at": instant_text(report.made_at),
            "baseline": {"cases": BASELINE, "tasks": "法定时限"},
            **{f"by_{by}": grouped_table(report, by).plain() for by in GROUPINGS},
        }
        return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"

    def html(self) -> str:
        """Return the report as a page for the bulletin."""
        made = f"在办数截至 {local(self.report.made_at):%Y-%m-%d %H:%M}"
        scope = self.report.names.get(self.report.bundle, self.report.bundle) if self.report.bundle else ""
        return page(
            f"“{scope or '一件事'}”办理情况通报",
            f"{self.period()}，{made}",
            tuple(self._figures()),
            (
                Section(heading="一图看懂", charts=tuple(self._charts())),
                Section(heading="套餐", tables=self.tables("bundle")),
                Section(heading="部门", tables=self.tables("department")),
                Section(heading="事项", tables=self.tables("item")),
                Section(heading="各月", tables=self.tables("month")),
            ),
            NOTES,
        )

    def _figures(self) -> Iterator[Figure]:
        total, tasks = self.report.total, self.report.tasks
        completed = total.states[CaseState.COMPLETED]
        yield Figure(label="办结", value=f"{completed}", note=f"件，终结 {total.ended} 件")
        yield Figure(label="整件按时率", value=percent(total.times.committed.share), note="按总时限")
        yield Figure(label="事项按时率", value=percent(tasks.times.committed.share), note="按承诺时限")
        yield Figure(label="平均用时", value=_days(total.times.net.mean), note="净工作日")
        yield Figure(label="压缩", value=percent(total.times.reduction), note=f"比{BASELINE}")
        yield Figure(
            label="补正率", value=percent(total.notices / total.ended if total.ended else None), note="发出一次告知"
        )
        yield Figure(label="满意率", value=percent(total.satisfied.share), note=f"{total.ratings.of} 个评价")
        yield Figure(label="在办超期", value=f"{total.overdue}", note=f"件，在办 {total.running} 件")

    def _charts(self) -> Iterator[Chart]:
        report = self.report
        departments = [(report.names[key], tally) for key, tally in sorted(report.departments.items())]
        yield bars("各部门按承诺时限办结的比例", [_rate_bar(name, tally) for name, tally in departments], most=1)
        items = [(report.names[key], tally) for key, tally in sorted(report.items.items()) if tally.decided]
        yield bars("各事项平均用时（净工作日）", [_days_bar(name, tally) for name, tally in items])
        months = [
            (month[2:], float(completed), str(completed))
            for month, tally in sorted(report.months.items())
            if (completed := tally.states[CaseState.COMPLETED]) or tally.ended
        ]
        if len(months) > 1:
            yield columns("各月办结件数", months, axis="年-月")
        scores = [
            (label, float(report.total.scores[score]), str(report.total.scores[score]))
            for score, label in SCORES.items()
        ]
        if report.total.ratings.of:
            yield columns("好差评", scores, axis="评价数")


def _rate_bar(name: str, tally: TaskTally) -> Bar:
    share = tally.times.committed.share
    shown = f"{percent(share)}，{tally.decided} 个"
    return Bar(label=name, parts=(share or 0.0,), shown=shown, alarming=share is not None and share < ALARM)


def _days_bar(name: str, tally: TaskTally) -> Bar:
    return Bar(label=name, parts=(tally.times.net.mean or 0.0,), shown=_days(tally.times.net.mean))


def _days(mean: float | None) -> str:
    return NONE if mean is None else f"{mean:.1f}"
