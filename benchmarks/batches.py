"""Many cases at once: the sweep and ``handle_many``, beside floors that write as much with nothing but the driver.

The floors write sets: a list for each column and one statement for each table, in one transaction. They read what they
must, count a record and chain it for each case, and check nothing else.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks import floors
from benchmarks.province import DAYS, NOW, Templates, catalog, copy_cases, key, moments
from benchmarks.scenario import DEPARTMENTS, FORM_JSON
from yishi_engine import Actor, Engine, SqlStore, commands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.province import Template

COUNT = 1000
CAME_IN, BEFORE = DAYS[9], NOW - timedelta(days=1)
"""A case that came in on that day had nothing due the day before, and has one clock due now."""
AT = NOW.astimezone(UTC).isoformat()


@dataclass(frozen=True)
class Beside:
    """What a batch of 1000 took, beside its floor.

    Attributes:
        what: What was done.
        cases: Cases in the tables besides.
        milliseconds: Median of the rounds.
        floor: The same of the floor.
        ratio: Median over the rounds of floor / ours: 1 is as fast as the floor.
        cpu: Seconds of processor time of the client for a thousand; median.
    """

    what: str
    cases: int
    milliseconds: float
    floor: float
    ratio: float
    cpu: float


def beside(what: str, cases: int, own: list[tuple[float, float]], floor: list[float]) -> Beside:
    """Return the medians of some rounds."""
    return Beside(
        what=what,
        cases=cases,
        milliseconds=1000 * statistics.median(took for took, _ in own),
        floor=1000 * statistics.median(floor),
        ratio=statistics.median(base / mine for (mine, _), base in zip(own, floor, strict=True)),
        cpu=statistics.median(cpu for _, cpu in own) * 1000 / COUNT,
    )


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long something took, and what processor time of ours."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def sweeps(connection: Any, url: str, sizes: list[int], rounds: int) -> Iterator[Beside]:  # noqa: ANN401
    """Yield how long a sweep of 1000 due cases takes while ever more cases are open that are not due."""
    due, young = Templates({"accepted": 1}, [CAME_IN], swept=BEFORE), Templates({"accepted": 1}, DAYS)
    store = SqlStore.from_url(url)
    engine = Engine(store=store, catalog=catalog(), clock=lambda: NOW)
    there = 0
    for size in sizes:
        for done in range(there, size, 20_000):
            count = min(20_000, size - done)
            copy_cases(connection, young.draw(count), moments(DAYS[0], NOW, count), size)
        there = size
        connection.execute("VACUUM ANALYZE")
        own, floor = [], []
        for number in range(rounds + 1):
            fresh(connection, due.draw(COUNT))
            mine = timed(lambda: swept(engine))
            fresh(connection, due.draw(COUNT))
            base, _ = timed(lambda: swept_by_hand(connection))
            if number:
                own.append(mine)
                floor.append(base)
        yield beside("sweep of 1000 due cases", size, own, floor)
    store.dispose()


def fresh(connection: Any, templates: list[Template]) -> list[str]:  # noqa: ANN401
    """Copy cases that are about to be worked on; return their ids."""
    case_ids = copy_cases(connection, templates, moments(DAYS[0], NOW, COUNT), 1_000_000)
    connection.execute("CHECKPOINT")
    return case_ids


def swept(engine: Engine) -> None:
    """Sweep with the engine."""
    report = engine.sweep()
    if (report.cases, report.records, report.failures) != (COUNT, COUNT, ()):
        raise RuntimeError(report)


def swept_by_hand(connection: Any) -> None:  # noqa: ANN401
    """Do what a sweep does to the rows, and nothing else."""
    cursor = connection.cursor()
    with connection.transaction():
        cases = cursor.execute(
            "SELECT id, seq, head, body FROM yishi_case WHERE attention_at <= %s ORDER BY attention_at LIMIT %s"
            " FOR UPDATE SKIP LOCKED",
            (NOW.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), COUNT),
        ).fetchall()
        if len(cases) != COUNT:
            raise RuntimeError(len(cases))
        case_ids = [case[0] for case in cases]
        cursor.execute("SELECT case_id, item, body FROM yishi_task WHERE case_id = ANY(%s)", (case_ids,)).fetchall()
        records = [_record(*case) for case in cases]
        with connection.pipeline():
            cursor.execute(
                "UPDATE yishi_case c SET seq = g.seq, head = g.head, body = g.body, attention_at = NULL"
                " FROM unnest(%s::text[], %s::int[], %s::text[], %s::text[]) g (id, seq, head, body) WHERE c.id = g.id",
                (case_ids, *[[each[place] for each in records] for place in (0, 2, 3)]),
            )
            cursor.execute(
                "UPDATE yishi_task t SET body = t.body FROM unnest(%s::text[]) g (id)"
                " WHERE t.case_id = g.id AND t.position = 0",
                (case_ids,),
            )
            cursor.execute(
                "INSERT INTO yishi_audit SELECT * FROM unnest(%s::text[], %s::int[], %s::text[], %s::text[])",
                (case_ids, *[[each[place] for each in records] for place in (0, 1, 2)]),
            )
            cursor.execute(
                "INSERT INTO yishi_delivery (case_id, sink, next_seq, last_seq, since, available_at, attempts, state)"
                " SELECT id, '', seq, seq, %s, %s, 0, 'pending' FROM unnest(%s::text[], %s::int[]) g (id, seq)"
                " ON CONFLICT (case_id, sink) DO UPDATE SET last_seq = excluded.last_seq",
                (AT, AT, case_ids, [each[0] for each in records]),
            )


def _record(case_id: str, seq: int, head: str, body: str) -> tuple[int, str, str, str]:
    known = json.loads(body)
    known["alerted"] = ["warning"]
    record = json.dumps({"case": case_id, "seq": seq + 1, "type": "clock.warning", "at": AT, "prev": head})
    return seq + 1, record, hashlib.sha256(record.encode()).hexdigest(), json.dumps(known, ensure_ascii=False)


def batches(connection: Any, url: str, rounds: int) -> Beside:  # noqa: ANN401
    """Return how long 1000 commands on 1000 cases take with ``handle_many``."""
    for statement in floors.SCHEMA:
        connection.execute(statement)
    ready = Templates({"accepted": 1}, DAYS[-1:])
    store = SqlStore.from_url(url)
    engine = Engine(store=store, catalog=catalog(), clock=lambda: NOW)
    own, floor = [], []
    for number in range(rounds + 1):
        starts = [_start(engine, case_id) for case_id in fresh(connection, ready.draw(COUNT))]
        mine = timed(lambda starts=starts: engine.handle_many(starts))
        case_ids = floor_cases(connection)
        base, _ = timed(lambda case_ids=case_ids: started_by_hand(connection, case_ids))
        if number:
            own.append(mine)
            floor.append(base)
    store.dispose()
    return beside("handle_many of 1000 commands", 0, own, floor)


def _start(engine: Engine, case_id: str) -> commands.StartTask:
    case = engine.case(case_id)
    name, region = case.tasks[0].item, case.bundle.rpartition("-")[2]
    return commands.StartTask(task_id=f"{case_id}:{name}", by=Actor.staff("o-1", department=key(region, name)))


def floor_cases(connection: Any) -> list[str]:  # noqa: ANN401
    """Copy cases into the tables of the floor; return their ids."""
    case_ids, due = [floors.new_id() for _ in range(COUNT)], (NOW + timedelta(days=5)).isoformat()
    with connection.cursor() as cursor:
        with cursor.copy("COPY floor_case FROM STDIN") as copy:
            for each in case_ids:
                copy.write_row((each, "accepted", 2, 7, "0" * 64, FORM_JSON, AT))
        with cursor.copy("COPY floor_task FROM STDIN") as copy:
            for each in case_ids:
                for name in DEPARTMENTS:
                    copy.write_row((each, name, "waiting" if name in floors.AFTER else "open", due))
    connection.execute("CHECKPOINT")
    return case_ids


def started_by_hand(connection: Any, case_ids: list[str]) -> None:  # noqa: ANN401
    """Start a task of each case: read and lock all, decide each, and write each table at once."""
    cursor, at = connection.cursor(), datetime.now(UTC).isoformat()
    with connection.transaction():
        found: dict[str, Any] = {}
        for case_id, state, seq, head, name, task in cursor.execute(
            "SELECT c.id, c.state, c.seq, c.head, t.department, t.state FROM (SELECT * FROM floor_case"
            " WHERE id = ANY(%s) ORDER BY id FOR UPDATE) c JOIN floor_task t ON t.case_id = c.id",
            (case_ids,),
        ):
            found.setdefault(case_id, (state, seq, head, {}))[3][name] = task
        cases, tasks, records = [], [], []
        for case_id, (before, seq, head, known) in found.items():
            state, changed, said = floors.decide(before, known, "start", "fire")
            records += floors.chained(case_id, seq, head, said, at)
            cases.append((case_id, state, records[-1][1], records[-1][3]))
            tasks += [(case_id, name, task) for name, task in changed.items()]
        with connection.pipeline():
            cursor.execute(
                "UPDATE floor_case c SET state = g.s, version = version + 1, seq = g.q, head = g.h, updated_at = %s"
                " FROM unnest(%s::text[], %s::text[], %s::int[], %s::text[]) g (i, s, q, h) WHERE c.id = g.i",
                (at, *_columns(cases)),
            )
            cursor.execute(
                "UPDATE floor_task t SET state = g.s FROM unnest(%s::text[], %s::text[], %s::text[]) g (i, d, s)"
                " WHERE t.case_id = g.i AND t.department = g.d",
                _columns(tasks),
            )
            cursor.execute(
                "INSERT INTO floor_audit SELECT * FROM unnest(%s::text[], %s::int[], %s::text[], %s::text[])",
                _columns(records),
            )
            cursor.execute(
                "INSERT INTO floor_outbox SELECT i, q, 'start' FROM unnest(%s::text[], %s::int[]) g (i, q)",
                _columns([(each[0], each[2]) for each in cases]),
            )


def _columns(rows: list[Any]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
