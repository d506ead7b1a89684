"""Stores with cases in them, sinks that remember, fail and block, and a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.case.conftest import LEAD
from tests.engine.conftest import Office
from yishi_engine import Actor, MemoryStore, SqlStore, commands
from yishi_engine.delivery import DeliveryFailed, Message, Relay, RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from yishi_engine.store.delivery_port import Delivery
    from yishi_engine.store.port import Store

POLICY = RetryPolicy(base=1, factor=2, cap=60, max_attempts=4)


@dataclass
class Desk:
    """A sink that remembers what it was given, and takes what it is told to.

    Attributes:
        name: Its name.
        fails: Returns why a message is not taken, or None.
        seen: All messages that it was given, in order.
        taken: Those that it took.
        closed: Whether it was closed.
    """

    name: str = "portal"
    fails: Callable[[Message], Exception | None] = lambda _: None
    seen: list[Message] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)
    closed: bool = False

    def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        answers = []
        for message in messages:
            self.seen.append(message)
            error = self.fails(message)
            if error is None:
                self.taken.append(message)
            answers.append(error)
        return answers

    def close(self) -> None:
        self.closed = True

    def seqs(self, case_id: str) -> list[int]:
        """Return the numbers of the records of a case that were taken, in order."""
        return [message.seq for message in self.taken if message.case_id == case_id]


@dataclass
class Post:
    """An office and a relay on its store, with one clock."""

    office: Office

    @property
    def store(self) -> Store:
        return self.office.store

    def relay(self, *sinks: Desk, policy: RetryPolicy = POLICY, batch: int = 50, store: Store | None = None) -> Relay:
        """Return a relay that always waits as long as it may."""
        return Relay(
            store or self.store, sinks, clock=lambda: self.office.now, policy=policy, batch=batch, draw=lambda: 1.0
        )

    def later(self, **amount: float) -> None:
        self.office.now += timedelta(**amount)

    def started(self, case_id: str) -> None:
        """Let the first task of a case be started, which is one more record."""
        by = Actor.staff("o-1", department="scjg")
        self.office.engine.handle(commands.StartTask(task_id=f"{case_id}:business-licence", by=by))

    def delivery(self, case_id: str, sink: str = "portal") -> Delivery | None:
        with self.store.read() as transaction:
            return transaction.delivery(case_id, sink)

    def records(self, case_id: str) -> list[int]:
        return [record.seq for record in self.office.engine.events(case_id)]


def closed(_: Message) -> Exception:
    """Refuse every message."""
    return DeliveryFailed("the counter is closed")


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Every store in turn, empty."""
    if request.param == "memory":
        yield MemoryStore()
        return
    url = f"sqlite:///{tmp_path}/cases.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    sql = SqlStore.from_url(url)
    sql.upgrade()
    yield sql
    sql.dispose()


@pytest.fixture
def post(store: Store) -> Post:
    """An office on each store, and relays."""
    return Post(Office(store))


@pytest.fixture
def quick_post() -> Post:
    """An office on a store in memory, and relays."""
    return Post(Office(MemoryStore()))


assert LEAD.department == "scjg"
