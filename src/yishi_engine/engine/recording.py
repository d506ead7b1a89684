"""From events to what a store writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yishi_engine.audit import GENESIS, AuditRecord, happened_at, seal
from yishi_engine.case.clocks import case_clock, is_running, task_clock
from yishi_engine.case.event_records import event_data, event_from_record
from yishi_engine.case.events import CaseCorrected, CaseSubmitted, Event
from yishi_engine.case.evolution import evolve, replay
from yishi_engine.store.port import DueIndex, StoredCase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from yishi_engine.bundle.model import Bundle
    from yishi_engine.case.model import Case, Task
    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.clock import Clock


def record_events(
    before: StoredCase | None, events: Iterable[Event], *, case_id: str, algo: str, now: datetime
) -> tuple[StoredCase, tuple[AuditRecord, ...]]:
    """Let a case evolve over events and seal a record for each.

    Args:
        before: The case before them; None for a new one.
        events: At least one.
        case_id: Id of the case.
        algo: Hash algorithm of the store.
        now: When they are recorded; aware, UTC.
    """
    case = before.case if before else None
    seq, head = (before.seq, before.head) if before else (0, GENESIS)
    records = []
    for event in events:
        case = evolve(case, event, case_id=case_id)
        seq += 1
        record = seal(
            algo=algo,
            case=case_id,
            seq=seq,
            prev=head,
            type=event.type,
            actor=event.actor.to_json(),
            data=event_data(event),
            occurred_at=event.occurred_at,
            recorded_at=now,
        )
        head = record.hash
        records.append(record)
    if case is None:
        raise ValueError("no events")
    return StoredCase(case=case, seq=seq, head=head), tuple(records)


def case_of_records(case_id: str, records: Iterable[AuditRecord]) -> Case:
    """Build a case from its audit records and nothing else."""
    return replay(case_id, map(event_of_record, records))


def event_of_record(record: AuditRecord) -> Event:
    """Return the event that a record holds."""
    return event_from_record(record.type, record.data, record.actor, record.occurred_at)


def event_of_body(body: dict[str, Any]) -> Event:
    """Return the event that the body of a record holds, as read from its text.

    Raises:
        RecordInvalid: It is no record's.
        KeyError: Its type is unknown to this version of the package.
        TypeError: It says more, or less, than records of that type do.
    """
    return event_from_record(body["type"], body["data"], body["actor"], happened_at(body))


def due_index(case: Case, bundle: Bundle, calendar: Calendar, *, known: Mapping[str, Task] | None = None) -> DueIndex:
    """Derive when a case and its tasks are due.

    Args:
        case: The case.
        bundle: The version it is bound to.
        calendar: The working days as known.
        known: Tasks as the store has them; those that did not change are left out.
    """
    known = known or {}
    return DueIndex(
        case=_due_at(case_clock(case, bundle), calendar) if is_running(case) else None,
        tasks={
            item: _due_at(task_clock(task, bundle.item(item), bundle), calendar) if is_running(task) else None
            for item, task in case.tasks.items()
            if known.get(item) is not task
        },
    )


def personal_content(events: Iterable[Event]) -> Mapping[str, object] | None:
    """Return what the store of personal values is to hold after the events; None if they do not change it."""
    for event in events:
        if isinstance(event, CaseSubmitted | CaseCorrected):
            return {"salt": event.salt, "values": dict(event.personal_values)}
    return None


def _due_at(clock: Clock | None, calendar: Calendar) -> datetime | None:
    return clock.due(calendar).at if clock else None
