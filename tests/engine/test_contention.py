"""Several workers on one case at once: commands come one after another, and nobody is told of a conflict."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.case.conftest import APPLICANT, CITY, FIRE, LEAD
from yishi_engine import CaseState, CommandRejected, TaskState, commands

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.engine.conftest import Office
    from yishi_engine import CaseView

WORKERS = 8


def at_once(office: Office, given: Sequence[commands.Command]) -> list[CaseView | CommandRejected]:
    """Give commands from as many workers as there are, and return each one's answer or rejection."""

    def give(command: commands.Command) -> CaseView | CommandRejected:
        try:
            return office.engine.handle(command)
        except CommandRejected as error:
            return error

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(give, given))


def started(office: Office) -> CaseView:
    """Return an accepted case whose three first tasks were started."""
    case = office.accepted()
    for item, by in (("business-licence", LEAD), ("fire-check", FIRE), ("signboard", CITY)):
        office.engine.handle(commands.StartTask(task_id=f"{case.id}:{item}", by=by))
    return case


def test_siblings_are_decided_at_once(office: Office) -> None:
    """Departments that decide in the same moment all succeed; the last one's decision finds the others'."""
    case = started(office)
    answers = at_once(
        office,
        [
            commands.GrantTask(task_id=f"{case.id}:business-licence", by=LEAD),
            commands.GrantTask(task_id=f"{case.id}:fire-check", by=FIRE),
        ],
    )
    assert not any(isinstance(answer, CommandRejected) for answer in answers)
    states = {task.item: task.state for task in office.engine.case(case.id).tasks}
    assert states["business-licence"] is states["fire-check"] is TaskState.GRANTED
    assert states["food-permit"] is TaskState.OPEN
    assert office.engine.verify() > 0


def test_one_command_sent_by_all_workers_happens_once(office: Office) -> None:
    """The same command with one key: one effect, and the same answer for everybody."""
    case = started(office)
    grant = commands.GrantTask(task_id=f"{case.id}:fire-check", by=FIRE, key="message-7")
    answers = at_once(office, [grant] * WORKERS)
    assert len({repr(answer) for answer in answers}) == 1
    types = [record.type for record in office.engine.events(case.id)]
    assert types.count("task.granted") == 1


def test_one_application_sent_by_all_workers_is_one_case(office: Office) -> None:
    """A portal that retries does not open two cases."""
    submit: Callable[[int], CaseView] = lambda _: office.submit(key="portal-42")  # noqa: E731
    with ThreadPoolExecutor(WORKERS) as pool:
        views = list(pool.map(submit, range(WORKERS)))
    assert len({view.id for view in views}) == 1
    assert len(office.engine.cases()) == 1


def test_of_two_that_exclude_each_other_one_wins(office: Office) -> None:
    """Accepted or withdrawn first: either is a life that can be, and the chain tells which."""
    for _ in range(10):
        case = office.submit()
        at_once(
            office,
            [
                commands.AcceptCase(case_id=case.id, by=LEAD),
                commands.WithdrawCase(case_id=case.id, by=APPLICANT),
            ],
        )
        types = [record.type for record in office.engine.events(case.id)]
        assert office.engine.case(case.id).state is CaseState.WITHDRAWN
        assert types in (
            ["case.submitted", "case.withdrawn"],
            [
                "case.submitted",
                "case.accepted",
                "task.opened",
                "task.waiting",
                "task.opened",
                "task.opened",
                "case.withdrawn",
                *["task.terminated"] * 4,
            ],
        )
    assert office.engine.verify() > 0


def test_without_a_key_the_second_start_is_rejected(office: Office) -> None:
    """Two officers who take the same task: one has it, the other is told its state."""
    case = office.accepted()
    answers = at_once(office, [commands.StartTask(task_id=f"{case.id}:fire-check", by=FIRE)] * WORKERS)
    rejected = [answer for answer in answers if isinstance(answer, CommandRejected)]
    assert len(rejected) == WORKERS - 1
    assert all("办理中" in error.notice for error in rejected)


def test_many_cases_at_once_do_not_wait_for_each_other_s_rejection(office: Office) -> None:
    """Workers on cases of their own: all of them complete."""
    with ThreadPoolExecutor(4) as pool:
        views = list(pool.map(lambda _: office.completed(), range(8)))
    assert {view.state for view in views} == {CaseState.COMPLETED}
    assert office.engine.verify() == sum(len(office.engine.events(view.id)) for view in views)
