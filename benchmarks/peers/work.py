"""The work as the peers see it: thirteen commands a case, from submission to issued results.

Nothing here, and in the modules of the peers, needs ``yishi_engine``: they run in an environment of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPARTMENTS = ("market", "fire", "health", "urban", "tax")
AFTER = {"tax": "market"}
ACTOR = "o-1"
COMMANDS = 13


@dataclass(frozen=True)
class Setting:
    """Where a peer works, and on what.

    Attributes:
        database: ``postgresql`` or ``sqlite``.
        url: A libpq URL, or the path of a file.
        form: The form of the application.
    """

    database: str
    url: str
    form: dict[str, Any] = field(repr=False)

    @property
    def socket(self) -> str:
        """The folder of PostgreSQL's socket."""
        return parse_qs(urlsplit(self.url).query)["host"][0]

    @property
    def name(self) -> str:
        """The name of the database."""
        return urlsplit(self.url).path.strip("/")


def later_commands() -> Iterator[tuple[str, str]]:
    """Yield what follows the submission: the command and, for one on a task, its department."""
    yield "accept", ""
    for name in DEPARTMENTS:
        yield "start", name
        yield "grant", name
    yield "complete", ""


def due_dates() -> dict[str, str]:
    """Return when each task is due."""
    now = datetime.now(UTC)
    return {name: (now + timedelta(days=3 + number)).isoformat() for number, name in enumerate(DEPARTMENTS)}
