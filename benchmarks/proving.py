"""How fast the chains of very many records are proved, and how much memory that takes.

``python -m benchmarks.proving URL`` proves the database and prints the figures as JSON: in a process of its own, so
that its peak of memory is that of proving and nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.memory import peak
from benchmarks.province import DAYS, NOW, REGIONS, Town, catalog, line, moments
from yishi_engine import Engine, SqlStore
from yishi_engine.audit import ChainProof
from yishi_engine.case.events import CaseSubmitted
from yishi_engine.engine.identity import new_case_id, new_number
from yishi_engine.engine.proving import prove_side_by_side
from yishi_engine.engine.recording import event_of_record, record_events
from yishi_engine.store.rows import application_values, case_values, task_values
from yishi_engine.store.tables import application_table, audit_table, case_table, task_table

if TYPE_CHECKING:
    from yishi_engine.case.events import Event
    from yishi_engine.store.port import Definition

BUNDLE = "open-restaurant"


@dataclass(frozen=True)
class Proved:
    """How a database was proved.

    Attributes:
        records: Audit records.
        seconds: What ``Engine.verify`` took.
        cpu: What it took of a processor; the server's part is not in it.
        memory: Megabytes that the process had at most.
        chains: Seconds for the chains alone, without what they say being compared with what is stored.
        processes: How many shared the work afterwards.
        together: Seconds that these took.
    """

    records: int
    seconds: float
    cpu: float
    memory: float
    chains: float
    processes: int
    together: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


def grow(connection: Any, there: int, records: int) -> int:  # noqa: ANN401
    """Add completed cases with their real chains until there are so many records; return how many there are."""
    region = next(iter(REGIONS))
    town = Town()
    case_id = town.case(BUNDLE, region, "completed", DAYS[0])
    events = [event_of_record(record) for record in town.engine.events(case_id)]
    with town.store.read() as transaction:
        kept = transaction.definitions()[0]
    town.store.dispose()
    _keep(connection, kept)
    count = -(-(records - there) // len(events))
    with connection.cursor() as cursor:
        for done in range(0, count, 5_000):
            part = min(5_000, count - done)
            made = [_led(events, region) for _ in moments(DAYS[0], NOW, part)]
            for place, table in enumerate((case_table, application_table, task_table, audit_table)):
                with cursor.copy(f"COPY {table.name} ({', '.join(table.c.keys())}) FROM STDIN") as copy:
                    for each in made:
                        copy.write("".join(each[place]))
    connection.execute("VACUUM ANALYZE")
    return there + count * len(events)


def _keep(connection: Any, kept: Definition) -> None:  # noqa: ANN401
    connection.execute(
        "INSERT INTO yishi_definition (bundle, version, digest, content) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (kept.bundle, kept.version, kept.digest, kept.content),
    )


def _led(events: list[Event], region: str) -> tuple[list[str], ...]:
    """Return the lines of a case that leads the same life under another id and number, with its own chain."""
    case_id, number = new_case_id(NOW, os.urandom(10)), new_number(region, NOW, os.urandom(5))
    own = [replace(each, number=number) if isinstance(each, CaseSubmitted) else each for each in events]
    stored, records = record_events(None, own, case_id=case_id, algo="sha256", now=NOW)
    row, applied = case_values(stored, due_at=None, attention_at=None), application_values(stored.case)
    tasks = [
        task_values(case_id, task, position=place, due_at=None) for place, task in enumerate(stored.case.tasks.values())
    ]
    return (
        [line(row[name] for name in case_table.c.keys()) + "\n"],  # noqa: SIM118  (columns are no mapping)
        [line(applied[name] for name in application_table.c.keys()) + "\n"],  # noqa: SIM118
        [line(task[name] for name in task_table.c.keys()) + "\n" for task in tasks],  # noqa: SIM118
        [line((each.case, each.seq, each.body_text, each.hash)) + "\n" for each in records],
    )


def prove(url: str) -> Proved:
    """Prove a database here, and then with a process for each processor."""
    store = SqlStore.from_url(url)
    engine = Engine(store=store, catalog=catalog(), clock=lambda: NOW)
    began, used = time.perf_counter(), time.process_time()
    records = engine.verify()
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    memory = peak()
    began = time.perf_counter()
    prove_chains(store)
    chains = time.perf_counter() - began
    store.dispose()
    processes = len(os.sched_getaffinity(0))
    began = time.perf_counter()
    prove_side_by_side(url, processes)
    return Proved(records, seconds, cpu, memory, chains, processes, time.perf_counter() - began)


def prove_chains(store: SqlStore) -> None:
    """Prove all chains, and nothing else."""
    with store.read() as transaction:
        for case_id, rows in groupby(transaction.stored_records(), key=itemgetter(0)):
            ChainProof(case_id).add([row[1:] for row in rows])


def proved_apart(url: str) -> Proved:
    """Prove a database in a process of its own."""
    done = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "benchmarks.proving", url],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[1],
        check=True,
    )
    return Proved(**json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    print(json.dumps(asdict(prove(sys.argv[1]))))
