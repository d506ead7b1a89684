"""The clocks of a case, put together from what happened and what the definition promises."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from yishi_engine.case.lifecycle import CaseState
from yishi_engine.case.model import Case, CaseOutline, Task, alert_mark
from yishi_engine.case.remembering import remembered
from yishi_engine.worktime.clock import Clock, Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.worktime.clock import Stop
    from yishi_engine.worktime.limits import Limit

_RUNNING_CASE = frozenset({CaseState.SUBMITTED, CaseState.CORRECTING, CaseState.ACCEPTED, CaseState.DECIDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningClock:
    """A clock that counts now, and whose it is.

    Attributes:
        clock: The clock.
        item: The task's item; None for a clock of the case.
        material: The deferred material whose time it is.
        duty: ``verification`` or ``follow_up``, for what is owed after completion.
        alerted: Marks of the levels that were emitted.
    """

    clock: Clock
    item: str | None = None
    material: str | None = None
    duty: str | None = None
    alerted: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What tells the clock from the others of its case."""
        return " ".join(part for part in (self.item or "case", self.material, self.duty) if part)

    def mark(self, level: Level, due_on: str) -> str:
        """Return the mark of a level and due date."""
        return alert_mark(level, due_on, material=self.material, duty=self.duty)


def running_clocks(case: Case, bundle: Bundle) -> Iterator[RunningClock]:
    """Yield the clocks that count as the case stands: its own first, then its materials', then its tasks' in order."""
    yield from running_case_clocks(case, bundle)
    for item in bundle.items:
        if task := case.tasks.get(item.id):
            yield from running_task_clocks(case, task, item, bundle)


def running_case_clocks(case: Case, bundle: Bundle) -> Iterator[RunningClock]:
    """Yield the clocks of a case that count as it stands, without those of its tasks."""
    if is_running(case):
        if clock := case_clock(case, bundle):
            yield RunningClock(clock=clock, alerted=case.alerted)
        if case.counted_from is not None and case.deferred:
            for material in bundle.materials:
                if material.id in case.deferred and (clock := deferral_clock(case, material.id, bundle)):
                    yield RunningClock(clock=clock, material=material.id, alerted=case.alerted)
    if clock := follow_up_clock(case, bundle):
        yield RunningClock(clock=clock, duty="follow_up", alerted=case.alerted)


def running_task_clocks(case: Case, task: Task, item: Item, bundle: Bundle) -> Iterator[RunningClock]:
    """Yield the clocks of a task that count as the case stands."""
    if is_running(case) and is_running(task) and (clock := task_clock(task, item, bundle)):
        yield RunningClock(clock=clock, item=item.id, alerted=task.alerted)
    if clock := verification_clock(case, task, item, bundle):
        yield RunningClock(clock=clock, item=item.id, duty="verification", alerted=task.alerted)


@lru_cache(maxsize=2048)
def _clock(
    started_at: datetime,
    committed: Limit | None,
    statutory: Limit | None,
    warn_before: Limit,
    stops: tuple[Stop, ...] = (),
) -> Clock:
    """Return a clock; the very same one for the same arguments, so that what is derived from it is found sooner."""
    return Clock(started_at=started_at, committed=committed, statutory=statutory, warn_before=warn_before, stops=stops)


@remembered
def task_clock(task: Task, item: Item, bundle: Bundle) -> Clock | None:
    """Return a task's clock, or None while a prerequisite is missing.

    Its committed limit warns and turns yellow, its statutory limit turns red; an extension lengthens both. It does not
    count while a special procedure stops it, nor between a decision and the return of the task.
    Basis: 行政许可法 art. 42, 45.
    """
    if task.clock_started_at is None:
        return None
    return _clock(
        task.clock_started_at,
        _lengthened(item.committed_limit, task.extension),
        _lengthened(item.statutory_limit, task.extension),
        item.warn_before or bundle.limits.warn_before,
        task.stops + task.returns,
    )


def acceptance_window(case: Case, bundle: Bundle) -> Clock:
    """Return the clock of the lead's time to accept or to give the one-time notice. Basis: 行政许可法 art. 32."""
    return _clock(case.received_at, bundle.limits.acceptance, None, bundle.limits.warn_before)


@partial(remembered, size=64)
def case_clock(case: Case, bundle: Bundle) -> Clock | None:
    """Return the clock that the case is under, or was under last.

    Before acceptance it is that of the acceptance window, or of the applicant's correction (None where the bundle sets
    no time for it); afterwards that of the whole, which stops on every day on which one of the tasks is stopped.
    """
    limits = bundle.limits
    if case.counted_from is not None:
        stops = tuple(stop for task in case.tasks.values() for stop in task.stops)
        return _clock(case.counted_from, _lengthened(limits.total, case.extension), None, limits.warn_before, stops)
    if case.correcting_since is not None:
        if limits.correction is None:
            return None
        return _clock(case.correcting_since, limits.correction, None, limits.warn_before)
    return acceptance_window(case, bundle)


def issue_clock(case: Case, bundle: Bundle) -> Clock | None:
    """Return the clock of the lead's time to issue the results together, from the last decision on.

    It raises no alarm of its own, since the clock of the whole does; it shows in the case and in its timeline.
    Basis: 行政许可法 art. 44.
    """
    if case.decided_at is None or bundle.limits.issue is None:
        return None
    return _clock(case.decided_at, bundle.limits.issue, None, bundle.limits.warn_before)


def deferral_clock(case: Case, material_id: str, bundle: Bundle) -> Clock | None:
    """Return the clock of a deferred material, which the applicant has from acceptance on to supply it (容缺后补)."""
    defer = next((each.defer for each in bundle.materials if each.id == material_id), None)
    if defer is None or case.counted_from is None:
        return None
    return _clock(case.counted_from, defer, None, bundle.limits.warn_before)


def verification_clock(case: Case | CaseOutline, task: Task, item: Item, bundle: Bundle) -> Clock | None:
    """Return the clock of the duty to verify what was granted on commitment; it starts with completion."""
    if item.commitment is None or not task.on_commitment or task.verification or case.state is not CaseState.COMPLETED:
        return None
    if case.ended_at is None:
        return None
    return _clock(case.ended_at, item.commitment.verify_within, None, bundle.limits.warn_before)


def follow_up_clock(case: Case, bundle: Bundle) -> Clock | None:
    """Return the clock of the duty to do something about a bad rating, where the bundle sets a time for it."""
    if case.follow_up_since is None or case.followed_up_at is not None or bundle.limits.follow_up is None:
        return None
    return _clock(case.follow_up_since, bundle.limits.follow_up, None, bundle.limits.warn_before)


def is_running(subject: Case | Task) -> bool:
    """Tell whether the subject's clock still counts: the case has not ended, the task is not decided."""
    if isinstance(subject, Case):
        return subject.state in _RUNNING_CASE
    return not subject.state.is_final


def _lengthened(limit: Limit | None, extension: Limit | None) -> Limit | None:
    return limit.plus(extension) if limit and extension else limit
