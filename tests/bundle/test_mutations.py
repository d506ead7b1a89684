"""One change to a good bundle gives exactly one fault, with its code, at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from yishi_engine.bundle import all_codes

if TYPE_CHECKING:
    from tests.bundle.conftest import Checker


class Mutation(NamedTuple):
    """A change and what it must lead to.

    Attributes:
        old: Text of the example that is replaced, once.
        new: What replaces it.
        code: The expected code.
        at: Text in the changed example whose line is expected.
        hint: Text that the message or the hint must hold.
    """

    old: str
    new: str
    code: str
    at: str
    hint: str = ""


SIGNBOARD_ITEM = "    committed_limit: 3 工作日\n"

MUTATIONS = {
    "misspelt key": Mutation(
        "lead_department:", "lead_departement:", "key.unknown", "lead_departement", "lead_department？"
    ),
    "misspelt optional key": Mutation(
        SIGNBOARD_ITEM, "    comitted_limit: 3 工作日\n", "key.unknown", "comitted_limit", "committed_limit？"
    ),
    "Chinese key": Mutation("name: 开办餐馆", "名称: 开办餐馆", "key.unknown", "名称: 开办餐馆", "name？"),
    "reserved key": Mutation(SIGNBOARD_ITEM, SIGNBOARD_ITEM + "    repeat: area\n", "key.unknown", "repeat:", "以后"),
    "personal question": Mutation(
        "type: yes_no}", "type: yes_no, personal: true}", "key.unknown", "id: signboard, ask", "个人信息"
    ),
    "missing key": Mutation("name: 开办餐馆\n", "", "key.missing", "id: open-restaurant", "name"),
    "missing key in an item": Mutation("    department: cgj\n", "", "key.missing", "- id: signboard\n", "department"),
    "missing total": Mutation("  total: 15 工作日", "  #", "key.missing", "acceptance: 5", "total"),
    "empty value": Mutation("name: 开办餐馆", "name:", "value.empty", "name:\n"),
    "blank value": Mutation("name: 户外招牌设置", 'name: "  "', "value.empty", 'name: "  "', "没有值"),
    "version as text": Mutation("version: 1 ", 'version: "1" ', "value.type", 'version: "1"', "整数"),
    "version zero": Mutation("version: 1 ", "version: 0 ", "value.range", "version: 0", "1"),
    "date as text": Mutation(
        "effective_from: 2026-01-01", "effective_from: 明年", "value.type", "effective_from", "日期"
    ),
    "list expected": Mutation("basis: [", "basis: x[", "value.type", "basis: x[", "列表"),
    "region as number": Mutation('region: "510900"', "region: 510900", "value.type", "region: 510900", "引号"),
    "region of no province": Mutation('region: "510900"', 'region: "990900"', "region.invalid", "990900"),
    "unknown audience": Mutation(
        "audience: enterprise", "audience: 企业", "value.choice", "audience: 企业", "enterprise"
    ),
    "unknown type": Mutation("type: integer", "type: interger", "value.choice", "interger", "integer？"),
    "unknown gate": Mutation("gate: start", "gate: begin", "value.choice", "gate: begin", "decide"),
    "bare number as limit": Mutation("total: 15 工作日", "total: 15", "limit.invalid", "total: 15", "期限缺单位"),
    "limit in words": Mutation("total: 15 工作日", "total: 十五天", "limit.invalid", "十五天", "5 工作日"),
    "upper-case id": Mutation("id: open-restaurant ", "id: Open-Restaurant ", "id.invalid", "Open-Restaurant", "小写"),
    "hyphen in a name": Mutation("id: signboard_size", "id: signboard-size", "id.invalid", "id: signboard-size"),
    "condition with full-width sign": Mutation("when: area > 50", "when: area ＞ 50", "condition.sign", "area ＞", ">"),
    "condition with Chinese word": Mutation(
        "when: area > 50", "when: area > 50 且 signboard", "condition.sign", "area > 50 且", "and"
    ),
    "condition with single =": Mutation("when: area > 50", "when: area = 50", "condition.sign", "area = 50", "=="),
    "condition that calls": Mutation("when: area > 50", "when: exit()", "condition.unsupported", "exit()"),
    "condition cut short": Mutation("when: area > 50", "when: area >", "condition.syntax", "when: area >"),
    "condition that is no text": Mutation("when: area > 50", "when: true", "value.type", "when: true", "删去 when"),
    "constant condition": Mutation("when: area > 50", "when: 1 < 2", "condition.constant", "1 < 2"),
    "unknown name": Mutation("when: area > 50", "when: aera > 50", "condition.unknown_name", "aera", "area？"),
    "number as a condition": Mutation("when: area > 50", "when: area", "condition.type", "when: area  ", "area > 50"),
    "number against text": Mutation("when: area > 50", 'when: area == "50"', "condition.type", 'area == "50"', "数字"),
    "order of yes and no": Mutation(
        "when: area > 50", "when: area > 50 or signboard > 1", "condition.type", "signboard > 1", "不能比大小"
    ),
    "item that sees the form": Mutation(
        "when: area > 50",
        'when: area > 50 and shop_name == "甲"',
        "condition.order",
        "when: area > 50 and",
        "只能用问题",
    ),
    "field that sees a later one": Mutation(
        "{id: shop_name, label: 店名, type: text}",
        '{id: shop_name, label: 店名, type: text, when: signboard_size == "大"}',
        "condition.order",
        "id: shop_name",
        "顺序",
    ),
    "condition that always holds": Mutation("when: area > 50", "when: area > 0", "condition.always", "when: area > 0"),
    "condition that never holds": Mutation(
        "when: area > 50", "when: area > 100000", "condition.never", "when: area > 100000", "max"
    ),
    "unknown lead": Mutation(
        "lead_department: scjg", "lead_department: scjgg", "department.unknown", "scjgg", "scjg？"
    ),
    "unknown department": Mutation(
        "department: xfjy", "department: xf", "department.unknown", "department: xf", "xfjy"
    ),
    "unknown prerequisite": Mutation(
        "{item: business-licence, gate: start}",
        "{item: business-licence, gate: start}, {item: fire, gate: start}",
        "item.unknown",
        "item: fire",
        "fire-check？",
    ),
    "unknown field": Mutation(
        "[shop_name, signboard_size]",
        "[shop_name, signboard_size, size]",
        "field.unknown",
        "signboard_size, size",
        "signboard_size？",
    ),
    "unknown material": Mutation(
        "materials: [premises]", "materials: [premises, premise]", "material.unknown", "premises, premise", "premises？"
    ),
    "unused field": Mutation(
        "[shop_name, signboard_size]", "[shop_name]", "field.unused", "id: signboard_size", "不应收集"
    ),
    "unused material": Mutation("    materials: [premises]\n", "", "material.unused", "id: premises"),
    "unused question": Mutation(
        "questions:  ", "questions:\n  - {id: seats, ask: 座位数?, type: integer}\n#", "question.unused", "id: seats"
    ),
    "same result twice": Mutation(
        "result: {id: food_permit,", "result: {id: business_licence,", "id.duplicate", "name: 食品经营许可证"
    ),
    "field listed twice": Mutation(
        "[shop_name, signboard_size]",
        "[shop_name, signboard_size, shop_name]",
        "reference.duplicate",
        "signboard_size, shop_name",
    ),
    "same item name": Mutation(
        "name: 户外招牌设置", "name: 食品经营许可", "item.same_name", "    name: 食品经营许可\n    department: cgj"
    ),
    "same material name": Mutation(
        "name: 平面布置图", "name: 经营场所使用证明", "material.same_name", "id: floor_plan"
    ),
    "same label": Mutation("label: 招牌尺寸", "label: 店名", "field.same_label", "id: signboard_size"),
    "item that waits for itself": Mutation(
        "{item: business-licence, gate: start}",
        "{item: business-licence, gate: start}, {item: food-permit, gate: decide}",
        "dependency.self",
        "item: food-permit",
    ),
    "circle": Mutation(
        "    committed_limit: 1 工作日\n    fields",
        "    committed_limit: 1 工作日\n    depends_on: [{item: food-permit, gate: start}]\n    fields",
        "dependency.cycle",
        "depends_on: [{item: food-permit",
        "business-licence → food-permit → business-licence",
    ),
    "promise longer than the law": Mutation(
        "committed_limit: 1 工作日",
        "committed_limit: 4 工作日",
        "limit.committed_over_statutory",
        "committed_limit: 4",
        "3 工作日",
    ),
    "no limit": Mutation(SIGNBOARD_ITEM, "", "limit.missing", "- id: signboard\n", "committed_limit"),
    "extension in another unit": Mutation(
        "extension: 10 工作日", "extension: 10 自然日", "extension.unit", "extension: 10 自然日", "单位"
    ),
    "extension of the whole in another unit": Mutation(
        "extension: 5 工作日", "extension: 1 月", "extension.unit", "extension: 1 月", "单位"
    ),
    "total too short": Mutation(
        "total: 15 工作日", "total: 11 工作日", "limits.total_too_short", "total: 11", "超出 1 个工作日"
    ),
    "slow acceptance": Mutation(
        "acceptance: 5 工作日", "acceptance: 6 工作日", "limits.acceptance_too_long", "acceptance: 6"
    ),
    "consequence of nothing": Mutation(
        "  correction: 10 工作日 ", "  #", "limits.correction_unused", "on_correction_expiry"
    ),
    "warning from the start": Mutation(
        SIGNBOARD_ITEM, SIGNBOARD_ITEM + "    warn_before: 3 工作日\n", "limit.warning_too_early", "warn_before: 3"
    ),
    "late material": Mutation("defer: 5 工作日", "defer: 16 工作日", "defer.too_long", "defer: 16", "15 工作日"),
    "deferrable without date": Mutation(", defer: 5 工作日", "", "defer.missing", "id: floor_plan", "defer"),
    "date without deferrable": Mutation(
        "necessity: required}", "necessity: required, defer: 5 工作日}", "defer.unexpected", "id: premises"
    ),
    "deferred result": Mutation(
        "of: business-licence}",
        "of: business-licence, necessity: deferrable, defer: 2 工作日}",
        "defer.source",
        "id: licence_copy",
    ),
    "catch-all material": Mutation(
        "name: 平面布置图", "name: 法律法规规定的其他材料", "material.catch_all", "其他材料", "逐项"
    ),
    "result of nothing": Mutation(", of: business-licence}", "}", "material.of_missing", "id: licence_copy", "of"),
    "of elsewhere": Mutation("source: result, of", "source: shared, of", "material.of_unexpected", "source: shared"),
    "of an unknown item": Mutation(
        "of: business-licence}",
        "of: business-license}",
        "material.of_unknown",
        "of: business-license}",
        "business-licence？",
    ),
    "of an item without result": Mutation(
        "    result: {id: business_licence, name: 营业执照}\n",
        "",
        "material.of_without_result",
        "of: business-licence",
        "result",
    ),
    "result not waited for": Mutation(
        "    depends_on: [{item: business-licence, gate: start}]",
        "   ",
        "material.result_too_late",
        "materials: [licence_copy",
        "depends_on",
    ),
    "procedure without basis": Mutation(
        "[专家评审, 检测]", "[专家评审, 现场踏勘]", "procedure.basis", "现场踏勘", "basis"
    ),
    "choice without options": Mutation(
        "type: text, when", "type: choice, when", "options.missing", "id: signboard_size", "options"
    ),
    "options of a text": Mutation(
        "type: text, when", "type: text, options: [大, 小], when", "options.unexpected", "id: signboard_size"
    ),
    "single option": Mutation(
        "type: text, when", "type: choice, options: [大], when", "options.single", "id: signboard_size"
    ),
    "bounds of a text": Mutation("type: text, when", "type: text, min: 3, when", "bounds.type", "id: signboard_size"),
    "fraction as bound of an integer": Mutation(
        "type: integer, min: 1,", "type: integer, min: 1.5,", "bounds.type", "min: 1.5", "整数"
    ),
    "length of a number": Mutation(
        "type: integer,", "type: integer, max_length: 3,", "bounds.type", "max_length", "text"
    ),
    "bounds crossed": Mutation("min: 1, max: 100000", "min: 100, max: 60", "bounds.order", "min: 100, max: 60"),
    "dangerous pattern": Mutation(
        "type: text, when", "type: text, pattern: (a+)+, when", "pattern.invalid", "(a+)+", "耗时"
    ),
    "identity number in clear": Mutation(
        "type: resident_id, personal: true",
        "type: resident_id",
        "personal.resident_id",
        "id: operator_id",
        "personal: true",
    ),
    "name in clear": Mutation(
        "max_length: 50, personal: true", "max_length: 50", "personal.unmarked", "id: operator,", "personal: true"
    ),
    "question for a telephone": Mutation(
        "questions:  ", "questions:\n  - {id: tel, ask: 电话?, type: phone}\n#", "question.personal", "id: tel", "form"
    ),
    "note on nothing": Mutation(
        "    name: 营业执照核发\n",
        "    name: 营业执照核发\n    exempt_note: 无\n",
        "exempt_note.unused",
        "exempt_note: 无",
    ),
    "YAML that is none": Mutation("name: 开办餐馆", "name：开办餐馆", "yaml.syntax", "name：开办餐馆", "全角"),
    "key twice": Mutation(
        "name: 开办餐馆", "name: 开办餐馆\nname: 开办餐馆", "yaml.duplicate_key", "name: 开办餐馆\naudience"
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_one_change_gives_one_fault(name: str, text: str, check: Checker) -> None:
    """Every single mistake is named once, by its code, on its line, with advice in Chinese."""
    mutation = MUTATIONS[name]
    assert mutation.old in text
    changed = text.replace(mutation.old, mutation.new, 1)
    faults = check(changed)
    assert [fault.code for fault in faults] == [mutation.code], faults
    (fault,) = faults
    assert mutation.at in changed
    assert fault.line == changed[: changed.index(mutation.at)].count("\n") + 1, fault
    assert fault.column > 0
    assert fault.file.endswith("bundle.yaml")
    assert mutation.hint in fault.message + fault.hint
    assert fault.code in all_codes()


def test_enough_mistakes_are_tried() -> None:
    """The table covers well over half of the codes."""
    assert len(MUTATIONS) >= 80
    assert len({mutation.code for mutation in MUTATIONS.values()}) >= 60
