"""The two lifecycles, and fan-out, gates and outcomes on top of them."""

from __future__ import annotations

import pytest

from tests.case.conftest import APPLICANT, CITY, FIRE, LEAD, Life, at
from yishi_engine.case import commands as c
from yishi_engine.case.event_records import event_data
from yishi_engine.case.lifecycle import (
    CASE_LIFECYCLE,
    COMMAND_LABELS,
    TASK_LIFECYCLE,
    CaseState,
    Lifecycle,
    Outcome,
    Step,
    TaskState,
)
from yishi_engine.errors import ArgumentInvalid, GateClosed, MaterialMissing, NotAllowedByDefinition, NotFound


def test_every_command_has_a_label() -> None:
    """Every command of the graph can be named to an officer."""
    triggers = {trigger for _, trigger, _ in CASE_LIFECYCLE.steps() + TASK_LIFECYCLE.steps() if trigger[0].isupper()}
    assert triggers == set(COMMAND_LABELS) - {"SubmitCase"}


def test_every_state_can_be_reached_and_has_a_label() -> None:
    """No state is cut off."""
    for lifecycle, states, first in (
        (CASE_LIFECYCLE, CaseState, CaseState.SUBMITTED),
        (TASK_LIFECYCLE, TaskState, TaskState.WAITING),
    ):
        assert {target for _, _, target in lifecycle.steps()} | {first} == set(states)
        assert all(state.label for state in states)


def test_an_unknown_state_is_found_at_import() -> None:
    """A graph that names a state that is not there cannot be built; ``transitions`` would take it silently."""
    with pytest.raises((AssertionError, ValueError)):
        Lifecycle(TaskState, TaskState.OPEN, (Step("StartTask", (TaskState.OPEN,), "nowhere"),))


def test_ended_cases_allow_nothing_but_a_rating() -> None:
    """A case that has ended cannot be changed."""
    assert CASE_LIFECYCLE.allowed(CaseState.COMPLETED) == ("FollowUpRating", "RateCase")
    for state in (CaseState.DECLINED, CaseState.WITHDRAWN, CaseState.LAPSED):
        assert CASE_LIFECYCLE.allowed(state) == ()


def test_acceptance_fans_out(life: Life) -> None:
    """Acceptance opens what can begin, lets wait what cannot, and starts the clocks that may run."""
    life.submit().accept()
    assert life.states() == {
        "business-licence": "open",
        "food-permit": "waiting",
        "fire-check": "open",
        "signboard": "open",
    }
    assert [event.type for event in life.events] == [
        "case.submitted",
        "case.accepted",
        "task.opened",
        "task.waiting",
        "task.opened",
        "task.opened",
    ]
    # 2026-02-14 is a make-up workday, 02-15 to 02-23 are days off.
    assert life.due() == {
        "business-licence": "2026-02-12",
        "food-permit": None,
        "fire-check": "2026-02-25",
        "signboard": None,
    }


def test_a_start_gate_opens_with_the_result(life: Life) -> None:
    """The waiting task opens, and its clock starts, when its prerequisite is granted."""
    life.submit().accept()
    life.grant("business-licence")
    assert life.states()["food-permit"] == "open"
    assert life.due()["food-permit"] == "2026-03-03"
    assert [event.type for event in life.events[-2:]] == ["task.granted", "task.opened"]


def test_a_decide_gate_blocks_the_decision_and_holds_the_clock(life: Life) -> None:
    """Work begins at acceptance, the decision and the clock wait for the prerequisite."""
    life.submit().accept()
    life.start("signboard")
    for command in (
        c.GrantTask(task_id="case-1:signboard", by=CITY),
        c.RefuseTask(task_id="case-1:signboard", by=CITY, reason="不合规划"),
    ):
        with pytest.raises(GateClosed) as caught:
            life.give(command)
        assert caught.value.waiting_for == ("business-licence",)
        assert "营业执照核发" in caught.value.notice
    life.grant("business-licence")
    assert life.due()["signboard"] == "2026-02-14"
    life.grant("signboard")
    assert life.states()["signboard"] == "granted"


def test_a_prerequisite_that_is_not_required_counts_as_met(life: Life) -> None:
    """Without the signboard's prerequisite in the situation nothing waits for it."""
    definition = life.bundle.model_dump()
    definition["items"][0]["when"] = "signboard == 否"
    bundle = type(life.bundle).model_validate(_plain(definition))
    other = Life(bundle)
    other.submit(materials={"floor_plan": "x"}).accept()
    assert other.states() == {"food-permit": "open", "fire-check": "open", "signboard": "open"}
    assert all(other.due().values())


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int) else str(value)


def test_refusal_ends_what_depends_on_it_and_nothing_else(life: Life) -> None:
    """A refused prerequisite terminates its dependents; other departments go on; the outcome is partial."""
    life.submit().accept()
    life.start("signboard")
    life.refuse("business-licence")
    assert life.states() == {
        "business-licence": "refused",
        "food-permit": "terminated",
        "fire-check": "open",
        "signboard": "terminated",
    }
    assert [event.type for event in life.events[-3:]] == ["task.refused", "task.terminated", "task.terminated"]
    life.grant("fire-check")
    assert life.the_case.state == "decided"
    life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    assert life.the_case.outcome is Outcome.PARTLY_GRANTED


@pytest.mark.parametrize(("decisions", "outcome"), [("grant", Outcome.GRANTED), ("refuse", Outcome.REFUSED)])
def test_the_outcome_follows_from_the_tasks(life: Life, decisions: str, outcome: Outcome) -> None:
    """All granted is granted, none granted is refused; before completion there is no outcome."""
    life.submit(answers={"area": 40, "signboard": False}).accept()
    getattr(life, decisions)("business-licence")
    if decisions == "grant":
        life.grant("food-permit")
    assert life.the_case.state == "decided"
    assert life.the_case.outcome is None
    life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    assert life.the_case.state == "completed"
    assert life.the_case.outcome is outcome


def test_withdrawal_ends_open_tasks_and_keeps_decisions(life: Life) -> None:
    """What was decided stays decided."""
    life.submit().accept()
    life.grant("fire-check")
    life.give(c.WithdrawCase(case_id="case-1", by=APPLICANT))
    assert life.the_case.state == "withdrawn"
    assert life.states() == {
        "business-licence": "terminated",
        "food-permit": "terminated",
        "fire-check": "granted",
        "signboard": "terminated",
    }


def test_a_refusal_needs_a_reason(life: Life) -> None:
    """A refusal without a reason is refused itself (行政许可法 art. 38)."""
    life.submit().accept()
    life.start("fire-check")
    for reason in ("", "  \n", None):
        with pytest.raises(ArgumentInvalid) as caught:
            life.give(c.RefuseTask(task_id="case-1:fire-check", by=FIRE, reason=reason))  # type: ignore[arg-type]
        assert caught.value.field == "reason"


def test_declining_needs_a_reason(life: Life) -> None:
    """So does a decision not to accept."""
    life.submit()
    with pytest.raises(ArgumentInvalid):
        life.give(c.DeclineCase(case_id="case-1", by=LEAD, reason=""))
    life.give(c.DeclineCase(case_id="case-1", by=LEAD, reason="不属于本机关职权范围"))
    assert life.the_case.state == "declined"
    assert life.view().reason == "不属于本机关职权范围"


def test_an_exempt_item_has_no_task(life: Life) -> None:
    """A command on an exempt item says that the situation does not require it."""
    life.submit(answers={"area": 40, "signboard": False}).accept()
    with pytest.raises(NotFound) as caught:
        life.give(c.StartTask(task_id="case-1:fire-check", by=FIRE))
    assert "不需要" in caught.value.notice


def test_an_unknown_item_is_not_found(life: Life) -> None:
    """A command on an item that the bundle does not have names those that it has."""
    life.submit().accept()
    with pytest.raises(NotFound) as caught:
        life.give(c.StartTask(task_id="case-1:fire-chek", by=FIRE))
    assert "fire-check" in caught.value.notice


def test_completion_waits_for_deferred_materials(life: Life) -> None:
    """Results are not issued while a deferred material is missing; once it is there they are."""
    life.submit(answers={"area": 40, "signboard": False}, materials={"premises": "p"}).accept()
    life.grant("business-licence")
    life.grant("food-permit")
    with pytest.raises(MaterialMissing) as caught:
        life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    assert caught.value.materials == ("floor_plan",)
    assert "平面布置图" in caught.value.notice
    life.give(c.SupplyMaterial(case_id="case-1", by=APPLICANT, material="floor_plan", reference="file:plan"))
    life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    assert life.the_case.state == "completed"


def test_a_result_is_kept_and_must_be_plain(life: Life) -> None:
    """A result holds texts, whole numbers, lists and mappings; anything else is refused and nothing changes."""
    life.submit().accept()
    life.start("fire-check")
    for result in ({"fee": 1.5}, {"when": at("2026-02-11 09:30")}, {"n": 2**60}, ["x"], {"a": "\x00"}, {1: "x"}):
        with pytest.raises(ArgumentInvalid):
            life.give(c.GrantTask(task_id="case-1:fire-check", by=FIRE, result=result))  # type: ignore[arg-type]
    life.give(c.GrantTask(task_id="case-1:fire-check", by=FIRE, result={"number": "消1", "pages": [1, 2]}))
    assert life.the_case.tasks["fire-check"].result == {"number": "消1", "pages": [1, 2]}


def test_only_listed_procedures_stop_a_clock(life: Life) -> None:
    """An unlisted cause is refused with what is listed; a listed one of another law carries its basis."""
    life.submit().accept()
    life.start("fire-check")
    with pytest.raises(NotAllowedByDefinition) as caught:
        life.suspend("fire-check", "听证")
    assert "专家评审" in caught.value.notice
    life.suspend("fire-check", "公示")
    assert event_data(life.events[-1])["basis"] == "某条例第三条"
    assert life.states()["fire-check"] == "suspended"


def test_a_clock_that_has_not_started_cannot_be_stopped(life: Life) -> None:
    """A task behind a decide gate has no clock to stop."""
    definition = life.bundle.model_dump()
    definition["items"][3]["special_procedures"] = ["听证"]
    other = Life(type(life.bundle).model_validate(_plain(definition)))
    other.submit().accept()
    other.start("signboard")
    with pytest.raises(GateClosed):
        other.suspend("signboard", "听证")
