"""Receiving commands from NATS JetStream. Needs the extra ``nats``."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Final

from yishi_engine import log
from yishi_engine.delivery.batch import described
from yishi_engine.delivery.event_loop import EventLoop
from yishi_engine.delivery.nats import DUPLICATE_WINDOW, connection_to
from yishi_engine.delivery.sink import DeliveryFailed
from yishi_engine.delivery.subjects import (
    PREFIX,
    check_prefix,
    check_stream,
    command_subject,
    command_subjects,
    receipt_subject,
    token,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Coroutine, Sequence
    from datetime import timedelta

    from nats.aio.msg import Msg

    from yishi_engine.delivery.inbound import Inbound
    from yishi_engine.delivery.receipt import Receipt

TIMEOUT: Final = 5.0
WAIT: Final = 1.0
"""Seconds that ``run`` waits for a message before it looks whether it should stop."""
_LONGEST_PAUSE: Final = 30.0
_DOUBLINGS: Final = 5


class NatsInbound:
    """Takes the commands of one sender, in order, one at a time; any number of processes may do so beside each other.

    A message is acknowledged once its command is committed or it is on the exception list. What became of it is
    published on ``<prefix>.receipts.<department>``, for a system that listens; nobody waits for that.
    """

    def __init__(
        self,
        inbound: Inbound,
        servers: str | Sequence[str],
        *,
        stream: str,
        sender: str,
        prefix: str = PREFIX,
        timeout: float = TIMEOUT,
        credentials: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Create it; nothing is connected to yet.

        Args:
            inbound: Carries out the commands.
            servers: URLs of some servers of the cluster, ``nats://`` or ``tls://``.
            stream: Name of the stream; it must take the subject, see ``ensure_stream``.
            sender: Name of the sender. Whatever lies on the subject of its department counts as sent by it: who may
                publish there is for the servers' permissions to say.
            prefix: What all subjects begin with.
            timeout: Seconds for an answer of the servers.
            credentials: Path of a credentials file.
            tls: Whom to trust, where that is not what the system trusts.

        Raises:
            NotPermitted: There is no such sender.
            SinkInvalid: A name is none, the file cannot be read, or nats-py is not installed.
        """
        department = inbound.sender(sender).department
        self._inbound = inbound
        self._sender = sender
        self._stream = check_stream(stream)
        self._prefix = check_prefix(prefix)
        self._timeout = timeout
        self._receipts = receipt_subject(self._prefix, department)
        self._connection = connection_to(servers, name=f"yishi from {sender}", credentials=credentials, tls=tls)
        from yishi_engine.delivery.nats_pull import NatsPull  # noqa: PLC0415  (needs an extra, which is there)

        self._pull = NatsPull(
            self._connection,
            stream=self._stream,
            subject=command_subject(self._prefix, department),
            durable=token(f"{self._prefix}-{sender}"),
        )
        self._loop = EventLoop(f"yishi commands of {sender}")

    def ensure_stream(
        self,
        *,
        replicas: int = 1,
        duplicate_window: timedelta = DUPLICATE_WINDOW,
        max_age: timedelta | None = None,
    ) -> bool:
        """Create the stream for the commands of all departments unless there is one; see ``NatsSink.ensure_stream``."""
        ensured = self._connection.ensure_stream(
            self._stream,
            [command_subjects(self._prefix)],
            replicas=replicas,
            duplicate_window=duplicate_window,
            max_age=max_age,
            seconds=self._timeout,
        )
        return self._loop.run(ensured)

    def receive_once(self, *, wait: float = WAIT) -> Receipt | None:
        """Take the next message, and carry it out or list it.

        Args:
            wait: Seconds to wait for one at most.

        Returns:
            What became of it; None if none came.

        Raises:
            DeliveryFailed: The servers cannot be reached, or there is no such stream.
            StorageError: The database failed; the message comes again.
            ConcurrentUpdate: Others kept changing the case; the message comes again.
        """
        message = self._loop.run(self._pull.next(wait))
        if message is None:
            return None
        try:
            receipt = self._inbound.receive(message.data, sender=self._sender)
        except BaseException:
            self._try(self._pull.give_back(message, seconds=_pause(message)))
            raise
        self._try(self._tell(receipt))
        self._try(self._pull.acknowledge(message, seconds=self._timeout))
        return receipt

    def run(
        self, stop: threading.Event, *, wait: Callable[[threading.Event, float], object] = threading.Event.wait
    ) -> None:
        """Take messages until ``stop`` is set; finish the one in hand, and close the connection.

        Nothing that fails ends it: it is logged, and tried again.

        Args:
            stop: Ends it.
            wait: Waits for an event, for so many seconds at most.
        """
        try:
            while not stop.is_set():
                try:
                    self.receive_once()
                except Exception as error:  # noqa: BLE001  (whatever it is, the next round may be better)
                    log.noted("inbound.failed", sender=self._sender, reason=described(error))
                    wait(stop, WAIT)
        finally:
            self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._loop.is_running:
            self._loop.run(self._connection.close())
        self._loop.close()

    async def _tell(self, receipt: Receipt) -> None:
        body = json.dumps(receipt.to_json(), ensure_ascii=False).encode()
        about = receipt.event_id or receipt.exception_id or ""
        message_id = f"{self._sender}:{about}:{receipt.outcome.value}"
        await self._pull.tell(self._receipts, body, message_id=message_id, seconds=self._timeout)

    def _try(self, work: Coroutine[object, object, None]) -> None:
        """Do what may fail without harm: the message is safe, or comes again."""
        try:
            self._loop.run(work)
        except DeliveryFailed as error:
            log.noted("inbound.unanswered", sender=self._sender, reason=error.message)


def _pause(message: Msg) -> float:
    """Return after how many seconds a message should come again: twice as long each time, up to half a minute."""
    doublings = min(message.metadata.num_delivered - 1, _DOUBLINGS)
    return float(min(2**doublings, _LONGEST_PAUSE))
