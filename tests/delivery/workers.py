"""What other processes do in these tests; they are started afresh, so everything here can be imported."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tests.sweeping.town import LATER
from yishi_engine import SqlStore
from yishi_engine.delivery import CallableSink, Relay

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from multiprocessing.synchronize import Barrier

    from yishi_engine.delivery import Message

PATIENCE: Final = 60
"""Seconds after which a process is given up, so that a fault does not hold the whole run."""
LEASE: Final = timedelta(minutes=2)


def writer(path: str, *, die_at: int | None = None, meet: Barrier | None = None) -> Callable[[Message], None]:
    """Return a function that adds a line for each message to a file that all share.

    Args:
        path: The file.
        die_at: Die after so many messages.
        meet: Wait with the first message until others have one as well.
    """
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    count = 0

    def write(message: Message) -> None:
        nonlocal count
        if count == 0 and meet is not None:
            meet.wait(PATIENCE)
        os.write(file, f"{os.getpid()} {message.case_id} {message.seq}\n".encode())
        count += 1
        if count == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    return write


def relay_on(
    url: str, path: str, now: datetime, *, batch: int, die_at: int | None = None, meet: Barrier | None = None
) -> tuple[SqlStore, Relay]:
    """Return a relay that writes to the shared file, and its store."""
    store = SqlStore.from_url(url)
    sink = CallableSink("file", writer(path, die_at=die_at, meet=meet))
    return store, Relay(store, [sink], clock=lambda: now, batch=batch, lease=LEASE)


def deliver_at_once(url: str, path: str, meet: Barrier) -> None:
    """Deliver together with others, a few cases at a time."""
    store, relay = relay_on(url, path, LATER, batch=3, meet=meet)
    relay.run_until_idle()
    store.dispose()


def deliver_and_die(url: str, path: str, at: int) -> None:
    """Deliver, and die after so many messages."""
    _, relay = relay_on(url, path, LATER, batch=5, die_at=at)
    relay.run_until_idle()
