"""Which addresses a webhook may be sent to."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.delivery.addresses import allowed_addresses, is_allowed, resolve
from yishi_engine.delivery.sink import DeliveryFailed, DeliveryRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
OWN = [
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::1",
]
NEVER = [
    "169.254.169.254",
    "169.254.0.23",
    "168.63.129.16",
    "100.100.100.200",
    "0.0.0.0",  # noqa: S104  (an address to refuse)
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
    "240.0.0.1",
    "::",
    "fe80::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:169.254.169.254",
    "::ffff:168.63.129.16",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
]


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_allowed(text: str) -> None:
    """What everybody can reach may be posted to."""
    assert is_allowed(ip_address(text), allow_private=False)
    assert is_allowed(ip_address(text), allow_private=True)


@pytest.mark.parametrize("text", OWN)
def test_own_addresses_are_allowed_only_if_asked_for(text: str) -> None:
    """What lies within one's own network is refused unless it is meant, in whatever notation."""
    assert not is_allowed(ip_address(text), allow_private=False)
    assert is_allowed(ip_address(text), allow_private=True)


@pytest.mark.parametrize("text", NEVER)
def test_some_addresses_are_never_allowed(text: str) -> None:
    """Where clouds hand out credentials, and what is no single receiver, is refused whatever is asked for."""
    assert not is_allowed(ip_address(text), allow_private=False)
    assert not is_allowed(ip_address(text), allow_private=True)


@given(st.ip_addresses(v=4))
def test_a_wrapped_address_counts_as_itself(address: object) -> None:
    """An IPv4 address inside an IPv6 one is allowed exactly where it is allowed by itself."""
    plain = ip_address(str(address))
    wrapped = ip_address(f"::ffff:{plain}")
    for allow_private in (False, True):
        assert is_allowed(wrapped, allow_private=allow_private) == is_allowed(plain, allow_private=allow_private)


def found(answers: Sequence[str], *, allow_private: bool = False) -> list[str]:
    """Return the allowed ones among the answers of a resolver."""

    async def answer(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("receiver.example", 443)
        return answers

    allowed = allowed_addresses("receiver.example", 443, resolver=answer, allow_private=allow_private)
    return [str(each) for each in asyncio.run(allowed)]


def test_the_allowed_ones_are_kept_in_order() -> None:
    """A name that also stands for a private address is reached at its public ones only."""
    assert found([PUBLIC[1], "10.0.0.1", PUBLIC[0]]) == [PUBLIC[1], PUBLIC[0]]
    assert found(["10.0.0.1", PUBLIC[0]], allow_private=True) == ["10.0.0.1", PUBLIC[0]]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([], DeliveryFailed),
        (["nonsense"], DeliveryFailed),
        (["10.0.0.1"], DeliveryRefused),
        (["::1%1"], DeliveryRefused),
    ],
)
def test_a_name_without_an_allowed_address_is_told(answers: list[str], error: type[DeliveryFailed]) -> None:
    """No address at all may pass; only forbidden ones need somebody's decision."""
    with pytest.raises(error) as caught:
        found(answers)
    assert type(caught.value) is error


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1"])
def test_other_notations_are_seen_through(host: str) -> None:
    """The system reads decimal, octal, hexadecimal and shortened addresses; what it makes of them is checked."""
    with pytest.raises(DeliveryRefused, match="not public"):
        asyncio.run(allowed_addresses(host, 443, resolver=resolve, allow_private=False))


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70, ".", "1.2.3.4.5.6"])
def test_names_that_are_none(host: str) -> None:
    """A name without an address fails, and does so as any other message that was not taken."""
    with pytest.raises(DeliveryFailed, match="no address"):
        asyncio.run(allowed_addresses(host, 443, resolver=resolve, allow_private=False))
