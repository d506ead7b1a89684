"""Many workers on one case at once: as if they had come one after another, and none of them notices the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.races.crowd import WORKERS
from tests.races.hall import APPLICANT, DEPARTMENTS, LEAD, STAFF, apply, whole_task
from yishi_engine import CaseView, NotAllowedInState
from yishi_engine import commands as c
from yishi_engine.errors import CommandRejected, KeyReused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.races.conftest import Crowd
    from tests.races.crowd import Answer
    from yishi_engine import Engine


def submitted(engine: Engine) -> str:
    """Return the id of a case that has come in."""
    return engine.handle(apply()).id


def accepted(engine: Engine) -> str:
    """Return the id of a case whose tasks are open."""
    return engine.handle(c.AcceptCase(case_id=submitted(engine), by=LEAD)).id


def types(engine: Engine, case_id: str) -> Counter[str]:
    """Return how often each type of record stands in a case's chain, which is whole."""
    records = engine.events(case_id)
    assert engine.verify(case_id) == len(records)
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    return Counter(record.type for record in records)


def carried_out(answers: Sequence[Sequence[Answer]]) -> list[CaseView]:
    """Return the answers to commands that were carried out; the others were rejected, and not for being late."""
    flat = [answer for each in answers for answer in each]
    assert [answer for answer in flat if not isinstance(answer, CaseView | CommandRejected)] == []
    return [answer for answer in flat if isinstance(answer, CaseView)]


def test_siblings_are_worked_on_at_once(crowd: Crowd) -> None:
    """Eight departments start, stop, resume and decide in the same moment; the last decision decides the case."""
    case_id = accepted(crowd.engine)
    answers = crowd.at_once([whole_task(case_id, each) for each in DEPARTMENTS])
    assert len(carried_out(answers)) == 4 * WORKERS
    found = types(crowd.engine, case_id)
    each = ("task.started", "task.suspended", "task.resumed", "task.granted")
    assert {name: found[name] for name in each} == dict.fromkeys(each, WORKERS)
    assert found["case.decided"] == 1
    view = crowd.engine.case(case_id)
    assert {task.state.value for task in view.tasks} == {"granted"}
    assert [task.result for task in view.tasks] == [{"number": each} for each in DEPARTMENTS]
    assert (
        sum(answer.state.value == "decided" for row in answers for answer in row if isinstance(answer, CaseView)) == 1
    )


def test_one_command_with_one_key_has_one_effect(crowd: Crowd) -> None:
    """A message that all workers deliver is carried out once, and each gets the same answer."""
    case_id = accepted(crowd.engine)
    start, *_, grant = whole_task(case_id, DEPARTMENTS[3])
    crowd.engine.handle(start)
    answers = carried_out(crowd.at_once([[replace(grant, key="message-1")]] * WORKERS))
    assert len(answers) == WORKERS
    assert len({repr(answer) for answer in answers}) == 1
    assert types(crowd.engine, case_id)["task.granted"] == 1


def test_one_application_with_one_key_is_one_case(crowd: Crowd) -> None:
    """Eight workers hand in the same application: one case, under one number."""
    answers = carried_out(crowd.at_once([[apply("portal-1")]] * WORKERS))
    assert len({repr(answer) for answer in answers}) == 1
    assert [view.id for view in crowd.engine.cases()] == [answers[0].id]
    assert types(crowd.engine, answers[0].id) == {"case.submitted": 1}


def test_one_key_on_two_commands_goes_to_one_of_them(crowd: Crowd) -> None:
    """Whoever comes first has the key; the other is told, and did nothing."""
    case_id = submitted(crowd.engine)
    accept = c.AcceptCase(case_id=case_id, by=LEAD, key="message-2")
    report = c.ReportDeficiency(case_id=case_id, item="item-dept1", text="字迹不清", by=LEAD, key="message-2")
    answers = [answer for row in crowd.at_once([[accept], [report]] * (WORKERS // 2)) for answer in row]
    assert Counter(type(answer) for answer in answers) == {CaseView: WORKERS // 2, KeyReused: WORKERS // 2}
    found = types(crowd.engine, case_id)
    assert found["case.accepted"] + found["case.deficiency_reported"] == 1


def test_nothing_that_was_reported_is_lost(crowd: Crowd) -> None:
    """Every department's deficiencies are on the list, in the order of the records, however they came in."""
    case_id = submitted(crowd.engine)
    tasks = [
        [
            c.ReportDeficiency(case_id=case_id, item=f"item-{each}", text=f"{each}之{number}", by=STAFF[each])
            for number in range(5)
        ]
        for each in DEPARTMENTS
    ]
    assert len(carried_out(crowd.at_once(tasks))) == 5 * WORKERS
    told = [each["text"] for each in crowd.engine.case(case_id).deficiencies]
    assert sorted(told) == sorted(f"{each}之{number}" for each in DEPARTMENTS for number in range(5))
    assert [text for text in told if text.startswith("dept1之")] == [f"dept1之{number}" for number in range(5)]
    assert types(crowd.engine, case_id)["case.deficiency_reported"] == 5 * WORKERS


@pytest.mark.parametrize("other", ["decline", "request", "accept"])
def test_of_those_that_exclude_each_other_one_is_carried_out(crowd: Crowd, other: str) -> None:
    """Half of the workers accept a case, the other half do something else to it: one wins, all others are told."""
    case_id = submitted(crowd.engine)
    accept = c.AcceptCase(case_id=case_id, by=LEAD)
    others: dict[str, c.Command] = {
        "decline": c.DeclineCase(case_id=case_id, reason="无须许可", by=LEAD),
        "request": c.RequestCorrection(case_id=case_id, note="请补正", by=LEAD),
        "accept": accept,
    }
    answers = crowd.at_once([[accept], [others[other]]] * (WORKERS // 2))
    (winner,) = carried_out(answers)
    rejected = [answer for row in answers for answer in row if not isinstance(answer, CaseView)]
    assert all(isinstance(answer, NotAllowedInState) for answer in rejected)
    assert crowd.engine.case(case_id).state is winner.state
    found = types(crowd.engine, case_id)
    assert found["case.accepted"] + found["case.declined"] + found["case.correction_requested"] == 1


def test_work_and_withdrawal_meet(crowd: Crowd) -> None:
    """What departments decided before the withdrawal stands, all else ends, and nothing is done after it."""
    case_id = accepted(crowd.engine)
    withdraw = [c.WithdrawCase(case_id=case_id, by=APPLICANT)]
    tasks = [whole_task(case_id, each) for each in DEPARTMENTS[: WORKERS - 1]]
    carried_out(crowd.at_once([*tasks, withdraw]))
    found = types(crowd.engine, case_id)
    assert found["case.withdrawn"] == 1
    assert found["task.granted"] + found["task.terminated"] == WORKERS
    told = [record.type for record in crowd.engine.events(case_id)]
    assert set(told[told.index("case.withdrawn") + 1 :]) <= {"task.terminated"}
