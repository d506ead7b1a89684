"""Signatures of webhooks (Standard Webhooks): what is sent is signed, and what is received is verified, the same way.

Needs nothing but the standard library, so that a receiver can copy this module.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self

from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
TOLERANCE: Final = timedelta(minutes=5)
_PREFIX: Final = "whsec_"
_VERSION: Final = "v1"
_LENGTHS: Final = range(24, 65)
_MAX_SIGNATURES: Final = 20
"""A header with more is not looked through: each costs two digests."""


class SignatureInvalid(YishiError):
    """A received webhook is not signed with any of the secrets, or not now: answer 401 and forget it."""

    code: ClassVar[str] = "delivery.signature"


class Secret:
    """A shared secret of a sender and a receiver, which shows nowhere by accident."""

    def __init__(self, text: str) -> None:
        """Read a secret: ``whsec_`` and 24 to 64 bytes in base64; the prefix may be left out.

        Raises:
            ValueError: It is none; the text of the error does not show it.
        """
        try:
            self._key = base64.b64decode(text.strip().removeprefix(_PREFIX), validate=True)
        except (binascii.Error, ValueError):
            self._key = b""
        if len(self._key) not in _LENGTHS:
            raise ValueError("a webhook secret is whsec_ followed by 24 to 64 bytes in base64")

    @classmethod
    def all_of(cls, texts: Iterable[str]) -> tuple[Self, ...]:
        """Read secrets, at least one; the newest comes first.

        Raises:
            ValueError: There is none, or one of them is none.
        """
        if isinstance(texts, str):
            raise ValueError("webhook secrets are a list, so that they can be rotated")  # noqa: TRY004
        secrets = tuple(map(cls, texts))
        if not secrets:
            raise ValueError("a webhook needs at least one secret")
        return secrets

    def sign(self, message_id: str, timestamp: str, body: bytes) -> str:
        """Return the signature ``v1,…`` of a message."""
        signed = f"{message_id}.{timestamp}.".encode() + body
        digest = hmac.new(self._key, signed, hashlib.sha256).digest()
        return f"{_VERSION},{base64.b64encode(digest).decode()}"


def signed_headers(secrets: Sequence[Secret], message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return the three headers of a message, signed with every secret, so that either side may rotate first."""
    timestamp = str(int(now.timestamp()))
    signatures = " ".join(secret.sign(message_id, timestamp, body) for secret in secrets)
    return {ID: message_id, TIMESTAMP: timestamp, SIGNATURE: signatures}


def verify(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Sequence[str],
    now: datetime,
    tolerance: timedelta = TOLERANCE,
) -> str:
    """Prove that a webhook was sent by somebody who knows a secret, and not long ago.

    Args:
        headers: The request's headers, in any case.
        body: The request's body, as it came.
        secrets: The secrets that are accepted; several while they are rotated.
        now: The present, aware.
        tolerance: How far the sender's clock may be from ours, or how long the message may have been on its way.

    Returns:
        The id of the message, by which those that come twice are known.

    Raises:
        SignatureInvalid: It cannot be proved.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp, signatures = (given.get(name, "").strip() for name in (ID, TIMESTAMP, SIGNATURE))
    if not (message_id and timestamp and signatures):
        raise SignatureInvalid(f"the headers {ID}, {TIMESTAMP} and {SIGNATURE} are needed")
    if abs(_instant(timestamp) - now) > tolerance:
        raise SignatureInvalid(f"{TIMESTAMP} is more than {tolerance} away from our clock")
    found = [each.encode() for each in signatures.split()[:_MAX_SIGNATURES]]
    expected = [secret.sign(message_id, timestamp, body).encode() for secret in Secret.all_of(secrets)]
    # Every pair is compared, so that the time this takes does not tell which secret came near.
    if not sum(hmac.compare_digest(one, other) for one in found for other in expected):
        raise SignatureInvalid("the message is signed with none of the secrets")
    return message_id


def _instant(timestamp: str) -> datetime:
    if timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= len("253402300799"):
        try:
            return datetime.fromtimestamp(int(timestamp), UTC)
        except (ValueError, OverflowError, OSError):
            pass
    raise SignatureInvalid(f"{TIMESTAMP} must be whole seconds since 1970")
