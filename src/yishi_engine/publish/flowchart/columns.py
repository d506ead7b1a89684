"""Columns and lanes in their breadth: how wide each is, and where lines run in the margins behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yishi_engine.publish.flowchart.corridors import Run
    from yishi_engine.publish.flowchart.grid import Cell, Spacing
    from yishi_engine.publish.flowchart.ranks import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where columns are, across the way.

    Attributes:
        centres: The middle of each cell's column, by the cell's id.
        middles: The middle of each column.
        margins: Where the margin behind each column begins.
        wire: The distance between lines in a margin.
        lanes: Where each lane begins and ends.
    """

    centres: Mapping[str, float]
    middles: Mapping[Place, float]
    margins: Mapping[Place, float]
    wire: float
    lanes: tuple[tuple[float, float], ...]

    @classmethod
    def of(
        cls,
        lanes: int,
        cells: Sequence[Cell],
        places: Mapping[str, Place],
        runs: Sequence[Run | None],
        spacing: Spacing,
    ) -> Self:
        """Work out the breadths."""
        widths: dict[Place, float] = {}
        for cell in cells:
            widths[places[cell.id]] = max(widths.get(places[cell.id], 0), cell.across)
        slots: dict[Place, int] = {}
        for run in runs:
            if run is not None and run.slot is not None:
                slots[run.place] = max(slots.get(run.place, 0), run.slot + 1)
        middles: dict[Place, float] = {}
        margins: dict[Place, float] = {}
        bounds: list[tuple[float, float]] = []
        start = 0.0
        for lane in range(lanes):
            own = sorted(place for place in widths if place.lane == lane)
            extra = max(0.0, spacing.beside / 2 - spacing.lane) if lane <= 1 else 0.0
            taken = sum(widths[place] + slots.get(place, 0) * spacing.wire for place in own)
            taken += spacing.column * (len(own) - 1) + 2 * spacing.lane + extra
            spare = max(0.0, spacing.least - taken) / 2
            at = start + spacing.lane + (extra if lane else 0) + spare
            for place in own:
                middles[place] = at + widths[place] / 2
                margins[place] = at + widths[place]
                at += widths[place] + slots.get(place, 0) * spacing.wire + spacing.column
            end = start + taken + 2 * spare
            bounds.append((start, end))
            start = end
        return cls(
            centres={name: middles[place] for name, place in places.items()},
            middles=middles,
            margins=margins,
            wire=spacing.wire,
            lanes=tuple(bounds),
        )

    def across(self, run: Run) -> float:
        """Return where a run lies."""
        return self.middles[run.place] if run.slot is None else self.margins[run.place] + self.wire * (run.slot + 1)
