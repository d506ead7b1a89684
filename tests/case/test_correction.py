"""Deficiencies, the one notice, and its answer."""

from __future__ import annotations

import pytest

from tests.case.conftest import ANSWERS, APPLICANT, CITY, FIRE, FORM, LEAD, Life, at
from yishi_engine.case import commands as c
from yishi_engine.case.event_records import event_data
from yishi_engine.errors import FormInvalid, NotAllowedByDefinition


def report(life: Life, item: str = "fire-check", by: object = FIRE, text: str = "平面图看不清") -> None:
    """Report a deficiency."""
    life.give(c.ReportDeficiency(case_id="case-1", by=by, item=item, text=text))  # type: ignore[arg-type]


def notice(life: Life) -> None:
    """Give the one-time notice."""
    life.give(c.RequestCorrection(case_id="case-1", by=LEAD, note="请于10个工作日内补正"))


def correct(life: Life, **changes: object) -> None:
    """Answer it, with the personal values on file."""
    life.personal = {"operator": FORM["operator"], "operator_id": FORM["operator_id"]}
    life.give(c.SubmitCorrection(case_id="case-1", by=APPLICANT, **changes))  # type: ignore[arg-type]


def test_one_notice_carries_what_all_departments_found(life: Life) -> None:
    """Everything that was reported goes out in one notice (行政许可法 art. 32: 一次告知)."""
    life.submit()
    report(life)
    report(life, "signboard", CITY, "缺招牌尺寸图")
    report(life, "food-permit", LEAD, "店名与执照不符")
    notice(life)
    assert life.the_case.state == "correcting"
    data = event_data(life.events[-1])
    assert [each["item"] for each in data["deficiencies"]] == ["fire-check", "signboard", "food-permit"]  # type: ignore[attr-defined]
    assert [each["department"] for each in life.view().deficiencies] == ["xfjy", "cgj", "scjg"]


def test_a_second_notice_is_refused(life: Life) -> None:
    """Whatever is found later, the applicant is asked once."""
    life.submit()
    notice(life)
    correct(life, materials={"floor_plan": "file:plan-2"})
    report(life)
    with pytest.raises(NotAllowedByDefinition) as caught:
        notice(life)
    assert "一次告知" in caught.value.notice


def test_an_exempt_item_has_no_deficiencies(life: Life) -> None:
    """Nothing can be missing for an item that the situation does not require."""
    life.submit(answers={"area": 40, "signboard": True})
    with pytest.raises(NotAllowedByDefinition):
        report(life)


def test_a_correction_says_only_what_changes(life: Life) -> None:
    """What is not named stays; the record names what changed; the window starts again."""
    life.submit()
    notice(life)
    life.now = at("2026-02-25 10:00")
    correct(life, form={"shop_name": "蜀香大馆"}, materials={"floor_plan": "file:plan-2"})
    case = life.the_case
    assert case.state == "submitted"
    assert case.form["shop_name"] == "蜀香大馆"
    assert case.materials == {"premises": "file:premises", "floor_plan": "file:plan-2"}
    assert set(case.personal) == {"operator", "operator_id"}
    assert event_data(life.events[-1])["changed"] == ["shop_name", "floor_plan"]
    # Received again on 02-25: five working days later is 03-03.
    assert str(life.view().due_on) == "2026-03-03"


def test_a_correction_is_checked_as_a_whole(life: Life) -> None:
    """A correction with faults is answered with all of them and changes nothing."""
    life.submit()
    notice(life)
    with pytest.raises(FormInvalid) as caught:
        correct(life, form={"operator_id": "1", "colour": "red"}, materials={"passport": "x"})
    assert {fault.field for fault in caught.value.faults} == {"operator_id", "colour", "passport"}
    assert life.the_case.state == "correcting"


def test_a_correction_that_changes_nothing_is_an_answer_too(life: Life) -> None:
    """The applicant may hold that nothing is missing; the lead then decides."""
    life.submit()
    notice(life)
    correct(life)
    assert life.the_case.state == "submitted"


def test_the_window_of_the_correction_is_the_case_s_due_date(life: Life) -> None:
    """While the applicant's answer is awaited, the due date is theirs."""
    life.submit()
    assert str(life.view().due_on) == "2026-02-25"
    notice(life)
    assert str(life.view().due_on) == "2026-03-03"
    assert ANSWERS["area"] == life.the_case.answers["area"]
