"""Hand-overs, commitments and their verification, ratings and their follow-up, deferred materials, extensions."""

from __future__ import annotations

import pytest

from tests.case.conftest import APPLICANT, FIRE, FIRE_SUPERVISOR, LEAD, LEAD_SUPERVISOR, Life, at
from yishi_engine.bundle.model import Bundle, Commitment
from yishi_engine.case import commands as c
from yishi_engine.case.timeline import timeline
from yishi_engine.errors import ArgumentInvalid, NotAllowedByDefinition
from yishi_engine.worktime.calendar import national_calendar
from yishi_engine.worktime.limits import Limit

TASK = "case-1:fire-check"


@pytest.fixture
def bundle(bundle: Bundle) -> Bundle:
    """The bundle, with a commitment for the fire check and a time for following up bad ratings."""
    licence, food, fire, signboard = bundle.items
    fire = fire.model_copy(update={"commitment": Commitment(verify_within=Limit.parse("60 工作日"))})
    limits = bundle.limits.model_copy(update={"follow_up": Limit.parse("5 工作日")})
    return bundle.model_copy(update={"items": (licence, food, fire, signboard), "limits": limits})


def completed(life: Life, *, on_commitment: bool = False) -> Life:
    """Bring a case to completion on 2026-02-11."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.start("fire-check")
    life.give(c.GrantTask(task_id=TASK, by=FIRE, on_commitment=on_commitment))
    life.grant("business-licence")
    life.grant("food-permit")
    life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    return life


def test_a_commitment_is_verified_after_completion(life: Life) -> None:
    """Granted at once; the duty to verify opens with completion and has a clock of its own."""
    completed(life, on_commitment=True)
    task = life.view().tasks[2]
    assert task.on_commitment
    assert str(task.verify_due_on) == "2026-05-15"
    assert any("待核查" in notice for notice in life.view().notices)
    assert life.sweep("2026-05-14 09:00") == ["clock.warning"]
    life.give(c.PassVerification(task_id=TASK, by=FIRE, note="现场核查属实"))
    assert life.view().tasks[2].verification == "passed"
    assert life.view().tasks[2].verify_due_on is None
    assert life.sweep("2026-06-30 09:00") == []


def test_a_commitment_that_does_not_hold_is_revoked_on_record(life: Life) -> None:
    """The result is revoked, with a reason, and the case shows it; the case stays completed."""
    completed(life, on_commitment=True)
    assert life.sweep("2026-05-20 09:00") == ["clock.warning", "clock.yellow"]
    life.give(c.FailVerification(task_id=TASK, by=FIRE, reason="疏散通道被占用"))
    view = life.view()
    assert life.events[-1].type == "task.revoked"
    assert view.tasks[2].verification == "failed"
    assert any("已撤销：疏散通道被占用" in notice for notice in view.notices)
    assert view.state == "completed"


def test_verification_is_owed_once_and_only_for_commitments(life: Life) -> None:
    """What was not granted on commitment, or was verified, is not verified again; nor is anything before completion."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.start("fire-check")
    life.give(c.GrantTask(task_id=TASK, by=FIRE, on_commitment=True))
    with pytest.raises(NotAllowedByDefinition, match="after completion"):
        life.give(c.PassVerification(task_id=TASK, by=FIRE))
    life.grant("business-licence")
    life.grant("food-permit")
    life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    with pytest.raises(NotAllowedByDefinition, match="not granted on commitment"):
        life.give(c.PassVerification(task_id="case-1:food-permit", by=LEAD))
    life.give(c.PassVerification(task_id=TASK, by=FIRE))
    with pytest.raises(NotAllowedByDefinition, match="before"):
        life.give(c.FailVerification(task_id=TASK, by=FIRE, reason="x"))


def test_only_items_with_a_commitment_are_granted_on_one(life: Life) -> None:
    """The definition says which items may be granted on commitment."""
    life.submit().accept()
    life.start("business-licence")
    with pytest.raises(NotAllowedByDefinition):
        life.give(c.GrantTask(task_id="case-1:business-licence", by=LEAD, on_commitment=True))


def test_a_bad_rating_opens_a_duty(life: Life) -> None:
    """不满意 and 非常不满意 are followed up within the bundle's time."""
    completed(life)
    life.give(c.RateCase(case_id="case-1", by=APPLICANT, score=2, comment="来回跑了三趟"))
    assert str(life.view().follow_up_due_on) == "2026-02-25"
    assert life.sweep("2026-02-26 09:00") == ["clock.warning", "clock.yellow"]
    life.give(c.FollowUpRating(case_id="case-1", by=LEAD, text="已回访并整改"))
    assert life.view().follow_up_due_on is None
    with pytest.raises(NotAllowedByDefinition):
        life.give(c.FollowUpRating(case_id="case-1", by=LEAD, text="再次回访"))


def test_a_good_rating_opens_none(life: Life) -> None:
    """From 基本满意 on nothing is owed; a case is rated once."""
    completed(life)
    life.give(c.RateCase(case_id="case-1", by=APPLICANT, score=3))
    assert life.view().follow_up_due_on is None
    with pytest.raises(NotAllowedByDefinition):
        life.give(c.RateCase(case_id="case-1", by=APPLICANT, score=5))


@pytest.mark.parametrize("score", [0, 6, True, 4.0, "5", None])
def test_a_score_is_one_of_five_grades(life: Life, score: object) -> None:
    """Anything but 1 to 5 is refused."""
    completed(life)
    with pytest.raises(ArgumentInvalid):
        life.give(c.RateCase(case_id="case-1", by=APPLICANT, score=score))  # type: ignore[arg-type]


def test_a_hand_over_is_on_record(life: Life) -> None:
    """Who had the task, who has it, and why; the first officer asked stays on the case."""
    life.submit().accept()
    life.start("fire-check")
    life.give(c.ReassignTask(task_id=TASK, by=FIRE_SUPERVISOR, officer="x-2", reason="原经办人外出"))
    assert life.the_case.tasks["fire-check"].officer == "x-2"
    assert life.view().first_officer == "c-1"
    for officer in ("x-2", "", "a\nb"):
        with pytest.raises(ArgumentInvalid):
            life.give(c.ReassignTask(task_id=TASK, by=FIRE, officer=officer))


def test_a_deferred_material_has_a_clock(life: Life) -> None:
    """From acceptance on, with a warning, and overdue afterwards; supplied, it is silent."""
    life.submit(answers={"area": 40, "signboard": False}, materials={"premises": "p"}).accept()
    view = life.view()
    assert {each: str(day) for each, day in view.materials_due.items()} == {"floor_plan": "2026-02-25"}
    assert "容缺材料“平面布置图”待补交，期限2026-02-25" in view.notices
    life.grant("business-licence")
    # The day before it is due, that of the food permit (03-03) and of the case (03-10) are still far.
    assert life.sweep("2026-02-24 09:00") == ["clock.warning"]
    assert getattr(life.events[-1], "material", None) == "floor_plan"
    assert life.sweep("2026-02-25 17:01") == ["clock.yellow"]
    assert any("已于2026-02-25到期" in notice for notice in life.view().notices)
    life.give(c.SupplyMaterial(case_id="case-1", by=APPLICANT, material="floor_plan", reference="file:plan"))
    assert life.view().notices == ()


def test_only_an_awaited_material_is_supplied(life: Life) -> None:
    """What is there, or not asked for, cannot be supplied again."""
    life.submit().accept()
    with pytest.raises(NotAllowedByDefinition) as caught:
        life.give(c.SupplyMaterial(case_id="case-1", by=APPLICANT, material="floor_plan", reference="x"))
    assert "待补：无" in caught.value.notice


def extend(life: Life, limit: str = "3 工作日", reason: str = "案情复杂") -> None:
    """Extend the fire check."""
    life.give(c.ExtendTask(task_id=TASK, by=FIRE_SUPERVISOR, limit=limit, reason=reason))


def test_an_extension_adds_to_both_limits_once(life: Life) -> None:
    """Committed and statutory limit move; the applicant is told why; a second one is refused."""
    life.submit().accept()
    extend(life)
    assert life.due()["fire-check"] == "2026-02-28"
    view = life.view(APPLICANT).tasks[2]
    assert (view.extension, view.extension_reason) == ("3 工作日", "案情复杂")
    assert "“消防安全检查”延期3 工作日：案情复杂" in life.view(APPLICANT).notices
    with pytest.raises(NotAllowedByDefinition, match="once"):
        extend(life)


@pytest.mark.parametrize(
    ("limit", "reason", "error"),
    [
        ("6 工作日", "案情复杂", NotAllowedByDefinition),
        ("3 自然日", "案情复杂", ArgumentInvalid),
        ("3", "案情复杂", ArgumentInvalid),
        ("3 工作日", " ", ArgumentInvalid),
    ],
)
def test_an_extension_stays_within_the_definition(life: Life, limit: str, reason: str, error: type[Exception]) -> None:
    """Not more than the item allows, in its unit, with a reason."""
    life.submit().accept()
    with pytest.raises(error):
        extend(life, limit, reason)
    assert life.the_case.tasks["fire-check"].extension is None


def test_an_extension_is_given_before_expiry(life: Life) -> None:
    """On the due day until close of business, not afterwards."""
    life.submit().accept()
    life.now = at("2026-02-25 17:30")
    with pytest.raises(NotAllowedByDefinition, match="before expiry"):
        extend(life)
    life.now = at("2026-02-25 16:50")
    life.case = life.the_case
    extend(life)


def test_the_lead_s_time_to_issue_is_shown(life: Life) -> None:
    """From the last decision on the lead has its own time; when it is over, notices and timeline say so."""
    life.submit(answers={"area": 40, "signboard": False}).accept()
    life.grant("business-licence")
    life.grant("food-permit")
    assert str(life.view().issue_due_on) == "2026-02-12"
    assert "各事项均已决定，待统一出件，期限2026-02-12" in life.view().notices
    life.now = at("2026-02-13 10:00")
    assert "各事项均已决定，待统一出件，已于2026-02-12到期" in life.view().notices
    life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    told = timeline("case-1", life.events, life.bundle, national_calendar(), life.now)
    (issue,) = [each for each in told.accounts if each.step == "issue"]
    assert (issue.department, issue.late_days) == ("scjg", 1)


def test_the_whole_is_extended_once(life: Life) -> None:
    """By a supervisor of the lead, within the bundle's extension, before expiry."""
    life.submit().accept()
    assert str(life.view().due_on) == "2026-03-10"
    life.give(c.ExtendCase(case_id="case-1", by=LEAD_SUPERVISOR, limit="5 工作日", reason="须联合勘验"))
    assert str(life.view().due_on) == "2026-03-17"
    assert "整件延期5 工作日：须联合勘验" in life.view().notices
    with pytest.raises(NotAllowedByDefinition):
        life.give(c.ExtendCase(case_id="case-1", by=LEAD_SUPERVISOR, limit="1 工作日", reason="x"))
