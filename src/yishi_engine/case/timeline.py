"""Who held a case when, and what that took: net and gross working days, stops, lateness and by whom.

Everything is derived from the events, so that an officer's answer to "where is it, and why is it late" rests on the
same records as the chain.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from yishi_engine.case import events as happened
from yishi_engine.case.clocks import case_clock, issue_clock, task_clock
from yishi_engine.case.events import Event, TaskEvent
from yishi_engine.case.evolution import evolve
from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.worktime.calendar import Calendar, local_date
from yishi_engine.worktime.stops import Stop, StoppedDays

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yishi_engine.bundle.model import Bundle
    from yishi_engine.case.model import Case
    from yishi_engine.worktime.clock import Clock

APPLICANT: Final = "applicant"
_ENDED_CASE: Final = frozenset({CaseState.COMPLETED, CaseState.DECLINED, CaseState.WITHDRAWN, CaseState.LAPSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A time in which one holder had a case or a task.

    Attributes:
        item: The task's item; None for the case as a whole.
        state: The state it was in.
        holder: Key of the department, or ``applicant``.
        officer: Who of the department had it; None while nobody did, and for the applicant.
        since: When it began; aware, UTC.
        until: When it ended; None while it lasts.
        working_days: Working days after the day it began, up to the day it ended or to today.
        reason: Why, where something was said: a special procedure, a return, a hand-over.
    """

    item: str | None
    state: CaseState | TaskState
    holder: str
    officer: str | None
    since: datetime
    until: datetime | None
    working_days: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one clock took.

    Attributes:
        item: The task's item; None for the case as a whole.
        step: ``issue`` for the lead's time from the last decision to issuing; empty for the whole and for tasks.
        department: Whose clock it was; the lead for the case.
        gross_days: Working days after the day the clock started, up to its end or today.
        stopped_days: Those of them on which it was stopped.
        net_days: The others, which count.
        due_on: The due day, an Asia/Shanghai date; None while none stands.
        late_days: Working days from the due day to the end or today; 0 if in time.
    """

    item: str | None
    department: str
    gross_days: int
    stopped_days: int
    net_days: int
    due_on: date | None
    late_days: int
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The life of a case.

    Attributes:
        case_id: Id of the case.
        first_officer: Who of the lead department was asked first (首问责任).
        segments: Who held what when, in order of time.
        accounts: What each clock took: the case's, then its tasks' in order of definition.
        reasons: What was said where time was added, lost or taken back (extensions, stops, returns …), in order.
    """

    case_id: str
    first_officer: str | None
    segments: tuple[Segment, ...]
    accounts: tuple[Account, ...]
    reasons: tuple[str, ...]

    def late(self) -> tuple[Account, ...]:
        """Return the clocks that ran out, the latest first."""
        return tuple(sorted((each for each in self.accounts if each.late_days), key=lambda each: -each.late_days))


def timeline(case_id: str, events: Iterable[Event], bundle: Bundle, calendar: Calendar, now: datetime) -> Timeline:
    """Tell the life of a case.

    Args:
        case_id: Id of the case.
        events: All of its events, in order.
        bundle: The version that it is bound to.
        calendar: The working days as known.
        now: Until when; aware.

    Raises:
        ValueError: There are no events.
    """
    teller = _Teller(calendar=calendar, now=now)
    case: Case | None = None
    for event in events:
        case = evolve(case, event, case_id=case_id)
        teller.tell(case, event)
    if case is None:
        raise ValueError("no events")
    return Timeline(
        case_id=case_id,
        first_officer=case.first_officer,
        segments=teller.segments(),
        accounts=tuple(_accounts(case, bundle, calendar, now)),
        reasons=tuple(teller.reasons),
    )


@dataclass(frozen=True, slots=True)
class _Holding:
    """Who has a case or a task, in which state."""

    state: CaseState | TaskState
    holder: str
    officer: str | None


@dataclass(slots=True)
class _Teller:
    """Cuts a life into segments, event by event."""

    calendar: Calendar
    now: datetime
    reasons: list[str] = field(default_factory=list)
    _held: dict[str | None, tuple[_Holding, datetime, str]] = field(default_factory=dict)
    _closed: list[Segment] = field(default_factory=list)

    def tell(self, case: Case, event: Event) -> None:
        """Take in an event and the case after it."""
        reason = _reason(event)
        if reason:
            self.reasons.append(reason)
        whole = self._held.get(None)
        self._hold(None, _case_holding(case, event, whole[0] if whole else None), event.occurred_at, reason)
        for item, task in case.tasks.items():
            of_this = reason if isinstance(event, TaskEvent) and event.item == item else ""
            self._hold(item, _Holding(task.state, task.department, task.officer), event.occurred_at, of_this)

    def segments(self) -> tuple[Segment, ...]:
        """Return all segments, those that last among them."""
        lasting = [self._segment(item, None) for item, (held, _, _) in self._held.items() if not _is_ended(held.state)]
        return tuple(sorted(self._closed + lasting, key=lambda each: each.since))

    def _hold(self, item: str | None, holding: _Holding, at: datetime, reason: str) -> None:
        known = self._held.get(item)
        if known and known[0] == holding:
            return
        if known and not _is_ended(known[0].state):
            self._closed.append(self._segment(item, at))
        self._held[item] = holding, at, reason

    def _segment(self, item: str | None, until: datetime | None) -> Segment:
        holding, since, reason = self._held[item]
        return Segment(
            item=item,
            state=holding.state,
            holder=holding.holder,
            officer=holding.officer,
            since=since,
            until=until,
            working_days=_days(since, until or self.now, self.calendar),
            reason=reason,
        )


def _is_ended(state: CaseState | TaskState) -> bool:
    return state in _ENDED_CASE if isinstance(state, CaseState) else state.is_final


def _case_holding(case: Case, event: Event, known: _Holding | None) -> _Holding:
    """Return who has the case as a whole; the officer is who of the lead acted last on it, in the state it is in."""
    if case.state is CaseState.CORRECTING:
        return _Holding(case.state, APPLICANT, None)
    if event.actor.department == case.lead_department and not isinstance(event, TaskEvent):
        return _Holding(case.state, case.lead_department, event.actor.id)
    if known and known.state is case.state:
        return known
    return _Holding(case.state, case.lead_department, None)


def _days(since: datetime, until: datetime, calendar: Calendar) -> int:
    """Return the working days after the day of an instant, up to the day of a later one, as far as they are known."""
    return calendar.working_days(local_date(since), min(max(local_date(until), local_date(since)), calendar.horizon))


def _accounts(case: Case, bundle: Bundle, calendar: Calendar, now: datetime) -> Iterable[Account]:
    if case.counted_from is not None and (clock := case_clock(case, bundle)):
        yield _account(clock, None, case.lead_department, case.ended_at or now, calendar)
    if clock := issue_clock(case, bundle):
        account = _account(clock, None, case.lead_department, case.ended_at or now, calendar)
        yield replace(account, step="issue")
    for item in bundle.items:
        task = case.tasks.get(item.id)
        if task and (clock := task_clock(task, item, bundle)):
            end = task.decided_at or (case.ended_at if task.state is TaskState.TERMINATED else None) or now
            yield _account(clock, item.id, task.department, end, calendar)


def _account(clock: Clock, item: str | None, department: str, end: datetime, calendar: Calendar) -> Account:
    gross = _days(clock.started_at, end, calendar)
    stopped = StoppedDays.of(Stop(stop.since, min(stop.until or end, max(end, stop.since))) for stop in clock.stops)
    tomorrow = min(local_date(end), calendar.horizon) + timedelta(days=1)
    net = stopped.working_days_between(calendar, local_date(clock.started_at), tomorrow)
    due = clock.due(calendar)
    late = _days(due.at, end, calendar) if due.at and end > due.at else 0
    return Account(
        item=item,
        department=department,
        gross_days=gross,
        stopped_days=gross - net,
        net_days=net,
        due_on=due.on,
        late_days=max(late, 1) if due.at and end > due.at else 0,
    )


def _reason(event: Event) -> str:
    """Return what was said where time was added, lost or taken back."""
    said = ""
    match event:
        case happened.TaskSuspended():
            said = f"因{event.procedure}暂停计时，预计{event.expected}，{event.reason}"
        case happened.TaskExtended() | happened.CaseExtended():
            said = f"延期{event.limit}，{event.reason}"
        case happened.TaskRefused():
            said = f"不予许可，{event.reason}"
        case happened.TaskReopened():
            said = f"退回重办，{event.reason}"
        case happened.TaskReassigned():
            said = "，".join(
                part for part in (f"由{event.before or '（无）'}转交{event.officer}", event.reason) if part
            )
        case happened.CorrectionRequested():
            said = "：".join(part for part in ("一次告知补正", event.note) if part)
        case happened.CaseAccepted(deemed=True):
            said = "逾期未告知，视为受理"
    return f"{event.item}：{said}" if said and isinstance(event, TaskEvent) else said
