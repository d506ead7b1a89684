"""Commands a second of other engines on the same work, beside ours and the floor.

Usage: ``python -m benchmarks.peers [--rounds 5] [--clients 1 8] [--databases postgresql sqlite] [--only spiff ours]
[--venv DIR] [--json FILE]``

The peers are installed into an environment of their own: a throw-away one, or the one that is named, which is kept.
Every way of doing the work runs in turn within a round; what is quoted is the median of the ratios within a round. The
peers write no chain of hashes and no outbox, so they do less than the floor does.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from contextlib import ExitStack, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.command_path import postgresql
from benchmarks.peers.hands import Way, measure, prepare

PACKAGES = ("psycopg[binary]", "dbos==3.4.*", "SpiffWorkflow==3.2.*", "django-viewflow==2.4.*", "django<6")
WAYS = (
    Way("floor", "ours", "floor", 80),
    Way("yishi-engine", "ours", "engine", 80),
    Way("SpiffWorkflow", "spiff", "documented", 24),
    Way("SpiffWorkflow, definition kept in memory", "spiff", "kept", 24),
    Way("viewflow", "viewflow", "", 16),
    Way("DBOS, answered", "dbos_case", "answered", 8),
    Way("DBOS, sent", "dbos_case", "sent", 8),
)


@dataclass(frozen=True)
class Line:
    """What is reported of a way of doing the work: medians over the rounds.

    Attributes:
        database: On which database.
        name: The way.
        clients: Processes side by side.
        commands_per_second: Of all of them together.
        cpu_per_thousand: Seconds of processor time of the clients for a thousand commands.
        memory: Megabytes that one had at most.
        of_floor: Ratio to the floor, paired.
        ours: How many times as fast ours is, paired.
    """

    database: str
    name: str
    clients: int
    commands_per_second: float
    cpu_per_thousand: float
    memory: float
    of_floor: float
    ours: float


def install(folder: Path) -> Path:
    """Install the peers into an environment, unless they are there; return its interpreter."""
    python = folder / "bin" / "python"
    if not (folder / "installed").exists():
        print(f"installing {', '.join(PACKAGES)}", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)  # noqa: S603
        (folder / "installed").touch()
    return python


def lines(database: str, figures: dict[tuple[str, int], list[dict[str, float]]]) -> list[Line]:
    """Return the medians over the rounds."""
    found = []
    for (name, clients), own in figures.items():
        floor, ours = figures["floor", clients], figures["yishi-engine", clients]
        found.append(
            Line(
                database=database,
                name=name,
                clients=clients,
                commands_per_second=statistics.median(each["rate"] for each in own),
                cpu_per_thousand=statistics.median(each["cpu"] for each in own),
                memory=max(each["memory"] for each in own),
                of_floor=paired(own, floor),
                ours=paired(ours, own),
            )
        )
    return found


def paired(own: list[dict[str, float]], base: list[dict[str, float]]) -> float:
    """Return the median of the ratios within a round."""
    return statistics.median(mine["rate"] / other["rate"] for mine, other in zip(own, base, strict=True))


def run(database: str, place: str, peers: Path, options: argparse.Namespace) -> list[Line]:
    """Run all rounds on one database."""
    ways = [way for way in WAYS if not options.only or way.module in options.only]
    urls = prepare(ways, database, place, peers)
    figures: dict[tuple[str, int], list[dict[str, float]]] = {}
    for number in range(options.rounds):
        for clients in options.clients:
            for way in ways:
                first = (number * 20 + clients) * 10_000
                figure = measure(way, database, urls[way.module], peers, clients=clients, first=first)
                figures.setdefault((way.name, clients), []).append(figure)
        print(f"{database}: round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
    return lines(database, figures)


def main() -> None:
    """Run the benchmark and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--databases", nargs="+", default=["postgresql", "sqlite"])
    parser.add_argument("--only", nargs="+", help="modules; ours is needed")
    parser.add_argument("--venv", type=Path, help="keep the environment of the peers here")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    found: list[Line] = []
    with ExitStack() as stack:
        kept = nullcontext(options.venv) if options.venv else tempfile.TemporaryDirectory(prefix="peers-")
        peers = install(Path(stack.enter_context(kept)))
        for database in options.databases:
            temporary = tempfile.TemporaryDirectory(prefix="yishi-")
            place = stack.enter_context(postgresql() if database == "postgresql" else temporary)
            found += run(database, place, peers, options)
    print(
        f"{'database':11} {'way':42} {'clients':>7} {'commands/s':>11} {'CPU s/1000':>11} {'MB':>5} {'of floor':>9}"
        f" {'ours':>6}"
    )
    for line in found:
        print(
            f"{line.database:11} {line.name:42} {line.clients:7} {line.commands_per_second:11.0f}"
            f" {line.cpu_per_thousand:11.2f} {line.memory:5.0f} {line.of_floor:9.2f} {line.ours:5.1f}x"
        )
    if options.json:
        told = {"cores": os.cpu_count(), "lines": [asdict(line) for line in found]}
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
