"""Cases that an engine remembers: another engine may have changed them, and no command is decided wrongly for that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.case.conftest import FIRE, LEAD
from tests.engine.conftest import catalog
from yishi_engine import CaseState, Engine, MemoryStore, TaskState, commands
from yishi_engine.engine.desk import Desk, Memory
from yishi_engine.errors import NotAllowedInState
from yishi_engine.store.port import DueIndex, StoredCase
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import case_id, new_case, next_change
from yishi_engine.testing.conformance.base import save
from yishi_engine.worktime.calendar import national_calendar

if TYPE_CHECKING:
    from tests.engine.conftest import Office

CALENDAR = national_calendar()


@pytest.fixture
def other(office: Office) -> Engine:
    """Return an engine of another process on the same store."""
    return Engine(store=office.store, catalog=catalog(), clock=lambda: office.now)


def test_what_another_engine_allowed(office: Office, other: Engine) -> None:
    """A command that is allowed only as the case stands now is not refused for what is remembered."""
    case = office.submit()
    other.handle(commands.AcceptCase(case_id=case.id, by=LEAD))
    view = office.engine.handle(commands.StartTask(task_id=f"{case.id}:fire-check", by=FIRE))
    assert view.state is CaseState.ACCEPTED


def test_what_another_engine_forbade(office: Office, other: Engine) -> None:
    """A command that was allowed only as the case is remembered is refused, and changes nothing."""
    case = office.submit()
    other.handle(commands.DeclineCase(case_id=case.id, by=LEAD, reason="不属于本机关职权范围"))
    with pytest.raises(NotAllowedInState):
        office.engine.handle(commands.AcceptCase(case_id=case.id, by=LEAD))
    assert office.engine.case(case.id).state is CaseState.DECLINED
    assert len(office.engine.events(case.id)) == 2


def test_engines_in_turn(office: Office, other: Engine) -> None:
    """Two engines that take turns on a case each go on from what the other left; the chain is whole."""
    case = office.accepted()
    for number, engine in enumerate((other, office.engine) * 3):
        office.tick()
        task = f"{case.id}:fire-check"
        if number == 0:
            engine.handle(commands.StartTask(task_id=task, by=FIRE))
        elif number % 2:
            engine.handle(
                commands.SuspendTask(
                    task_id=task, procedure="专家评审", reason="现场评审", expected="2 工作日", by=FIRE
                )
            )
        else:
            engine.handle(commands.ResumeTask(task_id=task, by=FIRE))
    assert office.engine.verify(case.id) == len(office.engine.events(case.id))
    assert other.case(case.id).tasks == office.engine.case(case.id).tasks


def test_a_rejected_command_leaves_what_is_remembered(office: Office) -> None:
    """After a refusal the next command finds the case as it was."""
    case = office.submit()
    with pytest.raises(NotAllowedInState):
        office.engine.handle(commands.CompleteCase(case_id=case.id, by=LEAD))
    view = office.engine.handle(commands.AcceptCase(case_id=case.id, by=LEAD))
    assert {task.item: task.state for task in view.tasks}["fire-check"] is TaskState.OPEN


def told(stored: StoredCase) -> StoredCase:
    """Return a case with the due dates that were told."""
    return replace(stored, due=DueIndex(case=None, tasks={}))


class TestMemory:
    """What is remembered, and for how long."""

    def test_the_oldest_is_forgotten(self) -> None:
        """Of more cases than there is room for, those stay that were asked for last."""
        store, memory = MemoryStore(), Memory(2)
        saved = {number: told(save(store, new_case(number))) for number in (1, 2, 3)}
        memory.put(saved[1], CALENDAR)
        memory.put(saved[2], CALENDAR)
        assert memory.get(case_id(1)) is not None
        memory.put(saved[3], CALENDAR)
        assert memory.get(case_id(2)) is None
        known = memory.get(case_id(1))
        assert known is not None
        assert known.stored == saved[1]
        assert not known.certain

    def test_a_later_state_is_not_replaced_by_an_earlier(self) -> None:
        """Two threads may tell of their commits in either order."""
        store, memory = MemoryStore(), Memory()
        first = told(save(store, new_case(1)))
        second = told(save(store, next_change(first, b.reported())))
        memory.put(second, CALENDAR)
        memory.put(first, CALENDAR)
        known = memory.get(case_id(1))
        assert known is not None
        assert known.stored.seq == 2

    def test_a_sweep_drives_nothing_out(self) -> None:
        """What is not to be remembered anew replaces what is remembered of its case, and nothing else."""
        store, memory = MemoryStore(), Memory(1)
        first = told(save(store, new_case(1)))
        memory.put(first, CALENDAR)
        memory.put(told(save(store, new_case(2))), CALENDAR, anew=False)
        assert memory.get(case_id(2)) is None
        memory.put(told(save(store, next_change(first, b.reported()))), CALENDAR, anew=False)
        known = memory.get(case_id(1))
        assert known is not None
        assert known.stored.seq == 2

    def test_what_was_not_told_is_not_remembered(self) -> None:
        """Without its due dates nobody could see later that they moved."""
        memory = Memory()
        memory.put(replace(save(MemoryStore(), new_case(1)), due=None), CALENDAR)
        assert memory.get(case_id(1)) is None

    def test_forgetting(self) -> None:
        """What was found to be different is read again."""
        store, memory = MemoryStore(), Memory()
        memory.put(told(save(store, new_case(1))), CALENDAR)
        memory.forget([case_id(1), "no such case"])
        with store.read() as transaction:
            known = Desk(transaction, memory).case(case_id(1))
            assert known is not None
            assert known.certain
            assert Desk(transaction, memory).case("no such case") is None
