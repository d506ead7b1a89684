"""What one relay has claimed for one sink: handed over in waves, and accounted for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from yishi_engine.delivery.events import message_of
from yishi_engine.delivery.sink import DeliveryFailed
from yishi_engine.errors import YishiError
from yishi_engine.store.delivery_port import DeliveryState, Settlement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from yishi_engine.delivery.retrying import RetryPolicy
    from yishi_engine.delivery.sink import Message, Sink
    from yishi_engine.store.delivery_port import Claimed

FIRST_SLICE: Final = 8
"""So many messages are handed to a sink at first; twice as many each time as long as it is quick."""
QUICK: Final = timedelta(seconds=1)
MAX_ERROR: Final = 300


class GivenUp(NamedTuple):
    """A delivery that was given up: of which case, at which record, and why."""

    case_id: str
    seq: int
    error: str


@dataclass(slots=True)
class _Progress:
    """How far the delivery of a case has come.

    Attributes:
        claimed: What was claimed.
        taken: How many of its records were taken.
        error: Why the next one was not.
    """

    claimed: Claimed
    taken: int = 0
    error: Exception | None = field(default=None)

    @property
    def goes_on(self) -> bool:
        """Whether there is a record to try."""
        return self.error is None and self.taken < len(self.claimed.records)

    @property
    def next_seq(self) -> int:
        """Number of the first record that was not taken."""
        return self.claimed.next_seq + self.taken

    def since(self, now: datetime) -> datetime:
        """Return since when the next record waits, or a little earlier; what is left of nothing came just now."""
        return now if self.taken == len(self.claimed.records) else self.claimed.since

    def next_message(self) -> Message:
        """Return the message of the next record.

        Raises:
            DeliveryFailed: The case or the record is not there.
            RecordInvalid: The record cannot be read.
        """
        record = self.claimed.records[self.taken]
        if self.claimed.facts is None:
            raise DeliveryFailed("the case is not in the store any more")
        if record.seq != self.next_seq:
            raise DeliveryFailed(f"record {self.next_seq} is not in the store any more")
        return message_of(record, self.claimed.facts)


class Batch:
    """The claims of one relay for one sink.

    A wave holds the next message of every case, and the next wave follows when it is settled: so the messages of one
    case go out one after another, each only when the one before was taken, while those of many cases go together.

    Attributes:
        delivered: How many messages were taken.
        failed: How many were not.
        is_refused: Whether the sink took nothing of several cases.
        given_up: The deliveries that were given up.
    """

    def __init__(
        self, sink: Sink, claims: Sequence[Claimed], *, clock: Callable[[], datetime], give_back_at: datetime
    ) -> None:
        """Begin with nothing delivered.

        Args:
            sink: Where to.
            claims: What was claimed.
            clock: Returns the present.
            give_back_at: From when on nothing more is begun, so that all is settled before the claims end.
        """
        self._sink = sink
        self._cases = [_Progress(claimed, error=_missing(claimed)) for claimed in claims]
        self._clock = clock
        self._give_back_at = give_back_at
        self._slice = FIRST_SLICE
        self.is_refused = False
        self.given_up: list[GivenUp] = []

    @property
    def delivered(self) -> int:
        """How many messages were taken."""
        return sum(case.taken for case in self._cases)

    @property
    def failed(self) -> int:
        """How many messages were not taken."""
        return sum(case.error is not None for case in self._cases)

    @property
    def last_error(self) -> str:
        """Why the last of those that failed did; empty if none did."""
        errors = [case.error for case in self._cases if case.error]
        return described(errors[-1]) if errors else ""

    def deliver(self) -> None:
        """Hand over what there is, until all is taken, the sink refuses, or the time is up."""
        while wave := [case for case in self._cases if case.goes_on]:
            for part in self._slices(wave):
                began = self._clock()
                if began >= self._give_back_at:
                    return
                self._hand_over(part)
                if self._refused(part):
                    self.is_refused = True
                    return
                quick = self._clock() - began < QUICK
                self._slice = self._slice * 2 if quick else max(1, self._slice // 2)

    def settlements(self, policy: RetryPolicy, draw: Callable[[], float]) -> list[Settlement]:
        """Return what came of each claim.

        Args:
            policy: When what failed is tried again.
            draw: Draws a number from 0 to 1.
        """
        now = self._clock()
        return [self._settlement(case, policy, draw, now) for case in self._cases]

    def _slices(self, wave: list[_Progress]) -> Iterator[list[_Progress]]:
        begin = 0
        while begin < len(wave):
            end = begin + self._slice
            yield wave[begin:end]
            begin = end

    def _hand_over(self, part: list[_Progress]) -> None:
        ready: list[_Progress] = []
        messages: list[Message] = []
        for case in part:
            try:
                messages.append(case.next_message())
                ready.append(case)
            except YishiError as error:
                case.error = error
        if not messages:
            return
        for case, answer in zip(ready, self._answers(messages), strict=True):
            case.error = answer
            case.taken += answer is None

    def _answers(self, messages: list[Message]) -> Sequence[Exception | None]:
        try:
            answers = self._sink.deliver(messages)
        except Exception as error:  # noqa: BLE001  (a sink may do anything; its messages are tried again)
            return [error] * len(messages)
        if len(answers) != len(messages):
            return [DeliveryFailed(f"the sink answered {len(answers)} of {len(messages)} messages")] * len(messages)
        return answers

    def _refused(self, part: list[_Progress]) -> bool:
        """Tell whether none of several messages was taken."""
        return len(part) > 1 and all(case.error is not None for case in part)

    def _settlement(self, case: _Progress, policy: RetryPolicy, draw: Callable[[], float], now: datetime) -> Settlement:
        claimed = case.claimed
        before = 0 if case.taken else claimed.attempts
        if case.error is None:
            return Settlement(
                case_id=claimed.case_id,
                next_seq=case.next_seq,
                attempts=before,
                since=case.since(now),
                available_at=now,
            )
        attempts, error = before + 1, described(case.error)
        asked = case.error.retry_after if isinstance(case.error, DeliveryFailed) else None
        wait = policy.wait(attempts, random=draw, retry_after=asked)
        if wait is None:
            self.given_up.append(GivenUp(claimed.case_id, case.next_seq, error))
        return Settlement(
            case_id=claimed.case_id,
            next_seq=case.next_seq,
            attempts=attempts,
            since=case.since(now),
            available_at=now + (wait or timedelta()),
            error=error,
            state=DeliveryState.PENDING if wait is not None else DeliveryState.DEAD,
        )


def described(error: Exception) -> str:
    """Return what may be kept of an error: its text only where it is ours, since another's may quote personal data."""
    said = f"{type(error).__name__}: {error}" if isinstance(error, YishiError) else type(error).__name__
    return "".join(sign if sign.isprintable() else " " for sign in said)[:MAX_ERROR]


def _missing(claimed: Claimed) -> Exception | None:
    return None if claimed.records else DeliveryFailed(f"record {claimed.next_seq} is not in the store any more")
