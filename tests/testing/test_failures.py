"""What a designer reads when a scenario fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.testing import writing as w

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testing.conftest import Run

LOG = (
    "case.submitted",
    "case.accepted",
    "task.opened",
    "task.waiting",
    "task.opened",
    "task.opened",
    "task.started",
    "task.suspended",
)


def test_failure_shows_place_step_difference_and_case(run: Run) -> None:
    """A failure names file, line and step, what was expected and found, and how the case stood."""
    text = w.feature(w.scenario(w.STOPPED, "那么 “消防安全检查”状态为“准予”", name="看得懂"))
    ran = run(text)
    assert ran.out.splitlines() == [
        "a.feature",
        "  失败  看得懂",
        f"    a.feature:{w.line_of(text, '准予')}: 那么 “消防安全检查”状态为“准予”",
        '    "消防安全检查"的状态：预期“准予”，实际“特别程序”',
        "    ",
        "    现在：2026-02-11 09:00（北京时间）",
        "    办件：开办小店（open-shop 第1版），状态：办理中，计时已停止，剩余 20",
        "      事项     部门  状态      办结期限    剩余  级别",
        "      licence  scjg  待办      2026-02-12  1     预警",
        "      food     scjg  等待前置",
        "      fire     xfjy  特别程序              5     已停止",
        "      sign     cgj   待办      2026-02-11  4     预警",
        f"    审计日志：{' → '.join(LOG)}",
        "1 个场景：0 个通过，1 个失败",
    ]


def test_failure_before_a_case_shows_no_case(run: Run) -> None:
    """A failure before anything was handed in says only what is wrong."""
    ran = run(w.feature(w.scenario('假如 已载入套餐"没有"', "那么 审计链完整")))
    assert ran.out.splitlines()[2:-1] == [
        '    a.feature:4: 假如 已载入套餐"没有"',
        '    没有套餐"没有"。现有：open-shop（开办小店）（取自 bundles）',
    ]


def test_missing_materials_outcome_and_long_logs_are_shown(run: Run) -> None:
    """What is still missing, the outcome and the newest of many records are part of the picture."""
    lacking = run(w.feature(w.scenario(w.LACKING, '那么 办件状态为"办理中"')))
    assert "缺少材料：floor_plan" in lacking.out
    completed = run(w.feature(w.scenario(w.COMPLETED, '那么 办件状态为"办理中"')))
    assert "状态：已办结（全部准予）" in completed.out
    assert "审计日志：… → " in completed.out


@pytest.mark.parametrize(
    ("steps", "chinese", "english"),
    [
        (
            '当 "food"开始办理',
            "可以：无；前置准予之后才能办：营业执照核发（licence）",
            "allowed: nothing; it waits until this is granted: licence (营业执照核发)",
        ),
        (
            '当 "licence"开始办理\n当 "licence"因"专家评审"暂停计时，预计"5 工作日"',
            "可以：无；套餐没有给这个事项写 special_procedures",
            "; the bundle gives this item no special_procedures",
        ),
        (
            '当 "fire"开始办理\n当 "fire"因"检验"暂停计时，预计"5 工作日"',
            "不能因“检验”暂停计时；可以：专家评审\n",
            'lists no special procedure "检验"; listed: 专家评审\n',
        ),
    ],
)
def test_refusal_names_what_the_definition_says(run: Run, steps: str, chinese: str, english: str) -> None:
    """A task that waits names its prerequisite, and an item that cannot be stopped the key that would allow it."""
    scenario = w.scenario(w.ACCEPTED, steps, "那么 审计链完整")
    assert chinese in run(w.feature(scenario)).out
    assert english in run(f"Feature: f\n{w.in_english(scenario)}").out


def test_personal_values_are_not_shown(run: Run) -> None:
    """No value of a personal field stands in the picture of the case."""
    ran = run(w.feature(w.scenario(w.ACCEPTED, '那么 办件状态为"已接件"')))
    assert ran.code == 1
    assert "110101199001010015" not in ran.out


def test_faulty_bundles_are_shown_as_faults(run: Run, folder: Path) -> None:
    """Bundles that cannot be loaded fail the scenario with every fault of theirs, at its line."""
    path = folder / "bundles" / "open-shop.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("department: xfjy", "department: xfj"), encoding="utf-8")
    ran = run(w.feature(w.scenario(w.SUBMITTED, '那么 办件状态为"已接件"')))
    assert ran.code == 1
    assert 'a.feature:4: 假如 已载入套餐"open-shop"\n    套餐无法载入：\n' in ran.out
    assert "xfj" in ran.out
    assert "Traceback" not in ran.out


def test_faulty_bundles_are_told_once(run: Run, folder: Path) -> None:
    """Every scenario fails for bundles that cannot be loaded, but only the first one repeats their faults."""
    path = folder / "bundles" / "open-shop.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("department: xfjy", "department: xfj"), encoding="utf-8")
    scenarios = (w.scenario(w.SUBMITTED, '那么 办件状态为"已接件"', name=name) for name in "甲乙丙")
    ran = run(w.feature(*scenarios))
    assert ran.out.splitlines()[-1] == "3 个场景：0 个通过，3 个失败"
    assert ran.out.count("open-shop.yaml:") == 1
    assert ran.out.count("套餐无法载入：错误同本次运行第一个因此失败的场景") == 2


def test_own_step_fails_with_its_own_traceback_and_the_case(run: Run, folder: Path) -> None:
    """A failing step of the project's own keeps its traceback, and the case is shown below it."""
    step = "@then('一切都好')\ndef _(yishi_world):\n    assert yishi_world.case.rating == 5\n"
    (folder / "conftest.py").write_text(f"from pytest_bdd import then\n\n{step}", encoding="utf-8")
    ran = run(w.feature(w.scenario(w.SUBMITTED, "那么 一切都好")))
    assert ran.code == 1
    assert "assert yishi_world.case.rating == 5" in ran.out
    assert "办件：开办小店" in ran.out


def test_rows_of_an_outline_fail_one_by_one(run: Run) -> None:
    """Each row of an outline is a scenario of its own, named by its values, and fails by itself."""
    outline = w.scenario(w.SUBMITTED, "那么 办件状态为“<状态>”", name="状态").replace("场景:", "场景大纲:")
    ran = run(w.feature(f"{outline}    例子:\n      | 状态 |\n      | 已接件 |\n      | 办理中 |\n"), verbose=True)
    assert ran.code == 1
    assert "  通过  状态[已接件]\n  失败  状态[办理中]\n" in ran.out
    assert "预期“办理中”，实际“已接件”" in ran.out


def test_examples_fill_tables(run: Run) -> None:
    """Values of examples stand in tables, too."""
    steps = f'{w.LOADED}当 申请人"p-1"提交申请，情形和表单如下:\n{w.FORM}'.replace("51  ", "<面积>")
    outline = w.scenario(steps, "当 牵头部门受理", '那么 "fire"状态为"<状态>"', name="面积")
    text = w.feature(f"{outline}    例子:\n      | 面积 | 状态 |\n      | 51 | 待办 |\n".replace("场景:", "场景大纲:"))
    assert run(text).out == "1 个场景：1 个通过\n"


def test_bundle_of_another_day_is_not_in_effect(run: Run, folder: Path) -> None:
    """A bundle that is not in effect on the scenario's day is refused, with the day from which it is."""
    path = folder / "bundles" / "open-shop.yaml"
    text = path.read_text(encoding="utf-8").replace("version: 1\n", "version: 1\neffective_from: 2026-03-01\n")
    path.write_text(text, encoding="utf-8")
    ran = run(w.feature(w.scenario(w.SUBMITTED, '那么 办件状态为"已接件"')))
    assert "自 2026-03-01 起实施" in ran.out
    begun = run(w.feature(w.scenario('假如 现在是"2026-03-02 09:00"', w.SUBMITTED, '那么 办件状态为"已接件"')))
    assert begun.code == 0
