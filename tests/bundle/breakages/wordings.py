"""Limits, choices, dates and truth values in other words than the format has for them."""

from __future__ import annotations

from typing import Final

from tests.bundle.breakages import Breakage

BREAKAGES: Final = {
    "fw digits limit": Breakage(
        "total: 15 工作日", "total: １５ 工作日", "limit.invalid", "total: １５ 工作日", "写 15 工作日"
    ),
    "version huge": Breakage(
        "version: 1\n",
        "version: 99999999999999999999999999\n",
        "value.range",
        "version: 99999999999999999999999999",
        "写小一些的数",
    ),
    "version neg": Breakage("version: 1\n", "version: -1\n", "value.range", "version: -1", "写 1 或更大的数"),
    "unit 天": Breakage(
        "total: 15 工作日", "total: 15 天", "limit.invalid", "total: 15 天", "写 15 工作日 或 15 自然日"
    ),
    "unit 日": Breakage(
        "total: 15 工作日", "total: 15 日", "limit.invalid", "total: 15 日", "写 15 工作日 或 15 自然日"
    ),
    "unit 个工作日": Breakage(
        "total: 15 工作日", "total: 15 个工作日", "limit.invalid", "total: 15 个工作日", "写 15 工作日"
    ),
    "unit 小时": Breakage("total: 15 工作日", "total: 15 小时", "limit.invalid", "total: 15 小时", "写 15 工作时"),
    "limit 0": Breakage(
        "total: 15 工作日",
        "total: 0 工作日",
        "limit.invalid",
        "total: 0 工作日",
        "写一个从 1 起的整数和单位，例如 5 工作日；半天写 4 工作时，当天写 即办",
    ),
    "limit neg": Breakage(
        "total: 15 工作日",
        "total: -5 工作日",
        "limit.invalid",
        "total: -5 工作日",
        "写一个从 1 起的整数和单位，例如 5 工作日；半天写 4 工作时，当天写 即办",
    ),
    "limit frac": Breakage(
        "total: 15 工作日",
        "total: 1.5 工作日",
        "limit.invalid",
        "total: 1.5 工作日",
        "写一个从 1 起的整数和单位，例如 5 工作日；半天写 4 工作时，当天写 即办",
    ),
    "limit cn num": Breakage(
        "total: 15 工作日", "total: 十五工作日", "limit.invalid", "total: 十五工作日", "写 15 工作日"
    ),
    "limit huge": Breakage(
        "total: 15 工作日", "total: 150000 工作日", "limit.invalid", "total: 150000 工作日", "数字不超过 9999"
    ),
    "limit year": Breakage("total: 15 工作日", "total: 1 年", "limit.invalid", "total: 1 年", "写 12 月"),
    "limit week": Breakage(
        "total: 15 工作日", "total: 2 周", "limit.invalid", "total: 2 周", "写 10 工作日 或 14 自然日"
    ),
    "limit list": Breakage(
        "total: 15 工作日", "total: [15 工作日]", "limit.invalid", "total: [15 工作日]", "写 15 工作日"
    ),
    "当场": Breakage(
        "committed_limit: 1 工作日",
        "committed_limit: 当场办结",
        "limit.invalid",
        "committed_limit: 当场办结",
        "当天办结写 即办",
    ),
    "type 文本": Breakage(
        "label: 店名, type: text",
        "label: 店名, type: 文本",
        "value.choice",
        "- {id: shop_name, label: 店名, type: 文本}",
        "是否想写 text？",
    ),
    "type 布尔": Breakage(
        "type: yes_no}\n\nform",
        "type: boolean}\n\nform",
        "value.choice",
        "- {id: signboard, ask: 是否设置户外招牌？, type: ",
        "是否想写 yes_no？",
    ),
    "type 是否": Breakage(
        "type: yes_no}\n\nform",
        "type: 是/否}\n\nform",
        "value.choice",
        "- {id: signboard, ask: 是否设置户外招牌？, type: ",
        "是否想写 yes_no？",
    ),
    "source 申请人": Breakage(
        "source: applicant, necessity",
        "source: 申请人, necessity",
        "value.choice",
        "- {id: premises, name: 经营场所使用证明, source:",
        "是否想写 applicant？",
    ),
    "source 自备": Breakage(
        "source: applicant, necessity",
        "source: 自备, necessity",
        "value.choice",
        "- {id: premises, name: 经营场所使用证明, source:",
        "是否想写 applicant？",
    ),
    "necessity 是": Breakage(
        "necessity: required",
        "necessity: 是",
        "value.choice",
        "- {id: premises, name: 经营场所使用证明, source:",
        "是否想写 required？",
    ),
    "max_length neg": Breakage(
        "max_length: 50",
        "max_length: -50",
        "value.range",
        "- {id: operator, label: 经营者姓名, type: tex",
        "写 1 或更大的数",
    ),
    "huge num": Breakage(
        "max: 100000",
        "max: 99999999999999999999999",
        "value.range",
        "- {id: area, ask: 经营场所面积(㎡)？, type: inte",
        "不超过 9007199254740991",
    ),
    "defer num": Breakage(
        "defer: 5 工作日",
        "defer: 5",
        "limit.invalid",
        "- {id: floor_plan, name: 平面布置图, source: ",
        "写数字和单位，例如 5 工作日、20 自然日、4 工作时、3 月，或 即办",
    ),
    "defer nounit cn": Breakage(
        "defer: 5 工作日",
        "defer: 五个工作日",
        "limit.invalid",
        "- {id: floor_plan, name: 平面布置图, source: ",
        "写 5 工作日",
    ),
    "gate cn": Breakage(
        "gate: start", "gate: 开始", "value.choice", "depends_on: [{item: business-licence, ga", "是否想写 start？"
    ),
    "comment no space": Breakage(
        "audience: enterprise",
        "audience: enterprise#企业",
        "value.choice",
        "audience: enterprise#企业",
        "是否想写 enterprise？",
    ),
    "trailing comma key": Breakage(
        "audience: enterprise",
        "audience: enterprise,",
        "value.choice",
        "audience: enterprise,",
        "是否想写 enterprise？",
    ),
    "trailing semicolon": Breakage(
        "audience: enterprise",
        "audience: enterprise；",
        "value.choice",
        "audience: enterprise；",
        "是否想写 enterprise？",
    ),
    "trailing fw stop": Breakage(
        "total: 15 工作日", "total: 15 工作日。", "limit.invalid", "total: 15 工作日。", "写 15 工作日"
    ),
    "limit paren": Breakage(
        "total: 15 工作日",
        "total: 15 工作日（自受理起）",
        "limit.invalid",
        "total: 15 工作日（自受理起）",
        "写 15 工作日",
    ),
    "limit within": Breakage(
        "total: 15 工作日", "total: 15 工作日内", "limit.invalid", "total: 15 工作日内", "写 15 工作日"
    ),
    "limit colon": Breakage(
        "total: 15 工作日", "total: ：15 工作日", "limit.invalid", "total: ：15 工作日", "写 15 工作日"
    ),
    "limit two": Breakage(
        "total: 15 工作日",
        "total: 15-20 工作日",
        "limit.invalid",
        "total: 15-20 工作日",
        "写一个从 1 起的整数和单位，例如 5 工作日；半天写 4 工作时，当天写 即办",
    ),
    "limit no more": Breakage(
        "total: 15 工作日", "total: 不超过15个工作日", "limit.invalid", "total: 不超过15个工作日", "写 15 工作日"
    ),
    "half day": Breakage(
        "committed_limit: 1 工作日", "committed_limit: 半天", "limit.invalid", "committed_limit: 半天", "写 4 工作时"
    ),
    "limit wd caps": Breakage("total: 15 工作日", "total: 15 WD", "limit.invalid", "total: 15 WD", "写 15 工作日"),
    "gate caps": Breakage(
        "gate: start", "gate: Start", "value.choice", "depends_on: [{item: business-licence, ga", "是否想写 start？"
    ),
}
