"""Running a simulation: rounds of one period, until enough cases came; and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.errors import ArgumentInvalid
from yishi_engine.insight.simulation.business_time import HOUR
from yishi_engine.insight.simulation.model import WINDOW, Model
from yishi_engine.insight.simulation.outcome import ItemOutcome, Outcome, Rate, Spread, StationOutcome, margin
from yishi_engine.insight.simulation.tally import InTime, ItemTally, Tally
from yishi_engine.insight.simulation.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.insight.simulation.scenario import Scenario
    from yishi_engine.worktime.calendar import Calendar

WINDOW_NAME: Final = "综合窗口"

_EMPTY_ROUNDS: Final = 100
"""After so many rounds in which nobody came, nobody will."""

LONG_WAIT: Final = 0.25
"""Working hours a case; where cases wait less for an officer, nobody calls that a bottleneck."""


def simulate(
    definition: Definition,
    scenario: Scenario,
    calendar: Calendar,
    *,
    advance: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Play a scenario and tell what came of it.

    Args:
        definition: The bundle.
        scenario: What is assumed.
        calendar: The working days.
        advance: Called with the number of counted cases that came since it was called last.

    Returns:
        The outcome; the same for the same arguments.

    Raises:
        ArgumentInvalid: The period holds no working day, or no case comes in it.
        OutsideCalendar: The period lies outside of the calendar.
    """
    model = Model.of(definition, scenario, calendar)
    if model.warm >= model.until:
        raise _nobody_came()
    tally = Tally(model.items)
    played = 0
    while not tally.rounds or played < (scenario.cases or 0):
        most = scenario.cases - played if scenario.cases else None
        came = World(model, tally, f"{scenario.seed}/{len(tally.rounds)}").play(most, advance)
        played += came
        if not played and len(tally.rounds) == _EMPTY_ROUNDS:
            raise _nobody_came()
    if tally.received + tally.not_needed == 0:
        raise _nobody_came()
    return _outcome(model, tally)


def expected_cases(definition: Definition, scenario: Scenario, calendar: Calendar) -> int:
    """Return how many cases a simulation of the scenario will play, for a progress bar."""
    if scenario.cases:
        return scenario.cases
    model = Model.of(definition, scenario, calendar)
    return sum(second >= model.warm for second in model.arrivals(f"{scenario.seed}/0"))


def _nobody_came() -> ArgumentInvalid:
    return ArgumentInvalid(
        "no case comes in the period",
        field="arrivals",
        notice="时段内没有收件",
        advice="raise arrivals.per_day, lengthen the period, or shorten the warm-up",
    )


def _outcome(model: Model, tally: Tally) -> Outcome:
    stations = tuple(_stations(model, tally))
    slowest = max(stations, key=lambda station: station.waiting_per_case)
    tasks = InTime()
    for each in tally.items.values():
        tasks.add(each.committed)
    return Outcome(
        bundle=model.bundle.id,
        version=model.bundle.version,
        name=model.bundle.name,
        seed=model.scenario.seed,
        rounds=len(tally.rounds),
        received=tally.received,
        completed=len(tally.durations),
        noticed=tally.noticed,
        deemed=tally.deemed,
        lapsed=tally.lapsed,
        not_needed=tally.not_needed,
        unfinished=tally.unfinished,
        decisions=tally.decisions,
        total=Rate.of_count(tally.total),
        tasks=Rate.of_count(tasks),
        margin=margin(tally.rounds),
        duration=Spread.over(tally.durations, model.time.day_length),
        histogram=_histogram(tally.durations, model.time.day_length),
        late_histogram=_histogram(tally.late, model.time.day_length),
        items=tuple(_item(model, item, each) for item, each in tally.items.items()),
        stations=stations,
        bottleneck=slowest.key if slowest.waiting_per_case >= LONG_WAIT else None,
        assumed=model.scenario.assumed,
    )


def _histogram(durations: Iterable[int], day_length: int) -> dict[int, int]:
    counts: dict[int, int] = {}
    for seconds in durations:
        days = max(1, -(-seconds // day_length))
        counts[days] = counts.get(days, 0) + 1
    return dict(sorted(counts.items()))


def _item(model: Model, item: str, tally: ItemTally) -> ItemOutcome:
    parts = (tally.waiting, tally.gated, tally.handled, tally.stopped)
    total = [sum(each) for each in zip(*parts, strict=True)]
    waiting, gated, handled, stopped, whole = (Spread.over(each, HOUR) for each in (*parts, total))
    return ItemOutcome(
        item=item,
        name=model.items[item].name,
        department=model.items[item].department,
        decided=len(total),
        refused=tally.refused,
        terminated=tally.terminated,
        unfinished=tally.unfinished,
        committed=Rate.of_count(tally.committed),
        statutory=Rate.of_count(tally.statutory),
        waiting=waiting,
        gated=gated,
        handled=handled,
        stopped=stopped,
        total=whole,
    )


def _stations(model: Model, tally: Tally) -> Iterable[StationOutcome]:
    for key, officers in model.scenario.officers.items():
        of_it = [each for item, each in tally.items.items() if model.items[item].department == key]
        yield _station(model, tally, key, officers, of_it)
    errands = ItemTally(waiting=tally.at_window)
    if tally.at_window:
        yield _station(model, tally, WINDOW, model.scenario.window.officers, [errands])


def _station(model: Model, tally: Tally, key: str, officers: int | None, of_it: list[ItemTally]) -> StationOutcome:
    waiting = [seconds for each in of_it for seconds in each.waiting]
    committed, statutory = InTime(), InTime()
    for each in of_it:
        committed.add(each.committed)
        statutory.add(each.statutory)
    department = model.definition.departments.get(key)
    return StationOutcome(
        key=key,
        name=department.name if department else WINDOW_NAME,
        officers=officers,
        load=tally.busy[key] / (tally.spans * officers) if officers and tally.spans else None,
        decided=len(waiting),
        committed=Rate.of_count(committed),
        statutory=Rate.of_count(statutory),
        waiting=Spread.over(waiting, HOUR),
        waiting_per_case=sum(waiting) / HOUR / max(1, tally.received),
    )
