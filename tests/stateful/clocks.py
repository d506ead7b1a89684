"""What must hold of clocks and of what is recorded about them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.model.days import local
from yishi_engine.case.clocks import running_clocks
from yishi_engine.case.timers import UNKNOWN, pending

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from yishi_engine import AuditRecord, CaseView, TaskView
    from yishi_engine.bundle.model import Bundle
    from yishi_engine.case.model import Case
    from yishi_engine.store.port import DueIndex
    from yishi_engine.worktime.calendar import Calendar

WINDOWS: Final = ("case.submitted", "case.correction_requested", "case.corrected", "case.accepted")
"""With each of these another clock of the case begins."""
RUNNING: Final = ("submitted", "correcting", "accepted", "decided")


class Signal(NamedTuple):
    """A level that was recorded: of which clock, and for which due date.

    Attributes:
        window: How many clocks the case had had by then.
    """

    window: int
    item: str | None
    material: str | None
    duty: str | None
    level: str
    due_on: str


def signals(records: Sequence[AuditRecord]) -> Counter[Signal]:
    """Return how often each level of each clock was recorded for each due date."""
    found: Counter[Signal] = Counter()
    window = 0
    for record in records:
        window += record.type in WINDOWS
        if record.type in ("clock.warning", "clock.yellow", "clock.red"):
            said = {name: record.data.get(name) for name in ("item", "material", "duty")}
            parts = {name: None if value is None else str(value) for name, value in said.items()}
            level = record.type.removeprefix("clock.")
            found[Signal(window, level=level, due_on=str(record.data["due_on"]), **parts)] += 1
    return found


def owed_signals(view: CaseView, records: Sequence[AuditRecord], now: datetime) -> Iterator[Signal]:
    """Yield the levels that stand on record once somebody has swept, as far as a view of the case tells."""
    window = sum(record.type in WINDOWS for record in records)
    subjects: list[CaseView | TaskView] = [view, *view.tasks]
    for subject in subjects:
        if subject.level not in (None, "normal"):
            item = None if subject is view else getattr(subject, "item", None)
            yield Signal(window, item, None, None, str(subject.level), str(subject.due_on))
    duties: list[tuple[str | None, str | None, str | None, date | None]] = []
    if view.accepted_at and view.state in RUNNING:
        duties += [(None, material, None, due_on) for material, due_on in view.materials_due.items()]
    duties += [(task.item, None, "verification", task.verify_due_on) for task in view.tasks]
    duties.append((None, None, "follow_up", view.follow_up_due_on))
    for item, material, duty, due_on in duties:
        if due_on and local(now).date() > due_on:
            yield Signal(window, item, material, duty, "yellow", str(due_on))


def shown_dates(view: CaseView) -> dict[str | None, datetime]:
    """Return when the case, under None, and its tasks are due, as far as their clocks still count and a date stands."""
    dates: dict[str | None, datetime | None] = {None: view.due_at if view.state in RUNNING else None}
    dates |= {task.item: task.due_at for task in view.tasks if not task.state.is_final}
    return {item: at for item, at in dates.items() if at}


def kept_dates(index: DueIndex) -> dict[str | None, datetime]:
    """Return the same as a store keeps it for its queries."""
    return {item: at for item, at in {None: index.case, **index.tasks}.items() if at}


def next_look(case: Case, bundle: Bundle, calendar: Calendar) -> datetime | None:
    """Return when a sweep should look at a case: at the first of all that time will bring about, the long way round."""
    timers = pending(case, bundle, calendar)
    if timers:
        return timers[0].at
    waiting = any(each.clock.due(calendar).provisional for each in running_clocks(case, bundle))
    return UNKNOWN if waiting else None
