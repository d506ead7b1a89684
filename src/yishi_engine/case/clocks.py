"""The clocks of a case, put together from what happened and what the definition promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case.lifecycle import CaseState
from yishi_engine.case.model import Case, Task
from yishi_engine.worktime.clock import Clock

if TYPE_CHECKING:
    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.worktime.limits import Limit

_RUNNING_CASE = frozenset({CaseState.SUBMITTED, CaseState.CORRECTING, CaseState.ACCEPTED, CaseState.DECIDED})


def task_clock(task: Task, item: Item, bundle: Bundle) -> Clock | None:
    """Return a task's clock, or None while a prerequisite is missing.

    Its committed limit warns and turns yellow, its statutory limit turns red; an extension lengthens both.
    Basis: 行政许可法 art. 42, 45.
    """
    if task.clock_started_at is None:
        return None
    return Clock(
        started_at=task.clock_started_at,
        committed=_lengthened(item.committed_limit, task.extension),
        statutory=_lengthened(item.statutory_limit, task.extension),
        warn_before=item.warn_before or bundle.limits.warn_before,
        stops=task.stops,
    )


def acceptance_window(case: Case, bundle: Bundle) -> Clock:
    """Return the clock of the lead's time to accept or to give the one-time notice. Basis: 行政许可法 art. 32."""
    return Clock(started_at=case.received_at, committed=bundle.limits.acceptance, warn_before=bundle.limits.warn_before)


def case_clock(case: Case, bundle: Bundle) -> Clock | None:
    """Return the clock that the case is under, or was under last.

    Before acceptance it is that of the acceptance window, or of the applicant's correction (None where the bundle sets
    no time for it); afterwards that of the whole, which stops on every day on which one of the tasks is stopped.
    """
    limits = bundle.limits
    if case.counted_from is not None:
        stops = tuple(stop for task in case.tasks.values() for stop in task.stops)
        return Clock(
            started_at=case.counted_from,
            committed=_lengthened(limits.total, case.extension),
            warn_before=limits.warn_before,
            stops=stops,
        )
    if case.correcting_since is not None:
        if limits.correction is None:
            return None
        return Clock(started_at=case.correcting_since, committed=limits.correction, warn_before=limits.warn_before)
    return acceptance_window(case, bundle)


def is_running(subject: Case | Task) -> bool:
    """Tell whether the subject's clock still counts: the case has not ended, the task is not decided."""
    if isinstance(subject, Case):
        return subject.state in _RUNNING_CASE
    return not subject.state.is_final


def _lengthened(limit: Limit | None, extension: Limit | None) -> Limit | None:
    return limit.plus(extension) if limit and extension else limit
