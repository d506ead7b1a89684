"""The return of a decided task: across joins, with decided dependents, while other branches are stopped."""

from __future__ import annotations

import pytest

from tests.case.conftest import LEAD, LEAD_SUPERVISOR, Life, at
from yishi_engine.case import commands as c
from yishi_engine.case.event_records import event_data
from yishi_engine.errors import ArgumentInvalid, NotAllowedInState


def reopen(life: Life, item: str) -> None:
    """Return a task."""
    life.give(c.ReopenTask(task_id=f"case-1:{item}", by=LEAD_SUPERVISOR, reason="复核发现材料有误"))


def types(life: Life, count: int) -> list[str]:
    """Return the newest event types."""
    return [event.type for event in life.events[-count:]]


def test_the_task_is_open_again_and_its_clock_goes_on(life: Life) -> None:
    """The days between decision and return do not count for the task: four of five were left, four are left."""
    life.submit().accept()
    life.grant("fire-check")
    life.now = at("2026-02-25 10:00")
    reopen(life, "fire-check")
    task = life.the_case.tasks["fire-check"]
    assert (task.state, task.result, task.decided_at) == ("open", None, None)
    # Accepted and granted on 02-11: five days left, from 02-25 on: 25, 26, 27, 28, 03-02.
    assert life.due()["fire-check"] == "2026-03-02"


def test_the_promise_to_the_applicant_does_not_move(life: Life) -> None:
    """A return is the authorities' affair: the case's own due date stays."""
    life.submit().accept()
    before = life.view().due_on
    life.grant("fire-check")
    life.now = at("2026-02-25 10:00")
    reopen(life, "fire-check")
    assert life.view().due_on == before


def test_same_day_return_changes_no_date(life: Life) -> None:
    """Decided and returned on one day, the due date is what it was."""
    life.submit().accept()
    before = life.due()["fire-check"]
    life.grant("fire-check")
    reopen(life, "fire-check")
    assert life.due()["fire-check"] == before


def test_a_warning_is_given_again_for_the_new_date(life: Life) -> None:
    """A returned task is supervised again (a reminder that is lost on return is the classic fault)."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.grant("business-licence")
    life.grant("food-permit")
    life.sweep("2026-02-24 09:00")
    life.grant("fire-check")
    life.now = at("2026-03-05 10:00")
    reopen(life, "fire-check")
    assert life.due()["fire-check"] == "2026-03-06"
    assert "clock.warning" in life.sweep("2026-03-05 12:00")
    assert "clock.yellow" in life.sweep("2026-03-07 12:00")


def test_what_the_result_had_opened_waits_again(life: Life) -> None:
    """A dependent that had begun waits; its clock starts anew with the next result."""
    life.submit().accept()
    life.grant("business-licence")
    life.start("food-permit")
    life.now = at("2026-02-25 10:00")
    reopen(life, "business-licence")
    assert life.states()["food-permit"] == "waiting"
    assert life.due()["food-permit"] is None
    assert types(life, 2) == ["task.reopened", "task.waiting"]
    life.grant("business-licence")
    assert life.states()["food-permit"] == "open"
    assert life.due()["food-permit"] == "2026-03-10"


def test_decided_dependents_wait_again_too(life: Life) -> None:
    """A decision that rested on the returned result is void; the decided case is at work again."""
    life.submit().accept()
    for item in ("business-licence", "food-permit", "fire-check", "signboard"):
        life.grant(item)
    assert life.the_case.state == "decided"
    reopen(life, "business-licence")
    assert life.the_case.state == "accepted"
    assert life.states() == {
        "business-licence": "open",
        "food-permit": "waiting",
        "fire-check": "granted",
        "signboard": "open",
    }
    # The signboard was decided behind a decide gate: open again, its clock waits for the licence.
    assert life.due()["signboard"] is None
    assert types(life, 3) == ["task.reopened", "task.waiting", "task.reopened"]
    assert event_data(life.events[-1])["prerequisite"] == "business-licence"
    for item in ("business-licence", "food-permit", "signboard"):
        life.grant(item)
    assert life.the_case.state == "decided"


def test_a_dependent_at_work_behind_a_decide_gate_goes_on_without_a_clock(life: Life) -> None:
    """Work was not opened by the result, so it goes on; the decision and the clock wait."""
    life.submit().accept()
    life.grant("business-licence")
    life.start("signboard")
    assert life.due()["signboard"]
    reopen(life, "business-licence")
    assert life.states()["signboard"] == "in_progress"
    assert life.due()["signboard"] is None


def test_siblings_keep_what_they_have(life: Life) -> None:
    """A stopped sibling stays stopped, with its remaining time, and its own return is not touched."""
    life.submit().accept()
    life.start("fire-check")
    life.suspend("fire-check")
    life.grant("business-licence")
    before = life.view().tasks[2]
    reopen(life, "business-licence")
    after = life.view().tasks[2]
    assert (after.state, after.remaining, after.stopped) == (before.state, before.remaining, True)
    life.resume("fire-check")
    assert life.states()["fire-check"] == "in_progress"


def test_a_stopped_dependent_waits_and_its_stop_is_over(life: Life) -> None:
    """Return while the dependent is stopped: it waits, and the case's clock runs again from today."""
    life.submit().accept()
    life.grant("business-licence")
    life.start("food-permit")
    life.suspend("food-permit", "检测")
    assert life.view().stopped
    life.now = at("2026-02-25 10:00")
    reopen(life, "business-licence")
    assert life.states()["food-permit"] == "waiting"
    assert not life.view().stopped
    # Stopped from 02-11 up to 02-24: the first of the fifteen days is 02-25.
    assert str(life.view().due_on) == "2026-03-16"


def test_what_a_refusal_had_ended_is_revived(life: Life) -> None:
    """The refusal is void, so what it ended waits, or is open, again."""
    life.submit().accept()
    life.start("signboard")
    life.refuse("business-licence")
    reopen(life, "business-licence")
    assert life.states() == {
        "business-licence": "open",
        "food-permit": "waiting",
        "fire-check": "open",
        "signboard": "open",
    }
    for item in ("business-licence", "food-permit", "fire-check", "signboard"):
        life.grant(item)
    life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    assert life.the_case.outcome == "granted"


def test_another_failed_prerequisite_keeps_it_ended(life: Life) -> None:
    """An item with two failed prerequisites stays ended when only one of them is returned."""
    *others, signboard = life.bundle.items
    (licence,) = signboard.depends_on
    both = (licence, licence.model_copy(update={"item": "fire-check"}))
    items = (*others, signboard.model_copy(update={"depends_on": both}))
    bundle = life.bundle.model_copy(update={"items": items})
    other = Life(bundle)
    other.submit().accept()
    other.start("fire-check")
    other.refuse("business-licence")
    other.refuse("fire-check")
    reopen(other, "business-licence")
    assert other.states()["signboard"] == "terminated"
    reopen(other, "fire-check")
    assert other.states()["signboard"] == "open"


def test_a_return_needs_a_reason_and_an_open_case(life: Life) -> None:
    """Without a reason, or after completion, nothing is returned."""
    life.submit(answers={"area": 40, "signboard": False}).accept()
    life.grant("business-licence")
    with pytest.raises(ArgumentInvalid):
        life.give(c.ReopenTask(task_id="case-1:business-licence", by=LEAD_SUPERVISOR, reason=""))
    life.grant("food-permit")
    life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    with pytest.raises(NotAllowedInState):
        reopen(life, "food-permit")


def test_returned_twice(life: Life) -> None:
    """Two returns add up: each interval between decision and return is left out of the task's count."""
    life.submit().accept()
    life.grant("fire-check")
    life.now = at("2026-02-12 10:00")
    reopen(life, "fire-check")
    life.grant("fire-check")
    life.now = at("2026-02-24 10:00")
    reopen(life, "fire-check")
    # Five days, none used: 02-11 and 02-12 to 02-14 were decided days.
    assert life.due()["fire-check"] == "2026-02-28"
