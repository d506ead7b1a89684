"""The schema: upgraded by many at once, equal to the tables that the statements use, and known when it is not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import CommandLine
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from yishi_engine import resources
from yishi_engine.errors import SchemaOutOfDate
from yishi_engine.store import SqlStore, upgrade
from yishi_engine.store.tables import VERSION_TABLE, metadata
from yishi_engine.testing.builders import new_case
from yishi_engine.testing.conformance.base import save

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UPGRADE = "import sys; from yishi_engine.store import SqlStore; SqlStore.from_url(sys.argv[1]).upgrade()"
NEXT_REVISION = """
from alembic import op

revision = "9998"
down_revision = "{newest}"


def upgrade():
    op.execute("CREATE TABLE yishi_more (id INTEGER)")
"""


@pytest.fixture
def empty(url: str) -> Iterator[SqlStore]:
    """Return a store whose database has no tables."""
    store = SqlStore.from_url(url)
    yield store
    store.dispose()


def tables(store: SqlStore) -> set[str]:
    """Return the names of all tables of a database."""
    with store.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def downgrade(store: SqlStore) -> None:
    """Remove all tables of ours."""
    with store.locked_schema() as connection:
        upgrade.migrate(connection, "base")


def test_migrations_make_the_tables(sql: SqlStore) -> None:
    """After all migrations, the database has what the code thinks it has: columns, types, keys and indexes."""
    with sql.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
    assert tables(sql) == {*metadata.tables, VERSION_TABLE}


def test_everything_can_be_removed_and_made_again(sql: SqlStore) -> None:
    """Downgrading leaves nothing of ours but an empty version table; upgrading again works."""
    save(sql, new_case(1))
    downgrade(sql)
    assert tables(sql) == {VERSION_TABLE}
    assert sql.current_revision() is None
    sql.upgrade()
    sql.check()
    with sql.read() as transaction:
        assert list(transaction.heads()) == []


def test_tables_of_others_are_left_alone(empty: SqlStore) -> None:
    """A host's own tables, and its own Alembic, live beside ours."""
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('theirs')"))
    empty.upgrade()
    downgrade(empty)
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "theirs"


def test_a_database_without_tables_is_refused(empty: SqlStore) -> None:
    """The check says what is missing and what to do, and creates nothing."""
    assert empty.current_revision() is None
    with pytest.raises(SchemaOutOfDate, match=r"is not there.*run yishi db upgrade or store\.upgrade\(\)") as caught:
        empty.check()
    assert caught.value.code == "storage.schema"
    assert tables(empty) == set()


def test_an_older_schema_is_refused(sql: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A schema that lacks the newest migration is named with both revisions; upgrading keeps the cases."""
    save(sql, new_case(1))
    folder = shutil.copytree(resources.migrations_folder(), tmp_path / "migrations")
    newest = upgrade.newest_revision()
    (folder / "versions" / "9998_more.py").write_text(NEXT_REVISION.format(newest=newest), encoding="utf-8")
    monkeypatch.setattr(upgrade, "migrations_folder", lambda: folder)
    with pytest.raises(SchemaOutOfDate, match=f'has revision "{newest}"; revision "9998" is needed'):
        sql.check()
    sql.upgrade()
    sql.check()
    assert "yishi_more" in tables(sql)
    with sql.read() as transaction:
        assert len(list(transaction.heads())) == 1


def test_a_newer_schema_is_refused(sql: SqlStore) -> None:
    """An old package neither uses nor changes a schema from the future."""
    with sql.engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608  (our own name)
    for refused in (sql.check, sql.upgrade, lambda: downgrade(sql)):
        with pytest.raises(SchemaOutOfDate, match=r'"9999".*does not know.*a newer one'):
            refused()
    assert tables(sql) == {*metadata.tables, VERSION_TABLE}


def test_upgrading_again_changes_nothing(sql: SqlStore) -> None:
    """Every start of a program may upgrade."""
    save(sql, new_case(1))
    sql.upgrade()
    with sql.read() as transaction:
        assert len(list(transaction.heads())) == 1


def test_threads_may_upgrade_at_once(url: str) -> None:
    """However many threads begin, each with a store of its own, the tables are made once and all of them succeed."""
    stores = [SqlStore.from_url(url) for _ in range(4)]
    with ThreadPoolExecutor(len(stores)) as threads:
        list(threads.map(SqlStore.upgrade, stores))
    for store in stores:
        store.check()
        store.dispose()


def test_processes_may_upgrade_at_once(url: str) -> None:
    """However many processes begin, the tables are made once and all of them succeed."""
    command = [sys.executable, "-W", "error", "-c", UPGRADE, url]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], said
    store = SqlStore.from_url(url)
    store.check()
    store.dispose()


def test_a_failed_upgrade_leaves_nothing(empty: SqlStore) -> None:
    """All migrations are kept or none, so that a second try does not find half a schema."""
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE yishi_definition (id VARCHAR(9))"))
    with pytest.raises(Exception, match=r"yishi_definition|DuplicateTable"):
        empty.upgrade()
    assert tables(empty) == {"yishi_definition"}


def test_alembics_command_line_works(empty: SqlStore, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Developers use Alembic's own commands, with a URL as an argument or in the environment."""
    ini = str(resources.migrations_folder() / "alembic.ini")
    CommandLine().main(["-c", ini, "-x", f"db={url}", "upgrade", "head"])
    empty.check()
    CommandLine().main(["-c", ini, "-x", f"db={url}", "check"])
    monkeypatch.setenv("YISHI_DB", url)
    CommandLine().main(["-c", ini, "downgrade", "base"])
    assert empty.current_revision() is None
    monkeypatch.delenv("YISHI_DB")
    with pytest.raises(SystemExit, match="name the database"):
        CommandLine().main(["-c", ini, "upgrade", "head"])


def test_the_folder_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A per cent sign in the path of the installation is no placeholder of Alembic's configuration."""
    folder = tmp_path / "100% 中文"
    folder.symlink_to(resources.migrations_folder(), target_is_directory=True)
    monkeypatch.setattr(upgrade, "migrations_folder", lambda: folder)
    store = SqlStore.from_url("sqlite://")
    store.upgrade()
    store.check()
    store.dispose()
