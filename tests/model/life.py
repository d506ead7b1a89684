"""One case by the reference model: states, gates, outcomes and who may do what.

It is written from the published rules alone. A command is either carried out or raises ``Rejected`` before anything is
changed. Times are naive local times of Asia/Shanghai.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Final

from tests.model.clock import Clock, Due, Stop, amount_and_unit
from tests.model.situation import Asked, Plain, asked
from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor, Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tests.model.days import Days

DECIDED: Final = ("granted", "refused", "terminated")
RUNNING: Final = ("accepted", "decided")
BEST_RATING: Final = 5


class Rejected(Exception):
    """The state, the actor or the definition does not allow the command."""


def _require(condition: object, why: str) -> None:
    if not condition:
        raise Rejected(why)


@dataclass
class TaskLife:
    """One task.

    Attributes:
        item: Its item, as the definition has it.
        state: One of the published names of states.
        clock: Its clock once that has started.
        extended: How much more time it got.
        stops: When a special procedure held it, also under a clock that was taken back.
        returns: When it was decided and then returned, since its clock started.
        decided_on: The day of its decision.
    """

    item: Plain
    state: str
    clock: Clock | None = None
    extended: str | None = None
    stops: list[Stop] = field(default_factory=list)
    returns: list[Stop] = field(default_factory=list)
    decided_on: date | None = None

    @property
    def decided(self) -> bool:
        """Whether nothing remains to be decided."""
        return self.state in DECIDED

    def end(self, state: str, day: date) -> None:
        """Enter a state in which no special procedure goes on."""
        self.state = state
        if self.stops and self.stops[-1].until is None:
            self.stops[-1].until = day

    def begin_anew(self, state: str, day: date) -> None:
        """Be undecided again under a clock that has not started."""
        self.end(state, day)
        self.clock, self.returns = None, []

    def limits(self) -> tuple[str | None, str | None]:
        """Return the committed and the statutory limit, both with the extension."""
        committed, statutory = self.item.get("committed_limit"), self.item.get("statutory_limit")
        return committed and _longer(committed, self.extended), statutory and _longer(statutory, self.extended)


@dataclass
class Life:
    """One case, from the first command on.

    Attributes:
        definition: The bundle as its author wrote it.
        days: The working days.
        state: One of the published names of states; None before the application.
    """

    definition: Plain
    days: Days
    state: str | None = None
    applicant: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    asked: Asked = field(default_factory=lambda: Asked({}, {}, {}))
    window: Clock | None = None
    accepted_at: datetime | None = None
    corrected: bool = False
    extended: str | None = None
    rating: int | None = None
    missing: set[str] = field(default_factory=set)
    tasks: dict[str, TaskLife] = field(default_factory=dict)

    @property
    def lead(self) -> str:
        """Key of the lead department."""
        return str(self.definition["lead_department"])

    @property
    def departments(self) -> set[str]:
        """Keys of all departments that the bundle names."""
        return {self.lead, *(str(each["department"]) for each in self.definition["items"])}

    @property
    def outcome(self) -> str | None:
        """What became of a completed case."""
        if self.state != "completed":
            return None
        granted = sum(task.state == "granted" for task in self.tasks.values())
        return "refused" if granted == 0 else "granted" if granted == len(self.tasks) else "partly_granted"

    @property
    def clock(self) -> Clock | None:
        """The case's own clock: the window before acceptance, the total afterwards; None once the case has ended."""
        if self.state in ("submitted", "correcting"):
            return self.window
        if self.state not in RUNNING or self.accepted_at is None:
            return None
        stops = [stop for task in self.tasks.values() for stop in task.stops]
        total = _longer(self.definition["limits"]["total"], self.extended)
        return Clock(self.accepted_at, total, None, self.days, stops)

    def due(self) -> Due:
        """Return when the case's own clock runs out."""
        return self.clock.due() if self.clock else Due()

    # --- time ---------------------------------------------------------------------------------------------------------

    def pass_time(self, now: datetime) -> None:
        """Let windows that have passed take effect: acceptance counts from the receipt, a correction lapses."""
        limits, due = self.definition["limits"], self.due()
        if self.window is None or due.at is None or now <= due.at:
            return
        if self.state == "submitted" and limits.get("on_silence", "deemed_accepted") == "deemed_accepted":
            self._accept(self.window.started)
        elif self.state == "correcting":
            self.state = {"lapse": "lapsed", "decline": "declined"}[limits.get("on_correction_expiry", "lapse")]

    # --- commands -----------------------------------------------------------------------------------------------------

    @singledispatchmethod
    def carry_out(self, command: c.Command, now: datetime) -> None:
        """Carry a command out, or raise Rejected and change nothing."""
        raise NotImplementedError(type(command).__name__)

    @carry_out.register(c.SubmitCase)
    def _submit(self, command: c.SubmitCase, now: datetime) -> None:
        own = command.by.role is Role.APPLICANT and command.applicant in (None, command.by.id)
        _require(own or (self._by_lead(command.by) and command.applicant), "applicant, or lead staff for them")
        _require(set(command.answers) == {each["id"] for each in self.definition["questions"]}, "all answers")
        wanted = asked(self.definition, command.answers)
        _require(set(command.form) == set(wanted.fields), "the whole form")
        required = {each["id"] for each in wanted.materials.values() if each.get("necessity", "required") == "required"}
        _require(required <= set(command.materials) <= set(wanted.materials), "the required materials")
        self.state, self.asked, self.answers = "submitted", wanted, command.answers
        self.applicant = command.applicant or command.by.id
        deferrable = {each["id"] for each in wanted.materials.values() if each.get("necessity") == "deferrable"}
        self.missing = deferrable - set(command.materials)
        self._open_window(now)

    @carry_out.register(c.ReportDeficiency)
    def _report(self, command: c.ReportDeficiency, now: datetime) -> None:  # noqa: ARG002
        _require(command.by.department in self.departments, "a department of the bundle")
        _require(self.state == "submitted", "submitted")
        _require(command.text and command.item in self.asked.items, "a text on a required item")

    @carry_out.register(c.RequestCorrection)
    def _request(self, command: c.RequestCorrection, now: datetime) -> None:
        _require(self._by_lead(command.by), "lead staff")
        _require(self.state == "submitted" and not self.corrected, "submitted, once")
        self.state, self.corrected = "correcting", True
        limit = self.definition["limits"].get("correction")
        self.window = Clock(now, limit, None, self.days) if limit else None

    @carry_out.register(c.SubmitCorrection)
    def _correct(self, command: c.SubmitCorrection, now: datetime) -> None:
        _require(self._by_applicant(command.by), "the applicant")
        _require(self.state == "correcting", "correcting")
        _require(set(command.form) <= set(self.asked.fields), "fields that are asked for")
        self.state = "submitted"
        self._open_window(now)

    @carry_out.register(c.AcceptCase)
    def _accept_case(self, command: c.AcceptCase, now: datetime) -> None:
        _require(self._by_lead(command.by), "lead staff")
        _require(self.state == "submitted", "submitted")
        self._accept(now)

    @carry_out.register(c.DeclineCase)
    def _decline(self, command: c.DeclineCase, now: datetime) -> None:  # noqa: ARG002  (all commands alike)
        _require(self._by_lead(command.by), "lead staff")
        _require(self.state == "submitted", "submitted")
        _require(command.reason, "a reason")
        self.state = "declined"

    @carry_out.register(c.WithdrawCase)
    def _withdraw(self, command: c.WithdrawCase, now: datetime) -> None:
        _require(self._by_applicant(command.by), "the applicant")
        _require(self.state in ("submitted", "correcting", "accepted"), "submitted, correcting or accepted")
        self.state = "withdrawn"
        for task in self.tasks.values():
            if not task.decided:
                task.end("terminated", now.date())

    @carry_out.register(c.SupplyMaterial)
    def _supply(self, command: c.SupplyMaterial, now: datetime) -> None:  # noqa: ARG002
        _require(self._by_applicant(command.by), "the applicant")
        _require(self.state in ("submitted", *RUNNING), "a case that is being handled")
        _require(command.material in self.missing, "a deferred material")
        self.missing.remove(command.material)

    @carry_out.register(c.CompleteCase)
    def _complete(self, command: c.CompleteCase, now: datetime) -> None:  # noqa: ARG002
        _require(self._by_lead(command.by), "lead staff")
        _require(self.state == "decided", "decided")
        _require(not self.missing, "all deferred materials")
        self.state = "completed"

    @carry_out.register(c.RateCase)
    def _rate(self, command: c.RateCase, now: datetime) -> None:  # noqa: ARG002
        _require(self._by_applicant(command.by), "the applicant")
        _require(self.state == "completed" and self.rating is None, "completed, once")
        _require(1 <= command.score <= BEST_RATING, "1 to 5")
        self.rating = command.score

    @carry_out.register(c.ExtendCase)
    def _extend_case(self, command: c.ExtendCase, now: datetime) -> None:
        _require(self._by_lead(command.by) and command.by.role is Role.SUPERVISOR, "supervisor of the lead")
        _require(self.state in RUNNING and self.extended is None, "running, once")
        _require(_within(command.limit, self.definition["limits"].get("extension")), "within the extension")
        _require(command.reason and not _expired(self.clock, now), "a reason, before expiry")
        self.extended = command.limit

    @carry_out.register(c.ExtendTask)
    def _extend_task(self, command: c.ExtendTask, now: datetime) -> None:
        task = self._task(command)
        _require(command.by.role is Role.SUPERVISOR, "supervisor of the department")
        _require(not task.decided and task.state != "waiting" and task.extended is None, "being handled, once")
        _require(_within(command.limit, task.item.get("extension")), "within the extension")
        _require(command.reason and not _expired(task.clock, now), "a reason, before expiry")
        task.extended = command.limit
        if task.clock:
            task.clock.committed, task.clock.statutory = task.limits()

    @carry_out.register(c.StartTask)
    def _start(self, command: c.StartTask, now: datetime) -> None:  # noqa: ARG002
        task = self._task(command)
        _require(task.state == "open", "open")
        task.state = "in_progress"

    @carry_out.register(c.SuspendTask)
    def _suspend(self, command: c.SuspendTask, now: datetime) -> None:
        task = self._task(command)
        _require(task.state == "in_progress", "in progress")
        _require(task.clock, "a clock that has started")
        _require(command.procedure in task.item.get("special_procedures", ()), "a listed procedure")
        _require(command.reason and _is_limit(command.expected), "a reason and the expected time")
        task.state = "suspended"
        task.stops.append(Stop(now.date()))

    @carry_out.register(c.ResumeTask)
    def _resume(self, command: c.ResumeTask, now: datetime) -> None:
        task = self._task(command)
        _require(task.state == "suspended", "suspended")
        task.end("in_progress", now.date())

    @carry_out.register(c.GrantTask)
    def _grant(self, command: c.GrantTask, now: datetime) -> None:
        task = self._task(command)
        _require(task.state == "in_progress", "in progress")
        _require(self._met(command.item), "prerequisites granted")
        task.state, task.decided_on = "granted", now.date()
        for item, other in self.tasks.items():
            if command.item in self.asked.prerequisites(item) and not other.decided:
                self._open(item, now)
        self._settle()

    @carry_out.register(c.RefuseTask)
    def _refuse(self, command: c.RefuseTask, now: datetime) -> None:
        task = self._task(command)
        _require(task.state == "in_progress", "in progress")
        _require(self._met(command.item), "prerequisites granted")
        _require(command.reason, "a reason")
        task.state, task.decided_on = "refused", now.date()
        for item in self.asked.dependents(command.item):
            self.tasks[item].end("terminated", now.date())
        self._settle()

    @carry_out.register(c.ReopenTask)
    def _reopen(self, command: c.ReopenTask, now: datetime) -> None:
        _require(self._by_lead(command.by) and command.by.role is Role.SUPERVISOR, "supervisor of the lead")
        _require(self.state in RUNNING and command.item in self.tasks, "a task of a running case")
        task = self.tasks[command.item]
        _require(task.decided_on and task.state in ("granted", "refused"), "decided")
        _require(command.reason, "a reason")
        assert task.decided_on is not None
        self.state, task.state = "accepted", "open"
        task.returns.append(Stop(task.decided_on, now.date()))
        for item in self.asked.in_order(self.asked.dependents(command.item)):
            self._unsettle(item, now)

    # --- who ----------------------------------------------------------------------------------------------------------

    def sees(self, viewer: Actor) -> tuple[set[str], set[str]] | None:
        """Return the ids of the fields and materials that an actor sees; None for one who sees nothing at all."""
        if self._by_lead(viewer) or self._by_applicant(viewer) or viewer.role is Role.SYSTEM:
            items = list(self.asked.items.values())
        elif viewer.department in self.departments:
            items = [each for each in self.asked.items.values() if each["department"] == viewer.department]
        else:
            return None
        fields = {name for each in items for name in each.get("fields", ())}
        materials = {name for each in items for name in each.get("materials", ())}
        return fields & set(self.asked.fields), materials & set(self.asked.materials)

    def _by_lead(self, actor: Actor) -> bool:
        return actor.department == self.lead

    def _by_applicant(self, actor: Actor) -> bool:
        return actor.role is Role.APPLICANT and actor.id == self.applicant

    def _task(self, command: c.TaskCommand) -> TaskLife:
        _require(self.state == "accepted" and command.item in self.tasks, "a task of an accepted case")
        task = self.tasks[command.item]
        _require(command.by.department == task.item["department"], "the task's department")
        return task

    # --- gates --------------------------------------------------------------------------------------------------------

    def _accept(self, counted_from: datetime) -> None:
        self.state, self.accepted_at = "accepted", counted_from
        self.tasks = {item: TaskLife(each, "waiting") for item, each in self.asked.items.items()}
        for item in self.tasks:
            self._open(item, counted_from)

    def _open(self, item: str, now: datetime) -> None:
        task = self.tasks[item]
        if task.state == "waiting" and self._met(item, "start"):
            task.state = "open"
        if task.clock is None and self._met(item):
            task.clock = Clock(now, *task.limits(), self.days, task.stops, task.returns)

    def _unsettle(self, item: str, now: datetime) -> None:
        """Take back what rested on a decision that was returned; prerequisites have been looked at before."""
        task = self.tasks[item]
        if any(self.tasks[each].state in ("refused", "terminated") for each in self.asked.prerequisites(item)):
            return
        if not self._met(item, "start"):
            task.begin_anew("waiting", now.date())
        elif task.decided:
            task.begin_anew("open", now.date())
        else:
            task.clock = None

    def _open_window(self, now: datetime) -> None:
        self.window = Clock(now, self.definition["limits"].get("acceptance", "5 工作日"), None, self.days)

    def _met(self, item: str, gate: str | None = None) -> bool:
        return all(self.tasks[each].state == "granted" for each in self.asked.prerequisites(item, gate))

    def _settle(self) -> None:
        if all(task.decided for task in self.tasks.values()):
            self.state = "decided"


def _is_limit(text: str) -> bool:
    return re.fullmatch(r"即办|[1-9]\d* (工作日|自然日|工作时|月)", text) is not None


def _expired(clock: Clock | None, now: datetime) -> bool:
    due = clock.due().at if clock else None
    return due is not None and now > due


def _within(limit: str, most: str | None) -> bool:
    if most is None or not _is_limit(limit):
        return False
    (amount, unit), (most_amount, most_unit) = amount_and_unit(limit), amount_and_unit(most)
    return unit == most_unit and amount <= most_amount


def _longer(limit: str, by: str | None) -> str:
    if by is None:
        return limit
    (amount, unit), (more, _) = amount_and_unit(limit), amount_and_unit(by)
    return f"{amount + more} {unit}"
