"""The tables. All keys begin with the case, so that one case is one unit of distribution; all cases share no row.

A value that queries need has a column; the rest of a case or a task lies in ``body`` as JSON, and nothing lies in both.
What was applied for, the largest part of a case, has a table of its own, since few commands change it.
``due`` is the due instant or ``~``, which sorts after every instant: what is due first is read from an index in
that order. The triggers that keep ``yishi_audit`` append-only are made by the migrations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, or_

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

VERSION_TABLE: Final = "yishi_alembic_version"

metadata: Final = MetaData()


def _sorted_text(length: int) -> TypeEngine[str]:
    """Return a text type that sorts by code points in every database, whatever its locale."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def _id() -> TypeEngine[str]:
    return _sorted_text(200)


def _instant() -> TypeEngine[str]:
    return _sorted_text(27)


def _state() -> TypeEngine[str]:
    return _sorted_text(20)


case_table: Final = Table(
    "yishi_case",
    metadata,
    Column("id", _id(), primary_key=True),
    Column("number", _id(), nullable=False),
    Column("bundle", _id(), nullable=False),
    Column("bundle_version", Integer, nullable=False),
    Column("region", _id()),
    Column("lead_department", _id(), nullable=False),
    Column("applicant", _id(), nullable=False),
    Column("state", _state(), nullable=False),
    Column("due", _instant(), nullable=False),
    Column("attention_at", _instant()),
    Column("ended_at", _instant()),
    Column("seq", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("body", Text, nullable=False),
)
Index("yishi_case_number", case_table.c.number, unique=True)
Index("yishi_case_due", case_table.c.state, case_table.c.due, case_table.c.id)
Index("yishi_case_lead", case_table.c.lead_department, case_table.c.state, case_table.c.due, case_table.c.id)
Index("yishi_case_applicant", case_table.c.applicant, case_table.c.due, case_table.c.id)
Index(
    "yishi_case_attention",
    case_table.c.attention_at,
    case_table.c.id,
    postgresql_where=case_table.c.attention_at.is_not(None),
    sqlite_where=case_table.c.attention_at.is_not(None),
)
UNFINISHED_CASE: Final = or_(case_table.c.ended_at.is_(None), case_table.c.attention_at.is_not(None))
Index("yishi_case_unfinished", case_table.c.id, postgresql_where=UNFINISHED_CASE, sqlite_where=UNFINISHED_CASE)

application_table: Final = Table(
    "yishi_application",
    metadata,
    Column("case_id", _id(), ForeignKey("yishi_case.id", name="yishi_application_case"), primary_key=True),
    Column("body", Text, nullable=False),
)

task_table: Final = Table(
    "yishi_task",
    metadata,
    Column("case_id", _id(), ForeignKey("yishi_case.id", name="yishi_task_case"), primary_key=True),
    Column("item", _id(), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("department", _id(), nullable=False),
    Column("state", _state(), nullable=False),
    Column("due", _instant(), nullable=False),
    Column("body", Text, nullable=False),
)
Index(
    "yishi_task_inbox",
    task_table.c.department,
    task_table.c.state,
    task_table.c.due,
    task_table.c.case_id,
    task_table.c.item,
)

# No foreign key: the records outlive a case that somebody deletes, and so betray it.
audit_table: Final = Table(
    "yishi_audit",
    metadata,
    Column("case_id", _id(), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)

personal_table: Final = Table(
    "yishi_personal",
    metadata,
    Column("case_id", _id(), ForeignKey("yishi_case.id", name="yishi_personal_case"), primary_key=True),
    Column("content", Text),
    Column("erased_at", _instant()),
)

# No foreign key: the key is written before its case, so that a key in use is found before anything else is written.
key_table: Final = Table(
    "yishi_key",
    metadata,
    Column("key", _id(), primary_key=True),
    Column("case_id", _id(), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("calendar", String(100), nullable=False),
    Column("fingerprint", String(64)),
    Column("salt", String(64), nullable=False),
)
Index("yishi_key_case", key_table.c.case_id)

definition_table: Final = Table(
    "yishi_definition",
    metadata,
    Column("bundle", _id(), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(100), nullable=False),
    Column("content", Text, nullable=False),
)

# No foreign key: a command that had to look up its case here as well would only pay for it.
delivery_table: Final = Table(
    "yishi_delivery",
    metadata,
    Column("case_id", _id(), primary_key=True),
    Column("sink", _id(), primary_key=True),
    Column("next_seq", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("since", _instant(), nullable=False),
    Column("available_at", _instant(), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claim", String(32)),
    Column("error", String(300)),
    Column("state", _state(), nullable=False),
)
Index(
    "yishi_delivery_pending",
    delivery_table.c.sink,
    delivery_table.c.available_at,
    delivery_table.c.case_id,
    postgresql_where=delivery_table.c.state == "pending",
    sqlite_where=delivery_table.c.state == "pending",
)
Index(
    "yishi_delivery_dead",
    delivery_table.c.sink,
    delivery_table.c.case_id,
    postgresql_where=delivery_table.c.state == "dead",
    sqlite_where=delivery_table.c.state == "dead",
)

sink_table: Final = Table(
    "yishi_sink",
    metadata,
    Column("name", _id(), primary_key=True),
    Column("registered_at", _instant(), nullable=False),
)

# Not of one case alone: a message may name none. Only what could not be carried out is written here.
exception_table: Final = Table(
    "yishi_exception",
    metadata,
    Column("id", _id(), primary_key=True),
    Column("sender", _id(), nullable=False),
    Column("department", _id(), nullable=False),
    Column("actor_id", _id(), nullable=False),
    Column("event_id", _id(), nullable=False),
    Column("type", _id(), nullable=False),
    Column("case_id", _id()),
    Column("item", _id()),
    Column("received_at", _instant(), nullable=False),
    Column("code", _id(), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", _state(), nullable=False),
    Column("digest", String(100)),
    Column("body", Text),
    Column("detail", Text),
    Column("answered_at", _instant()),
    Column("answered_by", _id()),
    Column("reason", Text),
)
Index("yishi_exception_state", exception_table.c.state, exception_table.c.id)
Index(
    "yishi_exception_message",
    exception_table.c.sender,
    exception_table.c.event_id,
    exception_table.c.digest,
    unique=True,
)
Index("yishi_exception_case", exception_table.c.case_id)

# Notices are few and their order matters, so these alone are numbered by the database.
notice_table: Final = Table(
    "yishi_notice",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("loaded_at", _instant(), nullable=False),
)
Index("yishi_notice_digest", notice_table.c.digest, unique=True)
