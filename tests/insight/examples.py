"""The examples in ``docs/examples``: ``python -m tests.insight.examples`` writes them anew, a test keeps them equal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.insight.recording import keep, play, rate
from yishi_engine.bundle.loading import load_bundles
from yishi_engine.insight.report import Bulletin, report
from yishi_engine.insight.simulation import compare, load_scenario, simulate
from yishi_engine.insight.simulation.presenting import Results
from yishi_engine.resources import bundles_folder
from yishi_engine.store.memory import MemoryStore
from yishi_engine.worktime.calendar import SHANGHAI, national_calendar

if TYPE_CHECKING:
    from yishi_engine.bundle.catalog import Definition

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "docs" / "examples"
SCENARIO: Final = ROOT / "examples" / "simulation" / "open-restaurant.yaml"
SCORES: Final = (5, 5, 4, 5, 3, 5, 4, 5, 5, 2, 5, 4, 5, 5, 1)


def definition() -> Definition:
    """Return the bundle of restaurants."""
    return load_bundles(bundles_folder()).definition("open-restaurant", 1)


def simulation() -> dict[str, str]:
    """Return what ``yishi simulate`` writes for the shipped scenario: a page with what-ifs, and a drawing."""
    bundle, calendar = definition(), national_calendar()
    scenario = load_scenario(SCENARIO, bundle)
    results = Results(
        outcome=simulate(bundle, scenario, calendar),
        comparisons=compare(bundle, scenario, calendar),
        total=bundle.bundle.limits.total,
    )
    return {"simulation.html": results.html(), "simulation.svg": results.svg()}


def bulletin() -> dict[str, str]:
    """Return what ``yishi report`` writes for March in a made-up town, on the first of April."""
    bundle, calendar = definition(), national_calendar()
    scenario = replace(load_scenario(SCENARIO, bundle), first=date(2026, 1, 5), last=date(2026, 3, 31), cases=None)
    world, _ = play(bundle, scenario, calendar)
    rate(world, SCORES)
    now = datetime(2026, 4, 1, 9, tzinfo=SHANGHAI)
    store = MemoryStore()
    keep(world, store, bundle, until=now)
    counted = report(store, now=now, since=date(2026, 3, 1), until=date(2026, 3, 31))
    made = Bulletin(counted)
    return {"bulletin.html": made.html(), "bulletin-departments.csv": made.csv("department")}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in (simulation() | bulletin()).items():
        (FOLDER / file).write_text(text, encoding="utf-8", newline="")
