"""What handling together saves, from the definition alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from tests.model.bundles import definitions, situations
from tests.publish.guide.reading import grids, guide_of, prose, shipped
from yishi_engine.bundle import Bundle
from yishi_engine.publish.guide import Saving, savings
from yishi_engine.publish.guide.savings import fullest
from yishi_engine.publish.selection import select
from yishi_engine.worktime.limits import Limit

if TYPE_CHECKING:
    from tests.model.situation import Plain


def figures(name: str, answers: dict[str, object] | None = None) -> list[tuple[str, int, int]]:
    """Return title, before and after of each figure of a shipped bundle."""
    selection = fullest(select(shipped().get(name), answers))
    return [(each.title, each.before, each.after) for each in savings(selection)]


def test_restaurant_by_hand() -> None:
    """The figures are those that one counts by hand in the definition.

    Four applications and three results; premises, licence, two plans and a pledge against three; nine fields against
    five; 3 + 20 + 10 days by law and 3 promised, or 3 + 20 on the longest chain, against 15; three departments.
    """
    assert figures("open-restaurant") == [
        ("减环节", 7, 2),
        ("减材料", 5, 3),
        ("减表单", 9, 5),
        ("减时限", 36, 15),
        ("减时限", 23, 15),
        ("减跑动", 3, 1),
    ]


def test_small_restaurant_saves_less() -> None:
    """A situation counts only what it needs, and says so where nothing is saved."""
    found = figures("open-restaurant", {"area": 45, "signboard": False})
    assert found == [
        ("减环节", 4, 2),
        ("减材料", 3, 2),
        ("减表单", 5, 3),
        ("减时限", 23, 15),
        ("减时限", 23, 15),
        ("减跑动", 1, 1),
    ]


def test_baseline_is_named() -> None:
    """The section names the items of the baseline, and that the figures are computed and not measured."""
    guide = guide_of("open-restaurant")
    said = prose(guide, "savings")
    assert "4个事项（营业执照核发、食品经营许可、" in said
    assert "不是实测" in said
    (table,) = grids(guide, "savings").values()
    assert table["减跑动"]["减少"] == "减少66.7%"
    assert table["减时限"]["统计口径"] == "前后相接最长的一串法定时限（1项没有法定时限的，按承诺时限）；与承诺总时限比"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (48, 13, "减少72.9%"),
        (35, 17, "减少51.4%"),
        (4, 1, "减少75%"),
        (3, 3, "未减少"),
        (0, 0, "未减少"),
        (2, 5, "未减少"),
    ],
)
def test_reduction_in_percent(before: int, after: int, said: str) -> None:
    """A reduction is a percentage to one place; what did not become less is said to be so."""
    assert Saving(title="", counted="", before=before, after=after, unit="").reduction == said


@pytest.mark.parametrize("limit", ["20 自然日", "2 月", "4 工作时"])
def test_units_that_do_not_add_up_give_no_figure(limit: str) -> None:
    """Days of another kind are not turned into working days: no figure is better than an invented one."""
    bundle = shipped().get("open-restaurant")
    first = bundle.items[0].model_copy(update={"statutory_limit": Limit.parse(limit)})
    mixed = bundle.model_copy(update={"items": (first, *bundle.items[1:])})
    assert "减时限" not in {each.title for each in savings(select(mixed))}


@settings(max_examples=60, deadline=None)
@given(definitions())
def test_baseline_is_the_situation_that_needs_most(definition: Plain) -> None:
    """No situation needs more items than that of the baseline, and it is one that answers can bring about."""
    bundle = Bundle.model_validate(definition)
    most = fullest(select(bundle))
    counts = [len(select(bundle, answers).items) for answers in situations(definition)]
    assert len(most.items) == max(counts)
    assert all(each.when is None for each in most.items)


def test_given_answers_bound_the_baseline() -> None:
    """The baseline agrees with the answers of the guide."""
    most = fullest(select(shipped().get("open-restaurant"), {"area": 45}))
    assert {each.part.id for each in most.items} == {"business-licence", "food-permit", "signboard"}


def test_limits_that_no_law_sets_are_called_so() -> None:
    """Where no item has a statutory limit, the baseline is the sum of the promises, and is called that."""
    (table,) = grids(guide_of("newborn"), "savings").values()
    assert table["减时限"]["统计口径"] == "前后相接最长的一串承诺时限（没有法定时限）；与承诺总时限比"
    assert table["减时限"]["减少"] == "未减少"


def test_materials_by_hand() -> None:
    """A result that an item needs counts where it would have to be fetched; shared and optional ones never count."""
    assert [each for each in figures("newborn") if each[0] == "减材料"] == [("减材料", 8, 2)]
    bundle = shipped().get("newborn")
    shared = tuple(each.model_copy(update={"source": "shared", "of": None}) for each in bundle.materials)
    (saved,) = (
        each for each in savings(select(bundle.model_copy(update={"materials": shared}))) if each.title == "减材料"
    )
    assert (saved.before, saved.after) == (0, 0)


def test_nothing_to_fetch_is_one_step_only() -> None:
    """Where no item issues a result, handling together takes one step and fetches nothing."""
    bundle = shipped().get("open-restaurant")
    bare = tuple(item.model_copy(update={"result": None}) for item in bundle.items)
    steps = next(iter(savings(select(bundle.model_copy(update={"items": bare})))))
    assert (steps.title, steps.before, steps.after) == ("减环节", 4, 1)
