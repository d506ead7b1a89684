"""What the timeline of the demonstration says about clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yishi_engine import Actor, Engine, MemoryStore, commands, load_bundles
from yishi_engine.cli.demo import story
from yishi_engine.cli.demo.timeline import Timeline
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from yishi_engine import CaseView


class Told:
    """A case, a timeline, and what the timeline printed of it."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *, colour: bool | None = False) -> None:
        """Submit a case and have the timeline tell it."""
        catalog = load_bundles(bundles_folder())
        bundle = catalog.get(story.BUNDLE)
        self._capsys = capsys
        self.clock = story.FrozenClock()
        self.engine = Engine(store=MemoryStore(), catalog=catalog, clock=self.clock)
        self.timeline = Timeline(bundle, catalog.departments, self.engine.calendar, colour=colour)
        view = self.engine.handle(
            commands.SubmitCase(
                bundle=story.BUNDLE,
                answers=story.ANSWERS,
                form=story.FORM,
                materials={"premises": "x", "floor_plan": "y"},
                by=story.APPLICANT,
            )
        )
        self.case_id = view.id
        self.submitted = self.tell(view)

    def tell(self, view: CaseView, what: str = "某事", item: str | None = None) -> str:
        """Return what the timeline prints for the case as it stands, with single spaces."""
        self.timeline.entry(self.clock(), Actor.system(), what, view, item=item)
        return " ".join(self._capsys.readouterr().out.split())

    def at(self, at: str, *done: commands.Command, item: str | None = None) -> str:
        """Return what is printed at an instant of 2026, after commands."""
        self.clock.set(at)
        for command in done:
            self.engine.handle(command)
        return self.tell(self.engine.case(self.case_id), item=item)

    def task(self, item: str) -> str:
        """Return the id of an item's task."""
        return f"{self.case_id}:{item}"


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Return a case that was submitted and told."""
    return Told(capsys)


@pytest.fixture
def accepted(told: Told) -> Told:
    """Return the case after its acceptance."""
    told.at("02-11 14:00", commands.AcceptCase(case_id=told.case_id, by=story.LEAD))
    return told


def test_an_entry_says_when_who_and_what(told: Told) -> None:
    """Time and weekday of Asia/Shanghai, the actor and what happened open an entry."""
    assert told.submitted.startswith("02-11 周三 09:30 system 某事 · 受理：期限 02-25 周三，剩余 5 工作日")


def test_nothing_new_is_not_repeated(told: Told) -> None:
    """A clock that did not move is not mentioned again."""
    assert told.at("02-12 10:00") == "02-12 周四 10:00 system 某事"


def test_acceptance_shows_the_table_once(told: Told) -> None:
    """The tasks appear in a table when they fan out, and in no line of their own."""
    first = told.at("02-11 14:00", commands.AcceptCase(case_id=told.case_id, by=story.LEAD))
    assert "事项 Item 部门 Department 状态 期限 Due 剩余 Left 营业执照核发 遂宁市市场监督管理局 待办" in first
    assert "· 营业执照核发" not in first
    assert "事项 Item" not in told.at("02-11 15:00")


def test_reasons_are_told_once(told: Told) -> None:
    """The holiday is explained with the first due date that it moves, and not again."""
    assert "02-15 至 02-23 放假" in told.submitted
    accepting = commands.AcceptCase(case_id=told.case_id, by=story.LEAD)
    assert "02-15 至 02-23 放假" not in told.at("02-11 14:00", accepting)


@pytest.mark.parametrize(("at", "change"), [("02-13 09:00", "正常 → 预警"), ("02-14 17:01", "正常 → 黄牌")])
def test_levels_that_rise_are_told(accepted: Told, at: str, change: str) -> None:
    """A level that rose is told with the due date, also when a step was passed over."""
    assert f"· 户外招牌设置：{change}，期限 02-14 周六" in accepted.at(at)


def test_the_item_of_the_entry_is_not_named_twice(accepted: Told) -> None:
    """Of the item that the entry is about the clock is told without its name, of others with it."""
    starting = commands.StartTask(task_id=accepted.task("fire-check"), by=story.FIRE)
    stopping = commands.SuspendTask(
        task_id=accepted.task("fire-check"), procedure="检测", reason="须检测", expected="3 工作日", by=story.FIRE
    )
    told = accepted.at("02-12 09:30", starting, stopping, item="fire-check")
    assert "· 停止计时，保留 5 工作日" in told
    assert "· 办件：停止计时，保留 15 工作日" in told
    assert "停止" not in accepted.at("02-13 09:30", item="fire-check")


def test_a_stop_within_a_day_moves_nothing(accepted: Told) -> None:
    """After a stop that took no day the due date is the old one, and is not told again."""
    starting = commands.StartTask(task_id=accepted.task("fire-check"), by=story.FIRE)
    stopping = commands.SuspendTask(
        task_id=accepted.task("fire-check"), procedure="检测", reason="须检测", expected="3 工作日", by=story.FIRE
    )
    accepted.at("02-12 09:30", starting, stopping)
    resuming = commands.ResumeTask(task_id=accepted.task("fire-check"), by=story.FIRE)
    assert "期限 02-25" not in accepted.at("02-12 16:00", resuming, item="fire-check")


def test_colours_follow_the_level(capsys: pytest.CaptureFixture[str]) -> None:
    """In colour, a warning is yellow and what is overdue by its promise, too."""
    told = Told(capsys, colour=True)
    told.at("02-11 14:00", commands.AcceptCase(case_id=told.case_id, by=story.LEAD))
    assert "\x1b[33m· 户外招牌设置：正常 → 预警" in told.at("02-13 09:00")
