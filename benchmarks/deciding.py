"""What deciding costs by itself: the core alone, without a store, a view or a record.

Usage: ``python -m benchmarks.deciding [--cases 300] [--rounds 7]``

The commands are those of the scenario, with all of its checks: who, when, in which state, form, materials, gates.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from datetime import UTC, datetime, timedelta
from timeit import timeit
from typing import TYPE_CHECKING

from benchmarks.scenario import APPLICANT, COMMANDS, DEPARTMENTS, FORM, LEAD, MATERIALS, OFFICERS, catalog
from yishi_engine import commands as c
from yishi_engine.case.context import Context
from yishi_engine.case.deciding import decide
from yishi_engine.case.evolution import evolve
from yishi_engine.case.lifecycle import TASK_LIFECYCLE, TaskState
from yishi_engine.worktime import national_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.case.model import Case

START = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)
CASE = "case-1"


def given() -> Iterator[c.Command]:
    """Yield the commands of one case."""
    yield c.SubmitCase(bundle="open-restaurant", answers={}, form=FORM, materials=MATERIALS, by=APPLICANT)
    yield c.AcceptCase(case_id=CASE, by=LEAD)
    for name in DEPARTMENTS:
        yield c.StartTask(task_id=f"{CASE}:{name}", by=OFFICERS[name])
        yield c.GrantTask(task_id=f"{CASE}:{name}", by=OFFICERS[name], result={"number": name})
    yield c.CompleteCase(case_id=CASE, by=LEAD)


def decided(cases: int) -> float:
    """Decide all commands of some cases; return the microseconds that one takes on the mean."""
    (definition,) = catalog().definitions()
    calendar, spent = national_calendar(), 0.0
    for _ in range(cases):
        case: Case | None = None
        for minute, command in enumerate(given()):
            context = Context(
                bundle=definition.bundle,
                departments=definition.departments,
                digest=definition.digest,
                calendar=calendar,
                now=START + timedelta(minutes=minute),
                number="n-1",
                salt=os.urandom(16),
            )
            began = time.perf_counter()
            events = decide(case, command, context)
            spent += time.perf_counter() - began
            for event in events:
                case = evolve(case, event, case_id=CASE)
    return spent / cases / COMMANDS * 1e6


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    decided(20)
    found = [decided(options.cases) for _ in range(options.rounds)]
    print(f"deciding: {statistics.median(found):.1f} us a command")
    lookups = 200_000
    took = timeit(lambda: TASK_LIFECYCLE.next(TaskState.OPEN, "StartTask"), number=lookups)
    print(f"looking up where a command leads: {took / lookups * 1e6:.2f} us")


if __name__ == "__main__":
    main()
