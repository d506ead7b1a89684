"""What applies under some answers: the same as the situation where all are given, and more where some are open."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.bundles import random_definition, situations
from yishi_engine.bundle import Bundle, Condition, load_bundles, situation
from yishi_engine.publish.selection import Selection, select, settle
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from random import Random

    from yishi_engine.bundle.expressions import Value


def names(selection: Selection) -> tuple[list[str], list[str], list[str]]:
    """Return the ids of items, fields and materials."""
    return (
        [each.part.id for each in selection.items],
        [each.part.id for each in selection.fields],
        [each.part.id for each in selection.materials],
    )


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False), st.data())
def test_all_answers_give_the_situation(random: Random, data: st.DataObject) -> None:
    """With every question answered, exactly what the situation requires is left, and nothing is open."""
    definition = random_definition(random)
    bundle = Bundle.model_validate(definition)
    answers = data.draw(st.sampled_from(list(situations(definition))))
    required = situation(bundle, answers)
    selection = select(bundle, answers)
    assert names(selection) == (
        [item.id for item in required.items],
        [field.id for field in required.fields],
        [material.id for material in required.materials],
    )
    assert selection.exempt == tuple(each.item for each in required.exempt)
    assert all(each.when is None for each in selection.items)
    assert all(each.when is None for each in selection.fields)
    assert all(each.when is None for each in selection.materials)


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False), st.data())
def test_some_answers_leave_what_the_others_decide(random: Random, data: st.DataObject) -> None:
    """What is left open is decided by the other answers just as the situation decides it."""
    definition = random_definition(random)
    bundle = Bundle.model_validate(definition)
    answers = data.draw(st.sampled_from(list(situations(definition))))
    known = {name: answers[name] for name in data.draw(st.sets(st.sampled_from(sorted(answers) or [""]))) if name}
    selection = select(bundle, known)
    comparable: dict[str, Value] = {
        name: value for name, value in answers.items() if isinstance(value, bool | int | str)
    }
    left = [each.part.id for each in selection.items if each.when is None or each.when.evaluate(comparable)]
    assert left == [item.id for item in situation(bundle, answers).items]


@pytest.mark.parametrize(
    ("text", "known", "left"),
    [
        ("area > 50 and signboard", {"area": 51}, "signboard"),
        ("area > 50 and signboard", {"area": 50}, False),
        ("area > 50 or signboard", {"area": 51}, True),
        ("area > 50 or signboard", {"area": 50}, "signboard"),
        ("not (area > 50 or signboard)", {"area": 50}, "not signboard"),
        ("area > 50 and signboard and food", {"area": 51}, "signboard and food"),
        ("area > rooms", {"area": 51}, "area > rooms"),
        ("share > 0.5", {"share": Decimal("0.6")}, True),
    ],
)
def test_condition_is_settled_as_far_as_it_goes(text: str, known: dict[str, Value], left: str | bool) -> None:  # noqa: FBT001
    """Known values decide a condition, or shorten it to what is still open."""
    found = settle(Condition.parse(text).root, known)
    assert (found if isinstance(found, bool) else str(found)) == left


def test_field_condition_stays_open() -> None:
    """A condition on the form stays, whatever the questions' answers are."""
    selection = select(load_bundles(bundles_folder()).get("open-restaurant"), {"area": 51, "signboard": True})
    open_ones = {each.part.id: str(each.when) for each in selection.materials if each.when is not None}
    assert open_ones == {"fire_pledge": "fire_by_commitment"}


def test_decimal_answers_compare_as_numbers() -> None:
    """A decimal is stored as text and compared as a number."""
    bundle = load_bundles(bundles_folder()).get("open-restaurant")
    question = bundle.questions[0].model_copy(update={"type": "decimal"})
    selection = select(bundle.model_copy(update={"questions": (question,)}), {"area": "50.5"})
    assert selection.answers == {"area": Decimal("50.5")}
    assert selection.has("fire-check")
