"""Alembic's environment: for ``SqlStore.upgrade()``, which hands over its connection, and for the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from alembic import context

from yishi_engine.store.sql import SqlStore
from yishi_engine.store.tables import VERSION_TABLE, metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection


def run(connection: Connection) -> None:
    """Run the migrations on a connection that is in a transaction, so that all of them are kept or none."""
    context.configure(connection=connection, target_metadata=metadata, version_table=VERSION_TABLE)
    with context.begin_transaction():
        context.run_migrations()


def run_from_command_line() -> None:
    """Run the migrations on the database of ``-x db=URL``, or of the environment's ``YISHI_DB``."""
    url = context.get_x_argument(as_dictionary=True).get("db") or os.environ.get("YISHI_DB")
    if not url:
        raise SystemExit("name the database: alembic -x db=URL … or YISHI_DB=URL")
    store = SqlStore.from_url(url)
    try:
        with store.locked_schema() as connection:
            run(connection)
    finally:
        store.dispose()


handed_over = context.config.attributes.get("connection")
if handed_over is None:
    run_from_command_line()
else:
    run(handed_over)
