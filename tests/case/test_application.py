"""Handing in an application."""

from __future__ import annotations

import pytest

from tests.case.conftest import ANSWERS, APPLICANT, FORM, LEAD, MATERIALS, Life
from yishi_engine.case.actor import Actor
from yishi_engine.case.event_records import event_data
from yishi_engine.errors import ArgumentInvalid, FormInvalid, NotPermitted


def faults(life: Life, **changes: object) -> list[tuple[str, str, str]]:
    """Submit what must be refused and return (part, field, code) of every fault."""
    with pytest.raises(FormInvalid) as caught:
        life.submit(**changes)
    assert life.case is None
    return [(fault.part, fault.field, fault.code) for fault in caught.value.faults]


def test_a_complete_application_is_received(life: Life) -> None:
    """A complete application becomes a submitted case that names what its situation requires."""
    life.submit()
    case = life.the_case
    assert case.state == "submitted"
    assert case.required == ("business-licence", "food-permit", "fire-check", "signboard")
    assert case.materials == MATERIALS
    assert case.tasks == {}


def test_every_fault_is_named_in_one_answer(life: Life) -> None:
    """Missing, wrong and unknown entries of the form and the materials come back together, in Chinese."""
    form = {"operator_id": "110101199003070119", "shop_name": " ", "surprise": "x"}
    assert faults(life, form=form, materials={"floor_plan": 7, "passport": "file:p"}) == [
        ("form", "operator_id", "form.resident_id"),
        ("form", "surprise", "form.unknown"),
        ("materials", "floor_plan", "form.type"),
        ("materials", "passport", "form.unknown"),
        ("form", "operator", "form.missing"),
        ("form", "shop_name", "form.missing"),
        ("form", "signboard_size", "form.missing"),
        ("materials", "premises", "form.missing"),
    ]


def test_the_answer_never_repeats_a_personal_value(life: Life) -> None:
    """What was wrong with a personal value is said without the value."""
    with pytest.raises(FormInvalid) as caught:
        life.submit(form={**FORM, "operator_id": "110101199003070119"})
    error = caught.value
    assert "110101199003070119" not in str(error) + error.notice + repr(error.faults)
    assert "身份证号" in error.notice


def test_unanswered_and_wrong_questions_are_named(life: Life) -> None:
    """What every situation needs is named beside them, what only some need is not."""
    assert faults(life, answers={"area": 0, "colour": "red"}, form={"operator": "张三"}, materials={}) == [
        ("answers", "area", "form.range"),
        ("answers", "colour", "form.unknown"),
        ("answers", "signboard", "form.missing"),
        ("form", "operator_id", "form.missing"),
        ("form", "shop_name", "form.missing"),
        ("materials", "premises", "form.missing"),
    ]


@pytest.mark.parametrize("values", [None, "text", 7, ["a"]])
def test_what_is_no_mapping_is_refused(life: Life, values: object) -> None:
    """A form that is no mapping is a fault, not a crash."""
    assert ("form", "form", "form.type") in faults(life, form=values)


def test_a_situation_needs_only_its_own_fields_and_materials(life: Life) -> None:
    """Without a signboard its size is not asked for; what is handed in all the same is not kept, and said so."""
    life.submit(answers={"area": 50, "signboard": False})
    case = life.the_case
    assert case.required == ("business-licence", "food-permit")
    assert case.exempt == {"fire-check": "area > 50", "signboard": "signboard"}
    assert "signboard_size" not in case.form
    assert event_data(life.events[0])["discarded"] == ["signboard_size"]


def test_the_boundary_belongs_to_the_exemption(life: Life) -> None:
    """50 ㎡ is exempt from the fire check, 51 ㎡ is not (民法典 art. 1259: 以下 includes the number)."""
    life.submit(answers={**ANSWERS, "area": 51})
    assert "fire-check" in life.the_case.required


def test_a_deferrable_material_may_be_missing(life: Life) -> None:
    """A deferrable material that is not there is awaited."""
    life.submit(materials={"premises": "file:p"})
    assert life.the_case.deferred == ("floor_plan",)
    assert life.view().missing_materials == ("floor_plan",)


def test_personal_values_are_kept_apart(life: Life) -> None:
    """The event's record holds commitments; the values go to their own store."""
    life.submit()
    event = life.events[0]
    assert "张三" not in repr(event_data(event))
    assert "张三" not in repr(event)
    assert event.personal_values == {"operator": "张三", "operator_id": "110101199003070118"}  # type: ignore[attr-defined]
    assert set(life.the_case.personal) == {"operator", "operator_id"}


def test_equal_personal_values_have_different_commitments(life: Life) -> None:
    """A commitment depends on the field too, so that equal values cannot be told from the record."""
    life.submit(form={**FORM, "operator": "110101199003070118"})
    assert len(set(life.the_case.personal.values())) == 2


def test_lead_staff_submit_for_an_applicant(life: Life) -> None:
    """At the counter an officer of the lead hands in for the applicant, who is on record."""
    life.submit(by=LEAD, applicant="p-7")
    assert life.the_case.applicant == "p-7"


def test_staff_must_say_for_whom(life: Life) -> None:
    """An officer who does not say for whom is refused."""
    with pytest.raises(ArgumentInvalid) as caught:
        life.submit(by=LEAD)
    assert caught.value.field == "applicant"


@pytest.mark.parametrize("by", [Actor.staff("x", department="xfjy"), Actor.system()])
def test_nobody_else_submits(life: Life, by: Actor) -> None:
    """A cooperating department cannot hand in an application."""
    with pytest.raises(NotPermitted):
        life.submit(by=by, applicant="p-1")


def test_an_applicant_submits_for_themselves(life: Life) -> None:
    """An applicant cannot name somebody else."""
    with pytest.raises(NotPermitted):
        life.submit(by=APPLICANT, applicant="p-2")


@pytest.mark.parametrize("region", ["51090", "51090x", "５１０９００"])
def test_a_wrong_region_is_refused(life: Life, region: str) -> None:
    """A region is six ASCII digits."""
    with pytest.raises(ArgumentInvalid):
        life.submit(region=region)
