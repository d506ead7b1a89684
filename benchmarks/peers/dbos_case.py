"""DBOS: one durable workflow a case, which waits for the next command and carries it out in a step.

``answered``: the sender waits until the workflow has published its answer, as an officer at a counter would.
``sent``: the sender goes on once the command is stored, and waits for the case at its end only.
"""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING, Any

from dbos import DBOS

from benchmarks.peers.work import ACTOR, AFTER, COMMANDS, DEPARTMENTS, due_dates, later_commands

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.peers.work import Setting

TOPIC = "commands"
A_WEEK = 7 * 24 * 3600


def decide(state: dict[str, Any], command: str, name: str) -> dict[str, Any]:
    """Return the state after a command."""
    tasks = dict(state["tasks"])
    if command == "accept":
        tasks = {each: "waiting" if each in AFTER else "open" for each in DEPARTMENTS}
        return {**state, "state": "accepted", "tasks": tasks, "due": due_dates()}
    if command == "complete":
        return {**state, "state": "completed"}
    if command == "start":
        tasks[name] = "in_progress"
    else:
        tasks |= {name: "granted"} | {each: "open" for each, before in AFTER.items() if before == name}
    return {**state, "tasks": tasks}


@DBOS.step()
def carry_out(state: dict[str, Any], command: str, name: str, actor: str) -> dict[str, Any]:
    """Carry out a command; what it returns is kept, and is the history."""
    return {**decide(state, command, name), "by": actor}


@DBOS.workflow()
def case(form: dict[str, Any], answered: bool) -> str:  # noqa: ARG001, FBT001  (kept with the workflow)
    """Lead a case from its submission to its end."""
    state: dict[str, Any] = {"state": "submitted", "tasks": {}}
    for number in range(1, COMMANDS):
        command, name = DBOS.recv(TOPIC, timeout_seconds=A_WEEK)
        state = carry_out(state, command, name, ACTOR)
        if answered:
            DBOS.set_event(f"answer-{number}", state["state"])
    return state["state"]


def launch(setting: Setting) -> None:
    """Start DBOS in this process."""
    postgresql = setting.database == "postgresql"
    url = setting.url.replace("postgresql://", "postgresql+psycopg://") if postgresql else f"sqlite:///{setting.url}"
    DBOS(
        config={
            "name": "benchmarks",
            "system_database_url": url,
            "log_level": "ERROR",
            "executor_id": uuid.uuid4().hex,
            "application_version": "1",
            "notification_coalesce_sec": 0.001,
            "notification_listener_polling_interval_sec": 1.0 if postgresql else 0.001,
        }
    )
    DBOS.launch()


def prepare(setting: Setting) -> None:
    """Make the tables, by doing one case."""
    make(setting, "sent")(0)


def make(setting: Setting, mode: str) -> Callable[[int], None]:
    """Return what does one case."""
    launch(setting)
    answered = mode == "answered"

    def run_case(_: int) -> None:
        handle = DBOS.start_workflow(case, setting.form, answered)
        for number, told in enumerate(later_commands(), 1):
            DBOS.send(handle.workflow_id, list(told), topic=TOPIC)
            if answered:
                DBOS.get_event(handle.workflow_id, f"answer-{number}", timeout_seconds=60)
        if handle.get_result() != "completed":
            raise RuntimeError(handle.workflow_id)

    return run_case


def close() -> None:
    """End the process at once: the library's threads would go on listening."""
    os._exit(0)
