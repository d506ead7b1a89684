"""The statements of delivery. Each is built once; a state is written into it, so that its partial index is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    ColumnElement,
    and_,
    asc,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from yishi_engine.store.tables import audit_table, case_table, delivery_table, sink_table, task_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import FromClause, Table
    from sqlalchemy.sql.dml import Insert

_own: Final = delivery_table.c
_case: Final = case_table.c
_audit: Final = audit_table.c

PENDING: Final[ColumnElement[str]] = literal_column("'pending'")
DEAD: Final[ColumnElement[str]] = literal_column("'dead'")
_unrouted: Final[ColumnElement[str]] = literal_column("''")
_zero: Final[ColumnElement[int]] = literal_column("0")
_of_cases: Final = _own.case_id.in_(bindparam("case_ids", expanding=True))
_of_sink: Final = _own.sink == bindparam("sink")
_of_claim: Final = _own.claim == bindparam("holder")
_columns: Final = (
    _own.case_id,
    _own.sink,
    _own.next_seq,
    _own.last_seq,
    _own.since,
    _own.available_at,
    _own.attempts,
    _own.error,
    _own.state,
    _own.claim,
)

UNROUTED: Final = (
    select(_own.case_id)
    .where(_own.sink == _unrouted, _own.state == PENDING, select(sink_table.c.name).exists())
    .order_by(_own.available_at, _own.case_id)
    .limit(bindparam("limit"))
    .with_for_update(of=delivery_table, skip_locked=True)
)
IS_DUE: Final = select(
    or_(
        select(_own.case_id).where(_own.sink == _unrouted, _own.state == PENDING).exists(),
        select(_own.case_id).where(_of_sink, _own.state == PENDING, _own.available_at <= bindparam("now")).exists(),
    )
)
DELETE_ROUTED: Final = delete(delivery_table).where(_own.sink == _unrouted, _of_cases)

_picked: Final = (
    select(_own.case_id)
    .where(_own.sink == bindparam("this_sink"), _own.state == PENDING, _own.available_at <= bindparam("now"))
    .order_by(_own.available_at, _own.case_id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("picked")
)
CLAIM: Final = (
    update(delivery_table)
    .where(_own.sink == bindparam("this_sink"), _own.case_id.in_(select(_picked.c.case_id)))
    .values(claim=bindparam("holder"), available_at=bindparam("until"))
    .returning(_own.case_id, _own.since, _own.next_seq, _own.attempts)
)
CLAIMED_RECORDS: Final = (
    select(_audit.case_id, _audit.seq, _audit.body, _audit.hash)
    .join_from(delivery_table, audit_table, _audit.case_id == _own.case_id)
    .where(
        _of_sink,
        _of_cases,
        _of_claim,
        _audit.seq >= _own.next_seq,
        _audit.seq <= _own.last_seq,
        _audit.seq < _own.next_seq + bindparam("records"),
    )
    .order_by(_audit.case_id, _audit.seq)
)
CLAIMED_CASES: Final = (
    select(
        _case.id,
        _case.number,
        _case.bundle,
        _case.bundle_version,
        _case.region,
        _case.lead_department,
        task_table.c.item,
        task_table.c.department,
    )
    .select_from(case_table.outerjoin(task_table, task_table.c.case_id == _case.id))
    .where(_case.id.in_(bindparam("case_ids", expanding=True)))
)
# The rows are locked in the order in which routing locks them, so that the two never wait for each other in a ring.
SETTLED: Final = (
    select(_own.case_id, _own.last_seq).where(_of_sink, _of_cases, _of_claim).order_by(_own.case_id).with_for_update()
)
DELETE_DELIVERED: Final = delete(delivery_table).where(_of_sink, _of_cases, _of_claim)
GO_ON: Final = (
    update(delivery_table)
    .where(_own.sink == bindparam("this_sink"), _own.case_id == bindparam("this_id"))
    .values(
        next_seq=bindparam("next_seq"),
        since=bindparam("since"),
        available_at=bindparam("available_at"),
        attempts=bindparam("attempts"),
        claim=null(),
        error=bindparam("error"),
        state=bindparam("state"),
    )
)
BACKLOG: Final = select(_own.sink, _own.state, func.count(), func.min(_own.since)).group_by(_own.sink, _own.state)
SINKS: Final = select(sink_table.c.name).order_by(sink_table.c.name)
FORGET_SINK: Final = delete(sink_table).where(sink_table.c.name == bindparam("name"))
FORGET_DELIVERIES: Final = delete(delivery_table).where(_of_sink)
DELIVERY: Final = select(*_columns).where(_own.case_id == bindparam("case_id"), _of_sink)
LOCKED_DELIVERY: Final = DELIVERY.where(_own.sink != _unrouted, _own.claim.is_(None)).with_for_update()
SKIP: Final = (
    update(delivery_table)
    .where(_own.case_id == bindparam("this_id"), _own.sink == bindparam("this_sink"))
    .values(
        next_seq=_own.next_seq + 1,
        attempts=_zero,
        error=null(),
        state=PENDING,
        available_at=bindparam("now"),
        since=bindparam("now"),
    )
)
DELETE_DELIVERY: Final = delete(delivery_table).where(_own.case_id == bindparam("case_id"), _of_sink)


def deliveries(state: ColumnElement[str]) -> Any:  # noqa: ANN401  (SQLAlchemy's own type names the columns)
    """Return the query of what is pending, or of what is dead."""
    waiting = _own.available_at if state is PENDING else _own.case_id
    return select(*_columns).where(_own.state == state).order_by(_own.sink, asc(waiting)).limit(bindparam("limit"))


LISTED: Final = {"pending": deliveries(PENDING), "dead": deliveries(DEAD)}
"""State → the query of the deliveries in it."""


def resend(*, by_case: bool, by_sink: bool) -> Any:  # noqa: ANN401  (SQLAlchemy's own type names the table)
    """Return the statement that lets be tried again what nobody is at."""
    asked = [_own.case_id == bindparam("this_id")] * by_case + [_own.sink == bindparam("this_sink")] * by_sink
    waits = and_(_own.state == PENDING, _own.attempts > _zero)
    return (
        update(delivery_table)
        .where(*asked, or_(_own.state == DEAD, waits), _own.claim.is_(None))
        .values(state=PENDING, attempts=_zero, available_at=bindparam("now"))
    )


RESEND: Final = {
    (by_case, by_sink): resend(by_case=by_case, by_sink=by_sink)
    for by_case in (False, True)
    for by_sink in (False, True)
}


class DeliveryInserts:
    """The inserts of delivery that must not fail when a row is there.

    Attributes:
        queue: What a command writes: that the records ``next_seq`` to ``last_seq`` of ``case_id``, recorded at
            ``recorded_at``, are to be delivered. A row that has not been routed yet is extended.
        route: Makes or extends a row for each registered sink.
        sink: Registers a sink.
    """

    def __init__(self, dialect_insert: Callable[[Table], Any]) -> None:
        """Build them with the insert of one SQL dialect."""
        self._insert = dialect_insert
        queue = dialect_insert(delivery_table).values(_queued(bindparam)).inline()
        self.queue: Final[Insert] = _or_extend(queue)
        self.route: Final[Insert] = _or_extend(dialect_insert(delivery_table).from_select(*_routed()))
        self.sink: Final[Insert] = dialect_insert(sink_table).on_conflict_do_nothing()

    def queue_one(self, case_id: ColumnElement[Any], given: Callable[[str], ColumnElement[Any]]) -> Insert:
        """Return a statement that does what ``queue`` does, for a case whose id is found in the statement."""
        values = _queued(lambda name: case_id if name == "case_id" else given(name))
        return _or_extend(self._insert(delivery_table).values(values).inline())

    def queue_from(self, given: FromClause) -> Insert:
        """Return a statement that does what ``queue`` does, for many rows, which have columns of the same names."""
        values = _queued(lambda name: given.c[name])
        rows = select(*values.values()).select_from(given)
        return _or_extend(self._insert(delivery_table).from_select([*values], rows))


def _queued(value: Callable[[str], ColumnElement[Any]]) -> dict[str, ColumnElement[Any]]:
    return {
        "case_id": value("case_id"),
        "sink": _unrouted,
        "next_seq": value("next_seq"),
        "last_seq": value("last_seq"),
        "since": value("recorded_at"),
        "available_at": value("recorded_at"),
        "attempts": _zero,
        "state": PENDING,
    }


def _or_extend(statement: Any) -> Insert:  # noqa: ANN401  (each dialect has its own class)
    extended: Insert = statement.on_conflict_do_update(
        index_elements=[_own.case_id, _own.sink], set_={"last_seq": statement.excluded.last_seq}
    )
    return extended


def _routed() -> tuple[list[str], Any]:
    waiting = delivery_table.alias("waiting")
    now = bindparam("now", type_=waiting.c.available_at.type)
    # A row from a machine whose clock is fast would wait at its sink until the others' clocks have caught up.
    available_at = case((waiting.c.available_at < now, waiting.c.available_at), else_=now)
    values = {
        "case_id": waiting.c.case_id,
        "sink": sink_table.c.name,
        "next_seq": waiting.c.next_seq,
        "last_seq": waiting.c.last_seq,
        "since": waiting.c.since,
        "available_at": available_at,
        "attempts": _zero,
        "state": PENDING,
    }
    rows = (
        select(*values.values())
        .join_from(waiting, sink_table, literal_column("true"))
        .where(waiting.c.sink == _unrouted, waiting.c.case_id.in_(bindparam("case_ids", expanding=True)))
        .order_by(waiting.c.case_id, sink_table.c.name)
    )
    return [*values], rows


DELIVERY_INSERTS: Final = {
    "postgresql": DeliveryInserts(postgresql.insert),
    "sqlite": DeliveryInserts(sqlite.insert),
}
"""SQL dialect → its inserts."""
