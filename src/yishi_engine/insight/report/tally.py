"""Adding up: what cases and tasks of one group came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState

if TYPE_CHECKING:
    from yishi_engine.insight.report.facts import CaseFact, Course, TaskFact

GOOD_SCORE = 3
"""基本满意 and better."""


@dataclass(slots=True)
class Share:
    """How many of how many."""

    hits: int = 0
    of: int = 0

    def count(self, hit: bool | None) -> None:  # noqa: FBT001
        """Count one; None says nothing."""
        if hit is not None:
            self.hits += hit
            self.of += 1

    @property
    def share(self) -> float | None:
        """The share, 0 to 1; None where there was nothing to count."""
        return self.hits / self.of if self.of else None


@dataclass(slots=True)
class Mean:
    """A mean of whole numbers."""

    total: int = 0
    of: int = 0

    def count(self, value: int) -> None:
        """Count one."""
        self.total += value
        self.of += 1

    @property
    def mean(self) -> float | None:
        """The mean; None where there was nothing to count."""
        return self.total / self.of if self.of else None


@dataclass(slots=True)
class Times:
    """What clocks took, in working days.

    Attributes:
        net: Stopped days left out.
        gross: Stopped days among them.
        net_compared: Net days of those that have a baseline, added up.
        baseline: Their baselines, added up.
    """

    committed: Share = field(default_factory=Share)
    statutory: Share = field(default_factory=Share)
    early: Share = field(default_factory=Share)
    net: Mean = field(default_factory=Mean)
    gross: Mean = field(default_factory=Mean)
    net_compared: int = 0
    baseline: int = 0

    def count(self, course: Course, baseline: int | None) -> None:
        """Count one clock, with the working days that it is compared with."""
        self.committed.count(course.committed)
        self.statutory.count(course.statutory)
        self.early.count(course.early)
        self.net.count(course.net)
        self.gross.count(course.gross)
        if baseline is not None:
            self.net_compared += course.net
            self.baseline += baseline

    @property
    def reduction(self) -> float | None:
        """By which share the net days lie below the baseline; None where there is none."""
        return 1 - self.net_compared / self.baseline if self.baseline else None


@dataclass(slots=True)
class CaseTally:
    """What the cases of one group came to.

    Attributes:
        ended: Cases that ended, however they did.
        notices: One-time notices.
        deficiencies: Things reported missing.
        deferred: Deferred materials that came in time, of all that were deferred.
        running: Cases that have not ended, when the report is made.
        overdue: Those of them that are late by then.
    """

    ended: int = 0
    states: dict[CaseState, int] = field(default_factory=lambda: dict.fromkeys(CaseState, 0))
    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    deemed: int = 0
    notices: int = 0
    deficiencies: int = 0
    deferred: Share = field(default_factory=Share)
    ratings: Mean = field(default_factory=Mean)
    satisfied: Share = field(default_factory=Share)
    scores: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(5, 0, -1), 0))
    times: Times = field(default_factory=Times)
    running: int = 0
    overdue: int = 0

    def count(self, fact: CaseFact) -> None:
        """Count a case that has ended."""
        case = fact.case
        self.ended += 1
        self.states[case.state] += 1
        if case.outcome is not None:
            self.outcomes[case.outcome] += 1
        self.deemed += case.deemed
        self.notices += fact.noticed
        self.deficiencies += fact.deficiencies
        self.deferred.hits += fact.kept
        self.deferred.of += fact.deferred
        if case.rating is not None:
            self.ratings.count(case.rating)
            self.scores[case.rating] += 1
            self.satisfied.count(case.rating >= GOOD_SCORE)
        if fact.course is not None:
            self.times.count(fact.course, fact.baseline)


@dataclass(slots=True)
class TaskTally:
    """What the tasks of one group came to.

    Attributes:
        decided: Tasks that were granted or refused.
        terminated: Tasks that ended without a decision.
        suspended: Decided tasks that a special procedure stopped.
        extended: Decided tasks whose time was lengthened.
        running: Tasks that are at work, when the report is made.
        overdue: Those of them that are late by then.
    """

    decided: int = 0
    granted: int = 0
    refused: int = 0
    terminated: int = 0
    suspended: int = 0
    extended: int = 0
    times: Times = field(default_factory=Times)
    running: int = 0
    overdue: int = 0

    def count(self, fact: TaskFact) -> None:
        """Count a task that is decided or has ended."""
        if fact.state is TaskState.TERMINATED:
            self.terminated += 1
            return
        self.decided += 1
        self.granted += fact.state is TaskState.GRANTED
        self.refused += fact.state is TaskState.REFUSED
        self.suspended += fact.suspended
        self.extended += fact.extended
        if fact.course is not None:
            self.times.count(fact.course, fact.course.baseline)
