"""Every step that sets the scene or does something does it, and a scenario fails where it is rejected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.testing import writing as w
from yishi_engine.testing import vocabulary
from yishi_engine.testing.run import run_features

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testing.conftest import Run

REPORTED = f"那么 审计日志依次为:\n{w.table('事件 | 事项', 'case.submitted |', 'case.deficiency_reported | ITEM')}"

# Steps before, the step, and what holds afterwards but did not before.
ACTIONS = (
    ("", '现在是"2026-03-02 10:00"', f'{w.SUBMITTED}那么 办件的办结期限为"2026-03-09"'),
    ("", '已载入套餐"开办小店"', w.SUBMITTED.partition("\n")[2] + '那么 办件状态为"已接件"'),
    ("", '已载入套餐"open-shop"，版本"2"', w.SUBMITTED.partition("\n")[2] + '那么 办件状态为"已接件"'),
    (w.LOADED, f'申请人"p-1"提交申请，情形和表单如下:\n{w.FORM}', '那么 办件状态为"已接件"'),
    (w.LOADED, f"申请人“p-1”提交申请,缺少材料“平面布置图”,情形和表单如下：\n{w.FORM}", '那么 缺少材料"floor_plan"'),
    (w.LOADED, f'牵头部门代申请人"p-1"提交申请，情形和表单如下:\n{w.FORM}', '当 申请人撤回\n那么 办件状态为"已撤回"'),
    (w.SUBMITTED, '"xfjy"反馈材料问题"图纸不清"', REPORTED.replace("ITEM", "fire")),
    (w.SUBMITTED, '"市场监督管理局"反馈"food"的材料问题"缺图"', REPORTED.replace("ITEM", "food")),
    (w.SUBMITTED, '牵头部门一次告知补正，内容"请补图"', '那么 办件状态为"待补正"'),
    (w.CORRECTING, "申请人补正", '那么 办件状态为"已接件"'),
    (w.CORRECTING, '申请人补正，材料"premises"、"平面布置图"', '那么 办件状态为"已接件"'),
    (w.CORRECTING, f"申请人补正，表单如下:\n{w.table('字段 | 值', '店名 | 月光小店')}", '那么 办件状态为"已接件"'),
    (w.LACKING, '申请人补交材料"floor_plan"', "那么 不缺少材料"),
    (w.SUBMITTED, "申请人撤回", '那么 办件状态为"已撤回"'),
    (w.ACCEPTED, '申请人撤回，理由"不办了"', '那么 "fire"状态为"终止"'),
    (w.COMPLETED, '申请人评价"5"，意见"快"', '当 申请人评价"4"\n那么 操作被拒绝，提示包含"已经评价过"'),
    (w.SUBMITTED, "牵头部门受理", '那么 办件状态为"办理中"'),
    (w.SUBMITTED, '牵头部门不予受理，理由"不属于本机关职权"', '那么 办件状态为"不予受理"'),
    (w.ACCEPTED, '牵头部门延期"5 工作日"，理由"跨节"', '那么 办件的办结期限为"2026-03-24"'),
    (w.DECIDED, "牵头部门办结", '那么 办件状态为"已办结"'),
    (w.ACCEPTED, '"消防安全检查"开始办理', '那么 "fire"状态为"办理中"'),
    (w.STARTED, '"fire"因"专家评审"暂停计时，预计"5 工作日"，理由"超大"', '那么 "fire"状态为"特别程序"'),
    (w.STOPPED, '"fire"恢复计时', '那么 "fire"状态为"办理中"'),
    (w.STARTED, '"fire"延期"2 工作日"，理由"复杂"', '那么 "fire"的办结期限为"2026-02-27"'),
    (w.STARTED, '"fire"准予', '那么 "fire"状态为"准予"'),
    (w.STARTED, '"fire"准予，文号"川消〔2026〕1号"', '那么 "xfjy"看得到"fire"的结果"川消〔2026〕1号"'),
    (w.STARTED, f'"fire"不予许可，理由如下:\n{w.BLOCK}', '那么 "fire"状态为"不予"'),
    (w.STARTED, '"fire"不予许可，理由"不符合“三同时”要求"', '那么 "fire"状态为"不予"'),
    (w.STARTED, '"fire"以告知承诺准予', '那么 "fire"状态为"准予"'),
    (w.COMMITTED, '"fire"承诺核查通过，情况"属实"', '当 "fire"承诺核查通过\n那么 操作被拒绝，提示包含"已经核查过"'),
    (w.COMMITTED, '"fire"承诺核查不通过，理由"不实"', '当 "fire"承诺核查通过\n那么 操作被拒绝，提示包含"已经核查过"'),
    (
        w.STARTED,
        '"fire"转交"officer-2"，理由"休假"',
        '当 "fire"转交"officer-2"\n那么 操作被拒绝，提示包含"已由该经办人"',
    ),
    (
        f'{w.COMPLETED}并且 申请人评价"1"\n',
        '牵头部门整改差评，说明"已回访"',
        '当 牵头部门整改差评，说明"又访"\n那么 操作被拒绝，提示包含"没有待整改"',
    ),
    (
        w.ACCEPTED,
        '牵头部门变更套餐版本为"2"，理由"新版施行"',
        '当 牵头部门变更套餐版本为"2"，理由"又改"\n那么 操作被拒绝，提示包含"另一版本"',
    ),
    (w.DECIDED, '"licence"退回重办，理由"依据有误"', '那么 "licence"状态为"待办"\n而且 "food"状态为"等待前置"'),
    (w.SUBMITTED, '时间来到"2026-02-26 09:00:01"', '那么 办件状态为"办理中"'),
    ("", '放假安排已公布到"2026-02-11"', f'{w.ACCEPTED}那么 办件的办结期限为"待定"'),
    (w.ACCEPTED, '公布放假安排"notice.yaml"', '那么 "fire"的办结期限为"2026-02-26"'),
    (w.SUBMITTED, "清除办件的个人信息", '那么 字段"operator_id"的内容已清除'),
    (w.SUBMITTED, '牵头部门受理，由"负责人s-1"', '那么 办件的首问责任人为"s-1"'),
    (w.ACCEPTED, "“fire”开始办理，由“消防救援支队 工作人员 w-9”", '那么 "fire"的经办人为"w-9"'),
    (
        w.TOMORROW,
        '"fire"开始办理，发生于"2026-02-12 09:30"',
        '当 "fire"准予，发生于"2026-02-12 09:20"\n那么 操作被拒绝，提示包含"最近一次记录"',
    ),
    (
        w.ACCEPTED,
        '"fire"开始办理，由"工作人员"，消息号"m-1"',
        '当 "fire"准予，消息号"m-1"\n那么 操作被拒绝，提示包含"另一操作"',
    ),
)

# Steps before, a step that is refused, and what the message says.
REFUSED = (
    (w.SUBMITTED, '现在是"2026-02-12 09:00"', "时间只能向前走"),
    ("", '现在是"明天"', "写法如 2026-02-11 09:30"),
    ("", '现在是"2026-13-01 09:00"', "不是时间"),
    ("", '已载入套餐"open-shopp"', "是否想写 open-shop"),
    ("", '已载入套餐"open-shop"，版本"3"', "没有第 3 版"),
    (w.STARTED, '"food"以告知承诺准予', "不能准予"),
    (w.COMPLETED, '"food"承诺核查通过', "不是以告知承诺准予"),
    (w.COMMITTED, '"food"承诺核查不通过，理由"不实"', "不是以告知承诺准予"),
    (w.COMPLETED, '牵头部门整改差评，说明"已回访"', "没有待整改的差评"),
    (w.ACCEPTED, '牵头部门变更套餐版本为"1"，理由"新版施行"', "另一版本"),
    (w.ACCEPTED, '牵头部门变更套餐版本为"新"，理由"新版施行"', "版本须为整数"),
    ("", '已载入套餐"open-shop"，版本"二"', "版本须为整数"),
    ("", '申请人"p-1"提交申请', "还没有载入套餐"),
    (w.LOADED, "牵头部门受理", "还没有办件"),
    (w.LOADED, '申请人"p-1"提交申请', "请回答"),
    (w.LOADED, f'申请人"p-1"提交申请，缺少材料"photo":\n{w.FORM}', "本来就不提交"),
    (w.LOADED, f'申请人"p-1"提交申请，缺少材料"图":\n{w.FORM}', '没有材料"图"'),
    (w.LOADED, f'申请人"p-1"提交申请，缺少材料"premises":\n{w.FORM}', "请提交材料"),
    (
        w.LOADED,
        f'申请人"p-1"提交申请:\n{w.FORM}{w.table("店铺名 | 甲")}',
        '没有情形问题或表单字段"店铺名"。是否想写 店名',
    ),
    (w.LOADED, f'申请人"p-1"提交申请:\n{w.FORM}{w.table("店名 | 甲")}', "出现了两次"),
    (w.LOADED, f'申请人"p-1"提交申请:\n{w.table("字段 | 数值", "店名 | 甲")}', '没有"数值"这一列'),
    (w.LOADED, f'申请人"p-1"提交申请:\n{w.table("字段", "店名")}', '缺少"值"一列'),
    (w.LOADED, f'申请人"p-1"提交申请:\n{w.FORM.replace("51  ", "五十")}', "须为整数"),
    (w.LOADED, f'申请人"p-1"提交申请:\n{w.FORM.replace("015", "016")}', "不是有效的身份证号"),
    (w.SUBMITTED, '"wjw"反馈材料问题"缺图"', "在本套餐中没有事项"),
    (w.SUBMITTED, '"rsj"反馈材料问题"缺图"', '没有部门"rsj"'),
    (w.SUBMITTED, '"wjw"反馈"fire"的材料问题"缺图"', "套餐所涉部门"),
    (w.ACCEPTED, "牵头部门一次告知补正", "不能一次告知补正"),
    (w.SUBMITTED, "申请人补正", "不能补正"),
    (w.CORRECTING, f"申请人补正:\n{w.table('字段 | 值', 'area | 60')}", "情形不能改"),
    (w.SUBMITTED, '申请人补交材料"floor_plan"', "不是待补的容缺材料"),
    (w.SUBMITTED, '申请人评价"5"', "不能评价"),
    (w.COMPLETED, '申请人评价"好"', "评价须为整数"),
    (w.COMPLETED, '申请人评价"6"', "评价须为1"),
    (w.SUBMITTED, '牵头部门延期"5 工作日"，理由"跨节"', "不能办件延期"),
    (w.ACCEPTED, '牵头部门延期"5"，理由"跨节"', "期限"),
    (w.ACCEPTED, "牵头部门办结", "不能办结"),
    (w.SMALL, '"fire"开始办理', "不需要办理"),
    (w.ACCEPTED, '"fier"开始办理', '没有事项"fier"。是否想写 fire？'),
    (w.STARTED, '"fire"因"听证"暂停计时，预计"5 工作日"', "不能因“听证”暂停计时"),
    (w.STARTED, '"fire"恢复计时', "不能恢复计时"),
    (w.ACCEPTED, '"fire"准予', "不能准予"),
    (w.SUBMITTED, '时间来到"2026-02-11 08:59"', "时间不能倒走"),
    (w.SUBMITTED, '放假安排已公布到"2026-12-31"', "须写在场景最前"),
    ("", '放假安排已公布到"待定"', "须写明公布到哪一天"),
    ("", '放假安排已公布到"2999-12-31"', "不包括2999-12-31"),
    (w.SUBMITTED, '公布放假安排"nowhere.yaml"', "nowhere.yaml"),
    (w.SUBMITTED, '公布放假安排"bundles/open-shop.yaml"', '不认识的键"id"'),
    (w.SUBMITTED, '公布放假安排"gap.yaml"', "工作日历只到"),
    (f"{w.SUBMITTED}并且 清除办件的个人信息\n", "清除办件的个人信息", "没有个人信息可清除"),
    (w.LOADED, "清除办件的个人信息", "还没有办件"),
    (w.SUBMITTED, '牵头部门受理，由"路人"', "不是操作人，写法如"),
    (w.SUBMITTED, '牵头部门受理，由"rsj工作人员"', '没有部门"rsj"'),
    (w.SUBMITTED, '牵头部门受理，由"scjg申请人"', "申请人不属于部门"),
    (w.SUBMITTED, '牵头部门受理，由"申请人"', "仅限牵头部门工作人员"),
    (w.SUBMITTED, f'牵头部门受理，由"工作人员{"w" * 201}"', "操作人标识"),
    (w.ACCEPTED, '申请人撤回，由"申请人p-2"', "仅限申请人本人"),
    (w.SUBMITTED, '牵头部门受理，发生于"昨天"', "不是时间"),
    (w.SUBMITTED, '牵头部门受理，发生于"2026-02-11 08:59"', "最近一次记录"),
    (w.SUBMITTED, '牵头部门受理，消息号""', "幂等键不能为空"),
    (w.STARTED, '"fire"因"专家评审"暂停计时，预计"5 工作日"，理由""', "须填写暂停计时的理由"),
)
GIVEN = [
    (before, step)
    for before, step, _ in ACTIONS
    if (found := vocabulary.find(w.first_line(step))) and found.says_manner and "，由" not in step
]


@pytest.mark.parametrize(("before", "step", "after"), ACTIONS, ids=w.first_line)
def test_step_does_what_it_says(run: Run, before: str, step: str, after: str) -> None:
    """A step changes the case so that what follows holds."""
    ran = run(w.feature(w.scenario(before, f"当 {step}", after)))
    assert (ran.code, ran.out) == (0, "1 个场景：1 个通过\n")


@pytest.mark.parametrize(("before", "step", "after"), ACTIONS, ids=w.first_line)
def test_step_is_needed(run: Run, before: str, step: str, after: str) -> None:
    """What follows a step does not hold without it, so that it cannot be a step that does nothing."""
    instead = w.LOADED if step.startswith("现在是") else "当 时间来到“2026-02-11 09:00”"
    assert run(w.feature(w.scenario(before, instead, after))).code == 1


@pytest.mark.parametrize(("before", "step", "says"), REFUSED, ids=w.first_line)
def test_refused_step_fails_the_scenario(run: Run, before: str, step: str, says: str) -> None:
    """A step that cannot be carried out fails its scenario at its own line and says what is wrong."""
    text = w.feature(w.scenario(before, f"当 {step}", '那么 办件状态为"已接件"'))
    ran = run(text)
    assert ran.code == 1
    assert f"a.feature:{w.line_of(text, w.first_line(step))}: 当 {w.first_line(step)}" in ran.out
    assert says in ran.out
    assert "Traceback" not in ran.out


@pytest.mark.parametrize(("before", "step"), GIVEN, ids=w.first_line)
def test_command_is_given_by_whom_the_step_says(run: Run, before: str, step: str) -> None:
    """After each step that gives a command somebody else may be named, who may not give it."""
    head, *rest = step.partition("，发生于")[0].splitlines(keepends=True)
    said = re.sub(r"([，,](?:情形和)?表单如下)?[:：]?\n?$", r'，由"wjw工作人员"\1\n', head, count=1)
    ran = run(w.feature(w.scenario(before, f"当 {said}{''.join(rest)}", "那么 操作被拒绝，提示包含“无权”")))
    assert (ran.code, ran.out) == (0, "1 个场景：1 个通过\n")


def test_every_action_is_tried() -> None:
    """No step that does something is left out."""
    tried = {vocabulary.find(w.first_line(step)) for _, step, _ in ACTIONS}
    assert {each for each in vocabulary.WORDINGS if each.kind != "expect"} <= tried


def test_expected_rejection_lets_the_scenario_go_on(run: Run) -> None:
    """A rejected command with 操作被拒绝 right after it changes nothing, and the scenario goes on."""
    rejected = ("当 牵头部门办结", '那么 操作被拒绝，提示包含"不能办结"')
    ran = run(w.feature(w.scenario(w.ACCEPTED, *rejected, '而且 办件状态为"办理中"', "而且 审计链完整")))
    assert ran.code == 0


def test_rejection_expected_later_is_too_late(run: Run) -> None:
    """A rejected command fails the scenario although 操作被拒绝 stands further down."""
    ran = run(w.feature(w.scenario(w.ACCEPTED, "当 牵头部门办结", '那么 办件状态为"办理中"', "而且 操作被拒绝")))
    assert ran.code == 1
    assert ": 当 牵头部门办结" in ran.out


def test_rejection_belongs_to_the_last_command(run: Run) -> None:
    """操作被拒绝 does not speak of a command before the last one."""
    steps = ("当 牵头部门办结", "那么 操作被拒绝", '当 "fire"开始办理', "那么 操作被拒绝")
    ran = run(w.feature(w.scenario(w.ACCEPTED, *steps)))
    assert ran.code == 1
    assert "上一个操作没有被拒绝" in ran.out


def test_notice_that_does_not_fit_may_be_expected_to_be_rejected(run: Run) -> None:
    """A notice that leaves a gap before its years is refused like a command, and moves no date."""
    steps = ('当 公布放假安排"gap.yaml"', '那么 操作被拒绝，提示包含"2998"', '而且 "fire"的办结期限为"2026-02-25"')
    assert run(w.feature(w.scenario(w.ACCEPTED, *steps))).code == 0


def test_path_of_a_notice_begins_at_the_feature(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice lies beside the feature, wherever the run starts."""
    text = w.feature(w.scenario(w.ACCEPTED, '当 公布放假安排"notice.yaml"', '那么 "fire"的办结期限为"2026-02-26"'))
    assert run(text).code == 0
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    assert run_features([folder / "a.feature"]) == 0


def test_manner_lasts_for_one_step(run: Run) -> None:
    """Who gives a command, when and under which key is forgotten with the step that said it."""
    steps = ('当 牵头部门受理，由"工作人员w-9"，发生于"2026-02-12 09:30"，消息号"m-1"', '当 "licence"开始办理')
    rows = ("case.accepted | 2026-02-12 09:30 | 是", "task.started | 2026-02-12 10:00 |")
    before = f'{w.SUBMITTED}并且 时间来到"2026-02-12 10:00"\n'
    table = w.table("事件 | 发生于 | 补录", "case.submitted | 2026-02-11 09:00 |", rows[0], *OPENED, rows[1])
    after = ('那么 "licence"的经办人为"officer"', f"而且 审计日志依次为:\n{table}")
    ran = run(w.feature(w.scenario(before, *steps, *after)))
    assert (ran.code, ran.out) == (0, "1 个场景：1 个通过\n")


OPENED = tuple(f"task.{kind} | 2026-02-12 09:30 | 是" for kind in ("opened", "waiting", "opened", "opened"))


def test_same_submission_under_the_same_key_is_one_case(run: Run) -> None:
    """Materials handed in again under the key of the first time are the same materials."""
    again = w.SUBMITTED.replace("提交申请，", '提交申请，消息号"m-1"，')
    steps = (again, again.replace(w.LOADED, ""), '那么 办件状态为"已接件"', "而且 审计日志依次为:\n")
    ran = run(w.feature(w.scenario(*steps[:3], f"{steps[3]}{w.table('事件', 'case.submitted')}")))
    assert (ran.code, ran.out) == (0, "1 个场景：1 个通过\n")


def test_second_material_is_not_supplied_after_a_rejection(run: Run) -> None:
    """Of several materials supplied at once, those after a rejected one do not hide the rejection."""
    steps = ('当 申请人补交材料"premises"、"floor_plan"', '那么 操作被拒绝，提示包含"premises"')
    assert run(w.feature(w.scenario(w.LACKING, *steps, '而且 缺少材料"floor_plan"'))).code == 0


def test_faults_of_the_form_are_found_by_field_and_by_message(run: Run) -> None:
    """提示包含 finds the id of a faulty field as well as the message about it."""
    wrong = f'当 申请人"p-1"提交申请:\n{w.FORM.replace("015", "016")}'
    steps = (w.LOADED, wrong, '那么 操作被拒绝，提示包含"operator_id"', '而且 操作被拒绝，提示包含"身份证号"')
    assert run(w.feature(w.scenario(*steps))).code == 0


def test_any_keyword_takes_any_step(run: Run) -> None:
    """The same text works under every keyword, also under an asterisk."""
    steps = ('当 已载入套餐"open-shop"', f'* 申请人"p-1"提交申请:\n{w.FORM}', "同时 牵头部门受理")
    after = ('那么 办件状态为"办理中"', '但是 时间来到"2026-02-12 10:00"', '* "fire"状态为"待办"')
    assert run(w.feature(w.scenario(*steps, *after))).code == 0
