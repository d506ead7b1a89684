"""When things happened, and what each viewer sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.case.conftest import APPLICANT, CITY, FIRE, LEAD, Life, at
from yishi_engine.case import commands as c
from yishi_engine.case.access import may_see
from yishi_engine.case.actor import Actor
from yishi_engine.case.event_records import event_data
from yishi_engine.case.timeline import timeline
from yishi_engine.errors import ArgumentInvalid, NotPermitted
from yishi_engine.worktime.calendar import national_calendar

START = c.StartTask(task_id="case-1:fire-check", by=FIRE)


def test_staff_record_afterwards_what_happened(life: Life) -> None:
    """A time given by an officer is when it counts, and the record is marked."""
    life.submit().accept()
    moment = life.now
    life.now += timedelta(days=2)
    life.give(replace(START, occurred_at=moment))
    event = life.events[-1]
    assert event.occurred_at == moment
    assert event_data(event)["backfilled"] is True


def test_a_back_filled_stop_counts_from_its_day(life: Life) -> None:
    """The days of a stop are those on which it was, not those on which it was typed in."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.start("fire-check")
    life.now = at("2026-02-25 10:00")
    stop = c.SuspendTask(
        task_id="case-1:fire-check", by=FIRE, procedure="专家评审", reason="须评审", expected="2 工作日"
    )
    life.give(replace(stop, occurred_at=at("2026-02-13 10:00")))
    life.give(c.ResumeTask(task_id="case-1:fire-check", by=FIRE))
    # One day (02-12) was used before the stop; four are left, 02-25 is the first of them.
    assert life.due()["fire-check"] == "2026-02-28"


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (at("2026-02-10 09:00"), "before the case's newest event"),
        (at("2026-02-20 09:00"), "future"),
        (datetime(2026, 2, 11, 9, 33), "time zone"),  # noqa: DTZ001  (what is refused)
    ],
)
def test_a_time_that_contradicts_the_record_is_refused(life: Life, moment: datetime, says: str) -> None:
    """Neither before what is on record, nor in the future, nor without a zone."""
    life.submit().accept()
    count = len(life.events)
    with pytest.raises(ArgumentInvalid, match=says):
        life.give(replace(START, occurred_at=moment))
    assert len(life.events) == count


def test_a_card_does_not_bar_what_was_done_before_it(life: Life) -> None:
    """A decision taken in time and recorded after the card is in time: overdue is judged by when things happened."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.start("fire-check")
    assert "clock.yellow" in life.sweep("2026-02-26 09:00")
    decided = c.GrantTask(task_id="case-1:fire-check", by=FIRE, occurred_at=at("2026-02-25 16:00"))
    life.give(decided)
    told = timeline("case-1", life.events, life.bundle, national_calendar(), life.now)
    assert [each.late_days for each in told.accounts if each.item == "fire-check"] == [0]


def test_applicants_cannot_back_date(life: Life) -> None:
    """Only staff may."""
    life.submit()
    life.now += timedelta(days=1)
    with pytest.raises(NotPermitted):
        life.give(c.WithdrawCase(case_id="case-1", by=APPLICANT, occurred_at=life.now - timedelta(hours=2)))


def test_a_clock_that_goes_back_never_takes_the_record_back(life: Life) -> None:
    """Machines' clocks differ: an event is never before the one it follows, and is not called back-filled for it."""
    life.submit().accept()
    last = life.the_case.last_at
    life.now -= timedelta(hours=1)
    life.give(START)
    assert life.events[-1].occurred_at == last
    assert "backfilled" not in event_data(life.events[-1])


def test_a_cooperating_department_sees_its_items_only(life: Life) -> None:
    """Fields and materials of its own items and nothing else (个人信息保护法 art. 6)."""
    life.submit().accept()
    view = life.view(FIRE)
    assert view.form == {"shop_name": "蜀香小馆"}
    assert view.materials == {"floor_plan": "file:plan"}
    assert set(life.view(CITY).form) == {"shop_name", "signboard_size"}
    assert life.view(CITY).materials == {}


def test_lead_and_applicant_see_the_whole_form(life: Life) -> None:
    """The lead accepts the one form; the applicant filled it in."""
    life.submit().accept()
    for viewer in (LEAD, APPLICANT, None):
        assert set(life.view(viewer).form) == {"operator", "operator_id", "shop_name", "signboard_size"}


def test_the_applicant_sees_results_once_they_are_issued(life: Life) -> None:
    """Results are issued together; before that the applicant sees states, not results, and never the officer."""
    life.submit(answers={"area": 40, "signboard": False}).accept()
    life.grant("business-licence")
    life.grant("food-permit")
    assert [task.result for task in life.view(APPLICANT).tasks] == [None, None]
    life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    assert [task.result for task in life.view(APPLICANT).tasks] == [
        {"number": "川-business-licence"},
        {"number": "川-food-permit"},
    ]
    assert {task.officer for task in life.view(APPLICANT).tasks} == {None}


def test_a_result_is_seen_by_those_who_need_it(life: Life) -> None:
    """The city department decides on the licence's result and sees it; the fire department does not."""
    life.submit().accept()
    life.grant("business-licence")
    assert life.view(CITY).tasks[0].result == {"number": "川-business-licence"}
    assert life.view(FIRE).tasks[0].result is None


def test_strangers_see_nothing(life: Life) -> None:
    """Another applicant, or a department outside the bundle, may not look."""
    life.submit()
    seen = {
        actor: may_see(actor, life.bundle, life.the_case)
        for actor in (Actor.applicant("p-2"), Actor.staff("z", department="elsewhere"), APPLICANT, FIRE, Actor.system())
    }
    assert list(seen.values()) == [False, False, True, True, True]


def test_exempt_items_say_why(life: Life) -> None:
    """An exemption names its rule and the designer's note."""
    life.submit(answers={"area": 50, "signboard": True})
    (exemption,) = life.view().exempt
    assert (exemption.item, exemption.rule) == ("fire-check", "area > 50")
    assert exemption.note == "建筑面积50平方米以下免于检查"


def test_the_case_clock_stops_with_its_tasks(life: Life) -> None:
    """While a task is stopped the whole has no due date, only days left; afterwards it is later by the stopped days."""
    life.submit().accept()
    first = life.view().due_on
    life.start("fire-check")
    life.now = at("2026-02-24 10:00")
    life.suspend("fire-check")
    view = life.view()
    assert (view.due_on, view.stopped, view.level) == (None, True, None)
    left = view.remaining
    life.now = at("2026-02-26 10:00")
    assert life.view().remaining == left
    life.resume("fire-check")
    assert first is not None
    assert life.view().due_on == national_calendar().working_day_after(first, 2)


@pytest.mark.parametrize("bad", ["", " ", "a\nb", "x" * 201, "\ud800", None, 7])
def test_an_actor_needs_a_printable_id(bad: object) -> None:
    """An actor whom no record could name is refused."""
    with pytest.raises(ArgumentInvalid):
        Actor.applicant(bad)  # type: ignore[arg-type]


def test_roles_and_departments_go_together() -> None:
    """Staff have a department, others have none."""
    with pytest.raises(ArgumentInvalid):
        Actor.staff("c-1", department="")
