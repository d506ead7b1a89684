"""A sink that posts each event to a URL, signed as Standard Webhooks say. Needs the extra ``webhook``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from yishi_engine.delivery.addresses import resolve
from yishi_engine.delivery.answers import NoAnswer
from yishi_engine.delivery.event_loop import EventLoop
from yishi_engine.delivery.events import CONTENT_TYPE
from yishi_engine.delivery.invalid import SinkInvalid
from yishi_engine.delivery.lanes import deliver_in_lanes
from yishi_engine.delivery.signatures import Secret, SignatureInvalid, signed_headers, verify
from yishi_engine.delivery.sink import DeliveryFailed, check_name
from yishi_engine.engine.clock import wall_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from httpx import AsyncBaseTransport

    from yishi_engine.delivery.addresses import Address, Resolver
    from yishi_engine.delivery.posting import Poster
    from yishi_engine.delivery.sink import Message

__all__ = ["SignatureInvalid", "WebhookSink", "verify"]

TIMEOUT: Final = 10.0
PARALLEL: Final = 16
"""Connections to a receiver at most, and so requests at once."""
_BEGUN_WITHIN: Final = 2
"""Messages of a batch that could not begin within so many timeouts are left for the next one."""


class WebhookSink:
    """Posts each event to a URL; it is taken when the receiver answers with 2xx."""

    def __init__(
        self,
        name: str,
        url: str,
        *,
        secrets: Sequence[str],
        timeout: float = TIMEOUT,
        allow_private: bool = False,
        departments: Collection[str] | None = None,
        types: Collection[str] | None = None,
        transport: AsyncBaseTransport | None = None,
        resolver: Resolver = resolve,
        clock: Callable[[], datetime] = wall_clock,
        parallel: int = PARALLEL,
    ) -> None:
        """Create a sink; nothing is connected to yet.

        Args:
            name: Its name; see ``Sink.name``.
            url: Where to post; ``https`` unless private addresses are allowed. Redirects are not followed.
            secrets: Shared secrets, ``whsec_…``; every message is signed with each, so that they can be rotated.
            timeout: Seconds for one message, from connecting to the answer.
            allow_private: Whether addresses within one's own network, loopback and plain ``http`` are allowed.
            departments: Only events of these departments; all unless given.
            types: Only events of these types, such as ``cn.yishi.task.opened.v1``; all unless given.
            transport: What httpx sends with, for example with a certificate authority of one's own.
            resolver: Looks up names.
            clock: Returns the present; a message is signed with the time at which it is sent.
            parallel: Requests at once at most.

        Raises:
            SinkInvalid: The URL or a secret is none, or httpx is not installed.
        """
        try:
            self.name: Final = check_name(name)
            self._secrets = Secret.all_of(secrets)
        except ValueError as error:
            raise SinkInvalid(str(error)) from None
        self._departments = departments if departments is None else frozenset(departments)
        self._types = types if types is None else frozenset(types)
        self._timeout = timeout
        self._clock = clock
        self._parallel = parallel
        try:
            from yishi_engine.delivery.posting import Poster  # noqa: PLC0415  (needs an extra)
        except ImportError as error:
            raise SinkInvalid.missing(str(error.name), "webhook") from error
        self._poster = Poster(
            url,
            timeout=timeout,
            allow_private=allow_private,
            resolver=resolver,
            parallel=parallel,
            transport=transport,
        )
        self._loop = EventLoop(f"yishi webhook {name}")

    def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        """Post messages, many at once; see ``Sink.deliver``.

        A receiver that does not answer, or asks for a pause, is spared the rest of the batch.
        """
        wanted = [message for message in messages if self._wants(message)]
        outcomes = iter(self._loop.run(self._post_all(wanted)) if wanted else ())
        return [next(outcomes) if self._wants(message) else None for message in messages]

    def close(self) -> None:
        """Close the connections."""
        if self._loop.is_running:
            self._loop.run(self._poster.close())
        self._loop.close()

    def _wants(self, message: Message) -> bool:
        return (self._departments is None or message.department in self._departments) and (
            self._types is None or message.type in self._types
        )

    async def _post_all(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        try:
            addresses = await self._poster.addresses()
        except DeliveryFailed as error:
            return [error] * len(messages)
        batch = _Batch(self._poster, addresses, self._secrets, self._clock, _BEGUN_WITHIN * self._timeout)
        return await deliver_in_lanes(messages, batch.attempt, width=self._parallel)


class _Batch:
    """One batch: where to, and why nothing more is sent."""

    def __init__(
        self,
        poster: Poster,
        addresses: list[Address],
        secrets: Sequence[Secret],
        clock: Callable[[], datetime],
        seconds: float,
    ) -> None:
        self._poster = poster
        self._addresses = addresses
        self._secrets = secrets
        self._clock = clock
        self._until = _elapsed() + seconds
        self._ended: DeliveryFailed | None = None

    async def attempt(self, message: Message) -> Exception | None:
        """Post one message; return why it was not taken, or None."""
        if self._ended is None and _elapsed() > self._until:
            self._ended = DeliveryFailed("the receiver is too slow")
        if self._ended is not None:
            return DeliveryFailed(f"not tried: {self._ended.message}", retry_after=self._ended.retry_after)
        now = self._clock()
        headers = signed_headers(self._secrets, message.id, message.body, now)
        try:
            await self._poster.post(self._addresses, {**headers, "content-type": CONTENT_TYPE}, message.body, now)
        except DeliveryFailed as error:
            if error.retry_after is not None or isinstance(error, NoAnswer):
                self._ended = error
            return error
        return None


def _elapsed() -> float:
    """Return seconds since some fixed instant."""
    return asyncio.get_running_loop().time()
