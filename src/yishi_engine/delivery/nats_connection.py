"""A connection to NATS JetStream. Imported only where one is needed: it needs the extra ``nats``."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from nats.js.api import StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from yishi_engine import log
from yishi_engine.delivery.answers import NoAnswer
from yishi_engine.delivery.sink import DeliveryFailed, DeliveryRefused

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import timedelta

    from nats.js import JetStreamContext

_RECONNECT_WAIT: Final = 0.5
_CONNECT_TIMEOUT: Final = 2
_CLOSE_WITHIN: Final = 5
_PING_INTERVAL: Final = 10
_NAME_IN_USE: Final = 10058
_UNAVAILABLE: Final = 503
_REFUSED: Final = "authorization refused"


class NatsConnection:
    """Connects when it is first needed, and again by itself whenever the connection is lost."""

    def __init__(
        self, servers: Sequence[str], *, name: str, credentials: str | None, tls: ssl.SSLContext | None
    ) -> None:
        """Connect to nothing yet.

        Args:
            servers: URLs; any of them, and any that these know of, is connected to.
            name: What the servers call the connection.
            credentials: Path of a credentials file.
            tls: Whom to trust, where that is not what the system trusts.
        """
        self._options: dict[str, object] = {
            "servers": list(servers),
            "name": name,
            "allow_reconnect": True,
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": _RECONNECT_WAIT,
            "connect_timeout": _CONNECT_TIMEOUT,
            "ping_interval": _PING_INTERVAL,
            "error_cb": self._noted,
            "reconnected_cb": self._recovered,
            # What cannot be sent at once must fail: sent by itself later on, it could overtake what was sent meanwhile.
            "pending_size": 0,
        }
        if credentials is not None:
            self._options["user_credentials"] = credentials
        if tls is not None:
            self._options["tls"] = tls
        self._client: Client | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._last_error = ""

    async def jetstream(self, seconds: float) -> JetStreamContext:
        """Return JetStream over a connection that stands.

        Args:
            seconds: To wait for one at most.

        Raises:
            NoAnswer: There is none.
        """
        return (await self.client(seconds)).jetstream(timeout=seconds)

    async def client(self, seconds: float) -> Client:
        """Return a connection that stands; see ``jetstream``."""
        if self._client is None or self._client.is_closed:
            self._client = Client()
            self._connecting = asyncio.create_task(self._client.connect(**self._options))  # type: ignore[arg-type]
        if self._connecting is not None:
            await self._wait(self._connecting, seconds)
        if not self._client.is_connected:
            raise NoAnswer(f"the connection is lost{self._cause}")
        return self._client

    async def publish(
        self, subject: str, body: bytes, *, stream: str, headers: Mapping[str, str], seconds: float
    ) -> None:
        """Publish to a stream once, and wait until it is stored there.

        Raises:
            NoAnswer: It is not known whether it was stored.
            DeliveryRefused: It is too large, or the stream does not take it.
            DeliveryFailed: It was not stored.
        """
        with explained():
            jetstream = await self.jetstream(seconds)
            await jetstream.publish(subject, body, timeout=seconds, stream=stream, headers=dict(headers))

    async def ensure_stream(
        self,
        name: str,
        subjects: Sequence[str],
        *,
        replicas: int,
        duplicate_window: timedelta,
        max_age: timedelta | None,
        seconds: float,
    ) -> bool:
        """Create a stream on disk unless there is one of its name, which is left as it is; tell whether it was new.

        Raises:
            DeliveryFailed: It cannot be created.
        """
        wanted = StreamConfig(
            name=name,
            subjects=list(subjects),
            storage=StorageType.FILE,
            num_replicas=replicas,
            duplicate_window=duplicate_window.total_seconds(),
            max_age=max_age.total_seconds() if max_age else None,
        )
        with explained():
            jetstream = await self.jetstream(seconds)
            try:
                await jetstream.stream_info(name)
            except NotFoundError:
                pass
            else:
                return False
            try:
                await jetstream.add_stream(config=wanted)
            except APIError as error:
                if error.err_code != _NAME_IN_USE:  # another came first
                    raise
                return False
        return True

    async def close(self) -> None:
        """Close the connection, or end connecting."""
        while self._connecting is not None and not self._connecting.done():
            self._connecting.cancel()  # which the library may overlook while it is changing servers
            await asyncio.wait({self._connecting}, timeout=_RECONNECT_WAIT)
        if self._client is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_WITHIN):
                    await self._client.close()

    async def _wait(self, connecting: asyncio.Task[None], seconds: float) -> None:
        """Wait for the first connection, which is tried for until there is one; many may wait."""
        await asyncio.wait({connecting}, timeout=seconds)
        if not connecting.done():
            raise NoAnswer(f"no server can be connected to{self._cause}")
        self._connecting = None
        if connecting.cancelled() or connecting.exception() is not None:
            self._client = None
            raise NoAnswer(f"no server can be connected to{self._cause}")
        await self._recovered()

    @property
    def _cause(self) -> str:
        return f" ({self._last_error})" if self._last_error else ""

    async def _noted(self, error: Exception) -> None:
        """Remember what went wrong, and log it once; the library would print it again and again."""
        if self._last_error == _REFUSED:
            return  # what the server said before it hung up says more than that it hung up
        refused = isinstance(error, NatsError) and "uthorization" in str(error)
        cause = _REFUSED if refused else type(error).__name__
        if cause != self._last_error:
            log.noted("nats.connection", reason=cause)
        self._last_error = cause

    async def _recovered(self) -> None:
        self._last_error = ""


@contextmanager
def explained() -> Iterator[None]:
    """Raise what the library raises as errors of ours; their text is the server's, which quotes nothing of a message.

    Raises:
        NoAnswer: Nobody answered, or JetStream has no leader just now.
        DeliveryRefused: The message is too large.
        DeliveryFailed: JetStream refuses.
    """
    try:
        yield
    except MaxPayloadError:
        raise DeliveryRefused("the message is larger than the server takes") from None
    except APIError as error:
        kind = NoAnswer if error.code == _UNAVAILABLE else DeliveryFailed
        raise kind(f"JetStream: {error.description} ({error.err_code})") from None
    except (NatsError, TimeoutError, OSError) as error:
        raise NoAnswer(f"JetStream did not answer ({type(error).__name__})") from None
