"""Features in English: the same steps, without a line that names the language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.testing import writing as w
from tests.testing.test_acting import ACTIONS
from tests.testing.test_expecting import EXPECTATIONS
from yishi_engine.testing import vocabulary
from yishi_engine.testing.features import check_feature

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testing.conftest import Run

CHECK = 'Then the case is "submitted"'
SUBMITTED = w.in_english(w.SUBMITTED)
ACCEPTED = w.in_english(w.ACCEPTED)


def scenario(*steps: str, name: str = "one") -> str:
    """Return a scenario in English."""
    return w.in_english(w.scenario(*steps, name=name))


def feature(*scenarios: str) -> str:
    """Return a feature in English; the first scenario begins on the second line."""
    return "Feature: a try\n" + "\n".join(scenarios)


def test_every_action_is_worded_in_english(run: Run) -> None:
    """Every step that does something does the same in English, in a feature without a word of Chinese in its steps."""
    scenarios = [scenario(before, f"当 {step}", after, name=f"{n}") for n, (before, step, after) in enumerate(ACTIONS)]
    steps = [re.sub(r'"[^"]*"', "", line) for each in scenarios for line in each.splitlines() if "|" not in line]
    assert not any("当 " in line or "并且 " in line for line in steps)
    ran = run(feature(*scenarios))
    assert (ran.code, ran.out) == (0, f"{len(ACTIONS)} scenario(s): {len(ACTIONS)} passed\n")


def test_every_expectation_is_worded_in_english(run: Run) -> None:
    """Every expectation that holds in Chinese holds in English."""
    scenarios = [scenario(each.before, f"那么 {each.right}", name=f"{n}") for n, each in enumerate(EXPECTATIONS)]
    assert run(feature(*scenarios)).code == 0


@pytest.mark.parametrize(
    "step",
    [
        'Then the case is "correcting"',
        'Then "fire" is "in progress"',
        'Then the level of the case is "red"',
        'Then the required items are "licence"',
        "Then no material is missing\n    And the command is rejected",
        'Then the case is due on "provisional"',
    ],
)
def test_wrong_expectation_fails_in_english(run: Run, step: str) -> None:
    """An expectation in English that does not hold fails."""
    assert run(feature(scenario(ACCEPTED, step))).code == 1


@pytest.mark.parametrize(
    ("before", "step"),
    [
        ("", 'the case is "in progress"'),
        ("", 'the case is "granted"'),
        ("", '"fire" is "accepted"'),
    ],
)
def test_state_of_the_other_lifecycle_is_none(run: Run, before: str, step: str) -> None:
    """A name that is no state of what it is said of is refused, with the names that there are."""
    ran = run(feature(scenario(ACCEPTED, before, f"Then {step}")))
    assert ran.code == 1
    assert "it may be: " in ran.out


def test_names_values_and_tables_may_be_english(run: Run) -> None:
    """States, levels, limits, answers, columns and actors have English names."""
    form = w.FORM.replace("字段", "field").replace("值 ", "value ").replace(" 是 ", " Yes ")
    steps = (
        'Given the time is "2026-02-11 09:00"',
        'And the bundle "open-shop" is loaded',
        f'When applicant "p-1" submits an application, with answers and form:\n{form}',
        'And the lead department accepts, by "scjg supervisor s-1"',
        f"Then the tasks are:\n{w.table('Item | state | due | left | level', *TASKS)}",
        'And the first officer of the case is "s-1"',
        'When "fire" is started, by "officer w-9"',
        'And "fire" is suspended for "专家评审", expected to take "5 wd"',
        'Then the clock of "fire" is stopped with "5 wd" left',
        'And the level of "fire" is ""',
        f"And the audit records are:\n{w.table('event | actor | backfilled', *RECORDS)}",
    )
    ran = run(feature(scenario(*steps)))
    assert (ran.code, ran.out) == (0, "1 scenario(s): 1 passed\n")


TASKS = (
    "licence | open | 2026-02-12 | 1 wd | warning",
    "food | waiting | | |",
    "fire | open | 2026-02-25 | 5 wd | normal",
    "sign | open | 2026-02-11 | 4 wh | warning",
)
RECORDS = (
    "case.submitted | applicant |",
    "case.accepted | scjg supervisor |",
    *(f"task.{kind} | scjg supervisor |" for kind in ("opened", "waiting", "opened", "opened")),
    "task.started | xfjy officer |",
    "task.suspended | xfjy officer |",
)


@pytest.mark.parametrize(
    ("text", "code", "place", "says"),
    [
        (scenario("Gven the sky is blue", SUBMITTED, CHECK), None, "", ""),
        (scenario('Gven the bundle "open-shop" is loaded', SUBMITTED, CHECK), "keyword", "Gven", "是否想写 Given？"),
        (scenario('then the case is "accepted"', SUBMITTED, CHECK), "keyword", "then", "是否想写 Then？"),
        (scenario("the lead department accepts", SUBMITTED, CHECK), "keyword", "the lead", "Given、When、Then"),
        (scenario("假如 今天", SUBMITTED, CHECK), "keyword", "假如", "Given、When、Then"),
        (scenario(SUBMITTED, 'Than the case is "submitted"', CHECK), "syntax", "Than", "是否想写 Then？"),
        (f"  Scenari: x\n    Given y\n{scenario(SUBMITTED, CHECK)}", "keyword", "Scenari:", "是否想写 Scenario:？"),
        (f"  scenario: x\n    Given y\n{scenario(SUBMITTED, CHECK)}", "keyword", "scenario: x", "是否想写 Scenario:？"),
        (scenario(SUBMITTED, 'Then the case is now "accepted"'), "step", "is now", 'Then the case is "accepted"'),
        (scenario(SUBMITTED), "no_expectation", "Scenario: one", "没有 那么"),
        (scenario(SUBMITTED, CHECK).replace("Scenario:", "Scenario Outline:"), "examples", "Outline", "没有例子"),
    ],
)
def test_faults_are_found_in_english(tmp_path: Path, text: str, code: str | None, place: str, says: str) -> None:
    """Misspelt keywords, headers and steps are found at their lines; a line that is no step of ours is prose."""
    path = tmp_path / "a.feature"
    path.write_text(feature(text), encoding="utf-8")
    found = [(each.code, each.line, f"{each.message}{each.hint}") for each in check_feature(path, file="a")]
    if code is None:
        assert found == []
        return
    ((found_code, line, message),) = found
    assert (found_code, line) == (f"feature.{code}", w.line_of(feature(text), place))
    assert says in message


@pytest.mark.parametrize(
    "prose",
    ["As a clerk I want this.", "The bundle is new.", "An old story: told twice", "Then: nothing", "Gives and takes"],
)
def test_english_prose_is_left_alone(tmp_path: Path, prose: str) -> None:
    """A description in English is no misspelt keyword, though its words are near to some."""
    path = tmp_path / "a.feature"
    path.write_text(feature(scenario(SUBMITTED, CHECK)).replace("a try\n", f"a try\n    {prose}\n\n"), encoding="utf-8")
    assert check_feature(path, file="a") == ()


def test_language_may_be_named(run: Run) -> None:
    """A feature in English may say so; one in Chinese takes English steps as well."""
    assert run(f"# language: en\n{feature(scenario(SUBMITTED, CHECK))}").code == 0
    assert run(w.feature(w.scenario(w.SUBMITTED, '那么 the case is "submitted"'))).code == 0


def test_no_wording_is_chinese_in_english() -> None:
    """No English template holds a Chinese sign, or punctuation that an English keyboard lacks."""
    assert all(re.fullmatch(r"[ -~…]+", each.english) for each in vocabulary.WORDINGS)
