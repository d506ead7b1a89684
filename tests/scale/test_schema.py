"""What can be read from the schema: a case is a unit of distribution, and all cases share nothing that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import text

from tests.scale.lives import LIVES, Hall
from yishi_engine.store.tables import metadata

if TYPE_CHECKING:
    from yishi_engine.store import SqlStore

NOT_OF_A_CASE: Final = {
    "yishi_definition": "written once for each version of a bundle, by the first case that uses it; otherwise read",
    "yishi_notice": "written once for each notice on days off; otherwise read",
    "yishi_sink": "written once for each sink; otherwise read",
    "yishi_exception": "written when a message could not be carried out, which may name no case at all",
}
"""Tables whose rows are not of one case, and why no command writes them."""
OF_A_KEY: Final = "yishi_key"
"""Its key is drawn by who sends the command and is in use by one command only; it says whose case it is."""

OF_CASES: Final = sorted(metadata.tables.keys() - NOT_OF_A_CASE.keys() - {OF_A_KEY})


def case_column(table: str) -> str:
    """Return the column that holds the id of the case."""
    return "id" if table == "yishi_case" else "case_id"


def test_the_tables_of_cases_are_known() -> None:
    """A new table is looked at by whoever adds it: either its rows are of one case each, or no command writes it."""
    expected = ["yishi_application", "yishi_audit", "yishi_case", "yishi_delivery", "yishi_personal", "yishi_task"]
    assert expected == OF_CASES
    assert OF_A_KEY in metadata.tables


@pytest.mark.parametrize("table", OF_CASES)
def test_a_primary_key_begins_with_the_case(table: str) -> None:
    """Whatever is kept of a case has the case's id first in its primary key, so that all of it can lie together."""
    assert next(iter(metadata.tables[table].primary_key)).name == case_column(table)


@pytest.mark.parametrize("table", OF_CASES)
def test_the_database_has_that_key(postgresql: SqlStore, table: str) -> None:
    """The database that the migrations make has the keys that the code says it has."""
    query = text(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indisprimary AND i.indrelid = CAST(:name AS regclass)"
    )
    with postgresql.engine.connect() as connection:
        assert connection.scalar(query, {"name": table}) == case_column(table)


@pytest.mark.parametrize("table", [*OF_CASES, OF_A_KEY])
def test_a_foreign_key_leads_to_the_same_case(table: str) -> None:
    """A row refers to nothing but its own case, so no command looks at or locks a row of another one."""
    for each in metadata.tables[table].foreign_keys:
        assert (each.parent.name, each.target_fullname) == (case_column(table), "yishi_case.id")


def test_a_key_says_whose_it_is() -> None:
    """An idempotency key is found by itself, and names its case; nothing else is found by anything but a case."""
    columns = metadata.tables[OF_A_KEY].columns
    assert [each.name for each in metadata.tables[OF_A_KEY].primary_key] == ["key"]
    assert not columns["case_id"].nullable


def test_unique_besides_the_keys_is_only_the_number() -> None:
    """A case's number is the one value that has to be unique among all cases; it is random, not counted."""
    found = {(name, index.name) for name in OF_CASES for index in metadata.tables[name].indexes if index.unique}
    assert found == {("yishi_case", "yishi_case_number")}


@pytest.mark.postgres
def test_nothing_is_counted(postgresql: SqlStore) -> None:
    """The one sequence numbers the notices on days off; whatever cases do, nobody draws from it."""
    hall = Hall(postgresql)
    for life in LIVES:
        hall.live(life(hall.submit(key=life.__name__)))
    hall.engine.sweep()
    with postgresql.engine.connect() as connection:
        names = set(connection.scalars(text("SELECT sequence_name FROM information_schema.sequences")))
        assert names == {"yishi_notice_number_seq"}
        assert connection.scalar(text("SELECT last_value FROM pg_sequences")) is None
        defaults = text("SELECT table_name FROM information_schema.columns WHERE column_default IS NOT NULL")
        assert set(connection.scalars(defaults.columns())) & metadata.tables.keys() == {"yishi_notice"}
