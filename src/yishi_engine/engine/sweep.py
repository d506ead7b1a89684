"""Sweeping: letting time take effect on all cases for which it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yishi_engine import log
from yishi_engine.engine.settling import Claim
from yishi_engine.store.port import BEGINNING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from yishi_engine.engine.settling import Settler
    from yishi_engine.engine.workdays import Workdays
    from yishi_engine.store.port import Position, Store

BATCH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepFailure:
    """A case that a sweep could not bring up to date; it is tried again by the next one.

    Attributes:
        case_id: Id of the case.
        error: Class and text of the error; without personal data.
    """

    case_id: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """What one sweep did.

    A case that a command or another sweep held all the time is in none of these: that is no failure, and it is found
    again by the next sweep.

    Attributes:
        cases: How many cases it brought up to date.
        records: How many audit records it wrote.
        failures: The cases that it had to leave.
    """

    cases: int
    records: int
    failures: tuple[SweepFailure, ...] = ()


class Sweeper:
    """Sweeps one store, and remembers which cases failed the last time.

    Attributes:
        batch: How many cases are brought up to date together at most.
    """

    def __init__(self, store: Store, settler: Settler, workdays: Workdays) -> None:
        """Sweep with a settler."""
        self._store = store
        self._settler = settler
        self._workdays = workdays
        self.batch = BATCH
        self._failing: frozenset[str] = frozenset()

    def sweep(self, now: datetime, limit: int | None) -> SweepReport:
        """Let time take effect by ``now``; see ``Engine.sweep``."""
        with self._store.read() as transaction:
            self._workdays.refresh(transaction)
            last = self._failing if transaction.needing_attention(now, limit=1) else None
        if last is None:  # as most often; then nobody has to be kept from writing
            self._failing = frozenset()
            return SweepReport(cases=0, records=0)
        sweep = _Sweep(self._settler, now, limit, leave=last)
        while sweep.go_through(self.batch):
            pass  # what a command held may be free by now, and what was settled may be due for something else
        if last and sweep.room(1):
            sweep.leave -= last  # those that failed the last time come after all others
            last = frozenset()
            sweep.go_through(self.batch)
        self._failing = last | sweep.failures.keys()
        return SweepReport(cases=sweep.cases, records=sweep.records, failures=tuple(sweep.failures.values()))


class _Sweep:
    """One sweep.

    Attributes:
        cases: How many cases it brought up to date.
        records: How many records it wrote.
        failures: Id → why that case had to be left.
        leave: Ids of the cases that it passes by.
    """

    def __init__(self, settler: Settler, now: datetime, limit: int | None, leave: Collection[str]) -> None:
        """Begin, with a limit of cases in all."""
        self._settler = settler
        self._now = now
        self._limit = limit
        self.cases = self.records = 0
        self.failures: dict[str, SweepFailure] = {}
        self.leave = set(leave)

    def room(self, size: int) -> int:
        """Return how many cases may be taken of so many."""
        return size if self._limit is None else min(size, self._limit - self.cases - len(self.failures))

    def go_through(self, batch: int) -> bool:
        """Go once through what is due, the longest waiting first; tell whether it is worth while to do so again.

        It is not if nothing was recorded, so that a sweep ends even if a case that needs nothing stays in its way.
        """
        before, after = self.records, BEGINNING
        while size := self.room(batch):
            taken = self._take(after, size)
            if len(taken) < size:
                break
            after = max(taken)
        return self.records > before and self.room(1) > 0

    def _take(self, after: Position, size: int) -> list[Position]:
        """Bring the next cases up to date, together or, if that fails, each by itself; return where they wait."""
        claim = Claim(after=after, limit=size, leave=self.leave)
        try:
            self.records += self._settler.settle_due(claim, self._now)
            self.cases += len(claim.wanted)
        except Exception as error:
            if not claim.wanted:
                raise
            if len(claim.wanted) == 1:
                self._set_aside(claim.wanted[0], error)  # one bad case never stops the rest
                return claim.taken
            log.noted("sweep.batch_failed", error=type(error).__name__)
        else:
            return claim.taken
        last = max(claim.taken)
        while after < last and self.room(1) and (alone := self._take(after, 1)):
            after = alone[0]
        return claim.taken

    def _set_aside(self, case_id: str, error: Exception) -> None:
        log.failed("sweep.failed", error, case=case_id)
        self.failures[case_id] = SweepFailure(case_id=case_id, error=f"{type(error).__name__}: {error}")
        self.leave.add(case_id)
