"""A strip of days drawn as SVG, with what started, stopped and ended the clock, and its levels.

``python -m yishi_engine.publish.strip_svg > docs/explanation/clock.svg`` writes the drawing of the page about the clock
anew; a test keeps it equal.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from yishi_engine.publish.strip import WEEKDAYS, Kind, StripDay, strip
from yishi_engine.worktime.calendar import SHANGHAI, Calendar, local, local_date, national_calendar
from yishi_engine.worktime.clock import Clock, Level, Stop
from yishi_engine.worktime.limits import Limit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WIDTH: Final = 34
_MARGIN: Final = 16
_LEAST_WIDTH: Final = 880  # that of the legend
_TOP: Final = 58
_BOX: Final = 62
_BAND: Final = _TOP + _BOX + 12
_HEIGHT: Final = _BAND + 106
_FILLS: Final[dict[Kind, str]] = {
    "start": "#ffffff",
    "counted": "#cfe8d5",
    "stopped": "#f6d9c0",
    "off": "#ececec",
    "moved": "#ececec",
    "after": "#ffffff",
}
_LEVELS: Final = {
    None: ("#f6d9c0", "stopped: no level"),
    Level.NORMAL: ("#7fbf8e", "normal"),
    Level.WARNING: ("#f2b84b", "warning"),
    Level.YELLOW: ("#f5e04d", "yellow"),
    Level.RED: ("#d9594c", "red"),
}
_LEGEND: Final[tuple[tuple[Kind, str], ...]] = (
    ("start", "not counted (start), or past the limits"),
    ("counted", "counted, with its number"),
    ("stopped", "stopped"),
    ("off", "day off"),
)
_DAY: Final = timedelta(days=1)


def draw(clock: Clock, calendar: Calendar, *, until: date) -> str:
    """Return a clock as SVG.

    Args:
        clock: A clock with limits in 工作日, 自然日 or 月, whose stops have ended.
        calendar: The working calendar, which knows all of the days.
        until: The last day to show.

    Raises:
        ValueError: The limit counts no days.
        OutsideCalendar: A day is not known.
    """
    days = strip(clock, calendar, until=until)
    width = max(_LEAST_WIDTH, 2 * _MARGIN + _WIDTH * len(days))
    size = f'viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
        f"<title>A clock of {clock.limit}, day by day</title>",
        f'<rect width="{width}" height="{_HEIGHT}" fill="#ffffff"/>',
        *_boxes(days),
        *_happenings(clock, days[0].day),
        *_bands(clock, calendar, days),
        *_ends(clock, calendar, days[0].day),
        *_legend(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def example() -> str:
    """Return the drawing of the page about the clock: a check that is stopped for a review over a festival."""
    clock = Clock(
        started_at=_at(2, 11, 14, 0),
        committed=Limit.parse("5 工作日"),
        statutory=Limit.parse("10 工作日"),
        stops=(Stop(_at(2, 13, 9, 30), _at(2, 25, 9, 10)),),
    )
    return draw(clock, national_calendar(), until=date(2026, 3, 10))


def _at(month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def _place(instant: datetime, first: date) -> float:
    """Return where an instant lies, from left to right."""
    moment = local(instant)
    midnight = datetime(first.year, first.month, first.day, tzinfo=SHANGHAI)
    return round(_MARGIN + (moment - midnight) / _DAY * _WIDTH, 1)


def _text(x: float, y: float, words: str, *, anchor: str = "middle", weight: str = "normal") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" fill="#222222">{words}</text>'


def _boxes(days: Sequence[StripDay]) -> Iterator[str]:
    for index, each in enumerate(days):
        x = _MARGIN + index * _WIDTH
        yield (
            f'<rect x="{x}" y="{_TOP}" width="{_WIDTH}" height="{_BOX}" fill="{_FILLS[each.kind]}" stroke="#999999"/>'
        )
        shown = f"{each.day:%m-%d}" if index == 0 or each.day.day == 1 else f"{each.day:%d}"
        middle = x + _WIDTH / 2
        yield _text(middle, _TOP + 16, shown)
        yield _text(middle, _TOP + 33, WEEKDAYS[each.day.weekday()] + ("+" if each.make_up else ""))
        if each.number:
            yield _text(middle, _TOP + 53, str(each.number), weight="bold")


def _happenings(clock: Clock, first: date) -> Iterator[str]:
    """Yield the start and the stops, above the days."""
    happened = [(clock.started_at, "start")]
    for stop in clock.stops:
        happened += [(stop.since, "stop"), *([(stop.until, "resume")] if stop.until else [])]
    for instant, name in happened:
        x = _place(instant, first)
        yield f'<line x1="{x}" y1="43" x2="{x}" y2="{_TOP}" stroke="#222222"/>'
        yield _text(x, 22, name, weight="bold")
        yield _text(x, 38, f"{local(instant):%H:%M}")


def _bands(clock: Clock, calendar: Calendar, days: Sequence[StripDay]) -> Iterator[str]:
    """Yield the levels, below the days."""
    first, end = days[0].day, float(_MARGIN + _WIDTH * len(days))
    shown = [(_place(at, first), level) for at, level in _levels(clock, calendar)]
    for (x, level), (until, _) in pairwise([*shown, (end, None)]):
        width = round(until - x, 1)
        if width > 0:
            fill, name = _LEVELS[level]
            yield f'<rect x="{x}" y="{_BAND}" width="{width}" height="20" fill="{fill}"/>'
            yield _text(round(x + width / 2, 1), _BAND + 14, name)


def _levels(clock: Clock, calendar: Calendar) -> Iterator[tuple[datetime, Level | None]]:
    """Yield from when on which level was shown, by what was known of the stops at each time."""
    turns = {clock.started_at, *(at for stop in clock.stops for at in (stop.since, stop.until) if at is not None)}
    ordered = sorted(turns)
    for turn, following in zip(ordered, [*ordered[1:], None], strict=True):
        begun = [stop for stop in clock.stops if stop.since <= turn]
        open_then = [stop if stop.until and stop.until <= turn else Stop(stop.since) for stop in begun]
        known = replace(clock, stops=tuple(open_then))
        yield turn, known.level(calendar, turn)
        for at, level in known.level_changes(calendar):
            if at > turn and (following is None or at < following):
                yield at, level


def _ends(clock: Clock, calendar: Calendar, first: date) -> Iterator[str]:
    """Yield the instants at which the limits run out, below the levels."""
    due, law = clock.due(calendar), clock.statutory_due(calendar)
    for at, name in ((due.at, "due"), (law.at if law else None, "statutory limit")):
        if at is not None:
            x = _place(at, first)
            yield f'<line x1="{x}" y1="{_TOP + _BOX}" x2="{x}" y2="{_BAND + 34}" stroke="#222222"/>'
            yield _text(x, _BAND + 48, f"{name}, {local_date(at):%m-%d} {local(at):%H:%M}", weight="bold")


def _legend() -> Iterator[str]:
    x = float(_MARGIN)
    for kind, words in _LEGEND:
        yield (
            f'<rect x="{x}" y="{_HEIGHT - 34}" width="16" height="16" fill="{_FILLS[kind]}" stroke="#999999"/>'
            + _text(x + 22, _HEIGHT - 21, words, anchor="start")
        )
        x += 40 + 7 * len(words)
    yield _text(x, _HEIGHT - 21, "+ make-up workday", anchor="start")


if __name__ == "__main__":
    sys.stdout.write(example())
