"""How many bytes a case takes: in each table, in its indexes, and in the log that PostgreSQL writes ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.command_path import engine_on
from benchmarks.scenario import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relname LIKE 'yishi%' ORDER BY relname"


@dataclass(frozen=True)
class Size:
    """What a table takes, in bytes a case.

    Attributes:
        table: The table.
        rows: Rows a case.
        lived: Bytes as commands leave the table, after a plain VACUUM.
        packed: Bytes of the table rewritten without gaps.
        indexes: Bytes of its indexes, rewritten as well.
    """

    table: str
    rows: float
    lived: float
    packed: float
    indexes: float


def sizes(connection: Any, url: str, cases: int) -> tuple[list[Size], float]:  # noqa: ANN401
    """Lead cases through their lives; return what each table takes, and the bytes of log a command."""
    run = engine_on(url)
    run(0)
    connection.execute("CHECKPOINT")
    before = _log(connection)
    for number in range(1, cases):
        run(number)
    log = (_log(connection) - before) / (cases - 1) / COMMANDS
    connection.execute("VACUUM ANALYZE")
    lived = dict(_measured(connection, cases))
    connection.execute("VACUUM FULL")
    packed = dict(_measured(connection, cases))
    return [Size(table, rows, lived[table][1], *packed[table][1:]) for table, (rows, *_) in lived.items()], log


def _measured(connection: Any, cases: int) -> Iterator[tuple[str, tuple[float, float, float]]]:  # noqa: ANN401
    for (table,) in connection.execute(TABLES).fetchall():
        rows, size, indexes = connection.execute(
            f"SELECT count(*), pg_table_size('{table}'), pg_indexes_size('{table}') FROM {table}"  # noqa: S608
        ).fetchone()
        if rows >= cases:
            yield table, (rows / cases, size / cases, indexes / cases)


def _log(connection: Any) -> float:  # noqa: ANN401
    return float(connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone()[0])
