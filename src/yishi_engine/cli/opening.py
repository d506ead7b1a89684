"""Opening what a command works on: a database that must exist, an engine over it, the case that was named."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.catalog import Catalog
from yishi_engine.bundle.loading import load_bundles
from yishi_engine.engine import Engine
from yishi_engine.errors import NotFound, StorageError
from yishi_engine.resources import bundles_folder
from yishi_engine.store import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

    from yishi_engine.store.port import Store

NO_BUNDLES: Final = Catalog((), {})
"""A running case carries its definition with it, so looking at cases needs no files."""


@contextmanager
def open_store(url: str, *, create: bool = False) -> Iterator[SqlStore]:
    """Open a store for a command and close it afterwards.

    Args:
        url: The database.
        create: Whether a SQLite file that does not exist is made; otherwise looking would leave an empty one behind.

    Raises:
        StorageError: The URL is wrong, the file is not there, or the driver is missing.
    """
    store = SqlStore.from_url(url)
    try:
        if not create:
            _refuse_missing(store.engine.url)
        yield store
    finally:
        store.dispose()


@contextmanager
def open_engine(url: str, *, catalog: Catalog = NO_BUNDLES) -> Iterator[tuple[Engine, Store]]:
    """Open an engine over an existing database; without a catalogue, for what needs only the cases in it.

    Raises:
        SchemaOutOfDate: The database needs ``yishi db upgrade``.
        VersionChanged: A version in use has another content in the catalogue.
        StorageError: The URL is wrong, the file is not there, or the driver is missing.
    """
    with open_store(url) as store:
        yield Engine(store=store, catalog=catalog), store


def open_catalog(folder: Path | None) -> Catalog:
    """Read the definitions in a folder; without one those in the folder ``bundles``, else those shipped.

    Raises:
        DefinitionError: With every fault of every file.
    """
    return load_bundles(definitions_folder(folder))


def definitions_folder(folder: Path | None) -> Path:
    """Return the folder that was named; without one the folder ``bundles``, else that of the shipped definitions."""
    here = Path("bundles")
    return folder or (here if here.is_dir() else bundles_folder())


def find_case(store: Store, name: str) -> str:
    """Return the id of the case with an id or an official number.

    Raises:
        NotFound: There is none.
    """
    with store.read() as transaction:
        found = name if transaction.load(name) else transaction.find_case(name)
    if found is None:
        raise NotFound(f'no case with id or number "{name}"', notice=f'没有办件"{name}"')
    return found


def find_chain(store: Store, name: str) -> str:
    """Return the id of the case with an id or an official number, also if only records or deliveries of it are left.

    Raises:
        NotFound: There is none.
        RowUnreadable: There is nothing but a row that cannot be read.
    """
    with store.read() as transaction:
        if next(transaction.stored_rows(name), None) is not None:
            return name
        if any(transaction.delivery(name, sink) for sink in ("", *transaction.sinks())):
            return name
        by_number = transaction.find_case(name)
    return by_number or find_case(store, name)


def is_in_memory(url: URL) -> bool:
    """Tell whether a URL names a SQLite database that ends with its connection."""
    name = url.database or ":memory:"
    named = name == ":memory:" or name.startswith("file::memory:") or url.query.get("mode") == "memory"
    return url.get_backend_name() == "sqlite" and named


def _refuse_missing(url: URL) -> None:
    """Refuse the file of a SQLite database that is not there; one in memory and ``file:`` URIs are not looked at."""
    name = url.database or ":memory:"
    if url.get_backend_name() != "sqlite" or name == ":memory:" or name.startswith("file:") or Path(name).is_file():
        return
    reason = "that is no file" if Path(name).exists() else "there is no such file"
    raise StorageError(f'no database at "{name}": {reason}', advice=f"create one: yishi db upgrade --db {url}")
