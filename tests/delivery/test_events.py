"""What an event says: every field, for every type, and nothing of a person."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.delivery.conftest import Desk
from tests.stateful.definitions import PRIVATE_MARK
from tests.sweeping.town import LATER, Town, engine_at
from yishi_engine import MemoryStore
from yishi_engine.audit import AuditRecord
from yishi_engine.case.event_records import EVENT_TYPES
from yishi_engine.delivery import Relay
from yishi_engine.delivery.events import event, event_type, message_of
from yishi_engine.store.delivery_port import CaseFacts, StoredRecord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yishi_engine.delivery import Message

FACTS = CaseFacts(
    number="510900-20260211-7F3K9QXW",
    bundle="open-restaurant",
    bundle_version=2,
    region="510900",
    lead_department="scjg",
    departments={"fire-check": "xfjy"},
)
CONTEXT = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"}
"""The attributes that CloudEvents 1.0 itself names, and the data."""


def record(**changes: object) -> AuditRecord:
    """Return a record of a task that was granted, changed."""
    said: dict[str, object] = {
        "algo": "sha256",
        "actor": {"id": "o-7", "role": "staff", "department": "xfjy"},
        "case": "c-1",
        "data": {"item": "fire-check", "result": {"number": "川消〔2026〕1号"}},
        "occurred_at": "2026-02-11T01:30:00.000000Z",
        "prev": "0" * 64,
        "recorded_at": "2026-02-11T02:00:00.123456Z",
        "seq": 12,
        "type": "task.granted",
        "v": 1,
        "hash": "f" * 64,
    }
    return AuditRecord.from_json({**said, **changes})


@pytest.fixture(scope="module")
def told() -> list[Message]:
    """Return the messages of a town full of cases that have seen almost everything, after time has taken effect."""
    store, desk = MemoryStore(), Desk()
    Town(store).fill()
    engine_at(store, LATER).sweep()
    Relay(store, [desk], clock=lambda: LATER).run_until_idle()
    with store.read() as transaction:
        assert len(desk.taken) == sum(head.seq for head in transaction.heads()) > 40
    return desk.taken


def bodies(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Return the events of messages."""
    return [json.loads(message.body) for message in messages]


def test_an_event_says_this() -> None:
    """Every field of one event, as an integrator sees it."""
    assert event(record(), FACTS) == {
        "specversion": "1.0",
        "id": "c-1/12",
        "source": "/yishi/510900",
        "type": "cn.yishi.task.granted.v1",
        "subject": "c-1:fire-check",
        "time": "2026-02-11T01:30:00.000000Z",
        "datacontenttype": "application/json",
        "sequence": "12",
        "sequencetype": "Integer",
        "partitionkey": "c-1",
        "recordedtime": "2026-02-11T02:00:00.123456Z",
        "region": "510900",
        "department": "xfjy",
        "bundle": "open-restaurant",
        "bundleversion": 2,
        "casenumber": "510900-20260211-7F3K9QXW",
        "data": {
            "item": "fire-check",
            "result": {"number": "川消〔2026〕1号"},
            "recorded_at": "2026-02-11T02:00:00.123456Z",
            "actor_role": "staff",
            "actor_department": "xfjy",
        },
    }


def test_a_message_is_addressed_as_its_event() -> None:
    """What routing needs stands beside the body and says the same."""
    stored = record()
    message = message_of(StoredRecord(stored.seq, stored.body_text, stored.hash), FACTS)
    body = json.loads(message.body)
    assert body == event(stored, FACTS)
    assert (message.id, message.type, message.region) == (body["id"], body["type"], body["region"])
    assert (message.department, message.case_id, message.seq) == (body["department"], "c-1", 12)
    assert "川消〔2026〕1号".encode() in message.body


def test_what_concerns_a_case_goes_to_its_lead() -> None:
    """Without a task, or before there is one, the department that leads the case is told."""
    for data in ({}, {"item": "no-task-yet", "text": "缺少平面图"}):
        found = event(record(data=data, type="case.deficiency_reported"), FACTS)
        assert (found["department"], found["subject"]) == ("scjg", "c-1")


def test_a_new_task_goes_to_whom_it_was_given() -> None:
    """The record names the department itself; a later change of version does not redirect what was said then."""
    data = {"item": "fire-check", "department": "old", "clock_started_at": "2026-02-11T01:30:00.000000Z"}
    assert event(record(data=data, type="task.opened"), FACTS)["department"] == "old"


def test_a_case_without_a_region_has_zeros() -> None:
    """As in its official number."""
    found = event(
        record(), CaseFacts(**{**{each.name: getattr(FACTS, each.name) for each in fields(FACTS)}, "region": None})
    )
    assert (found["region"], found["source"]) == ("000000", "/yishi/000000")


def test_the_system_has_no_department() -> None:
    """What time brought about was done by nobody's officer."""
    found = event(record(actor={"id": "system", "role": "system"}), FACTS)["data"]
    assert isinstance(found, dict)
    assert found["actor_role"] == "system"
    assert "actor_department" not in found


def test_digests_of_personal_values_stay_at_home() -> None:
    """They mean nothing to others."""
    found = event(record(type="case.submitted", data={"number": "1", "personal": {"who": "0" * 64}}), FACTS)["data"]
    assert isinstance(found, dict)
    assert found.keys() == {"number", "recorded_at", "actor_role", "actor_department"}


def test_nothing_that_an_event_says_can_be_overwritten() -> None:
    """No record has a field of the name of one that is added to its data."""
    for kind in EVENT_TYPES.values():
        assert not {each.name for each in fields(kind)} & {"recorded_at", "actor_role", "actor_department"}


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_types_are_named_alike(kind: str) -> None:
    """Reversed domain, what happened, and the version of what it means."""
    assert re.fullmatch(r"cn\.yishi\.[a-z]+\.[a-z_]+\.v1", event_type(kind))


def test_events_are_cloud_events(told: list[Message]) -> None:
    """Required attributes are there and not empty; names and values of all have the forms that CloudEvents asks for."""
    for body in bodies(told):
        assert body.keys() >= CONTEXT
        assert body["specversion"] == "1.0"
        assert all(re.fullmatch(r"[a-z0-9]{1,20}", name) for name in body)
        assert all(isinstance(value, str | int) and value != "" for name, value in body.items() if name != "data")
        for name in ("time", "recordedtime"):
            assert datetime.fromisoformat(body[name]).tzinfo is not None
        assert body["bundleversion"] < 2**31


def test_events_can_be_told_apart(told: list[Message]) -> None:
    """Source and id together belong to one event, and the id names its case and place."""
    assert len({(body["source"], body["id"]) for body in bodies(told)}) == len(told)
    for body in bodies(told):
        assert body["id"] == f"{body['partitionkey']}/{body['sequence']}"


def test_events_say_what_the_records_say(told: list[Message]) -> None:
    """Nothing of a record is left out but who it was, the chain, and digests of personal values."""
    kinds = {message.type for message in told}
    assert len(kinds) > 12
    for message, body in zip(told, bodies(told), strict=True):
        assert body["type"] == message.type
        assert body["data"].keys() >= {"recorded_at", "actor_role"}
        assert "personal" not in body["data"]
        assert not {"id", "prev", "hash"} & body["data"].keys()


def test_events_hold_no_personal_data(told: list[Message]) -> None:
    """No value of a personal field is in any of them."""
    assert not [message.id for message in told if PRIVATE_MARK.encode() in message.body]


def test_a_message_does_not_show_its_body() -> None:
    """What is logged of a message is where it belongs, not what the form says."""
    stored = record()
    assert "川消" not in repr(message_of(StoredRecord(stored.seq, stored.body_text, stored.hash), FACTS))
