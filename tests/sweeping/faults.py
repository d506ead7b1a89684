"""A store that does something terrible before or after one of the calls that are made of it."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from tests.stateful.definitions import catalog
from yishi_engine import Engine
from yishi_engine.engine.sweep import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from yishi_engine.store.port import Store, Transaction


class Crash(BaseException):
    """The process ends here: nothing that handles errors gets to see it."""


class Fault(Exception):
    """A call of the store fails; the process goes on."""


def crash(point: str) -> None:
    """End the work in hand as the death of the process would."""
    raise Crash(point)


def fail(point: str) -> None:
    """Fail as a database may."""
    raise Fault(point)


def die(point: str) -> None:  # noqa: ARG001
    """End this process without a chance to tidy up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Points:
    """The points that are passed in using a store; at one of them something is done.

    Attributes:
        passed: What was passed, in order.
        counting: Whether points count yet.
    """

    def __init__(self, at: int = 0, act: Callable[[str], None] = crash) -> None:
        """Choose a point by its number, from 1 on; at none of them unless given."""
        self.passed: list[str] = []
        self.counting = False
        self._at, self._act = at, act

    def reach(self, point: str) -> None:
        """Pass a point."""
        if not self.counting:
            return
        self.passed.append(point)
        if len(self.passed) == self._at:
            self._act(point)


class PointedTransaction:
    """A transaction whose every call lies between two points."""

    def __init__(self, transaction: Transaction, points: Points) -> None:
        """Wrap a transaction."""
        self._transaction, self._points = transaction, points

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Return a method of the transaction, with a point before and a point after it."""
        method = getattr(self._transaction, name)

        def call(*arguments: object, **named: object) -> object:
            self._points.reach(f"before {name}")
            answer = method(*arguments, **named)
            self._points.reach(f"after {name}")
            return answer

        return call


class PointedStore:
    """A store with a point before and after everything."""

    def __init__(self, store: Store, points: Points) -> None:
        """Wrap a store."""
        self._store, self._points, self.algo = store, points, store.algo

    def check(self) -> None:
        """Do what the store does."""
        self._store.check()

    @contextmanager
    def write(self, connection: Connection | None = None) -> Iterator[Transaction]:
        """Begin a transaction that may write."""
        self._points.reach("before begin")
        with self._store.write(connection) as transaction:
            yield cast("Transaction", PointedTransaction(transaction, self._points))
            self._points.reach("before commit")
        self._points.reach("after commit")

    @contextmanager
    def read(self, connection: Connection | None = None) -> Iterator[Transaction]:
        """Begin a transaction that reads."""
        with self._store.read(connection) as transaction:
            yield cast("Transaction", PointedTransaction(transaction, self._points))


def disturbed_engine(store: Store, now: datetime, points: Points, *, batch: int = BATCH) -> Engine:
    """Return an engine for which time stands still, on a store whose points count from now on.

    Args:
        store: Where its cases are.
        now: The time.
        points: What is counted, and where something happens.
        batch: How many cases it brings up to date in one transaction.
    """
    engine = Engine(store=PointedStore(store, points), catalog=catalog(), clock=lambda: now)
    engine._sweeper.batch = batch
    points.counting = True
    return engine
