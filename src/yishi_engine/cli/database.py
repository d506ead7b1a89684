"""``yishi db``: the schema of the database."""

from __future__ import annotations

import click

from yishi_engine.cli import options
from yishi_engine.cli.groups import SuggestingGroup
from yishi_engine.cli.opening import is_in_memory, open_store


@click.group(cls=SuggestingGroup, short_help="Create and upgrade the database schema.")
def db() -> None:
    """Create and upgrade the database schema; the other commands refuse one that is out of date."""


@db.command(short_help="Create the schema, or bring it up to date.")
@options.database
def upgrade(url: str) -> None:
    """Create the schema, or bring it up to date; a SQLite file is made if need be. Safe to run at any time."""
    with open_store(url, create=True) as store:
        if is_in_memory(store.engine.url):
            raise click.UsageError("a database in memory would be gone at once: name a file, sqlite:///FILE")
        before = store.current_revision()
        store.upgrade()
        after = store.current_revision()
        click.echo(f"schema {after}: up to date" if before == after else f"schema {before or 'none'} -> {after}")


@db.command(short_help="Print the revision of the schema.")
@options.database
def current(url: str) -> None:
    """Print the revision of the schema; exit code 1 if this version of yishi needs another one."""
    with open_store(url) as store:
        click.echo(store.current_revision() or "none")
        store.check()
