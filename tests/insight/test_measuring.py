"""A scenario measured from a store's past is the one by which that past was made."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

import pytest

from tests.insight.conftest import scenario
from tests.insight.office import Office, lived
from tests.insight.recording import keep, play
from yishi_engine.errors import NotFound
from yishi_engine.insight.simulation import measure, scenario_text, simulate
from yishi_engine.insight.simulation.distributions import Constant, Empirical
from yishi_engine.insight.simulation.measuring import MAX_VALUES
from yishi_engine.store.memory import MemoryStore
from yishi_engine.worktime.calendar import national_calendar

if TYPE_CHECKING:
    from pathlib import Path

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.insight.simulation.scenario import Scenario

CALENDAR = national_calendar()
TRUTH = """
period: {from: 2026-01-05}
cases: 700
arrivals: {per_day: 6}
answers: {area: {values: [30, 80]}, signboard: 0.25}
window: {accept: 0.5, issue: {uniform: [1, 2]}}
correction: 2
departments: {scjg: {officers: 4}, xfjy: {officers: 2}, cgj: {officers: 1}}
items:
  business-licence: {handling: 1, deficiency: 0.2}
  food-permit: {handling: {uniform: [1, 5]}, refusal: 0.1, special_procedure: {probability: 0.3, days: 4}}
  fire-check: {handling: 2}
  signboard: {handling: 1}
"""


@pytest.fixture(scope="module")
def measured(restaurant: Definition) -> Scenario:
    """Return what is measured from a past that a known scenario made."""
    world, _ = play(restaurant, scenario(restaurant, TRUTH), CALENDAR)
    store = MemoryStore()
    keep(world, store, restaurant)
    return measure(store, restaurant, CALENDAR, seed=7)


def test_times_are_found_again(measured: Scenario) -> None:
    """Fixed times come back exactly, others with their mean; night and stops are no work."""
    assert set(values(measured, "business-licence")) == {1.0}
    assert set(values(measured, "fire-check")) == {2.0}
    permit = values(measured, "food-permit")
    assert min(permit) >= 1.0
    assert fmean(permit) == pytest.approx(3.0, abs=0.7)  # a stopped task may queue before it goes on
    assert isinstance(measured.window.accept, Empirical)
    assert set(measured.window.accept.values) == {0.5}
    assert measured.window.issue.mean == pytest.approx(1.5, abs=0.05)
    assert isinstance(measured.correction, Empirical)
    assert measured.correction.mean == pytest.approx(2.0, abs=0.01)


def values(measured: Scenario, item: str) -> tuple[float, ...]:
    """Return the measured handling times of an item."""
    handling = measured.work[item].handling
    assert isinstance(handling, Empirical)
    return handling.values


def test_chances_are_found_again(measured: Scenario) -> None:
    """Deficiencies, refusals and special procedures occur as often as they were made to."""
    permit = measured.work["food-permit"]
    assert measured.work["business-licence"].deficiency == pytest.approx(0.2, abs=0.05)
    assert permit.refusal == pytest.approx(0.1, abs=0.04)
    assert permit.special is not None
    assert permit.special.probability == pytest.approx(0.3, abs=0.05)
    assert permit.special.days.mean == 4.0
    assert measured.work["fire-check"].special is None
    assert measured.work["signboard"].deficiency == 0.0


def test_people_and_answers_are_found_again(measured: Scenario) -> None:
    """Officers who were seen, cases a day, and whole applications; nothing had to be assumed."""
    assert measured.officers == {"scjg": 4, "xfjy": 2, "cgj": 1}
    assert measured.arrivals.per_day == pytest.approx(6, rel=0.12)
    assert len(measured.applications) == MAX_VALUES
    assert {each["area"] for each in measured.applications} == {30, 80}
    assert fmean(bool(each["signboard"]) for each in measured.applications) == pytest.approx(0.25, abs=0.06)
    assert (measured.seed, measured.assumed) == (7, ())


def test_what_was_measured_can_be_played(measured: Scenario, restaurant: Definition) -> None:
    """It plays as it is, and after it was written and read again, to the same result."""
    again = scenario(restaurant, scenario_text(measured, "open-restaurant").replace("seed: 7", "seed: 7\ncases: 150"))
    outcome = simulate(restaurant, again, CALENDAR)
    assert outcome.received == 150
    assert outcome.station("xfjy").load is not None


def test_a_few_cases_are_measured_by_hand(tmp_path: Path) -> None:
    """Of the office: cases that never began have no work, and what was decided in the hour of its start took none."""
    office = lived(Office(MemoryStore(), tmp_path))
    found = measure(office.store, office.definition, CALENDAR)
    # The smooth one at once; the troubled one five days of eight hours, two of them stopped; the refused one three.
    assert values(found, "a") == (0.0, 24.0, 24.0)
    assert values(found, "b") == (0.0, 0.0, 0.0)
    assert found.work["a"].special is not None
    assert found.work["a"].special.days == Empirical((2.0,))
    assert (found.work["a"].deficiency, found.work["a"].refusal) == (0.2, round(1 / 3, 4))
    assert isinstance(found.correction, Empirical)
    assert found.correction.values == (1.0,)


def test_an_item_without_past_is_assumed_and_named(restaurant: Definition) -> None:
    """Where no shop ever had a signboard, its time is a guess that is told."""
    text = TRUTH.replace("signboard: 0.25", "signboard: 0").replace("cases: 700", "cases: 12")
    world, _ = play(restaurant, scenario(restaurant, text), CALENDAR)
    store = MemoryStore()
    keep(world, store, restaurant)
    found = measure(store, restaurant, CALENDAR)
    assert any("户外招牌设置" in said for said in found.assumed)
    assert found.officers["cgj"] == 1
    assert not isinstance(found.work["signboard"].handling, Empirical | Constant)


def test_without_a_past_there_is_nothing_to_measure(restaurant: Definition) -> None:
    """A store in which no case of the bundle has ended says so."""
    with pytest.raises(NotFound, match="no case of bundle"):
        measure(MemoryStore(), restaurant, CALENDAR)
