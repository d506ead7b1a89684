"""What must hold of every layout, however it came about."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yishi_engine.publish.flowchart.grid import Cell, Link, Placed, Point

NEAR = 0.01


class Frame(NamedTuple):
    """A rectangle, along from ``top`` to ``low`` and across from ``left`` to ``right``."""

    top: float
    left: float
    low: float
    right: float


def frame(cell: Cell, placed: Placed) -> Frame:
    """Return what a cell takes, without the room before it."""
    at = placed.centres[cell.id]
    return Frame(
        at.along - cell.along / 2, at.across - cell.across / 2, at.along + cell.along / 2, at.across + cell.across / 2
    )


def overlaps(one: Frame, other: Frame) -> bool:
    """Tell whether two rectangles share more than an edge."""
    return (
        one.left < other.right - NEAR
        and other.left < one.right - NEAR
        and one.top < other.low - NEAR
        and other.top < one.low - NEAR
    )


def check(cells: Sequence[Cell], links: Sequence[Link], placed: Placed) -> None:
    """Assert that boxes lie apart and in their lanes, and that lines are straight, end on boxes and cross none."""
    frames = {cell.id: frame(cell, placed) for cell in cells}
    whole = {cell.id: frames[cell.id]._replace(top=frames[cell.id].top - cell.before) for cell in cells}
    for one, other in combinations(cells, 2):
        assert not overlaps(whole[one.id], whole[other.id]), f"{one.id} lies upon {other.id}"
    for cell in cells:
        start, end = placed.lanes[cell.lane]
        assert start <= frames[cell.id].left, f"{cell.id} sticks out of its lane"
        assert frames[cell.id].right <= end, f"{cell.id} sticks out of its lane"
    assert all(one[1] == other[0] for one, other in pairwise(placed.lanes)), "lanes leave a gap"
    for link, path in zip(links, placed.paths, strict=True):
        _check_path(link, path, frames, placed)
    _check_apart(links, placed)


def _check_path(link: Link, path: tuple[Point, ...], frames: dict[str, Frame], placed: Placed) -> None:
    name = f"{link.source} -> {link.target}"
    assert _on_edge(path[0], frames[link.source]), f"{name} does not begin on its box"
    assert _on_edge(path[-1], frames[link.target]), f"{name} does not end on its box"
    for one, other in pairwise(path):
        assert one != other, f"{name} stands still"
        assert one.along == other.along or one.across == other.across, f"{name} runs askew"
        line = _line(one, other)
        crossed = [key for key, box in frames.items() if overlaps(line, box)]
        assert not crossed, f"{name} runs through {crossed}"
    assert all(0 <= point.along <= placed.length for point in path), f"{name} leaves the drawing"


def _line(one: Point, other: Point) -> Frame:
    """Return a stretch of a line as a very thin rectangle."""
    return Frame(
        min(one.along, other.along) - 2 * NEAR * (one.along == other.along),
        min(one.across, other.across) - 2 * NEAR * (one.across == other.across),
        max(one.along, other.along) + 2 * NEAR * (one.along == other.along),
        max(one.across, other.across) + 2 * NEAR * (one.across == other.across),
    )


def _on_edge(point: Point, box: Frame) -> bool:
    level = min(abs(point.along - box.top), abs(point.along - box.low)) < NEAR
    upright = min(abs(point.across - box.left), abs(point.across - box.right)) < NEAR
    inside = box.left <= point.across <= box.right and box.top <= point.along <= box.low
    return (level or upright) and inside


def _check_apart(links: Sequence[Link], placed: Placed) -> None:
    """Assert that two lines lie upon each other only where they come from one box or go into one box."""
    for (one, path), (other, track) in combinations(zip(links, placed.paths, strict=True), 2):
        if one.source == other.source or one.target == other.target:
            continue
        for first in pairwise(path):
            for second in pairwise(track):
                assert not _collinear(first, second), f"{one} and {other} lie upon each other"


def _collinear(first: tuple[Point, Point], second: tuple[Point, Point]) -> bool:
    (a, b), (c, d) = first, second
    if a.along == b.along == c.along == d.along:
        return max(min(a.across, b.across), min(c.across, d.across)) < min(
            max(a.across, b.across), max(c.across, d.across)
        )
    if a.across == b.across == c.across == d.across:
        return max(min(a.along, b.along), min(c.along, d.along)) < min(max(a.along, b.along), max(c.along, d.along))
    return False
