"""Every step that expects something passes where it is so and fails where it is not: one that cannot fail is a bug."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.testing import writing as w
from yishi_engine.testing import vocabulary
from yishi_engine.testing.wordings import expectations

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testing.conftest import Run


class Expectation(NamedTuple):
    """Steps that lead up to it, and what then is so and what is not, each without keyword."""

    before: str
    right: str
    wrong: tuple[str, ...]


TASKS = (
    "事项 | 部门 | 状态 | 办结期限",
    "licence | scjg | 待办 | 2026-02-12",
    "食品经营许可 | scjg | 等待前置 |",
    "fire | 消防救援支队 | 待办 | 2026-02-25",
    "sign | cgj | 待办 | 2026-02-11",
)
AUDIT = ("事件", "case.submitted", "case.accepted", "task.opened", "task.waiting", "task.opened", "task.opened")
MORE_AUDIT = (
    "事件 | 事项 | 操作人 | 发生于 | 记录于 | 补录",
    "case.submitted | | 申请人 | 2026-02-11 09:00 | 2026-02-11 09:00 |",
    "case.accepted | | scjg工作人员 | 2026-02-11 09:00 | 2026-02-11 09:00 |",
    "task.opened | licence | scjg工作人员 | 2026-02-11 09:00 | 2026-02-11 09:00 |",
    "task.waiting | food | scjg工作人员 | 2026-02-11 09:00 | 2026-02-11 09:00 |",
    "task.opened | fire | scjg工作人员 | 2026-02-11 09:00 | 2026-02-11 09:00 |",
    "task.opened | 户外招牌设置 | 市场监督管理局 工作人员 | 2026-02-11 09:00 | 2026-02-11 09:00 |",
    "clock.warning | licence | 系统 | 2026-02-11 09:00 | 2026-02-12 10:00 |",
    "clock.warning | sign | 系统 | 2026-02-11 09:00 | 2026-02-12 10:00 |",
    "clock.yellow | sign | 系统 | 2026-02-11 13:00 | 2026-02-12 10:00 |",
    "task.started | fire | xfjy工作人员 | 2026-02-12 09:59 | 2026-02-12 10:00 | 是",
)
LEFT = ("事项 | 剩余", "licence | 0 工作日", "food |", "fire | 4 工作日", "sign | 0 工作时")


def listed(step: str, *rows: str) -> str:
    """Return a step with its table."""
    return f"{step}\n{w.table(*rows)}"


NUMBERED = f'{w.ACCEPTED}并且 "licence"开始办理\n并且 "licence"准予，文号"川〔2026〕1号"\n'
EXPECTATIONS = (
    Expectation(w.SUBMITTED, '办件状态为"已接件"', ('办件状态为"办理中"', '办件状态为"没有的"')),
    Expectation(w.ACCEPTED, "办件状态为“办理中”", ('办件状态为"已接件"',)),
    Expectation(w.COMPLETED, '办件结果为"全部准予"', ('办件结果为"部分准予"', '办件结果为"不予"', '办件结果为"好"')),
    Expectation(
        w.ACCEPTED,
        listed("分发的事项为:", *TASKS),
        (
            listed("分发的事项为:", *TASKS[:-1]),
            listed("分发的事项为:", *TASKS, TASKS[1]),
            listed("分发的事项为:", TASKS[0], TASKS[2], TASKS[1], *TASKS[3:]),
            listed("分发的事项为:", *(row.replace("scjg", "cgj") for row in TASKS)),
            listed("分发的事项为:", *(row.replace("待办", "办理中") for row in TASKS)),
            listed("分发的事项为:", *(row.replace("02-25", "02-26") for row in TASKS)),
            listed("分发的事项为:", *(row.replace("前置 |", "前置 | 2026-02-26") for row in TASKS)),
            listed("分发的事项为:", *(row.replace("fire", "fier") for row in TASKS)),
            listed("分发的事项为:", *(row.replace("办结期限", "期限") for row in TASKS)),
            listed("分发的事项为:", "部门", "scjg", "scjg", "xfjy", "cgj"),
        ),
    ),
    Expectation(
        w.STOPPED,
        listed(
            "分发的事项为",
            "事项 | 级别 | 剩余",
            "licence | 预警 | 1 工作日",
            "food | |",
            "fire | | 5 工作日",
            "sign | 预警 | 4 工作时",
        ),
        (
            listed("分发的事项为", "事项 | 级别", "licence | 正常", "food | ", "fire | ", "sign | 预警"),
            listed(
                "分发的事项为", "事项 | 剩余", "licence | 1 工作日", "food | ", "fire | 5 工作日", "sign | 4 工作日"
            ),
        ),
    ),
    Expectation(
        w.SMALL,
        listed("免办的事项为:", "事项 | 规则 | 说明", "fire | area > 50 | 50平方米以下免于检查", "sign | signboard | "),
        (
            listed("免办的事项为:", "事项", "fire"),
            listed("免办的事项为:", "事项", "sign", "fire"),
            listed("免办的事项为:", "事项 | 规则", "fire | area > 51", "sign | signboard"),
        ),
    ),
    Expectation(
        w.SMALL,
        '要办的事项为"food"、"营业执照核发"',
        ('要办的事项为"licence"', '要办的事项为"licence、food、fire"', '要办的事项为"license、food"'),
    ),
    Expectation(w.LACKING, '要办的事项为"licence、food、fire、sign"', ('要办的事项为"licence、food"',)),
    Expectation(
        NUMBERED,
        '"scjg"看得到"licence"的结果"川〔2026〕1号"',
        ('"scjg"看得到"licence"的结果"川〔2026〕2号"', '"cgj"看得到"licence"的结果"川〔2026〕1号"'),
    ),
    Expectation(NUMBERED, '"cgj"看不到"licence"的结果', ('"scjg"看不到"licence"的结果', '"scjg"看不到"food"的结果')),
    Expectation(w.ACCEPTED, '办件的办结期限为"2026-03-17"', ('办件的办结期限为"2026-03-16"', '办件的办结期限为""')),
    Expectation(
        w.STOPPED,
        '办件计时已停止，剩余"20 工作日"',
        ('办件计时已停止，剩余"19 工作日"', '办件计时已停止，剩余"20 自然日"', '办件计时已停止，剩余"20"'),
    ),
    Expectation(w.ACCEPTED, '办件为"正常"', ('办件为"预警"', '办件为"黄牌"', '办件为"红牌"', '办件为"绿牌"')),
    Expectation(w.LACKING, '缺少材料"floor_plan"', ('缺少材料"premises"', '缺少材料"floor_plan"、"premises"')),
    Expectation(w.SUBMITTED, "不缺少材料", ('缺少材料"平面布置图"',)),
    Expectation(w.SUBMITTED, "不缺少材料", ("缺少材料“图纸”",)),
    Expectation(
        f"{w.LACKING}并且 牵头部门受理\n",
        '材料"平面布置图"的补齐期限为"2026-02-25"',
        ('材料"floor_plan"的补齐期限为"2026-02-26"', '材料"floor_plan"的补齐期限为""', '材料"photo"的补齐期限为""'),
    ),
    Expectation(w.CORRECTING, '办件提醒包含"图纸不清"', ('办件提醒包含"视为受理"',)),
    Expectation(
        w.COMMITTED,
        '"fire"的核查期限为"2026-05-15"',
        ('"fire"的核查期限为"2026-05-14"', '"food"的核查期限为"2026-05-15"'),
    ),
    Expectation(w.ACCEPTED, '"消防安全检查"状态为"待办"', ('"fire"状态为"办理中"', '"fier"状态为"待办"')),
    Expectation(w.ACCEPTED, '"food"状态为"等待前置"', ('"food"状态为"待办"',)),
    Expectation(w.ACCEPTED, '"fire"的办结期限为"2026-02-25"', ('"fire"的办结期限为"2026-02-26"',)),
    Expectation(w.ACCEPTED, '"food"的办结期限为""', ('"food"的办结期限为"2026-02-25"', '"fire"的办结期限为""')),
    Expectation(w.ACCEPTED, '"food"的办结期限为""', ('"food"的办结期限为"待定"', '"food"的办结期限为"二月"')),
    Expectation(w.STOPPED, '"fire"计时已停止，剩余"5 工作日"', ('"fire"计时已停止，剩余"4 工作日"',)),
    Expectation(w.STOPPED, '"fire"计时已停止，剩余"5 工作日"', ('"sign"计时已停止，剩余"4 工作时"',)),
    Expectation(
        f'{w.ACCEPTED}并且 时间来到"2026-02-26 09:00"\n', '"fire"为"黄牌"', ('"fire"为"红牌"', '"food"为"正常"')
    ),
    Expectation(f"{w.SUBMITTED}并且 牵头部门办结\n", '操作被拒绝，提示包含"已接件"', ('操作被拒绝，提示包含"黄牌"',)),
    Expectation(f"{w.SUBMITTED}并且 牵头部门办结\n", "操作被拒绝", ("办件状态为“已接件”",)),
    Expectation(w.SUBMITTED, '办件状态为"已接件"', ("操作被拒绝", '操作被拒绝，提示包含"受理"')),
    Expectation(w.SUBMITTED, '"xfjy"看不到字段"operator_id"', ('"scjg"看不到字段"身份证号"', '"xfjy"看不到字段"note"')),
    Expectation(w.SUBMITTED, '"wjw"看不到字段"店名"', ('"cgj"看不到字段"店名"', '"wjw"看不到字段"面积"')),
    Expectation(w.SUBMITTED, '"xfjy"看得到字段"shop_name"', ('"xfjy"看得到字段"operator_id"',)),
    Expectation(w.SUBMITTED, '"xfjy"看不到材料"premises"', ('"xfjy"看不到材料"floor_plan"', '"xfjy"看不到材料"photo"')),
    Expectation(w.SUBMITTED, '"xfjy"看得到材料"floor_plan"', ('"xfjy"看得到材料"premises"',)),
    Expectation(
        w.ACCEPTED,
        listed("审计日志依次为:", *AUDIT),
        (
            listed("审计日志依次为:", *AUDIT[:-1]),
            listed("审计日志依次为:", *AUDIT[:1], *AUDIT[2:], AUDIT[1]),
            listed("审计日志依次为:", "事件 | 事项", *(f"{each} | fire" for each in AUDIT[1:])),
        ),
    ),
    Expectation(
        w.TOMORROW + '当 "fire"开始办理，发生于"2026-02-12 09:59"\n',
        listed("审计日志依次为", *MORE_AUDIT),
        (
            listed("审计日志依次为", *(row.replace("scjg工作人员", "scjg负责人") for row in MORE_AUDIT)),
            listed("审计日志依次为", *(row.replace("申请人", "系统") for row in MORE_AUDIT)),
            listed("审计日志依次为", *(row.replace("申请人", "路人") for row in MORE_AUDIT)),
            listed("审计日志依次为", *(row.replace("申请人", "申请人p-1") for row in MORE_AUDIT)),
            listed("审计日志依次为", *(row.replace("09:59", "10:00") for row in MORE_AUDIT)),
            listed("审计日志依次为", *(row.replace("12 10:00", "12 10:01") for row in MORE_AUDIT)),
            listed("审计日志依次为", *(row.replace("是", "") for row in MORE_AUDIT)),
            listed("审计日志依次为", *(row.replace("是", "否") for row in MORE_AUDIT)),
        ),
    ),
    Expectation(w.ACCEPTED, "审计链完整", ()),
    Expectation(w.SUBMITTED, '办件的收件日期为"2026-02-11"', ('办件的收件日期为"2026-02-12"', '办件的收件日期为""')),
    Expectation(w.ACCEPTED, '办件的受理日期为"2026-02-11"', ('办件的受理日期为"2026-02-12"', '办件的受理日期为""')),
    Expectation(w.SUBMITTED, '办件的受理日期为""', ('办件的受理日期为"2026-02-11"',)),
    Expectation(
        f'{w.COMPLETED}并且 申请人评价"1"\n',
        '差评的整改期限为"2026-02-25"',
        ('差评的整改期限为"2026-02-26"', '差评的整改期限为""'),
    ),
    Expectation(w.COMPLETED, '差评的整改期限为""', ('差评的整改期限为"2026-02-25"',)),
    Expectation(w.ACCEPTED, '办件的套餐版本为"1"', ('办件的套餐版本为"2"', '办件的套餐版本为"一"')),
    Expectation(w.ACCEPTED, '办件的首问责任人为"officer"', ('办件的首问责任人为"w-1"', '办件的首问责任人为""')),
    Expectation(w.SUBMITTED, '办件的首问责任人为""', ('办件的首问责任人为"officer"',)),
    Expectation(w.CORRECTING, '办件提醒不包含"视为受理"', ('办件提醒不包含"图纸不清"',)),
    Expectation(w.STARTED, '"fire"的经办人为"officer"', ('"fire"的经办人为"w-1"', '"fire"的经办人为""')),
    Expectation(w.STARTED, '"licence"的经办人为""', ('"licence"的经办人为"officer"', '"food"的经办人为"officer"')),
    Expectation(
        f"{w.SUBMITTED}并且 清除办件的个人信息\n",
        '字段"身份证号"的内容已清除',
        ('字段"shop_name"的内容已清除', '字段"note"的内容已清除', '"scjg"看得到字段"operator_id"'),
    ),
    Expectation(w.SUBMITTED, '"scjg"看得到字段"operator_id"', ('字段"operator_id"的内容已清除',)),
    Expectation(w.ACCEPTED, '"food"为""', ('"fire"为""', '"food"为"正常"')),
    Expectation(
        f'{w.ACCEPTED}并且 时间来到"2026-02-13 09:00"\n',
        listed("分发的事项为", *LEFT),
        (
            listed("分发的事项为", *(row.replace("0 工作日", "1 工作日") for row in LEFT)),
            listed("分发的事项为", *(row.replace("0 工作日", "0 工作时") for row in LEFT)),
            listed("分发的事项为", *(row.replace("0 工作日", "0") for row in LEFT)),
        ),
    ),
)
WRONG = [(each.before, wrong) for each in EXPECTATIONS for wrong in each.wrong]


@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=lambda each: w.first_line(each.right))
def test_right_expectation_passes(run: Run, expectation: Expectation) -> None:
    """A scenario whose expectation holds passes."""
    ran = run(w.feature(w.scenario(expectation.before, f"那么 {expectation.right}")))
    assert (ran.code, ran.out, ran.err) == (0, "1 个场景：1 个通过\n", "")


@pytest.mark.parametrize(("before", "wrong"), WRONG, ids=w.first_line)
def test_wrong_expectation_fails(run: Run, before: str, wrong: str) -> None:
    """A scenario whose expectation does not hold fails at that step, or at the rejected command before it."""
    text = w.feature(w.scenario(before, f"那么 {wrong}"))
    ran = run(text)
    line = w.line_of(text, w.first_line(wrong))
    assert ran.code == 1
    assert f"a.feature:{line}: 那么 {w.first_line(wrong)}" in ran.out or "操作被拒绝：" in ran.out
    assert "Traceback" not in ran.out


def test_every_expectation_can_fail() -> None:
    """No step that expects something is left out of the wrong ones, but for the chain, which needs tampering."""
    proved = {vocabulary.find(w.first_line(wrong)) for _, wrong in WRONG}
    expected = {each for each in vocabulary.WORDINGS if each.kind == "expect"}
    assert expected - proved == {expectations.CHAIN, expectations.NONE_MISSING}


def test_missing_material_is_noticed(run: Run) -> None:
    """不缺少材料 fails while a deferred material has not arrived."""
    ran = run(w.feature(w.scenario(w.LACKING, "那么 不缺少材料")))
    assert ran.code == 1
    assert "缺少材料：floor_plan" in ran.out


def test_broken_chain_is_noticed(run: Run, folder: Path) -> None:
    """审计链完整 fails once a record is gone, and says which one."""
    (folder / "conftest.py").write_text(TAMPERING, encoding="utf-8")
    ran = run(w.feature(w.scenario(w.ACCEPTED, "并且 有人删去一条审计记录", "那么 审计链完整")))
    assert ran.code == 1
    assert "审计链不完整：第 3 条记录" in ran.out


TAMPERING = """
from pytest_bdd import when

@when("有人删去一条审计记录")
def _(yishi_world):
    kept = yishi_world.store._tables.records
    for case, records in kept.items():
        kept[case] = records[:2] + records[3:]
"""
