"""The life of a case, drawn: who held it when, a cell a working day; what each clock took, and why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.case.timeline import APPLICANT
from yishi_engine.cli.text import WIDTH, crop, day, table
from yishi_engine.worktime.calendar import local_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from yishi_engine.case.timeline import Account, Segment, Timeline
    from yishi_engine.worktime.calendar import Calendar

WHOLE: Final = "整件"
ISSUE: Final = "统一出件"
_BAR: Final = 40
_SEGMENT_COLUMNS: Final = (12, 16, 24)
_ACCOUNT_COLUMNS: Final = (22, 24)
_SIGNS: Final[Mapping[CaseState | TaskState, str]] = {
    CaseState.CORRECTING: "o",
    TaskState.WAITING: ".",
    TaskState.OPEN: ".",
    TaskState.SUSPENDED: "~",
}
_HELD: Final = "#"
_LEGEND: Final = "# 办理  . 等待  ~ 停止计时  o 在申请人处"
_ACCOUNT_HEADINGS: Final = ("计时 Clock", "部门", "净 Net", "停 Stop", "毛 Gross", "期限 Due", "逾期 Late")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Draws a timeline in at most a hundred cells.

    Attributes:
        timeline: What is drawn.
        calendar: The working days as known.
        now: Until when that is drawn which lasts; aware.
        items: Item → its name.
        departments: Department → its name.
    """

    timeline: Timeline
    calendar: Calendar
    now: datetime
    items: Mapping[str, str]
    departments: Mapping[str, str]

    def segments(self) -> Iterator[str]:
        """Yield a row a segment: of the case as a whole, then of each task in the order in which they began."""
        begun: dict[str | None, int] = {None: -1}
        for number, each in enumerate(self.timeline.segments):
            begun.setdefault(each.item, number)
        ordered = sorted(self.timeline.segments, key=lambda each: begun[each.item])
        axis = _Axis.over(ordered, self.calendar, self.now)
        rows: list[tuple[str, ...]] = [("状态 State", "经手 Officer", "起止 Time", "工作日", axis.heading())]
        rows += [self._segment(each, axis) for each in ordered]
        drawn = table(rows, limits=_SEGMENT_COLUMNS)
        yield f"办理时序 Timeline  {axis.scale()}"
        yield _LEGEND
        yield next(drawn)
        for item, group in groupby(ordered, lambda each: each.item):
            held = tuple(group)
            yield crop(f"{self._name(item)}  {self._department(held[-1])}".rstrip(), WIDTH)
            yield from islice(drawn, len(held))

    def accounts(self) -> Iterator[str]:
        """Yield a row a clock: the working days it took, and how late its department was."""
        if self.timeline.accounts:
            yield from table([_ACCOUNT_HEADINGS, *map(self._account, self.timeline.accounts)], limits=_ACCOUNT_COLUMNS)

    def reasons(self) -> Iterator[str]:
        """Yield what was said where time was added, lost or taken back, with the names of the items."""
        for reason in self.timeline.reasons:
            item, colon, said = reason.partition("：")
            yield f"{self.items[item]}{colon}{said}" if item in self.items else reason

    def _segment(self, segment: Segment, axis: _Axis) -> tuple[str, ...]:
        until = axis.date(segment.until) if segment.until else "至今"
        return (
            f"  {segment.state.label}",
            "申请人" if segment.holder == APPLICANT else segment.officer or "—",
            f"{axis.date(segment.since)} → {until}",
            f"{segment.working_days:>6}",
            axis.bar(segment),
        )

    def _account(self, account: Account) -> tuple[str, ...]:
        return (
            ISSUE if account.step else self._name(account.item),
            self.departments.get(account.department, account.department),
            f"{account.net_days:>6}",
            f"{account.stopped_days:>7}",
            f"{account.gross_days:>8}",
            day(account.due_on),
            f"{account.late_days} 工作日" if account.late_days else "—",
        )

    def _name(self, item: str | None) -> str:
        return WHOLE if item is None else self.items.get(item, item)

    def _department(self, segment: Segment) -> str:
        return "" if segment.holder == APPLICANT else self.departments.get(segment.holder, segment.holder)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """The working days of a life, from left to right.

    Attributes:
        first: The day on which it begins.
        last: The day on which it ends, or today.
        length: Working days after the first, up to the last, and the first itself.
    """

    first: date
    last: date
    length: int
    calendar: Calendar
    now: datetime

    @classmethod
    def over(cls, segments: list[Segment], calendar: Calendar, now: datetime) -> _Axis:
        """Return the axis on which all segments lie."""
        first = local_date(min(each.since for each in segments))
        last = local_date(max(each.until or now for each in segments))
        length = _working_days(calendar, first, last) + 1
        return cls(first=first, last=last, length=length, calendar=calendar, now=now)

    @property
    def cells(self) -> int:
        """Return how wide it is drawn."""
        return min(self.length, _BAR)

    def date(self, instant: datetime) -> str:
        """Return the day of an instant, with its year where the life has more than one."""
        on = local_date(instant)
        return f"{on:%m-%d}" if self.first.year == self.last.year else f"{on:%y-%m-%d}"

    def heading(self) -> str:
        """Return months and days of both ends, above the ends of the axis where it is long enough."""
        between = " → " if self.cells < _BAR // 2 else " " * (self.cells - 10)
        return f"{self.first:%m-%d}{between}{self.last:%m-%d}"

    def scale(self) -> str:
        """Return what a cell stands for."""
        days = " 1" if self.length <= _BAR else f"约 {self.length / _BAR:.1f}"
        return f"{self.first} 至 {self.last}，每格{days} 个工作日"

    def bar(self, segment: Segment) -> str:
        """Return a segment as a bar, at least a cell wide."""
        begin = _working_days(self.calendar, self.first, local_date(segment.since))
        end = _working_days(self.calendar, self.first, local_date(segment.until or self.now))
        left = begin * self.cells // self.length
        right = max(left + 1, end * self.cells // self.length)
        return " " * left + _SIGNS.get(segment.state, _HELD) * (right - left)


def _working_days(calendar: Calendar, after: date, until: date) -> int:
    """Return the working days after a day, up to another, as far as they are known."""
    return calendar.working_days(after, min(until, calendar.horizon))
