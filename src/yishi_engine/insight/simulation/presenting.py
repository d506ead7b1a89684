"""What came of a simulation: in sentences, as tables, as a page, as a drawing, and as plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yishi_engine.insight.charts import sheet
from yishi_engine.insight.page import Figure, Section, page
from yishi_engine.insight.simulation.outcome_charts import charts
from yishi_engine.insight.simulation.outcome_tables import comparison_table, item_table, station_table
from yishi_engine.insight.tables import percent
from yishi_engine.worktime.limits import Limit, Unit

if TYPE_CHECKING:
    from yishi_engine.insight.charts import Chart
    from yishi_engine.insight.simulation.outcome import Outcome
    from yishi_engine.insight.simulation.what_if import Comparison
    from yishi_engine.insight.tables import Table

OVERLOAD: Final = 0.99
"""From this load on, what waits only grows."""

_RULES: Final = (
    "每一步都由引擎的真实规则决定，期限按真实的工作日历计算；时间只数办公时间。",
    "等人办：可以办而无人有空；等前置：已办好，等前置事项准予；停止：特别程序，不计入时限。",
    "没有办完、期限已过的算未按时；没有期限的不计。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What came of a simulation, and of its what-ifs.

    Attributes:
        total: The promised time of the whole.
    """

    outcome: Outcome
    comparisons: tuple[Comparison, ...]
    total: Limit

    def headline(self) -> tuple[str, ...]:
        """Return the result in sentences."""
        outcome, days = self.outcome, self.outcome.duration
        counted = f"收件 {outcome.received} 件，办结 {outcome.completed} 件，作出决定 {outcome.decisions} 个"
        margin = f"（±{outcome.margin:.1%}）" if outcome.margin is not None else ""
        total, tasks = percent(outcome.total.share), percent(outcome.tasks.share)
        stops = "；含停止计时的时间，所以超过总时限的不一定超期" if outcome.stopped else ""
        said = (
            f"{counted}；共 {outcome.rounds} 轮，种子 {outcome.seed}。",
            f"整件按时率（总时限 {self.total}）{total}{margin}；事项按时率（承诺）{tasks}。",
            f"自受理至办结平均 {days.mean:.1f} 个工作日，半数不超过 {days.p50:.1f}，九成不超过 {days.p90:.1f}{stops}。",
            self.bottleneck(),
        )
        rare = {
            "一次告知补正": outcome.noticed,
            "视为受理": outcome.deemed,
            "逾期未补正": outcome.lapsed,
            "没有需办事项": outcome.not_needed,
            "到日历尽头仍未办结": outcome.unfinished,
        }
        told = "，".join(f"{name} {count} 件" for name, count in rare.items() if count)
        return (*said, f"{told}。") if told else said

    def bottleneck(self) -> str:
        """Return a sentence about where cases wait longest for an officer."""
        if self.outcome.bottleneck is None:
            return "没有明显的瓶颈：各处排队都很短。"
        station = self.outcome.station(self.outcome.bottleneck)
        load = "" if station.load is None else f"，负荷 {station.load:.0%}"
        if station.load is not None and station.load >= OVERLOAD:
            load += "，忙不过来，积压会越来越多"
        return f"瓶颈在{station.name}：每件办件在此平均等 {station.waiting_per_case:.1f} 工作时{load}。"

    def assumptions(self) -> tuple[str, ...]:
        """Return what nobody said and was assumed, in at most one sentence."""
        assumed = self.outcome.assumed
        return (f"未给出而按常例假定：{'；'.join(assumed)}。",) if assumed else ()

    def tables(self) -> tuple[Table, ...]:
        """Return all tables."""
        found = (item_table(self.outcome), station_table(self.outcome))
        return (*found, comparison_table(self.outcome, self.comparisons)) if self.comparisons else found

    def csv(self) -> str:
        """Return the table of what-ifs as CSV; that of items where nothing was compared."""
        *_, last = self.tables()
        return last.csv() if self.comparisons else item_table(self.outcome).csv()

    def svg(self) -> str:
        """Return all charts as one SVG document."""
        return sheet(f"{self.outcome.name}：模拟结果", self._charts())

    def html(self) -> str:
        """Return everything as a page."""
        outcome = self.outcome
        items, stations, *compared = self.tables()
        figures = (
            Figure(label="整件按时率", value=percent(outcome.total.share), note=f"总时限 {self.total}"),
            Figure(label="事项按时率", value=percent(outcome.tasks.share), note="承诺时限"),
            Figure(
                label="平均用时",
                value=f"{outcome.duration.mean:.1f}",
                note="工作日，含停止计时" if outcome.stopped else "工作日，自受理至办结",
            ),
            Figure(label="九成不超过", value=f"{outcome.duration.p90:.1f}", note="工作日"),
            Figure(label="一次告知", value=str(outcome.noticed), note="件"),
            Figure(label="模拟办件", value=str(outcome.received), note=f"{outcome.rounds} 轮"),
        )
        sections = (
            Section(heading="结果", charts=self._charts()),
            *(Section(heading="假如", tables=(each,)) for each in compared),
            Section(heading="事项和部门", tables=(items, stations)),
        )
        notes = (*self.headline(), *_RULES, *self.assumptions())
        return page(f"{outcome.name}：模拟结果", self.bottleneck(), figures, sections, notes)

    def json(self) -> str:
        """Return everything as a JSON text."""
        return json.dumps(self.plain(), ensure_ascii=False, indent=2) + "\n"

    def plain(self) -> dict[str, object]:
        """Return everything as plain data for programs."""
        outcome, days = self.outcome, self.outcome.duration
        keys = {
            "items": [each.item for each in outcome.items],
            "departments": [each.key for each in outcome.stations],
            "what_if": ["base", *(each.key for each in self.comparisons)],
        }
        counts = ("received", "completed", "noticed", "deemed", "lapsed", "not_needed", "unfinished", "decisions")
        return {
            "bundle": outcome.bundle,
            "version": outcome.version,
            "seed": outcome.seed,
            "rounds": outcome.rounds,
            **{name: getattr(outcome, name) for name in counts},
            "on_time_total": outcome.total.share,
            "on_time_tasks": outcome.tasks.share,
            "margin": outcome.margin,
            "days": {"mean": days.mean, "p50": days.p50, "p90": days.p90},
            "histogram_days": {str(day): count for day, count in outcome.histogram.items()},
            "late_histogram_days": {str(day): count for day, count in outcome.late_histogram.items()},
            "bottleneck": outcome.bottleneck,
            "assumed": list(outcome.assumed),
            **{
                table.key: [{"key": key, **row} for key, row in zip(keys[table.key], table.plain(), strict=True)]
                for table in self.tables()
            },
        }

    def _charts(self) -> tuple[Chart, ...]:
        days = self.total.amount if self.total.unit is Unit.WORKING_DAYS else None
        return charts(self.outcome, days)
