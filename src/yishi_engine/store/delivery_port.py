"""The port's part for delivery: what of a case has still to be delivered, and to whom.

The audit records are the events; nothing is written twice. One row for a case and a sink says which records the sink
has still to get. A command writes one row for its case, under no sink; it is routed, which makes a row for each sink.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

UNROUTED: Final = ""
"""Stands in place of a sink's name for what has not been routed yet."""


class DeliveryState(StrEnum):
    """Whether a delivery goes on by itself."""

    PENDING = "pending"
    DEAD = "dead"


class StoredRecord(NamedTuple):
    """An audit record as stored: its number, the text that was hashed, and the hash."""

    seq: int
    body: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What an event says of its case.

    Attributes:
        number: Its official number.
        bundle: Id of its bundle.
        bundle_version: The version it is bound to.
        region: GB/T 2260 code; None where there is none.
        lead_department: Key of the department that leads it.
        departments: Item → key of the department of its task.
    """

    number: str
    bundle: str
    bundle_version: int
    region: str | None
    lead_department: str
    departments: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What a relay took upon itself to deliver of one case to one sink.

    Attributes:
        case_id: Id of the case.
        next_seq: Number of the first record that is still to be delivered.
        attempts: How often that one has failed so far.
        since: Since when it waits.
        facts: What is known of the case; None if somebody deleted it.
        records: The records from ``next_seq`` on, in order; not always all of them.
    """

    case_id: str
    next_seq: int
    attempts: int
    since: datetime
    facts: CaseFacts | None
    records: tuple[StoredRecord, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What came of a claim. If nothing is left to deliver by then, the rest of it does not matter.

    Attributes:
        case_id: Id of the case.
        next_seq: Number of the first record that was not taken.
        attempts: How often that one has failed.
        since: Since when it waits.
        available_at: When it may be tried again.
        error: Why it failed the last time, without personal data; None if it did not.
        state: ``dead`` if it is not tried again until somebody asks for that.
    """

    case_id: str
    next_seq: int
    attempts: int
    since: datetime
    available_at: datetime
    error: str | None = None
    state: DeliveryState = DeliveryState.PENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a sink has still to get of a case.

    Attributes:
        case_id: Id of the case.
        sink: Name of the sink; empty for what has not been routed yet.
        next_seq: Number of the first record that is still to be delivered.
        last_seq: Number of the last one.
        since: Since when the first one waits.
        available_at: When it may be tried; while it is claimed, when the claim ends by itself.
        attempts: How often the first one has failed.
        error: Why it failed the last time; None if it did not.
        state: ``dead`` if it is not tried until somebody asks for that.
        claimed: Whether a relay is at it.
    """

    case_id: str
    sink: str
    next_seq: int
    last_seq: int
    since: datetime
    available_at: datetime
    attempts: int = 0
    error: str | None = None
    state: DeliveryState = DeliveryState.PENDING
    claimed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much a sink has still to get.

    Attributes:
        sink: Its name; empty for what has not been routed yet.
        pending: Number of cases with something to deliver.
        oldest: Since when the longest waiting of them waits; None if there is none.
        dead: Number of cases whose delivery has been given up.
    """

    sink: str
    pending: int = 0
    oldest: datetime | None = None
    dead: int = 0


@runtime_checkable
class DeliveryTransaction(Protocol):
    """What a transaction on a store can do for delivery."""

    def register_sink(self, name: str, at: datetime) -> bool:
        """Let a sink get everything that is routed from now on, whoever routes it; tell whether it was new."""

    def sinks(self) -> list[str]:
        """Return the names of all sinks that are registered, sorted."""

    def forget_sink(self, name: str) -> int | None:
        """Drop a sink with everything that waits for it; return for how many cases, or None if there is no such one."""

    def is_due(self, sink: str, now: datetime) -> bool:
        """Tell whether there is anything to route, or to claim for a sink; locks nothing."""

    def route(self, now: datetime, *, limit: int) -> int:
        """Hand on what is not routed yet to every registered sink, the longest waiting first.

        Args:
            now: The present.
            limit: For how many cases at most.

        Returns:
            For how many cases; none as long as no sink is registered.
        """

    def claim(
        self, sink: str, *, holder: str, now: datetime, until: datetime, limit: int, records: int
    ) -> list[Claimed]:
        """Take upon oneself to deliver what a sink has still to get, the longest waiting first.

        Nobody else gets the same before ``until``, unless it has been settled by then.

        Args:
            sink: Name of the sink.
            holder: Says whose claim it is; never used before.
            now: The present.
            until: When the claim ends by itself, should the claimer die.
            limit: Of how many cases at most.
            records: How many records of a case at most.
        """

    def settle(self, sink: str, holder: str, settlements: Sequence[Settlement]) -> int:
        """Say what came of claims; what is delivered and has not grown meanwhile is done with.

        A claim that has ended, and that another relay may have taken over, is left alone.

        Returns:
            How many of the claims were still the caller's.
        """

    def backlog(self) -> list[Backlog]:
        """Return how much there is to deliver, by sink, sorted; of each registered sink, if need be that it is none."""

    def deliveries(self, *, state: DeliveryState, limit: int) -> list[Delivery]:
        """Return what is still to be delivered, in order of sinks and, of one sink, the longest waiting first."""

    def delivery(self, case_id: str, sink: str) -> Delivery | None:
        """Return what a sink has still to get of a case, or None."""

    def resend(self, now: datetime, *, case_id: str | None = None, sink: str | None = None) -> int:
        """Let what is dead, or waits after a failure, be tried again at once.

        Args:
            now: The present.
            case_id: Only of this case; of all unless given.
            sink: Only for this sink; for all unless given.

        Returns:
            Of how many deliveries; those that a relay is at do not count.
        """

    def skip(self, case_id: str, sink: str, now: datetime) -> int | None:
        """Give up the first record that is still to be delivered, so that those after it can be.

        Returns:
            Its number; None if there is none, or a relay is at it.
        """
