"""The wall clock, in one place; everything else is given the time."""

from __future__ import annotations

from datetime import UTC, datetime


def wall_clock() -> datetime:
    """Return the present instant; aware, UTC."""
    return datetime.now(UTC)
