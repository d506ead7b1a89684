"""Bundles of so many questions that not every situation can be tried: what can be found is, the rest is told."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bundle.test_situation import bundle
from yishi_engine.bundle import Bundle, Condition, required_sets
from yishi_engine.bundle.checks import findings
from yishi_engine.bundle.enumeration import groups, nothing_required
from yishi_engine.bundle.rule import Subject

if TYPE_CHECKING:
    from yishi_engine.bundle.rule import Finding

NAMES = [f"q{index}" for index in range(15)]
ALL = " or ".join(NAMES)


def many(whens: list[str | None], *, total: str = "20 工作日", waits: dict[int, int] | None = None) -> Bundle:
    """Return a bundle of fifteen yes/no questions with an item for each condition."""
    items = [
        {
            "id": f"item-{index}",
            "name": f"事项{index}",
            "department": "d",
            "committed_limit": "1 工作日",
            **({} if when is None else {"when": when}),
            "depends_on": [{"item": f"item-{(waits or {})[index]}", "gate": "start"}] if index in (waits or {}) else [],
        }
        for index, when in enumerate(whens)
    ]
    questions = [{"id": name, "ask": f"{name}?", "type": "yes_no"} for name in NAMES]
    return bundle(questions=questions, items=items, limits={"total": total})


def found(checked: Bundle) -> list[tuple[str, Finding]]:
    """Return codes and findings, without what is said of the questions that nothing uses."""
    told = findings(Subject(checked, None))
    return [(rule.code, each) for rule, each in told if rule.code != "question.unused"]


def test_answers_without_any_item_are_found_among_many_questions() -> None:
    """Fifteen items with a question each: who answers no to all of them is found, though there are 32768 situations."""
    checked = many([*NAMES])
    assert required_sets(checked) is None
    ((code, finding),) = found(checked)
    assert code == "situation.no_item"
    assert finding.message.count("：否") == 15


def test_an_item_that_is_always_there_is_enough() -> None:
    """With one item that is always required nothing is wrong, and nothing was left out."""
    assert found(many([*NAMES, None])) == []


def test_an_item_for_the_rest_is_enough() -> None:
    """Two items of which one is always required make that every situation requires one."""
    assert found(many([*NAMES, "not q0"])) == []


@pytest.mark.parametrize(("when", "code"), [("q0 or not q0", "condition.always"), ("q0 and not q0", "condition.never")])
def test_constant_conditions_are_found_among_many_questions(when: str, code: str) -> None:
    """A condition that always or never holds is found by its own questions."""
    assert [each for each, _ in found(many([*NAMES, None, when]))] == [code]


def test_a_gate_that_is_never_there_is_found_among_many_questions() -> None:
    """A prerequisite that is never required together with its item is found by the questions of the two."""
    checked = many(["q0", "not q0", *NAMES[1:]], waits={1: 0})
    assert [code for code, _ in found(checked)] == ["dependency.unused"]


def test_what_cannot_be_tried_is_told_once() -> None:
    """A condition on fifteen questions is warned of, with how many situations there are and what was left out."""
    ((code, finding),) = found(many([ALL, " and ".join(NAMES)]))
    assert code == "situation.too_many"
    assert finding.trail == ("items", 0, "when")
    assert finding.message == (
        "情形 32768 种，超过 20000，下列规则没有查全：situation.no_item、condition.always、condition.never"
    )
    assert finding.hint


def test_the_total_says_that_it_counts_every_item() -> None:
    """Where situations are too many, the total is compared with all items, and the message says so."""
    checked = many([None, *NAMES], total="1 工作日", waits={1: 0})
    ((code, finding),) = found(checked)
    assert code == "limits.total_too_short"
    assert "情形太多，按全部事项算，事项0(1 工作日) → 事项1(1 工作日)" in finding.message


CONDITIONS = st.sampled_from(["q0", "not q0", "q1", "q0 and q1", "not q1 or q2", "q2", "q3 or q4", "not q3 and not q4"])


@given(st.lists(CONDITIONS, min_size=1, max_size=5))
def test_groups_find_what_the_whole_enumeration_finds(whens: list[str]) -> None:
    """Answers without an item are found by groups exactly where trying every combination finds them, the same first."""
    checked = many([*whens])
    sets = required_sets(checked)
    assert sets is not None
    assert nothing_required(checked) == next((each.answers for each in sets if not each.items), None)


@given(st.lists(CONDITIONS, max_size=8))
def test_groups_share_no_name(whens: list[str]) -> None:
    """Every condition is in one group, and no two groups have a question in common."""
    conditions = [Condition.parse(when) for when in whens]
    parted = groups(conditions)
    assert sorted(map(str, itertools.chain(*parted))) == sorted(map(str, conditions))
    names = [set(itertools.chain(*(condition.names for condition in group))) for group in parted]
    assert all(not one & other for one, other in itertools.combinations(names, 2))
