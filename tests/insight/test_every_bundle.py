"""Every shipped bundle, and one with every kind of question and field, can be simulated, shown and reported."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.insight.conftest import GATED, HEAD, ONE_ITEM, Define, scenario
from tests.insight.office import at
from tests.insight.recording import keep, play
from yishi_engine.bundle.loading import load_bundles
from yishi_engine.bundle.values import ValueFault, check_value
from yishi_engine.insight.report import report
from yishi_engine.insight.simulation import (
    assumed_scenario,
    compare,
    expected_cases,
    measure,
    scenario_text,
    simulate,
)
from yishi_engine.insight.simulation.model import Model, sample_value
from yishi_engine.insight.simulation.presenting import Results
from yishi_engine.resources import bundles_folder
from yishi_engine.store.memory import MemoryStore
from yishi_engine.worktime.calendar import national_calendar
from yishi_engine.worktime.limits import Limit, Unit

if TYPE_CHECKING:
    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.bundle.model import FormField, Question

CALENDAR = national_calendar()
BUNDLES = list(load_bundles(bundles_folder()).definitions())

EVERYTHING = """
questions:
  - {id: day, ask: 哪天？, type: date, min: 2026-01-01}
  - {id: rent, ask: 租金？, type: decimal, min: 1.5}
  - {id: kind, ask: 哪种？, type: choice, options: [个体, 企业]}
  - {id: word, ask: 什么？, type: text, pattern: "[0-9]{12,19}", max_length: 19}
form:
  - {id: who, label: 姓名, type: text, max_length: 2, personal: true}
  - {id: account, label: 账号, type: text, pattern: "[0-9]{12,19}", max_length: 19}
  - {id: number, label: 人数, type: integer, max: 3}
  - {id: price, label: 单价, type: decimal, min: 0.25}
  - {id: since, label: 自, type: date, max: 2020-01-01}
  - {id: any_day, label: 日, type: date}
  - {id: agreed, label: 同意, type: yes_no}
  - {id: form_kind, label: 种类, type: choice, options: [甲, 乙]}
  - {id: identity, label: 身份证号, type: resident_id, personal: true}
  - {id: code, label: 代码, type: credit_code}
  - {id: phone, label: 电话, type: phone, personal: true}
  - {id: place, label: 地区, type: region}
"""
FIELDS = "[who, account, number, price, since, any_day, agreed, form_kind, identity, code, phone, place]"


def results(definition: Definition, cases: int, *, what_if: bool = False) -> Results:
    """Return what comes of a bundle about which nothing is said."""
    assumed = replace(assumed_scenario(definition), cases=cases)
    return Results(
        outcome=simulate(definition, assumed, CALENDAR),
        comparisons=compare(definition, assumed, CALENDAR) if what_if else (),
        total=definition.bundle.limits.total,
    )


@pytest.mark.parametrize("definition", BUNDLES, ids=lambda each: each.bundle.id)
def test_every_bundle_can_be_simulated_and_shown(definition: Definition) -> None:
    """With nothing said about it; as sentences, a page, a drawing, a spreadsheet and data, with what-ifs."""
    found = results(definition, 12, what_if=True)
    assert found.outcome.received == 12
    assert found.outcome.unfinished == 0
    assert definition.bundle.name in found.html()
    ET.fromstring(found.svg())  # noqa: S314  (our own)
    assert found.csv().count("\n") == len(found.comparisons) + 2
    assert len(json.loads(found.json())["items"]) == len(definition.bundle.items)


@pytest.mark.parametrize("definition", BUNDLES, ids=lambda each: each.bundle.id)
def test_every_past_can_be_reported_and_measured(definition: Definition) -> None:
    """What a bundle did is counted, and makes a scenario that can be written, read and played."""
    world, tally = play(definition, replace(assumed_scenario(definition), cases=15), CALENDAR)
    store = MemoryStore()
    keep(world, store, definition)
    counted = report(store, now=at(12, 31))
    assert counted.tasks.decided == tally.decisions
    measured = measure(store, definition, CALENDAR)
    again = scenario(definition, scenario_text(measured, definition.bundle.id))
    assert simulate(definition, replace(again, cases=5), CALENDAR).received == 5


def test_every_kind_of_field_is_filled_in(define: Define) -> None:
    """Whatever a form asks for, applications are taken; how long a text is and how it looks has no bearing on time."""
    definition = define(ONE_ITEM.replace("name: 甲事,", f"name: 甲事, fields: {FIELDS},"), HEAD + EVERYTHING)
    bundle = Model.of(definition, assumed_scenario(definition), CALENDAR).bundle
    asked: tuple[Question | FormField, ...] = (*bundle.questions, *bundle.form)
    for field in asked:
        assert not isinstance(check_value(field, sample_value(field)), ValueFault), field.id
    assert results(definition, 3).outcome.completed == 3


def test_terminated_tasks_are_reported(define: Define) -> None:
    """A task whose prerequisite was refused has no days; its case is not compared with any baseline."""
    definition = define(GATED.replace("GATE", "start"))
    text = "cases: 6\narrivals: {per_day: 3}\nitems: {a: {handling: 1, refusal: 0.5}, b: {handling: 1}}"
    world, _ = play(definition, scenario(definition, text), CALENDAR)
    store = MemoryStore()
    keep(world, store, definition)
    counted = report(store, now=at(12, 31))
    ended = counted.items["small", "b"].terminated
    assert 0 < ended == counted.items["small", "a"].refused
    assert counted.items["small", "b"].decided + ended == 6
    assert counted.total.times.net.of == 6
    assert counted.total.times.baseline == 4 * (6 - ended)


def test_an_older_version_is_measured_without_its_answers(define: Define) -> None:
    """Answers to other questions than those of today are not used; times and chances are."""
    old = define(ONE_ITEM, HEAD + "questions:\n  - {id: size, ask: 多大？, type: integer}\n")
    world, _ = play(old, scenario(old, "cases: 4\nanswers: {size: 3}\nitems: {a: {handling: 2}}"), CALENDAR)
    store = MemoryStore()
    keep(world, store, old)
    today = define(ONE_ITEM)
    measured = measure(store, today, CALENDAR)
    assert measured.applications == ()
    assert measured.work["a"].handling.mean == 2.0


def test_how_sure_a_rate_is_and_what_is_rare_is_told(define: Define) -> None:
    """Several rounds give a margin; where nobody waits there is no bottleneck; notices and silence are counted."""
    definition = define(ONE_ITEM)
    text = (
        "cases: 40\nperiod: {from: 2026-01-05, until: 2026-01-07}\narrivals: {per_day: 2}\ncorrection: 1\n"
        "departments: {x: {officers: 9}}\nitems: {a: {handling: 1, deficiency: 0.5}}"
    )
    outcome = simulate(definition, scenario(definition, text), CALENDAR)
    told = "".join(Results(outcome=outcome, comparisons=(), total=definition.bundle.limits.total).headline())
    assert outcome.rounds >= 5
    for part in ("（±0.0%）", "没有明显的瓶颈", f"一次告知补正 {outcome.noticed} 件。"):
        assert part in told


def test_a_case_past_the_total_is_drawn_past_the_line(define: Define) -> None:
    """Where cases take longer than the whole is promised in, the chart says which line that is; in other units none."""
    definition = define(ONE_ITEM)
    text = (
        "cases: 2\narrivals: {per_day: 8, pattern: fixed}\ndepartments: {x: {officers: 1}}\nitems: {a: {handling: 100}}"
    )
    outcome = simulate(definition, scenario(definition, text), CALENDAR)
    assert outcome.total.hits < outcome.total.of
    for limit, drawn in ((Limit(20, Unit.WORKING_DAYS), True), (Limit(30, Unit.CALENDAR_DAYS), False)):
        page = Results(outcome=outcome, comparisons=(), total=limit).html()
        assert ("虚线为总时限" in page) is drawn


def test_the_number_of_cases_is_the_length_of_the_bar(define: Define) -> None:
    """Warm-ups are played beside it: what is announced is what is counted."""
    definition = define(ONE_ITEM)
    for text in ("warm_up: 5\nperiod: {from: 2026-01-05, until: 2026-02-06}", "cases: 30\nwarm_up: 5"):
        assumed = scenario(definition, text)
        came: list[int] = []
        outcome = simulate(definition, assumed, CALENDAR, advance=came.append)
        assert sum(came) == outcome.received == expected_cases(definition, assumed, CALENDAR)
