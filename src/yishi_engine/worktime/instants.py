"""Instants as records and tables hold them: UTC texts of fixed width, which sort in order of time in every database."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

TICK: Final = timedelta(microseconds=1)
"""The unit that instants are kept in: overdue means later by one than the last instant that is in time."""

# Python reads more forms than this one, of the same width among them; which ones depends on its version.
_is_written: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
).fullmatch


@lru_cache(maxsize=4096)  # a command writes the same instant many times over
def instant_text(instant: datetime) -> str:
    """Return an instant as ``2026-02-11T01:30:00.000000Z``: UTC, always six digits of a second.

    Raises:
        ValueError: The instant has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone")
    return instant.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def instant_from_text(text: str) -> datetime:
    """Return the aware UTC instant that ``instant_text`` wrote.

    Raises:
        ValueError: The text has any other form, even of the same instant: it would sort and hash differently.
    """
    if not _is_written(text):
        raise ValueError(f'"{text}" is not written like 2026-02-11T01:30:00.000000Z')
    return datetime.fromisoformat(text)
