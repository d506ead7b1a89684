"""Departments that decide every task in its time, however late within it, with stops wherever they are allowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from tests.model.bundles import random_answers, random_form
from tests.model.clock import Clock, Stop
from tests.model.days import DAY, closing, instant, last_known_day, opening
from tests.model.driving import APPLICANT, Drive
from tests.model.situation import asked
from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor

if TYPE_CHECKING:
    from tests.model.life import TaskLife

MOST_STOPS: Final = 20
LONGEST_STOP: Final = 20


class Prompt:
    """The departments of one case.

    Attributes:
        drive: The engine and the model.
        manner: ``prompt`` works at any time, ``lazy`` waits for the last moment, ``stopping`` also stops its clocks on
            working days and lets them run on days off.
        stops_left: How many suspensions are still to come at most.
        due_at: When the whole case was due, as it stood on completion; None where that cannot be told.
        in_time: Whether everything could be done in its time so far; past the end of the calendar nobody can tell.
    """

    def __init__(self, drive: Drive, *, manner: str | None = None) -> None:
        """Prepare; nothing is submitted yet."""
        self.drive = drive
        self.random = drive.random
        self.manner = manner or drive.random.choice(["prompt", "lazy", "stopping"])
        self.stops_left = MOST_STOPS if self.manner == "stopping" else drive.random.randint(0, 3)
        self.in_time = True
        self.due_at: datetime | None = None
        self.lead = Actor.staff("c-1", department=drive.life.lead)

    def accept(self) -> None:
        """Submit a random situation with all its materials, and accept it at once."""
        answers = random_answers(self.random, self.drive.definition)
        wanted = asked(self.drive.definition, answers)
        materials = {each: f"urn:material:{each}" for each in wanted.materials}
        form = random_form(self.random, wanted)
        self.drive.give(
            c.SubmitCase(
                bundle=self.drive.definition["id"], answers=answers, form=form, materials=materials, by=APPLICANT
            )
        )
        self.drive.give(c.AcceptCase(case_id=self.drive.case_id, by=self.lead))

    def kept(self) -> bool:
        """Tell whether the whole was in time, which is asked only if every part was."""
        return not self.in_time or self.due_at is None or instant(self.drive.watch.local) <= self.due_at

    def decide_all(self) -> None:
        """Decide every task in its time."""
        while self.drive.life.state == "accepted" and self.in_time:
            self._next()

    def complete(self) -> None:
        """Issue the results, as late as ``limits.issue`` allows; at once where there is no such limit."""
        decided_at = self.drive.watch.local
        issue = self.drive.definition["limits"].get("issue")
        if issue:
            due = Clock(decided_at, issue, None, self.drive.days).due()
            self.in_time = due.at is not None
            if due.at:
                self.drive.watch.local = due.at if self.manner != "prompt" else self._between(decided_at, due.at)
        if self.in_time:
            self.due_at = self.drive.engine.case(self.drive.case_id).due_at
            self.drive.give(c.CompleteCase(case_id=self.drive.case_id, by=self.lead))

    def _next(self) -> None:
        tasks = self.drive.life.tasks
        waiting = {item: task for item, task in tasks.items() if task.state == "open"}
        if waiting:
            self._do(c.StartTask, self.random.choice(list(waiting)))
            return
        running = {item: task for item, task in tasks.items() if task.state == "in_progress" and task.clock}
        stopped = [item for item, task in tasks.items() if task.state == "suspended"]
        if stopped and (not running or self.random.random() < 0.4):
            self._resume(self.random.choice(stopped), running)
            return
        if any(task.clock is None or task.clock.due().at is None for task in running.values()):
            self.in_time = False
            return
        item = min(running, key=lambda each: self._deadline(running[each]))
        deadline = self._deadline(running[item])
        if self.manner == "prompt" and self.random.random() < 0.5:
            item, deadline = self.random.choice(list(running)), self._between(self.drive.watch.local, deadline)
        procedures = running[item].item.get("special_procedures", ())
        if procedures and self.stops_left and (self.manner == "stopping" or self.random.random() < 0.6):
            self._suspend(item, deadline, procedures)
            return
        self.drive.watch.local = max(self.drive.watch.local, deadline)
        if self.random.random() < 0.9:
            self._do(c.GrantTask, item)
        else:
            self._do(c.RefuseTask, item, reason="不符合条件")

    def _suspend(self, item: str, deadline: datetime, procedures: tuple[str, ...]) -> None:
        self.stops_left -= 1
        now = self.drive.watch.local
        morning = opening(self._next_day(now.date(), working=True))
        moments = [min(max(now, morning), deadline), deadline, self._between(now, deadline)]
        self.drive.watch.local = moments[0] if self.manner == "stopping" else self.random.choice(moments)
        procedure = self.random.choice(procedures)
        self._do(c.SuspendTask, item, procedure=procedure, reason="须检", expected="5 工作日")

    def _resume(self, item: str, running: dict[str, TaskLife]) -> None:
        now = self.drive.watch.local
        then = opening(now.date() + timedelta(days=self.random.randint(0, LONGEST_STOP)))
        if self.manner == "stopping" or self.random.random() < 0.3:
            then = datetime.combine(self._next_day(now.date() + DAY, working=False), time())
        latest = min((self._deadline(task) for task in running.values()), default=None)
        then = max(now, min(then, latest or then))
        if self._resumed_too_late(item, then):
            then = opening(then.date() + DAY)
            if latest and then > latest:
                self.in_time = False
                return
        self.drive.watch.local = then
        self._do(c.ResumeTask, item)

    def _resumed_too_late(self, item: str, then: datetime) -> bool:
        clock = self.drive.life.tasks[item].clock
        assert clock is not None
        stops = [*clock.stops[:-1], Stop(clock.stops[-1].since, then.date())]
        due = replace(clock, stops=stops).due()
        return due.at is not None and due.at < then

    def _next_day(self, day: date, *, working: bool) -> date:
        while day < last_known_day() and self.drive.days.working(day) != working:
            day += DAY
        return day

    def _deadline(self, task: TaskLife) -> datetime:
        due = task.clock.due() if task.clock else None
        return due.at if due and due.at else closing(self.drive.watch.local.date())

    def _between(self, earliest: datetime, latest: datetime) -> datetime:
        minutes = max(0, int((latest - earliest) / timedelta(minutes=1)))
        return earliest + timedelta(minutes=self.random.randint(0, minutes))

    def _do(self, command: type[c.TaskCommand], item: str, **rest: object) -> None:
        department = self.drive.life.tasks[item].item["department"]
        by = Actor.staff("c-2", department=department)
        self.drive.give(command(task_id=c.task_id(self.drive.case_id, item), by=by, **rest))  # type: ignore[arg-type]
