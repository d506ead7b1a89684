"""How the demonstration looks: chapters, a line for everything that happens, and what it does to the clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import click

from yishi_engine.case.views import CaseView, TaskView
from yishi_engine.cli.demo.reasons import stopped_days, unusual_days
from yishi_engine.cli.text import WIDTH, day, left, pad, table, wrap
from yishi_engine.worktime.calendar import local, local_date
from yishi_engine.worktime.clock import Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from yishi_engine.bundle.model import Bundle, Department
    from yishi_engine.case.actor import Actor
    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.limits import Limit
    from yishi_engine.worktime.stops import Stop

_WHO: Final = 10
_INDENT: Final = len("02-11 周三 09:30") + 2 + 2 + _WHO + 2
_COLUMNS: Final = (40, 24)
_COLOURS: Final = {Level.NORMAL: "green", Level.WARNING: "yellow", Level.YELLOW: "yellow", Level.RED: "red"}


class Timeline:
    """Prints what happens to one case; remembers how its clocks stood, and says what moved and why."""

    def __init__(
        self, bundle: Bundle, departments: Mapping[str, Department], calendar: Calendar, *, colour: bool | None
    ) -> None:
        """Create a timeline.

        Args:
            bundle: The bundle that is shown.
            departments: The departments by key.
            calendar: The working days by which due dates are explained.
            colour: Whether to colour; None to do it on a terminal only.
        """
        self._bundle = bundle
        self._departments = departments
        self._calendar = calendar
        self._colour = colour
        self._seen: dict[str, _Seen] = {}
        self._told: set[str] = set()

    def line(self, text: str = "", *, bold: bool = False) -> None:
        """Print a line as it is."""
        self._print(click.style(text, bold=True) if bold else text)

    def chapter(self, english: str, chinese: str) -> None:
        """Print a heading."""
        self._print("")
        self._print(click.style(f"{english}  {chinese}", bold=True, fg="cyan"))

    def entry(
        self,
        at: datetime,
        who: Actor,
        what: str,
        after: CaseView,
        *,
        item: str | None = None,
        stops: tuple[Stop, ...] = (),
    ) -> None:
        """Print one thing that happened, and under it the clocks that it moved.

        Args:
            at: When, aware.
            who: Who did it.
            what: What they did.
            after: The case afterwards.
            item: The item that it was about.
            stops: The stops that ended with it.
        """
        name = f"{who.id} {who.department}" if who.department else who.id
        head = f"{day(local_date(at))} {local(at):%H:%M}  {pad(name, _WHO)}  "
        for number, line in enumerate(wrap(what, WIDTH - _INDENT)):
            self._print((head if number == 0 else " " * _INDENT) + line)
        fanned_out = after.tasks if after.tasks and not self._seen.keys() & {task.id for task in after.tasks} else ()
        subjects: tuple[CaseView | TaskView, ...] = (*after.tasks, after)
        for subject in subjects:
            line = self._change(subject, local_date(at), stops)
            self._remember(subject)
            if line and subject not in fanned_out:
                named = "" if isinstance(subject, TaskView) and subject.item == item else f"{_name(subject)}："
                self._mark(f"{named}{line}", subject.level or Level.NORMAL)
        if fanned_out:
            self._table(fanned_out)

    def _mark(self, text: str, level: Level) -> None:
        for number, part in enumerate(wrap(text, WIDTH - _INDENT - 2)):
            self._print(" " * _INDENT + click.style(f"{'  ' if number else '· '}{part}", fg=_COLOURS[level]))

    def _table(self, tasks: tuple[TaskView, ...]) -> None:
        rows = [("事项 Item", "部门 Department", "状态", "期限 Due", "剩余 Left")]
        for task in tasks:
            department = self._departments[task.department].name
            rest = left(task.remaining, self._limit(task))
            rows.append((task.name, department, task.state.label, day(task.due_on), rest))
        for number, line in enumerate(table(rows, limits=_COLUMNS)):
            self._print(" " + click.style(line, dim=number == 0))

    def _change(self, subject: CaseView | TaskView, today: date, stops: tuple[Stop, ...]) -> str:
        """Return what happened to a clock since the last look; empty where nothing did."""
        if subject.remaining is None:
            return ""
        before, rest = self._seen.get(_key(subject), _UNSEEN), left(subject.remaining, self._limit(subject))
        if subject.stopped:
            return "" if before.stopped else f"停止计时，保留 {rest}"
        if subject.due_on and subject.due_on != before.due_on:
            moved = [stopped_days(self._calendar, stop) for stop in stops] if before.due_on else []
            reasons = self._fresh([*moved, *unusual_days(self._calendar, today, subject.due_on)])
            was = f"{before.due_on:%m-%d} → " if before.due_on else ""
            return f"期限 {was}{day(subject.due_on)}，剩余 {rest}{reasons}"
        if subject.level and before.level and subject.level.rank > before.level.rank:
            return f"{before.level.label} → {subject.level.label}，期限 {day(subject.due_on)}"
        return ""

    def _fresh(self, reasons: list[str]) -> str:
        """Return reasons behind a colon, those left out that were told before."""
        fresh = [reason for reason in reasons if reason not in self._told]
        self._told.update(fresh)
        return f"：{'；'.join(fresh)}" if fresh else ""

    def _remember(self, subject: CaseView | TaskView) -> None:
        due_on = subject.due_on or self._seen.get(_key(subject), _UNSEEN).due_on
        self._seen[_key(subject)] = _Seen(due_on, subject.level, stopped=subject.stopped)

    def _limit(self, subject: CaseView | TaskView) -> Limit:
        if isinstance(subject, CaseView):
            return self._bundle.limits.total if subject.accepted_at else self._bundle.limits.acceptance
        return self._bundle.item(subject.item).limit

    def _print(self, text: str) -> None:
        click.echo(text, color=self._colour)


class _Seen(NamedTuple):
    """How a clock stood at the last look; a stopped one keeps the due date that it had."""

    due_on: date | None
    level: Level | None
    stopped: bool


_UNSEEN: Final = _Seen(None, None, stopped=False)


def _key(subject: CaseView | TaskView) -> str:
    """Name a clock: a case has one until its acceptance and another one afterwards."""
    return f"{subject.id} {_name(subject)}" if isinstance(subject, CaseView) else subject.id


def _name(subject: CaseView | TaskView) -> str:
    if isinstance(subject, CaseView):
        return "办件" if subject.accepted_at else "受理"
    return subject.name
