"""What a case looks like in each of its states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from yishi_engine import Actor, Engine, MemoryStore, commands, load_bundles
from yishi_engine.cli.casefile import CaseFile, _plain
from yishi_engine.cli.demo import story
from yishi_engine.cli.text import width
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from yishi_engine.bundle import Catalog

CITY, FIRE, LEAD = story.CITY, story.FIRE, story.LEAD
APPLICANT = Actor.applicant("p-3")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Load the shipped bundles once."""
    return load_bundles(bundles_folder())


@dataclass
class Desk:
    """One case on an engine whose clock the test sets."""

    engine: Engine
    clock: story.FrozenClock
    case_id: str

    def do(self, at: str, command: commands.Command) -> None:
        """Carry out a command at an instant of 2026."""
        self.clock.set(at)
        self.engine.handle(command)

    def task(self, item: str) -> str:
        """Return the id of an item's task."""
        return f"{self.case_id}:{item}"

    def file(self, at: str | None = None) -> CaseFile:
        """Return the case's file, at an instant if one is given."""
        if at:
            self.clock.set(at)
        view = self.engine.case(self.case_id)
        catalog = load_bundles(bundles_folder())
        return CaseFile(
            view=view,
            bundle=catalog.get(view.bundle),
            departments=catalog.departments,
            records=self.engine.events(self.case_id),
            timeline=self.engine.timeline(self.case_id),
            calendar=self.engine.calendar,
            now=self.engine.now(),
        )

    def shown(self, at: str | None = None) -> str:
        """Return the file's text with single spaces, so that broken lines do not matter."""
        return " ".join("\n".join(self.file(at).lines()).split())


@pytest.fixture
def desk(catalog: Catalog) -> Desk:
    """Return a case that was submitted on 11 February 2026, for 120 square metres with a signboard."""
    clock = story.FrozenClock()
    engine = Engine(store=MemoryStore(), catalog=catalog, clock=clock)
    view = engine.handle(
        commands.SubmitCase(
            bundle=story.BUNDLE,
            answers=story.ANSWERS,
            form=story.FORM,
            materials={"premises": "file:///secret-place", "floor_plan": "sample:plan"},
            by=APPLICANT,
        )
    )
    return Desk(engine, clock, view.id)


@pytest.fixture
def accepted(desk: Desk) -> Desk:
    """Return the case after its acceptance on the same day."""
    desk.do("02-11 14:00", commands.AcceptCase(case_id=desk.case_id, by=LEAD))
    return desk


class TestBeforeAcceptance:
    """Until the application is accepted."""

    def test_submitted(self, desk: Desk) -> None:
        """A new case shows the time in which it must be accepted, and no tasks."""
        shown = desk.shown()
        assert "状态 State 已接件 submitted" in shown
        assert "期限 Due 2026-02-25 17:00 剩余 5 工作日 正常" in shown
        assert "事项 Item" not in shown
        assert "受理 Accepted" not in shown

    def test_deficiencies(self, desk: Desk) -> None:
        """What departments found wrong stands with the item's name."""
        report = commands.ReportDeficiency(case_id=desk.case_id, item="fire-check", text="图纸缺疏散宽度", by=FIRE)
        desk.do("02-12 09:00", report)
        assert "材料问题 Deficiency 公众聚集场所投入使用、营业前消防安全检查：图纸缺疏散宽度" in desk.shown()

    def test_declined(self, desk: Desk) -> None:
        """A case that was not accepted shows the reason and the end, and no due date."""
        desk.do("02-12 09:00", commands.DeclineCase(case_id=desk.case_id, reason="不属于本机关职权", by=LEAD))
        shown = desk.shown()
        assert "不予受理 declined" in shown
        assert "理由 Reason 不属于本机关职权" in shown
        assert "结束 Ended 2026-02-12 09:00" in shown
        assert "期限 Due 2026" not in shown

    def test_deemed_acceptance(self, desk: Desk) -> None:
        """Acceptance by silence is marked as such, with the day of receipt."""
        desk.clock.set("02-26 09:00")
        desk.engine.sweep()
        assert "受理 Accepted 2026-02-11 09:30 逾期未答复，视为受理" in desk.shown()


class TestAtWork:
    """While departments work."""

    def test_tasks(self, accepted: Desk) -> None:
        """Each task stands in a line with department, state, due day, time left and level."""
        shown = accepted.shown()
        assert "营业执照核发 遂宁市市场监督管理局 待办 02-12 周四 1 工作日 预警" in shown
        assert "食品经营许可 遂宁市市场监督管理局 等待前置 — — —" in shown

    def test_stopped(self, accepted: Desk) -> None:
        """While a clock is stopped the time left stands in the place of the due date, with the cause."""
        accepted.do("02-12 09:00", commands.StartTask(task_id=accepted.task("fire-check"), by=FIRE))
        stop = commands.SuspendTask(
            task_id=accepted.task("fire-check"), procedure="检测", reason="须检测", expected="3 工作日", by=FIRE
        )
        accepted.do("02-13 09:00", stop)
        shown = accepted.shown("02-14 12:00")
        assert "期限 Due 停止计时，剩余 14 工作日" in shown
        assert "特别程序 检测 — 4 工作日 —" in shown

    @pytest.mark.parametrize(
        ("at", "level"), [("02-13 08:59", "正常"), ("02-13 09:00", "预警"), ("02-14 17:01", "黄牌")]
    )
    def test_levels(self, accepted: Desk, at: str, level: str) -> None:
        """The level of a task is that of the instant of looking."""
        line = next(line for line in accepted.file(at).lines() if line.startswith("户外招牌设置"))
        assert line.endswith(level)

    def test_refused(self, accepted: Desk) -> None:
        """A refusal shows in the task, and the record names the item."""
        accepted.do("02-12 09:00", commands.StartTask(task_id=accepted.task("signboard"), by=CITY))
        accepted.do("02-12 10:00", commands.RefuseTask(task_id=accepted.task("signboard"), reason="位置不许", by=CITY))
        shown = accepted.shown()
        assert "户外招牌设置 遂宁市城市管理行政执法局 不予" in shown
        assert "g-1 cgj task.refused signboard" in shown

    def test_withdrawn(self, accepted: Desk) -> None:
        """A withdrawn case has ended, and its tasks with it."""
        accepted.do("02-12 09:00", commands.WithdrawCase(case_id=accepted.case_id, by=APPLICANT))
        shown = accepted.shown()
        assert "已撤回 withdrawn" in shown
        assert shown.count(" 终止 ") == 4

    def test_provisional(self, accepted: Desk, catalog: Catalog) -> None:
        """Where the calendar does not reach, no date is made up."""
        clock = story.FrozenClock()
        known = accepted.engine.calendar
        until_february_20 = (date(2026, 2, 20) - known.first).days
        short = replace(known, working=known.working[:until_february_20])
        engine = Engine(store=MemoryStore(), catalog=catalog, clock=clock, calendar=short)
        submit = commands.SubmitCase(
            bundle=story.BUNDLE,
            answers=story.ANSWERS,
            form=story.FORM,
            materials={"premises": "x", "floor_plan": "y"},
            by=APPLICANT,
        )
        desk = Desk(engine, clock, engine.handle(submit).id)
        desk.do("02-11 14:00", commands.AcceptCase(case_id=desk.case_id, by=LEAD))
        shown = desk.shown()
        assert "期限 Due 日历未到，暂不能确定" in shown
        assert "待办 未知" in shown


class TestCourse:
    """Who held the case when, what that took, and why."""

    def test_first_officer(self, accepted: Desk) -> None:
        """Who was asked first is named."""
        assert "首问 First asked c-1" in accepted.shown()

    def test_lateness_names_the_department(self, accepted: Desk) -> None:
        """A clock that ran out shows by how many working days, in the row of its department."""
        accepted.clock.set("02-27 10:00")
        lines = tuple(accepted.file().lines())
        (line,) = (line for line in lines if line.startswith("公众聚集场所") and line.endswith("工作日"))
        assert line.split() == [
            "公众聚集场所投入使用…",
            "遂宁市消防救援支队",
            "7",
            "0",
            "7",
            "02-25",
            "周三",
            "2",
            "工作日",
        ]

    def test_reasons_carry_names(self, accepted: Desk) -> None:
        """What was said about an item stands with the item's name, not with its id."""
        accepted.do("02-12 09:00", commands.StartTask(task_id=accepted.task("fire-check"), by=FIRE))
        chief = Actor.supervisor("x-9", department="xfjy")
        task = accepted.task("fire-check")
        extension = commands.ExtendTask(task_id=task, limit="2 工作日", reason="现场复核", by=chief)
        accepted.do("02-13 09:00", extension)
        shown = accepted.shown()
        assert "公众聚集场所投入使用、营业前消防安全检查：延期2 工作日，现场复核" in shown
        assert "须知 Notice “公众聚集场所投入使用、营业前消防安全检查”延期2 工作日：现场复核" in shown

    def test_correction_lies_with_the_applicant(self, desk: Desk) -> None:
        """While the applicant corrects, the applicant holds the case, and the notices say what is asked."""
        report = commands.ReportDeficiency(case_id=desk.case_id, item="fire-check", text="图纸缺疏散宽度", by=FIRE)
        desk.do("02-12 09:00", report)
        desk.do("02-12 10:00", commands.RequestCorrection(case_id=desk.case_id, note="", by=LEAD))
        shown = desk.shown("02-14 10:00")
        assert "待补正 申请人 02-12 → 至今 2 oo" in shown
        assert "须知 Notice 请补正：图纸缺疏散宽度，期限" in shown

    def test_plain(self, accepted: Desk) -> None:
        """Programs get the same timeline: segments, accounts and reasons with the names of its fields."""
        timeline = accepted.file().plain()["timeline"]
        assert isinstance(timeline, dict)
        assert timeline["first_officer"] == "c-1"
        assert timeline["segments"][0] == {
            "item": None,
            "state": "submitted",
            "holder": "scjg",
            "officer": None,
            "since": "2026-02-11T01:30:00.000000Z",
            "until": "2026-02-11T06:00:00.000000Z",
            "working_days": 0,
            "reason": "",
        }
        assert {account["item"] for account in timeline["accounts"]} == {
            None,
            "business-licence",
            "fire-check",
            "signboard",
        }
        assert timeline["reasons"] == []


class TestDiscretion:
    """What is never shown."""

    def test_neither_values_nor_places(self, accepted: Desk) -> None:
        """Neither what the form holds nor where materials lie is shown, in either form."""
        file = accepted.file()
        text = "\n".join(file.lines()) + repr(file.plain())
        assert [value for value in (*story.FORM.values(), "secret-place") if value in text] == []
        assert file.plain()["materials"] == ["premises", "floor_plan"]

    def test_width(self, accepted: Desk) -> None:
        """No line is wider than a hundred cells, with the longest of the shipped names."""
        accepted.do("02-12 09:00", commands.StartTask(task_id=accepted.task("fire-check"), by=FIRE))
        stop = commands.SuspendTask(
            task_id=accepted.task("fire-check"), procedure="专家评审", reason="x", expected="3 工作日", by=FIRE
        )
        accepted.do("02-13 09:00", stop)
        assert [line for line in accepted.file().lines() if width(line) > 100] == []


def test_other_values_pass_through() -> None:
    """What is neither a date nor a container is left as it is."""
    assert _plain(None) is None
    assert _plain(Decimal("1.5")) == Decimal("1.5")
