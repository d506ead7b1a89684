"""Bringing the schema up to date, and telling whether it is. The migrations lie in a folder of their own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from yishi_engine.errors import SchemaOutOfDate
from yishi_engine.resources import migrations_folder
from yishi_engine.store.tables import VERSION_TABLE

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Alembic keeps the migration that is running in variables of its modules.
_one_at_a_time: Final = threading.Lock()


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring a schema to a revision, in the transaction of the connection.

    The caller holds a lock that keeps other processes from doing the same.

    Args:
        connection: In a transaction, which the caller commits.
        revision: ``head`` for the newest, ``base`` for an empty database: that deletes every case.

    Raises:
        SchemaOutOfDate: The schema has a revision that this version of the package does not know.
    """
    config = _config()
    with _one_at_a_time:
        current = current_revision(connection)
        if current is not None and current not in _known_revisions(config):
            raise out_of_date(current)
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


def current_revision(connection: Connection) -> str | None:
    """Return the revision of a schema; None for a database without our tables."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def newest_revision() -> str:
    """Return the revision that this version of the package needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def out_of_date(current: str | None) -> SchemaOutOfDate:
    """Return the error about a schema that is not at the newest revision."""
    needed = newest_revision()
    if current is not None and current not in _known_revisions(_config()):
        return SchemaOutOfDate(
            f'the database\'s schema has revision "{current}", which this version of yishi-engine does not know',
            advice="install the version that upgraded it, or a newer one",
        )
    found = f'has revision "{current}"' if current else "is not there"
    return SchemaOutOfDate(
        f'the database\'s schema {found}; revision "{needed}" is needed',
        advice="run yishi db upgrade or store.upgrade()",
    )


def _known_revisions(config: Config) -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    return config
