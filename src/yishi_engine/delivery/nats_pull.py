"""Taking messages from JetStream one by one, in order. Imported only where they are: it needs the extra ``nats``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nats.js.api import AckPolicy, ConsumerConfig

from yishi_engine.delivery.nats_connection import explained

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext

    from yishi_engine.delivery.nats_connection import NatsConnection

ACK_WAIT: Final = 10.0
"""Seconds after which a message that was not acknowledged is given out again."""


class NatsPull:
    """A durable consumer that gives out one message at a time, to whichever process asks first.

    The next one comes when the one before is acknowledged, so that a command never overtakes another that has to be
    tried again.
    """

    def __init__(self, connection: NatsConnection, *, stream: str, subject: str, durable: str) -> None:
        """Ask for nothing yet.

        Args:
            connection: Where from.
            stream: Name of the stream.
            subject: What to take.
            durable: What the server remembers by how far we came.
        """
        self._connection = connection
        self._stream = stream
        self._subject = subject
        self._durable = durable
        self._client: Client | None = None
        self._subscription: JetStreamContext.PullSubscription | None = None

    async def next(self, seconds: float) -> Msg | None:
        """Return the next message, or None if none comes in time.

        Raises:
            DeliveryFailed: The servers cannot be reached, or there is no such stream.
        """
        subscription = await self._subscribed(seconds)
        with explained():
            try:
                (message,) = await subscription.fetch(1, timeout=seconds)
            except TimeoutError:
                return None
        return message

    async def acknowledge(self, message: Msg, *, seconds: float) -> None:
        """Say that a message is safe, and wait until the server knows; it is not given out again.

        Raises:
            NoAnswer: It may be given out again.
        """
        with explained():
            await message.ack_sync(timeout=seconds)

    async def give_back(self, message: Msg, *, seconds: float) -> None:
        """Ask for a message again after so many seconds; if even that fails, it comes after ``ACK_WAIT``."""
        with explained():
            await message.nak(delay=seconds)

    async def tell(self, subject: str, body: bytes, *, message_id: str, seconds: float) -> None:
        """Publish what became of a message, for whoever listens.

        Raises:
            NoAnswer: Nobody can be told.
        """
        client = await self._connection.client(seconds)
        with explained():
            await client.publish(subject, body, headers={"Nats-Msg-Id": message_id} if message_id else None)

    async def _subscribed(self, seconds: float) -> JetStreamContext.PullSubscription:
        client = await self._connection.client(seconds)
        if self._subscription is None or client is not self._client:
            config = ConsumerConfig(
                ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_WAIT, max_ack_pending=1, filter_subject=self._subject
            )
            with explained():
                self._subscription = await client.jetstream(timeout=seconds).pull_subscribe(
                    self._subject, durable=self._durable, stream=self._stream, config=config
                )
            self._client = client
        return self._subscription
