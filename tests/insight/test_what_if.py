"""What-ifs: one thing is changed, and everything else stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.insight.conftest import ONE_ITEM, Define, scenario
from yishi_engine.insight.simulation import compare, simulate, variants
from yishi_engine.insight.simulation.presenting import Results
from yishi_engine.worktime.calendar import national_calendar

if TYPE_CHECKING:
    from yishi_engine.bundle.catalog import Definition

CALENDAR = national_calendar()
BUSY = (
    "period: {from: 2026-01-05, until: 2026-02-13}\narrivals: {per_day: 8}\n"
    "departments: {x: {officers: 1}}\nitems: {a: {handling: 1}}\n"
)


def test_each_variant_changes_one_thing(restaurant: Definition) -> None:
    """Each department and the window get an officer; each promise of more than a day, and the whole, lose a day."""
    assumed = scenario(restaurant, "window: {officers: 2, accept: 1}\ndepartments: {scjg: {officers: 4}}")
    found = {each.key: each for each in variants(restaurant, assumed)}
    assert list(found) == [
        "officer:scjg",
        "officer:xfjy",
        "officer:cgj",
        "officer:(window)",
        "promise:food-permit",
        "promise:fire-check",
        "promise:signboard",
        "promise:total",
        "promise:all",
    ]
    assert found["officer:scjg"].scenario == replace(assumed, officers={**assumed.officers, "scjg": 5})
    assert found["officer:(window)"].scenario.window.officers == 3
    assert found["officer:scjg"].definition is restaurant
    shorter = found["promise:fire-check"]
    assert shorter.scenario is assumed
    assert str(shorter.definition.bundle.item("fire-check").committed_limit) == "4 工作日"
    assert shorter.definition.bundle.item("food-permit") == restaurant.bundle.item("food-permit")
    everything = found["promise:all"].definition.bundle
    assert str(everything.limits.total) == "14 工作日"
    assert [str(item.committed_limit) for item in everything.items] == ["1 工作日", "9 工作日", "4 工作日", "2 工作日"]


def test_promises_that_cannot_be_shortened_are_left_out(define: Define) -> None:
    """A promise of hours or of the same day has no day to lose; a window without a number gets nobody."""
    items = "items:\n  - {id: a, name: 甲事, department: x, committed_limit: 4 工作时}\n"
    definition = define(items)
    keys = [each.key for each in variants(definition, scenario(definition, "{}"))]
    assert keys == ["officer:x", "promise:total", "promise:all"]


def test_one_officer_more_shortens_waiting(define: Define) -> None:
    """A desk that is always busy gets short waits with a second officer, and more is in time."""
    definition = define(ONE_ITEM)
    assumed = scenario(definition, BUSY)
    base = simulate(definition, assumed, CALENDAR)
    found = {each.key: each.outcome for each in compare(definition, assumed, CALENDAR)}
    more = found["officer:x"]
    assert more.received == base.received
    assert more.duration.mean < base.duration.mean / 2
    assert more.station("x").load is not None
    assert abs((more.station("x").load or 0) * 2 - (base.station("x").load or 0)) < 0.06
    assert (more.tasks.share or 0) >= (base.tasks.share or 0)


def test_a_shorter_promise_changes_what_is_in_time_and_no_time(define: Define) -> None:
    """With one kind of task the order stays, so that all times are equal and only fewer of them are in time."""
    definition = define(ONE_ITEM)
    assumed = scenario(definition, BUSY.replace("per_day: 8", "per_day: 8.4"))
    base = simulate(definition, assumed, CALENDAR)
    found = {each.key: each.outcome for each in compare(definition, assumed, CALENDAR)}
    shorter = found["promise:a"]
    assert shorter.duration == base.duration
    assert shorter.items[0].waiting == base.items[0].waiting
    assert (shorter.tasks.share or 0) < (base.tasks.share or 0)
    assert found["promise:total"].tasks == base.tasks


def test_the_table_compares_with_the_present(define: Define) -> None:
    """The first row is what is; the others tell the difference in per cent points."""
    definition = define(ONE_ITEM)
    assumed = scenario(definition, BUSY)
    outcome = simulate(definition, assumed, CALENDAR)
    results = Results(
        outcome=outcome,
        comparisons=compare(definition, assumed, CALENDAR),
        total=definition.bundle.limits.total,
    )
    rows = {str(row["name"]): row for row in results.tables()[-1].plain()}
    assert rows["现状"]["on_time_tasks_change"] == 0
    shorter = rows["少 1 天（1 工作日）：甲事"]
    changed = float(shorter["on_time_tasks"] or 0) - float(rows["现状"]["on_time_tasks"] or 0)
    assert abs(float(shorter["on_time_tasks_change"] or 0) - changed) < 1e-5
    assert "加 1 人（2 人）：甲局" in rows
