"""What came of a simulation, as charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.insight.charts import Bar, Chart, bars, columns
from yishi_engine.insight.tables import percent

if TYPE_CHECKING:
    from yishi_engine.insight.simulation.outcome import ItemOutcome, Outcome, Rate, StationOutcome

ALARM: Final = 0.95
"""A rate below this one, or a load above it, is to be seen at once."""

PARTS: Final = ("等人办", "等前置", "办理", "停止计时")


def charts(outcome: Outcome, total_days: int | None) -> tuple[Chart, ...]:
    """Draw the outcome.

    Args:
        outcome: What came of the simulation.
        total_days: The time of the whole in working days, to be marked; None where it is in other units.
    """
    rates = [_rate_bar("整件（总时限）", outcome.total), *map(_item_bar, outcome.items)]
    loads = [_load_bar(each) for each in outcome.stations if each.load is not None]
    return (
        bars("按承诺时限办结的比例", rates, most=1),
        bars("时间花在哪里（平均工作时）", [_time_bar(each) for each in outcome.items], legend=PARTS),
        bars("各部门的负荷", loads, most=1),
        _histogram(outcome, total_days),
    )


def _rate_bar(label: str, rate: Rate) -> Bar:
    share = rate.share
    return Bar(
        label=label,
        parts=(share or 0.0,),
        shown=percent(share),
        alarming=share is not None and share < ALARM,
    )


def _item_bar(item: ItemOutcome) -> Bar:
    return _rate_bar(item.name, item.committed)


def _time_bar(item: ItemOutcome) -> Bar:
    parts = (item.waiting.mean, item.gated.mean, item.handled.mean, item.stopped.mean)
    return Bar(label=item.name, parts=parts, shown=f"{item.total.mean:.1f}")


def _load_bar(station: StationOutcome) -> Bar:
    load = station.load or 0.0
    label = f"{station.name}（{station.officers} 人）"
    return Bar(label=label, parts=(min(load, 1.0),), shown=f"{load:.0%}", alarming=load > ALARM)


def _histogram(outcome: Outcome, total_days: int | None) -> Chart:
    longest = max(outcome.histogram, default=1)
    last = max(longest, total_days or 0)
    late = [outcome.late_histogram.get(day, 0) for day in range(1, last + 1)]
    points = [(str(day), outcome.histogram.get(day, 0)) for day in range(1, last + 1)]
    axis = "工作日，自受理至办结"
    if outcome.stopped:
        axis += "，含停止计时"
    if any(late):
        axis += "；红色为超期"
    if total_days and longest > total_days and not outcome.stopped:
        axis += f"；虚线为总时限 {total_days} 工作日"
    return columns(
        "整件用了几个工作日（件数）",
        [(label, count, str(count)) for label, count in points],
        axis=axis,
        late=late,
        mark=None if total_days is None or outcome.stopped else total_days - 1,
    )
