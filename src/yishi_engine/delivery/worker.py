"""What has to go on beside the commands: time takes effect, and what was recorded is delivered."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from yishi_engine import log
from yishi_engine.delivery.batch import described
from yishi_engine.delivery.health import Board, Health, LoopHealth
from yishi_engine.delivery.relay import BATCH, LEASE, Relay, RelayReport
from yishi_engine.delivery.retrying import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yishi_engine.delivery.sink import Sink
    from yishi_engine.engine.engine import Engine
    from yishi_engine.engine.sweep import SweepReport

SWEEP_EVERY: Final = timedelta(seconds=60)
POLL_EVERY: Final = timedelta(seconds=0.1)
MEASURE_EVERY: Final = timedelta(seconds=5)
_AT_MOST: Final = timedelta(seconds=30)
_AFTER_AN_ERROR: Final = RetryPolicy(base=1.0, cap=_AT_MOST.total_seconds())
"""How long a loop waits that failed, for example while the database is down."""


class Done(NamedTuple):
    """What one step did.

    Attributes:
        more: Whether there may be more to do at once.
        trouble: What did not work, although the step itself did; None if that is still as it was.
    """

    more: bool
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """Something to do again and again.

    Attributes:
        name: What it is called.
        step: Does it once; tells whether there may be more to do at once, and what did not work, if anything.
        pause: How long to wait if there is not.
    """

    name: str
    step: Callable[[], Done]
    pause: timedelta


class Worker:
    """Sweeps, and delivers to sinks: in this process, beside a host's own work, or alone as ``yishi worker``.

    Any number of workers may run on one store. Each sink has a thread of its own, so that a slow one delays no other.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        sinks: Sequence[Sink] = (),
        sweep_every: timedelta = SWEEP_EVERY,
        poll_every: timedelta = POLL_EVERY,
        policy: RetryPolicy = RetryPolicy(),  # noqa: B008  (frozen)
        batch: int = BATCH,
        lease: timedelta = LEASE,
        wait: Callable[[threading.Event, float], object] = threading.Event.wait,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """Create a worker; see ``Relay`` for the arguments that are not named here.

        Args:
            engine: Whose cases; its clock is used.
            sinks: Where to deliver, each of another name.
            sweep_every: How often to let time take effect.
            poll_every: How often to look for something to deliver, while there is nothing.
            policy: When what failed is tried again.
            batch: How many cases are dealt with at a time.
            lease: For how long a claim lasts.
            wait: Waits for an event, for so many seconds at most.
            draw: Draws a number from 0 to 1.

        Raises:
            ValueError: A sink has no proper name, or that of another.
        """
        self._engine = engine
        self._sinks = tuple(sinks)
        self._wait = wait
        self._draw = draw
        self._board = Board()
        own: dict[str, Any] = {"clock": engine.now, "policy": policy, "batch": batch, "lease": lease, "draw": draw}
        self._relay = Relay(engine.store, sinks, **own)
        names = [sink.name for sink in sinks]
        # Each sink has a relay of its own, too, so that it can work in a thread of its own.
        relays = [Relay(engine.store, [sink], **own, beside=names) for sink in sinks]
        self._loops = [
            Loop("sweep", self._sweep, sweep_every),
            Loop("measure", self._measure, MEASURE_EVERY),
            *(
                Loop(f"deliver {sink.name}", partial(_deliver, relay), poll_every)
                for sink, relay in zip(sinks, relays, strict=True)
            ),
        ]

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set, finish the batch in hand, and close the sinks.

        Nothing that fails ends the work: it is logged, and tried again after a wait that grows to half a minute.
        """
        threads = [
            threading.Thread(target=self._go_round, args=(loop, stop), name=f"yishi {loop.name}")
            for loop in self._loops
        ]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        finally:
            stop.set()
            self.close()

    def run_once(self) -> tuple[SweepReport, RelayReport]:
        """Sweep once, and deliver until there is nothing that can be delivered now."""
        report = self._engine.sweep()
        delivered = self._relay.run_until_idle()
        self._measure()
        return report, delivered

    def health(self) -> Health:
        """Return how the worker is."""
        return self._board.health(self._engine.now())

    def close(self) -> None:
        """Close the sinks."""
        for sink in self._sinks:
            sink.close()

    def _sweep(self) -> Done:
        failures = self._engine.sweep().failures
        return Done(more=False, trouble=f"{len(failures)} case(s), first {failures[0].error}" if failures else "")

    def _measure(self) -> Done:
        with self._engine.store.read() as transaction:
            self._board.measure(transaction.backlog())
        return Done(more=False)

    def _go_round(self, loop: Loop, stop: threading.Event) -> None:
        health = LoopHealth(name=loop.name, pause=loop.pause, last_at=self._engine.now())
        while not stop.is_set():
            health, pause = self._step(loop, health)
            self._board.put(health)
            if pause:
                self._wait(stop, pause.total_seconds())

    def _step(self, loop: Loop, health: LoopHealth) -> tuple[LoopHealth, timedelta]:
        """Do something once; return how the loop is then, and for how long it should wait."""
        try:
            done = loop.step()
        except Exception as caught:  # noqa: BLE001  (whatever it is, the next round may be better)
            error, failures = described(caught), health.failures + 1
            log.noted("worker.failed", loop=loop.name, reason=error, failures=str(failures))
            pause = _AFTER_AN_ERROR.wait(failures, random=self._draw) or _AT_MOST
            return replace(health, last_at=self._engine.now(), failures=failures, error=error), pause
        trouble = health.trouble if done.trouble is None else done.trouble or None
        well = replace(health, last_at=self._engine.now(), failures=0, error=None, trouble=trouble)
        return well, timedelta() if done.more else loop.pause


def _deliver(relay: Relay) -> Done:
    report = relay.run_once()
    said_something = report.delivered or report.failed or report.prepared or report.unprepared
    return Done(more=bool(report), trouble=report.error if said_something else None)
