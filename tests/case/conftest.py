"""A small bundle with every shape in it, and a case that lives in memory by decide and evolve alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from yishi_engine.bundle.model import Bundle, Department
from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor
from yishi_engine.case.context import Context
from yishi_engine.case.deciding import decide
from yishi_engine.case.evolution import evolve, replay
from yishi_engine.case.timers import settle
from yishi_engine.case.viewing import view_case
from yishi_engine.case.views import CaseView, Viewpoint
from yishi_engine.worktime.calendar import SHANGHAI, national_calendar

if TYPE_CHECKING:
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case

APPLICANT = Actor.applicant("p-1")
LEAD = Actor.staff("c-1", department="scjg")
LEAD_SUPERVISOR = Actor.supervisor("c-9", department="scjg")
FIRE = Actor.staff("x-1", department="xfjy")
FIRE_SUPERVISOR = Actor.supervisor("x-9", department="xfjy")
CITY = Actor.staff("g-1", department="cgj")

DEFINITION = {
    "id": "open-restaurant",
    "version": 1,
    "name": "开办餐馆",
    "audience": "enterprise",
    "region": "510900",
    "lead_department": "scjg",
    "limits": {
        "acceptance": "5 工作日",
        "correction": "10 工作日",
        "total": "15 工作日",
        "issue": "1 工作日",
        "extension": "5 工作日",
    },
    "questions": [
        {"id": "area", "ask": "经营场所面积(㎡)?", "type": "integer", "min": 1, "max": 100_000},
        {"id": "signboard", "ask": "是否设置户外招牌?", "type": "yes_no"},
    ],
    "form": [
        {"id": "operator", "label": "经营者姓名", "type": "text", "max_length": 50, "personal": True},
        {"id": "operator_id", "label": "身份证号", "type": "resident_id", "personal": True},
        {"id": "shop_name", "label": "店名", "type": "text"},
        {"id": "signboard_size", "label": "招牌尺寸", "type": "text", "when": "signboard"},
    ],
    "materials": [
        {"id": "premises", "name": "经营场所使用证明", "source": "applicant", "necessity": "required"},
        {
            "id": "floor_plan",
            "name": "平面布置图",
            "source": "applicant",
            "necessity": "deferrable",
            "defer": "5 工作日",
        },
        {"id": "licence_copy", "name": "营业执照", "source": "result", "of": "business-licence"},
    ],
    "items": [
        {
            "id": "business-licence",
            "name": "营业执照核发",
            "department": "scjg",
            "statutory_limit": "3 工作日",
            "committed_limit": "1 工作日",
            "fields": ["operator", "operator_id", "shop_name"],
            "materials": ["premises"],
            "result": {"id": "business_licence", "name": "营业执照"},
        },
        {
            "id": "food-permit",
            "name": "食品经营许可",
            "department": "scjg",
            "depends_on": [{"item": "business-licence", "gate": "start"}],
            "statutory_limit": "20 工作日",
            "committed_limit": "10 工作日",
            "extension": "10 工作日",
            "special_procedures": ["专家评审", "检测"],
            "fields": ["operator", "shop_name"],
            "materials": ["licence_copy", "floor_plan"],
            "result": {"id": "food_permit", "name": "食品经营许可证"},
        },
        {
            "id": "fire-check",
            "name": "消防安全检查",
            "department": "xfjy",
            "when": "area > 50",
            "exempt_note": "建筑面积50平方米以下免于检查",
            "statutory_limit": "10 工作日",
            "committed_limit": "5 工作日",
            "extension": "5 工作日",
            "special_procedures": ["专家评审", {"name": "公示", "basis": "某条例第三条"}],
            "fields": ["shop_name"],
            "materials": ["floor_plan"],
        },
        {
            "id": "signboard",
            "name": "户外招牌设置",
            "department": "cgj",
            "when": "signboard",
            "depends_on": [{"item": "business-licence", "gate": "decide"}],
            "committed_limit": "3 工作日",
            "fields": ["shop_name", "signboard_size"],
        },
    ],
}
DEPARTMENTS = {
    "scjg": Department(name="市场监督管理局"),
    "xfjy": Department(name="消防救援支队"),
    "cgj": Department(name="城市管理局"),
}
ANSWERS = {"area": 80, "signboard": True}
FORM = {"operator": "张三", "operator_id": "110101199003070118", "shop_name": "蜀香小馆", "signboard_size": "3m×1m"}
MATERIALS = {"premises": "file:premises", "floor_plan": "file:plan"}


def at(text: str) -> datetime:
    """Return an instant written in Asia/Shanghai time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


class Life:
    """A case that lives without a store."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.now = at("2026-02-11 09:30")
        self.case: Case | None = None
        self.events: list[Event] = []
        self.personal: dict[str, object] = {}
        self.target: Bundle | None = None

    @property
    def context(self) -> Context:
        return Context(
            bundle=self.bundle,
            departments=DEPARTMENTS,
            digest="sha256:of-this-version",
            calendar=national_calendar(),
            now=self.now,
            number="510900-20260211-AAAAAAAA",
            salt=b"0123456789abcdef",
            personal=self.personal,
            target=self.target,
            target_digest="sha256:of-the-other-version",
        )

    def give(self, command: c.Command) -> tuple[Event, ...]:
        """Give a command, a minute after the one before."""
        self.now += timedelta(minutes=1)
        events = decide(self.case, command, self.context)
        self.take(events)
        return events

    def take(self, events: tuple[Event, ...]) -> None:
        for event in events:
            self.case = evolve(self.case, event, case_id="case-1")
        self.events += events
        assert replay("case-1", self.events) == self.case

    def sweep(self, text: str) -> list[str]:
        """Move to an instant, let time take effect and return the types of what it brought about."""
        self.now = at(text)
        events = settle(self.the_case, self.context)
        self.take(events)
        return [event.type for event in events]

    @property
    def the_case(self) -> Case:
        assert self.case is not None
        return self.case

    def submit(self, **changes: object) -> Life:
        command = c.SubmitCase(bundle="open-restaurant", answers=ANSWERS, form=FORM, materials=MATERIALS, by=APPLICANT)
        self.give(replace(command, **changes))  # type: ignore[arg-type]
        return self

    def accept(self) -> Life:
        self.give(c.AcceptCase(case_id="case-1", by=LEAD))
        return self

    def start(self, item: str) -> None:
        self.give(c.StartTask(task_id=f"case-1:{item}", by=self.officer(item)))

    def grant(self, item: str) -> None:
        """Start, if it was not started, and grant."""
        if self.the_case.tasks[item].state == "open":
            self.start(item)
        self.give(c.GrantTask(task_id=f"case-1:{item}", by=self.officer(item), result={"number": f"川-{item}"}))

    def refuse(self, item: str) -> None:
        if self.the_case.tasks[item].state == "open":
            self.start(item)
        self.give(c.RefuseTask(task_id=f"case-1:{item}", by=self.officer(item), reason="不符合条件"))

    def suspend(self, item: str, procedure: str = "专家评审") -> None:
        self.give(
            c.SuspendTask(
                task_id=f"case-1:{item}",
                by=self.officer(item),
                procedure=procedure,
                reason="须评审",
                expected="5 工作日",
            )
        )

    def resume(self, item: str) -> None:
        self.give(c.ResumeTask(task_id=f"case-1:{item}", by=self.officer(item)))

    def officer(self, item: str) -> Actor:
        return Actor.staff("o-1", department=self.bundle.item(item).department)

    def states(self) -> dict[str, str]:
        return {item: task.state.value for item, task in self.the_case.tasks.items()}

    def view(self, viewer: Actor | None = None) -> CaseView:
        viewpoint = Viewpoint(bundle=self.bundle, calendar=national_calendar(), now=self.now, viewer=viewer)
        return view_case(self.the_case, viewpoint, personal={"operator": "张三", "operator_id": "110101199003070118"})

    def due(self) -> dict[str, str | None]:
        return {task.item: task.due_on.isoformat() if task.due_on else None for task in self.view().tasks}


@pytest.fixture
def bundle() -> Bundle:
    """The definition of these tests."""
    return Bundle.model_validate(DEFINITION)


@pytest.fixture
def life(bundle: Bundle) -> Life:
    """A case that was not submitted yet, on 2026-02-11 at 09:30 in Shanghai."""
    return Life(bundle)
