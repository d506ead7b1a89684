"""Each change of a definition is told, to those whom it concerns, in words; and nothing else is."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.bundles import definitions
from yishi_engine.bundle import (
    Bundle,
    Commitment,
    Definition,
    Department,
    Dependency,
    FormField,
    Item,
    Limits,
    Material,
    Procedure,
    Question,
    Result,
)
from yishi_engine.publish.diff import Concerns, compare

if TYPE_CHECKING:
    from tests.model.situation import Plain
    from yishi_engine.bundle.rule import Trail

DEPARTMENTS = {"lead": Department(name="牵头局"), "other": Department(name="配合局", phone="0825-1")}
BASE: dict[str, Any] = {
    "id": "shop",
    "version": 1,
    "effective_from": "2026-01-01",
    "name": "开办小店",
    "audience": "enterprise",
    "region": "510900",
    "lead_department": "lead",
    "basis": ["甲法第一条"],
    "limits": {
        "acceptance": "5 工作日",
        "correction": "10 工作日",
        "total": "15 工作日",
        "issue": "1 工作日",
        "extension": "5 工作日",
        "follow_up": "5 工作日",
        "warn_before": "1 工作日",
        "on_silence": "deemed_accepted",
        "on_correction_expiry": "lapse",
    },
    "questions": [
        {"id": "area", "ask": "面积(㎡)？", "type": "integer", "min": 1, "max": 1000},
        {"id": "kind", "ask": "类型？", "type": "choice", "options": ["甲", "乙"]},
    ],
    "form": [
        {"id": "owner", "label": "姓名", "type": "text", "max_length": 50, "pattern": "[a-z]+", "personal": True},
        {"id": "shop_name", "label": "店名", "type": "text", "required": True, "when": "area > 5"},
    ],
    "materials": [
        {"id": "premises", "name": "场所证明", "source": "applicant"},
        {"id": "plan", "name": "平面图", "necessity": "deferrable", "defer": "5 工作日", "when": "area > 50"},
        {"id": "copy", "name": "执照", "source": "result", "of": "licence"},
    ],
    "items": [
        {
            "id": "licence",
            "name": "执照核发",
            "department": "lead",
            "statutory_limit": "3 工作日",
            "committed_limit": "1 工作日",
            "fields": ["owner", "shop_name"],
            "materials": ["premises"],
            "result": {"id": "licence", "name": "执照"},
        },
        {
            "id": "permit",
            "name": "许可",
            "department": "other",
            "when": "area > 50",
            "exempt_note": "小店免办",
            "depends_on": [{"item": "licence", "gate": "start"}],
            "statutory_limit": "20 工作日",
            "committed_limit": "10 工作日",
            "extension": "5 工作日",
            "warn_before": "2 工作日",
            "special_procedures": ["检测", {"name": "公示", "basis": "某规定第一条"}],
            "fields": ["shop_name"],
            "materials": ["copy", "plan"],
            "commitment": {"verify_within": "60 工作日"},
        },
    ],
}
Q, F, M, I, L = "questions", "form", "materials", "items", "limits"  # noqa: E741


def definition(*changes: tuple[Trail, object], departments: dict[str, Department] | None = None) -> Definition:
    """Return the base with values set (``None``: removed) at trails; lists grow at their end."""
    plain = copy.deepcopy(BASE)
    for trail, value in changes:
        owner: Any = plain
        for step in trail[:-1]:
            owner = owner[step]
        last = trail[-1]
        if value is None:
            del owner[last]
        elif isinstance(owner, list) and last == len(owner):
            owner.append(value)
        else:
            owner[last] = value
    plain["effective_from"] = plain.get("effective_from")
    return Definition.of(Bundle.model_validate_json(_json(plain)), departments or DEPARTMENTS)


def _json(plain: dict[str, Any]) -> str:
    import json  # noqa: PLC0415

    return json.dumps({key: value for key, value in plain.items() if value is not None}, ensure_ascii=False)


CASES: dict[str, tuple[tuple[Trail, object], str, str]] = {
    "id": ((("id",), "store"), "bundle.id", "标识由 shop 改为 store"),
    "name": ((("name",), "开办商店"), "bundle.name", "“开办小店”改名为“开办商店”"),
    "audience": ((("audience",), "person"), "bundle.audience", "服务对象由 企业 改为 个人"),
    "region": ((("region",), "510903"), "bundle.region", "行政区划由 510900 改为 510903"),
    "region gone": ((("region",), None), "bundle.region", "行政区划不再写明（原为 510900）"),
    "effect": ((("effective_from",), "2026-07-01"), "bundle.effective_from", "生效日期由 2026-01-01 改为 2026-07-01"),
    "basis more": ((("basis", 1), "乙法第二条"), "bundle.basis", "依据增加 乙法第二条"),
    "total shorter": (
        ((L, "total"), "12 工作日"),
        "limits.total",
        "总时限由 15 工作日 缩短为 12 工作日（少 3 工作日）",
    ),
    "total longer": (((L, "total"), "20 工作日"), "limits.total", "总时限由 15 工作日 延长为 20 工作日（多 5 工作日）"),
    "total in another unit": (((L, "total"), "30 自然日"), "limits.total", "总时限由 15 工作日 改为 30 自然日"),
    "acceptance": (
        ((L, "acceptance"), "2 工作日"),
        "limits.acceptance",
        "受理期限由 5 工作日 缩短为 2 工作日（少 3 工作日）",
    ),
    "silence": (((L, "on_silence"), "remind"), "limits.on_silence", "逾期未受理的由视为受理改为只提醒"),
    "correction": (((L, "correction"), None), "limits.correction", "取消补正期限（原为 10 工作日）"),
    "expiry": (((L, "on_correction_expiry"), "decline"), "limits.on_correction_expiry", "由视为撤回改为不予受理"),
    "issue": (((L, "issue"), "2 工作日"), "limits.issue", "出件期限由 1 工作日 延长为 2 工作日（多 1 工作日）"),
    "extension of the whole": (((L, "extension"), None), "limits.extension", "取消整件延期（原为 5 工作日）"),
    "follow-up": (
        ((L, "follow_up"), "3 工作日"),
        "limits.follow_up",
        "差评整改期限由 5 工作日 缩短为 3 工作日（少 2 工作日）",
    ),
    "warning of the whole": (((L, "warn_before"), "2 工作日"), "limits.warn_before", "预警提前量"),
    "new question": (
        ((Q, 2), {"id": "night", "ask": "是否夜间营业？", "type": "yes_no"}),
        "question.added",
        "“是否夜间营业？”（是否）",
    ),
    "question gone": (((Q, 1), None), "question.removed", "不再问“类型？”"),
    "question worded": (((Q, 0, "ask"), "使用面积？"), "question.ask", "“面积(㎡)？”改为“使用面积？”"),
    "bound of a question": (((Q, 0, "max"), 500), "question.value", "最大值由 1000 改为 500"),
    "lower bound": (((Q, 0, "min"), None), "question.value", "最小值不再写明（原为 1）"),
    "type of a question": (((Q, 0, "type"), "decimal"), "question.value", "类型由 整数 改为 小数"),
    "option more": (((Q, 1, "options", 2), "丙"), "question.value", "增加选项“丙”"),
    "option less": (((Q, 1, "options"), ["甲"]), "question.value", "去掉选项“乙”"),
    "options turned": (((Q, 1, "options"), ["乙", "甲"]), "question.value", "选项的次序有变"),
    "questions turned": (((Q,), BASE["questions"][::-1]), "questions.order", "问题的次序有变"),
    "field worded": (((F, 1, "label"), "商店名"), "field.label", "“店名”改名为“商店名”"),
    "field optional": (((F, 1, "required"), False), "field.required", "改为可不填"),
    "field not personal": (((F, 0, "personal"), False), "field.personal", "不再按个人信息保管"),
    "field when": (((F, 1, "when"), None), "field.when", "改为总是需要"),
    "field longer": (((F, 0, "max_length"), 80), "field.value", "最多字数由 50 改为 80"),
    "field pattern": (((F, 0, "pattern"), "[0-9]+"), "field.value", "格式由 [a-z]+ 改为 [0-9]+"),
    "material worded": (((M, 0, "name"), "租赁合同"), "material.name", "“场所证明”改名为“租赁合同”"),
    "material shared": (((M, 0, "source"), "shared"), "material.source", "数据共享取得，不再由申请人提交"),
    "material when": (((M, 1, "when"), None), "material.when", "改为总是需要"),
    "deferred longer": (
        ((M, 1, "defer"), "8 工作日"),
        "material.defer",
        "容缺期限由 5 工作日 延长为 8 工作日（多 3 工作日）",
    ),
    "item worded": (((I, 1, "name"), "经营许可"), "item.name", "“许可”改名为“经营许可”"),
    "item when": (((I, 1, "when"), None), "item.when", "改为总是需要"),
    "note": (((I, 1, "exempt_note"), "免办"), "item.exempt_note", "免办说明由 小店免办 改为 免办"),
    "result worded": (((I, 0, "result", "name"), "电子执照"), "item.result", "“执照”改为“电子执照”"),
    "result id": (((I, 0, "result", "id"), "paper"), "item.result", "标识由 licence 改为 paper"),
    "no commitment": (((I, 1, "commitment"), None), "item.commitment", "不再可以凭告知承诺办理"),
    "verification": (
        ((I, 1, "commitment", "verify_within"), "30 工作日"),
        "item.commitment",
        "承诺核查期限由 60 工作日 缩短为 30 工作日",
    ),
    "promise": (
        ((I, 1, "committed_limit"), "8 工作日"),
        "item.committed_limit",
        "承诺办结时限由 10 工作日 缩短为 8 工作日（少 2 工作日）",
    ),
    "law": (((I, 1, "statutory_limit"), None), "item.statutory_limit", "取消法定办结时限（原为 20 工作日）"),
    "extension": (
        ((I, 1, "extension"), "10 工作日"),
        "item.extension",
        "延期由 5 工作日 延长为 10 工作日（多 5 工作日）",
    ),
    "warning": (((I, 1, "warn_before"), None), "item.warn_before", "取消预警提前量（原为 2 工作日）"),
    "gate gone": (((I, 1, "depends_on"), []), "gate.removed", "“许可”不再等待“执照核发”"),
    "gate moved": (((I, 1, "depends_on", 0, "gate"), "decide"), "gate.changed", "由准予后才开始改为准予后才能决定"),
    "procedure more": (((I, 1, "special_procedures", 2), "听证"), "procedure.added", "“听证”"),
    "procedure less": (((I, 1, "special_procedures"), ["检测"]), "procedure.removed", "“公示”不再暂停计时"),
    "basis of a procedure": (
        ((I, 1, "special_procedures", 1, "basis"), "某规定第二条"),
        "procedure.basis",
        "由 某规定第一条 改为 某规定第二条",
    ),
    "department sees less": (((I, 0, "fields"), ["owner"]), "field.seen", "“执照核发”所用字段去掉“店名”"),
    "department gets more": (((I, 1, "materials", 2), "premises"), "material.seen", "“许可”所用材料增加“场所证明”"),
}


@pytest.mark.parametrize("name", CASES)
def test_one_change_is_told_once(name: str) -> None:
    """A single change is one sentence, with its code, what it was and what it becomes."""
    change, code, words = CASES[name]
    found = compare(definition(), definition(change)).changes
    assert [each.code for each in found] == [code], found
    assert words in found[0].text


SEVERAL: dict[str, tuple[list[tuple[Trail, object]], list[str]]] = {
    "item taken out": (
        [((I, 1), None), ((M, 1), None), ((M, 1), None)],
        ["item.removed", "material.removed", "material.removed", "item.given"],
    ),
    "item with another department": ([((I, 1, "department"), "lead")], ["item.taken", "item.given"]),
    "lead": ([(("lead_department",), "other")], ["lead.added", "lead.removed"]),
    "field taken out": (
        [((F, 1), None), ((I, 0, "fields"), ["owner"]), ((I, 1, "fields"), [])],
        ["field.removed", "field.seen", "field.seen"],
    ),
    "deferrable": (
        [((M, 0, "necessity"), "deferrable"), ((M, 0, "defer"), "3 工作日")],
        ["material.necessity"],
    ),
    "other source": ([((M, 0, "source"), "result"), ((M, 0, "of"), "permit")], ["material.source"]),
    "basis changed": ([(("basis",), ["丙法第三条"])], ["bundle.basis", "bundle.basis"]),
    "new gate": ([((I, 0, "depends_on"), [{"item": "permit", "gate": "decide"}])], ["gate.added"]),
    "no result": ([((I, 0, "result"), None)], ["item.result"]),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_what_belongs_together_is_told_to_each(name: str) -> None:
    """A change that several meet is told to each of them, and each part of it once."""
    changes, codes = SEVERAL[name]
    assert [each.code for each in compare(definition(), definition(*changes)).changes] == codes


def test_necessity_says_since_when_and_what_it_was() -> None:
    """The sentence that applicants wait for: a material may now come later."""
    after = definition(((M, 0, "necessity"), "deferrable"), ((M, 0, "defer"), "3 工作日"))
    (change,) = compare(definition(), after).changes
    assert change.text == "材料“场所证明”现在可容缺后补，受理后 3 工作日 内补齐（原为必要）"
    assert change.concerns is Concerns.APPLICANTS


def test_departments_are_compared_too() -> None:
    """A department that is renamed, or has another telephone, is told."""
    renamed = {"lead": Department(name="行政审批局"), "other": Department(name="配合局", phone="0825-2")}
    found = compare(definition(), definition(departments=renamed)).changes
    assert [(each.department, each.code) for each in found] == [
        ("lead", "department.name"),
        ("other", "department.phone"),
    ]


def test_every_key_of_a_definition_is_compared() -> None:
    """No key can change without a word: the cases above change each of them."""
    changed = {
        str(next(step for step in reversed(change[0]) if isinstance(step, str)))
        for change in [
            *(each[0] for each in CASES.values()),
            *(one for several, _ in SEVERAL.values() for one in several),
        ]
    }
    parts = (Bundle, Limits, Question, FormField, Material, Item, Dependency, Procedure, Result, Commitment)
    keys = {key for part in parts for key in part.model_fields}
    # What identifies an entry is told as one that is new and one that is gone.
    assert keys - changed <= {"version", "item", "items", "limits", "form", "materials", "result"}


@given(definitions())
@settings(max_examples=40, deadline=None)
def test_nothing_changes_from_a_bundle_to_itself(plain: Plain) -> None:
    """The difference of equals is empty, whatever they are."""
    assert compare(_drawn(plain), _drawn(plain)).changes == ()


@given(definitions(), definitions())
@settings(max_examples=60, deadline=None)
def test_any_two_bundles_can_be_compared(one: Plain, other: Plain) -> None:
    """Two bundles without anything in common are compared as well; only equal ones have no difference."""
    before, after = _drawn(one), _drawn(other)
    difference = compare(before, after)
    assert bool(difference.changes) is (before.digest != after.digest)
    backwards = compare(after, before)
    counts = {sign: sum(each.sign == sign for each in difference.changes) for sign in ("added", "removed")}
    assert counts["added"] == sum(each.sign == "removed" for each in backwards.changes)
    assert counts["removed"] == sum(each.sign == "added" for each in backwards.changes)


@given(definitions(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_list_that_loses_an_entry_is_told(plain: Plain, data: st.DataObject) -> None:
    """Whatever entry is taken out, its loss is told by its id."""
    part = data.draw(
        st.sampled_from([each for each in ("form", "materials", "items") if len(plain[each]) > 1] or ["form"])
    )
    gone = data.draw(st.sampled_from(plain[part]))
    less = {**plain, part: [each for each in plain[part] if each is not gone]}
    less["items"] = [
        {**item, **{key: [each for each in item.get(key, []) if each != gone["id"]] for key in ("fields", "materials")}}
        for item in less["items"]
    ]
    found = compare(_drawn(plain), _drawn(less)).changes
    assert any(each.subject == gone["id"] and each.sign == "removed" for each in found)


def _drawn(plain: Plain) -> Definition:
    bundle = Bundle.model_validate(plain)
    keys = {bundle.lead_department, *(item.department for item in bundle.items)}
    return Definition.of(bundle, {key: Department(name=key) for key in keys})
