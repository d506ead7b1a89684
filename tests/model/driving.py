"""Drive one random life against an engine, and compare it with the reference model after every single step."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from tests.model.bundles import OUTSIDER, PROCEDURES, random_answers, random_form, random_materials
from tests.model.days import Days, closing, instant, last_known_day, opening
from tests.model.life import RUNNING, Life, Rejected
from tests.model.situation import Plain, asked
from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor
from yishi_engine.engine import Engine
from yishi_engine.errors import CommandRejected, NotFound

if TYPE_CHECKING:
    from random import Random

    from tests.model.clock import Clock
    from yishi_engine.bundle import Catalog
    from yishi_engine.case.views import CaseView, TaskView
    from yishi_engine.store.port import Store
    from yishi_engine.worktime import Calendar

APPLICANT: Final = Actor.applicant("p-1")
STRANGER: Final = Actor.applicant("p-2")
NO_CASE: Final = "00000000-0000-7000-8000-000000000000"
RETURNED: Final = 0.08
"""How often a decision is returned rather than something else being done."""
LENGTHENED: Final = 0.08
"""How often a limit is lengthened rather than something else being done."""
HOLIDAYS: Final = (
    date(2025, 1, 22),
    date(2025, 4, 2),
    date(2025, 4, 25),
    date(2025, 9, 26),
    date(2025, 12, 30),
    date(2026, 2, 9),
    date(2026, 4, 30),
    date(2026, 9, 18),
    date(2026, 12, 10),
)
"""Days shortly before holidays and their make-up workdays, and before the end of what the calendar knows."""


@dataclass
class Watch:
    """The clock that an engine is given; it shows what a test sets."""

    local: datetime

    def __call__(self) -> datetime:
        """Return the present instant, aware, UTC."""
        return instant(self.local)


@dataclass
class Drive:
    """One life: the engine, the model beside it, and everything that was done, for the reader of a failure.

    Attributes:
        engine: The engine under test.
        watch: Its clock.
        definition: The bundle.
        random: Where chance comes from.
        life: The reference model of the case.
        days: The model's working days.
        case_id: Id of the case once there is one.
        told: What was tried, one line a step.
        done: The commands that were carried out, with their local times.
    """

    engine: Engine
    watch: Watch
    definition: Plain
    random: Random
    days: Days = field(default_factory=Days)
    case_id: str = NO_CASE
    told: list[str] = field(default_factory=list)
    done: list[tuple[datetime, c.Command]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with a case that has not been applied for."""
        self.life = Life(self.definition, self.days)

    # --- steps --------------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Let some time pass, or give one command."""
        if self.random.random() < 0.4:
            self.let_time_pass(self._later())
        self.give(self._sensible() if self.random.random() < 0.7 else self._any())

    def let_time_pass(self, until: datetime) -> None:
        """Move both clocks on, sweep, and compare."""
        self.watch.local = until
        self.told.append(f"{until} sweep")
        self.life.pass_time(until)
        self.engine.sweep()
        assert self.engine.sweep().records == 0, self.story("a second sweep recorded something again")
        if self.case_id != NO_CASE:
            self.compare(self.engine.case(self.case_id))
            self._compare_signals()

    def give(self, command: c.Command) -> None:
        """Give a command to both, and compare what they make of it."""
        now = self.watch.local
        self.told.append(f"{now} {command}")
        before = self._known()
        try:
            self.life.carry_out(command, now)
            allowed, why = True, ""
        except Rejected as error:
            allowed, why = False, str(error)
        try:
            view = self.engine.handle(command)
        except (CommandRejected, NotFound) as error:
            assert not allowed, self.story(f"the engine rejects what the model allows: {error!r}")
            assert self._known() == before, self.story("a rejected command changed something")
            self.told[-1] += f" -> rejected ({type(error).__name__}; {why})"
            return
        assert allowed, self.story(f"the engine allows what the model rejects: {why}")
        self.case_id = view.id
        self.done.append((now, command))
        whole = self._sees_whole(command.by)
        self.compare(view, missing=self.life.missing if whole else self.life.missing & set(view.missing_materials))
        self.compare(self.engine.case(self.case_id))

    # --- comparison ---------------------------------------------------------------------------------------------------

    def compare(self, view: CaseView, *, missing: set[str] | None = None) -> None:
        """Compare all that the published rules determine; ``missing`` is what the reader may know to be missing."""
        life, now = self.life, self.watch.local
        known_missing = life.missing if missing is None else missing
        expected: Plain = {"state": life.state, "outcome": life.outcome, "missing": sorted(known_missing)}
        actual: Plain = {
            "state": view.state.value,
            "outcome": view.outcome.value if view.outcome else None,
            "missing": sorted(view.missing_materials),
        }
        expected |= clock_facts(life.clock, now)
        if life.clock:
            actual |= standing_facts(view)
        else:
            actual |= {"level": view.level and view.level.value}
        actual, expected = without_unknown(actual, now), without_unknown(expected, now)
        assert actual == expected, self.story(f"the case differs at {now}: {difference(actual, expected)}")
        assert [task.item for task in view.tasks] == list(life.tasks), self.story("other tasks")
        for task in view.tasks:
            self._compare_task(task)

    def _compare_task(self, view: TaskView) -> None:
        task = self.life.tasks[view.item]
        running = not task.decided and self.life.state == "accepted"
        expected = {"state": task.state} | clock_facts(task.clock if running else None, self.watch.local)
        actual: dict[str, object] = {"state": view.state.value}
        actual |= standing_facts(view) if running and task.clock else {"level": view.level and view.level.value}
        if running and not task.clock:
            actual |= {"due_on": view.due_on}
            expected |= {"due_on": None}
        actual, expected = (without_unknown(each, self.watch.local) for each in (actual, expected))
        fault = f"task {view.item} differs at {self.watch.local}: {difference(actual, expected)}"
        assert actual == expected, self.story(fault)

    def _compare_signals(self) -> None:
        """Find that a sweep recorded the level of each running clock, once for its due date."""
        records = self.engine.events(self.case_id)
        windows = ("case.submitted", "case.correction_requested", "case.corrected", "case.accepted")
        begun = max(record.seq for record in records if record.type in windows)
        clocks = {None: self.life.clock} | {item: task.clock for item, task in self.life.tasks.items()}
        for item, clock in clocks.items():
            ended = self.life.state not in ("submitted", "correcting", *RUNNING)
            if clock is None or ended or (item and self.life.tasks[item].decided):
                continue
            level, due = clock.level(self.watch.local), clock.due()
            if level not in (None, "normal"):
                same = [
                    record
                    for record in records
                    if record.type == f"clock.{level}"
                    and record.seq > begun
                    and dict(record.data) == ({"item": item} if item else {}) | {"due_on": str(due.on)}
                ]
                assert len(same) == 1, self.story(f"{level} of {item}, due on {due.on}, is recorded {len(same)} times")

    def compare_sight(self) -> None:
        """Compare which fields and materials every kind of actor gets to see."""
        for viewer in self._actors():
            seen = self.life.sees(viewer)
            try:
                view = self.engine.case(self.case_id, viewer=viewer)
            except CommandRejected:
                assert seen is None, self.story(f"{viewer} should see the case")
                continue
            assert seen is not None, self.story(f"{viewer} should not see the case")
            assert set(view.form) == seen[0], self.story(f"{viewer} sees other fields")
            assert set(view.materials) | set(view.missing_materials) >= seen[1] & set(view.materials)
            assert set(view.materials) <= seen[1], self.story(f"{viewer} sees other materials")

    def check_records(self) -> None:
        """Prove the chain, that its replay is the stored state, and that it tells no personal value."""
        records = self.engine.events(self.case_id)
        assert self.engine.verify(self.case_id) == len(records), self.story("not every record is proved")
        text = "".join(record.body_text for record in records)
        form = self.engine.case(self.case_id).form
        for each in self.definition["form"]:
            if each.get("personal") and each["id"] in form:
                assert str(form[each["id"]]) not in text, self.story(f"the records tell {each['id']}")

    def _sees_whole(self, actor: Actor) -> bool:
        return actor.department in (None, self.life.lead)

    def story(self, fault: str) -> str:
        """Return what went wrong, after what was done, to which bundle."""
        return "\n".join([fault, str(self.definition), *self.told])

    def _known(self) -> object:
        if self.case_id == NO_CASE:
            return None
        return self.engine.case(self.case_id), len(self.engine.events(self.case_id))

    # --- choices ------------------------------------------------------------------------------------------------------

    def _later(self) -> datetime:
        now, random = self.watch.local, self.random
        steps = [
            now,
            now + timedelta(minutes=random.randint(1, 400)),
            now + timedelta(hours=random.randint(1, 40)),
            datetime.combine(now.date() + timedelta(days=random.randint(1, 10)), time(random.randint(0, 23), 30)),
            now + timedelta(weeks=random.randint(1, 3)),
        ]
        edges = [edge for edge in self._edges() if edge >= now]
        chosen = random.choice(edges if edges and random.random() < 0.5 else steps)
        return min(chosen, datetime(2026, 12, 31, 23, 59, 59, tzinfo=None))  # noqa: DTZ001  (the model's local times)

    def _edges(self) -> list[datetime]:
        clocks = [self.life.clock, *(task.clock for task in self.life.tasks.values() if not task.decided)]
        instants = []
        for clock in clocks:
            due = clock.due() if clock else None
            if due and due.on and due.at:
                instants += [due.at, opening(due.on), closing(due.on - timedelta(days=1))]
                instants += [opening(due.on - timedelta(days=number)) for number in range(1, 4)]
        second = timedelta(seconds=1)
        return [edge + shift for edge in instants for shift in (-second, timedelta(), second)]

    def _head(self) -> Actor:
        return Actor.supervisor("s-1", department=self.life.lead)

    def _actors(self) -> list[Actor]:
        departments = {self.life.lead, *(each["department"] for each in self.definition["items"]), OUTSIDER}
        staff = [Actor.staff(f"c-{each}", department=each) for each in sorted(departments)]
        return [APPLICANT, STRANGER, *staff, self._head()]

    def _submission(self) -> c.SubmitCase:
        answers = random_answers(self.random, self.definition)
        wanted = asked(self.definition, answers)
        by_staff = self.random.random() < 0.2
        return c.SubmitCase(
            bundle=self.definition["id"],
            answers=answers,
            form=random_form(self.random, wanted),
            materials=random_materials(self.random, wanted),
            by=Actor.staff("c-1", department=self.life.lead) if by_staff else APPLICANT,
            applicant=APPLICANT.id if by_staff else None,
        )

    def _sensible(self) -> c.Command:
        if self.life.state in RUNNING and self.random.random() < LENGTHENED:
            return self._extension()
        decided = [item for item, task in self.life.tasks.items() if task.state in ("granted", "refused")]
        if self.life.state in RUNNING and decided and self.random.random() < RETURNED:
            task_id, by = c.task_id(self.case_id, self.random.choice(decided)), self._head()
            return c.ReopenTask(task_id=task_id, reason="复核有误", by=by)
        ready = [item for item, task in self.life.tasks.items() if task.state in ("open", "in_progress", "suspended")]
        if self.life.state == "accepted" and ready and not (self.life.missing and self.random.random() < 0.1):
            item = self.random.choice(ready)
            return self._task_command(item, Actor.staff("c-2", department=self.life.tasks[item].item["department"]))
        return self._case_command(Actor.staff("c-1", department=self.life.lead))

    def _extension(self) -> c.Command:
        item = self.random.choice(list(self.life.tasks))
        task = self.life.tasks[item]
        most = task.item.get("extension")
        if most and not task.decided:
            head = Actor.supervisor("s-2", department=task.item["department"])
            return c.ExtendTask(task_id=c.task_id(self.case_id, item), limit=most, reason="情况复杂", by=head)
        most = self.definition["limits"].get("extension", "1 工作日")
        return c.ExtendCase(case_id=self.case_id, limit=most, reason="情况复杂", by=self._head())

    def _case_command(self, lead: Actor) -> c.Command:
        life, chance = self.life, self.random.random()
        if life.state is None:
            return self._submission()
        if life.state == "submitted" and not life.corrected and chance < 0.2:
            return c.RequestCorrection(case_id=self.case_id, note="请补正", by=lead)
        if life.state == "submitted" and chance < 0.9:
            return c.AcceptCase(case_id=self.case_id, by=lead)
        if life.state == "correcting" and chance < 0.7:
            return self._correction(APPLICANT)
        if life.state in RUNNING and life.missing:
            return self._supply(APPLICANT)
        return c.CompleteCase(case_id=self.case_id, by=lead) if life.state == "decided" else self._any()

    def _task_command(self, item: str, by: Actor) -> c.Command:
        task, identity = self.life.tasks[item], c.task_id(self.case_id, item)
        if task.state == "open":
            return c.StartTask(task_id=identity, by=by)
        if task.state == "suspended":
            return c.ResumeTask(task_id=identity, by=by)
        procedures = task.item.get("special_procedures", ())
        if procedures and task.clock and self.random.random() < 0.5:
            procedure = self.random.choice(procedures)
            return c.SuspendTask(task_id=identity, procedure=procedure, reason="须检", expected="5 工作日", by=by)
        if self.random.random() < 0.8:
            return c.GrantTask(task_id=identity, by=by)
        return c.RefuseTask(task_id=identity, reason="不符合条件", by=by)

    def _any(self) -> c.Command:
        random, case_id = self.random, self.case_id
        by = random.choice([*self._actors(), Actor.system()])
        item = random.choice([each["id"] for each in self.definition["items"]])
        if random.random() < 0.5 and item in self.life.tasks:
            by = Actor.staff("c-3", department=self.life.tasks[item].item["department"])
        task_id = c.task_id(case_id, item)
        if self.life.state is None:
            return self._faulty(self._submission(), by)
        procedure = random.choice([random.choice(PROCEDURES), "踏勘"])
        expected = random.choice(["5 工作日", "即办", "5"])
        supervisor = Actor.supervisor("s-2", department=by.department) if by.department else by
        limit = random.choice(["1 工作日", "3 工作日", "9 工作日", "1 自然日", "1"])
        return random.choice(
            [
                c.ReportDeficiency(case_id=case_id, item=item, text=random.choice(["字迹不清", ""]), by=by),
                c.RequestCorrection(case_id=case_id, note="请补正", by=by),
                self._correction(by),
                c.ExtendCase(case_id=case_id, limit=limit, reason="情况复杂", by=random.choice([by, supervisor])),
                c.ExtendTask(task_id=task_id, limit=limit, reason="情况复杂", by=random.choice([by, supervisor])),
                c.ExtendTask(task_id=task_id, limit=limit, reason="", by=supervisor),
                c.AcceptCase(case_id=case_id, by=by),
                c.DeclineCase(case_id=case_id, reason=random.choice(["无须许可", ""]), by=by),
                c.WithdrawCase(case_id=case_id, by=by),
                c.CompleteCase(case_id=case_id, by=by),
                c.RateCase(case_id=case_id, score=random.randint(0, 6), by=random.choice([by, APPLICANT])),
                self._supply(by),
                c.StartTask(task_id=task_id, by=by),
                c.SuspendTask(task_id=task_id, procedure=procedure, reason="须检", expected=expected, by=by),
                c.SuspendTask(task_id=task_id, procedure=procedure, reason="", expected=expected, by=by),
                c.ResumeTask(task_id=task_id, by=by),
                c.GrantTask(task_id=task_id, by=by),
                c.RefuseTask(task_id=task_id, reason=random.choice(["不符合条件", ""]), by=by),
                c.ReopenTask(
                    task_id=task_id, reason=random.choice(["复核有误", ""]), by=random.choice([by, supervisor])
                ),
            ]
        )

    def _supply(self, by: Actor) -> c.SupplyMaterial:
        known = sorted({each["id"] for each in self.definition["materials"]} | {"unknown"})
        material = self.random.choice(sorted(self.life.missing) or known)
        return c.SupplyMaterial(case_id=self.case_id, material=material, reference="urn:late", by=by)

    def _correction(self, by: Actor) -> c.SubmitCorrection:
        form = random_form(self.random, self.life.asked)
        changed = self.random.choice(sorted(form) or ["unknown"])
        return c.SubmitCorrection(case_id=self.case_id, form={changed: form.get(changed, "x")}, by=by)

    def _faulty(self, command: c.SubmitCase, by: Actor) -> c.SubmitCase:
        parts = [name for name in ("answers", "form") if getattr(command, name)]
        fault = self.random.choice([*parts, "materials", "by", "applicant"])
        if fault in parts:
            values = dict(getattr(command, fault))
            values.popitem()
            return replace(command, answers=values) if fault == "answers" else replace(command, form=values)
        if fault == "materials":
            return replace(command, materials={**command.materials, "unknown": "urn:none"})
        if fault == "by":
            return replace(command, by=by)
        return replace(command, applicant=self.random.choice([None, STRANGER.id]))


def clock_facts(clock: Clock | None, now: datetime) -> dict[str, object]:
    """Return what the rules determine about a clock; only that there is no level where there is no running clock."""
    if clock is None:
        return {"level": None}
    due = clock.due()
    return {
        "due_on": due.on,
        "due_at": instant(due.at) if due.at else None,
        "provisional": due.provisional,
        "remaining": clock.remaining(now) if now.date() <= last_known_day() else None,
        "level": clock.level(now),
    }


def standing_facts(view: CaseView | TaskView) -> dict[str, object]:
    """Return the same facts as a view states them."""
    return {
        "due_on": view.due_on,
        "due_at": view.due_at.astimezone(UTC) if view.due_at else None,
        "provisional": view.provisional,
        "remaining": view.remaining,
        "level": view.level.value if view.level else None,
    }


def without_unknown(facts: Plain, now: datetime) -> Plain:
    """Return facts without what nobody can know past the end of the calendar: how much of today is counted."""
    return {key: value for key, value in facts.items() if key != "remaining" or now.date() <= last_known_day()}


def difference(actual: Plain, expected: Plain) -> str:
    """Return what the engine says and what the model says, where they disagree."""
    differing = [key for key in expected if actual.get(key) != expected[key]]
    return "; ".join(f"{key}: engine {actual.get(key)}, model {expected[key]}" for key in differing)


def begin(
    random: Random, store: Store, definition: Plain, catalog: Catalog, *, calendar: Calendar | None = None
) -> Drive:
    """Return a drive that begins at a random moment, often shortly before a holiday."""
    day = random.choice(HOLIDAYS) + timedelta(days=random.randint(0, 5))
    if random.random() < 0.4:
        day = date(2025, 1, 1) + timedelta(days=random.randint(0, 700))
    hour, minute = random.choice([(0, 0), (9, 0), (17, 0), (23, 59), (random.randint(0, 23), random.randint(0, 59))])
    watch = Watch(datetime.combine(day, time(hour, minute)))
    engine = Engine(store=store, catalog=catalog, calendar=calendar, clock=watch)
    return Drive(engine=engine, watch=watch, definition=definition, random=random)
