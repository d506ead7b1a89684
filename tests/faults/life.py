"""A whole life of four cases in which every command there is occurs, each with an idempotency key of its own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tests.model.days import instant
from tests.stateful.acting import application
from tests.stateful.definitions import LEAD, catalog
from tests.stateful.lockstep import STAFF, SUPERVISORS
from yishi_engine import Actor, Engine
from yishi_engine import commands as c

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yishi_engine.store.port import Store

OPENED: Final = instant(datetime(2026, 6, 1, 10))  # noqa: DTZ001  (local)
"""When a life begins, a Monday; a minute passes with each step."""
WHOLE: Final = ("lease", "plan")
PAIRS: Final = (("licence", LEAD), ("check", "fire"), ("permit", LEAD), ("opening", "city"))
"""The items of a case without a signboard, in an order in which they can be decided."""


@dataclass(frozen=True)
class Step:
    """One or more commands that are given in one transaction.

    Attributes:
        case: The case that they are on.
        commands: Returns them, given the applicant and the ids of the cases so far.
        opens: Whether the first of them brings the case in.
    """

    case: str
    commands: Callable[[Actor, Mapping[str, str]], list[c.Command]]
    opens: bool = False


def _opening(case: str, version: int, *given: str, sign: bool = False) -> Step:
    return Step(case, lambda by, _: [application(version, 60, given, by, sign=sign)], opens=True)


def _on(case: str, kind: type[c.CaseCommand], by: Actor | None, **fields: object) -> Step:
    """Return a step that is one command on a case; by the applicant unless somebody is named."""
    return Step(case, lambda applicant, ids: [kind(case_id=ids[case], by=by or applicant, **fields)])  # type: ignore[arg-type]


def _task(case: str, kind: type[c.TaskCommand], item: str, by: Actor, **fields: object) -> Step:
    return Step(case, lambda _, ids: [kind(task_id=c.task_id(ids[case], item), by=by, **fields)])  # type: ignore[arg-type]


def _decided(case: str, *, on_commitment: bool) -> Step:
    """Return a step in which a department's system decides all tasks of a case at once."""

    def commands(_: Actor, ids: Mapping[str, str]) -> list[c.Command]:
        given: list[c.Command] = []
        for item, department in PAIRS:
            place, by = c.task_id(ids[case], item), STAFF[department]
            promised = on_commitment and item == "check"
            given += [c.StartTask(task_id=place, by=by), c.GrantTask(task_id=place, by=by, on_commitment=promised)]
        return given

    return Step(case, commands)


_LEAD, _HEAD, _CITY, _FIRE = STAFF[LEAD], SUPERVISORS[LEAD], STAFF["city"], STAFF["fire"]

STEPS: Final = (
    _opening("whole", 1, "lease", sign=True),
    _on("whole", c.ReportDeficiency, _CITY, item="licence", text="字迹不清"),
    _on("whole", c.RequestCorrection, _LEAD, note="请补正"),
    _on("whole", c.SubmitCorrection, None, form={"who": "私密的新名", "shop": "新街小馆"}),
    _on("whole", c.AcceptCase, _LEAD),
    _task("whole", c.StartTask, "licence", _LEAD),
    _task("whole", c.SuspendTask, "licence", _LEAD, procedure="检测", reason="须检", expected="3 工作日"),
    _task("whole", c.ResumeTask, "licence", _LEAD),
    _task("whole", c.ReassignTask, "licence", _LEAD, officer="s-next", reason="轮岗"),
    _task("whole", c.ExtendTask, "licence", _HEAD, limit="1 工作日", reason="情况复杂"),
    _task("whole", c.GrantTask, "licence", _LEAD, result={"number": "川-1"}),
    _on("whole", c.ExtendCase, _HEAD, limit="2 工作日", reason="情况复杂"),
    _task("whole", c.StartTask, "signboard", _CITY),
    _task("whole", c.RefuseTask, "signboard", _CITY, reason="尺寸不符"),
    _task("whole", c.ReopenTask, "signboard", _HEAD, reason="复核有误"),
    _task("whole", c.StartTask, "signboard", _CITY),
    _task("whole", c.GrantTask, "signboard", _CITY),
    _on("whole", c.SupplyMaterial, None, material="plan", reference="urn:late"),
    _task("whole", c.StartTask, "check", _FIRE),
    _task("whole", c.GrantTask, "check", _FIRE, on_commitment=True),
    _task("whole", c.StartTask, "permit", _LEAD),
    _task("whole", c.GrantTask, "permit", _LEAD),
    _task("whole", c.StartTask, "opening", _CITY),
    _task("whole", c.GrantTask, "opening", _CITY),
    _on("whole", c.CompleteCase, _LEAD),
    _on("whole", c.RateCase, None, score=1, comment="太慢"),
    _on("whole", c.FollowUpRating, _LEAD, text="已回访"),
    _task("whole", c.PassVerification, "check", _FIRE, note="属实"),
    _opening("broken", 1, *WHOLE),
    _on("broken", c.AcceptCase, _LEAD),
    _decided("broken", on_commitment=True),
    _on("broken", c.CompleteCase, _LEAD),
    _task("broken", c.FailVerification, "check", _FIRE, reason="不实"),
    _opening("moved", 1, *WHOLE),
    _on("moved", c.AcceptCase, _LEAD),
    _on("moved", c.MigrateCase, _HEAD, version=2, reason="新版施行"),
    _on("moved", c.WithdrawCase, None, reason="不办了"),
    _opening("declined", 2, *WHOLE),
    _on("declined", c.DeclineCase, _LEAD, reason="不属本机关职权"),
)


@dataclass
class Life:
    """One applicant, whose cases are brought to their ends step by step.

    Attributes:
        name: Begins its keys, and names its applicant.
        store: Where its cases are.
        through: The store as its engine uses it; the same unless given.
        ids: Name of a case → its id, as far as they were brought in.
    """

    name: str
    store: Store
    through: Store | None = None
    ids: dict[str, str] = field(default_factory=dict)
    now: datetime = OPENED
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        """Begin."""
        self.restart()

    @property
    def applicant(self) -> Actor:
        """Who hands in all of its cases."""
        return Actor.applicant(self.name)

    def fork(self, store: Store, through: Store) -> Life:
        """Return a life that goes on from here in a copy of the store, with an engine that remembers nothing."""
        return replace(self, store=store, through=through, ids=dict(self.ids))

    def restart(self) -> None:
        """Let a new engine go on, which remembers nothing."""
        self.engine = Engine(store=self.through or self.store, catalog=catalog(), clock=lambda: self.now)

    def take(self, number: int) -> None:
        """Take one of the steps, for the first time or once more."""
        step = STEPS[number]
        self.now = OPENED + timedelta(minutes=number)
        given = self.commands(number)
        views = self.engine.handle_many(given) if len(given) > 1 else [self.engine.handle(given[0])]
        if step.opens:
            self.ids[step.case] = views[0].id

    def commands(self, number: int) -> list[c.Command]:
        """Return the commands of a step, with their keys."""
        plain = STEPS[number].commands(self.applicant, self.ids)
        return [replace(each, key=f"{self.name}/{number}/{place}") for place, each in enumerate(plain)]
