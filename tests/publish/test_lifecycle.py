"""The page of reference about the lifecycles says what the machines and the commands do."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yishi_engine.case import commands
from yishi_engine.case.access import who_may
from yishi_engine.case.event_records import EVENT_TYPES
from yishi_engine.case.lifecycle import CASE_LIFECYCLE, COMMAND_LABELS, TASK_LIFECYCLE, CaseState, Lifecycle, TaskState
from yishi_engine.publish import lifecycle_words as words
from yishi_engine.publish.lifecycle import diagram, page

if TYPE_CHECKING:
    from tests.publish.conftest import Witness

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "lifecycle.md"
BOTH = pytest.mark.parametrize("lifecycle", [CASE_LIFECYCLE, TASK_LIFECYCLE], ids=["case", "task"])
Either = Lifecycle[CaseState] | Lifecycle[TaskState]


def rows(first: str) -> list[list[str]]:
    """Return the rows of the tables of the page whose first cell begins with a text, cell by cell."""
    lines = (line for line in page().splitlines() if line.startswith(f"| {first}"))
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def said_moves(cell: str) -> set[tuple[str, str]]:
    """Return the pairs of states that a cell such as ``submitted, accepted → withdrawn; decided stays`` names."""
    found = set()
    for part in cell.split("; "):
        before, _, after = part.partition("→")
        sources = re.findall(r"`(\w+)`", before)
        targets = re.findall(r"`(\w+)`", after)
        found |= {(source, targets[0] if targets else source) for source in sources}
    return found


def real_moves(lifecycle: Either, trigger: str) -> set[tuple[str, str]]:
    """Return the pairs of states between which a trigger leads."""
    return {(source.value, target.value) for source, name, target in lifecycle.steps() if name == trigger}


def test_page_is_what_the_machines_say() -> None:
    """The committed page is made from the code; the command on it writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()
    assert "python -m yishi_engine.publish.lifecycle > docs/reference/lifecycle.md" in page()
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "yishi_engine.publish.lifecycle"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == page()


@BOTH
def test_diagram_has_every_move_and_no_other(lifecycle: Either) -> None:
    """Each arrow is a step of the machine that changes the state, and each such step is on an arrow."""
    drawn = {
        (source, trigger, target)
        for source, target, names in re.findall(r"^    (\w+) --> (\w+): (.+)$", diagram(lifecycle, ()), re.MULTILINE)
        for trigger in names.split(", ")
    }
    steps = {(source.value, name, target.value) for source, name, target in lifecycle.steps() if source != target}
    assert drawn == steps


def test_diagram_begins_and_ends() -> None:
    """A case begins with its submission and ends where nothing leads on; a task that was decided can be returned."""
    case = diagram(CASE_LIFECYCLE, (("submitted", "SubmitCase"),))
    assert "    [*] --> submitted: SubmitCase\n" in case
    assert set(re.findall(r"(\w+) --> \[\*\]", case)) == {"completed", "declined", "withdrawn", "lapsed"}
    assert "--> [*]" not in diagram(TASK_LIFECYCLE, ())
    assert '    state "suspended 特别程序" as suspended\n' in diagram(TASK_LIFECYCLE, ())


@pytest.mark.parametrize("state", [*CaseState, *TaskState])
def test_every_state_is_explained(state: CaseState | TaskState) -> None:
    """A state has a row with its name, its Chinese name and its meaning."""
    said = words.CASE_STATES if isinstance(state, CaseState) else words.TASK_STATES
    assert [f"`{state.value}`", state.label, said[state]] in rows(f"`{state.value}`")  # type: ignore[index]


@pytest.mark.parametrize("name", COMMAND_LABELS)
def test_every_command_has_its_row(name: str) -> None:
    """A command stands once, with who may give it and the moves of its machine."""
    (row,) = rows(f"`{name}` {COMMAND_LABELS[name]}")
    cls = getattr(commands, name)
    assert row[1] == who_may(cls).value[0]
    lifecycle: Either = TASK_LIFECYCLE if issubclass(cls, commands.TaskCommand) else CASE_LIFECYCLE
    assert said_moves(row[2]) == real_moves(lifecycle, name)


@BOTH
def test_every_trigger_has_its_row(lifecycle: Either) -> None:
    """What follows from other events stands once, with the moves of its machine."""
    triggers = {name for _, name, _ in lifecycle.steps() if name.islower()}
    said = words.CASE_TRIGGERS if lifecycle is CASE_LIFECYCLE else words.TASK_TRIGGERS
    assert set(said) == triggers
    for name in triggers:
        (row,) = rows(f"`{name}`")
        assert said_moves(row[1]) == real_moves(lifecycle, name)


def test_commands_are_described_with_their_own_fields() -> None:
    """The table of what commands say names each field, and which of them may be left out."""
    (submit,) = rows("`SubmitCase` | ")
    assert "`bundle`: Id of the bundle." in submit[1]
    assert "`version` (optional): " in submit[1]
    for name in COMMAND_LABELS:
        (row,) = (row for row in rows(f"`{name}`") if len(row) == 2)
        named = re.findall(r"(?:^|<br>)`(\w+)`", row[1])
        shared = {"by", "key", "occurred_at", "case_id", "task_id"}
        assert named == [each.name for each in fields(getattr(commands, name)) if each.name not in shared]


@pytest.mark.parametrize("name", COMMAND_LABELS)
def test_commands_write_the_records_that_the_page_says(name: str, witness: Witness) -> None:
    """Over lives that give every command, each writes the records that stand in its row, all of them and no other."""
    assert witness.records[name] == set(words.FOLLOWS[name].records)


def test_only_real_records_are_named() -> None:
    """Whatever looks like the type of a record is one."""
    named = set(re.findall(r"`((?:case|task|clock|material)\.\w+)`", page()))
    assert named == set(EVENT_TYPES)
