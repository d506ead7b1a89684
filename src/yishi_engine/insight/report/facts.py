"""What one case and its tasks came to: in time or not, how many working days; from its events and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from yishi_engine.case import events as happened
from yishi_engine.case.clocks import case_clock, deferral_clock, task_clock
from yishi_engine.case.lifecycle import TaskState
from yishi_engine.worktime.calendar import local_date
from yishi_engine.worktime.deadlines import due
from yishi_engine.worktime.stops import Stop, StoppedDays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case, Task
    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.clock import Clock, Due
    from yishi_engine.worktime.limits import Limit

_NOTHING_STOPPED = StoppedDays(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What one clock took.

    Attributes:
        gross: Working days after the day it started, up to the day it ended.
        net: Those of them on which it was not stopped.
        committed: Whether it ended in time by the promised limit; None where there is none, or no date was known.
        statutory: The same by the statutory limit.
        early: Whether it ended before the day it was due by the promised limit; None as for ``committed``.
        baseline: Working days that its statutory limit gave; None where there is none, or the calendar does not reach.
    """

    gross: int
    net: int
    committed: bool | None
    statutory: bool | None
    early: bool | None
    baseline: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFact:
    """What one decided or ended task came to.

    Attributes:
        course: What its clock took; None for a task that ended without a decision.
        given: Working days that its statutory limit gave, or its promised one where there is no statutory limit.
    """

    item: str
    department: str
    state: TaskState
    course: Course | None
    given: int | None
    suspended: bool
    extended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact:
    """What one case came to that has ended.

    Attributes:
        course: What the clock of the whole took; None for a case that was never accepted or not completed.
        baseline: Working days that the limits of its items add up to, statutory where there are such.
        noticed: Whether the one-time notice was given.
        deficiencies: How many things departments reported missing.
        deferred: Materials that were deferred at acceptance.
        kept: Those of them that came in time.
    """

    case: Case
    course: Course | None
    baseline: int | None
    noticed: bool
    deficiencies: int
    deferred: int
    kept: int
    tasks: tuple[TaskFact, ...]


def case_fact(
    case: Case, events: Iterable[Event], bundle: Bundle, calendar_at: Callable[[datetime], Calendar]
) -> CaseFact:
    """Tell what a case came to.

    Args:
        case: The case as it ended.
        events: Its events, in order.
        bundle: The version that it is bound to.
        calendar_at: Returns the working days as they were known at an instant.
    """
    tasks = tuple(_task_facts(case, bundle, calendar_at))
    completed = case.ended_at if case.outcome is not None else None
    clock = case_clock(case, bundle) if completed else None
    deferred, kept = _deferred(case, events, bundle, calendar_at)
    return CaseFact(
        case=case,
        course=_course(clock, completed, calendar_at(completed)) if clock and completed else None,
        baseline=_sum([each.given for each in tasks]) if completed else None,
        noticed=case.noticed,
        deficiencies=len(case.deficiencies),
        deferred=deferred,
        kept=kept,
        tasks=tasks,
    )


def overdue(clock: Clock | None, calendar: Calendar, now: datetime) -> bool:
    """Tell whether a running clock has run out by the promised limit."""
    at = clock.due(calendar).at if clock else None
    return at is not None and now > at


def _task_facts(case: Case, bundle: Bundle, calendar_at: Callable[[datetime], Calendar]) -> Iterator[TaskFact]:
    for item in bundle.items:
        task = case.tasks.get(item.id)
        if task is not None and task.state.is_final:
            yield _task_fact(task, item, bundle, calendar_at)


def _task_fact(task: Task, item: Item, bundle: Bundle, calendar_at: Callable[[datetime], Calendar]) -> TaskFact:
    clock = task_clock(task, item, bundle)
    decided = task.decided_at if task.state is not TaskState.TERMINATED else None
    course, given = None, None
    if clock and decided:
        calendar = calendar_at(decided)
        course = _course(clock, decided, calendar, item.statutory_limit)
        given = _given(item.statutory_limit or item.limit, clock.started_at, calendar)
    return TaskFact(
        item=item.id,
        department=task.department,
        state=task.state,
        course=course,
        given=given,
        suspended=bool(task.stops),
        extended=task.extension is not None,
    )


def _course(clock: Clock, end: datetime, calendar: Calendar, baseline: Limit | None = None) -> Course:
    started, ended = local_date(clock.started_at), local_date(end)
    gross = calendar.working_days(started, min(ended, calendar.horizon))
    stopped = StoppedDays.of(Stop(stop.since, min(stop.until or end, max(end, stop.since))) for stop in clock.stops)
    tomorrow = min(ended, calendar.horizon) + timedelta(days=1)
    promised = clock.due(calendar) if clock.committed else None
    return Course(
        gross=gross,
        net=stopped.working_days_between(calendar, started, tomorrow),
        committed=_in_time(promised, end),
        statutory=_in_time(clock.statutory_due(calendar), end),
        early=None if promised is None or promised.on is None else ended < promised.on,
        baseline=_given(baseline, clock.started_at, calendar) if baseline else None,
    )


def _in_time(limit: Due | None, end: datetime) -> bool | None:
    return None if limit is None or limit.at is None else end <= limit.at


def _given(limit: Limit, started_at: datetime, calendar: Calendar) -> int | None:
    """Return how many working days a limit gives from an instant on, whatever its unit; 即办 gives one."""
    on = due(limit, started_at, _NOTHING_STOPPED, calendar).on
    return None if on is None else max(1, calendar.working_days(local_date(started_at), on))


def _sum(parts: list[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None


def _deferred(
    case: Case, events: Iterable[Event], bundle: Bundle, calendar_at: Callable[[datetime], Calendar]
) -> tuple[int, int]:
    """Return how many materials were deferred at acceptance, and how many of them came in time."""
    outstanding: tuple[str, ...] = ()
    deferred: tuple[str, ...] = ()
    supplied: dict[str, datetime] = {}
    for event in events:
        match event:
            case happened.CaseSubmitted() | happened.CaseCorrected():
                outstanding = event.deferred
            case happened.CaseAccepted():
                deferred = tuple(each for each in outstanding if each not in supplied)
            case happened.MaterialSupplied():
                supplied[event.material] = event.occurred_at
    kept = 0
    for material in deferred:
        clock = deferral_clock(case, material, bundle)
        at = supplied.get(material)
        if at is not None:
            limit = clock.due(calendar_at(at)).at if clock else None
            kept += limit is None or at <= limit
    return len(deferred), kept
