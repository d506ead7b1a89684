"""The words of each step set in lines, which settles how large its box is, and where the boxes then stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yishi_engine.publish.flowchart.grid import Cell, Link, Spacing
from yishi_engine.publish.flowchart.layout import layout
from yishi_engine.publish.flowchart.text import width, wrap

if TYPE_CHECKING:
    from yishi_engine.publish.flowchart.grid import Placed
    from yishi_engine.publish.flowchart.model import Chart, Step

TITLE: Final = 14.0
DETAIL: Final = 12.0
LEADING: Final = 1.4
"""From one line to the next, in sizes of its letters."""

FLAG_GAP: Final = 16.0
"""Between a flag and its box."""

_BOX: Final = 172.0
_PAD: Final = 10.0
_CHOICE: Final = (172.0, 84.0)
_CHOICE_ROOM: Final = 0.56
_FLAG_PAD: Final = 8.0
_SPACING: Final = Spacing(gap=40, wire=12, column=20, lane=16, beside=104, least=204)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A step with its words set in lines.

    Attributes:
        step: The step.
        width: Of the box.
        height: Of the box, without the flag above it.
        title: Lines of the title.
        details: Lines below it.
        flag: Lines of the flag; empty without one.
    """

    step: Step
    width: float
    height: float
    title: tuple[str, ...]
    details: tuple[str, ...]
    flag: tuple[str, ...]

    @property
    def words(self) -> float:
        """How high the lines in the box are together."""
        return LEADING * (len(self.title) * TITLE + len(self.details) * DETAIL)

    @property
    def flag_size(self) -> tuple[float, float]:
        """How wide and how high the flag is."""
        return (
            max((width(line, DETAIL) for line in self.flag), default=0) + 2 * _FLAG_PAD,
            len(self.flag) * DETAIL * LEADING + _FLAG_PAD if self.flag else 0,
        )

    @property
    def before(self) -> float:
        """How much room the flag takes above the box, with its distance."""
        return self.flag_size[1] + FLAG_GAP if self.flag else 0


def boxes(chart: Chart) -> tuple[Box, ...]:
    """Return the steps of a chart with their words set."""
    return tuple(_box(step) for step in chart.steps)


def place(chart: Chart) -> Placed:
    """Return where everything stands: ``along`` runs down and ``across`` to the right."""
    cells, links = grid(chart)
    return layout(len(chart.lanes), cells, links, _SPACING)


def grid(chart: Chart) -> tuple[list[Cell], list[Link]]:
    """Return what is placed."""
    cells = [
        Cell(
            id=each.step.id,
            lane=each.step.lane,
            along=each.height,
            across=each.width,
            before=each.before,
            first=each.step.stage != "item",
        )
        for each in boxes(chart)
    ]
    links = [Link(source=flow.source, target=flow.target, way=flow.way) for flow in chart.flows]
    return cells, links


def _box(step: Step) -> Box:
    if step.shape == "choice":
        across, along = _CHOICE
        title = wrap(step.title, across * _CHOICE_ROOM, TITLE)
        return Box(step=step, width=across, height=along, title=title, details=(), flag=())
    room = _BOX - 2 * _PAD
    title = wrap(step.title, room, TITLE)
    details = tuple(line for text in step.details for line in wrap(text, room, DETAIL))
    flag = wrap(step.flag, room, DETAIL) if step.flag else ()
    height = 2 * _PAD + LEADING * (len(title) * TITLE + len(details) * DETAIL)
    return Box(step=step, width=_BOX, height=round(height, 1), title=title, details=details, flag=flag)
