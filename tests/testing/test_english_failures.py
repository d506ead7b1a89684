"""What somebody reads whose feature in English fails: English, but for names and values that the bundle holds."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import yishi_engine.testing
from tests.testing import writing as w
from tests.testing.test_acting import REFUSED
from tests.testing.test_english import ACCEPTED, SUBMITTED, feature, scenario
from tests.testing.test_expecting import EXPECTATIONS
from tests.testing.test_failures import LOG
from yishi_engine.worktime.limits import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.testing.conftest import Run

CHINESE: Final = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”]")
SOURCE: Final = Path(yishi_engine.testing.__file__).parent


def test_failure_shows_place_step_difference_and_case(run: Run) -> None:
    """A failure names file, line and step, what was expected and found, and how the case stood."""
    text = feature(scenario(w.STOPPED, 'Then "fire" is "granted"', name="readable"))
    ran = run(f"# language: en\n{text}")
    assert ran.out.splitlines() == [
        "a.feature",
        "  failed  readable",
        f'    a.feature:{w.line_of(text, "granted") + 1}: Then "fire" is "granted"',
        '    the state of "fire": expected "granted", found "suspended"',
        "    ",
        "    now: 2026-02-11 09:00 (Beijing time)",
        "    case: 开办小店 (open-shop, version 1), accepted; its clock is stopped, 20 left",
        "      item     department  state      due         left  level",
        "      licence  scjg        open       2026-02-12  1     warning",
        "      food     scjg        waiting",
        "      fire     xfjy        suspended              5     stopped",
        "      sign     cgj         open       2026-02-11  4     warning",
        f"    audit records: {' → '.join(LOG)}",
        "1 scenario(s): 0 passed, 1 failed",
    ]


def test_table_shows_its_difference_in_english(run: Run) -> None:
    """Titles, states, dates that are open and levels are named as in a table in English."""
    rows = ("item | state | left | level", "licence | open | 1 wd | normal", "food | waiting | |")
    ran = run(feature(scenario(ACCEPTED, f"Then the tasks are:\n{w.table(*rows)}")))
    assert (
        "    the tasks are not as expected (- expected, + found):\n"
        "       item     state    left  level\n"
        "    -  licence  open     1 wd  normal\n"
        "    +  licence  open     1 wd  warning\n"
        "       food     waiting\n"
        "    +  fire     open     5 wd  normal\n"
        "    +  sign     open     4 wh  warning\n"
    ) in ran.out


def test_rejection_is_told_in_english(run: Run) -> None:
    """A command that is rejected shows what it says to programmers."""
    ran = run(feature(scenario(SUBMITTED, 'When "fire" is started', 'Then the case is "submitted"')))
    assert 'the command was rejected: StartTask is not allowed for "' in ran.out
    wrong = run(feature(scenario(SUBMITTED, 'When "fire" is started', 'Then the command is rejected, saying "moon"')))
    assert 'what was said does not contain "moon". It was: StartTask is not allowed' in wrong.out


def test_row_of_an_outline_is_shown_in_english(run: Run) -> None:
    """The values that a scenario ran with stand above what was wrong."""
    outline = scenario(ACCEPTED, 'Then the case is "<state>"').replace("Scenario:", "Scenario Outline:")
    text = feature(f"{outline}    Examples:\n      | state |\n      | accepted |\n      | submitted |\n")
    ran = run(text, verbose=True)
    assert "  passed  one[accepted]\n  failed  one[submitted]\n" in ran.out
    line = w.line_of(text, "| submitted |")
    assert f'    example (line {line}): state=submitted\n    the state of the case: expected "submitted"' in ran.out


def test_each_feature_is_told_of_in_its_own_language(run: Run, folder: Path) -> None:
    """In one run of both, each failure is in the language of its feature, and the counts are Chinese."""
    (folder / "b.feature").write_text(feature(scenario(ACCEPTED, 'Then the case is "declined"')), encoding="utf-8")
    ran = run(w.feature(w.scenario(w.ACCEPTED, '那么 办件状态为"不予受理"', name="一个")), str(folder / "b.feature"))
    assert "  失败  一个\n" in ran.out
    assert "办件状态：预期“不予受理”，实际“办理中”" in ran.out
    assert "  failed  one\n" in ran.out
    assert 'the state of the case: expected "declined", found "accepted"' in ran.out
    assert ran.out.endswith("2 个场景：0 个通过，2 个失败\n")


WRONG: Final = [
    *((each.before, f"那么 {step}") for each in EXPECTATIONS for step in each.wrong),
    *((before, f"当 {step}") for before, step, _ in REFUSED),
]


def foreign_words(message: str, known: str) -> list[str]:
    """Return what is Chinese in a message, but for what it quotes, names that the bundle holds, and units of limits."""
    unquoted = re.sub(r'"[^"]*"|“[^”]*”', "", message)
    return [word for word in re.findall(f"{CHINESE.pattern}+", unquoted) if word not in known]


def test_whatever_fails_is_told_in_english(run: Run, folder: Path) -> None:
    """Every expectation that does not hold, and every step that cannot be carried out, says so in English.

    Faults of a definition, which follow on lines of their own, are Chinese wherever they are shown.
    """
    files = (folder / "bundles").iterdir()
    known = "\n".join([*(file.read_text(encoding="utf-8") for file in files), *Unit])
    scenarios = [scenario(*steps, "那么 审计链完整", name=f"{number}") for number, steps in enumerate(WRONG)]
    ran = run(feature(*scenarios))
    assert ran.out.endswith(f"{len(WRONG)} scenario(s): 0 passed, {len(WRONG)} failed\n")
    blocks = re.split(r"\n  failed  \d+\n", ran.out)[1:]
    assert len(blocks) == len(WRONG)
    for block in blocks:
        step, _, rest = block.partition("\n    ")
        told = [line for line in rest.split("\n    \n")[0].splitlines() if not line.startswith("    |")]
        assert told, step
        assert foreign_words(told[0], known) == [], block


def failures(file: Path) -> Iterator[ast.Call]:
    """Yield all places of a module where a step fails."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "StepFailed":
            yield node


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.py")), ids=lambda file: file.stem)
def test_every_failure_has_both_languages(file: Path) -> None:
    """No step that ships fails in one language only, and none says in English what is Chinese."""
    for call in failures(file):
        assert len(call.args) == 2, f"{file.name}:{call.lineno}"
        texts = [each.value for each in ast.walk(call.args[1]) if isinstance(each, ast.Constant)]
        assert not any(CHINESE.search(str(each)) for each in texts), f"{file.name}:{call.lineno}"
