"""The state of a case: what happened to it, and nothing that follows from it.

Limits stand in the bundle's version that the case is bound to; due dates and levels are derived from them, the stops
and a calendar whenever someone asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yishi_engine.case.commands import task_id
from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yishi_engine.worktime.clock import Stop
    from yishi_engine.worktime.limits import Limit


def alert_mark(level: str, due_on: str, *, material: str | None, duty: str | None) -> str:
    """Return the mark by which a case or task remembers that a level was emitted for a due date."""
    return " ".join(part for part in (material, duty, f"{level}@{due_on}") if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One required item at work.

    Attributes:
        officer: Who has it: who started it, or took it over.
        clock_started_at: The instant on whose day the clock starts; None while a prerequisite is missing.
        stops: Intervals in which the clock was stopped; the last one may be open.
        returns: Intervals between a decision and the return of the task. They do not count either, for the task alone.
        procedure: The special procedure that holds the clock now.
        expected: How long that procedure is expected to take, a limit as text.
        extension: What a supervisor added, once.
        extension_reason: Why, as the applicant is told.
        result: What the decision issues.
        reason: Why it was refused, or ended.
        on_commitment: Whether it was granted on commitment.
        verification: ``passed`` or ``failed``, once that was verified.
        verification_reason: Why it failed.
        alerted: Levels already emitted, as ``level@due date``.
    """

    item: str
    department: str
    state: TaskState
    waiting_for: tuple[str, ...] = ()
    officer: str | None = None
    clock_started_at: datetime | None = None
    stops: tuple[Stop, ...] = ()
    returns: tuple[Stop, ...] = ()
    procedure: str | None = None
    expected: str | None = None
    extension: Limit | None = None
    extension_reason: str | None = None
    decided_at: datetime | None = None
    result: Mapping[str, object] | None = None
    reason: str | None = None
    on_commitment: bool = False
    verification: str | None = None
    verification_reason: str | None = None
    alerted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutline:
    """What a list of tasks needs of a case; fields as of ``Case``."""

    id: str
    number: str
    bundle: str
    bundle_version: int
    lead_department: str
    state: CaseState
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One application on its way.

    Attributes:
        bundle_digest: Digest of the version of the bundle that the case is bound to.
        form: Values of the fields that are not personal.
        personal: Personal field → commitment to its value, which lies elsewhere.
        materials: Material → reference.
        deferred: Deferrable materials that are still missing.
        required: Items that the situation requires.
        exempt: Item → text of the rule that exempts it.
        received_at: When the application, or its correction, was received; the acceptance window counts from it.
        counted_from: The instant on whose day the clocks of the accepted case start.
        correcting_since: When the one-time notice went out, while its answer is awaited.
        noticed: Whether the one-time notice was given; ``notice`` is its text.
        first_officer: Who of the lead department was asked first (首问责任).
        follow_up_since: When a bad rating opened the duty to do something about it.
        last_at: When the newest event happened, those of clocks aside.
    """

    id: str
    number: str
    bundle: str
    bundle_version: int
    bundle_digest: str
    lead_department: str
    region: str | None
    applicant: str
    state: CaseState
    answers: Mapping[str, object]
    form: Mapping[str, object]
    personal: Mapping[str, str]
    materials: Mapping[str, str]
    deferred: tuple[str, ...]
    required: tuple[str, ...]
    exempt: Mapping[str, str]
    submitted_at: datetime
    received_at: datetime
    last_at: datetime
    deficiencies: tuple[Mapping[str, str], ...] = ()
    correcting_since: datetime | None = None
    noticed: bool = False
    notice: str = ""
    first_officer: str | None = None
    deemed: bool = False
    accepted_at: datetime | None = None
    counted_from: datetime | None = None
    decided_at: datetime | None = None
    ended_at: datetime | None = None
    extension: Limit | None = None
    extension_reason: str | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    rating: int | None = None
    follow_up_since: datetime | None = None
    followed_up_at: datetime | None = None
    alerted: tuple[str, ...] = ()
    tasks: Mapping[str, Task] = field(default_factory=dict)

    def task_id(self, item: str) -> str:
        """Return the id of the task of an item."""
        return task_id(self.id, item)

    def outcome_of_tasks(self) -> Outcome:
        """Derive the outcome from the tasks that are required; no refusal vetoes another department's decision."""
        needed = [task for item, task in self.tasks.items() if item in self.required]
        granted = [task.state is TaskState.GRANTED for task in needed]
        if all(granted):
            return Outcome.GRANTED
        return Outcome.PARTLY_GRANTED if any(granted) else Outcome.REFUSED
