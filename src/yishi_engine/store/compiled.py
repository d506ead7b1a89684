"""Statements as text, for the driver alone.

SQLAlchemy builds every statement; those that each command sends are compiled once and given to the driver directly,
since SQLAlchemy's own way of carrying one out costs more than the database does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

from sqlalchemy import ARRAY, Integer, Text, bindparam, func, insert, select, update

from yishi_engine.store import statements as sql
from yishi_engine.store.at_once import AtOnce
from yishi_engine.store.delivery_statements import DELIVERY_INSERTS
from yishi_engine.store.tables import application_table, audit_table, case_table, delivery_table, key_table, task_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Dialect, Table
    from sqlalchemy.sql.base import Executable
    from sqlalchemy.sql.selectable import TableValuedAlias

Rows: TypeAlias = "Sequence[Mapping[str, object]]"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement in the words of one driver.

    Attributes:
        text: The statement.
        names: The parameters in the driver's order; None where it takes them by name.
    """

    text: str
    names: tuple[str, ...] | None

    @classmethod
    def of(cls, statement: Executable, dialect: Dialect) -> Self:
        """Compile a statement, whose parameters are texts and numbers that a driver takes as they are."""
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every Executable has it
        return cls(str(compiled), tuple(compiled.positiontup) if compiled.positional else None)

    def arguments(self, values: Mapping[str, object]) -> Any:  # noqa: ANN401  (what a driver takes)
        """Return parameters as the driver takes them."""
        return values if self.names is None else [values[name] for name in self.names]


class Rowwise:
    """Writes many rows of a kind by sending the statement for one row several times."""

    def __init__(self, one: Compiled) -> None:
        """Write with a statement for one row."""
        self.one: Final = one

    def calls(self, rows: Rows) -> Iterable[tuple[str, Any]]:
        """Yield statements with their arguments."""
        return ((self.one.text, self.one.arguments(row)) for row in rows)


class Setwise(Rowwise):
    """Writes many rows of a kind with one statement that takes a list for each column."""

    def __init__(self, one: Compiled, many: Compiled) -> None:
        """Write one row with a statement, several with another."""
        super().__init__(one)
        self.many: Final = many

    def calls(self, rows: Rows) -> Iterable[tuple[str, Any]]:
        """Yield statements with their arguments."""
        if len(rows) == 1:
            return super().calls(rows)
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        return [(self.many.text, self.many.arguments(columns))]


class HotStatements:
    """What a command sends, for one dialect.

    Attributes:
        of: Compiles the query of a page; those that were asked last are remembered.
        inserts: The inserts of the dialect that must not fail, for SQLAlchemy.
        load: Reads a case.
        dossier: Reads a case with its personal values.
        dossier_of_number: The same, by the case's number.
        key: Reads what a key was used for.
        writers: Write rows of each kind, in the order of ``Shape``.
        at_once: Makes statements that write all that one command changes; None where the database takes none.
    """

    def __init__(self, dialect: Dialect, *, setwise: bool) -> None:
        """Compile the statements.

        Args:
            dialect: Of the engine that will carry them out.
            setwise: Whether the database can take lists as tables.
        """

        def writer(one: Executable, many: Executable) -> Rowwise:
            compiled = Compiled.of(one, dialect)
            return Setwise(compiled, _unescaped(many, dialect)) if setwise else Rowwise(compiled)

        self.of: Final = lru_cache(sql.PAGES)(partial(Compiled.of, dialect=dialect))
        self.inserts: Final = sql.INSERTS[dialect.name]
        self.load: Final = Compiled.of(sql.CASE_WITH_TASKS, dialect)
        self.dossier: Final = Compiled.of(sql.DOSSIER, dialect)
        self.dossier_of_number: Final = Compiled.of(sql.DOSSIER_OF_NUMBER, dialect)
        self.key: Final = Compiled.of(sql.KEY, dialect)
        applied = _lists(application_table, {column.name: column.name for column in application_table.c})
        queue = DELIVERY_INSERTS[dialect.name]
        self.writers: Final = (
            writer(insert(case_table), _insert_many(case_table)),
            writer(sql.UPDATE_CASE, _update_cases()),
            writer(self.inserts.application, self.inserts.applications_from(applied)),
            writer(insert(task_table), _insert_many(task_table)),
            writer(sql.UPDATE_TASK, _update_tasks()),
            writer(sql.INSERT_AUDIT, _insert_records()),
            writer(insert(key_table), _insert_many(key_table)),
            writer(queue.queue, queue.queue_from(_queued())),
            Rowwise(Compiled.of(self.inserts.personal, dialect)),
        )
        self.at_once: Final = AtOnce(dialect) if setwise and dialect.driver == "psycopg" else None


def _unescaped(statement: Executable, dialect: Dialect) -> Compiled:
    """Compile a statement that takes lists; psycopg escapes every text of a list, unless it may send it as it is."""
    compiled = Compiled.of(statement, dialect)
    return Compiled(compiled.text.replace(")s::", ")b::"), compiled.names) if dialect.driver == "psycopg" else compiled


def _lists(table: Table, names: Mapping[str, str]) -> TableValuedAlias:
    """Return rows made of one list a column: name of the parameter → name of the column."""
    given = [
        bindparam(name, type_=ARRAY(Integer if isinstance(table.c[column].type, Integer) else Text))
        for name, column in names.items()
    ]
    return func.unnest(*given).table_valued(*names, name="given").render_derived()


def _insert_many(table: Table) -> Executable:
    given = _lists(table, {column.name: column.name for column in table.c})
    return insert(table).from_select([column.name for column in table.c], select(*given.c))


def _update_cases() -> Executable:
    table = case_table
    own = {column.name: column.name for column in table.c if not column.primary_key}
    given = _lists(table, {**own, "this_id": "id", "this_seq": "seq", "this_head": "head"})
    return (
        update(table)
        .where(table.c.id == given.c.this_id, table.c.seq == given.c.this_seq, table.c.head == given.c.this_head)
        .values({name: given.c[name] for name in own})
    )


def _update_tasks() -> Executable:
    table = task_table
    own = {column.name: column.name for column in table.c if not column.primary_key}
    given = _lists(table, {**own, "this_id": "case_id", "this_item": "item"})
    return (
        update(table)
        .where(table.c.case_id == given.c.this_id, table.c.item == given.c.this_item)
        .values({name: given.c[name] for name in own})
    )


def _queued() -> TableValuedAlias:
    own = {"case_id": "case_id", "next_seq": "next_seq", "last_seq": "last_seq", "recorded_at": "since"}
    return _lists(delivery_table, own)


def _insert_records() -> Executable:
    given = _lists(audit_table, {"this_id": "case_id", "seq": "seq", "body": "body", "hash": "hash", "last": "seq"})
    standing = sql.case_standing_at(given.c.this_id, given.c.last)
    return insert(audit_table).from_select(
        ["case_id", "seq", "body", "hash"], select(standing, given.c.seq, given.c.body, given.c.hash)
    )
