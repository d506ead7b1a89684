"""What a receiver's answer over HTTP means."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from yishi_engine.delivery.sink import DeliveryFailed, DeliveryRefused

if TYPE_CHECKING:
    from datetime import datetime

MAX_RETRY_AFTER: Final = 86_400.0
"""Seconds that a receiver may ask for at most."""
_TAKEN: Final = range(200, 300)
_ELSEWHERE: Final = range(300, 400)
_REFUSED: Final = range(400, 500)
_TEMPORARY: Final = frozenset({408, 409, 423, 425, 429})
"""Of the refusals, those that pass by themselves."""


class NoAnswer(DeliveryFailed):
    """The receiver cannot be reached or does not answer, so that the next message would fare no better."""


def refuse(status: int, retry_after: str, now: datetime) -> None:
    """Check an answer's status; nothing else that the receiver says is looked at.

    Args:
        status: The HTTP status.
        retry_after: The header ``Retry-After``; empty if there is none.
        now: The present, which a date in it is counted from.

    Raises:
        DeliveryRefused: The message will not be taken until somebody changes something.
        DeliveryFailed: It was not taken.
    """
    if status in _TAKEN:
        return
    if status in _ELSEWHERE:
        raise DeliveryRefused(f"HTTP {status}: redirects are not followed; change the sink's URL")
    seconds = _seconds(retry_after.strip(), now)
    if status in _REFUSED and status not in _TEMPORARY:
        raise DeliveryRefused(f"HTTP {status}", retry_after=seconds)
    raise DeliveryFailed(f"HTTP {status}", retry_after=seconds)


def _seconds(value: str, now: datetime) -> float | None:
    """Return how long a receiver asks to be left alone: it says seconds or a date; None where it is neither."""
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), MAX_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return None if at.tzinfo is None else min(max((at - now).total_seconds(), 0.0), MAX_RETRY_AFTER)
