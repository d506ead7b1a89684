"""A sweep, and the taking in of a notice, that are cut short between any two calls of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sweeping.faults import Crash, Fault, Points, crash, disturbed_engine, fail
from tests.sweeping.town import DAY_OFF, LATER, SOON, MemoryCopies, case_ids, engine_at
from yishi_engine.engine import recomputing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from tests.sweeping.town import Copies
    from yishi_engine import Engine
    from yishi_engine.engine.recomputing import RecomputeReport
    from yishi_engine.engine.sweep import SweepReport

Work = tuple["datetime", "Callable[[Engine], object]"]

WORK: dict[str, Work] = {
    "sweep": (LATER, lambda engine: engine.sweep()),
    "sweep, each case by itself": (LATER, lambda engine: sweep_in_batches(engine, 1)),
    "notice": (SOON, lambda engine: engine.load_notice(DAY_OFF)),
    "notice, two cases at a time": (SOON, lambda engine: load_notice_in_batches(engine, 2)),
}
STRIDE = {"MemoryCopies": 1, "SqliteCopies": 2, "PostgresqlCopies": 7}
"""A copy of a database costs so much that only some of the points are tried there."""


def sweep_in_batches(engine: Engine, size: int) -> SweepReport:
    """Sweep, with so many cases in a transaction."""
    engine._sweeper.batch = size
    return engine.sweep()


def load_notice_in_batches(engine: Engine, size: int) -> RecomputeReport:
    """Take in a notice, with so many cases in a transaction."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(recomputing, "BATCH", size)
        return engine.load_notice(DAY_OFF)


def points_of(copies: Copies, work: Work) -> list[str]:
    """Return the points that are passed where nothing happens."""
    now, act = work
    points = Points()
    act(disturbed_engine(copies.copy(), now, points))
    return points.passed


def tried(copies: Copies, work: Work) -> Iterator[tuple[int, str]]:
    """Yield the numbers and names of the points to be tried."""
    numbered = list(enumerate(points_of(copies, work), start=1))
    passed = {point for _, point in numbered}
    assert {"before begin", "before save", "after save", "before commit", "after commit"} <= passed
    assert passed & {"after load", "after load_many"}
    yield from numbered[:: STRIDE[type(copies).__name__]]


@pytest.mark.parametrize("name", WORK)
def test_a_crash_anywhere_is_made_good(copies: Copies, name: str) -> None:
    """Whatever was left undone is done by the next run, nothing twice: the store ends as if nothing had happened."""
    now, act = WORK[name]
    whole = copies.copy()
    act(engine_at(whole, now))
    expected = copies.contents(whole)
    for number, point in tried(copies, WORK[name]):
        store = copies.copy()
        with pytest.raises(Crash):
            act(disturbed_engine(store, now, Points(number, crash)))
        healthy = engine_at(store, now)
        assert healthy.verify() > 0, point
        act(healthy)
        assert copies.contents(store) == expected, f"after a crash at point {number}, {point}"
        assert healthy.verify() > 0, point


def test_a_fault_in_one_case_leaves_the_others_alone() -> None:
    """What fails for one case is reported, all others are done by the same sweep, and the next does that one too."""
    copies, work = MemoryCopies(), WORK["sweep, each case by itself"]
    now, act = work
    whole = copies.copy()
    act(engine_at(whole, now))
    expected = copies.contents(whole)
    in_a_case = 0
    for number, point in tried(copies, work):
        store = copies.copy()
        try:
            report = act(disturbed_engine(store, now, Points(number, fail)))
        except Fault:
            # It struck before it was known which case is next: nothing can go on without.
            assert any(each in point for each in ("notice", "attention", "claim", "begin", "commit")), point
        else:
            in_a_case += 1
            (failure,) = report.failures  # type: ignore[attr-defined]
            assert "Fault" in failure.error
            undone = [case_id for case_id in case_ids(store) if events(store, case_id) != events(whole, case_id)]
            assert undone in ([], [failure.case_id]), f"a fault at point {number}, {point}"
        act(engine_at(store, now))
        assert copies.contents(store) == expected, f"after a fault at point {number}, {point}"
    assert in_a_case > 20


@pytest.mark.parametrize("name", ["sweep", "notice", "notice, two cases at a time"])
def test_a_fault_in_a_batch_is_made_good_by_the_same_run(name: str) -> None:
    """What fails once for many cases together is done for each of them by itself, and nobody has to look at it."""
    copies, (now, act) = MemoryCopies(), WORK[name]
    whole = copies.copy()
    act(engine_at(whole, now))
    expected = copies.contents(whole)
    in_a_batch = 0
    for number, _ in tried(copies, WORK[name]):
        store = copies.copy()
        try:
            report = act(disturbed_engine(store, now, Points(number, fail)))
        except Fault:
            act(engine_at(store, now))
        else:
            in_a_batch += 1
            assert report.failures == ()  # type: ignore[attr-defined]
        assert copies.contents(store) == expected, f"after a fault at point {number}"
    assert in_a_batch > 15


def events(store: object, case_id: str) -> object:
    """Return the records of a case."""
    return engine_at(store, LATER).events(case_id)  # type: ignore[arg-type]
