"""A receiver of webhooks that really listens, and answers as a test wants."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from yishi_engine.delivery.sink import Message

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  (published with the specification)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the receiver says; ``wait`` is an event that it waits for before it says anything."""

    status: int = 204
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    wait: threading.Event | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes
    connection: int


@dataclass
class Receiver:
    """A receiver.

    It answers 500 to messages whose ids are ``unwanted``, to others as ``answers`` says, one after another, and with
    204 when there is none left.
    """

    port: int = 0
    requests: list[Request] = field(default_factory=list)
    answers: deque[Answer] = field(default_factory=deque)
    unwanted: set[str] = field(default_factory=set)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        return [request.headers["webhook-id"] for request in self.requests]


@contextmanager
def receiver(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Listen on the loopback address while the context lasts."""
    lock = threading.Lock()
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        number = 0

        def setup(self) -> None:
            super().setup()
            with lock:
                known.connections += 1
                self.number = known.connections

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                known.requests.append(Request(path=self.path, headers=headers, body=body, connection=self.number))
                answer = known.answers.popleft() if known.answers else Answer()
            if headers["webhook-id"] in known.unwanted:
                answer = Answer(status=500)
            if answer.wait is not None:
                answer.wait.wait(20)
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing: a sender may hang up at any time."""

    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    known.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def message(number: int = 1, *, case: str = "", department: str = "xfjy", type_: str = "task.opened") -> Message:
    """Return a message, of a case of its own unless one is named."""
    case_id = case or f"c-{number}"
    return Message(
        id=f"{case_id}/{number}",
        case_id=case_id,
        seq=number,
        region="510900",
        department=department,
        type=f"cn.yishi.{type_}.v1",
        body=f'{{"id":"{case_id}/{number}","data":{{"note":"消防"}}}}'.encode(),
    )
