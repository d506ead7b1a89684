"""Computing every open clock anew, on record, after the working days became known otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yishi_engine import log
from yishi_engine.case.events import ClockRecomputed
from yishi_engine.engine.recording import due_index
from yishi_engine.engine.sweep import SweepFailure
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yishi_engine.case.actor import Actor
    from yishi_engine.case.context import Context
    from yishi_engine.case.events import Event
    from yishi_engine.engine.settling import Settler
    from yishi_engine.store.port import DueIndex, Store, StoredCase

BATCH: Final = 200
"""Cases that are computed anew together: for so long commands on them wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputeReport:
    """What a recomputation did.

    Attributes:
        cases: How many cases were looked at.
        moved: How many of them have a due date that moved, which is on their record.
        failures: The cases that it had to leave; run it again.
    """

    cases: int
    moved: int
    failures: tuple[SweepFailure, ...] = ()


def recompute(store: Store, settler: Settler, now: datetime, by: Actor) -> RecomputeReport:
    """Compute the clocks of all cases that are not finished; may be repeated, and go on after a crash.

    What a due date was before is what the store kept for its queries: the last that anybody was told. A case whose
    dates stand is left without a record, so a second run records nothing.
    """
    cases = moved = 0
    failures: list[SweepFailure] = []
    after = ""
    while True:
        with store.read() as transaction:
            batch = transaction.unfinished(after=after, limit=BATCH)
        if not batch:
            return RecomputeReport(cases=cases, moved=moved, failures=tuple(failures))
        try:
            moved_together, left = settler.recompute_free(batch, now, by)
            moved += moved_together
        except Exception as error:  # noqa: BLE001  (which of them is bad shows below)
            log.noted("recompute.batch_failed", error=type(error).__name__)
            left = batch
        for case_id in left:
            try:
                moved += settler.recompute(case_id, now, by)
            except Exception as error:  # noqa: BLE001  (one bad case never stops the rest)
                log.failed("recompute.failed", error, case=case_id)
                failures.append(SweepFailure(case_id=case_id, error=f"{type(error).__name__}: {error}"))
        cases += len(batch)
        after = batch[-1]


def moved_events(before: StoredCase | None, context: Context, by: Actor) -> tuple[Event, ...]:
    """Return the event of due dates that moved since they were told last, because the working days changed."""
    if before is None or before.due is None:
        return ()
    moved = moved_dates(before.due, due_index(before.case, context.bundle, context.calendar))
    if not moved:
        return ()
    at = max(context.now, before.case.last_at)
    return (ClockRecomputed(actor=by, occurred_at=at, calendar=context.calendar.digest, moved=moved),)


def moved_dates(told: DueIndex, derived: DueIndex) -> dict[str, Mapping[str, str]]:
    """Return the due instants that differ: clock → ``before`` and ``after``, without the one that does not stand."""
    if told == derived:
        return {}
    pairs = {"case": (told.case, derived.case)}
    pairs |= {item: (told.tasks.get(item), after) for item, after in derived.tasks.items()}
    return {
        name: {side: instant_text(at) for side, at in (("before", before), ("after", after)) if at is not None}
        for name, (before, after) in pairs.items()
        if before != after
    }
