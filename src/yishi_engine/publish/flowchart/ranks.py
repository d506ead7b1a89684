"""The rank of each box, as far along as what comes before it asks for, and its column within its lane."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yishi_engine.publish.flowchart.grid import Cell, Link


class Place(NamedTuple):
    """A column: the lane, and which of its columns."""

    lane: int
    track: int


def ranks_of(cells: Sequence[Cell], links: Sequence[Link]) -> dict[str, int]:
    """Return the rank of each cell: 0, or one more than the last of those before it."""
    ranks: dict[str, int] = {}
    steps: dict[str, list[tuple[str, int]]] = {cell.id: [] for cell in cells}
    for link in links:
        if link.way != "back":
            steps[link.target].append((link.source, int(link.way == "on")))
    for cell in cells:
        ranks[cell.id] = max((ranks[source] + further for source, further in steps[cell.id]), default=0)
    return ranks


def places_of(cells: Sequence[Cell], links: Sequence[Link], ranks: Mapping[str, int]) -> dict[str, Place]:
    """Return the column of each cell: that of the one before it in its lane, if that is free, or the next free one."""
    lanes = {cell.id: cell.lane for cell in cells}
    order = {cell.id: index for index, cell in enumerate(cells)}
    before: dict[str, list[str]] = {cell.id: [] for cell in cells}
    for link in links:
        if link.way == "on" and lanes[link.source] == lanes[link.target]:
            before[link.target].append(link.source)
    found: dict[str, Place] = {}
    taken: dict[tuple[Place, int], str] = {}

    def free(place: Place, first: int, last: int) -> bool:
        return all((place, rank) not in taken for rank in range(first, last + 1))

    def wish(cell: Cell) -> Place | None:
        for source in before[cell.id]:
            place = found.get(source)
            if place is not None and free(place, ranks[source] + 1, ranks[cell.id]):
                return place
        return None

    # The first columns are given away first, then go on those that can stay below the one before them.
    for cell in sorted(cells, key=lambda each: (ranks[each.id], not each.first, not before[each.id], order[each.id])):
        rank = ranks[cell.id]
        place = Place(cell.lane, 0) if cell.first else wish(cell)
        track = 0
        while place is None or (place, rank) in taken:
            place = Place(cell.lane, track)
            track += 1
        found[cell.id] = place
        taken[place, rank] = cell.id
    return found
