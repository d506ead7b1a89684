"""The statements. Each is built once, so that the database driver and SQLAlchemy find it in their caches again."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    Table,
    and_,
    bindparam,
    case,
    literal_column,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from yishi_engine.store.rows import CASE_COLUMNS, OUTLINE_COLUMNS, TASK_COLUMNS
from yishi_engine.store.tables import (
    UNFINISHED_CASE,
    application_table,
    audit_table,
    case_table,
    definition_table,
    key_table,
    notice_table,
    personal_table,
    task_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import FromClause
    from sqlalchemy.sql.dml import Insert

Query: TypeAlias = Select[Any]

_case: Final = case_table.c
_task: Final = task_table.c
_audit: Final = audit_table.c
_applied: Final = application_table.c
_case_columns: Final = [_case[name] for name in CASE_COLUMNS]
_outline_columns: Final = [_case[name] for name in OUTLINE_COLUMNS]
_task_columns: Final = [_task[name] for name in TASK_COLUMNS]

_zero: Final[ColumnElement[int]] = literal_column("0")

PAGES: Final = 500
"""Queries of pages that are remembered: one for each number of states, size and kind of page."""

# --- Reading ---

# What was applied for is large, and is read but once: with the first task.
_at_first: Final = case((or_(_task.position.is_(None), _task.position == _zero), _applied.body))
_with_tasks: Final = case_table.outerjoin(application_table, _applied.case_id == _case.id).outerjoin(
    task_table, _task.case_id == _case.id
)
_with_tasks_columns: Final = [*_case_columns, _at_first, _case.due, *_task_columns, _task.due]
_cases_with_tasks: Final = select(*_with_tasks_columns).select_from(_with_tasks)
CASE_WITH_TASKS: Final = _cases_with_tasks.where(_case.id == bindparam("case_id")).order_by(_task.position)
CASES_WITH_TASKS: Final = _cases_with_tasks.where(_case.id.in_(bindparam("case_ids", expanding=True))).order_by(
    _case.id, _task.position
)


def _between(case_id: Column[str]) -> ColumnElement[bool]:
    return case_id.between(bindparam("first"), bindparam("last"))


CASES_BETWEEN: Final = (
    select(*_with_tasks_columns)
    .select_from(
        # Of two ids that are equal both lie between the bounds, but a planner does not see that, and would scan tables.
        case_table.outerjoin(
            application_table, and_(_applied.case_id == _case.id, _between(_applied.case_id))
        ).outerjoin(task_table, and_(_task.case_id == _case.id, _between(_task.case_id)))
    )
    .where(_between(_case.id))
    .order_by(_case.id, _task.position)
)
_dossiers: Final = (
    select(personal_table.c.content, *_with_tasks_columns)
    .select_from(_with_tasks.outerjoin(personal_table, personal_table.c.case_id == _case.id))
    .order_by(_task.position)
)
DOSSIER: Final = _dossiers.where(_case.id == bindparam("case_id"))
DOSSIER_OF_NUMBER: Final = _dossiers.where(_case.number == bindparam("number"))
_cases_in_order: Final = (
    select(_case.id)
    .where(_case.id.in_(bindparam("case_ids", expanding=True)))
    .order_by(_case.id)  # the same order for everybody, so that two batches never wait for each other
)
LOCK: Final = _cases_in_order.with_for_update()
LOCK_FREE: Final = _cases_in_order.with_for_update(skip_locked=True)
TASKS: Final = (
    select(_task.case_id, *_task_columns)
    .where(_task.case_id.in_(bindparam("case_ids", expanding=True)))
    .order_by(_task.case_id, _task.position)
)
CASE_OF_NUMBER: Final = select(_case.id).where(_case.number == bindparam("number"))
ATTENTION: Final = (
    select(_case.id)
    .where(_case.attention_at <= bindparam("now"))
    .order_by(_case.attention_at, _case.id)
    .limit(bindparam("limit"))
)
CLAIM_DUE: Final = (
    select(_case.attention_at, _case.id)
    .where(
        _case.attention_at <= bindparam("now"),
        tuple_(_case.attention_at, _case.id) > tuple_(bindparam("after_at"), bindparam("after_id")),
    )
    .order_by(_case.attention_at, _case.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
UNFINISHED: Final = (
    select(_case.id).where(_case.id > bindparam("after"), UNFINISHED_CASE).order_by(_case.id).limit(bindparam("limit"))
)
NOTICES: Final = select(notice_table.c.content).order_by(notice_table.c.number)
HEADS: Final = select(_case.id, _case.seq, _case.head).order_by(_case.id)
RECORDS: Final = (
    select(_audit.seq, _audit.body, _audit.hash)
    .where(_audit.case_id == bindparam("case_id"), _audit.seq > bindparam("after"), _audit.seq <= bindparam("until"))
    .order_by(_audit.seq)
)
_keys: Final = select(
    key_table.c.key,
    key_table.c.case_id,
    key_table.c.seq,
    key_table.c.calendar,
    key_table.c.fingerprint,
    key_table.c.salt,
)
KEY: Final = _keys.where(key_table.c.key == bindparam("key"))
KEYS: Final = _keys.where(key_table.c.key.in_(bindparam("keys", expanding=True)))
PERSONAL: Final = select(personal_table.c.content).where(personal_table.c.case_id == bindparam("case_id"))
_definitions: Final = select(
    definition_table.c.bundle, definition_table.c.version, definition_table.c.digest, definition_table.c.content
)
DEFINITIONS: Final = _definitions.order_by(definition_table.c.bundle, definition_table.c.version)
DEFINITION: Final = _definitions.where(
    definition_table.c.bundle == bindparam("bundle"), definition_table.c.version == bindparam("version")
)


@lru_cache(PAGES)
def inbox_page(states: int, *, continued: bool, limit: int) -> Query:
    """Return the query of a page of a department's tasks, each with the outline of its case and its due date.

    One index holds the tasks of each department and state in order of urgency, so each state gives its first entries
    and the page is chosen from these; however many decided tasks there are, they are not looked at.

    Args:
        states: How many states are asked for, as ``state_0`` and so on.
        continued: Whether the page begins after ``(after_due, after_case, after_item)``.
        limit: How many entries at most. It stands in the statement: PostgreSQL, if it knows how few are wanted, makes a
            plan for all departments and keeps it, which otherwise costs more than carrying it out.
    """
    place = (_task.due, _task.case_id, _task.item)
    after = tuple_(*place) > tuple_(bindparam("after_due"), bindparam("after_case"), bindparam("after_item"))
    condition = and_(_task.department == bindparam("department"), after if continued else true())
    page = _first_of_each(select(*place).where(condition), states, _task.state, place, limit)
    tasks = page.join(task_table, and_(_task.case_id == page.c.case_id, _task.item == page.c.item))
    return (
        select(*_outline_columns, *_task_columns, page.c.due)
        .select_from(tasks.join(case_table, _case.id == page.c.case_id))
        .order_by(page.c.due, page.c.case_id, page.c.item)
    )


@lru_cache(PAGES)
def case_page(states: int, *, filters: frozenset[str], continued: bool, limit: int) -> Query:
    """Return the query of a page of cases with their due dates, without their tasks.

    What was applied for is read for the page alone.

    Args:
        states: How many states are asked for, as ``state_0`` and so on.
        filters: Columns that must have the value of the parameter of the same name.
        continued: Whether the page begins after ``(after_due, after_id)``.
        limit: As of ``inbox_page``.
    """
    place = (_case.due, _case.id)
    after = tuple_(*place) > tuple_(bindparam("after_due"), bindparam("after_id"))
    condition = and_(*(_case[name] == bindparam(name) for name in sorted(filters)), after if continued else true())
    if "applicant" in filters:
        # An applicant has few cases, and the index that begins with the applicant gives them in order.
        among = _case.state.in_([bindparam(f"state_{number}") for number in range(states)])
        page = _first(select(*place).where(condition, among).order_by(*place), limit).subquery()
    else:
        page = _first_of_each(select(*place).where(condition), states, _case.state, place, limit)
    cases = page.join(case_table, _case.id == page.c.id).outerjoin(application_table, _applied.case_id == page.c.id)
    return select(*_case_columns, _applied.body, page.c.due).select_from(cases).order_by(page.c.due, page.c.id)


def _first_of_each(
    found: Query, states: int, state: Column[str], place: tuple[Column[str], ...], limit: int
) -> Subquery:
    """Return the first entries of what is found, chosen from the first entries of each state."""
    ordered = [
        _first(found.where(state == bindparam(f"state_{number}")).order_by(*place), limit).subquery()
        for number in range(states)
    ]
    merged = union_all(*(select(each) for each in ordered)).subquery()
    return _first(select(merged).order_by(*merged.c), limit).subquery()


def _first(found: Query, limit: int) -> Query:
    """Return the first entries of what is found, with the number in the statement as it is."""
    most: ColumnElement[int] = literal_column(str(int(limit)))
    return found.limit(most).offset(_zero)  # of its own accord, SQLite's dialect would make a parameter of no offset


# --- Writing ---


def _all_columns(table: Table) -> dict[str, BindParameter[str]]:
    """Return what an update sets: a command may change anything but what identifies the row."""
    return {column.name: bindparam(column.name) for column in table.c if not column.primary_key}


UPDATE_CASE: Final = (
    update(case_table)
    .where(
        _case.id == bindparam("this_id"),
        _case.seq == bindparam("this_seq"),
        _case.head == bindparam("this_head"),  # a store that was restored may have come to the same number otherwise
    )
    .values(_all_columns(case_table))
)
UPDATE_TASK: Final = (
    update(task_table)
    .where(_task.case_id == bindparam("this_id"), _task.item == bindparam("this_item"))
    .values(_all_columns(task_table))
)
REINDEX: Final = (
    update(case_table)
    .where(
        _case.id == bindparam("this_id"),
        _case.seq == bindparam("this_seq"),
        _case.attention_at.is_distinct_from(bindparam("attention_at")),
    )
    .values(attention_at=bindparam("attention_at"))
)
ERASE_PERSONAL: Final = (
    update(personal_table)
    .where(personal_table.c.case_id == bindparam("this_id"), personal_table.c.content.is_not(None))
    .values(content=None, erased_at=bindparam("erased_at"))
)
ERASE_FINGERPRINTS: Final = (
    update(key_table).where(key_table.c.case_id == bindparam("this_id")).values(fingerprint=None, salt="")
)


def case_standing_at(case_id: ColumnElement[str], seq: ColumnElement[int]) -> ScalarSelect[str]:
    """Return the id of a case if that is its number of records, otherwise NULL, which no record can be kept under."""
    return select(_case.id).where(_case.id == case_id, _case.seq == seq).scalar_subquery()


# Everything that a command writes goes out at once, before anybody could look whether the case was still the one that
# had been loaded. The record is where that is found out: it needs the case as it stands after the command.
INSERT_AUDIT: Final = (
    audit_table.insert()
    .values(
        case_id=case_standing_at(
            bindparam("this_id", type_=_audit.case_id.type), bindparam("last", type_=_audit.seq.type)
        ),
        seq=bindparam("seq"),
        body=bindparam("body"),
        hash=bindparam("hash"),
    )
    .inline()
)


class Inserts:
    """The inserts that must not fail when a row is there, since an error would end a host's transaction.

    Attributes:
        definition: Does nothing if the version is kept.
        notice: Does nothing if the notice is kept.
        application: Replaces what is there.
        personal: Replaces what is there.
    """

    def __init__(self, insert: Callable[[Table], Any]) -> None:
        """Build them with the insert of one SQL dialect."""
        self.definition: Final[Insert] = insert(definition_table).on_conflict_do_nothing()
        self.notice: Final[Insert] = insert(notice_table).on_conflict_do_nothing().inline()
        self._insert = insert
        self.application: Final[Insert] = _or_replace(insert(application_table))
        personal = insert(personal_table)
        self.personal: Final[Insert] = personal.on_conflict_do_update(
            index_elements=[personal_table.c.case_id],
            set_={"content": personal.excluded.content, "erased_at": null()},
        )

    def applications_from(self, given: FromClause) -> Insert:
        """Return a statement that does what ``application`` does, for many rows with columns of the same names."""
        rows = select(*(given.c[column.name] for column in _applied))
        return _or_replace(self._insert(application_table).from_select([*_applied.keys()], rows))


def _or_replace(statement: Any) -> Insert:  # noqa: ANN401  (each dialect has its own class)
    replaced: Insert = statement.on_conflict_do_update(
        index_elements=[_applied.case_id], set_={"body": statement.excluded.body}
    )
    return replaced


INSERTS: Final = {"postgresql": Inserts(postgresql.insert), "sqlite": Inserts(sqlite.insert)}
"""SQL dialect → its inserts."""
