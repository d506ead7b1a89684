"""Steps that set the scene or do something to the case, as features word them in Chinese and in English."""

from __future__ import annotations

from typing import Final

from yishi_engine.testing.wording import act, arrange, command

# --- The scene ---
NOW: Final = arrange(
    "现在是{instant}",
    "the time is {instant}",
    '假如 现在是"2026-02-11 09:30"',
    'Given the time is "2026-02-11 09:30"',
    "场景开始的时间，北京时间；提交申请之前用",
)
LOADED: Final = arrange(
    "已载入套餐{bundle}[，版本{version}]",
    "the bundle {bundle} is loaded[, version {version}]",
    '假如 已载入套餐"open-restaurant"',
    'Given the bundle "open-restaurant" is loaded',
    "后面的步骤都用这个套餐；不写版本则用当日有效的最新版",
)
KNOWN_UNTIL: Final = arrange(
    "放假安排已公布到{day}",
    "days off are announced until {day}",
    '假如 放假安排已公布到"2026-12-31"',
    'Given days off are announced until "2026-12-31"',
    "工作日历只知道到这一天，其后的期限待定；写在场景最前，不写则随附的工作日历知道多少就是多少",
)

# --- The application ---
SUBMIT: Final = command(
    "申请人{applicant}提交申请[，缺少材料{missing+}]",
    "applicant {applicant} submits an application[, without {missing+}]",
    '当 申请人"p-1"提交申请，缺少材料"floor_plan"，情形和表单如下:',
    'When applicant "p-1" submits an application, without "floor_plan", with answers and form:',
    "表格为 字段、值 两列，情形问题和表单字段写在一起；除所列材料外，本情形要的必要材料和可容缺材料都已提交",
    table=("[，情形和表单如下]", "[, with answers and form]"),
)
SUBMIT_FOR: Final = command(
    "牵头部门代申请人{applicant}提交申请[，缺少材料{missing+}]",
    "the lead department submits an application for {applicant}[, without {missing+}]",
    '当 牵头部门代申请人"p-1"提交申请，情形和表单如下:',
    'When the lead department submits an application for "p-1", with answers and form:',
    "同上，由牵头部门工作人员代为提交",
    table=("[，情形和表单如下]", "[, with answers and form]"),
)
REPORT: Final = command(
    "{department}反馈材料问题{text…}",
    "{department} reports the deficiency {text…}",
    '当 "xfjy"反馈材料问题"平面图未标疏散通道"',
    'When "xfjy" reports the deficiency "no exits on the floor plan"',
    "该部门就自己的第一个事项反馈问题，汇入一次性告知",
)
REPORT_ITEM: Final = command(
    "{department}反馈{item}的材料问题{text…}",
    "{department} reports for {item} the deficiency {text…}",
    '当 "scjg"反馈"food-permit"的材料问题"缺健康证"',
    'When "scjg" reports for "food-permit" the deficiency "no health certificate"',
    "同上，指明事项",
)
REQUEST_CORRECTION: Final = command(
    "牵头部门一次告知补正[，内容{note…}]",
    "the lead department requests correction[, noting {note…}]",
    "当 牵头部门一次告知补正",
    "When the lead department requests correction",
    "把各部门反馈的问题一次告知申请人",
)
CORRECT: Final = command(
    "申请人补正[，材料{materials+}]",
    "the applicant corrects the application[, handing in {materials+}]",
    '当 申请人补正，材料"premises"',
    'When the applicant corrects the application, handing in "premises"',
    "只写要改的：材料，或 字段、值 两列的表格；都不写则重新提交全部应交材料",
    table=("[，表单如下]", "[, with form]"),
)
SUPPLY: Final = command(
    "申请人补交材料{materials+}",
    "the applicant supplies {materials+}",
    '当 申请人补交材料"floor_plan"',
    'When the applicant supplies "floor_plan"',
    "容缺的材料后来补齐",
)
WITHDRAW: Final = command(
    "申请人撤回[，理由{reason…}]",
    "the applicant withdraws[, because {reason…}]",
    "当 申请人撤回",
    "When the applicant withdraws",
    "撤回申请，未决定的事项终止",
)
RATE: Final = command(
    "申请人评价{score}[，意见{comment…}]",
    "the applicant rates {score}[, commenting {comment…}]",
    '当 申请人评价"5"',
    'When the applicant rates "5"',
    "好差评，1（非常不满意）至 5（非常满意）",
)

# --- The lead department ---
ACCEPT: Final = command(
    "牵头部门受理",
    "the lead department accepts",
    "当 牵头部门受理",
    "When the lead department accepts",
    "受理并分发事项",
)
DECLINE: Final = command(
    "牵头部门不予受理，理由{reason…}",
    "the lead department declines, because {reason…}",
    '当 牵头部门不予受理，理由"不属于本机关职权"',
    'When the lead department declines, because "outside its powers"',
    "不予受理",
)
EXTEND_CASE: Final = command(
    "牵头部门延期{limit}，理由{reason…}",
    "the lead department extends the case by {limit}, because {reason…}",
    '当 牵头部门延期"5 工作日"，理由"跨节假日联合勘验"',
    'When the lead department extends the case by "5 wd", because "joint inspection over a holiday"',
    "牵头部门负责人延长整件的时限",
)
COMPLETE: Final = command(
    "牵头部门办结",
    "the lead department completes the case",
    "当 牵头部门办结",
    "When the lead department completes the case",
    "统一出件",
)
FOLLOW_UP: Final = command(
    "牵头部门整改差评，说明{text…}",
    "the lead department follows up the bad rating, saying {text…}",
    '当 牵头部门整改差评，说明"已回访并补办"',
    'When the lead department follows up the bad rating, saying "called back and put right"',
    "差评之后的回访整改",
)
MIGRATE: Final = command(
    "牵头部门变更套餐版本为{version}，理由{reason…}",
    "the lead department moves the case to version {version}, because {reason…}",
    '当 牵头部门变更套餐版本为"2"，理由"新版施行"',
    'When the lead department moves the case to version "2", because "new edition in force"',
    "牵头部门负责人把运行中的办件改到另一版本",
)

# --- The departments ---
START: Final = command(
    "{item}开始办理",
    "{item} is started",
    '当 "fire-check"开始办理',
    'When "fire-check" is started',
    "责任部门工作人员开始办理",
)
SUSPEND: Final = command(
    "{item}因{procedure}暂停计时，预计{expected}[，理由{reason…}]",
    "{item} is suspended for {procedure}, expected to take {expected}[, because {reason…}]",
    '当 "fire-check"因"专家评审"暂停计时，预计"5 工作日"',
    'When "fire-check" is suspended for "专家评审", expected to take "5 wd"',
    "进入特别程序，停止计时",
)
RESUME: Final = command(
    "{item}恢复计时",
    "{item} is resumed",
    '当 "fire-check"恢复计时',
    'When "fire-check" is resumed',
    "特别程序结束，继续计时",
)
EXTEND: Final = command(
    "{item}延期{limit}，理由{reason…}",
    "{item} is extended by {limit}, because {reason…}",
    '当 "fire-check"延期"5 工作日"，理由"情况复杂"',
    'When "fire-check" is extended by "5 wd", because "complex"',
    "责任部门负责人延期一次",
)
GRANT: Final = command(
    "{item}准予[，文号{number}]",
    "{item} is granted[, numbered {number}]",
    '当 "fire-check"准予',
    'When "fire-check" is granted',
    "准予许可；文号是结果的编号",
)
GRANT_ON_COMMITMENT: Final = command(
    "{item}以告知承诺准予",
    "{item} is granted on commitment",
    '当 "fire-check"以告知承诺准予',
    'When "fire-check" is granted on commitment',
    "当场准予，办结后核查",
)
PASS: Final = command(
    "{item}承诺核查通过[，情况{note…}]",
    "the commitment for {item} is verified[, noting {note…}]",
    '当 "fire-check"承诺核查通过',
    'When the commitment for "fire-check" is verified',
    "告知承诺的事项核查属实",
)
FAIL: Final = command(
    "{item}承诺核查不通过，理由{reason…}",
    "the commitment for {item} fails verification, because {reason…}",
    '当 "fire-check"承诺核查不通过，理由"疏散通道不足"',
    'When the commitment for "fire-check" fails verification, because "exits too narrow"',
    "告知承诺的事项核查不实，撤销准予",
)
REASSIGN: Final = command(
    "{item}转交{officer}[，理由{reason…}]",
    "{item} is handed over to {officer}[, because {reason…}]",
    '当 "fire-check"转交"officer-2"',
    'When "fire-check" is handed over to "officer-2"',
    "转交本部门另一经办人",
)
REFUSE: Final = command(
    "{item}不予许可，理由{reason…}",
    "{item} is refused, because {reason…}",
    '当 "fire-check"不予许可，理由"疏散通道不足"',
    'When "fire-check" is refused, because "exits too narrow"',
    "不予许可",
)
REOPEN: Final = command(
    "{item}退回重办，理由{reason…}",
    "{item} is reopened, because {reason…}",
    '当 "fire-check"退回重办，理由"依据有误"',
    'When "fire-check" is reopened, because "wrong basis"',
    "牵头部门负责人退回重办",
)
TIME: Final = act(
    "时间来到{instant}",
    "time moves on to {instant}",
    '当 时间来到"2026-02-24 09:00"',
    'When time moves on to "2026-02-24 09:00"',
    "时钟走到此刻，到期的计时随之生效；不能倒走",
)
PUBLISH: Final = act(
    "公布放假安排{file}",
    "the days off of {file} are announced",
    '当 公布放假安排"notices/2027.yaml"',
    'When the days off of "notices/2027.yaml" are announced',
    "载入放假通知（YAML 文件，路径从用例所在文件夹算起），未办结的期限随之重新计算",
)
ERASE: Final = act(
    "清除办件的个人信息",
    "the personal data of the case are erased",
    "当 清除办件的个人信息",
    "When the personal data of the case are erased",
    "删去个人信息字段的内容，审计记录不动",
)
