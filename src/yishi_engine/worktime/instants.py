"""Instants as records and tables hold them: UTC texts of fixed width, which sort in order of time in every database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

WIDTH: Final = 27


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
    instant = datetime.fromisoformat(text)
    if len(text) != WIDTH or instant.isoformat(timespec="microseconds")[:26] != text[:26] or text[-1] != "Z":
        raise ValueError(f'"{text}" is not written like 2026-02-11T01:30:00.000000Z')
    return instant
