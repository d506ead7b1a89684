"""Worker processes that do the work in one way each, and the databases that they do it on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.peers.work import COMMANDS
from benchmarks.scenario import FORM

if TYPE_CHECKING:
    from collections.abc import Iterable

WARM = 3
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Way:
    """A way of doing the work.

    Attributes:
        name: What it is called.
        module: Its module.
        mode: How the module is to do it.
        cases: Cases a round, of all clients together.
    """

    name: str
    module: str
    mode: str
    cases: int


class Hand:
    """A worker process."""

    def __init__(self, python: Path, told: dict[str, Any]) -> None:
        """Start it and tell it what to do."""
        self._process = subprocess.Popen(  # noqa: S603  (our own program)
            [python, "-m", "benchmarks.peers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if os.environ.get("QUIET", "1") == "1" else None,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *_path()])},
            text=True,
        )
        self._say(json.dumps(told))

    def wait(self) -> None:
        """Wait until it is ready."""
        if self._hear() != "ready":
            raise RuntimeError("a worker did not get ready; run it with QUIET=0 to see why")

    def begin(self) -> None:
        """Let it begin."""
        self._say("")

    def end(self) -> dict[str, float]:
        """Return its figures."""
        found: dict[str, float] = json.loads(self._hear())
        self._process.communicate()
        return found

    def _say(self, said: str) -> None:
        stdin: Any = self._process.stdin
        stdin.write(said + "\n")
        stdin.flush()

    def _hear(self) -> str:
        stdout: Any = self._process.stdout
        return str(stdout.readline()).strip()


def _path() -> list[str]:
    """Return where Python looks for modules first, if somebody said so."""
    return [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]


def python_of(way: Way, peers: Path) -> Path:
    """Return the interpreter for a way: ours, or that of the environment of the peers."""
    return Path(sys.executable) if way.module == "ours" else peers


def measure(way: Way, database: str, url: str, peers: Path, *, clients: int, first: int) -> dict[str, float]:
    """Let clients work side by side; return commands a second, processor time for a thousand, and memory."""
    share = max(2, way.cases // clients)
    told = {"module": way.module, "mode": way.mode, "database": database, "url": url, "form": FORM, "prepare": False}
    hands = [
        Hand(python_of(way, peers), {**told, "warm": WARM, "cases": share, "first": first + number * 1000})
        for number in range(clients)
    ]
    for hand in hands:
        hand.wait()
    for hand in hands:
        hand.begin()
    figures = [hand.end() for hand in hands]
    wall = max(each["ended"] for each in figures) - min(each["began"] for each in figures)
    done = share * clients * COMMANDS
    return {
        "rate": done / wall,
        "cpu": sum(each["cpu"] for each in figures) / done * 1000,
        "memory": max(each["memory"] for each in figures),
    }


def prepare(ways: Iterable[Way], database: str, place: str, peers: Path) -> dict[str, str]:
    """Make a database for each module; return where they are."""
    found = {}
    for way in ways:
        if way.module in found:
            continue
        url = f"{place}/{way.module}.db"
        if database == "postgresql":
            import psycopg  # noqa: PLC0415  (an extra)

            with psycopg.connect(place, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {way.module}")
            url = place.replace("/postgres?", f"/{way.module}?")
        found[way.module] = url
        hand = Hand(
            python_of(way, peers),
            {"module": way.module, "database": database, "url": url, "form": FORM, "prepare": True},
        )
        hand.wait()
        hand.begin()
        hand.end()
    return found
