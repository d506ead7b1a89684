"""Who held a case when, and what that took."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.case.conftest import APPLICANT, FIRE, FIRE_SUPERVISOR, LEAD, Life, at
from yishi_engine.case import commands as c
from yishi_engine.case.timeline import Timeline, timeline
from yishi_engine.worktime.calendar import national_calendar


def tell(life: Life) -> Timeline:
    """Tell the life so far."""
    return timeline("case-1", life.events, life.bundle, national_calendar(), life.now)


def test_each_moment_has_a_holder(life: Life) -> None:
    """Lead, applicant, lead, department: every hand-over is a segment, without gaps."""
    life.submit()
    life.give(c.RequestCorrection(case_id="case-1", by=LEAD, note="请补图"))
    life.now = at("2026-02-13 10:00")
    life.personal = {"operator": "张三", "operator_id": "110101199003070118"}
    life.give(c.SubmitCorrection(case_id="case-1", by=APPLICANT, materials={"floor_plan": "file:2"}))
    life.now = at("2026-02-14 10:00")
    life.accept()
    whole = [each for each in tell(life).segments if each.item is None]
    assert [(each.state, each.holder, each.working_days) for each in whole] == [
        ("submitted", "scjg", 0),
        ("correcting", "applicant", 2),
        ("submitted", "scjg", 1),
        ("accepted", "scjg", 0),
    ]
    for before, after in pairwise(whole):
        assert before.until == after.since


def test_a_task_s_life_names_officers_and_stops(life: Life) -> None:
    """Open, started, stopped with its reason, handed over, decided; net and gross days differ by the stop."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.now = at("2026-02-12 09:00")
    life.start("fire-check")
    life.now = at("2026-02-13 09:00")
    life.suspend("fire-check")
    life.now = at("2026-02-25 09:00")
    life.resume("fire-check")
    life.give(c.ReassignTask(task_id="case-1:fire-check", by=FIRE_SUPERVISOR, officer="x-2", reason="外出"))
    life.now = at("2026-02-26 09:00")
    life.give(c.GrantTask(task_id="case-1:fire-check", by=FIRE))
    told = tell(life)
    segments = [each for each in told.segments if each.item == "fire-check"]
    assert [(each.state, each.officer) for each in segments] == [
        ("open", None),
        ("in_progress", "o-1"),
        ("suspended", "o-1"),
        ("in_progress", "o-1"),
        ("in_progress", "x-2"),
    ]
    assert segments[2].reason == "fire-check：因专家评审暂停计时，预计5 工作日，须评审"
    account = next(each for each in told.accounts if each.item == "fire-check")
    # 02-12, 13, 14, 24, 25, 26 are working days; 13, 14 and 24 were stopped.
    assert (account.gross_days, account.stopped_days, account.net_days) == (6, 3, 3)
    assert account.late_days == 0
    assert any("转交x-2" in reason for reason in told.reasons)
    assert told.first_officer == "c-1"


def test_lateness_has_an_author(life: Life) -> None:
    """A task decided three working days after its due day is three days late, by its department."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.now = at("2026-02-28 10:00")
    life.grant("fire-check")
    (late, *_) = [each for each in tell(life).late() if each.item == "fire-check"]
    assert (late.department, late.late_days, str(late.due_on)) == ("xfjy", 3, "2026-02-25")


def test_late_on_the_same_day_is_late_all_the_same(life: Life) -> None:
    """After close of business on the due day it is a day late."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.now = at("2026-02-25 18:00")
    life.grant("fire-check")
    assert [each.late_days for each in tell(life).accounts if each.item == "fire-check"] == [1]


@pytest.mark.parametrize("now", ["12-30 10:00", "12-31 10:00", "01-04 10:00"])
def test_at_the_end_of_the_calendar_nothing_was_stopped(life: Life, now: str) -> None:
    """On the last day that is known, and past it, net and gross days are equal where no clock was stopped."""
    last = national_calendar().horizon.year
    life.now = at(f"{last}-12-22 10:00")
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.now = at(f"{last + now.startswith('01')}-{now}")
    for account in tell(life).accounts:
        assert account.stopped_days == 0
        assert account.net_days == account.gross_days > 0


def test_days_of_a_holder_add_up(life: Life) -> None:
    """The segments of a task add up to its life, however it is cut."""
    life.submit().accept()
    life.now = at("2026-02-24 10:00")
    life.start("fire-check")
    life.now = at("2026-03-02 10:00")
    life.refuse("fire-check")
    segments = [each for each in tell(life).segments if each.item == "fire-check"]
    account = next(each for each in tell(life).accounts if each.item == "fire-check")
    assert sum(each.working_days for each in segments) == account.gross_days
