"""SpiffWorkflow: a BPMN process, one row a case.

A command reads and locks the row, restores the process from its JSON, runs it, and writes it back with one row of
history. ``documented`` keeps the JSON that the library's own serializer makes, with the definition in it; ``kept``
leaves the definition out and takes it from memory, which is the best that can be done with the library's own means.
"""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.helpers import BpmnConverter
from SpiffWorkflow.bpmn.specs import BpmnProcessSpec
from SpiffWorkflow.task import TaskState

from benchmarks.peers.work import ACTOR, AFTER, DEPARTMENTS, due_dates, later_commands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.peers.work import Setting

TABLES = (
    "CREATE TABLE IF NOT EXISTS spiff_case (id TEXT PRIMARY KEY, state TEXT NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS spiff_history (case_id TEXT NOT NULL, number INT NOT NULL, actor TEXT NOT NULL,"
        " at TEXT NOT NULL, command TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (case_id, number))"
    ),
)


def flows() -> Iterator[tuple[str, str]]:
    """Yield the arrows of the process."""
    yield from (("begin", "accept"), ("accept", "split"))
    for name in DEPARTMENTS:
        yield AFTER.get(name, "split"), name
        if name not in AFTER.values():
            yield name, "join"
    yield from (("join", "complete"), ("complete", "end"))


def process() -> Any:  # noqa: ANN401  (the library has no types)
    """Return the process definition."""
    nodes = [f'<userTask id="{name}" name="{name}"/>' for name in ("accept", *DEPARTMENTS, "complete")]
    nodes += ['<startEvent id="begin"/>', '<endEvent id="end"/>']
    nodes += ['<parallelGateway id="split"/>', '<parallelGateway id="join"/>']
    nodes += [
        f'<sequenceFlow id="flow_{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(flows())
    ]
    text = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="benchmarks">'
        f'<process id="restaurant" isExecutable="true">{"".join(nodes)}</process></definitions>'
    )
    parser = BpmnParser()
    parser.add_bpmn_str(text.encode(), "restaurant.bpmn")
    return parser.get_spec("restaurant")


SPEC = process()


class KeptSpec(BpmnConverter):
    """Writes the name of the definition, and finds it again in memory."""

    def to_dict(self, spec: Any) -> dict[str, str]:  # noqa: ANN401
        """Return the name."""
        return {"name": spec.name}

    def from_dict(self, _: dict[str, str]) -> Any:  # noqa: ANN401
        """Return the definition."""
        return SPEC


class Office:
    """Does the work."""

    def __init__(self, setting: Setting, mode: str) -> None:
        """Connect."""
        config = {**DEFAULT_CONFIG, BpmnProcessSpec: KeptSpec} if mode == "kept" else DEFAULT_CONFIG
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(config))
        self._form = setting.form
        self._postgresql = setting.database == "postgresql"
        self._connection = connect(setting)

    def run_case(self, _: int) -> None:
        """Bring one case from submission to issued results."""
        case_id = self._submit()
        for number, (command, name) in enumerate(later_commands(), 2):
            self._command(case_id, number, command, name)

    def _submit(self) -> str:
        workflow = BpmnWorkflow(SPEC)
        workflow.data["form"] = self._form
        workflow.do_engine_steps()
        case_id = str(uuid.uuid4())
        self._execute("BEGIN" if self._postgresql else "BEGIN IMMEDIATE")
        self._execute("INSERT INTO spiff_case VALUES (%s, %s)", case_id, self._serializer.serialize_json(workflow))
        self._finish(case_id, 1, "submit", "")
        return case_id

    def _command(self, case_id: str, number: int, command: str, name: str) -> None:
        self._execute("BEGIN" if self._postgresql else "BEGIN IMMEDIATE")
        lock = " FOR UPDATE" if self._postgresql else ""
        (state,) = self._execute(f"SELECT state FROM spiff_case WHERE id = %s{lock}", case_id).fetchone()  # noqa: S608
        workflow = self._serializer.deserialize_json(state)
        task = workflow.get_next_task(state=TaskState.READY, spec_name=name or command)
        if command == "start":
            task.data["officer"] = ACTOR
        else:
            task.run()
            workflow.do_engine_steps()
        if command == "accept":
            workflow.data["due"] = due_dates()
        if workflow.completed != (command == "complete"):
            raise RuntimeError(command)
        state = self._serializer.serialize_json(workflow)
        self._execute("UPDATE spiff_case SET state = %s WHERE id = %s", state, case_id)
        self._finish(case_id, number, command, name)

    def _finish(self, case_id: str, number: int, command: str, name: str) -> None:
        at = datetime.now(UTC).isoformat()
        self._execute(
            "INSERT INTO spiff_history VALUES (%s, %s, %s, %s, %s, %s)", case_id, number, ACTOR, at, command, name
        )
        self._execute("COMMIT")

    def _execute(self, statement: str, *arguments: object) -> Any:  # noqa: ANN401
        text = statement if self._postgresql else statement.replace("%s", "?")
        return self._connection.execute(text, arguments)


def connect(setting: Setting) -> Any:  # noqa: ANN401
    """Return a connection that commits when it is told to."""
    if setting.database == "postgresql":
        import psycopg  # noqa: PLC0415

        return psycopg.connect(setting.url, autocommit=True, prepare_threshold=0)
    connection = sqlite3.connect(setting.url, isolation_level=None, timeout=60)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def prepare(setting: Setting) -> None:
    """Make the tables."""
    connection = connect(setting)
    for statement in TABLES:
        connection.execute(statement)


def make(setting: Setting, mode: str) -> Callable[[int], None]:
    """Return what does one case."""
    return Office(setting, mode).run_case
