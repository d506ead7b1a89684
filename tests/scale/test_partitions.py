"""The tables of cases, cut into partitions as the page about scale shows it, hold what every store holds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from tests.databases import run_on_server, upgraded
from tests.docs.pages import blocks
from tests.scale.lives import LATER, LIVES, Hall, Letterbox
from tests.scale.test_schema import OF_A_KEY, OF_CASES
from tests.stateful.lockstep import APPLICANT
from yishi_engine.delivery import Relay
from yishi_engine.store import SqlStore
from yishi_engine.store import statements as sql
from yishi_engine.store.tables import metadata
from yishi_engine.testing.conformance import StoreConformance

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.postgres

PAGE: Final = Path(__file__).parents[2] / "docs" / "explanation" / "scale.md"
PARTS: Final = 4


def cut(url: str) -> None:
    """Cut the tables of an up-to-date database with the statement of the page, into fewer parts."""
    (statement,) = (each.body for each in blocks(PAGE.read_text(encoding="utf-8")) if each.language == "sql")
    assert "parts CONSTANT integer := 16;" in statement
    run_on_server(url, statement.replace(":= 16;", f":= {PARTS};").replace("%", "%%"))


@pytest.fixture(scope="module")
def cut_database(postgresql_server: str) -> Iterator[str]:
    """Make a database with cut tables for all tests, since that takes a while; yield its URL."""
    run_on_server(postgresql_server, "CREATE DATABASE cut TEMPLATE template0")
    url = make_url(postgresql_server).set(database="cut").render_as_string(hide_password=False)
    for _ in upgraded(SqlStore.from_url(url)):
        cut(url)
    yield url
    run_on_server(postgresql_server, "DROP DATABASE cut WITH (FORCE)")


@pytest.fixture
def cut_store(cut_database: str) -> Iterator[SqlStore]:
    """Return an empty store whose tables are cut."""
    store = SqlStore.from_url(cut_database)
    yield store
    store.dispose()
    emptied = [str(table.delete()) for table in metadata.tables.values()]
    run_on_server(cut_database, "SET session_replication_role = replica", *emptied)  # that no trigger refuses it


class TestPartitioned(StoreConformance):
    """A store in tables that are partitioned by the case does what every store has to do."""

    @pytest.fixture
    def store(self, cut_store: SqlStore) -> SqlStore:
        """Return an empty store."""
        return cut_store


def test_every_table_of_cases_is_cut(cut_store: SqlStore) -> None:
    """Each table of cases has its partitions, and all partitions of one number lie in one schema."""
    query = text(
        "SELECT p.relnamespace::regnamespace::text, p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid"
        " JOIN pg_class t ON t.oid = i.inhparent WHERE t.relkind = 'p'"
    )
    with cut_store.engine.connect() as connection:
        found = {(schema, table) for schema, table in connection.execute(query)}
    expected = {(f"yishi_part_{part}", table) for part in range(PARTS) for table in [*OF_CASES, OF_A_KEY]}
    assert found == expected


def test_whole_lives_are_led_in_partitions(cut_store: SqlStore) -> None:
    """Commands, sweeps, deliveries and lists work as they do elsewhere, and every chain verifies."""
    hall, letters = Hall(cut_store), Letterbox()
    relay = Relay(cut_store, [letters], clock=lambda: hall.now)
    relay.run_until_idle()
    case_ids = [hall.submit(key=life.__name__) for life in LIVES]
    for life, case_id in zip(LIVES, case_ids, strict=True):
        hall.live(life(case_id))
    young = {hall.accepted() for _ in range(20)}
    hall.now += LATER
    assert hall.engine.sweep().cases >= len(young)
    assert relay.run_until_idle().failed == 0
    assert {case.id for case in hall.engine.cases(applicant=APPLICANT.id, limit=100)} == {*case_ids, *young}
    assert {task.case_id for task in hall.engine.inbox(department="lead", limit=100)} >= young
    assert hall.engine.find(hall.engine.case(case_ids[0]).number).id == case_ids[0]
    assert hall.submit(key=LIVES[0].__name__) == case_ids[0]
    assert hall.engine.verify() > 0


def test_a_case_is_read_from_one_partition(cut_store: SqlStore) -> None:
    """What is asked of one case goes to the one partition that holds it, of each table."""
    case_id = Hall(cut_store).accepted()
    statement = str(sql.CASE_WITH_TASKS.compile(dialect=cut_store.engine.dialect))
    with cut_store.engine.connect() as connection:
        lines = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", {"case_id": case_id})]
    for table in ("yishi_case", "yishi_application", "yishi_task"):
        assert len({found.group() for line in lines if (found := re.search(rf"on {table}\S*", line))}) == 1, lines


def test_a_partition_is_append_only_itself(cut_store: SqlStore) -> None:
    """Who goes around the table, to the partition, is refused as well."""
    Hall(cut_store).submit()
    for part in range(PARTS):
        for statement in ("DELETE FROM", "TRUNCATE"):
            with pytest.raises(DBAPIError, match="append-only"), cut_store.engine.begin() as connection:
                connection.exec_driver_sql(f"{statement} yishi_part_{part}.yishi_audit")
