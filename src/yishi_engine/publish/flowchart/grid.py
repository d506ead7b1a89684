"""What a layout is told and what it answers: cells, links, distances; places and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A box to be placed.

    Attributes:
        id: Unique.
        lane: Index of its lane.
        along: Size in the direction of the way.
        across: Size in the other direction.
        before: Room to keep before it, along the way, such as for a condition.
        first: Whether it stands in the first column of its lane.
    """

    id: str
    lane: int
    along: float
    across: float
    before: float = 0
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A line to be drawn.

    Attributes:
        source: Id of a cell.
        target: Id of a cell.
        way: ``on``: forward; ``beside``: to a cell of the same rank; ``back``: to an earlier one, along its own column.
    """

    source: str
    target: str
    way: Literal["on", "beside", "back"] = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """Distances.

    Attributes:
        gap: The least between two ranks.
        wire: Between two lines.
        column: The least between two columns.
        lane: Between the edge of a lane and what is in it.
        beside: The least between the first two lanes, for the words on what goes from one to the other.
        least: The least that a lane takes.
    """

    gap: float = 40
    wire: float = 12
    column: float = 24
    lane: float = 16
    beside: float = 72
    least: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place."""

    along: float
    across: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where everything is.

    Attributes:
        centres: The middle of each cell by its id.
        paths: The corners of each link, in the order of the links.
        lanes: Where each lane begins and ends, across.
        length: How much it takes along the way.
    """

    centres: Mapping[str, Point]
    paths: tuple[tuple[Point, ...], ...]
    lanes: tuple[tuple[float, float], ...]
    length: float
