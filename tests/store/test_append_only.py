"""The database itself keeps the audit records, whoever asks it to change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import case_id, new_case, next_change
from yishi_engine.testing.conformance.base import contents, save

if TYPE_CHECKING:
    from yishi_engine.store import SqlStore

ATTACKS = {
    "update": "UPDATE yishi_audit SET body = '{}'",
    "update of one": "UPDATE yishi_audit SET hash = '0' WHERE case_id = :case AND seq = 2",
    "delete": "DELETE FROM yishi_audit",
    "delete of one": "DELETE FROM yishi_audit WHERE case_id = :case AND seq = 2",
    "upsert": """
        INSERT INTO yishi_audit (case_id, seq, body, hash) VALUES (:case, 1, '', '')
        ON CONFLICT (case_id, seq) DO UPDATE SET body = ''
    """,
}
SQLITE_ATTACKS = {
    "replace": "REPLACE INTO yishi_audit (case_id, seq, body, hash) VALUES (:case, 1, '', '')",
    "update or replace": "UPDATE OR REPLACE yishi_audit SET seq = 1",
}
POSTGRESQL_ATTACKS = {
    "truncate": "TRUNCATE yishi_audit",
    "truncate with others": "TRUNCATE yishi_case, yishi_audit CASCADE",
    "merge": """
        MERGE INTO yishi_audit USING (SELECT CAST(:case AS VARCHAR) AS id) AS other ON case_id = other.id
        WHEN MATCHED THEN DELETE
    """,
}


def attack(store: SqlStore, statement: str) -> None:
    """Try to change records with a statement of one's own, and see that nothing has changed."""
    before = save(store, new_case(1))
    save(store, next_change(before, b.reported()))
    known = contents(store)
    parameters = {"case": case_id(1)} if ":case" in statement else {}
    with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.execute(text(statement), parameters)
    assert contents(store) == known


@pytest.mark.parametrize("statement", ATTACKS.values(), ids=ATTACKS)
def test_records_cannot_be_changed(sql: SqlStore, statement: str) -> None:
    """UPDATE, DELETE and an insert that turns into them are refused."""
    attack(sql, statement)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", SQLITE_ATTACKS.values(), ids=SQLITE_ATTACKS)
def test_sqlite_knows_no_other_way(sql: SqlStore, statement: str) -> None:
    """REPLACE, which deletes without asking the triggers for DELETE, is refused as well."""
    attack(sql, statement)


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", POSTGRESQL_ATTACKS.values(), ids=POSTGRESQL_ATTACKS)
def test_postgresql_knows_no_other_way(sql: SqlStore, statement: str) -> None:
    """TRUNCATE and MERGE are refused as well."""
    attack(sql, statement)


def test_a_record_takes_no_others_place(sql: SqlStore) -> None:
    """A second record with the same number is refused as well."""
    save(sql, new_case(1))
    insert = text("INSERT INTO yishi_audit (case_id, seq, body, hash) VALUES (:case, 1, '', '')")
    with pytest.raises(DBAPIError), sql.engine.begin() as connection:
        connection.execute(insert, {"case": case_id(1)})


def test_a_case_with_tasks_cannot_be_deleted_alone(sql: SqlStore) -> None:
    """The database keeps a case as long as its tasks are there."""
    save(sql, new_case(1, b.submitted(), *b.accepted("a"), dates=b.Dates(tasks={"a": None})))
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), sql.engine.begin() as connection:
        connection.execute(text("DELETE FROM yishi_case"))
