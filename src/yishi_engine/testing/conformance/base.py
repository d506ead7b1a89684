"""What the suites have in common: the fixture that says which store, and a few ways to act on it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from yishi_engine.store.port import KeyTaken, Stale
from yishi_engine.testing.builders import case_id, later

if TYPE_CHECKING:
    from collections.abc import Callable

    from yishi_engine.case.lifecycle import CaseState
    from yishi_engine.store.port import Change, Position, Store, StoredCase, Transaction


class Suite:
    """A suite for a store."""

    @pytest.fixture
    def store(self) -> Store:
        """Return an empty store that can be used; a subclass says which."""
        raise NotImplementedError


class Interrupted(Exception):
    """Ends a transaction on purpose."""


def save(store: Store, change: Change) -> StoredCase:
    """Write a change in a transaction of its own."""
    with store.write() as transaction:
        transaction.save(change)
    return change.after


def listed(
    transaction: Transaction,
    *,
    states: tuple[CaseState, ...] = (),
    lead_department: str | None = None,
    applicant: str | None = None,
    bundle: str | None = None,
    after: Position | None = None,
    limit: int = 99,
) -> list[StoredCase]:
    """Return a page of cases, where what is not asked for has a default."""
    return transaction.cases(
        states=states, lead_department=lead_department, applicant=applicant, bundle=bundle, after=after, limit=limit
    )


def contents(store: Store) -> tuple[object, ...]:
    """Return what a store knows of case 1 and the key ``k-1``, and what it lists, to compare."""
    case = case_id(1)
    with store.read() as transaction:
        return (
            transaction.load(case),
            tuple(transaction.stored_rows(case)),
            transaction.personal(case),
            transaction.key_use("k-1"),
            transaction.definitions(),
            transaction.needing_attention(later(days=999), limit=9),
            [stored.case.id for stored in listed(transaction)],
        )


def race(act: Callable[[int], object], runners: int = 4) -> list[str]:
    """Let threads act at once; return for each what came of it."""
    start = threading.Barrier(runners)

    def run(number: int) -> str:
        start.wait()
        try:
            act(number)
        except (Stale, KeyTaken) as outcome:
            return type(outcome).__name__
        return "saved"

    with ThreadPoolExecutor(runners) as threads:
        return list(threads.map(run, range(runners)))
