"""From an audit record to the event that tells others of it: CloudEvents 1.0, structured mode, JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from yishi_engine.audit import AuditRecord
from yishi_engine.case.commands import task_id
from yishi_engine.delivery.sink import Message
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from yishi_engine.store.delivery_port import CaseFacts, StoredRecord

NO_REGION: Final = "000000"
"""Stands for the region of a case that has none, as in its official number."""
CONTENT_TYPE: Final = "application/cloudevents+json"
_WITHHELD: Final = frozenset({"personal"})
"""Digests of personal values: without a meaning to others, so they stay at home."""

_encoder: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def event_type(record_type: str) -> str:
    """Return the type of the event that tells of a record, such as ``cn.yishi.task.opened.v1``."""
    return f"cn.yishi.{record_type}.v1"


def event_id(case_id: str, seq: int) -> str:
    """Return the id of the event that tells of a record; it is the same however often the event is sent."""
    return f"{case_id}/{seq}"


def message_of(stored: StoredRecord, facts: CaseFacts) -> Message:
    """Return the message that tells of a record.

    Raises:
        RecordInvalid: What is stored is no audit record.
    """
    record = AuditRecord.from_stored(stored.body, stored.hash)
    department = _department(record, facts)
    region = facts.region or NO_REGION
    return Message(
        id=event_id(record.case, record.seq),
        case_id=record.case,
        seq=record.seq,
        region=region,
        department=department,
        type=event_type(record.type),
        body=_encoder.encode(event(record, facts)).encode(),
    )


def event(record: AuditRecord, facts: CaseFacts) -> dict[str, object]:
    """Return a CloudEvent in JSON's types.

    ``sequence`` counts the records of a case from 1 without gaps (the extension ``sequence`` of type ``Integer``, whose
    values are texts); ``partitionkey`` is what order is kept by; ``recordedtime`` is when it was recorded.
    """
    item = record.data.get("item")
    known = isinstance(item, str) and item in facts.departments
    return {
        "specversion": "1.0",
        "id": event_id(record.case, record.seq),
        "source": f"/yishi/{facts.region or NO_REGION}",
        "type": event_type(record.type),
        "subject": task_id(record.case, str(item)) if known else record.case,
        "time": instant_text(record.occurred_at),
        "datacontenttype": "application/json",
        "sequence": str(record.seq),
        "sequencetype": "Integer",
        "partitionkey": record.case,
        "recordedtime": instant_text(record.recorded_at),
        "region": facts.region or NO_REGION,
        "department": _department(record, facts),
        "bundle": facts.bundle,
        "bundleversion": facts.bundle_version,
        "casenumber": facts.number,
        "data": _data(record),
    }


def _data(record: AuditRecord) -> dict[str, object]:
    """Return what the record says, with who did it: the role, and the department of staff, but no person."""
    said = {name: value for name, value in record.data.items() if name not in _WITHHELD}
    said |= {"recorded_at": instant_text(record.recorded_at), "actor_role": record.actor["role"]}
    if "department" in record.actor:
        said["actor_department"] = record.actor["department"]
    return said


def _department(record: AuditRecord, facts: CaseFacts) -> str:
    """Return whom a record concerns: the department of the task, else the one that leads the case."""
    named = record.data.get("department")
    if isinstance(named, str):
        return named
    return facts.departments.get(str(record.data.get("item")), facts.lead_department)
