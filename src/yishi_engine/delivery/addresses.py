"""Which network addresses a webhook may be sent to, so that no URL can be made to reach what lies behind a firewall."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias

from yishi_engine.delivery.sink import DeliveryFailed, DeliveryRefused

Address: TypeAlias = IPv4Address | IPv6Address
Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host and a port, the best first."""

_METADATA: Final = frozenset({ip_address("168.63.129.16"), ip_address("fd00:ec2::254"), ip_address("100.100.100.200")})
"""Where clouds answer with credentials, besides link-local addresses; the first one looks like a public address."""
_NAT64: Final = IPv6Network("64:ff9b::/96")


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def allowed_addresses(host: str, port: int, *, resolver: Resolver, allow_private: bool) -> list[Address]:
    """Return the addresses of a host that may be connected to; they, not the name, are what is then connected to.

    Args:
        host: A name, or an address in any notation that the system knows.
        port: The port.
        resolver: Looks names up.
        allow_private: Whether private and loopback addresses are among them.

    Raises:
        DeliveryFailed: The name has no address now.
        DeliveryRefused: It has only addresses that are forbidden.
    """
    try:
        found = [ip_address(text.partition("%")[0]) for text in await resolver(host, port)]
    except (OSError, UnicodeError, ValueError):
        raise DeliveryFailed("the receiver's name has no address") from None
    allowed = [each for each in found if is_allowed(each, allow_private=allow_private)]
    if found and not allowed:
        raise DeliveryRefused("the receiver's address is not public; see allow_private")
    if not found:
        raise DeliveryFailed("the receiver's name has no address")
    return allowed


def literal_address(host: str) -> Address | None:
    """Return the address that a host is, in any notation that systems know; None for a name."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))  # such as 2130706433, 0x7f.1 and 127.1
    except (OSError, ValueError):
        return None


def is_allowed(address: Address, *, allow_private: bool) -> bool:
    """Tell whether a webhook may be sent to an address; an IPv4 address inside an IPv6 address counts as itself.

    Where clouds keep their metadata, link-local, multicast, reserved and unspecified addresses are never allowed.
    """
    inner = _inner(address)
    if inner is not None and not is_allowed(inner, allow_private=allow_private):
        return False
    if address in _METADATA or address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if inner is not None or address.is_global:
        return True
    return allow_private and not _is_reserved(address)


def _inner(address: Address) -> IPv4Address | None:
    """Return the IPv4 address that packets to an IPv6 address end up at, if there is one."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _is_reserved(address: Address) -> bool:
    """Tell whether it is reserved; the loopback address of IPv6 counts as that in Python, but is none."""
    return address.is_reserved and not address.is_loopback
