"""Steps that expect something, as features word them in Chinese and in English."""

from __future__ import annotations

from typing import Final

from yishi_engine.testing.wording import expect

# --- What is expected of the case ---
CASE_STATE: Final = expect(
    "办件状态为{state}",
    "the case is {state}",
    '那么 办件状态为"办理中"',
    'Then the case is "accepted"',
    "办件的状态",
)
OUTCOME: Final = expect(
    "办件结果为{outcome}",
    "the outcome is {outcome}",
    '那么 办件结果为"部分准予"',
    'Then the outcome is "partly granted"',
    "全部准予、部分准予或不予",
)
TASKS: Final = expect(
    "分发的事项为",
    "the tasks are",
    "那么 分发的事项为:",
    "Then the tasks are:",
    "分发的全部事项，按定义的顺序；列可选 事项（必有）、部门、状态、办结期限、剩余、级别",
    table="must",
)
ITEMS: Final = expect(
    "要办的事项为{items+}",
    "the required items are {items+}",
    '那么 要办的事项为"business-licence"、"food-permit"',
    'Then the required items are "business-licence", "food-permit"',
    "本情形要办的全部事项，次序不论；例子里可写成一格，以顿号隔开，名称里有顿号的写标识",
)
EXEMPT: Final = expect(
    "免办的事项为",
    "the exempt items are",
    "那么 免办的事项为:",
    "Then the exempt items are:",
    "本情形不需要的全部事项；列可选 事项（必有）、规则、说明",
    table="must",
)
CASE_DUE: Final = expect(
    "办件的办结期限为{day}",
    "the case is due on {day}",
    '那么 办件的办结期限为"2026-03-12"',
    'Then the case is due on "2026-03-12"',
    "受理前为受理或补正期限，受理后为总时限",
)
RECEIVED: Final = expect(
    "办件的收件日期为{day}",
    "the case was received on {day}",
    '那么 办件的收件日期为"2026-02-15"',
    'Then the case was received on "2026-02-15"',
    "受理期限从这一天起算；放假日收件是否顺延，依工作日历",
)
ACCEPTED: Final = expect(
    "办件的受理日期为{day}",
    "the case was accepted on {day}",
    '那么 办件的受理日期为"2026-02-11"',
    'Then the case was accepted on "2026-02-11"',
    "视为受理的，是收到申请的那一天；空为尚未受理",
)
CASE_STOPPED: Final = expect(
    "办件计时已停止，剩余{remaining}",
    "the clock of the case is stopped with {remaining} left",
    '那么 办件计时已停止，剩余"12 工作日"',
    'Then the clock of the case is stopped with "12 wd" left',
    "整件的计时停止，并留下这么多时间",
)
CASE_LEVEL: Final = expect(
    "办件为{level}",
    "the level of the case is {level}",
    '那么 办件为"预警"',
    'Then the level of the case is "warning"',
    "整件计时的级别：正常、预警、黄牌、红牌",
)
MISSING: Final = expect(
    "缺少材料{materials+}",
    "these materials are missing: {materials+}",
    '那么 缺少材料"floor_plan"',
    'Then these materials are missing: "floor_plan"',
    "这些容缺材料尚未补齐",
)
NONE_MISSING: Final = expect(
    "不缺少材料",
    "no material is missing",
    "那么 不缺少材料",
    "Then no material is missing",
    "容缺材料都已补齐",
)
MATERIAL_DUE: Final = expect(
    "材料{material}的补齐期限为{day}",
    "material {material} is due on {day}",
    '那么 材料"floor_plan"的补齐期限为"2026-02-25"',
    'Then material "floor_plan" is due on "2026-02-25"',
    "容缺材料须在此日前补齐",
)
NOTICE: Final = expect(
    "办件提醒包含{text}",
    "a notice of the case says {text}",
    '那么 办件提醒包含"视为受理"',
    'Then a notice of the case says "视为受理"',
    "办件当前应告知的话里有一句包含此文字",
)
NO_NOTICE: Final = expect(
    "办件提醒不包含{text}",
    "no notice of the case says {text}",
    '那么 办件提醒不包含"待核查"',
    'Then no notice of the case says "待核查"',
    "办件当前应告知的话里没有此文字",
)
FOLLOW_UP_DUE: Final = expect(
    "差评的整改期限为{day}",
    "the follow-up of the bad rating is due on {day}",
    '那么 差评的整改期限为"2026-03-19"',
    'Then the follow-up of the bad rating is due on "2026-03-19"',
    "空为没有待整改的差评，或套餐没有规定期限",
)
VERSION: Final = expect(
    "办件的套餐版本为{version}",
    "the case is on version {version}",
    '那么 办件的套餐版本为"1"',
    'Then the case is on version "1"',
    "办件所依据的套餐版本",
)
FIRST_OFFICER: Final = expect(
    "办件的首问责任人为{officer}",
    "the first officer of the case is {officer}",
    '那么 办件的首问责任人为"w-7"',
    'Then the first officer of the case is "w-7"',
    "牵头部门最先经手的工作人员；空为还没有",
)

# --- What is expected of one item ---
TASK_STATE: Final = expect(
    "{item}状态为{state}",
    "{item} is {state}",
    '那么 "fire-check"状态为"待办"',
    'Then "fire-check" is "open"',
    "事项的状态",
)
TASK_DUE: Final = expect(
    "{item}的办结期限为{day}",
    "{item} is due on {day}",
    '那么 "fire-check"的办结期限为"2026-02-27"',
    'Then "fire-check" is due on "2026-02-27"',
    "空为没有期限（未起算或已停止），待定为超出已公布的工作日历",
)
VERIFY_DUE: Final = expect(
    "{item}的核查期限为{day}",
    "the verification of {item} is due on {day}",
    '那么 "fire-check"的核查期限为"2026-05-20"',
    'Then the verification of "fire-check" is due on "2026-05-20"',
    "告知承诺的事项办结后须在此日前核查",
)
TASK_STOPPED: Final = expect(
    "{item}计时已停止，剩余{remaining}",
    "the clock of {item} is stopped with {remaining} left",
    '那么 "fire-check"计时已停止，剩余"3 工作日"',
    'Then the clock of "fire-check" is stopped with "3 wd" left',
    "事项的计时停止，并留下这么多时间",
)
TASK_LEVEL: Final = expect(
    "{item}为{level}",
    "the level of {item} is {level}",
    '那么 "fire-check"为"黄牌"',
    'Then the level of "fire-check" is "yellow"',
    "事项计时的级别：正常、预警、黄牌、红牌",
)
OFFICER: Final = expect(
    "{item}的经办人为{officer}",
    "the officer of {item} is {officer}",
    '那么 "fire-check"的经办人为"w-7"',
    'Then the officer of "fire-check" is "w-7"',
    "现在承办的人；空为还没有",
)

# --- What is expected of the rest ---
REJECTED: Final = expect(
    "操作被拒绝[，提示包含{notice}]",
    "the command is rejected[, saying {notice}]",
    '那么 操作被拒绝，提示包含"尚未补齐"',
    'Then the command is rejected, saying "尚未补齐"',
    "紧接在被拒绝的操作之后；没有这一步，被拒绝的操作使场景失败",
)
HIDDEN_FIELD: Final = expect(
    "{department}看不到字段{field}",
    "{department} does not see the field {field}",
    '那么 "xfjy"看不到字段"operator_id"',
    'Then "xfjy" does not see the field "operator_id"',
    "办件里填了该字段，但不给该部门看",
)
SHOWN_FIELD: Final = expect(
    "{department}看得到字段{field}",
    "{department} sees the field {field}",
    '那么 "scjg"看得到字段"operator_id"',
    'Then "scjg" sees the field "operator_id"',
    "该部门看得到",
)
HIDDEN_MATERIAL: Final = expect(
    "{department}看不到材料{material}",
    "{department} does not see the material {material}",
    '那么 "cgj"看不到材料"premises"',
    'Then "cgj" does not see the material "premises"',
    "办件里有该材料，但不给该部门看",
)
SHOWN_MATERIAL: Final = expect(
    "{department}看得到材料{material}",
    "{department} sees the material {material}",
    '那么 "scjg"看得到材料"premises"',
    'Then "scjg" sees the material "premises"',
    "该部门看得到",
)
HIDDEN_RESULT: Final = expect(
    "{department}看不到{item}的结果",
    "{department} does not see the result of {item}",
    '那么 "cgj"看不到"business-licence"的结果',
    'Then "cgj" does not see the result of "business-licence"',
    "事项准予了，但结果不给该部门看",
)
SHOWN_RESULT: Final = expect(
    "{department}看得到{item}的结果{number}",
    "{department} sees the result {number} of {item}",
    '那么 "scjg"看得到"business-licence"的结果"川〔2026〕1号"',
    'Then "scjg" sees the result "川〔2026〕1号" of "business-licence"',
    "该部门看得到，并且文号如此",
)
AUDIT: Final = expect(
    "审计日志依次为",
    "the audit records are",
    "那么 审计日志依次为:",
    "Then the audit records are:",
    "办件的全部审计记录；列可选 事件（必有）、事项、"
    "操作人（申请人、系统，或 scjg工作人员、scjg负责人）、发生于、记录于、补录（是或空）",
    table="must",
)
CHAIN: Final = expect(
    "审计链完整",
    "the audit chains are intact",
    "那么 审计链完整",
    "Then the audit chains are intact",
    "全部审计链逐条核验无误",
)
ERASED: Final = expect(
    "字段{field}的内容已清除",
    "the field {field} is erased",
    '那么 字段"operator_id"的内容已清除',
    'Then the field "operator_id" is erased',
    "填过的个人信息字段，内容谁也看不到了",
)
