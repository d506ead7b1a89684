"""Reading beside others who write: one state is seen, and nothing waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import ResourceClosedError

from yishi_engine.audit import verify_stored
from yishi_engine.errors import StorageError
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import case_id, new_case, next_change
from yishi_engine.testing.conformance.base import save

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.store import SqlStore


def test_a_reader_sees_one_state(sql: SqlStore) -> None:
    """Whatever is committed meanwhile, heads and records read one after the other agree."""
    before = save(sql, new_case(1))
    with sql.read() as transaction:
        (head,) = transaction.heads()
        save(sql, next_change(before, b.reported()))
        save(sql, new_case(2))
        assert list(transaction.heads()) == [head]
        assert [row[:2] for row in transaction.stored_records()] == [(case_id(1), 1)]
        assert [found for found, _ in transaction.stored_cases()] == [case_id(1)]
        rows = transaction.stored_rows(case_id(1))
        assert verify_stored(rows, case=case_id(1), head=(head.seq, head.hash)) == 1
    with sql.read() as transaction:
        assert [head.seq for head in transaction.heads()] == [2, 1]


def test_a_reader_does_not_wait_for_a_writer(sql: SqlStore) -> None:
    """What another transaction has written is not seen before it is committed, and costs no time."""
    with sql.write() as writing:
        writing.save(new_case(1))
        with sql.read() as reading:
            assert reading.load(case_id(1)) is None


def test_many_records_are_read_in_flat_memory(sql: SqlStore) -> None:
    """Long chains are read in portions; other questions may be asked in between."""
    save(sql, new_case(1, b.submitted(), *[b.reported(str(number)) for number in range(1200)]))
    with sql.read() as transaction:
        rows = transaction.stored_rows(case_id(1))
        assert next(rows)[0] == 1
        assert [head.seq for head in transaction.heads()] == [1201]
        assert [row[0] for row in rows] == list(range(2, 1202))


def test_what_is_read_half_way_keeps_nobody_waiting(sql: SqlStore) -> None:
    """Streams that nobody reads to their end, held by an error that somebody keeps, end with their transaction."""
    save(sql, new_case(1, b.submitted(), *[b.reported(str(number)) for number in range(600)]))
    save(sql, new_case(2))
    streams: list[Iterator[object]] = []

    def read() -> None:
        with sql.read() as transaction:
            streams.extend(
                [
                    transaction.stored_records(),
                    transaction.stored_cases(),
                    transaction.stored_rows(case_id(1)),
                    transaction.records(case_id(1)),
                    transaction.heads(),
                ]
            )
            for stream in streams:
                next(stream)
            raise LookupError

    with pytest.raises(LookupError) as kept:
        read()
    save(sql, new_case(3))
    with sql.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")
    with pytest.raises(ResourceClosedError):
        list(streams[0])
    assert kept.value is not None


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_reader_cannot_write(sql: SqlStore) -> None:
    """Where the database can hold a reader to its word, it does."""
    with pytest.raises(StorageError, match="ReadOnlySqlTransaction"), sql.read() as transaction:
        transaction.save(new_case(1))
