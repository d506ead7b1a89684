"""What a situation asks for follows from the answers alone, and every exemption names its rule."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.bundle import Bundle, required_sets, situation
from yishi_engine.bundle.enumeration import representatives

if TYPE_CHECKING:
    from yishi_engine.bundle.values import StoredValue


def bundle(**parts: object) -> Bundle:
    """Return a small bundle with some parts replaced."""
    base: dict[str, object] = {
        "id": "b",
        "version": 1,
        "name": "一件事",
        "audience": "person",
        "lead_department": "d",
        "limits": {"total": "5 工作日"},
        "items": [{"id": "only", "name": "事项", "department": "d", "committed_limit": "1 工作日"}],
    }
    return Bundle.model_validate(base | parts)


def item(name: str, **more: object) -> dict[str, object]:
    """Return an item."""
    return {"id": name, "name": name, "department": "d", "committed_limit": "1 工作日", **more}


@pytest.mark.parametrize(
    ("area", "signboard", "items"),
    [
        (49, False, ["business-licence", "food-permit"]),
        (50, False, ["business-licence", "food-permit"]),
        (51, False, ["business-licence", "food-permit", "fire-check"]),
        (51, True, ["business-licence", "food-permit", "fire-check", "signboard"]),
    ],
)
def test_items_follow_from_the_answers(area: int, signboard: bool, items: list[str], restaurant: Bundle) -> None:  # noqa: FBT001
    """Fifty square metres are exempt, fifty-one are not."""
    found = situation(restaurant, {"area": area, "signboard": signboard})
    assert [each.id for each in found.items] == items


def test_exemption_names_its_rule(restaurant: Bundle) -> None:
    """An exemption says by which rule, in the definition's words and in the applicant's, and adds the note."""
    (fire, signboard) = situation(restaurant, {"area": 50, "signboard": False}).exempt
    assert (fire.item.id, fire.rule) == ("fire-check", "area > 50")
    assert fire.explanation == "不满足“经营场所面积(㎡)＞50”"
    assert fire.note == "建筑面积50平方米以下免于检查"
    assert (signboard.rule, signboard.note) == ("signboard", "")


def test_only_what_required_items_use_is_asked(restaurant: Bundle) -> None:
    """A field of an item that is not required is not asked for, even where its own condition holds."""
    without = situation(restaurant, {"area": 60, "signboard": False})
    assert [field.id for field in without.fields] == ["operator", "operator_id", "shop_name"]
    with_it = situation(restaurant, {"area": 60, "signboard": True})
    assert [field.id for field in with_it.fields][-1] == "signboard_size"


def test_result_of_an_item_that_is_not_required_is_not_asked_for() -> None:
    """A prerequisite that the situation does not require counts as met, and its result is not asked for."""
    found = bundle(
        questions=[{"id": "new", "ask": "新设?", "type": "yes_no"}],
        materials=[{"id": "licence", "name": "营业执照", "source": "result", "of": "register"}],
        items=[
            item("register", when="new", result={"id": "licence", "name": "营业执照"}),
            item("permit", depends_on=[{"item": "register", "gate": "start"}], materials=["licence"]),
        ],
    )
    assert [each.id for each in situation(found, {"new": True}).materials] == ["licence"]
    assert situation(found, {"new": False}).materials == ()


FORM = bundle(
    form=[
        {"id": "married", "label": "已婚", "type": "yes_no"},
        {"id": "spouse", "label": "配偶", "type": "text", "when": "married"},
        {"id": "abroad", "label": "配偶所在地", "type": "choice", "options": ["境内", "境外"], "when": 'spouse != ""'},
        {"id": "price", "label": "价格", "type": "decimal"},
    ],
    materials=[
        {"id": "certificate", "name": "结婚证", "when": "married"},
        {"id": "translation", "name": "翻译件", "when": 'abroad == "境外"'},
        {"id": "invoice", "name": "发票", "when": "price > 9.5"},
    ],
    items=[
        item(
            "only", fields=["married", "spouse", "abroad", "price"], materials=["certificate", "translation", "invoice"]
        )
    ],
)


@pytest.mark.parametrize(
    ("form", "fields", "materials"),
    [
        (None, ["married", "price"], []),
        ({}, ["married", "price"], []),
        ({"married": False, "spouse": "乙", "abroad": "境外"}, ["married", "price"], []),
        ({"married": True}, ["married", "spouse", "price"], ["certificate"]),
        ({"married": True, "spouse": "乙"}, ["married", "spouse", "abroad", "price"], ["certificate"]),
        (
            {"married": True, "spouse": "乙", "abroad": "境外", "price": "10"},
            ["married", "spouse", "abroad", "price"],
            ["certificate", "translation", "invoice"],
        ),
        ({"married": False, "price": "9.50"}, ["married", "price"], []),
        ({"married": False, "price": Decimal("9.51")}, ["married", "price"], ["invoice"]),
    ],
)
def test_fields_and_materials_follow_from_the_form(
    form: dict[str, object] | None, fields: list[str], materials: list[str]
) -> None:
    """Conditions see earlier fields that are asked for; a value of a field that is not asked for changes nothing."""
    found = situation(FORM, {}, form)
    assert [each.id for each in found.fields] == fields
    assert [each.id for each in found.materials] == materials


def test_value_that_was_not_normalised_is_a_mistake_of_the_caller() -> None:
    """Values that no check let through are not compared."""
    with pytest.raises(TypeError, match="price"):
        situation(FORM, {}, {"price": 9.5})


def test_every_set_of_items_is_found(restaurant: Bundle) -> None:
    """Two conditions give four sets, each with answers that lead there."""
    sets = required_sets(restaurant)
    assert sets is not None
    assert len(sets) == 4
    for each in sets:
        assert {found.id for found in situation(restaurant, each.answers).items} == each.items


QUESTIONS = [
    {"id": "whole", "ask": "数?", "type": "integer", "min": -3, "max": 12},
    {"id": "other", "ask": "数?", "type": "integer", "min": 0, "max": 9},
    {"id": "fraction", "ask": "数?", "type": "decimal", "min": 0, "max": 3},
    {"id": "kind", "ask": "类?", "type": "choice", "options": ["甲", "乙", "丙"]},
    {"id": "sure", "ask": "否?", "type": "yes_no"},
    {"id": "day", "ask": "日?", "type": "date"},
    {"id": "word", "ask": "字?", "type": "text"},
]
CONDITIONS = st.sampled_from(
    [
        "whole > 5",
        "whole == 5",
        "2 < whole < 4",
        "whole < other",
        "whole == other and other > 7",
        "fraction > 1.25",
        "1.25 < fraction < 1.26",
        "fraction == 1.255",
        'kind == "甲"',
        'kind in ["甲", "乙"]',
        "sure",
        "not sure",
        'day >= "2026-01-01"',
        'day == "2026-01-02"',
        'word == "是"',
        'word not in ["是", "非"]',
    ]
)
ANSWERS = st.fixed_dictionaries(
    {
        "whole": st.integers(-3, 12),
        "other": st.integers(0, 9),
        "fraction": st.sampled_from(["0", "1", "1.25", "1.2501", "1.255", "1.2599", "1.26", "3"]),
        "kind": st.sampled_from(["甲", "乙", "丙"]),
        "sure": st.booleans(),
        "day": st.sampled_from(["2025-12-31", "2026-01-01", "2026-01-02", "2026-01-03", "2030-05-05"]),
        "word": st.sampled_from(["是", "非", "别的"]),
    }
)


@given(st.lists(CONDITIONS, min_size=1, max_size=4), st.lists(ANSWERS, max_size=10))
def test_no_answers_lead_outside_the_enumeration(whens: list[str], tried: list[dict[str, StoredValue]]) -> None:
    """Whatever is answered, the items that are then required are one of the sets that were enumerated."""
    found = bundle(questions=QUESTIONS, items=[item(f"item-{index}", when=when) for index, when in enumerate(whens)])
    sets = required_sets(found)
    assert sets is not None
    known = {each.items for each in sets}
    for answers in tried:
        assert frozenset(each.id for each in situation(found, answers).items) in known
    for each in sets:
        assert frozenset(one.id for one in situation(found, each.answers).items) == each.items


def test_too_many_answers_are_not_enumerated() -> None:
    """Past twenty thousand combinations there is no list, rather than one that takes for ever."""
    questions = [{"id": f"q{index}", "ask": "否?", "type": "yes_no"} for index in range(15)]
    items = [item(f"item-{index}", when=f"q{index}") for index in range(15)]
    assert required_sets(bundle(questions=questions, items=items)) is None


def test_answers_stay_within_the_bounds_of_their_question() -> None:
    """Only what may be answered is tried."""
    questions = [{"id": "n", "ask": "数?", "type": "integer", "min": 50, "max": 60}]
    found = bundle(questions=questions, items=[item("a", when="n > 50"), item("b", when="n < 60")])
    assert representatives(found) == {"n": (50, 51, 59, 60)}
