"""All kinds of work at once: on one case, on several in one transaction, and beside a sweep."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from tests.model.effort import chance, seeds
from tests.races.crowd import NOW, WORKERS, Sweep
from tests.races.hall import DEPARTMENTS, LEAD, STAFF, apply, whole_task
from tests.stateful import lockstep
from tests.stateful.acting import application
from tests.stateful.clocks import signals
from tests.stateful.rules import broken_rules
from yishi_engine import CaseView
from yishi_engine import commands as c
from yishi_engine.engine import SweepReport
from yishi_engine.errors import CommandRejected

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.races.conftest import Crowd
    from tests.races.crowd import Answer
    from yishi_engine import AuditRecord

RECORDED: Final = {
    c.StartTask: "task.started",
    c.SuspendTask: "task.suspended",
    c.ResumeTask: "task.resumed",
    c.GrantTask: "task.granted",
    c.RefuseTask: "task.refused",
    c.ReopenTask: "task.reopened",
    c.SupplyMaterial: "material.supplied",
    c.ExtendCase: "case.extended",
    c.CompleteCase: "case.completed",
}
"""What each command leaves on record once."""


def plausible(view: CaseView, random: Random) -> list[c.Command]:
    """Return some of what may be asked of a case now or a little later, in any order."""
    lead, head = lockstep.STAFF["lead"], lockstep.SUPERVISORS["lead"]
    asked: list[c.Command] = [
        c.SupplyMaterial(case_id=view.id, material="plan", reference="urn:late", by=lockstep.APPLICANT),
        c.ExtendCase(case_id=view.id, limit="1 工作日", reason="情况复杂", by=head),
        c.CompleteCase(case_id=view.id, by=lead),
    ]
    for task in view.tasks:
        by = lockstep.STAFF[task.department]
        asked += [*[c.StartTask(task_id=task.id, by=by)] * 3, *[c.GrantTask(task_id=task.id, by=by)] * 3]
        asked.append(c.SuspendTask(task_id=task.id, procedure="检测", reason="须检", expected="即办", by=by))
        asked.append(c.ResumeTask(task_id=task.id, by=by))
        asked.append(c.RefuseTask(task_id=task.id, reason="不符合条件", by=by))
        asked.append(c.ReopenTask(task_id=task.id, reason="复核有误", by=head))
    return random.choices(asked, k=8)


def of_commands(records: Sequence[AuditRecord]) -> Counter[str]:
    """Return how often records that commands leave occur, but for what follows from the return of another task."""
    types = set(RECORDED.values())
    return Counter(record.type for record in records if record.type in types and "prerequisite" not in record.data)


def carried_out(answers: Sequence[Sequence[Answer]], kind: type = CaseView) -> int:
    """Return how many things were done; all others were rejected by a rule, and none for being late."""
    flat = [answer for row in answers for answer in row]
    assert [answer for answer in flat if not isinstance(answer, (kind, CommandRejected, SweepReport))] == []
    return sum(isinstance(answer, kind) for answer in flat)


@pytest.mark.parametrize("seed", seeds(2))
def test_any_work_at_once_is_as_if_one_after_another(crowd: Crowd, seed: int) -> None:
    """What was answered as done is on record, once, in an order in which every rule holds; nothing else is."""
    random = chance(seed)
    first = crowd.engine.handle(application(1, 60, ("lease",), lockstep.APPLICANT, sign=True))
    view = crowd.engine.handle(c.AcceptCase(case_id=first.id, by=lockstep.STAFF["lead"]))
    tasks = [plausible(view, random) for _ in range(WORKERS)]
    answers = crowd.at_once(tasks)
    assert carried_out(answers) > 0
    records = crowd.engine.events(view.id)
    given = Counter(
        RECORDED[type(command)]
        for row, answered in zip(tasks, answers, strict=True)
        for command, answer in zip(row, answered, strict=True)
        if isinstance(answer, CaseView)
    )
    assert of_commands(records) == given
    with crowd.engine._store.read() as transaction:
        stored = transaction.load(view.id)
    assert stored is not None
    assert broken_rules(stored.case, records) == []
    assert crowd.engine.verify(view.id) == len(records)


def test_transactions_over_the_same_cases_in_opposite_orders_all_succeed(crowd: Crowd) -> None:
    """Whether a database finds that they wait for each other or not, each is carried out, as a whole."""
    one, other = (crowd.engine.handle(apply()).id for _ in range(2))

    def reports(worker: int) -> list[c.Command]:
        cases = (one, other) if worker % 2 else (other, one)
        by = STAFF[DEPARTMENTS[worker]]
        return [c.ReportDeficiency(case_id=each, item="item-dept1", text=f"由{worker}", by=by) for each in cases]

    answers = crowd.at_once([[reports(worker)] for worker in range(WORKERS)])
    assert carried_out(answers, list) == WORKERS
    for case_id in (one, other):
        told = [each["text"] for each in crowd.engine.case(case_id).deficiencies]
        assert sorted(told) == [f"由{worker}" for worker in range(WORKERS)]
    assert crowd.engine.verify() == 2 * (1 + WORKERS)


def test_work_beside_sweeps_goes_on(crowd: Crowd) -> None:
    """Half of the workers decide while the other half sweep: each level is recorded once, and every decision stands."""
    case_id = crowd.engine.handle(c.AcceptCase(case_id=crowd.engine.handle(apply()).id, by=LEAD)).id
    sweeps = [[Sweep(NOW + timedelta(days=number)) for number in range(4, 12)]] * (WORKERS // 2)
    work = [whole_task(case_id, each) for each in DEPARTMENTS[: WORKERS // 2]]
    answers = crowd.at_once([each for pair in zip(work, sweeps, strict=True) for each in pair])
    assert carried_out(answers) == 4 * WORKERS // 2
    reports = [answer for row in answers for answer in row if isinstance(answer, SweepReport)]
    assert [report.failures for report in reports] == [()] * len(reports)
    records = crowd.engine.events(case_id)
    counted = signals(records)
    assert set(counted.values()) == {1}
    assert {each.item for each in counted} >= {f"item-{each}" for each in DEPARTMENTS[WORKERS // 2 :]}
    states = {task.department: task.state.value for task in crowd.engine.case(case_id).tasks}
    assert all(states[each] == "granted" for each in DEPARTMENTS[: WORKERS // 2])
    assert crowd.engine.verify(case_id) == len(records)
