"""All steps that ship, as data: what the steps implement, the lint knows and the reference lists.

Importing this module costs little, so that a run of pytest without a feature of ours pays nothing for it.
"""

from __future__ import annotations

import difflib
import re
from typing import Final

from yishi_engine.testing.wording import Table, Wording


def _arrange(template: str, example: str, meaning: str) -> Wording:
    return Wording(template=template, kind="arrange", example=example, meaning=meaning)


def _act(template: str, example: str, meaning: str) -> Wording:
    return Wording(template=template, kind="act", example=example, meaning=meaning)


MANNER: Final = "[，由{actor}][，发生于{occurred}][，消息号{key}]"
"""What may be said after every step that gives a command: who gives it, when it happened, and its idempotency key."""


def _command(template: str, example: str, meaning: str, *, table: str = "") -> Wording:
    """Return the wording of a step that gives a command; ``table`` is what the template says last, of its table."""
    kind: Table = "may" if table else "none"
    return Wording(template=template + MANNER + table, kind="act", table=kind, example=example, meaning=meaning)


def _expect(template: str, example: str, meaning: str, *, table: Table = "none") -> Wording:
    return Wording(template=template, kind="expect", table=table, example=example, meaning=meaning)


# --- The scene ---

NOW: Final = _arrange("现在是{instant}", '假如 现在是"2026-02-11 09:30"', "场景开始的时间，北京时间；提交申请之前用")
LOADED: Final = _arrange(
    "已载入套餐{bundle}[，版本{version}]",
    '假如 已载入套餐"open-restaurant"',
    "后面的步骤都用这个套餐；不写版本则用当日有效的最新版",
)
KNOWN_UNTIL: Final = _arrange(
    "放假安排已公布到{day}",
    '假如 放假安排已公布到"2026-12-31"',
    "工作日历只知道到这一天，其后的期限待定；写在场景最前，不写则随附的工作日历知道多少就是多少",
)

# --- The application ---

SUBMIT: Final = _command(
    "申请人{applicant}提交申请[，缺少材料{missing+}]",
    '当 申请人"p-1"提交申请，缺少材料"floor_plan"，情形和表单如下:',
    "表格为 字段、值 两列，情形问题和表单字段写在一起；除所列材料外，本情形要的必要材料和可容缺材料都已提交",
    table="[，情形和表单如下]",
)
SUBMIT_FOR: Final = _command(
    "牵头部门代申请人{applicant}提交申请[，缺少材料{missing+}]",
    '当 牵头部门代申请人"p-1"提交申请，情形和表单如下:',
    "同上，由牵头部门工作人员代为提交",
    table="[，情形和表单如下]",
)
REPORT: Final = _command(
    "{department}反馈材料问题{text}",
    '当 "xfjy"反馈材料问题"平面图未标疏散通道"',
    "该部门就自己的第一个事项反馈问题，汇入一次性告知",
)
REPORT_ITEM: Final = _command(
    "{department}反馈{item}的材料问题{text}",
    '当 "scjg"反馈"food-permit"的材料问题"缺健康证"',
    "同上，指明事项",
)
REQUEST_CORRECTION: Final = _command(
    "牵头部门一次告知补正[，内容{note}]", "当 牵头部门一次告知补正", "把各部门反馈的问题一次告知申请人"
)
CORRECT: Final = _command(
    "申请人补正[，材料{materials+}]",
    '当 申请人补正，材料"premises"',
    "只写要改的：材料，或 字段、值 两列的表格；都不写则重新提交全部应交材料",
    table="[，表单如下]",
)
SUPPLY: Final = _command("申请人补交材料{materials+}", '当 申请人补交材料"floor_plan"', "容缺的材料后来补齐")
WITHDRAW: Final = _command("申请人撤回[，理由{reason}]", "当 申请人撤回", "撤回申请，未决定的事项终止")
RATE: Final = _command(
    "申请人评价{score}[，意见{comment}]", '当 申请人评价"5"', "好差评，1（非常不满意）至 5（非常满意）"
)

# --- The lead department ---

ACCEPT: Final = _command("牵头部门受理", "当 牵头部门受理", "受理并分发事项")
DECLINE: Final = _command("牵头部门不予受理，理由{reason}", '当 牵头部门不予受理，理由"不属于本机关职权"', "不予受理")
EXTEND_CASE: Final = _command(
    "牵头部门延期{limit}，理由{reason}",
    '当 牵头部门延期"5 工作日"，理由"跨节假日联合勘验"',
    "牵头部门负责人延长整件的时限",
)
COMPLETE: Final = _command("牵头部门办结", "当 牵头部门办结", "统一出件")
FOLLOW_UP: Final = _command(
    "牵头部门整改差评，说明{text}", '当 牵头部门整改差评，说明"已回访并补办"', "差评之后的回访整改"
)
MIGRATE: Final = _command(
    "牵头部门变更套餐版本为{version}，理由{reason}",
    '当 牵头部门变更套餐版本为"2"，理由"新版施行"',
    "牵头部门负责人把运行中的办件改到另一版本",
)

# --- The departments ---

START: Final = _command("{item}开始办理", '当 "fire-check"开始办理', "责任部门工作人员开始办理")
SUSPEND: Final = _command(
    "{item}因{procedure}暂停计时，预计{expected}[，理由{reason}]",
    '当 "fire-check"因"专家评审"暂停计时，预计"5 工作日"',
    "进入特别程序，停止计时",
)
RESUME: Final = _command("{item}恢复计时", '当 "fire-check"恢复计时', "特别程序结束，继续计时")
EXTEND: Final = _command(
    "{item}延期{limit}，理由{reason}", '当 "fire-check"延期"5 工作日"，理由"情况复杂"', "责任部门负责人延期一次"
)
GRANT: Final = _command("{item}准予", '当 "fire-check"准予', "准予许可")
GRANT_ON_COMMITMENT: Final = _command("{item}以告知承诺准予", '当 "fire-check"以告知承诺准予', "当场准予，办结后核查")
PASS: Final = _command("{item}承诺核查通过[，情况{note}]", '当 "fire-check"承诺核查通过', "告知承诺的事项核查属实")
FAIL: Final = _command(
    "{item}承诺核查不通过，理由{reason}",
    '当 "fire-check"承诺核查不通过，理由"疏散通道不足"',
    "告知承诺的事项核查不实，撤销准予",
)
REASSIGN: Final = _command(
    "{item}转交{officer}[，理由{reason}]", '当 "fire-check"转交"officer-2"', "转交本部门另一经办人"
)
REFUSE: Final = _command("{item}不予许可，理由{reason}", '当 "fire-check"不予许可，理由"疏散通道不足"', "不予许可")
REOPEN: Final = _command(
    "{item}退回重办，理由{reason}", '当 "fire-check"退回重办，理由"依据有误"', "牵头部门负责人退回重办"
)

TIME: Final = _act("时间来到{instant}", '当 时间来到"2026-02-24 09:00"', "时钟走到此刻，到期的计时随之生效；不能倒走")

PUBLISH: Final = _act(
    "公布放假安排{file}",
    '当 公布放假安排"notices/2027.yaml"',
    "载入放假通知（YAML 文件，路径从用例所在文件夹算起），未办结的期限随之重新计算",
)
ERASE: Final = _act("清除办件的个人信息", "当 清除办件的个人信息", "删去个人信息字段的内容，审计记录不动")

# --- What is expected of the case ---

CASE_STATE: Final = _expect("办件状态为{state}", '那么 办件状态为"办理中"', "办件的状态")
OUTCOME: Final = _expect("办件结果为{outcome}", '那么 办件结果为"部分准予"', "全部准予、部分准予或不予")
TASKS: Final = _expect(
    "分发的事项为",
    "那么 分发的事项为:",
    "分发的全部事项，按定义的顺序；列可选 事项（必有）、部门、状态、办结期限、剩余、级别",
    table="must",
)
EXEMPT: Final = _expect(
    "免办的事项为",
    "那么 免办的事项为:",
    "本情形不需要的全部事项；列可选 事项（必有）、规则、说明",
    table="must",
)
CASE_DUE: Final = _expect(
    "办件的办结期限为{day}", '那么 办件的办结期限为"2026-03-12"', "受理前为受理或补正期限，受理后为总时限"
)
RECEIVED: Final = _expect(
    "办件的收件日期为{day}", '那么 办件的收件日期为"2026-02-15"', "受理期限从这一天起算；放假日收件是否顺延，依工作日历"
)
ACCEPTED: Final = _expect(
    "办件的受理日期为{day}", '那么 办件的受理日期为"2026-02-11"', "视为受理的，是收到申请的那一天；空为尚未受理"
)
CASE_STOPPED: Final = _expect(
    "办件计时已停止，剩余{remaining}", '那么 办件计时已停止，剩余"12 工作日"', "整件的计时停止，并留下这么多时间"
)
CASE_LEVEL: Final = _expect("办件为{level}", '那么 办件为"预警"', "整件计时的级别：正常、预警、黄牌、红牌")
MISSING: Final = _expect("缺少材料{materials+}", '那么 缺少材料"floor_plan"', "这些容缺材料尚未补齐")
NONE_MISSING: Final = _expect("不缺少材料", "那么 不缺少材料", "容缺材料都已补齐")

MATERIAL_DUE: Final = _expect(
    "材料{material}的补齐期限为{day}", '那么 材料"floor_plan"的补齐期限为"2026-02-25"', "容缺材料须在此日前补齐"
)
NOTICE: Final = _expect("办件提醒包含{text}", '那么 办件提醒包含"视为受理"', "办件当前应告知的话里有一句包含此文字")
NO_NOTICE: Final = _expect("办件提醒不包含{text}", '那么 办件提醒不包含"待核查"', "办件当前应告知的话里没有此文字")
FOLLOW_UP_DUE: Final = _expect(
    "差评的整改期限为{day}", '那么 差评的整改期限为"2026-03-19"', "空为没有待整改的差评，或套餐没有规定期限"
)
VERSION: Final = _expect("办件的套餐版本为{version}", '那么 办件的套餐版本为"1"', "办件所依据的套餐版本")
FIRST_OFFICER: Final = _expect(
    "办件的首问责任人为{officer}", '那么 办件的首问责任人为"w-7"', "牵头部门最先经手的工作人员；空为还没有"
)

# --- What is expected of one item ---

TASK_STATE: Final = _expect("{item}状态为{state}", '那么 "fire-check"状态为"待办"', "事项的状态")
TASK_DUE: Final = _expect(
    "{item}的办结期限为{day}",
    '那么 "fire-check"的办结期限为"2026-02-27"',
    "空为没有期限（未起算或已停止），待定为超出已公布的工作日历",
)
VERIFY_DUE: Final = _expect(
    "{item}的核查期限为{day}", '那么 "fire-check"的核查期限为"2026-05-20"', "告知承诺的事项办结后须在此日前核查"
)
TASK_STOPPED: Final = _expect(
    "{item}计时已停止，剩余{remaining}",
    '那么 "fire-check"计时已停止，剩余"3 工作日"',
    "事项的计时停止，并留下这么多时间",
)
TASK_LEVEL: Final = _expect("{item}为{level}", '那么 "fire-check"为"黄牌"', "事项计时的级别：正常、预警、黄牌、红牌")
OFFICER: Final = _expect("{item}的经办人为{officer}", '那么 "fire-check"的经办人为"w-7"', "现在承办的人；空为还没有")

# --- What is expected of the rest ---

REJECTED: Final = _expect(
    "操作被拒绝[，提示包含{notice}]",
    '那么 操作被拒绝，提示包含"尚未补齐"',
    "紧接在被拒绝的操作之后；没有这一步，被拒绝的操作使场景失败",
)
HIDDEN_FIELD: Final = _expect(
    "{department}看不到字段{field}", '那么 "xfjy"看不到字段"operator_id"', "办件里填了该字段，但不给该部门看"
)
SHOWN_FIELD: Final = _expect("{department}看得到字段{field}", '那么 "scjg"看得到字段"operator_id"', "该部门看得到")
HIDDEN_MATERIAL: Final = _expect(
    "{department}看不到材料{material}", '那么 "cgj"看不到材料"premises"', "办件里有该材料，但不给该部门看"
)
SHOWN_MATERIAL: Final = _expect("{department}看得到材料{material}", '那么 "scjg"看得到材料"premises"', "该部门看得到")
AUDIT: Final = _expect(
    "审计日志依次为",
    "那么 审计日志依次为:",
    "办件的全部审计记录；列可选 事件（必有）、事项、操作人（申请人、系统，或 scjg工作人员、scjg负责人）、"
    "发生于、记录于、补录（是或空）",
    table="must",
)
CHAIN: Final = _expect("审计链完整", "那么 审计链完整", "全部审计链逐条核验无误")

ERASED: Final = _expect(
    "字段{field}的内容已清除", '那么 字段"operator_id"的内容已清除', "填过的个人信息字段，内容谁也看不到了"
)

WORDINGS: Final = tuple(value for value in tuple(globals().values()) if isinstance(value, Wording))
"""Every step that ships, in the order of the reference."""


def find(text: str) -> Wording | None:
    """Return the step that a text without its keyword words, or None."""
    return next((each for each in WORDINGS if each.match(text) is not None), None)


def nearest(text: str) -> str | None:
    """Return the example of the step that a text most resembles, or None if it resembles none."""
    shapes = {_shape(each.example.split(maxsplit=1)[1]): each.example for each in WORDINGS}
    found = difflib.get_close_matches(_shape(text), shapes, n=1, cutoff=0.55)
    return shapes[found[0]] if found else None


def _shape(text: str) -> str:
    return re.sub(r'["“”][^"“”]*["“”]', '""', text).strip(" :：。")
