"""Sweeping: letting time take effect on all cases for which it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yishi_engine import log

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from yishi_engine.engine.handling import Handler
    from yishi_engine.engine.workdays import Workdays
    from yishi_engine.store.port import Store

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

    Attributes:
        cases: How many cases it changed.
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

    def __init__(self, store: Store, handler: Handler, workdays: Workdays) -> None:
        """Sweep with a handler."""
        self._store = store
        self._handler = handler
        self._workdays = workdays
        self.batch = BATCH
        self._failing: frozenset[str] = frozenset()

    def sweep(self, now: datetime, limit: int | None) -> SweepReport:
        """Let time take effect by ``now``; see ``Engine.sweep``."""
        with self._store.read() as transaction:
            self._workdays.refresh(transaction)
        cases = records = 0
        failures: dict[str, SweepFailure] = {}
        last = self._failing
        while limit is None or cases + len(failures) < limit:
            batch = self.batch if limit is None else min(self.batch, limit - cases - len(failures))
            due = self._due(now, batch, failures.keys() | last)
            if not due and not last:
                break
            if not due:
                last = frozenset()  # those that failed the last time come after all others
                continue
            written, failed = self._settle(due, now)
            records += written
            cases += len(due) - len(failed)
            failures |= failed
        self._failing = last | failures.keys()
        return SweepReport(cases=cases, records=records, failures=tuple(failures.values()))

    def _due(self, now: datetime, limit: int, skip: Collection[str]) -> list[str]:
        with self._store.read() as transaction:
            return transaction.needing_attention(now, limit=limit, skip=skip)

    def _settle(self, case_ids: Sequence[str], now: datetime) -> tuple[int, dict[str, SweepFailure]]:
        """Bring cases up to date, together or, if that fails, each by itself; return the records and the failures."""
        if len(case_ids) > 1:
            try:
                return self._handler.settle_all(case_ids, now), {}
            except Exception as error:  # noqa: BLE001  (which of them is bad shows below)
                log.noted("sweep.batch_failed", error=type(error).__name__)
        records, failures = 0, {}
        for case_id in case_ids:
            try:
                records += self._handler.settle(case_id, now)
            except Exception as error:  # noqa: BLE001  (one bad case never stops the rest)
                log.failed("sweep.failed", error, case=case_id)
                failures[case_id] = SweepFailure(case_id=case_id, error=f"{type(error).__name__}: {error}")
        return records, failures
