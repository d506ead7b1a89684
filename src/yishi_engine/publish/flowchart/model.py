"""A flowchart as data: lanes, steps in them, flows between steps. Pictures, Mermaid and BPMN are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from yishi_engine.bundle.expressions import Expression

Shape: TypeAlias = Literal["start", "end", "task", "choice", "merge", "fork", "join"]
Way: TypeAlias = Literal["on", "beside", "back"]
Stage: TypeAlias = Literal["intake", "item", "finish"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Who does the steps of a lane.

    Attributes:
        id: ``applicant``, or the key of a department.
        name: What readers call them.
        role: 申请人, 牵头部门 or 配合部门.
    """

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that is done, or a place where the way parts or comes together.

    Attributes:
        id: Unique in the chart; letters, digits and underscores.
        lane: Index of its lane.
        shape: ``start``, ``end``; ``task``: something done; ``choice``, ``merge``: one of several ways; ``fork``,
            ``join``: all of several ways.
        title: What is done, or the question; may be empty for ``merge``, ``fork`` and ``join``.
        details: More lines: limits, results.
        flag: On which condition it is done, in words; empty for always.
        stage: Which part of the way it belongs to.
        item: Id of the item that it handles; empty for steps of the whole.
    """

    id: str
    lane: int
    shape: Shape = "task"
    title: str = ""
    details: tuple[str, ...] = ()
    flag: str = ""
    stage: Stage = "item"
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What comes after what.

    Attributes:
        source: Id of a step.
        target: Id of a step.
        label: Words on it; may be empty.
        way: ``on``: forward; ``beside``: to a step at the same height; ``back``: to an earlier one.
        when: The condition under which a choice takes it; ``materials_complete`` may be among its names.
        otherwise: Whether a choice takes it when no condition holds.
    """

    source: str
    target: str
    label: str = ""
    way: Way = "on"
    when: Expression | None = None
    otherwise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A flowchart.

    Attributes:
        id: Id of the bundle.
        title: What stands above it.
        subtitle: Who leads, the total limit, which version; each a phrase.
        lanes: The applicant's first, then the lead department's.
        steps: In the order of their making: no step comes before one that it follows, but for ``back`` flows.
        flows: Their order decides which of several stands first.
        notes: Sentences to stand below it.
    """

    id: str
    title: str
    subtitle: tuple[str, ...]
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    flows: tuple[Flow, ...]
    notes: tuple[str, ...]

    def step(self, step_id: str) -> Step:
        """Return a step; raises ``KeyError`` when there is none of this id."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)
