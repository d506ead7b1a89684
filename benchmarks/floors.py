"""Floors: the same scenario with nothing but the driver, to know what the database itself costs.

They write the state, the audit rows with a hash chain and an outbox row for each command, and check nothing else. On
PostgreSQL a command is two round trips: lock and read, then all writes and the commit in one pipeline.
"""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.scenario import DEPARTMENTS, FORM_JSON

if TYPE_CHECKING:
    from collections.abc import Callable

AFTER = {"tax": "market"}
SCHEMA = (
    (
        "CREATE TABLE IF NOT EXISTS floor_case(id TEXT PRIMARY KEY, state TEXT NOT NULL, version INT NOT NULL,"
        " seq INT NOT NULL, head TEXT NOT NULL, form TEXT NOT NULL, updated_at TEXT NOT NULL)"
    ),
    (
        "CREATE TABLE IF NOT EXISTS floor_task(case_id TEXT NOT NULL, department TEXT NOT NULL, state TEXT NOT NULL,"
        " due_at TEXT NOT NULL, PRIMARY KEY(case_id, department))"
    ),
    "CREATE INDEX IF NOT EXISTS floor_due ON floor_task(due_at)",
    (
        "CREATE TABLE IF NOT EXISTS floor_audit(case_id TEXT NOT NULL, seq INT NOT NULL, body TEXT NOT NULL,"
        " hash TEXT NOT NULL, PRIMARY KEY(case_id, seq))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS floor_outbox(case_id TEXT NOT NULL, seq INT NOT NULL, payload TEXT NOT NULL,"
        " PRIMARY KEY(case_id, seq))"
    ),
)
Step = tuple[str, str | None]
STEPS: tuple[Step, ...] = (
    ("accept", None),
    *((step, name) for name in DEPARTMENTS for step in ("start", "grant")),
    ("complete", None),
)


def decide(state: str, tasks: dict[str, str], step: str, name: str | None) -> tuple[str, dict[str, str], list[str]]:
    """Return the new state, the tasks that change and what is to be recorded."""
    if step == "accept":
        changed = {each: "waiting" if each in AFTER else "open" for each in DEPARTMENTS}
        return "accepted", changed, ["case.accepted", *(f"task.{new}" for new in changed.values())]
    if step == "start":
        return state, {name or "": "in_progress"}, ["task.started"]
    if step == "complete":
        return "completed", {}, ["case.completed"]
    changed, said = {name or "": "granted"}, ["task.granted"]
    for each, before in AFTER.items():
        if before == name and tasks[each] == "waiting":
            changed[each] = "open"
            said.append("task.opened")
    if all((changed.get(each) or tasks[each]) == "granted" for each in DEPARTMENTS):
        return "decided", changed, [*said, "case.decided"]
    return state, changed, said


def chained(case_id: str, seq: int, head: str, said: list[str], at: str) -> list[tuple[str, int, str, str]]:
    """Return audit rows with their hashes."""
    rows = []
    for each in said:
        seq += 1
        body = json.dumps({"case": case_id, "seq": seq, "type": each, "at": at, "prev": head}, sort_keys=True)
        head = hashlib.sha256(body.encode()).hexdigest()
        rows.append((case_id, seq, body, head))
    return rows


def new_id() -> str:
    """Return an id that begins with the time."""
    return str(uuid.UUID(int=(int(time.time() * 1000) << 80) | random.getrandbits(80)))


def sqlite_floor(path: str) -> Callable[[int], str]:
    """Return a function that runs one case on SQLite."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=60, cached_statements=256)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    for statement in SCHEMA:
        connection.execute(statement)
    run = connection.execute

    def command(case_id: str, step: str, name: str | None) -> None:
        now = datetime.now(UTC)
        at = now.isoformat()
        run("BEGIN IMMEDIATE")
        state, version, seq, head = run(
            "SELECT state, version, seq, head FROM floor_case WHERE id=?", (case_id,)
        ).fetchone()
        tasks = dict(run("SELECT department, state FROM floor_task WHERE case_id=?", (case_id,)).fetchall())
        state, changed, said = decide(state, tasks, step, name)
        rows = chained(case_id, seq, head, said, at)
        run(
            "UPDATE floor_case SET state=?, version=version+1, seq=?, head=?, updated_at=? WHERE id=? AND version=?",
            (state, rows[-1][1], rows[-1][3], at, case_id, version),
        )
        if step == "accept":
            due = (now + timedelta(days=5)).isoformat()
            new = [(case_id, each, state_, due) for each, state_ in changed.items()]
            connection.executemany("INSERT INTO floor_task VALUES(?,?,?,?)", new)
        else:
            for each, state_ in changed.items():
                run("UPDATE floor_task SET state=? WHERE case_id=? AND department=?", (state_, case_id, each))
        connection.executemany("INSERT INTO floor_audit VALUES(?,?,?,?)", rows)
        run("INSERT INTO floor_outbox VALUES(?,?,?)", (case_id, rows[-1][1], step))
        run("COMMIT")

    def run_case(_number: int) -> str:
        case_id, at = new_id(), datetime.now(UTC).isoformat()
        rows = chained(case_id, 0, "0" * 64, ["case.submitted"], at)
        run("BEGIN IMMEDIATE")
        run("INSERT INTO floor_case VALUES(?,'submitted',1,1,?,?,?)", (case_id, rows[0][3], FORM_JSON, at))
        connection.executemany("INSERT INTO floor_audit VALUES(?,?,?,?)", rows)
        run("INSERT INTO floor_outbox VALUES(?,?,?)", (case_id, 1, "submit"))
        run("COMMIT")
        for step, name in STEPS:
            command(case_id, step, name)
        return case_id

    return run_case


def postgresql_floor(conninfo: str) -> Callable[[int], str]:
    """Return a function that runs one case on PostgreSQL, two round trips a command."""
    import psycopg  # noqa: PLC0415  (an extra)

    connection: Any = psycopg.connect(conninfo, autocommit=True, prepare_threshold=0)
    for statement in SCHEMA:
        connection.execute(statement)
    cursor = connection.cursor()
    read = (
        "SELECT c.state, c.version, c.seq, c.head, t.department, t.state FROM floor_case c"
        " LEFT JOIN floor_task t ON t.case_id = c.id WHERE c.id = %s FOR UPDATE OF c"
    )

    def command(case_id: str, step: str, name: str | None) -> None:
        now = datetime.now(UTC)
        at = now.isoformat()
        with connection.pipeline():
            cursor.execute("BEGIN")
            found = cursor.execute(read, (case_id,)).fetchall()
        state, version, seq, head = found[0][:4]
        state, changed, said = decide(state, {row[4]: row[5] for row in found if row[4]}, step, name)
        rows = chained(case_id, seq, head, said, at)
        with connection.pipeline():
            cursor.execute(
                "UPDATE floor_case SET state=%s, version=version+1, seq=%s, head=%s, updated_at=%s"
                " WHERE id=%s AND version=%s",
                (state, rows[-1][1], rows[-1][3], at, case_id, version),
            )
            if step == "accept":
                due = (now + timedelta(days=5)).isoformat()
                new = [(case_id, each, state_, due) for each, state_ in changed.items()]
                cursor.executemany("INSERT INTO floor_task VALUES(%s,%s,%s,%s)", new)
            else:
                for each, state_ in changed.items():
                    cursor.execute(
                        "UPDATE floor_task SET state=%s WHERE case_id=%s AND department=%s", (state_, case_id, each)
                    )
            cursor.executemany("INSERT INTO floor_audit VALUES(%s,%s,%s,%s)", rows)
            cursor.execute("INSERT INTO floor_outbox VALUES(%s,%s,%s)", (case_id, rows[-1][1], step))
            cursor.execute("COMMIT")

    def run_case(_number: int) -> str:
        case_id, at = new_id(), datetime.now(UTC).isoformat()
        rows = chained(case_id, 0, "0" * 64, ["case.submitted"], at)
        with connection.pipeline():
            cursor.execute("BEGIN")
            cursor.execute(
                "INSERT INTO floor_case VALUES(%s,'submitted',1,1,%s,%s,%s)", (case_id, rows[0][3], FORM_JSON, at)
            )
            cursor.executemany("INSERT INTO floor_audit VALUES(%s,%s,%s,%s)", rows)
            cursor.execute("INSERT INTO floor_outbox VALUES(%s,%s,%s)", (case_id, 1, "submit"))
            cursor.execute("COMMIT")
        for step, name in STEPS:
            command(case_id, step, name)
        return case_id

    return run_case
