"""A scenario measured from what happened: the audit records of a bundle's cases that have ended."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Final

from yishi_engine.case import events as happened
from yishi_engine.errors import NotFound
from yishi_engine.insight.histories import ended_histories
from yishi_engine.insight.simulation.business_time import HOUR, BusinessTime
from yishi_engine.insight.simulation.distributions import Distribution, Empirical
from yishi_engine.insight.simulation.loading import ASSUMED_HANDLING
from yishi_engine.insight.simulation.scenario import NOTHING, THREE, Arrivals, Scenario, Special, Window, Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.bundle.values import StoredValue
    from yishi_engine.case.events import Event, TaskEvent
    from yishi_engine.store.port import Store
    from yishi_engine.worktime.calendar import Calendar

MAX_VALUES: Final = 500
"""So many values of a measured distribution are kept, spread evenly over all of them."""

FULL: Final = 0.9
"""Officers who have several tasks at work at once count as so many that none is busy for more than this share."""


@dataclass(slots=True)
class _ItemMeasure:
    handled: list[float] = field(default_factory=list)
    stops: list[float] = field(default_factory=list)
    required: int = 0
    decided: int = 0
    deficient: int = 0
    refused: int = 0


@dataclass(slots=True)
class _Work:
    """A task on its way: when officers began with it, how long it was stopped, whether it had to wait for a gate.

    Times are in seconds of business.
    """

    started: int
    suspended: int | None = None
    stopped: int = 0
    gated: bool = False


@dataclass(slots=True)
class _Course:
    """A case on its way: since when it is where it is, in seconds of business; what was found missing; its tasks."""

    since: int = 0
    deficient: set[str] = field(default_factory=set)
    work: dict[str, _Work] = field(default_factory=dict)


def measure(store: Store, definition: Definition, calendar: Calendar, *, seed: int = 1) -> Scenario:
    """Measure a scenario.

    How long something took is counted in business time, from where somebody began with it to where it was done, special
    procedures left out. Waiting at the window cannot be told from work there, so the window gets as many officers as it
    needs, and what it took as its time.

    Args:
        store: Where the cases are kept.
        definition: The bundle; items that it no longer has are left out.
        calendar: The working days.
        seed: Seed of the scenario.

    Raises:
        NotFound: No case of the bundle has ended.
    """
    measures = _Measures(definition.bundle, BusinessTime.over(calendar, calendar.first))
    for _, events in ended_histories(store, bundle=definition.bundle.id):
        measures.take(events)
    if not measures.received:
        raise NotFound(
            f'no case of bundle "{definition.bundle.id}" has ended in this database',
            notice=f'数据库里没有"{definition.bundle.id}"已终结的办件',
            advice="write a scenario instead",
        )
    return measures.scenario(seed)


class _Measures:
    """Gathers what cases took."""

    def __init__(self, bundle: Bundle, time: BusinessTime) -> None:
        self._bundle = bundle
        self._time = time
        self._items = {item.id: _ItemMeasure() for item in bundle.items}
        self._questions = {question.id for question in bundle.questions}
        self._officers: defaultdict[str, set[str]] = defaultdict(set)
        self._accept: list[float] = []
        self._issue: list[float] = []
        self._correction: list[float] = []
        self._applications: list[Mapping[str, StoredValue]] = []
        self._luck = Random(0)  # noqa: S311  (luck that can be repeated is the purpose)
        self.received: list[int] = []

    def take(self, events: Sequence[Event]) -> None:
        """Take in the events of one case, in order."""
        course = _Course()
        for event in events:
            now = self._time.second(event.occurred_at)
            if isinstance(event, happened.TaskEvent):
                if event.item in self._items:
                    self._task(event, now, course.work)
            else:
                self._case(event, now, course)
        for item in course.deficient & self._items.keys():
            self._items[item].deficient += 1

    def scenario(self, seed: int) -> Scenario:
        """Return what was measured as a scenario."""
        unsaid = [item.name for item in self._bundle.items if not self._items[item.id].handled]
        days = max(1.0, math.ceil((max(self.received) - min(self.received)) / self._time.day_length))
        officers = {item.department: self._staff(item.department, days) for item in self._bundle.items}
        return Scenario(
            seed=seed,
            arrivals=Arrivals(per_day=round(len(self.received) / days, 4)),
            window=Window(accept=_empirical(self._accept) or NOTHING, issue=_empirical(self._issue) or NOTHING),
            correction=_empirical(self._correction) or THREE,
            applications=tuple(self._applications),
            officers=officers,
            work={item.id: self._work(item) for item in self._bundle.items},
            assumed=tuple(f"{name}的办理用时（历史里没有，按 1 至 4 工作时，多为 2）" for name in unsaid),
        )

    def _case(self, event: Event, now: int, course: _Course) -> None:
        match event:
            case happened.CaseSubmitted():
                self._submitted(event, now)
                course.since = now
            case happened.DeficiencyReported():
                course.deficient.add(event.item)
            case happened.CorrectionRequested():
                self._accept.append((now - course.since) / HOUR)
                course.since = now
            case happened.CaseCorrected():
                self._correction.append((now - course.since) / self._time.day_length)
                course.since = now
            case happened.CaseAccepted(deemed=None):
                self._accept.append((now - course.since) / HOUR)
            case happened.CaseDecided():
                course.since = now
            case happened.CaseCompleted():
                self._issue.append((now - course.since) / HOUR)

    def _submitted(self, event: happened.CaseSubmitted, now: int) -> None:
        self.received.append(now)
        for item in event.required:
            if item in self._items:
                self._items[item].required += 1
        answers: dict[str, StoredValue] = {
            name: value for name, value in event.answers.items() if isinstance(value, bool | int | str)
        }
        if answers.keys() != self._questions:
            return  # of another version of the bundle
        if len(self._applications) < MAX_VALUES:
            self._applications.append(answers)
        elif (place := self._luck.randrange(len(self.received))) < MAX_VALUES:
            self._applications[place] = answers  # so that each application is kept equally likely

    def _task(self, event: TaskEvent, now: int, work: dict[str, _Work]) -> None:
        measured, at_work = self._items[event.item], work.get(event.item)
        if isinstance(event, happened.TaskGranted):
            for item in event.clocks_started:
                if item in work:
                    work[item].gated = True
        match event:
            case happened.TaskStarted():
                work[event.item] = _Work(now)
                self._officers[event.actor.department or ""].add(event.actor.id)
            case happened.TaskSuspended() if at_work:
                at_work.suspended = now
            case happened.TaskResumed() if at_work and at_work.suspended is not None:
                at_work.stopped += now - at_work.suspended
                at_work.suspended = None
            case happened.TaskGranted() | happened.TaskRefused() if at_work:
                measured.decided += 1
                if not at_work.gated:  # else nobody knows how much of the time was work
                    measured.handled.append((now - at_work.started - at_work.stopped) / HOUR)
                measured.refused += isinstance(event, happened.TaskRefused)
                if at_work.stopped:
                    measured.stops.append(at_work.stopped / self._time.day_length)
                del work[event.item]

    def _staff(self, department: str, days: float) -> int:
        hours = sum(sum(self._items[item.id].handled) for item in self._bundle.items if item.department == department)
        needed = hours * HOUR / (days * self._time.day_length) / FULL
        return max(len(self._officers[department]), math.ceil(needed), 1)

    def _work(self, item: Item) -> Work:
        measured = self._items[item.id]
        decided = max(1, measured.decided)
        days = _empirical(measured.stops)
        special = Special(probability=round(len(measured.stops) / decided, 4), days=days) if days else None
        return Work(
            handling=_empirical(measured.handled) or ASSUMED_HANDLING,
            deficiency=round(measured.deficient / max(1, measured.required), 4),
            special=special if item.special_procedures else None,
            refusal=round(measured.refused / decided, 4),
        )


def _empirical(values: list[float]) -> Distribution | None:
    """Return a distribution of measured values, at most ``MAX_VALUES`` of them; None where nothing was measured."""
    if not values:
        return None
    ordered = sorted(values)
    count = min(len(ordered), MAX_VALUES)
    kept = (ordered[int((index + 0.5) * len(ordered) / count)] for index in range(count))
    return Empirical(tuple(round(value, 4) for value in kept))
