"""Posting to one receiver over HTTP. Imported only where a webhook is: it needs the extra ``webhook``."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import httpx

from yishi_engine.delivery.addresses import allowed_addresses, is_allowed, literal_address
from yishi_engine.delivery.answers import NoAnswer, refuse
from yishi_engine.delivery.invalid import SinkInvalid
from yishi_engine.delivery.sink import DeliveryFailed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yishi_engine.delivery.addresses import Address, Resolver

MAX_RESPONSE: Final = 64 * 1024
"""Bytes of a response that are read at most, so that the connection can be used again; they are thrown away."""
DRAIN: Final = 1.0
"""Seconds for that at most."""
_KEEP_ALIVE: Final = 30.0
_PORTS: Final = range(1, 65536)


class Poster:
    """Posts to one URL. To be used within one event loop."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float,
        allow_private: bool,
        resolver: Resolver,
        parallel: int,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        """Check the URL, and connect to nothing yet; see ``WebhookSink`` for the arguments.

        Raises:
            SinkInvalid: The URL is none that may be posted to.
        """
        self._url = _checked(url, allow_private=allow_private)
        self._timeout = timeout
        self._allow_private = allow_private
        self._resolver = resolver
        limits = httpx.Limits(
            max_connections=parallel, max_keepalive_connections=parallel, keepalive_expiry=_KEEP_ALIVE
        )
        # Nothing is taken from the environment: a proxy would connect to other addresses than those that were checked.
        self._client = httpx.AsyncClient(
            transport=transport or httpx.AsyncHTTPTransport(limits=limits, trust_env=False),
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
            headers={"user-agent": "yishi-engine", "accept-encoding": "identity"},
        )

    async def addresses(self) -> list[Address]:
        """Return the addresses that the receiver's name stands for and that may be posted to.

        Raises:
            DeliveryFailed: There is none.
        """
        port = self._url.port or {"https": 443, "http": 80}[self._url.scheme]
        try:
            async with asyncio.timeout(self._timeout):
                return await allowed_addresses(
                    self._url.raw_host.decode("ascii").strip("[]"),
                    port,
                    resolver=self._resolver,
                    allow_private=self._allow_private,
                )
        except TimeoutError:
            raise DeliveryFailed("the receiver's name could not be looked up in time") from None

    async def post(self, addresses: list[Address], headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        """Post a body, to the first address that can be connected to, which then comes first.

        Args:
            addresses: Those that may be posted to.
            headers: Headers of the request.
            body: What to send.
            now: The present, which a ``Retry-After`` with a date is counted from.

        Raises:
            NoAnswer: None can be connected to, or there is no answer in time.
            DeliveryFailed: The receiver did not take it.
        """
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._send(addresses, headers, body)
        except (TimeoutError, httpx.TimeoutException):
            raise NoAnswer(f"no answer within {self._timeout:g} s") from None
        except (httpx.HTTPError, ssl.SSLError) as error:
            raise NoAnswer(_explained(error)) from None
        try:
            await _drain(response)
        finally:
            await response.aclose()
        refuse(response.status_code, response.headers.get("retry-after", ""), now)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _send(self, addresses: list[Address], headers: Mapping[str, str], body: bytes) -> httpx.Response:
        """Send to the first address that takes a connection; where one did, nothing is sent to another."""
        failure: httpx.ConnectError | None = None
        for address in list(addresses):
            # The address stands in the URL, so that what was checked is what is connected to; the name stays in the
            # header and in the TLS handshake, so that the receiver and its certificate are asked for by their name.
            request = self._client.build_request(
                "POST",
                self._url.copy_with(host=str(address)),
                headers={**headers, "host": self._url.netloc.decode("ascii")},
                content=body,
                extensions={"sni_hostname": self._url.raw_host.decode("ascii").strip("[]")},
            )
            try:
                response = await self._client.send(request, stream=True)
            except httpx.ConnectError as error:
                failure = error
            else:
                addresses.remove(address)
                addresses.insert(0, address)
                return response
        raise failure or httpx.ConnectError("no address")


def _checked(text: str, *, allow_private: bool) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, TypeError):
        raise SinkInvalid("the webhook's URL is none") from None
    if url.scheme not in {"https", "http"} or not url.host:
        raise SinkInvalid("the webhook's URL must begin with https:// and name a host")
    if url.port is not None and url.port not in _PORTS:
        raise SinkInvalid("the webhook's URL names no port")
    if url.scheme == "http" and not allow_private:
        raise SinkInvalid("the webhook's URL must begin with https://", advice="or allow private addresses")
    address = literal_address(url.raw_host.decode("ascii").strip("[]"))
    if address is not None and not is_allowed(address, allow_private=allow_private):
        private = is_allowed(address, allow_private=True)
        raise SinkInvalid(
            f"the webhook's URL names an address that is {'not public' if private else 'never posted to'}",
            advice="allow private addresses: allow_private" if private else "",
        )
    if url.userinfo or url.fragment:
        raise SinkInvalid("the webhook's URL must have no user, password or fragment")
    return url


async def _drain(response: httpx.Response) -> None:
    """Read what the receiver says and forget it, so that the connection can be used again; its status is the answer."""
    if response.is_stream_consumed:  # by a transport of the host's
        return
    read = 0
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(DRAIN):
            async for part in response.aiter_raw():
                read += len(part)
                if read > MAX_RESPONSE:
                    return


def _explained(error: Exception) -> str:
    """Say what went wrong without the error's own text, which may quote the URL."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return "the receiver's certificate is not trusted"
        if isinstance(seen, ssl.SSLError):
            return "no secure connection can be made"
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, httpx.ConnectError):
        return "the receiver cannot be connected to"
    return f"the connection failed ({type(error).__name__})"
