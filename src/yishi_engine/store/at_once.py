"""All that one command writes as one statement, which is a transaction by itself.

A statement costs a driver and a server more than the rows that it writes. So where a database takes several writes in
one statement, what a command changes goes out as one, made once for each number of rows of each kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, insert, select, update

from yishi_engine.store.delivery_statements import DELIVERY_INSERTS
from yishi_engine.store.statements import INSERTS
from yishi_engine.store.tables import audit_table, case_table, key_table, task_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Dialect, ScalarSelect, Table
    from sqlalchemy.sql.elements import BindParameter

MOST_ROWS: Final = 24
"""What has more rows is not written by one statement: the database would have to plan anew for each number of them."""


class Shape(NamedTuple):
    """How many rows of each kind a change writes, in the order in which they are given.

    Attributes:
        new_cases: 1 for a new case.
        cases: 1 for a case that is changed.
        applications: 1 if what was applied for is written.
        new_tasks: New tasks.
        tasks: Changed tasks.
        records: Audit records, at least one.
        keys: Idempotency keys.
        deliveries: 1 if there is something to deliver.
        personal: 1 if personal values are written.
    """

    new_cases: int
    cases: int
    applications: int
    new_tasks: int
    tasks: int
    records: int
    keys: int
    deliveries: int
    personal: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A statement for one shape.

    Attributes:
        text: The statement, with numbered parameters.
        places: Row and column of each parameter, in order.
    """

    text: str
    places: tuple[tuple[int, str], ...]

    def arguments(self, rows: Sequence[Mapping[str, object]]) -> list[object]:
        """Return the parameters, from rows in the order of the shape."""
        return [rows[row][column] for row, column in self.places]


class AtOnce:
    """The statements that were needed so far."""

    def __init__(self, dialect: Dialect) -> None:
        """Make none yet.

        Args:
            dialect: The SQL dialect of a database that takes several writes in one statement.
        """
        kind: Any = type(dialect)  # not every dialect can be made with numbered parameters; those that we are given can
        self._dialect = kind(paramstyle="numeric_dollar")
        self._known: dict[Shape, Whole] = {}

    def of(self, shape: Shape) -> Whole | None:
        """Return the statement for a shape; None if it has too many rows."""
        if shape not in self._known:
            if sum(shape) > MOST_ROWS:
                return None
            compiled: Any = _statement(shape, self._dialect.name).compile(dialect=self._dialect)
            names = [name.partition("_") for name in compiled.positiontup]
            self._known[shape] = Whole(str(compiled), tuple((int(row), column) for row, _, column in names))
        return self._known[shape]


def _statement(shape: Shape, dialect: str) -> Any:  # noqa: ANN401  (SQLAlchemy's own type names the table)
    """Build the statement for a shape.

    Whether the case is the one that was loaded is asked where it is changed, which comes first and locks it. All else
    takes the case's id from what that returned: nothing, which no row can be kept under, if it was another.
    """
    inserts, deliveries = INSERTS[dialect], DELIVERY_INSERTS[dialect]
    case = (
        (_insert(case_table, range(1)) if shape.new_cases else _update_case(0))
        .returning(case_table.c.id)
        .cte("written")
    )
    case_id = select(case.c.id).scalar_subquery()
    builders: dict[str, Callable[[range], Any]] = {
        "applications": lambda rows: inserts.application.values(case_id=case_id, body=_given(rows[0], "body")),
        "new_tasks": lambda rows: _insert(task_table, rows, case_id=case_id),
        "records": lambda rows: _insert(audit_table, rows, case_id=case_id),
        "keys": lambda rows: _insert(key_table, rows),
        "deliveries": lambda rows: deliveries.queue_one(case_id, lambda name: _given(rows[0], name)),
        "personal": lambda rows: inserts.personal.values(case_id=case_id, content=_given(rows[0], "content")),
    }
    parts, first = [], 1
    for kind in Shape._fields[2:]:
        rows = range(first, first + getattr(shape, kind))
        first = rows.stop
        if kind == "tasks":
            parts += [_update_task(row, case_id) for row in rows]
        elif rows:
            parts.append(builders[kind](rows))
    *others, last = parts
    return last.add_cte(case, *(part.cte(f"part_{number}") for number, part in enumerate(others)))


def _given(row: int, column: str, of: Table | None = None) -> BindParameter[Any]:
    """Return the parameter that is the value of a column in a row."""
    name = f"{row}_{column}"
    return bindparam(name) if of is None else bindparam(name, type_=of.c[column].type)


def _all(table: Table, row: int, columns: Iterable[str]) -> dict[str, BindParameter[Any]]:
    return {column: _given(row, column, table) for column in columns}


def _insert(table: Table, rows: range, **known: ScalarSelect[str]) -> Any:  # noqa: ANN401
    given = [column.name for column in table.c if column.name not in known]
    values = [{**known, **_all(table, row, given)} for row in rows]
    return insert(table).values(values if len(values) > 1 else values[0]).inline()


def _own(table: Table) -> list[str]:
    return [column.name for column in table.c if not column.primary_key]


def _update_case(row: int) -> Any:  # noqa: ANN401
    own = case_table.c
    return (
        update(case_table)
        .where(own.id == _given(row, "this_id"), own.seq == _given(row, "this_seq"))
        .where(own.head == _given(row, "this_head"))
        .values(_all(case_table, row, _own(case_table)))
    )


def _update_task(row: int, case_id: ScalarSelect[str]) -> Any:  # noqa: ANN401
    own = task_table.c
    return (
        update(task_table)
        .where(own.case_id == case_id, own.item == _given(row, "this_item"))
        .values(_all(task_table, row, _own(task_table)))
    )
