"""What came of a simulation, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.insight.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yishi_engine.insight.simulation.outcome import Outcome, Rate
    from yishi_engine.insight.simulation.what_if import Comparison

_ITEM_COLUMNS: Final = (
    Column(heading="事项", key="name"),
    Column(heading="部门", key="department"),
    Column(heading="件数", key="decided", kind="count"),
    Column(heading="按承诺", key="on_time_committed", kind="share"),
    Column(heading="按法定", key="on_time_statutory", kind="share"),
    Column(heading="等人办", key="waiting_hours", kind="figure"),
    Column(heading="九成不超", key="waiting_hours_p90", kind="figure"),
    Column(heading="等前置", key="gated_hours", kind="figure"),
    Column(heading="办理", key="handling_hours", kind="figure"),
    Column(heading="停止", key="stopped_hours", kind="figure"),
    Column(heading="合计", key="total_hours", kind="figure"),
    Column(heading="九成不超", key="total_hours_p90", kind="figure"),
)
_STATION_COLUMNS: Final = (
    Column(heading="部门", key="name"),
    Column(heading="人手", key="officers", kind="count"),
    Column(heading="负荷", key="load", kind="share"),
    Column(heading="件数", key="decided", kind="count"),
    Column(heading="按承诺", key="on_time_committed", kind="share"),
    Column(heading="按法定", key="on_time_statutory", kind="share"),
    Column(heading="等人办", key="waiting_hours", kind="figure"),
    Column(heading="半数不超", key="waiting_hours_p50", kind="figure"),
    Column(heading="九成不超", key="waiting_hours_p90", kind="figure"),
    Column(heading="每件办件", key="waiting_hours_per_case", kind="figure"),
)
_COMPARISON_COLUMNS: Final = (
    Column(heading="假如", key="name"),
    Column(heading="整件按时", key="on_time_total", kind="share"),
    Column(heading="±百分点", key="on_time_total_change", kind="change"),
    Column(heading="事项按时", key="on_time_tasks", kind="share"),
    Column(heading="±百分点", key="on_time_tasks_change", kind="change"),
    Column(heading="平均用时", key="mean_days", kind="figure"),
    Column(heading="九成不超", key="p90_days", kind="figure"),
)


def item_table(outcome: Outcome) -> Table:
    """Return the table of items; times in working hours, means unless said otherwise."""
    names = {station.key: station.name for station in outcome.stations}
    rows = tuple(
        (
            each.name,
            names[each.department],
            each.decided,
            each.committed.share,
            each.statutory.share,
            each.waiting.mean,
            each.waiting.p90,
            each.gated.mean,
            each.handled.mean,
            each.stopped.mean,
            each.total.mean,
            each.total.p90,
        )
        for each in outcome.items
    )
    return Table(
        key="items", title="各事项", columns=_ITEM_COLUMNS, rows=rows, note="时间为工作时，除“九成不超”外为平均数"
    )


def station_table(outcome: Outcome) -> Table:
    """Return the table of departments and the window; times in working hours."""
    rows = tuple(
        (
            each.name,
            "不限" if each.officers is None else each.officers,
            each.load,
            each.decided,
            each.committed.share,
            each.statutory.share,
            each.waiting.mean,
            each.waiting.p50,
            each.waiting.p90,
            each.waiting_per_case,
        )
        for each in outcome.stations
    )
    return Table(key="departments", title="各部门", columns=_STATION_COLUMNS, rows=rows, note="等人办的时间为工作时")


def comparison_table(outcome: Outcome, comparisons: Sequence[Comparison]) -> Table:
    """Return the table of what-ifs, below the case as it is; times in working days."""
    rows = [_compared("现状", outcome, outcome), *(_compared(each.name, each.outcome, outcome) for each in comparisons)]
    return Table(
        key="what_if", title="假如", columns=_COMPARISON_COLUMNS, rows=tuple(rows), note="用时为工作日，自受理至办结"
    )


def _compared(name: str, outcome: Outcome, base: Outcome) -> tuple[Cell, ...]:
    return (
        name,
        outcome.total.share,
        _difference(outcome.total, base.total),
        outcome.tasks.share,
        _difference(outcome.tasks, base.tasks),
        outcome.duration.mean,
        outcome.duration.p90,
    )


def _difference(new: Rate, old: Rate) -> float | None:
    return None if new.share is None or old.share is None else new.share - old.share
