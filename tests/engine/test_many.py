"""Many commands at once: all of them or none, or each for itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.case.conftest import ANSWERS, APPLICANT, CITY, FIRE, FORM, LEAD, MATERIALS
from yishi_engine import CaseState, CaseView, TaskState, commands
from yishi_engine.errors import CommandRejected, KeyReused, NotFound

if TYPE_CHECKING:
    from tests.engine.conftest import Office


def submit(number: int, *, key: str | None = None, by: object = APPLICANT) -> commands.SubmitCase:
    """Return an application."""
    return commands.SubmitCase(
        bundle="open-restaurant",
        answers=ANSWERS,
        form=FORM,
        materials=MATERIALS,
        by=by,  # type: ignore[arg-type]
        key=key or f"k-{number}",
    )


def test_a_hundred_cases_at_once(office: Office) -> None:
    """A department's system hands in a hundred commands; each case has its own records, and every chain is whole."""
    cases = office.engine.handle_many([submit(number) for number in range(100)])
    assert len({case.id for case in cases}) == 100
    accepted = office.engine.handle_many([commands.AcceptCase(case_id=case.id, by=LEAD) for case in cases])
    assert [case.id for case in accepted] == [case.id for case in cases]
    assert all(case.state is CaseState.ACCEPTED for case in accepted)
    started = office.engine.handle_many(
        [commands.StartTask(task_id=f"{case.id}:fire-check", by=FIRE, key=f"s-{case.id}") for case in cases]
    )
    assert all(
        task.state is TaskState.IN_PROGRESS for case in started for task in case.tasks if task.item == "fire-check"
    )
    assert office.engine.verify() == sum(len(office.engine.events(case.id)) for case in cases)
    again = office.engine.case(cases[0].id)
    assert [task.state for task in again.tasks] == [task.state for task in started[0].tasks]


def test_several_commands_on_one_case(office: Office) -> None:
    """Each command is decided on what those before it left, and one round of writing holds them all."""
    case = office.submit()
    views = office.engine.handle_many(
        [
            commands.AcceptCase(case_id=case.id, by=LEAD),
            commands.StartTask(task_id=f"{case.id}:fire-check", by=FIRE),
            commands.StartTask(task_id=f"{case.id}:signboard", by=CITY),
            commands.GrantTask(task_id=f"{case.id}:fire-check", by=FIRE),
        ]
    )
    assert [view.state for view in views] == [CaseState.ACCEPTED] * 4
    stored = office.engine.case(case.id)
    assert {task.item: task.state for task in stored.tasks}["fire-check"] is TaskState.GRANTED
    assert views[-1].tasks == stored.tasks
    assert office.engine.verify(case.id) == len(office.engine.events(case.id))


def test_all_or_none(office: Office) -> None:
    """Without ``each``, one command that is not allowed takes all others back, those on other cases too."""
    first, second = office.submit(), office.submit()
    with pytest.raises(CommandRejected):
        office.engine.handle_many(
            [
                commands.AcceptCase(case_id=first.id, by=LEAD),
                commands.CompleteCase(case_id=second.id, by=LEAD),
            ]
        )
    assert office.engine.case(first.id).state is CaseState.SUBMITTED
    assert len(office.engine.events(first.id)) == 1


def test_each_for_itself(office: Office) -> None:
    """With ``each``, what is not allowed is answered by its error and changes nothing; the others are carried out."""
    first, second = office.submit(), office.submit(key="k")
    answers = office.engine.handle_many(
        [
            commands.AcceptCase(case_id=first.id, by=LEAD),
            commands.CompleteCase(case_id=second.id, by=LEAD),
            commands.AcceptCase(case_id="no such case", by=LEAD),
            commands.StartTask(task_id=f"{first.id}:fire-check", by=CITY),
            commands.AcceptCase(case_id=second.id, by=LEAD, key="k"),
            commands.StartTask(task_id=f"{first.id}:fire-check", by=FIRE),
        ],
        each=True,
    )
    kinds = [CaseView, CommandRejected, NotFound, CommandRejected, KeyReused, CaseView]
    assert [isinstance(answer, kind) for answer, kind in zip(answers, kinds, strict=True)] == [True] * 6
    assert office.engine.case(first.id).state is CaseState.ACCEPTED
    assert office.engine.case(second.id).state is CaseState.SUBMITTED
    assert office.engine.verify() == sum(len(office.engine.events(each.id)) for each in (first, second))


def test_a_batch_sent_twice(office: Office) -> None:
    """Keys make a batch safe to send again: the first answers come back, and nothing happens twice."""
    batch = [submit(number) for number in range(3)]
    first = office.engine.handle_many(batch)
    later = office.engine.handle_many([*batch, submit(3)])
    assert [case.id for case in later[:3]] == [case.id for case in first]
    assert len({case.id for case in later}) == 4
    assert office.engine.verify() == 4


def test_one_key_twice_in_a_batch(office: Office) -> None:
    """The second command with a key gets the first one's answer, though nothing has been committed yet."""
    first, second = office.engine.handle_many([submit(1), submit(1)])
    assert first == second
    assert office.engine.verify() == 1


def test_batches_side_by_side(office: Office) -> None:
    """Batches that meet on the same cases in another order neither wait for each other nor lose a command."""
    cases = [office.accepted().id for _ in range(6)]

    def give(number: int) -> list[object]:
        item, by = [("fire-check", FIRE), ("signboard", CITY)][number % 2]
        order = cases if number % 3 else cases[::-1]
        return list(
            office.engine.handle_many(
                [commands.StartTask(task_id=f"{each}:{item}", by=by, key=f"{item} {each}") for each in order],
                each=True,
            )
        )

    with ThreadPoolExecutor(4) as pool:
        answers = [answer for batch in pool.map(give, range(4)) for answer in batch]
    assert all(isinstance(answer, CaseView) for answer in answers)
    for case_id in cases:
        types = [record.type for record in office.engine.events(case_id)]
        assert types.count("task.started") == 2
    assert office.engine.verify() > 0


def test_nothing_to_do(office: Office) -> None:
    """An empty batch is answered by nothing."""
    assert office.engine.handle_many([]) == []
    assert office.engine.handle_many([], each=True) == []
