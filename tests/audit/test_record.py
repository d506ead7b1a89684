"""The audit record: its JSON, its text, its line of an export, and what is refused as no record."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.audit import AuditRecord, RecordInvalid, happened_at
from yishi_engine.worktime.instants import instant_from_text, instant_text

if TYPE_CHECKING:
    from tests.audit.conftest import MakeChain

INSTANTS = st.datetimes(timezones=st.timezones() | st.just(UTC), min_value=datetime(1950, 1, 1), allow_imaginary=False)  # noqa: DTZ001 (Hypothesis adds the zone)


@pytest.fixture
def record(make_chain: MakeChain) -> AuditRecord:
    """The second record of a chain."""
    return make_chain(2)[1]


def test_instants_are_utc_with_six_digits() -> None:
    """An instant without microseconds, or of another zone, is written in the one form of the contract."""
    shanghai = timezone(timedelta(hours=8))
    assert instant_text(datetime(2026, 2, 11, 1, 30, tzinfo=UTC)) == "2026-02-11T01:30:00.000000Z"
    assert instant_text(datetime(2026, 2, 11, 9, 30, 0, 123456, shanghai)) == "2026-02-11T01:30:00.123456Z"


def test_an_instant_without_a_zone_is_refused() -> None:
    """A naive datetime is never taken for UTC."""
    with pytest.raises(ValueError, match="no time zone"):
        instant_text(datetime(2026, 2, 11, 9, 30))  # noqa: DTZ001 (what is refused)


@given(INSTANTS)
def test_instants_read_back(instant: datetime) -> None:
    """What is written reads back as the same instant, in UTC."""
    again = instant_from_text(instant_text(instant))
    assert again == instant.astimezone(UTC)
    assert again.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-11T01:30:00Z",
        "2026-02-11T01:30:00.000Z",
        "2026-02-11T01:30:00.000000+00:00",
        "2026-02-11T09:30:00.000000+08:00",
        "2026-02-11 01:30:00.000000Z",
        "2026-02-11T01:30:00,000000Z",
        "2026-02-11字01:30:00.000000Z",
        "2026-W07-3T01:30:00.000000Z",
        "2026-02-11T01:30:00.0000+00",
        "2026-02-11T01:30:00.000000z",
        "2026-02-10T24:00:00.000000Z",
        "２026-02-11T01:30:00.000000Z",
        "2026-02-11T01:30:00.000000Z\n",
        "2026-02-30T01:30:00.000000Z",
        "2026-02-11T01:30:00.000000",
        "2026-02-11",
        "yesterday",
        "",
    ],
)
def test_instants_written_otherwise_are_refused(text: str) -> None:
    """Another way to write an instant is refused, because it would hash differently."""
    with pytest.raises(ValueError):  # noqa: PT011 (the reasons differ; that it is refused is the point)
        instant_from_text(text)


def test_json_has_the_fields_of_the_contract(record: AuditRecord) -> None:
    """A record's JSON has exactly the contract's fields, the hash last, and instants as text."""
    value = record.to_json()
    expected = ["algo", "actor", "case", "data", "occurred_at", "prev", "recorded_at", "seq", "type", "v", "hash"]
    assert list(value) == expected
    assert value["occurred_at"] == "2026-02-11T01:32:00.000000Z"
    assert value["recorded_at"] == "2026-02-11T01:32:00.000002Z"
    assert value["v"] == 1


def test_body_text_is_the_canonical_form_without_the_hash(record: AuditRecord) -> None:
    """What is hashed is the reference library's form of everything but the hash."""
    value = record.to_json()
    del value["hash"]
    assert value == record.body()
    assert record.body_text.encode() == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_a_line_reads_back(record: AuditRecord) -> None:
    """A line of an export is one line, canonical, and reads back as an equal record of the same text."""
    line = record.line()
    assert "\n" not in line
    assert line.encode() == rfc8785.dumps(json.loads(line))
    again = AuditRecord.from_line(line)
    assert again == record
    assert again.body_text == record.body_text


def test_a_line_may_be_written_otherwise(record: AuditRecord) -> None:
    """Spaces and order of a line do not matter: the rule is over the record, not over the file's bytes."""
    assert AuditRecord.from_line(json.dumps(record.to_json(), indent=1)) == record


def test_a_stored_record_reads_back(record: AuditRecord) -> None:
    """The text and the hash that a store keeps give the record, which still has that very text."""
    again = AuditRecord.from_stored(record.body_text, record.hash)
    assert again == record
    assert again.body_text == record.body_text


def test_a_stored_record_keeps_the_text_it_came_from(record: AuditRecord) -> None:
    """A text that was rewritten in the store is kept as it is, so that verification meets it."""
    rewritten = record.body_text.replace(",", ", ")
    assert AuditRecord.from_stored(rewritten, record.hash).body_text == rewritten


def test_a_changed_copy_does_not_keep_the_text(record: AuditRecord) -> None:
    """A copy with another field has its own text, whether or not the text of the first was asked for."""
    assert record.body_text != replace(record, type="task.refused").body_text
    assert '"type":"task.refused"' in replace(record, type="task.refused").body_text


def test_a_record_cannot_be_assigned_to(record: AuditRecord) -> None:
    """The fields of a record are fixed."""
    with pytest.raises(FrozenInstanceError):
        record.seq = 7  # type: ignore[misc]


WRONG = pytest.mark.parametrize(
    ("field", "value"),
    [
        ("algo", 1),
        ("actor", None),
        ("actor", {"id": 7, "role": "staff"}),
        ("case", 5),
        ("data", []),
        ("occurred_at", "2026-02-11T01:30:00Z"),
        ("recorded_at", "2026-02-11 01:30"),
        ("recorded_at", 1770773400),
        ("prev", None),
        ("seq", "2"),
        ("seq", True),
        ("type", {}),
        ("v", 2),
        ("v", "1"),
        ("hash", 0),
        ("extra", "field"),
    ],
)


@WRONG
def test_a_wrong_field_is_no_record(record: AuditRecord, field: str, value: object) -> None:
    """A field of another type, an unknown field, another version: none is read as a record."""
    with pytest.raises(RecordInvalid) as caught:
        AuditRecord.from_json({**record.to_json(), field: value})
    assert caught.value.code == "audit.record"


def test_every_field_is_needed(record: AuditRecord) -> None:
    """A record without any one of its fields is none, neither is a body."""
    for missing in record.to_json():
        value = record.to_json()
        del value[missing]
        with pytest.raises(RecordInvalid):
            AuditRecord.from_json(value)
        body = record.body()
        if body.pop(missing, None) is not None:
            with pytest.raises(RecordInvalid):
                happened_at(body)


def test_a_body_tells_when_it_happened(record: AuditRecord) -> None:
    """A body is read without a record being made, in whatever order its fields stand."""
    assert happened_at(record.body()) == record.occurred_at
    assert happened_at(dict(sorted(record.body().items(), reverse=True))) == record.occurred_at


@WRONG
def test_a_body_with_a_wrong_field_is_refused(record: AuditRecord, field: str, value: object) -> None:
    """What is no record is no record's body either."""
    with pytest.raises(RecordInvalid) as caught:
        happened_at({**record.body(), field: value})
    assert caught.value.code == "audit.record"


@pytest.mark.parametrize("text", ["", "null", "[]", "7", '"text"', "{", '{"seq":1}', '{"seq":1.5}', "[" * 100_000])
def test_another_text_is_no_record(text: str) -> None:
    """A text that is no JSON, or another JSON, is refused by both readers."""
    with pytest.raises(RecordInvalid):
        AuditRecord.from_line(text)
    with pytest.raises(RecordInvalid):
        AuditRecord.from_stored(text, "0" * 64)
