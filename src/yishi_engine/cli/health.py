"""How a worker tells others how it is: in a file, or over HTTP on this machine."""

from __future__ import annotations

import json
import os
import threading
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from yishi_engine.delivery.health import Health

WRITE_EVERY: Final = 2.0
"""Seconds."""
LOOPBACK: Final = "127.0.0.1"


@contextmanager
def health_in_file(file: Path, health: Callable[[], Health], *, every: float = WRITE_EVERY) -> Iterator[None]:
    """Keep a file that says how a worker is, and remove it at the end; whoever reads it never finds half of it."""
    stop = threading.Event()
    _write(file, health())  # a file that cannot be written is the user's mistake, and shows at once

    def go_on() -> None:
        while not stop.wait(every):
            with suppress(OSError):  # a disk that is full for a while is no reason to end
                _write(file, health())

    thread = threading.Thread(target=go_on, name="yishi health")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        file.unlink(missing_ok=True)


@contextmanager
def health_over_http(port: int, health: Callable[[], Health]) -> Iterator[int]:
    """Answer ``GET /health`` on this machine: 200 if the worker is well, else 503, with what there is to say in JSON.

    Args:
        port: The port; 0 for any that is free.
        health: Says how it is.

    Yields:
        The port.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/health":
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            found = health()
            body = _text(found).encode()
            self.send_response(HTTPStatus.OK if found.is_well else HTTPStatus.SERVICE_UNAVAILABLE)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: what asks for health does so all day."""

    with ThreadingHTTPServer((LOOPBACK, port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="yishi health")
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def _text(health: Health) -> str:
    return json.dumps(health.to_json(), ensure_ascii=False)


def _write(file: Path, health: Health) -> None:
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(_text(health) + "\n", encoding="utf-8")
    beside.replace(file)
