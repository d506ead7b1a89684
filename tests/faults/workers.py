"""What other processes do in these tests, and what they leave for those that come after them."""

from __future__ import annotations

import json
import os
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from tests.faults.life import OPENED, STEPS, Life
from tests.stateful.definitions import catalog
from yishi_engine import Engine, SqlStore
from yishi_engine.delivery import RetryPolicy, Worker
from yishi_engine.errors import ConcurrentUpdate, StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from yishi_engine.delivery import Message
    from yishi_engine.store.port import Store

BREATH: Final = 0.02
"""Seconds that a client waits before it repeats a command to which it got no answer."""
LEASE: Final = timedelta(seconds=1)
MORNING: Final = OPENED + timedelta(days=1)
"""When it is for those who sweep: tasks are late by then, but nothing has taken effect by silence."""


@dataclass(frozen=True)
class Place:
    """Where the processes of a test meet.

    Attributes:
        url: The database.
        folder: Where they write down what was acknowledged and delivered.
        began: When the test began, by the wall clock; time passes for sweepers from then on.
    """

    url: str
    folder: Path
    began: float

    @property
    def over(self) -> Path:
        """A file that is there once all shall end."""
        return self.folder / "over"

    @property
    def delivered(self) -> Path:
        """Where messages are written down."""
        return self.folder / "delivered"

    def journal(self, name: str) -> Path:
        """Where somebody writes down which commands were acknowledged."""
        return self.folder / f"journal-{name}"

    def now(self) -> datetime:
        """What time it is for those who sweep and deliver."""
        return MORNING + timedelta(seconds=datetime.now(UTC).timestamp() - self.began)


def write_down(file: Path, text: str) -> None:
    """Add to a file what survives the death of the process."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)


def acknowledged(file: Path, store: Store) -> list[tuple[Life, int]]:
    """Return the lives that somebody wrote down, each with the number of its steps that were acknowledged."""
    known: dict[str, tuple[Life, int]] = {}
    for line in file.read_text().splitlines() if file.exists() else ():
        name, steps, ids = json.loads(line)
        known[name] = Life(name, store, ids=ids), steps
    return list(known.values())


def command(place: Place, name: str) -> None:
    """Lead one life after another, and write down each step that is acknowledged; go on where a predecessor died."""
    store = SqlStore.from_url(place.url)
    lives: list[tuple[Life, int]] = []
    while not place.over.exists():
        try:
            lives = lives or acknowledged(place.journal(name), store)
            if not lives or lives[-1][1] == len(STEPS):
                lives.append((Life(f"{name}-{len(lives) + 1}", store), 0))
            life, step = lives[-1]
            life.take(step)
        except (StorageError, ConcurrentUpdate):
            time.sleep(BREATH)  # the database is away; the same again, with its key
            continue
        lives[-1] = life, step + 1
        write_down(place.journal(name), json.dumps([life.name, step + 1, life.ids]) + "\n")
    store.dispose()


class Ledger:
    """A sink that writes down what it gets."""

    name = "ledger"

    def __init__(self, file: Path) -> None:
        self._file = file

    def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        """Take everything."""
        for message in messages:
            write_down(self._file, f"{message.case_id} {message.seq}\n")
        return [None] * len(messages)

    def close(self) -> None:
        """Do nothing: it holds nothing open."""


def serve(place: Place) -> None:
    """Sweep and deliver, until all shall end."""
    store = SqlStore.from_url(place.url)
    worker = worker_on(place, store)
    stop = threading.Event()
    working = threading.Thread(target=worker.run, args=(stop,))
    working.start()
    while not place.over.exists():
        time.sleep(BREATH)
    stop.set()
    working.join()
    store.dispose()


def worker_on(place: Place, store: Store) -> Worker:
    """Return a worker that is in a hurry."""
    return Worker(
        Engine(store=store, catalog=catalog(), clock=place.now),
        sinks=[Ledger(place.delivered)],
        sweep_every=timedelta(seconds=0.05),
        policy=RetryPolicy(base=0.1),
        lease=LEASE,
        draw=lambda: BREATH,
    )
