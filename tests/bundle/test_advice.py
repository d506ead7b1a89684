"""Slips of a designer, each told at its place with what mends it: one change to the example, one fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from yishi_engine.bundle import Condition, ConditionInvalid, check_path, load_bundles
from yishi_engine.errors import DefinitionError
from yishi_engine.positioned import reading

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bundle.conftest import Checker


class Slip(NamedTuple):
    """A change to the example and the fault that it makes: code, a part of the message, and of the hint."""

    old: str
    new: str
    code: str
    message: str
    hint: str


PREMISES = "{id: premises, name: 经营场所使用证明, source: applicant, necessity: required}"
NOTE = "exempt_note: 建筑面积50平方米以下免于检查"
ASK = "ask: 是否设置户外招牌?"
QUOTE = "给整个值加英文双引号"

SYNTAX = {
    "brace too many": Slip(PREMISES, f"{PREMISES}}}", "yaml.syntax", "多了一个 }", "删去它"),
    "comma after a brace": Slip(PREMISES, f"{PREMISES},", "yaml.syntax", "多了一个 ,", "删去它"),
    "two commas": Slip("{id: premises,", "{id: premises,,", "yaml.syntax", "多了一个逗号", "删去一个"),
    "brace first": Slip("name: 户外招牌设置", "name: {户外}招牌设置", "yaml.syntax", "以 { 或 [ 开头", QUOTE),
    "bracket first": Slip(NOTE, "exempt_note: [注意] 不设", "yaml.syntax", "以 { 或 [ 开头", QUOTE),
    "dash first": Slip(NOTE, "exempt_note: - 不设", "yaml.syntax", "值不能以“- ”开头", QUOTE),
    "exclamation mark first": Slip(NOTE, "exempt_note: !不设", "yaml.syntax", "值不能以 ! 开头", QUOTE),
    "colon in a text": Slip(ASK, "ask: 面积: 多少?", "yaml.syntax", "含有“:”", QUOTE),
    "number sign in braces": Slip("name: 平面布置图,", "name: 图 #1,", "yaml.syntax", "# 以后是注释", QUOTE),
    "quotes first": Slip(ASK, 'ask: "户外"招牌?', "yaml.syntax", "引号后面还有内容", "英文单引号"),
    "bracket in a text": Slip("name: 经营场所使用证明", "name: 证明[复印件]", "yaml.syntax", "含有“[”", QUOTE),
}
OTHERS = {
    "no closing quote": Slip("when: area > 50", 'when: area == "50', "condition.syntax", "引号没有闭合", "补上"),
    "arithmetic": Slip("when: area > 50", "when: area * 2 > 50", "condition.syntax", "不能作算术", "问题"),
    "word as id": Slip("{id: signboard, ask", "{id: not, ask", "id.invalid", "条件里的词", "换一个 id"),
    "text cut short": Slip(NOTE, "exempt_note: 招牌 #1 类免办", "value.cut", '"#1 类免办', QUOTE),
    "list cut short": Slip("[中华人民共和国行政许可法第二十六条]", "\n  - 某条例 #3", "value.cut", '"#3"', QUOTE),
    "two departments": Slip("department: cgj", "department: [cgj, scjg]", "value.type", "文字", "另写一个事项"),
    "department to be listed": Slip("department: cgj", "department: gjj", "department.unknown", "gjj", "里登记 gjj"),
    "version nought": Slip("version: 1", "version: 0", "value.range", "version 不能小于 1", "写 1 或更大的数"),
    "commitment without a limit": Slip(
        "commitment: {verify_within: 60 工作日}", "commitment: true", "value.type", "映射", "{verify_within: …}"
    ),
    "own result": Slip(
        "    materials: [premises]",
        "    materials: [premises, licence_copy]",
        "material.result_too_late",
        "事项不能用自己的结果",
        "从这个事项的 materials 里删去它",
    ),
}


@pytest.mark.parametrize("name", [*SYNTAX, *OTHERS])
def test_slip_is_told_once_where_it_was_made(name: str, text: str, check: Checker) -> None:
    """The line is that of the change, and the hint says what to write."""
    slip = {**SYNTAX, **OTHERS}[name]
    assert slip.old in text
    faults = check(text.replace(slip.old, slip.new, 1))
    found = [fault for fault in faults if fault.code != "condition.unknown_name"]
    assert [fault.code for fault in found] == [slip.code], faults
    assert slip.message in found[0].message
    assert slip.hint in found[0].hint
    assert found[0].line == text[: text.index(slip.old)].count("\n") + slip.new.count("\n") + 1


@pytest.mark.parametrize("name", SYNTAX)
def test_both_scanners_tell_the_same(name: str, text: str, check: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without libyaml the same slip is told at the same place."""
    # The other scanner takes an ASCII question mark before a comma for a sign of YAML.
    slip = SYNTAX[name]
    broken = text.replace(slip.old, slip.new, 1).replace("?", "？")
    quick = check(broken)
    monkeypatch.setattr(reading, "_LOADER", yaml.SafeLoader)
    assert check(broken) == quick


def test_comments_that_are_meant_are_no_fault(text: str, check: Checker) -> None:
    """A comment after a space, or beside what is no text for people, is a comment."""
    assert check(text.replace(NOTE, f"{NOTE} # 说明")) == ()
    assert check(text.replace("    department: cgj", "    department: cgj #城管")) == ()
    assert check(text.replace(NOTE, f'{NOTE[:13]}"招牌 #1 类免办"')) == ()


def test_keys_without_a_space_after_the_colon(text: str, check: Checker) -> None:
    """Between braces a colon without a space is part of the key, and the hint says so."""
    faults = check(text.replace("{item: business-licence, gate: start}", "{item:business-licence, gate:start}"))
    assert [fault.hint for fault in faults] == [
        "冒号后面缺少空格，写成 item: business-licence",
        "冒号后面缺少空格，写成 gate: start",
    ]


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ('kind == "甲" or "乙"', '改写为 kind in ["甲", "乙"]'),
        ("size == 1 or 2 or 3", "改写为 size in [1, 2, 3]"),
        ('kind == "甲" and "乙"', "删去 when，或写出条件"),
        ("class > 5", '"class"不能在条件里作名称，给它换一个 id'),
    ],
)
def test_conditions_that_mean_something_else(condition: str, hint: str) -> None:
    """What was meant is written out where it can be told."""
    with pytest.raises(ConditionInvalid) as caught:
        Condition.parse(condition)
    assert caught.value.fault.hint == hint


@pytest.mark.parametrize("word", ["and", "or", "not", "in", "is"])
def test_no_name_is_a_word_of_the_language(word: str, text: str, check: Checker) -> None:
    """A question with such an id is refused where it is given, and the conditions that use it are not told again."""
    renamed = text.replace("{id: area, ask", f"{{id: {word}, ask").replace("when: area > 50", f"when: {word} > 50")
    assert [fault.code for fault in check(renamed)] == ["id.invalid"]


@pytest.mark.parametrize("name", ["Departments.yaml", "departments.yml", "DEPARTMENTS.YML", "department.yaml"])
def test_departments_under_another_name(name: str, text: str, tmp_path: Path) -> None:
    """A list of departments under a name by which it is not found is told once, with its right name."""
    (tmp_path / name).write_text("scjg: {name: 市场监督管理局}\n", encoding="utf-8")
    (tmp_path / "open-restaurant.yaml").write_text(text, encoding="utf-8")
    for path in (tmp_path, tmp_path / "open-restaurant.yaml", tmp_path / name):
        (fault,) = check_path(path)
        assert (fault.code, fault.hint) == ("file.departments", "改名为 departments.yaml")
        assert fault.file == str(tmp_path / name)
    with pytest.raises(DefinitionError):
        load_bundles(tmp_path)


def test_a_second_list_of_departments_is_to_be_merged(text: str, tmp_path: Path) -> None:
    """Beside the right file another one is superfluous."""
    listed = "".join(f"{key}: {{name: 部门{key}}}\n" for key in ("scjg", "xfjy", "cgj"))
    for name in ("departments.yaml", "departments.yml"):
        (tmp_path / name).write_text(listed, encoding="utf-8")
    (tmp_path / "open-restaurant.yaml").write_text(text, encoding="utf-8")
    assert [fault.hint for fault in check_path(tmp_path)] == ["并入 departments.yaml，再删去它"]


def test_marks_of_office_programs_are_no_bundles(text: str, tmp_path: Path) -> None:
    """What an office program leaves beside an open file is not read."""
    listed = "".join(f"{key}: {{name: 部门{key}}}\n" for key in ("scjg", "xfjy", "cgj"))
    (tmp_path / "departments.yaml").write_text(listed, encoding="utf-8")
    (tmp_path / "open-restaurant.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "~$open-restaurant.yaml").write_text("x", encoding="utf-8")
    assert check_path(tmp_path) == ()


@pytest.mark.parametrize("listed", ["", "- scjg\n"])
def test_departments_without_entries(listed: str, text: str, check: Checker) -> None:
    """An empty list of departments, or one in the wrong shape, is told with how an entry looks."""
    (fault,) = check(text, listed)
    assert (fault.code, fault.hint) == ("file.content", "每行一个部门，例如 scjg: {name: 市场监督管理局}")


def test_other_units_are_converted_in_the_message(text: str, check: Checker) -> None:
    """Where the total is in working days, a limit in another unit is shown with what it counts for."""
    changed = text.replace("committed_limit: 5 工作日", "committed_limit: 60 自然日")
    changed = changed.replace("statutory_limit: 10 工作日", "statutory_limit: 90 自然日")
    found = [fault for fault in check(changed) if fault.code == "limits.total_too_short"]
    assert "营业前消防安全检查(60 自然日，最多合 45 个工作日) → 统一出件(1 工作日) 共需 46 个工作日" in found[0].message
