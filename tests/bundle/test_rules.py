"""Each rule finds what it forbids and leaves alone what it does not; one small bundle, changed in one place."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from yishi_engine.bundle import Bundle, Department
from yishi_engine.bundle.checks import RULES, findings
from yishi_engine.bundle.checks.limits import certainly_longer
from yishi_engine.bundle.rule import Finding, Subject
from yishi_engine.bundle.suggestions import did_you_mean, nearest
from yishi_engine.worktime import Limit

if TYPE_CHECKING:
    from yishi_engine.bundle.rule import Trail

DEPARTMENTS = {"lead": Department(name="牵头部门"), "other": Department(name="配合部门", region="510903")}

BASE: dict[str, Any] = {
    "id": "base",
    "version": 1,
    "name": "一件事",
    "audience": "person",
    "region": "510900",
    "lead_department": "lead",
    "limits": {"acceptance": "2 工作日", "correction": "10 工作日", "total": "20 工作日", "issue": "1 工作日"},
    "questions": [
        {"id": "kind", "ask": "项目?", "type": "choice", "options": ["中餐", "火锅"]},
        {"id": "day", "ask": "日期?", "type": "date"},
        {"id": "size", "ask": "面积?", "type": "decimal", "min": 0},
    ],
    "form": [
        {"id": "applicant", "label": "申请人姓名", "type": "text", "personal": True},
        {"id": "abroad", "label": "是否在境外", "type": "yes_no"},
        {
            "id": "country",
            "label": "所在国家",
            "type": "text",
            "when": "abroad",
            "max_length": 20,
            "pattern": "[A-Z]{3}",
        },
    ],
    "materials": [
        {"id": "proof", "name": "场所证明", "when": 'kind == "中餐"'},
        {"id": "plan", "name": "平面图", "necessity": "deferrable", "defer": "5 工作日"},
        {"id": "licence", "name": "营业执照", "source": "result", "of": "register"},
    ],
    "items": [
        {
            "id": "register",
            "name": "登记",
            "department": "lead",
            "statutory_limit": "10 工作日",
            "committed_limit": "3 工作日",
            "fields": ["applicant", "abroad", "country"],
            "materials": ["proof"],
            "result": {"id": "licence", "name": "营业执照"},
        },
        {
            "id": "permit",
            "name": "许可",
            "department": "other",
            "when": 'day >= "2026-01-01" or size > 50.5',
            "exempt_note": "免办",
            "depends_on": [{"item": "register", "gate": "decide"}],
            "committed_limit": "8 工作日",
            "extension": "5 工作日",
            "special_procedures": ["听证", {"name": "现场核查", "basis": "某条例第三条"}],
            "fields": ["applicant"],
            "materials": ["plan", "licence"],
        },
    ],
}


def codes(*changes: tuple[Trail, object]) -> list[str]:
    """Return the codes for the base with values set (``None``: removed) at trails; lists grow at their end."""
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
    subject = Subject(Bundle.model_validate(plain), DEPARTMENTS)
    return [rule.code for rule, _ in findings(subject)]


def test_base_breaks_no_rule() -> None:
    """The bundle that the cases below change is itself without a fault."""
    assert codes() == []


Q, F, M, I = "questions", "form", "materials", "items"  # noqa: E741

CASES: list[tuple[str, tuple[Trail, object], list[str]]] = [
    ("question twice", ((Q, 3), BASE[Q][0]), ["id.duplicate"]),
    ("field twice", ((F, 3), BASE[F][0] | {"label": "另一个"}), ["id.duplicate"]),
    ("material twice", ((M, 3), BASE[M][0] | {"name": "另一份"}), ["id.duplicate"]),
    ("field named as a question", ((F, 1, "id"), "kind"), ["id.ambiguous"]),
    ("option twice", ((Q, 0, "options"), ["中餐", "火锅", "中餐"]), ["reference.duplicate"]),
    ("prerequisite twice", ((I, 1, "depends_on", 1), {"item": "register", "gate": "start"}), ["reference.duplicate"]),
    ("procedure twice", ((I, 1, "special_procedures", 2), "听证"), ["reference.duplicate"]),
    ("unknown lead", ((("lead_department"),), "led"), ["department.unknown"]),
    ("two unknown fields", ((I, 1, "fields"), ["x", "y"]), ["field.unknown", "field.unknown"]),
    ("option that does not exist", ((M, 0, "when"), 'kind == "串串"'), ["condition.option"]),
    ("date that does not exist", ((I, 1, "when"), 'day > "2026-02-30" or size > 1'), ["condition.date"]),
    ("name that does not exist", ((M, 0, "when"), 'kinds == "中餐"'), ["condition.unknown_name"]),
    ("material that sees a field", ((M, 0, "when"), 'abroad and kind == "中餐"'), []),
    ("item that sees a field", ((I, 1, "when"), 'abroad or day > "2026-01-01" or size > 1'), ["condition.order"]),
    ("field that sees itself", ((F, 2, "when"), 'country == "CHN"'), ["condition.order"]),
    ("field that sees a later one", ((F, 1, "when"), 'country == "CHN"'), ["condition.order"]),
    ("field that sees a question", ((F, 1, "when"), "size > 3"), []),
    ("condition that always holds", ((I, 1, "when"), 'size >= 0 or day > "2026-01-01"'), ["condition.always"]),
    ("condition that never holds", ((I, 1, "when"), 'size < 0 and day > "2026-01-01"'), ["condition.never"]),
    ("note without condition", ((I, 0, "exempt_note"), "免办"), ["exempt_note.unused"]),
    ("condition of a material that always holds", ((M, 0, "when"), 'kind in ["中餐", "火锅"]'), ["condition.always"]),
    ("condition of a material that never holds", ((M, 0, "when"), 'kind == "中餐" and size < 0'), ["condition.never"]),
    ("condition of a field that never holds", ((F, 2, "when"), "abroad and not abroad"), ["condition.never"]),
    ("condition on a field that may have no value", ((M, 0, "when"), 'abroad or kind == "中餐"'), []),
    (
        "material needed where its item is not",
        ((M, 1, "when"), 'day < "2026-01-01" and size < 50'),
        ["situation.never_asked"],
    ),
    ("material needed where its item may be", ((M, 1, "when"), "size < 50"), []),
    ("applicant's copy of a result", ((M, 1, "name"), "营业执照副本（复印件）"), ["material.issued_here"]),
    (
        "prerequisite that never comes along",
        ((I, 0, "when"), 'day < "2026-01-01" and size <= 50.5'),
        ["dependency.unused"],
    ),
    ("choice with one option", ((Q, 0, "options"), ["中餐"]), ["options.single"]),
    ("choice without options", ((Q, 0, "options"), []), ["options.missing", "condition.option"]),
    ("options of a date", ((Q, 1, "options"), ["今天", "明天"]), ["options.unexpected"]),
    ("length of a date", ((Q, 1, "max_length"), 3), ["bounds.type"]),
    ("number as bound of a date", ((Q, 1, "min"), 3), ["bounds.type"]),
    ("upper bound of a yes_no", ((F, 1, "max"), 3), ["bounds.type"]),
    ("crossed bounds", ((Q, 2, "max"), -1), ["bounds.order"]),
    ("pattern of a yes_no", ((F, 1, "pattern"), "x"), ["bounds.type"]),
    ("pattern that is none", ((F, 2, "pattern"), "("), ["pattern.invalid"]),
    ("pattern over too long a text", ((F, 2, "pattern"), "[A-Z]*[A-Z]*[A-Z]*[A-Z]*[A-Z]*"), ["pattern.invalid"]),
    (
        "identity number in clear",
        ((F, 0), {"id": "applicant", "label": "证件", "type": "resident_id"}),
        ["personal.resident_id"],
    ),
    ("telephone in clear", ((F, 0), {"id": "applicant", "label": "号码", "type": "phone"}), ["personal.unmarked"]),
    ("name in clear", ((F, 0, "personal"), False), ["personal.unmarked"]),
    ("name of a firm", ((F, 0), {"id": "applicant", "label": "企业名称", "type": "text"}), []),
    (
        "question for an identity number",
        ((Q, 3), {"id": "who", "ask": "身份证?", "type": "resident_id"}),
        ["question.personal"],
    ),
    ("unused question", ((Q, 3), {"id": "extra", "ask": "还有?", "type": "yes_no"}), ["question.unused"]),
    ("same label", ((F, 1, "label"), "所在国家"), ["field.same_label"]),
    ("region", (("region",), "000000"), ["region.invalid"]),
    ("same item name", ((I, 1, "name"), "登记"), ["item.same_name"]),
    ("unused field", ((I, 0, "fields"), ["applicant", "abroad"]), ["field.unused"]),
    ("unused material", ((I, 1, "materials"), ["licence"]), ["material.unused"]),
    ("unknown material", ((I, 1, "materials", 2), "plans"), ["material.unknown"]),
    ("unknown prerequisite", ((I, 1, "depends_on", 1), {"item": "none", "gate": "start"}), ["item.unknown"]),
    ("own prerequisite", ((I, 1, "depends_on", 1), {"item": "permit", "gate": "start"}), ["dependency.self"]),
    ("circle", ((I, 0, "depends_on"), [{"item": "permit", "gate": "start"}]), ["dependency.cycle"]),
    ("same material name", ((M, 1, "name"), "场所证明"), ["material.same_name"]),
    ("department of another city", (("region",), "110000"), ["department.region"]),
    ("result of nothing", ((M, 2, "of"), None), ["material.of_missing"]),
    ("shared of an item", ((M, 2, "source"), "shared"), ["material.of_unexpected"]),
    ("result of an unknown item", ((M, 2, "of"), "none"), ["material.of_unknown"]),
    ("result of an item without", ((I, 0, "result"), None), ["material.of_without_result"]),
    ("result used by its own item", ((I, 0, "materials", 1), "licence"), ["material.result_too_late"]),
    ("result not waited for", ((I, 1, "depends_on"), []), ["material.result_too_late"]),
    ("deferrable without date", ((M, 1, "defer"), None), ["defer.missing"]),
    ("date without deferrable", ((M, 1, "necessity"), "required"), ["defer.unexpected"]),
    ("shared and deferrable", ((M, 1, "source"), "shared"), ["defer.source"]),
    ("late material", ((M, 1, "defer"), "21 工作日"), ["defer.too_long"]),
    ("no limit", ((I, 1, "committed_limit"), None), ["limit.missing"]),
    ("law alone", ((I, 0, "committed_limit"), None), []),
    ("promise beyond the law", ((I, 0, "committed_limit"), "11 工作日"), ["limit.committed_over_statutory"]),
    (
        "promise beyond the law in months",
        ((I, 0, "committed_limit"), "2 月"),
        ["limit.committed_over_statutory"],
    ),
    ("promise in another unit", ((I, 0, "committed_limit"), "9 自然日"), []),
    ("extension in another unit", ((I, 1, "extension"), "5 自然日"), ["extension.unit"]),
    ("extension of 即办", ((I, 1, "committed_limit"), "即办"), ["extension.unit"]),
    ("extension of the whole", (("limits", "extension"), "1 月"), ["extension.unit"]),
    ("acceptance", (("limits", "acceptance"), "6 工作日"), ["limits.acceptance_too_long"]),
    ("no correction", (("limits", "correction"), None), []),
    ("early warning", ((I, 0, "warn_before"), "3 工作日"), ["limit.warning_too_early"]),
    ("warning in another unit", ((I, 0, "warn_before"), "3 工作时"), []),
    ("procedure without basis", ((I, 1, "special_procedures", 2), "现场勘验"), ["procedure.basis"]),
    ("short total", (("limits", "total"), "11 工作日"), ["limits.total_too_short"]),
    ("just enough", (("limits", "total"), "12 工作日"), []),
    ("total in months", (("limits", "total"), "3 月"), ["limits.total_in_calendar_days"]),
    ("nothing required", ((I, 0, "when"), "size > 1"), ["situation.no_item"]),
]


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rules(change: tuple[Trail, object], expected: list[str]) -> None:
    """Each change breaks the rules that forbid it and no other."""
    assert codes(change) == expected


def test_every_rule_is_tried() -> None:
    """No rule goes without a case that breaks it, here or beside the rule's own tests."""
    tried = {code for _, _, expected in CASES for code in expected}
    elsewhere = {
        "condition.type",
        "material.catch_all",
        "limits.correction_unused",
        "question.free_text",
        "situation.too_many",
    }
    assert {rule.code for rule in RULES} - tried == elsewhere


def test_question_in_free_text_is_warned_of() -> None:
    """A question that is answered in free text guides nobody."""
    asked = ((Q, 3), {"id": "word", "ask": "名称?", "type": "text"})
    used = ((M, 0, "when"), 'word == "甲" and kind == "中餐"')
    assert codes(asked, used) == ["question.free_text"]


def test_consequence_of_a_correction_window_that_does_not_exist() -> None:
    """What happens after a window that does not exist need not be said."""
    assert codes((("limits", "correction"), None), (("limits", "on_correction_expiry"), "decline")) == [
        "limits.correction_unused"
    ]


@pytest.mark.parametrize(
    "name",
    [
        "其他材料",
        "其它材料",
        "其他",
        "其他相关材料",
        "其他有关证明材料",
        "其他需要提交的材料",
        "其他证明文件（如有）",
        "有关材料",
        "相关证明",
        "等相关材料",
        "身份证明等材料",
        "营业执照等有关文件",
        "法律、法规规定的其他材料",
        "审批机关要求提供的其他材料",
        "登记机关认为需要的其他证明",
        "需要的其他资料",
    ],
)
def test_catch_all_materials_are_refused(name: str) -> None:
    """A name that names nothing is refused, however it is worded."""
    assert codes(((M, 1, "name"), name)) == ["material.catch_all"]


@pytest.mark.parametrize(
    "name",
    [
        "身份证",
        "其他股东的身份证明",
        "其他组织登记证书",
        "同等学历证明",
        "平面布置图",
        "二级等保测评报告",
        "有关主管部门批准设立的决定",
        "相关行业从业人员健康证",
        "证明",
        "申请材料真实性承诺书",
    ],
)
def test_precise_materials_pass(name: str) -> None:
    """A name that says what to bring passes, even with the same words in it."""
    assert codes(((M, 1, "name"), name)) == []


def test_longer_circles_are_named_once() -> None:
    """A circle over several items is one fault, with all of them in order."""
    plain = copy.deepcopy(BASE)
    for name, before in (("a", "c"), ("b", "a"), ("c", "b"), ("d", "a")):
        waits = {"depends_on": [{"item": before, "gate": "start"}]}
        plain[I].append({"id": name, "name": name, "department": "lead", "committed_limit": "1 工作日", **waits})
    found = [
        finding
        for rule, finding in findings(Subject(Bundle.model_validate(plain), DEPARTMENTS))
        if rule.code == "dependency.cycle"
    ]
    assert [finding.message for finding in found] == ["前置关系成环：a → c → b → a"]


def test_departments_that_could_not_be_read_are_not_missed() -> None:
    """Where departments.yaml could not be read, nothing is said about departments."""
    plain = BASE | {"lead_department": "none"}
    assert not list(findings(Subject(Bundle.model_validate(plain), None)))


@pytest.mark.parametrize(
    ("one", "other", "longer"),
    [
        ("6 工作日", "5 工作日", True),
        ("5 工作日", "5 工作日", False),
        ("5 自然日", "5 工作日", False),
        ("60 工作日", "20 自然日", True),
        ("20 工作日", "20 自然日", False),
        ("2 月", "20 自然日", True),
        ("1 月", "20 工作日", False),
        ("8 工作时", "即办", False),
        ("30 工作日", "即办", True),
        ("1000 工作时", "3 工作日", True),
    ],
)
def test_limits_are_longer_only_when_certainly(one: str, other: str, longer: bool) -> None:  # noqa: FBT001
    """Limits of different units are compared only where every calendar agrees."""
    assert certainly_longer(Limit.parse(one), Limit.parse(other)) is longer


def test_findings_within_a_larger_whole() -> None:
    """A finding keeps all but its place when its part is put into a whole."""
    finding = Finding(("name",), "没有值", "写上", key=True)
    assert finding.within(("scjg",)) == Finding(("scjg", "name"), "没有值", "写上", key=True)


@pytest.mark.parametrize(
    ("word", "allowed", "near"),
    [
        ("lead_departement", ["lead_department", "name"], "lead_department"),
        ("火锅店", ["中餐", "火锅"], "火锅"),
        ("xyz", ["lead_department", "name"], None),
        ("", ["a"], None),
        ("x", [], None),
    ],
)
def test_nearest_word(word: str, allowed: list[str], near: str | None) -> None:
    """The word that was probably meant is found, and none where nothing is like it."""
    assert nearest(word, allowed) == near


def test_advice_lists_what_is_allowed() -> None:
    """Where no word is near, the first few allowed ones are listed."""
    assert did_you_mean("x", ["b", "a"]) == "可用的有：a、b"
    assert did_you_mean("x", map(str, range(20))).endswith(" 等")
    assert did_you_mean("x", []) == ""
