"""A sink that publishes each event to NATS JetStream. Needs the extra ``nats``."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from yishi_engine.delivery.answers import NoAnswer
from yishi_engine.delivery.event_loop import EventLoop
from yishi_engine.delivery.events import CONTENT_TYPE
from yishi_engine.delivery.invalid import SinkInvalid
from yishi_engine.delivery.lanes import deliver_in_lanes
from yishi_engine.delivery.sink import DeliveryFailed, check_name
from yishi_engine.delivery.subjects import PREFIX, check_prefix, check_stream, event_subject, event_subjects

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Sequence

    from yishi_engine.delivery.nats_connection import NatsConnection
    from yishi_engine.delivery.sink import Message

TIMEOUT: Final = 10.0
"""Seconds for one message: longer than JetStream says nothing after its leader was lost (5 to 6 s)."""
DUPLICATE_WINDOW: Final = timedelta(minutes=10)
"""For how long a stream of ours knows ids again: longer than a claim lasts, after which another worker may come."""
AT_ONCE: Final = 256
_ATTEMPT: Final = 2.0
"""Seconds after which a message is sent again with the same id, since the answer will not come any more."""
_PAUSE: Final = 0.1


class NatsSink:
    """Publishes each event to a stream; it is taken when JetStream has stored it, on most of its replicas.

    The event's id goes along as ``Nats-Msg-Id``: what is sent again, because an answer was lost, is stored once. The
    next message of a case is sent when the one before is stored, so that no loss of an answer can change their order.
    """

    def __init__(
        self,
        name: str,
        servers: str | Sequence[str],
        *,
        stream: str,
        prefix: str = PREFIX,
        timeout: float = TIMEOUT,
        credentials: str | None = None,
        tls: ssl.SSLContext | None = None,
        replicas: int | None = None,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Create a sink; nothing is connected to yet.

        Args:
            name: Its name; see ``Sink.name``.
            servers: URLs of some servers of the cluster, ``nats://`` or ``tls://``.
            stream: Name of the stream; it must take the subjects, see ``ensure_stream``.
            prefix: What all subjects begin with.
            timeout: Seconds for one message, in which it is sent as often as need be.
            credentials: Path of a credentials file.
            tls: Whom to trust, where that is not what the system trusts.
            replicas: Before the first delivery, create the stream unless it is there, on so many servers; otherwise it
                must be there.
            pause: Waits so many seconds before a message is sent again.

        Raises:
            SinkInvalid: A name is none, the file cannot be read, or nats-py is not installed.
        """
        try:
            self.name: Final = check_name(name)
        except ValueError as error:
            raise SinkInvalid(str(error)) from None
        self._stream = check_stream(stream)
        self._prefix = check_prefix(prefix)
        self._timeout = timeout
        self._replicas = replicas
        self._pause = pause
        self._connection = connection_to(servers, name=f"yishi {name}", credentials=credentials, tls=tls)
        self._loop = EventLoop(f"yishi nats {name}")

    def ensure_stream(
        self,
        *,
        replicas: int = 1,
        duplicate_window: timedelta = DUPLICATE_WINDOW,
        max_age: timedelta | None = None,
    ) -> bool:
        """Create the stream unless there is one of its name, which is left as it is.

        Args:
            replicas: On how many servers each event is kept; 3 in a cluster.
            duplicate_window: For how long an id is known again.
            max_age: For how long an event is kept; for ever unless given.

        Returns:
            Whether it was new.

        Raises:
            NoAnswer: No server can be reached, or JetStream does not answer.
            DeliveryFailed: It cannot be created.
        """
        ensured = self._connection.ensure_stream(
            self._stream,
            [event_subjects(self._prefix)],
            replicas=replicas,
            duplicate_window=duplicate_window,
            max_age=max_age,
            seconds=self._timeout,
        )
        return self._loop.run(ensured)

    def prepare(self) -> None:
        """Create the stream, if ``replicas`` said so; see ``PreparedSink.prepare``."""
        if self._replicas is not None:
            self.ensure_stream(replicas=self._replicas)

    def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        """Publish messages, many at once; see ``Sink.deliver``. Where nobody answers, the rest is not tried."""
        if not messages:
            return []
        batch = _Batch(self._connection, self._stream, self._prefix, self._timeout, self._pause)
        return self._loop.run(deliver_in_lanes(messages, batch.attempt, width=AT_ONCE))

    def close(self) -> None:
        """Close the connection."""
        if self._loop.is_running:
            self._loop.run(self._connection.close())
        self._loop.close()


class _Batch:
    """One batch: where to, and why nothing more is sent."""

    def __init__(
        self,
        connection: NatsConnection,
        stream: str,
        prefix: str,
        timeout: float,
        pause: Callable[[float], Awaitable[object]],
    ) -> None:
        self._connection = connection
        self._stream = stream
        self._prefix = prefix
        self._timeout = timeout
        self._pause = pause
        self._ended: NoAnswer | None = None

    async def attempt(self, message: Message) -> Exception | None:
        """Publish one message, again and again until it is stored or the time is over; return why it was not."""
        until = _elapsed() + self._timeout
        while self._ended is None:
            try:
                await self._publish(message, min(_ATTEMPT, until - _elapsed()))
            except NoAnswer as error:
                if _elapsed() + _PAUSE >= until:
                    self._ended = error
                    return error
                await self._pause(_PAUSE)
            except DeliveryFailed as error:
                return error
            else:
                return None
        return DeliveryFailed(f"not tried: {self._ended.message}")

    async def _publish(self, message: Message, seconds: float) -> None:
        headers = {"Nats-Msg-Id": message.id, "content-type": CONTENT_TYPE}
        subject = event_subject(self._prefix, message)
        await self._connection.publish(subject, message.body, stream=self._stream, headers=headers, seconds=seconds)


def connection_to(
    servers: str | Sequence[str], *, name: str, credentials: str | None, tls: ssl.SSLContext | None
) -> NatsConnection:
    """Return a connection that is made when it is first needed.

    Raises:
        SinkInvalid: No server is named, the credentials cannot be read, or a package is not installed.
    """
    listed = [servers] if isinstance(servers, str) else list(servers)
    if not listed or not all(map(_names_server, listed)):
        raise SinkInvalid("the servers of NATS must be named, each as nats://host:port or tls://host:port")
    try:
        from yishi_engine.delivery.nats_connection import NatsConnection  # noqa: PLC0415  (needs an extra)

        if credentials is not None:
            import_module("nkeys")
    except ImportError as error:
        raise SinkInvalid.missing(str(error.name), "nats") from error
    if credentials is not None and not Path(credentials).is_file():
        raise SinkInvalid(f'no credentials at "{credentials}"')
    return NatsConnection(listed, name=name, credentials=credentials, tls=tls)


def _names_server(url: str) -> bool:
    try:
        parts = urlsplit(url if "://" in url else f"nats://{url}")
        port = parts.port
    except ValueError:
        return False
    named = bool(parts.hostname) and not parts.netloc.endswith(":")  # "nats:" is a scheme, not the host "nats"
    return parts.scheme in {"nats", "tls", "ws", "wss"} and named and port != 0


def _elapsed() -> float:
    """Return seconds since some fixed instant."""
    return asyncio.get_running_loop().time()
