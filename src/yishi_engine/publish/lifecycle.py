"""The page of reference about the lifecycles and the audit records, made from the machines and the events.

``python -m yishi_engine.publish.lifecycle > docs/reference/lifecycle.md`` writes it anew; a test keeps it equal.
"""

from __future__ import annotations

import sys
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Final

from yishi_engine.case import commands
from yishi_engine.case.access import who_may
from yishi_engine.case.lifecycle import (
    CASE_LIFECYCLE,
    COMMAND_LABELS,
    TASK_LIFECYCLE,
    CaseState,
    Lifecycle,
    Outcome,
    TaskState,
)
from yishi_engine.publish import lifecycle_words as words
from yishi_engine.publish.docstrings import attributes
from yishi_engine.publish.records import record_sections
from yishi_engine.publish.tables import code, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yishi_engine.publish.lifecycle_words import Follows

_SHARED: Final = frozenset({"by", "key", "occurred_at", "case_id", "task_id"})


def page() -> str:
    """Return the page."""
    return "\n".join([words.HEAD, *_case(), *_task(), *_commands(), words.RECORDS, *record_sections()])


def diagram(lifecycle: Lifecycle[CaseState] | Lifecycle[TaskState], begins: Sequence[tuple[str, str]]) -> str:
    """Return a lifecycle as a Mermaid state diagram.

    Args:
        lifecycle: The lifecycle; what leaves the state as it is does not show.
        begins: Pairs of a first state and of what leads there.

    Returns:
        The text between the fences.
    """
    moves: dict[tuple[str, str], list[str]] = {}
    for source, trigger, target in lifecycle.steps():
        if source != target:
            moves.setdefault((source.value, target.value), []).append(trigger)
    states: type[CaseState | TaskState] = CaseState if lifecycle is CASE_LIFECYCLE else TaskState
    lines = ["stateDiagram-v2", *(f'    state "{each.value} {each.label}" as {each.value}' for each in states)]
    lines += [f"    [*] --> {state}: {trigger}" for state, trigger in begins]
    lines += [f"    {source} --> {target}: {', '.join(names)}" for (source, target), names in moves.items()]
    left = {source for source, _ in moves}
    lines += [f"    {each.value} --> [*]" for each in states if each.value not in left]
    return "\n".join(lines) + "\n"


def _case() -> Iterator[str]:
    yield f"## The case\n\n```mermaid\n{diagram(CASE_LIFECYCLE, (('submitted', 'SubmitCase'),))}```\n"
    yield table(
        ("state", "中文", "meaning"),
        ((f"`{state.value}`", state.label, words.CASE_STATES[state]) for state in CaseState),
    )
    yield _what_may_happen(CASE_LIFECYCLE, (name for name in COMMAND_LABELS if not _is_of_a_task(name)))
    yield "What follows from other events, or from time:\n"
    yield _by_itself(CASE_LIFECYCLE, words.CASE_TRIGGERS)
    yield "The outcome of a completed case follows from its tasks:\n"
    yield table(
        ("outcome", "中文", "when"),
        ((f"`{each.value}`", each.label, words.OUTCOMES[each]) for each in Outcome),
    )


def _task() -> Iterator[str]:
    begins = (("waiting", "AcceptCase"), ("open", "AcceptCase"))
    yield f"## The task\n\n{words.TASKS}\n```mermaid\n{diagram(TASK_LIFECYCLE, begins)}```\n"
    yield table(
        ("state", "中文", "meaning"),
        ((f"`{state.value}`", state.label, words.TASK_STATES[state]) for state in TaskState),
    )
    yield _what_may_happen(TASK_LIFECYCLE, (name for name in COMMAND_LABELS if _is_of_a_task(name)))
    yield "What follows from other events:\n"
    yield _by_itself(TASK_LIFECYCLE, words.TASK_TRIGGERS)


def _what_may_happen(lifecycle: Lifecycle[CaseState] | Lifecycle[TaskState], names: Iterable[str]) -> str:
    rows = []
    for name in names:
        follows = words.FOLLOWS[name]
        moves = _moves(lifecycle, name) or "– → `submitted`"
        who = who_may(getattr(commands, name)).value[0]
        rows.append((f"`{name}` {COMMAND_LABELS[name]}", who, moves, _sentence(follows)))
    return table(("command", "who", "from → to", "what follows"), rows)


def _sentence(follows: Follows) -> str:
    return f"{code(follows.records)}. {follows.text}"


def _by_itself(lifecycle: Lifecycle[CaseState] | Lifecycle[TaskState], said: dict[str, Follows]) -> str:
    rows = ((f"`{name}`", _moves(lifecycle, name), _sentence(follows)) for name, follows in said.items())
    return table(("trigger", "from → to", "recorded as, and when"), rows)


def _moves(lifecycle: Lifecycle[CaseState] | Lifecycle[TaskState], trigger: str) -> str:
    """Return where a trigger leads from where; sources that it leads to the same state stand together."""
    targets: dict[str, list[str]] = {}
    for source, name, target in lifecycle.steps():
        if name == trigger:
            targets.setdefault("stays" if source == target else f"→ `{target.value}`", []).append(source.value)
    return "; ".join(f"{code(sources)} {target}" for target, sources in targets.items())


def _commands() -> Iterator[str]:
    """Yield the table of what the commands say."""
    yield words.COMMANDS
    rows = []
    for name in COMMAND_LABELS:
        cls = getattr(commands, name)
        said = attributes(cls)
        shown = [_field(each, said.get(each.name, "")) for each in fields(cls) if each.name not in _SHARED]
        rows.append((f"`{name}`", "<br>".join(shown) or "–"))
    yield table(("command", "fields"), rows)


def _field(field: Field[object], meaning: str) -> str:
    optional = field.default is not MISSING or field.default_factory is not MISSING
    return f"`{field.name}`{' (optional)' if optional else ''}{': ' if meaning else ''}{meaning}"


def _is_of_a_task(name: str) -> bool:
    return issubclass(getattr(commands, name), commands.TaskCommand)


if __name__ == "__main__":
    sys.stdout.write(page())
