"""Several mistakes in one file are all named, and none is named for what follows from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.bundle.conftest import Checker


def test_mistakes_of_shape_and_of_reference_are_named_together(text: str, check: Checker) -> None:
    """A key that is not known hides no unknown department further down."""
    changed = text.replace("audience: enterprise", "audience: firm\nfoo: 1").replace(
        "department: cgj", "department: cg"
    )
    found = [(fault.code, fault.line) for fault in check(changed)]
    assert [code for code, _ in found] == ["value.choice", "key.unknown", "department.unknown"]


CONSEQUENCES = {
    "field without id": ("{id: shop_name, label", "{label", "key.missing"),
    "field with a bad id": ("{id: shop_name, label", "{id: Shop, label", "id.invalid"),
    "material without id": ("{id: premises, name", "{name", "key.missing"),
    "item without id": ("  - id: business-licence\n    name", "  - name", "key.missing"),
    "item that is a word": ("  - id: signboard\n", "  - word\n  - id: signboard\n", "value.type"),
    "item list that is none": ("    fields: [shop_name, signboard_size]", "    fields: shop_name", "value.type"),
    "question without id": ("{id: area, ask", "{ask", "key.missing"),
    "question of unknown type": ("type: integer", "type: whole", "value.choice"),
    "unreadable condition": ("when: area > 50", "when: area >", "condition.syntax"),
    "unreadable limit": ("committed_limit: 3 工作日", "committed_limit: 3", "limit.invalid"),
    "unreadable law": ("statutory_limit: 20 工作日", "statutory_limit: 20", "limit.invalid"),
    "unreadable total": ("total: 15 工作日", "total: x", "limit.invalid"),
    "limits that are none": ("limits:\n", "limits: 5\nrest:\n", "value.type"),
    "unreadable source": ("source: result", "source: results", "value.choice"),
    "unreadable necessity": ("necessity: deferrable", "necessity: defer", "value.choice"),
    "unreadable prerequisite": ("[{item: business-licence, gate: start}]", "business-licence", "value.type"),
    "unreadable result": ("result: {id: business_licence, name: 营业执照}", "result: 营业执照", "value.type"),
    "unreadable bound": ("min: 1, max", "min: one, max", "value.type"),
    "unreadable personal": ("type: resident_id, personal: true", "type: resident_id, personal: 是", "value.type"),
    "misspelt list": ("    materials: [premises]", "    material: [premises]", "key.unknown"),
    "misspelt condition": ("    when: area > 50", "    whn: area > 50", "key.unknown"),
    "misspelt defer": (", defer: 5 工作日", ", deffer: 5 工作日", "key.unknown"),
    "misspelt of": (", of: business-licence", ", off: business-licence", "key.unknown"),
    "misspelt prerequisites": ("    depends_on:", "    depend_on:", "key.unknown"),
    "misspelt personal": ("type: resident_id, personal: true", "type: resident_id, persnal: true", "key.unknown"),
}


@pytest.mark.parametrize("name", CONSEQUENCES)
def test_what_follows_from_a_mistake_is_not_named(name: str, text: str, check: Checker) -> None:
    """One mistake is one fault, though references to it, limits over it and uses of it cannot be right."""
    old, new, code = CONSEQUENCES[name]
    assert old in text
    faults = [fault for fault in check(text.replace(old, new, 1)) if fault.message != '不认识的键"rest"']
    assert [fault.code for fault in faults] == [code], faults


SINGLE = """\
id: single
version: 1
name: 单办一事
audience: person
lead_department: nobody
limits: {total: 5 工作日, issue: 1 工作日}
form:
  - {id: shop_name, label: 店名, type: text}
items:
  - id: only
    name: 唯一事项
    department: scjg
    committed_limit: 1 工作日
    fields: [shop_name]
"""
SINGLE_ITEM = SINGLE[SINGLE.index("items:") :]
FAULTS_OF_THE_ITEM = {
    "no fault": ("items:", "items:", []),
    "unknown key": ("    name:", "    foo: 1\n    name:", ["key.unknown"]),
    "misspelt key": ("    fields:", "    feilds:", ["key.unknown"]),
    "bare number as limit": ("committed_limit: 1 工作日", "committed_limit: 1", ["limit.invalid"]),
    "missing key": ("    name: 唯一事项\n", "", ["key.missing"]),
    "bad id": ("id: only", "id: Only", ["id.invalid"]),
    "no list": ("[shop_name]", "shop_name", ["value.type"]),
    "fault in a list": ("[shop_name]", "[shop_name, 5]", ["value.type"]),
    "unreadable condition": ("    fields:", "    when: area >\n    fields:", ["condition.syntax"]),
    "two faults": ("1 工作日\n    fields: [shop_name]", "1\n    fields: shop_name", ["limit.invalid", "value.type"]),
    "a word": (SINGLE_ITEM, "items: [only]", ["value.type"]),
    "two words": (SINGLE_ITEM, "items: [only, other]", ["value.type", "value.type"]),
    "no items": (SINGLE_ITEM, "items: []", ["value.empty"]),
}


@pytest.mark.parametrize("name", FAULTS_OF_THE_ITEM)
def test_a_fault_of_the_only_item_is_not_the_lack_of_one(name: str, check: Checker) -> None:
    """What is wrong in the only item is named once, not as a list without items; the rest is checked all the same."""
    old, new, codes = FAULTS_OF_THE_ITEM[name]
    assert old in SINGLE
    faults = check(SINGLE.replace(old, new, 1))
    assert [fault.code for fault in faults] == ["department.unknown", *codes], faults
    assert '"nobody"' in faults[0].message


def test_other_faults_of_the_only_item_are_named_beside_those_of_shape(check: Checker) -> None:
    """A key that is not known in the only item hides no unknown department in it."""
    text = SINGLE.replace("department: scjg", "department: none\n    foo: 1").replace("nobody", "scjg")
    assert [(fault.code, fault.line) for fault in check(text)] == [("department.unknown", 12), ("key.unknown", 13)]


def test_misspelt_question_is_named_where_it_is_used(text: str, check: Checker) -> None:
    """A renamed question is unknown wherever a condition names it, and that is all."""
    found = [(fault.code, fault.line) for fault in check(text.replace("{id: area, ask", "{id: size, ask"))]
    line = text[: text.index("when: area > 50")].count("\n") + 1
    assert found == [("condition.unknown_name", line)]


def test_place_inside_a_condition(text: str, check: Checker) -> None:
    """The column of a fault in a condition is that of the word in it, quoted or not."""
    (plain,) = check(text.replace("when: area > 50", "when: signboard and aera > 50"))
    (quoted,) = check(text.replace("when: area > 50", 'when: "signboard and aera > 50"'))
    assert (plain.column, quoted.column) == (25, 26)


def test_chinese_words_for_choices_are_understood(text: str, check: Checker) -> None:
    """Where a designer writes the Chinese word, the hint gives the key word."""
    (fault,) = check(text.replace("source: applicant, necessity: required", "source: 申请人, necessity: required"))
    assert fault.hint == "是否想写 applicant？"


WORDINGS = [
    ("version: 1 ", "version: ~ ", "value.empty", "version 没有值"),
    ("version: 1 ", "version: 1.5 ", "value.type", 'version 须为整数，现为"1.5"'),
    ("version: 1 ", "version: true ", "value.type", 'version 须为整数，现为"true"'),
    ("version: 1 ", "version: 1000001 ", "value.range", "version 不能大于 1000000"),
    ("name: 开办餐馆", "name: [开办餐馆]", "value.type", "name 须为文字，现为列表"),
    ("name: 开办餐馆", "name: {a: b}", "value.type", "name 须为文字，现为映射"),
    ("name: 开办餐馆", "name: 2026", "value.type", 'name 须为文字，现为"2026"'),
    ("name: 开办餐馆", f"name: {'长' * 201}", "value.too_long", "name 超过 200 个字"),
    ("effective_from: 2026-01-01", 'effective_from: "2026-01-01"', "value.type", '须为日期，现为"2026-01-01"'),
    ("effective_from: 2026-01-01", "effective_from: 2026-02-30", "value.type", '须为日期，现为"2026-02-30"'),
    ("personal: true}\n  - {id: shop", "personal: yes}\n  - {id: shop", "value.type", "personal 须为 true 或 false"),
    ("max_length: 50", "max_length: 0", "value.range", "max_length 不能小于 1"),
    ("max: 100000", "max: 9007199254740992", "value.range", "max 的值太大"),
    ("max: 100000", 'max: "100000"', "value.type", "max 须为数字或日期"),
    (
        "basis: [中华人民共和国行政许可法第二十六条]",
        f"basis: [{', '.join(['条'] * 51)}]",
        "value.too_long",
        "51 项，最多 50 项",
    ),
    ("limits:\n", "limits: []\nlimitz:\n", "value.type", "limits 须为映射"),
    ("gate: start", "gate: [start]", "value.choice", "gate 不能是列表"),
    ("verify_within: 60 工作日", "verify_within: 60 天", "limit.invalid", '"60 天"不是期限'),
    ("verify_within: 60 工作日", "verify_within: 0 工作日", "limit.invalid", '"0 工作日"不是期限'),
    ("verify_within: 60 工作日", "verify_within: true", "limit.invalid", '"true"不是期限'),
    ("verify_within: 60 工作日", "verify_within: 2.5", "limit.invalid", '期限缺单位："2.5"'),
    ("{verify_within: 60 工作日}", "{}", "key.missing", "缺少必填的键 verify_within"),
    ("[专家评审, 检测]", "[专家评审, {basis: 某条}]", "key.missing", "缺少必填的键 name"),
    ("[专家评审, 检测]", "[专家评审, 5]", "value.type", "special_procedures 须为映射"),
    ("result: {id: food_permit", "result: {id: Food", "id.invalid", 'id 不能是"Food"'),
    ("id: signboard_size", "id: 招牌", "id.invalid", 'id 不能是"招牌"'),
]


@pytest.mark.parametrize("case", WORDINGS)
def test_wording(case: tuple[str, str, str, str], text: str, check: Checker) -> None:
    """Each kind of mistake is worded in Chinese, with the key and the value, and with advice."""
    old, new, code, wording = case
    assert old in text
    fault = next(fault for fault in check(text.replace(old, new, 1)) if fault.code == code)
    assert wording in fault.message
    assert fault.hint


def test_unknown_keys_on_every_level_are_found(text: str, check: Checker) -> None:
    """Unknown keys of the bundle, its limits, questions, items and their parts are all named, each at its place."""
    changed = (
        text.replace("audience:", "x1: 1\naudience:")
        .replace("  total:", "  x2: 1\n  total:")
        .replace("type: integer,", "type: integer, x3: 1,")
        .replace("gate: start", "gate: start, x4: 1")
        .replace("name: 食品经营许可证}", "name: 食品经营许可证, x5: 1}")
        .replace("verify_within:", "x6: 1, verify_within:")
    )
    found = check(changed)
    assert [fault.code for fault in found] == ["key.unknown"] * 6
    lines = changed.splitlines()
    for number, fault in enumerate(found, start=1):
        assert lines[fault.line - 1][fault.column - 1 :].startswith(f"x{number}:")
