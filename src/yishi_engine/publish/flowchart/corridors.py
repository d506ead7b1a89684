"""How a line gets past the ranks between its ends: down an empty column, or along the margin of one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yishi_engine.publish.flowchart.grid import Link
    from yishi_engine.publish.flowchart.ranks import Place


class Net(NamedTuple):
    """Lines that may share their way: all out of one box, or all into one."""

    inward: bool
    box: str


class Run(NamedTuple):
    """A stretch along the way.

    Attributes:
        place: The column.
        slot: In the margin behind the column, counted from 0; None for the middle of the column.
        first: The first rank that it passes.
        last: The last one.
        net: What it belongs to.
    """

    place: Place
    slot: int | None
    first: int
    last: int
    net: Net


def net_of(link: Link, links: Sequence[Link]) -> Net:
    """Return the net of a link: of its source where that has more lines than its target, else of its target."""
    out = sum(each.source == link.source and each.way == "on" for each in links)
    into = sum(each.target == link.target and each.way == "on" for each in links)
    return Net(inward=into > out, box=link.target if into > out else link.source)


def corridors(links: Sequence[Link], ranks: Mapping[str, int], places: Mapping[str, Place]) -> list[Run | None]:
    """Return for each link the run that takes it past the ranks between; None where there are none."""
    order = sorted(set(places.values()))
    finder = _Finder({(places[name], rank) for name, rank in ranks.items()}, order)
    degrees = Counter(net_of(link, links) for link in links if link.way == "on")
    found: list[Run | None] = [None] * len(links)
    spans = [(ranks[link.target] - ranks[link.source], index) for index, link in enumerate(links)]
    # What goes into many a box is drawn last: it can share its way, and what cannot gets the straight lines.
    for _, index in sorted(spans, key=lambda each: (degrees[net_of(links[each[1]], links)], each[0], each[1])):
        link = links[index]
        first, last = ranks[link.source] + 1, ranks[link.target] - 1
        if link.way == "on" and first <= last:
            net = net_of(link, links)
            found[index] = finder.find(places[link.source], places[link.target], first, last, net)
    return found


class _Finder:
    """Finds runs, and remembers them so that no two lie upon each other."""

    def __init__(self, boxes: set[tuple[Place, int]], order: Sequence[Place]) -> None:
        self.boxes = boxes
        self.order = order
        self.runs: list[Run] = []

    def find(self, source: Place, target: Place, first: int, last: int, net: Net) -> Run:
        run = next(each for each in self.candidates(source, target, first, last, net) if self.is_free(each))
        self.runs.append(run)
        return run

    def candidates(self, source: Place, target: Place, first: int, last: int, net: Net) -> Iterator[Run]:
        for place in (source, target) if net.inward else (target, source):
            yield Run(place, None, first, last, net)
        left, right = sorted((self.order.index(source), self.order.index(target)))
        between = self.order[left : max(right, left + 1)]
        near = between if (source <= target) is not net.inward or source == target else between[::-1]
        slot = 0
        while True:
            for place in near[:1] if slot == 0 else near:
                yield Run(place, slot, first, last, net)
            slot += 1

    def is_free(self, run: Run) -> bool:
        if run.slot is None and any((run.place, rank) in self.boxes for rank in range(run.first, run.last + 1)):
            return False
        touch = 0 if run.slot is None else 1  # in a margin, two lines in one gap would touch
        return not any(
            (other.place, other.slot) == (run.place, run.slot)
            and other.net != run.net
            and other.first <= run.last + touch
            and run.first <= other.last + touch
            for other in self.runs
        )
