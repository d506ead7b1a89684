"""What happens in the demonstration: one restaurant, three departments, a holiday, and a stop in the middle of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.situation import situation
from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor
from yishi_engine.case.lifecycle import COMMAND_LABELS, TaskState
from yishi_engine.worktime.calendar import SHANGHAI
from yishi_engine.worktime.stops import Stop

if TYPE_CHECKING:
    from yishi_engine.bundle.model import Bundle
    from yishi_engine.case.views import CaseView
    from yishi_engine.cli.demo.timeline import Timeline
    from yishi_engine.engine import Engine

BUNDLE: Final = "open-restaurant"
LICENCE: Final = "business-licence"
FOOD_PERMIT: Final = "food-permit"
FIRE_CHECK: Final = "fire-check"
SIGNBOARD: Final = "signboard"
APPLICANT: Final = Actor.applicant("p-1")
LEAD: Final = Actor.staff("c-1", department="scjg")
FIRE: Final = Actor.staff("x-1", department="xfjy")
CITY: Final = Actor.staff("g-1", department="cgj")
SYSTEM: Final = Actor.system()
ANSWERS: Final = {"area": 120, "signboard": True}
# Samples: the identity number is the one that GB 11643 explains its check digit with.
FORM: Final = {
    "operator": "张三",
    "operator_id": "11010519491231002X",
    "shop_name": "样例小馆",
    "signboard_size": "3 米 × 1 米",
}
BEGIN: Final = datetime(2026, 2, 11, 9, 30, tzinfo=SHANGHAI)
END: Final = datetime(2026, 3, 3, 18, 0, tzinfo=SHANGHAI)


class FrozenClock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        """Create a clock that stands at the beginning of the story."""
        self._now = BEGIN

    def __call__(self) -> datetime:
        """Return the instant at which the clock stands."""
        return self._now

    def set(self, text: str) -> None:
        """Move to an instant of 2026, written ``02-13 09:00``; Asia/Shanghai time."""
        self._now = datetime.fromisoformat(f"2026-{text}:00+08:00")


class Story:
    """Plays the story on an engine and has a timeline print it."""

    def __init__(self, engine: Engine, clock: FrozenClock, bundle: Bundle, timeline: Timeline) -> None:
        """Create a story; the engine must run by the clock."""
        self._engine = engine
        self._clock = clock
        self._bundle = bundle
        self._timeline = timeline
        self._case_id = ""
        self._stops: tuple[Stop, ...] = ()

    def play(self) -> CaseView:
        """Play everything and return the case at its end."""
        self._apply()
        self._accept()
        self._begin()
        self._stop()
        self._decide()
        return self._complete()

    def _apply(self) -> None:
        self._timeline.chapter("Apply", "一次提交")
        asked = [
            material
            for material in situation(self._bundle, ANSWERS, FORM).materials
            if material.source == "applicant" and material.necessity != "optional"
        ]
        command = c.SubmitCase(
            bundle=self._bundle.id,
            answers=ANSWERS,
            form=FORM,
            materials={material.id: f"sample:{material.id}" for material in asked},
            by=APPLICANT,
        )
        self._case_id = self._engine.handle(command).id
        listed = "、".join(material.name for material in asked)
        self._tell(command, f"一张表单，一套材料（{listed}）；情形：{ANSWERS['area']}㎡，设户外招牌")

    def _accept(self) -> None:
        self._timeline.chapter("Accept and fan out", "统一受理，同时分送各部门")
        self._do("02-11 14:00", c.AcceptCase(case_id=self._case_id, by=LEAD), "各事项从次日起计时")

    def _begin(self) -> None:
        self._timeline.chapter("Departments at work", "各部门分头办理")
        self._do("02-11 15:00", c.StartTask(task_id=self._task(LICENCE), by=LEAD))
        self._do("02-11 15:20", c.StartTask(task_id=self._task(FIRE_CHECK), by=FIRE))
        self._do("02-11 15:40", c.StartTask(task_id=self._task(SIGNBOARD), by=CITY))
        self._do("02-12 10:00", self._grant(LICENCE, LEAD), "其结果是食品经营许可的前置")
        self._do("02-12 10:30", c.StartTask(task_id=self._task(FOOD_PERMIT), by=LEAD))

    def _stop(self) -> None:
        self._timeline.chapter("A clock stops", "特别程序不计入时限（行政许可法第四十五条）")
        stopping = c.SuspendTask(
            task_id=self._task(FIRE_CHECK),
            procedure="专家评审",
            reason="疏散方案须经评审",
            expected="5 工作日",
            by=FIRE,
        )
        resuming = c.ResumeTask(task_id=self._task(FIRE_CHECK), by=FIRE)
        self._sweep("02-13 09:00")
        self._do("02-13 09:30", stopping, f"{stopping.procedure}，预计 {stopping.expected}，所需时间告知申请人")
        since = self._clock()
        self._do("02-14 10:00", self._grant(SIGNBOARD, CITY), "周六补班，照常计时")
        self._clock.set("02-25 09:10")
        self._stops = (Stop(since, self._clock()),)
        self._do("02-25 09:10", resuming, "评审结束，按剩余的时间继续计时")

    def _decide(self) -> None:
        self._timeline.chapter("Decide", "各自决定，互不代替")
        self._sweep("02-27 09:00")
        self._do("02-27 16:00", self._grant(FIRE_CHECK, FIRE))
        self._do("03-02 15:00", self._grant(FOOD_PERMIT, LEAD), "最后一个决定，全件待出件")

    def _complete(self) -> CaseView:
        self._timeline.chapter("Complete", "统一出件")
        granted = [task.item for task in self._view().tasks if task.state is TaskState.GRANTED]
        results = [result for item in granted if (result := self._bundle.item(item).result)]
        completing = c.CompleteCase(case_id=self._case_id, by=LEAD)
        self._do("03-03 10:00", completing, "、".join(result.name for result in results))
        self._do("03-03 18:00", c.RateCase(case_id=self._case_id, score=5, by=APPLICANT), "5 分，非常满意")
        return self._view()

    def _task(self, item: str) -> str:
        return c.task_id(self._case_id, item)

    def _grant(self, item: str, by: Actor) -> c.GrantTask:
        return c.GrantTask(task_id=self._task(item), result={"number": f"SAMPLE-{item}"}, by=by)

    def _do(self, at: str, command: c.Command, text: str = "") -> None:
        self._clock.set(at)
        self._engine.handle(command)
        self._tell(command, text)

    def _sweep(self, at: str) -> None:
        """Let time take effect, as a worker does again and again."""
        self._clock.set(at)
        report = self._engine.sweep()
        self._timeline.entry(self._clock(), SYSTEM, f"定时检查  记录 {report.records} 条变化", self._view())

    def _tell(self, command: c.Command, text: str) -> None:
        what, item = COMMAND_LABELS[type(command).__name__], None
        if isinstance(command, c.TaskCommand):
            item = command.item
            what += f"  {self._bundle.item(item).name}"
        stops = self._stops if isinstance(command, c.ResumeTask) else ()
        self._timeline.entry(
            self._clock(), command.by, f"{what}  {text}".rstrip(), self._view(), item=item, stops=stops
        )

    def _view(self) -> CaseView:
        return self._engine.case(self._case_id)
