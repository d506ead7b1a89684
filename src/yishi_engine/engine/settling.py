"""What time and notices bring about on cases, without anybody's command."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from yishi_engine.case.timers import next_attention, settle
from yishi_engine.engine.desk import Desk
from yishi_engine.store.port import BEGINNING, Attention, Position

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from yishi_engine.case.actor import Actor
    from yishi_engine.case.context import Context
    from yishi_engine.engine.handling import Handler
    from yishi_engine.store.port import StoredCase, Transaction


@dataclass(slots=True, kw_only=True)
class Claim:
    """Cases that are taken in hand together because something is due for them.

    Attributes:
        after: Where the claim before ended.
        limit: How many cases at most.
        leave: Ids of cases that are passed by even so.
        taken: Those that were taken, the longest waiting first; known also where settling them failed.
    """

    after: Position = BEGINNING
    limit: int
    leave: Collection[str] = ()
    taken: list[Position] = field(default_factory=list)

    @property
    def wanted(self) -> list[str]:
        """The ids of those taken that are not to be left."""
        return [each.id for each in self.taken if each.id not in self.leave]


class Settler:
    """Brings cases up to date."""

    def __init__(self, handler: Handler) -> None:
        """Read and write as a handler does."""
        self._handler = handler

    def settle(self, case_id: str, now: datetime) -> int:
        """Let time take effect on one case; return how many records that wrote.

        Raises:
            NotFound: No such case.
            ConcurrentUpdate: Others kept changing it.
        """

        def settle_one(transaction: Transaction) -> int:
            return self._settle(transaction, (case_id,), now)

        return self._handler.retried(settle_one, "the sweep", (case_id,))

    def settle_due(self, claim: Claim, now: datetime) -> int:
        """Claim cases for which something is due, and let time take effect on them, all of them or none.

        No other transaction changes them in between, and what another one holds is not waited for.

        Returns:
            How many records that wrote.

        Raises:
            Exception: What went wrong with one of those that were taken, or, if none was, with looking for them.
        """

        def settle_claimed(transaction: Transaction) -> int:
            claim.taken = transaction.claim_due(now, after=claim.after, limit=claim.limit)
            return self._settle(transaction, claim.wanted, now)

        return self._handler.retried(settle_claimed, "the sweep")

    def recompute(self, case_id: str, now: datetime, by: Actor) -> bool:
        """Compute the clocks of one case anew; tell whether a due date moved, which is then on record.

        Raises:
            NotFound: No such case.
            ConcurrentUpdate: Others kept changing it.
        """

        def recompute_one(transaction: Transaction) -> bool:
            return self._recompute(transaction, (case_id,), now, by) > 0

        return self._handler.retried(recompute_one, "the recomputation", (case_id,))

    def recompute_free(self, case_ids: Sequence[str], now: datetime, by: Actor) -> tuple[int, list[str]]:
        """Compute the clocks anew of those cases that no other transaction holds, all of them or none.

        Whoever waited for one of them here would meanwhile let others wait for all the rest.

        Returns:
            Of how many cases a due date moved, and the ids of those that are held or not there.

        Raises:
            Exception: What went wrong with one of them.
        """

        def recompute_free(transaction: Transaction) -> tuple[int, list[str]]:
            free = transaction.lock(case_ids, wait=False)
            return self._recompute(transaction, free, now, by), sorted({*case_ids}.difference(free))

        return self._handler.retried(recompute_free, "the recomputation")

    def _settle(self, transaction: Transaction, case_ids: Sequence[str], now: datetime) -> int:
        records, idle, desk = 0, [], _desk(transaction, case_ids)
        for case_id in case_ids:
            before, context, moved, _ = self._handler.loaded(desk, case_id, now)
            events = (*moved, *settle(before.case, context))
            if events:
                records += self._handler.write(desk, before, events, context).seq - before.seq
            else:
                # Another sweep came first, or the copy of the date is wrong; without this it would be found again.
                idle.append(_attention(before, context))
        if idle:
            transaction.reindex(idle)
        return records

    def _recompute(self, transaction: Transaction, case_ids: Sequence[str], now: datetime, by: Actor) -> int:
        unmoved, desk = [], _desk(transaction, case_ids)
        for case_id in case_ids:
            before, context, moved, _ = self._handler.loaded(desk, case_id, now)
            if moved:
                self._handler.write(desk, before, tuple(replace(each, actor=by) for each in moved), context)
            else:
                unmoved.append(_attention(before, context))
        if unmoved:
            transaction.reindex(unmoved)
        return len(case_ids) - len(unmoved)


def _desk(transaction: Transaction, case_ids: Sequence[str]) -> Desk:
    desk = Desk(transaction, None)
    if len(case_ids) > 1:
        desk.prepare(case_ids, ())
    return desk


def _attention(stored: StoredCase, context: Context) -> Attention:
    return Attention(stored.case.id, stored.seq, next_attention(stored.case, context.bundle, context.calendar))
