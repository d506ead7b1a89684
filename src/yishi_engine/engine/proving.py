"""Proving a whole store part by part, by one process or several.

A part is a range of ids. Each part is proved on one state of the store, and two parts may be proved on different ones:
whatever is proved of a case (its chain, the head and the state kept with it, the definition that it names) lies with
that case, or never changes, and nothing is ever proved of two cases together. So no process waits for another, and no
transaction is older than a part takes, which the database would have to keep its past for. A case that begins while
the store is proved is proved if the part that its id belongs to has not begun.
"""

from __future__ import annotations

import gc
import signal
from collections import deque
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Final

from yishi_engine.engine.verification import Proved, Verification
from yishi_engine.errors import StorageError
from yishi_engine.store import SqlStore

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from concurrent.futures import Future

    from yishi_engine.store.port import Store

_CASES: Final = 2_000
"""Cases of a part: a second's work or so."""


class Prover:
    """Proves parts of one store."""

    def __init__(self, store: Store) -> None:
        """Begin with nothing proved."""
        self._store = store
        self._digests: dict[tuple[str, int], str] = {}

    def parts(self) -> Iterator[tuple[str | None, str | None]]:
        """Yield the parts, in order: behind which id each begins, and with which it ends; None: with the last."""
        after = None
        while True:
            with self._store.read() as transaction:
                until = transaction.landmark(_CASES, after=after)
            yield after, until
            if until is None:
                return
            after = until

    def part(self, after: str | None, until: str | None) -> Proved:
        """Prove a part, on one state of the store.

        Raises:
            AuditChainBroken: Names the first bad record of its first bad case.
        """
        with self._store.read() as transaction:
            return Verification(transaction, self._digests).all(after=after, until=until)


def prove(store: Store) -> Proved:
    """Prove a whole store in this process, part by part.

    Raises:
        AuditChainBroken: Names the first bad record of the first bad case, in the order of ids.
    """
    prover = Prover(store)
    return _together(prover.part(*part) for part in prover.parts())


def prove_side_by_side(url: str, processes: int) -> Proved:
    """Prove a whole store by several processes, each with a connection of its own.

    Args:
        url: Of the store's database.
        processes: How many, besides this one, which only hands out the parts.

    Raises:
        AuditChainBroken: Names the first bad record of the first bad case, in the order of ids.
        StorageError: The database failed, or a process died.
    """
    store = SqlStore.from_url(url)
    try:
        with closing(_results(url, Prover(store).parts(), processes)) as results:
            return _together(results)
    finally:
        store.dispose()


def _results(url: str, parts: Iterable[tuple[str | None, str | None]], processes: int) -> Generator[Proved]:
    """Yield what came of the parts, in their order, so that the first error is that of the first bad case."""
    # Slow to import, and seldom needed.
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    # Not forked: a process must not inherit connections.
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin)
    waiting: deque[Future[Proved]] = deque()
    try:
        for part in parts:
            waiting.append(pool.submit(_prove_part, url, *part))
            if len(waiting) > 2 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise StorageError("a process that proved records died", advice="let fewer processes prove") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Set up a process that does nothing but prove."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the process that the user interrupts
    gc.freeze()  # what was imported stays; looking through it again and again takes a twentieth of the time


def _prove_part(url: str, after: str | None, until: str | None) -> Proved:
    return _prover(url).part(after, until)


@cache
def _prover(url: str) -> Prover:
    return Prover(SqlStore.from_url(url))


def _together(proved: Iterable[Proved]) -> Proved:
    cases = records = 0
    for each in proved:
        cases += each.cases
        records += each.records
    return Proved(cases, records)
