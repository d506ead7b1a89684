"""Outlines, rules, backgrounds and texts below steps: what of Gherkin features use runs as it is written."""

from __future__ import annotations

import json
from textwrap import indent
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests.testing import writing as w
from yishi_engine.testing.outlines import read_feature
from yishi_engine.testing.run import Output, run_features

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.testing.conftest import Run

BELOW = '当 "fire"不予许可，理由如下，由"工作人员w-9":\n'
READ_BACK = """
from pytest_bdd import then

@then("理由是")
def _(yishi_world, docstring):
    assert yishi_world.task("fire").reason == docstring.strip(), yishi_world.task("fire").reason
"""


TASKS = ("事项 | 状态", "licence | 待办", "food | 等待前置", "<事项> | 不予", "sign | 待办")


def outline(*steps: str, name: str, examples: str) -> str:
    """Return an outline with its examples."""
    return w.scenario(*steps, name=name).replace("场景:", "场景大纲:") + indent(examples, "    ")


def test_text_below_a_step_is_its_value(run: Run, folder: Path) -> None:
    """A reason of several lines stands below the step as it is, and who gives the command may still be said."""
    (folder / "conftest.py").write_text(READ_BACK, encoding="utf-8")
    told = f"那么 理由是\n{w.BLOCK}"
    strange = f"{BELOW.replace('工作人员w-9', 'wjw工作人员')}{w.BLOCK}那么 操作被拒绝，提示包含“无权”\n"
    ran = run(w.feature(w.scenario(w.STARTED, strange, f"{BELOW}{w.BLOCK}", told)))
    assert (ran.code, ran.out) == (0, "1 个场景：1 个通过\n")
    other = told.replace("疏散", "消防")
    assert run(w.feature(w.scenario(w.STARTED, f"{BELOW}{w.BLOCK}", other))).code == 1


def test_empty_text_below_is_an_empty_value(run: Run) -> None:
    """A text that is empty is refused as an empty reason is, not taken for the word that points to it."""
    empty = '  """\n  """\n'
    ran = run(w.feature(w.scenario(w.STARTED, f"{BELOW}{empty}", "那么 审计链完整")))
    assert ran.code == 1
    assert "理由" in ran.out


def test_examples_fill_steps_tables_texts_and_names(run: Run, folder: Path) -> None:
    """Every part of an outline takes values from its examples; each table of examples adds its rows."""
    (folder / "conftest.py").write_text(READ_BACK, encoding="utf-8")
    block = '  """\n  <理由>\n  """\n'
    form = w.FORM.replace("51  ", "<面积>")
    steps = (
        f'{w.LOADED}当 申请人"p-1"提交申请，情形和表单如下:\n{form}',
        '并且 牵头部门受理\n并且 "<事项>"开始办理',
        f'当 "<事项>"不予许可，理由如下:\n{block}',
        f"那么 理由是\n{block}",
        f"而且 分发的事项为:\n{w.table(*TASKS)}",
    )
    examples = (
        f"例子:\n{w.table('面积 | 事项 | 理由', '51 | fire | 窄', '60 | fire | 暗')}"
        f"\n例子: 更大的\n{w.table('理由 | 事项 | 面积', '高 | fire | 999')}"
    )
    ran = run(w.feature(outline(*steps, name="<面积>平方米", examples=examples)), verbose=True)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "3 个场景：3 个通过")


def test_failing_row_is_named_with_its_line(run: Run) -> None:
    """A failure in an outline names the row of examples, by line and values, beside the step."""
    examples = "例子:\n" + w.table("状态", "已接件", "办理中")
    text = w.feature(outline(w.SUBMITTED, '那么 办件状态为"<状态>"', name="状态", examples=examples))
    ran = run(text)
    assert ran.code == 1
    assert f"例子（第 {w.line_of(text, '办理中')} 行）：状态=办理中" in ran.out
    assert f"a.feature:{w.line_of(text, '<状态>')}: 那么 办件状态为" in ran.out


def test_names_are_filled(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed and written names a row as its name says; its cells follow only where that tells too little."""
    examples = "例子:\n" + w.table("说明 | 状态", "甲 | 已接件", "乙 | 已接件", "乙 | 办理中")
    text = w.feature(
        outline(w.SUBMITTED, '那么 办件状态为"<状态>"', name="收到<说明>的<其他>", examples=examples),
        outline(w.SUBMITTED, '那么 办件状态为"<状态>"', name="没有列名", examples=examples),
    )
    (folder / "a.feature").write_text(text, encoding="utf-8")
    run_features(["a.feature"], output=Output(verbose=True, junit=folder / "results.xml"))
    names = [
        "收到甲的<其他>",
        *(f"收到乙的<其他>[乙-{state}]" for state in ("已接件", "办理中")),
        *(f"没有列名[{cells}]" for cells in ("甲-已接件", "乙-已接件", "乙-办理中")),
    ]
    printed = capsys.readouterr().out.splitlines()
    assert [line[6:] for line in printed if line.startswith(("  通过", "  失败"))] == names
    written = ET.parse(folder / "results.xml").getroot()[0]  # noqa: S314  # our own file
    assert [case.get("name") for case in written.findall("testcase")] == names
    run_features(["a.feature"], output=Output(json=True))
    said = json.loads(capsys.readouterr().out)["scenarios"]
    assert [each["name"] for each in said] == ["收到甲的<其他>", *["收到乙的<其他>"] * 2, *["没有列名"] * 3]
    assert [each["row"] for each in said] == [0, 1, 2, 0, 1, 2]


def test_rules_have_backgrounds_of_their_own(run: Run) -> None:
    """The background of the feature comes before that of a rule; a rule does not see that of another."""
    rules = (
        f"  背景:\n{indent(w.SUBMITTED, '    ')}\n"
        f"  规则: 受理的\n    背景:\n      当 牵头部门受理\n\n{w.scenario('那么 办件状态为“办理中”', name='一')}\n"
        f"  规则: 不受理的\n{w.scenario('那么 办件状态为“已接件”', name='二')}"
    )
    assert run(w.feature(rules)).out == "2 个场景：2 个通过\n"


def test_whole_feature_is_read() -> None:
    """What the living documentation shows is read as it is written: names, texts, tags, rules, rows and tables."""
    text = (
        "# language: zh-CN\n@甲\n功能: 名称\n  第一行\n  第二行\n\n"
        "  背景:\n    假如 开始\n\n"
        "  @乙\n  规则: 分组\n"
        f"    @丙\n{w.scenario('当 做 <a>', name='普通')}"
        "    @丁\n    场景大纲: 大纲\n      说明\n"
        f'      当 做\n        | x | <a> |\n      而且 说\n        """\n        话 <a>\n        """\n'
        "      例子:\n        | a |\n        | 1 |\n        | 2 |\n"
    )
    feature = read_feature(text, language="zh-CN")
    assert feature is not None
    assert (feature.name, feature.text) == ("名称", "第一行\n第二行")
    background, plain, rows = feature.scenarios
    assert (background.name, background.rule) == (None, "")
    assert (plain.name, plain.rule, plain.tags, plain.rows) == ("普通", "分组", ("甲", "乙", "丙"), ())
    assert (rows.description, rows.tags) == ("说明", ("甲", "乙", "丁"))
    assert [(row.line, row.values) for row in rows.rows] == [
        (w.line_of(text, "| 1 |"), {"a": "1"}),
        (w.line_of(text, "| 2 |"), {"a": "2"}),
    ]
    assert [(step.keyword, step.text, step.table, step.block) for step in rows.steps] == [
        ("当", "做", (("x", "<a>"),), None),
        ("而且", "说", (), "话 <a>"),
    ]
