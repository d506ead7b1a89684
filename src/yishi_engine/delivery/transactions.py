"""Short transactions on a store, repeated when another came first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from yishi_engine.errors import ConcurrentUpdate
from yishi_engine.store.port import Stale

if TYPE_CHECKING:
    from collections.abc import Callable

    from yishi_engine.store.port import Store, Transaction

T = TypeVar("T")

ATTEMPTS: Final = 20


def in_transaction(store: Store, work: Callable[[Transaction], T]) -> T:
    """Do some work in a transaction of its own.

    Raises:
        StorageError: The database failed.
        ConcurrentUpdate: Others kept coming first.
    """
    stale: Stale | None = None
    for _ in range(ATTEMPTS):
        try:
            with store.write() as transaction:
                return work(transaction)
        except Stale as error:
            stale = error  # nothing was written
    raise ConcurrentUpdate(f"delivery: others kept coming first ({ATTEMPTS} attempts)", advice="try again") from stale
