"""The lines of a drawing, each drawn once, and the dots that tell a branch from a crossing."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yishi_engine.publish.flowchart.model import Flow

Spot: TypeAlias = tuple[float, float]
Track: TypeAlias = tuple[Spot, ...]


class Stroke(NamedTuple):
    """A straight line, upright or level."""

    x1: float
    y1: float
    x2: float
    y2: float


def strokes(tracks: Iterable[Track]) -> list[Stroke]:
    """Return the straight pieces of lines; what lies upon each other becomes one piece."""
    upright: dict[float, list[Spot]] = {}
    level: dict[float, list[Spot]] = {}
    for track in tracks:
        for (x1, y1), (x2, y2) in pairwise(track):
            if x1 == x2:
                upright.setdefault(x1, []).append((min(y1, y2), max(y1, y2)))
            else:
                level.setdefault(y1, []).append((min(x1, x2), max(x1, x2)))
    return [Stroke(x, low, x, high) for x in sorted(upright) for low, high in _united(upright[x])] + [
        Stroke(low, y, high, y) for y in sorted(level) for low, high in _united(level[y])
    ]


def branches(flows: Sequence[Flow], tracks: Sequence[Track]) -> list[Spot]:
    """Return where one line leaves another that comes from the same box, or joins one that goes into the same box."""
    found: set[Spot] = set()
    for flow, track in zip(flows, tracks, strict=True):
        for other, along in zip(flows, tracks, strict=True):
            if other is not flow and (other.source == flow.source or other.target == flow.target):
                found.update(corner for corner in track[1:-1] if _passes(along, corner))
    return sorted(found)


def _passes(track: Track, spot: Spot) -> bool:
    """Tell whether a line goes straight on through a spot."""
    x, y = spot
    return any(
        (x1 == x2 == x and min(y1, y2) < y < max(y1, y2)) or (y1 == y2 == y and min(x1, x2) < x < max(x1, x2))
        for (x1, y1), (x2, y2) in pairwise(track)
    )


def _united(spans: list[Spot]) -> list[Spot]:
    found: list[Spot] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return found
