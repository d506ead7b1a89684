"""Counting in a simulation: what was decided in time, and where the time went. Times are in seconds of business."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yishi_engine.case.clocks import case_clock, task_clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from yishi_engine.insight.simulation.life import Job, Life
    from yishi_engine.insight.simulation.model import Model
    from yishi_engine.insight.simulation.station import Station
    from yishi_engine.worktime.clock import Due


@dataclass(slots=True)
class InTime:
    """How many of how many were in time; what has no due date is not among them."""

    hits: int = 0
    of: int = 0

    def count(self, due: Due | None, at: datetime) -> None:
        """Count something that ended at an instant."""
        if due is not None and due.at is not None:
            self.of += 1
            self.hits += at <= due.at

    def count_open(self, due: Due | None, now: datetime) -> None:
        """Count something that has not ended, if it is late already."""
        if due is not None and due.at is not None and now > due.at:
            self.of += 1

    def add(self, other: InTime) -> None:
        """Count what another one counted."""
        self.hits += other.hits
        self.of += other.of


@dataclass(slots=True)
class ItemTally:
    """What was counted of the tasks of one item; the four lists have an entry for each decided task."""

    committed: InTime = field(default_factory=InTime)
    statutory: InTime = field(default_factory=InTime)
    refused: int = 0
    terminated: int = 0
    unfinished: int = 0
    waiting: list[int] = field(default_factory=list)
    gated: list[int] = field(default_factory=list)
    handled: list[int] = field(default_factory=list)
    stopped: list[int] = field(default_factory=list)


class Tally:
    """Counts over all rounds of one scenario; only what belongs to cases that came after the warm-up.

    Attributes:
        decisions: Decisions on tasks, those of the warm-up among them.
        received: Cases that were received.
        not_needed: Applications for which the situation requires no item.
        noticed: Cases with a one-time notice.
        deemed: Cases that were accepted by silence.
        lapsed: Cases whose correction did not come in time.
        unfinished: Cases that the calendar's horizon cut off.
        total: Cases completed within the time of the whole.
        rounds: The same, for each round.
        durations: From acceptance to completion, stops included, for each completed case.
        late: The same, of those only that were completed after the time of the whole.
        at_window: How long each errand waited at the lead's window.
        items: Item → what was counted of it.
        busy: Station → seconds that its officers worked within the period.
        spans: Seconds of the periods, warm-ups left out.
    """

    def __init__(self, items: Iterable[str]) -> None:
        """Begin to count."""
        self.decisions = 0
        self.received = self.not_needed = self.noticed = self.deemed = self.lapsed = self.unfinished = 0
        self.total = InTime()
        self.rounds: list[InTime] = []
        self.durations: list[int] = []
        self.late: list[int] = []
        self.at_window: list[int] = []
        self.items = {item: ItemTally() for item in items}
        self.busy: defaultdict[str, int] = defaultdict(int)
        self.spans = 0

    def begin_round(self) -> None:
        """Begin a round."""
        self.rounds.append(InTime())

    def waited(self, life: Life, seconds: int) -> None:
        """Count how long a case waited at the window."""
        if life.counted:
            self.at_window.append(seconds)

    def decided(self, job: Job, model: Model) -> None:
        """Count a decision."""
        self.decisions += 1
        if not job.life.counted:
            return
        counted, task = self.items[job.item], job.life.state.tasks[job.item]
        counted.refused += job.draw.refused
        counted.waiting.append(job.waiting)
        counted.gated.append(job.gated)
        counted.handled.append(job.handled)
        counted.stopped.append(job.stopped)
        clock = task_clock(task, model.items[job.item], model.bundle)
        if clock and task.decided_at:
            counted.committed.count(clock.due(model.calendar) if clock.committed else None, task.decided_at)
            counted.statutory.count(clock.statutory_due(model.calendar), task.decided_at)

    def terminated(self, life: Life, item: str) -> None:
        """Count a task that ended without a decision."""
        self.items[item].terminated += life.counted

    def completed(self, life: Life, second: int, model: Model) -> None:
        """Count a case whose results were issued."""
        case = life.state
        clock = case_clock(case, model.bundle)
        if life.counted and clock and case.ended_at:
            due = clock.due(model.calendar)
            self.durations.append(second - life.accepted)
            if due.at is not None and case.ended_at > due.at:
                self.late.append(second - life.accepted)
            for each in (self.total, self.rounds[-1]):
                each.count(due, case.ended_at)

    def close(self, stations: Iterable[Station], lives: Iterable[Life], model: Model) -> None:
        """Count what is not finished at the end of a round: late where its date has passed, otherwise neither."""
        now = model.time.end(model.time.length)
        for life in lives:
            for job in life.jobs.values():
                if job.officer:
                    job.station.release(job.officer, since=job.since, until=model.time.length)
            if life.counted:
                self._unfinished(life, model, now)
        for station in stations:
            self.busy[station.key] += station.busy
        self.spans += max(0, station.measured[1] - station.measured[0])

    def _unfinished(self, life: Life, model: Model, now: datetime) -> None:
        case = life.state
        self.unfinished += 1
        clock = case_clock(case, model.bundle) if case.counted_from else None
        for each in (self.total, self.rounds[-1]):
            each.count_open(clock.due(model.calendar) if clock else None, now)
        for item in life.jobs:
            counted = self.items[item]
            counted.unfinished += 1
            running = task_clock(case.tasks[item], model.items[item], model.bundle)
            if running:
                counted.committed.count_open(running.due(model.calendar) if running.committed else None, now)
                counted.statutory.count_open(running.statutory_due(model.calendar), now)
