"""The lines between boxes: straight, with right angles, and no two upon each other that do not belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from yishi_engine.publish.flowchart.channels import Key, channel_slots
from yishi_engine.publish.flowchart.corridors import Net, Run, net_of
from yishi_engine.publish.flowchart.grid import Point

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yishi_engine.publish.flowchart.columns import Columns
    from yishi_engine.publish.flowchart.grid import Cell, Link, Spacing

_NUDGE: Final = 0.75
"""By how much a line is moved aside that would lie upon another, in distances between lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """The lines, and what they settle.

    Attributes:
        middles: Where the middle of each rank lies, along the way.
        paths: The corners of each link.
        length: The whole, along the way.
    """

    middles: tuple[float, ...]
    paths: tuple[tuple[Point, ...], ...]
    length: float


class _Turn(NamedTuple):
    """Where a link goes across: in which channel, from where to where."""

    key: Key
    start: float
    end: float


class _Drawing:
    """Draws links between boxes whose ranks and columns are known."""

    def __init__(
        self,
        cells: Sequence[Cell],
        links: Sequence[Link],
        ranks: Mapping[str, int],
        corridors: tuple[Sequence[Run | None], Columns],
    ) -> None:
        self.boxes = {cell.id: cell for cell in cells}
        self.links = links
        self.ranks = ranks
        self.runs, self.columns = corridors
        self.nudges: dict[object, float] = {}

    def settle(self, spacing: Spacing) -> tuple[list[list[_Turn]], dict[Key, int]]:
        """Return the turns of each link and the places of the channels; lines that are in the way are moved aside."""
        for _ in range(len(self.links) + 1):
            turns, ends = self.turns()
            slots, circle = channel_slots([turn for each in turns for turn in each], spacing)
            moved = {post for key, across in circle for post in ends[key, across]}
            if not moved:
                break
            for post in moved:
                self.nudges[post] = self.nudges.get(post, 0) + _NUDGE * spacing.wire
        return turns, slots

    def turns(self) -> tuple[list[list[_Turn]], dict[tuple[Key, float], set[object]]]:
        """Return the turns of each link, and for each end of a channel what must be moved to move it."""
        found: list[list[_Turn]] = []
        ends: dict[tuple[Key, float], set[object]] = {}
        for link, run in zip(self.links, self.runs, strict=True):
            each: list[_Turn] = []
            for key, start, end in self.stations(link, run) if link.way == "on" else ():
                turn = _Turn(key, self.across(start, key), self.across(end, key))
                each.append(turn)
                ends.setdefault((key, turn.end), set()).add(end if isinstance(end, Run) else (key, end))
            found.append(each)
        return found, ends

    def stations(self, link: Link, run: Run | None) -> Iterator[tuple[Key, str | Run, str | Run]]:
        """Yield each channel that a link takes, and the boxes or the run that it leads from and to."""
        first, last = self.ranks[link.source], self.ranks[link.target] - 1
        start, end = self.columns.centres[link.source], self.columns.centres[link.target]
        if run is None:
            if start != end:
                yield (first, net_of(link, self.links)), link.source, link.target
            return
        middle = self.columns.across(run)
        if start != middle:
            yield (first, Net(inward=False, box=link.source)), link.source, run
        if middle != end:
            yield (last, Net(inward=True, box=link.target)), run, link.target

    def across(self, post: str | Run, key: Key) -> float:
        """Return where a line leaves or meets a box, or where a run lies."""
        if isinstance(post, Run):
            return self.columns.across(post) + self.nudges.get(post, 0)
        return self.columns.centres[post] + self.nudges.get((key, post), 0)

    def levels(self, slots: Mapping[Key, int], spacing: Spacing) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return for each rank where its middle lies, along the way, and where it ends."""
        middles: list[float] = []
        ends: list[float] = []
        at = 0.0
        for rank in range(max(self.ranks.values()) + 1):
            own = [cell for cell in self.boxes.values() if self.ranks[cell.id] == rank]
            middles.append(at + max(cell.before + cell.along / 2 for cell in own))
            ends.append(middles[-1] + max(cell.along / 2 for cell in own))
            last = max((slot for key, slot in slots.items() if key[0] == rank), default=0)
            at = ends[-1] + spacing.gap + spacing.wire * last
        return tuple(middles), tuple(ends)

    def path(self, link: Link, turns: Sequence[tuple[float, _Turn]], middles: Sequence[float]) -> tuple[Point, ...]:
        """Return the corners of a link, whose turns lie where they lie along the way."""
        start, end = self.centre(link.source, middles), self.centre(link.target, middles)
        source, target = self.boxes[link.source], self.boxes[link.target]
        if link.way != "on":
            return self.sideways(link, start, end)
        begin = turns[0][1].start if turns else start.across
        finish = turns[-1][1].end if turns else end.across
        corners = [(along, across) for along, turn in turns for across in (turn.start, turn.end)]
        places = [(start.along + source.along / 2, begin), *corners, (end.along - target.along / 2, finish)]
        return tuple(Point(along=along, across=across) for along, across in places)

    def sideways(self, link: Link, start: Point, end: Point) -> tuple[Point, ...]:
        """Return a link to a box beside, or back along its own column and then to the side of an earlier box."""
        toward = 1 if end.across > start.across else -1
        reach = Point(along=end.along, across=end.across - toward * self.boxes[link.target].across / 2)
        if link.way == "beside":
            return Point(along=start.along, across=start.across + toward * self.boxes[link.source].across / 2), reach
        leave = Point(along=start.along - self.boxes[link.source].along / 2, across=start.across)
        return leave, Point(along=end.along, across=start.across), reach

    def centre(self, name: str, middles: Sequence[float]) -> Point:
        """Return the middle of a box."""
        return Point(along=middles[self.ranks[name]], across=self.columns.centres[name])


def wires(
    cells: Sequence[Cell],
    links: Sequence[Link],
    ranks: Mapping[str, int],
    corridors: tuple[Sequence[Run | None], Columns],
    spacing: Spacing,
) -> Wires:
    """Draw the links of placed cells.

    Args:
        cells: The boxes.
        links: The lines.
        ranks: The rank of each box.
        corridors: The run of each link, and the columns that they lie in.
        spacing: The distances.
    """
    drawing = _Drawing(cells, links, ranks, corridors)
    turns, slots = drawing.settle(spacing)
    middles, ends = drawing.levels(slots, spacing)
    places = {key: ends[key[0]] + spacing.gap / 2 + spacing.wire * slot for key, slot in slots.items()}
    paths = tuple(
        drawing.path(link, [(places[turn.key], turn) for turn in each], middles)
        for link, each in zip(links, turns, strict=True)
    )
    return Wires(middles=middles, paths=paths, length=ends[-1])
