"""What time alone brings about: levels of running clocks, acceptance on silence, a correction that lapses.

Nothing here reads a clock. ``pending`` lists what a case still has before it, in order of time; ``decide_due`` turns
the first of it that has come into events that say when it was due, not when somebody looked. So a sweep that was late
by a month records the same as one that ran every minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from yishi_engine.case import events as happened
from yishi_engine.case.actor import Actor
from yishi_engine.case.clocks import (
    RunningClock,
    acceptance_window,
    case_clock,
    is_running,
    running_case_clocks,
    running_clocks,
    running_task_clocks,
    task_clock,
)
from yishi_engine.case.context import Context, Stamp
from yishi_engine.case.deciding.acceptance import deem
from yishi_engine.case.evolution import evolve
from yishi_engine.case.lifecycle import CaseState
from yishi_engine.case.remembering import remembered
from yishi_engine.worktime.clock import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.case.events import ClockEvent, Event
    from yishi_engine.case.model import Case, Task
    from yishi_engine.worktime.calendar import Calendar

_EVENTS: Final[dict[Level, type[ClockEvent]]] = {
    Level.WARNING: happened.ClockWarning,
    Level.YELLOW: happened.ClockYellow,
    Level.RED: happened.ClockRed,
}


UNKNOWN: Final = datetime.max.replace(tzinfo=UTC)
"""An instant that no sweep reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """One thing that time will bring about.

    Attributes:
        at: From which instant on; aware, UTC.
        effect: ``level``, ``deemed_accepted``, ``lapsed`` or ``declined``.
        clock: The clock, for a level.
        level: The level that begins.
        due_on: The due date that the level belongs to.
    """

    at: datetime
    effect: str
    clock: RunningClock | None = None
    level: Level | None = None
    due_on: str = ""


def pending(case: Case, bundle: Bundle, calendar: Calendar) -> tuple[Timer, ...]:
    """Return what time will bring about as the case stands, in order of time, at one instant the case's own first."""
    timers = _window_timers(case, bundle, calendar)
    for running in running_clocks(case, bundle):
        timers += _level_timers(running, calendar)
    return tuple(sorted(timers, key=_order))


def _first(case: Case, bundle: Bundle, calendar: Calendar) -> Timer | None:
    """Return the first of what is pending, without making the rest of it."""
    timers = _window_timers(case, bundle, calendar)
    for running in running_clocks(case, bundle):
        timers += islice(_level_timers(running, calendar), 1)
    return min(timers, key=_order, default=None)


def _order(timer: Timer) -> tuple[datetime, bool]:
    # An effect ends the window's clock, so the level that would begin with the same microsecond never does.
    return timer.at, timer.effect == "level"


def next_attention(case: Case, bundle: Bundle, calendar: Calendar) -> datetime | None:
    """Return when a sweep should look at the case again.

    Returns:
        The instant; ``UNKNOWN`` while a clock waits for its date until more working days are known, so that the case is
        not taken for finished; None while nothing is to come.
    """
    turns = [timer.at for timer in _window_timers(case, bundle, calendar)]
    turns += [turn for each in running_case_clocks(case, bundle) if (turn := _next_turn(each, calendar))]
    running = is_running(case)
    for item in bundle.items:
        task = case.tasks.get(item.id)
        if task is None:
            continue
        if running:
            found = _turn_of_task(task, item, bundle, calendar)
            turns += [found] if found else []
        else:
            clocks = running_task_clocks(case, task, item, bundle)
            turns += [turn for each in clocks if (turn := _next_turn(each, calendar))]
    return min(turns, default=None)


def decide_due(case: Case, context: Context) -> tuple[Event, ...]:
    """Return the events of the first timer that has come by ``context.now``; none if none has.

    The caller lets the case evolve and asks again until nothing is left: one effect may bring the next.
    """
    timer = _first(case, context.bundle, context.calendar)
    if timer is None or timer.at > context.now:
        return ()
    stamp = Stamp(actor=Actor.system(), occurred_at=max(timer.at, case.last_at), backfilled=False)
    if timer.effect == "deemed_accepted":
        return deem(case, context, stamp)
    if timer.effect == "lapsed":
        return (happened.CaseLapsed(**stamp),)
    if timer.effect == "declined":
        return (happened.CaseDeclined(**stamp, reason="申请人逾期未补正"),)
    if timer.level is None or timer.clock is None:
        raise ValueError(f"a timer with the unknown effect {timer.effect}")
    clock = timer.clock
    level = _EVENTS[timer.level](
        **stamp, item=clock.item, material=clock.material, duty=clock.duty, due_on=timer.due_on
    )
    return (level,)


def _next_turn(running: RunningClock, calendar: Calendar) -> datetime | None:
    """Return when the next level begins that was not emitted; ``UNKNOWN`` while the clock waits for its date."""
    due = running.clock.due(calendar)
    if due.provisional:
        return UNKNOWN
    if not running.alerted:
        changes = running.clock.level_changes(calendar)
        return changes[0][0] if due.on and changes else None
    return next((timer.at for timer in _level_timers(running, calendar)), None)


@remembered
def _turn_of_task(task: Task, item: Item, bundle: Bundle, calendar: Calendar) -> datetime | None:
    """Return the same of the task's own clock, as long as the case runs: a command leaves most tasks as they were."""
    clock = task_clock(task, item, bundle) if is_running(task) else None
    return _next_turn(RunningClock(clock=clock, item=item.id, alerted=task.alerted), calendar) if clock else None


def _level_timers(running: RunningClock, calendar: Calendar) -> Iterator[Timer]:
    """Yield the levels that were not emitted, in order of time."""
    due = running.clock.due(calendar)
    if due.on is None:
        return
    due_on = due.on.isoformat()
    for at, level in running.clock.level_changes(calendar):
        if not running.alerted or running.mark(level, due_on) not in running.alerted:
            yield Timer(at=at, effect="level", clock=running, level=level, due_on=due_on)


def _window_timers(case: Case, bundle: Bundle, calendar: Calendar) -> list[Timer]:
    """Return the effect of the window that the case is in; it begins when the window's level turns yellow."""
    limits = bundle.limits
    if case.state is CaseState.SUBMITTED and limits.on_silence == "deemed_accepted":
        effect, clock = "deemed_accepted", acceptance_window(case, bundle)
    elif case.state is CaseState.CORRECTING and limits.correction is not None:
        effect = "lapsed" if limits.on_correction_expiry == "lapse" else "declined"
        found = case_clock(case, bundle)
        if found is None:
            return []
        clock = found
    else:
        return []
    over = [at for at, level in clock.level_changes(calendar) if level is Level.YELLOW]
    return [Timer(at=at, effect=effect) for at in over]


def settle(case: Case, context: Context, *, limit: int = 100) -> tuple[Event, ...]:
    """Return all events that time has brought about by ``context.now``.

    Args:
        case: The case as it stands.
        context: The definition, the calendar and the time.
        limit: How many effects at most, so that one case cannot hold a sweep.
    """
    found: list[Event] = []
    for _ in range(limit):
        events = decide_due(case, context)
        if not events:
            break
        for event in events:
            case = evolve(case, event)
        found += events
    return tuple(found)
