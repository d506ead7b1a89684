"""Simulation: many cases by the real rules of the engine, on a virtual clock and the real calendar."""

from yishi_engine.insight.simulation.loading import assumed_scenario, load_scenario
from yishi_engine.insight.simulation.measuring import measure
from yishi_engine.insight.simulation.outcome import Outcome
from yishi_engine.insight.simulation.running import expected_cases, simulate
from yishi_engine.insight.simulation.scenario import Scenario
from yishi_engine.insight.simulation.what_if import Comparison, compare, variants
from yishi_engine.insight.simulation.writing import scenario_text

__all__ = [
    "Comparison",
    "Outcome",
    "Scenario",
    "assumed_scenario",
    "compare",
    "expected_cases",
    "load_scenario",
    "measure",
    "scenario_text",
    "simulate",
    "variants",
]
