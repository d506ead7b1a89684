"""Where the boxes of a flowchart stand: lanes side by side, ranks one after the other, no two boxes in one place.

Everything is said in two directions, ``along`` the way and ``across`` it, so that one layout serves charts that run
down and charts that run to the right. The same input gives the same layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.publish.flowchart.columns import Columns
from yishi_engine.publish.flowchart.corridors import corridors
from yishi_engine.publish.flowchart.grid import Placed, Point
from yishi_engine.publish.flowchart.ranks import places_of, ranks_of
from yishi_engine.publish.flowchart.wires import wires

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yishi_engine.publish.flowchart.grid import Cell, Link, Spacing


def layout(lanes: int, cells: Sequence[Cell], links: Sequence[Link], spacing: Spacing) -> Placed:
    """Place cells and draw links.

    Args:
        lanes: How many lanes there are.
        cells: The boxes; none comes before one that an ``on`` or ``beside`` link leads from.
        links: The lines.
        spacing: The distances.
    """
    ranks = ranks_of(cells, links)
    places = places_of(cells, links, ranks)
    runs = corridors(links, ranks, places)
    columns = Columns.of(lanes, cells, places, runs, spacing)
    drawn = wires(cells, links, ranks, (runs, columns), spacing)
    return Placed(
        centres={
            cell.id: Point(along=drawn.middles[ranks[cell.id]], across=columns.centres[cell.id]) for cell in cells
        },
        paths=drawn.paths,
        lanes=columns.lanes,
        length=drawn.length,
    )
