"""Calling back after the COMMIT of a transaction that is the host's.

SQLAlchemy tells its listeners of a COMMIT before it is sent, when it may still fail. So the three methods through which
an engine's dialect ends transactions and savepoints are wrapped, once an engine. What waits is kept with the driver's
connection, in the order in which callbacks and savepoints came: rolling back to a savepoint forgets what came after it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection, Dialect, PoolProxiedConnection

_WAITING: Final = "yishi_engine.after_commit"
_WATCHED: Final = "_yishi_engine_watched"
_lock: Final = threading.Lock()


def call_after_commit(connection: Connection, callbacks: Iterable[Callable[[], None]]) -> None:
    """Call back once the transaction of a connection has been committed, and never if it is rolled back.

    Callbacks must not raise: the host would take its COMMIT for failed. A rollback to a savepoint around this call
    counts as one. A two-phase commit is not noticed: nothing is called.
    """
    with _lock:
        if not getattr(connection.dialect, _WATCHED, False):
            _watch(connection.dialect)
            setattr(connection.dialect, _WATCHED, True)
    connection.info.setdefault(_WAITING, []).extend(callbacks)


def _watch(dialect: Dialect) -> None:
    commit, rollback = dialect.do_commit, dialect.do_rollback
    savepoint, rollback_to_savepoint = dialect.do_savepoint, dialect.do_rollback_to_savepoint

    def do_commit(dbapi_connection: PoolProxiedConnection) -> None:
        commit(dbapi_connection)
        for entry in dbapi_connection.info.pop(_WAITING, ()):
            if callable(entry):
                entry()

    def do_rollback(dbapi_connection: PoolProxiedConnection) -> None:
        dbapi_connection.info.pop(_WAITING, None)
        rollback(dbapi_connection)

    def do_savepoint(connection: Connection, name: str) -> None:
        savepoint(connection, name)
        if _WAITING in connection.info:
            connection.info[_WAITING].append(name)

    def do_rollback_to_savepoint(connection: Connection, name: str) -> None:
        waiting = connection.info.get(_WAITING, [])
        # A savepoint whose name is unknown was set before the first callback came.
        del waiting[waiting.index(name) if name in waiting else 0 :]
        rollback_to_savepoint(connection, name)

    for method in (do_commit, do_rollback, do_savepoint, do_rollback_to_savepoint):
        setattr(dialect, method.__name__, method)
