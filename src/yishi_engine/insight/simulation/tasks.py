"""Tasks in a simulation: they queue, are handled, stopped for special procedures, held for prerequisites, decided."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from yishi_engine.case import commands as c
from yishi_engine.case.clocks import task_clock
from yishi_engine.case.lifecycle import TaskState
from yishi_engine.insight.simulation.agenda import Phase
from yishi_engine.insight.simulation.life import Job, Life
from yishi_engine.insight.simulation.station import LAST

if TYPE_CHECKING:
    from yishi_engine.case.actor import Actor
    from yishi_engine.case.model import Task
    from yishi_engine.insight.simulation.world import World


class Tasks:
    """What happens to the tasks of a world."""

    def __init__(self, world: World) -> None:
        """Handle the tasks of a world."""
        self._world = world
        self._model = world.model

    def open(self, life: Life, item: str, second: int) -> None:
        """Let a task wait for an officer."""
        station = self._world.stations[self._model.items[item].department]
        draw = life.draw.items[item]
        job = Job(
            life=life,
            item=item,
            station=station,
            draw=draw,
            opened=second,
            rest=draw.handling,
            stop=draw.stop,
            since=second,
        )
        life.jobs[item] = job
        self._queue(job)

    def start_clock(self, job: Job, second: int) -> None:
        """Go on with a task whose last prerequisite was granted."""
        if job.held:
            job.gated += second - job.since
            job.held = False
            self._go_on(job, second)
        elif job.place:
            self._queue(job)  # it has a due date now

    def terminate(self, life: Life, item: str, second: int) -> None:
        """End a task without a decision, for a prerequisite was refused."""
        job = life.jobs.pop(item, None)
        if job:
            job.turn += 1
            job.station.leave(job)
            self._release(job, second)
        self._world.tally.terminated(life, item)

    def begin(self, job: Job, officer: Actor, second: int) -> None:
        """Let an officer begin with a task, or go on with it; up to the middle, where a special procedure stops it."""
        job.waiting += second - job.since
        job.since, job.officer = second, officer
        if self._task(job).state is TaskState.OPEN:
            start = c.StartTask(task_id=job.life.state.task_id(job.item), by=officer)
            self._world.do(job.life, start, self._model.time.begin(second))
        length = max(1, job.rest // 2) if job.stop else job.rest
        self._world.agenda.plan(second + length, Phase.ENDS, self._worked, job, job.turn)

    def _worked(self, second: int, job: Job, turn: int) -> None:
        if turn == job.turn:
            job.rest -= second - job.since
            job.handled += second - job.since
            self._release(job, second)
            self._go_on(job, second)

    def _release(self, job: Job, second: int) -> None:
        if job.officer:
            job.station.release(job.officer, since=job.since, until=second)
            job.officer = None
            self._world.touch(job.station)

    def _go_on(self, job: Job, second: int) -> None:
        """Do what comes next with a task that no officer has: stop it, let it queue, decide it, or hold it."""
        job.since = second
        if self._task(job).clock_started_at is None and (job.stop or not job.rest):
            job.held = True  # neither a stop nor a decision before the last prerequisite is granted
        elif job.stop:
            self._suspend(job, second)
        elif job.rest:
            self._queue(job)
        else:
            self._decide(job, second)

    def _suspend(self, job: Job, second: int) -> None:
        days = math.ceil(job.stop / self._model.time.day_length)
        suspend = c.SuspendTask(
            task_id=job.life.state.task_id(job.item),
            procedure=self._model.items[job.item].special_procedures[0].name,
            reason="模拟",
            expected=f"{days} 工作日",
            by=self._model.signer(job.item),
        )
        self._world.do(job.life, suspend, self._model.time.end(second))
        self._world.agenda.plan(second + job.stop, Phase.ENDS, self._resume, job, job.turn)

    def _resume(self, second: int, job: Job, turn: int) -> None:
        if turn != job.turn:
            return
        job.stopped += second - job.since
        job.stop = 0
        resume = c.ResumeTask(task_id=job.life.state.task_id(job.item), by=self._model.signer(job.item))
        self._world.do(job.life, resume, self._model.time.end(second))
        self._go_on(job, second)

    def _decide(self, job: Job, second: int) -> None:
        life, at = job.life, self._model.time.end(second)
        task = life.state.task_id(job.item)
        by = self._model.signer(job.item)
        decision: c.Command = c.GrantTask(task_id=task, by=by)
        if job.draw.refused:
            decision = c.RefuseTask(task_id=task, reason="模拟", by=by)
        events = self._world.do(life, decision, at)
        del life.jobs[job.item]
        self._world.tally.decided(job, self._model)
        self._world.follow(life, events, second, at)

    def _queue(self, job: Job) -> None:
        job.station.join(job, self._urgency(job))
        self._world.touch(job.station)

    def _urgency(self, job: Job) -> float:
        """Return by what the task is sorted in its queue; one that has no due date yet comes last."""
        if self._model.scenario.order == "arrival":
            return job.opened
        clock = task_clock(self._task(job), self._model.items[job.item], self._model.bundle)
        due = clock.due(self._model.calendar).at if clock else None
        return due.timestamp() if due else LAST

    def _task(self, job: Job) -> Task:
        return job.life.state.tasks[job.item]
