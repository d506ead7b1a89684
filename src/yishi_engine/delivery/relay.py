"""Handing what was recorded to the sinks: at least once, and of each case in order.

Each stage is a short transaction of its own, and nothing is locked while a sink is at work. Whoever dies in between
leaves a claim that ends by itself; what was taken but not settled by then is delivered again, with the same id.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from yishi_engine import log
from yishi_engine.delivery.batch import Batch, described
from yishi_engine.delivery.retrying import RetryPolicy
from yishi_engine.delivery.sink import PreparedSink, check_name
from yishi_engine.delivery.transactions import in_transaction
from yishi_engine.store.delivery_port import UNROUTED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from yishi_engine.delivery.sink import Sink
    from yishi_engine.store.port import Store, Transaction

T = TypeVar("T")

BATCH: Final = 200
"""Cases routed, or claimed for a sink, at a time."""
RECORDS: Final = 50
"""Records of one case claimed at a time."""
LEASE: Final = timedelta(minutes=2)
_REST: Final = RetryPolicy(base=1.0, cap=30.0)
"""How long a sink that takes nothing at all is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayReport:
    """What one round did.

    Attributes:
        routed: Of how many cases something was handed on to the sinks.
        delivered: How many messages were taken.
        failed: How many were not; they are tried again.
        dead: Of how many cases the delivery was given up.
        prepared: How many sinks were set up.
        unprepared: How many could not be; that is tried again, and nothing is delivered to them until then.
        error: Why the last of those that failed did; empty if none did.
    """

    routed: int = 0
    delivered: int = 0
    failed: int = 0
    dead: int = 0
    prepared: int = 0
    unprepared: int = 0
    error: str = ""

    def __bool__(self) -> bool:
        """Tell whether there was anything to do that may leave more to do at once."""
        return bool(self.routed or self.delivered or self.failed or self.dead)

    def __add__(self, other: RelayReport) -> RelayReport:
        """Return what two rounds did together."""
        return RelayReport(
            routed=self.routed + other.routed,
            delivered=self.delivered + other.delivered,
            failed=self.failed + other.failed,
            dead=self.dead + other.dead,
            prepared=self.prepared + other.prepared,
            unprepared=self.unprepared + other.unprepared,
            error=other.error or self.error,
        )


@dataclass(slots=True)
class _Served:
    """A sink, and for how long it is left alone.

    Attributes:
        to_prepare: The sink, as long as it has something to set up first.
    """

    sink: Sink
    to_prepare: PreparedSink | None
    failures: int = 0
    rests_until: datetime | None = None

    def rests(self, now: datetime) -> bool:
        """Tell whether it is to be left alone."""
        return self.rests_until is not None and now < self.rests_until

    def takes(self, now: datetime) -> bool:
        """Tell whether anything may be delivered to it."""
        return self.to_prepare is None and not self.rests(now)


class Relay:
    """Routes what was recorded to all registered sinks, and delivers to those that it serves.

    Any number of relays may work on one store, in any number of processes; which sinks each serves is its own affair.
    A relay is used by one thread at a time.
    """

    def __init__(
        self,
        store: Store,
        sinks: Sequence[Sink],
        *,
        clock: Callable[[], datetime],
        policy: RetryPolicy = RetryPolicy(),  # noqa: B008  (frozen)
        batch: int = BATCH,
        lease: timedelta = LEASE,
        draw: Callable[[], float] = random.random,
        beside: Collection[str] = (),
    ) -> None:
        """Create a relay. Its sinks are registered with the store in the first round, before anything is routed.

        Args:
            store: Where cases are kept.
            sinks: Those that it serves, each of another name. From its registration on, a sink gets everything that is
                recorded, by whichever engine, until it is forgotten.
            clock: Returns the present as an aware datetime.
            policy: When what failed is tried again, and when it is given up.
            batch: How many cases are dealt with at a time, at most.
            lease: For how long nobody else gets what this relay has claimed. If a sink needs longer, another relay may
                deliver the same again.
            draw: Draws a number from 0 to 1.
            beside: Names of sinks that other relays serve, to be registered with its own.

        Raises:
            ValueError: A sink has no proper name, or that of another.
        """
        names = [check_name(sink.name) for sink in sinks]
        if len(set(names)) < len(names):
            raise ValueError("two sinks have the same name")
        self._store = store
        self._served = [_Served(sink, sink if isinstance(sink, PreparedSink) else None) for sink in sinks]
        self._to_register = sorted({*names, *beside})
        self._clock = clock
        self._policy = policy
        self._batch = batch
        self._lease = lease
        self._draw = draw
        self._idle = True

    def run_once(self) -> RelayReport:
        """Route one batch, and deliver one batch to each sink; before that, set up those that need it.

        Raises:
            StorageError: The database failed; what was claimed comes back when the lease ends.
            ConcurrentUpdate: Others kept getting in the way.
        """
        if not self._served:
            return RelayReport()
        self._register()
        prepared = sum((self._prepare(served) for served in self._served), RelayReport())
        now = self._clock()
        if self._idle and not self._is_due(now):
            return prepared
        routed = self._in_transaction(lambda transaction: transaction.route(now, limit=self._batch))
        report = sum((self._deliver(served) for served in self._served), RelayReport(routed=routed))
        self._idle = not report
        return prepared + report

    def run_until_idle(self) -> RelayReport:
        """Work until there is nothing that can be delivered now."""
        total = report = self.run_once()
        while report:
            report = self.run_once()
            total += report
        return total

    def _is_due(self, now: datetime) -> bool:
        """Look without a lock, which a relay that finds nothing many times a second should not take from commands."""
        awake = [served.sink.name for served in self._served if served.takes(now)] or [UNROUTED]
        with self._store.read() as transaction:
            return any(transaction.is_due(name, now) for name in awake)

    def _register(self) -> None:
        if self._to_register:
            names, now = self._to_register, self._clock()
            self._in_transaction(lambda transaction: [transaction.register_sink(name, now) for name in names])
            self._to_register = []

    def _prepare(self, served: _Served) -> RelayReport:
        """Let a sink set up what it needs; if that fails, leave it alone for a while."""
        if served.to_prepare is None or served.rests(self._clock()):
            return RelayReport()
        try:
            served.to_prepare.prepare()
        except Exception as caught:  # noqa: BLE001  (a sink may do anything; the others go on)
            error = described(caught)
            self._rest(served, refused=True)
            log.noted("delivery.unprepared", sink=served.sink.name, reason=error)
            return RelayReport(unprepared=1, error=error)
        served.to_prepare = None
        self._rest(served, refused=False)
        return RelayReport(prepared=1)

    def _deliver(self, served: _Served) -> RelayReport:
        now = self._clock()
        if not served.takes(now):
            return RelayReport()
        name, holder = served.sink.name, uuid.uuid4().hex
        claimed = self._in_transaction(
            lambda transaction: transaction.claim(
                name, holder=holder, now=now, until=now + self._lease, limit=self._batch, records=RECORDS
            )
        )
        if not claimed:
            return RelayReport()
        batch = Batch(served.sink, claimed, clock=self._clock, give_back_at=now + self._lease / 2)
        batch.deliver()
        settlements = batch.settlements(self._policy, self._draw)
        self._in_transaction(lambda transaction: transaction.settle(name, holder, settlements))
        self._rest(served, refused=batch.is_refused)
        self._tell(name, batch)
        return RelayReport(
            delivered=batch.delivered, failed=batch.failed, dead=len(batch.given_up), error=batch.last_error
        )

    def _rest(self, served: _Served, *, refused: bool) -> None:
        """Leave a sink alone that took nothing of several cases: it is the sink's fault, not theirs."""
        served.failures = served.failures + 1 if refused else 0
        wait = _REST.wait(served.failures, random=self._draw) if served.failures else None
        served.rests_until = self._clock() + wait if wait else None

    def _tell(self, name: str, batch: Batch) -> None:
        for case_id, seq, error in batch.given_up:
            log.noted("delivery.dead", sink=name, case=case_id, seq=str(seq), reason=error)
        if batch.failed:
            log.noted("delivery.failed", sink=name, messages=str(batch.failed), reason=batch.last_error)

    def _in_transaction(self, work: Callable[[Transaction], T]) -> T:
        return in_transaction(self._store, work)
