"""What can be read and makes no sense: conditions, references, ids, prerequisites, departments, regions."""

from __future__ import annotations

from typing import Final

from tests.bundle.breakages import Breakage

BREAKAGES: Final = {
    "fw quotes region": Breakage(
        'region: "510900"', "region: “510900”", "region.invalid", "region: “510900”", "引号用英文半角"
    ),
    "dup item id": Breakage(
        "- id: fire-check", "- id: food-permit", "id.duplicate", "- id: food-permit", "换一个 id，或删去重复的一项"
    ),
    "dup field": Breakage(
        "{id: shop_name, label: 店名",
        "{id: operator, label: 店名",
        "id.duplicate",
        "- {id: operator, label: 店名, type: text}",
        "换一个 id，或删去重复的一项",
    ),
    "cycle": Breakage(
        "    committed_limit: 1 工作日\n",
        "    committed_limit: 1 工作日\n    depends_on: [{item: food-permit, gate: start}]\n",
        "dependency.cycle",
        "depends_on: [{item: food-permit, gate: s",
        "删去其中一个前置",
    ),
    "cond =": Breakage("when: area > 50", "when: area = 50", "condition.sign", "when: area = 50", "改写为 =="),
    "cond ≥": Breakage("when: area > 50", "when: area ≥ 50", "condition.sign", "when: area ≥ 50", "改写为 >="),
    "cond 大于": Breakage("when: area > 50", "when: area 大于 50", "condition.sign", "when: area 大于 50", "改写为 >"),
    "cond 并且": Breakage(
        "when: area > 50",
        "when: area > 50 并且 signboard",
        "condition.sign",
        "when: area > 50 并且 signboard",
        "改写为 and",
    ),
    "cond 或者": Breakage(
        "when: area > 50",
        "when: area > 50 或者 signboard",
        "condition.sign",
        "when: area > 50 或者 signboard",
        "改写为 or",
    ),
    "cond 且": Breakage(
        "when: area > 50",
        "when: area > 50 且 signboard",
        "condition.sign",
        "when: area > 50 且 signboard",
        "改写为 and",
    ),
    "cond 不": Breakage("when: area > 50", "when: 不 signboard", "condition.sign", "when: 不 signboard", "改写为 not"),
    "cond &&": Breakage(
        "when: area > 50",
        "when: area > 50 && signboard",
        "condition.sign",
        "when: area > 50 && signboard",
        "改写为 and",
    ),
    "cond ||": Breakage(
        "when: area > 50", "when: area > 50 || signboard", "condition.sign", "when: area > 50 || signboard", "改写为 or"
    ),
    "cond AND": Breakage(
        "when: area > 50",
        "when: area > 50 AND signboard",
        "condition.sign",
        "when: area > 50 AND signboard",
        "改写为 and",
    ),
    "cond cn label": Breakage(
        "when: area > 50",
        "when: 面积 > 50",
        "condition.syntax",
        "when: 面积 > 50",
        '名称写问题或字段的 id，不写中文；文字加英文双引号；例如 area > 50 and signboard，或 kind in ["中餐", "火锅"]',
    ),
    "cond unit": Breakage(
        "when: area > 50", "when: area > 50㎡", "condition.sign", "when: area > 50㎡", "数字后面不写单位，删去它"
    ),
    "cond unit2": Breakage(
        "when: area > 50",
        "when: area > 50平方米",
        "condition.sign",
        "when: area > 50平方米",
        "数字后面不写单位，改写为 50",
    ),
    "cond fw >": Breakage("when: area > 50", "when: area ＞ 50", "condition.sign", "when: area ＞ 50", "改写为 >"),
    "cond =>": Breakage("when: area > 50", "when: area => 50", "condition.sign", "when: area => 50", "改写为 >="),
    "cond yes": Breakage(
        "    when: signboard\n",
        "    when: signboard == yes\n",
        "condition.unknown_name",
        "when: signboard == yes",
        "改写为 是",
    ),
    "cond true": Breakage(
        "    when: signboard\n",
        "    when: signboard == true\n",
        "condition.unknown_name",
        "when: signboard == true",
        "改写为 是",
    ),
    'cond "是"': Breakage(
        "    when: signboard\n",
        '    when: signboard == "是"\n',
        "condition.type",
        'when: signboard == "是"',
        "写 是 或 否",
    ),
    "cond =是": Breakage(
        "    when: signboard\n", "    when: signboard = 是\n", "condition.sign", "when: signboard = 是", "改写为 =="
    ),
    "cond 是": Breakage(
        "    when: signboard\n", "    when: 是\n", "condition.constant", "when: 是", "删去 when，或写出条件"
    ),
    "cond yes alone": Breakage(
        "    when: signboard\n", "    when: yes\n", "condition.unknown_name", "when: yes", "改写为 是"
    ),
    "cond hash": Breakage(
        "when: area > 50",
        'when: "area > 50 # 注"',
        "condition.syntax",
        'when: "area > 50 # 注"',
        '名称写问题或字段的 id，不写中文；文字加英文双引号；例如 area > 50 and signboard，或 kind in ["中餐", "火锅"]',
    ),
    "cond !": Breakage(
        "    when: signboard\n", '    when: "!signboard"\n', "condition.sign", 'when: "!signboard"', "改写为 not"
    ),
    "dept wrong": Breakage(
        "    department: xfjy",
        "    department: xfj",
        "department.unknown",
        "department: xfj",
        "是否想写 xfjy？或在 departments.yaml 里登记 xfj",
    ),
    "region 5": Breakage(
        'region: "510900"', 'region: "51090"', "region.invalid", 'region: "51090"', '写六位数字并加引号，例如 "510900"'
    ),
    "region name": Breakage(
        'region: "510900"', "region: 遂宁市", "region.invalid", "region: 遂宁市", '写六位数字并加引号，例如 "510900"'
    ),
    "procedures joined": Breakage(
        "special_procedures: [专家评审, 检测]",
        "special_procedures: [专家评审、检测]",
        "procedure.basis",
        "special_procedures: [专家评审、检测]",
        "各项之间用英文逗号加空格，例如 [a, b]",
    ),
    "procedure typo": Breakage(
        "special_procedures: [专家评审, 检测]",
        "special_procedures: [专家评议, 检测]",
        "procedure.basis",
        "special_procedures: [专家评议, 检测]",
        "是否想写 专家评审？",
    ),
    "null material in list": Breakage(
        "materials: [premises, operator_identity]",
        "materials: [premises, ]",
        "material.unused",
        "- {id: operator_identity, name: 经营者身份证明,",
        "删去它，或写进用到它的事项的 materials",
    ),
    "rename q": Breakage(
        "{id: area, ask", "{id: areas, ask", "condition.unknown_name", "when: area > 50", "是否想写 areas？"
    ),
    "rename item": Breakage(
        "- id: business-licence",
        "- id: business-license",
        "item.unknown",
        "- id: business-license",
        "是否想写 business-licence？",
    ),
    "rename material": Breakage(
        "{id: floor_plan",
        "{id: floor_plans",
        "material.unknown",
        "- {id: floor_plans, name: 平面布置图, source:",
        "是否想写 floor_plan？",
    ),
    "rename field": Breakage(
        "{id: shop_name",
        "{id: shopname",
        "field.unknown",
        "- {id: shopname, label: 店名, type: text}",
        "是否想写 shop_name？",
    ),
    "del question": Breakage(
        "  - {id: area, ask: 经营场所面积(㎡)？, type: integer, min: 1, max: 100000}\n",
        "",
        "condition.unknown_name",
        "when: area > 50",
        "可用的有：signboard",
    ),
    "block in list": Breakage(
        "when: area > 50",
        "when: kind in [旅馆, 民宿]",
        "condition.syntax",
        "when: kind in [旅馆, 民宿]",
        '名称写问题或字段的 id，不写中文；文字加英文双引号；例如 area > 50 and signboard，或 kind in ["中餐", "火锅"]',
    ),
    "prereq typo": Breakage(
        "item: business-licence",
        "item: bussiness-licence",
        "item.unknown",
        "depends_on: [{item: bussiness-licence, g",
        "是否想写 business-licence？",
    ),
    "of typo": Breakage(
        "of: business-licence}",
        "of: busines-licence}",
        "material.of_unknown",
        "- {id: licence_copy, name: 营业执照, source:",
        "是否想写 business-licence？",
    ),
    "remove result": Breakage(
        "    result: {id: business_licence, name: 营业执照}\n",
        "",
        "material.of_without_result",
        "- {id: licence_copy, name: 营业执照, source:",
        "给事项补上 result: {id, name}",
    ),
    "remove depends": Breakage(
        "    depends_on: [{item: business-licence, gate: start}]\n",
        "",
        "material.result_too_late",
        "materials: [licence_copy, floor_plan, he",
        "在 depends_on 里加上 {item: business-licence, gate: start}",
    ),
    "copy asked": Breakage(
        "source: result, of: business-licence",
        "source: applicant",
        "material.issued_here",
        "- {id: licence_copy, name: 营业执照, source:",
        "改为 source: result, of: business-licence",
    ),
    "remove material def": Breakage(
        "  - {id: floor_plan, name: 平面布置图, source: applicant, necessity: deferrable, defer: 5 工作日}\n",
        "",
        "material.unknown",
        "materials: [licence_copy, floor_plan, he",
        "可用的有：fire_pledge、health_certificates、licence_copy、operator_identity、premises、signboard_design",
    ),
    "remove field def": Breakage(
        "  - {id: shop_name, label: 店名, type: text}\n",
        "",
        "field.unknown",
        "fields: [operator, operator_id, shop_nam",
        "可用的有：fire_by_commitment、operator、operator_id、signboard_size",
    ),
    "remove item": Breakage(
        "  - id: business-licence\n"
        "    name: 营业执照核发\n"
        "    department: scjg\n"
        "    # 来源: 市场主体登记管理条例第十九条，当场登记；不能当场的3个工作日内。\n"
        "    statutory_limit: 3 工作日\n"
        "    committed_limit: 1 工作日\n"
        "    fields: [operator, operator_id, shop_name]\n"
        "    materials: [premises, operator_identity]\n"
        "    result: {id: business_licence, name: 营业执照}\n",
        "",
        "item.unknown",
        "depends_on: [{item: business-licence, ga",
        "可用的有：fire-check、food-permit、signboard",
    ),
    "max 50": Breakage(
        "min: 1, max: 100000",
        "min: 1, max: 50",
        "condition.never",
        "when: area > 50",
        "改正条件，或删去这个事项；看看问题的 min 和 max",
    ),
    "type area text": Breakage(
        "type: integer, min: 1, max: 100000", "type: text", "condition.type", "when: area > 50", "用 == 或 in [..]"
    ),
    "type area yes_no": Breakage(
        "type: integer, min: 1, max: 100000", "type: yes_no", "condition.type", "when: area > 50", "用 == 或 in [..]"
    ),
    "type signboard int": Breakage(
        "type: yes_no}\n\nform",
        "type: integer}\n\nform",
        "condition.type",
        "when: signboard",
        "写出比较，例如 signboard > 50",
    ),
    "question in form": Breakage(
        "{id: signboard_size",
        "{id: area",
        "id.ambiguous",
        "- {id: area, label: 招牌尺寸, type: text, wh",
        "给字段换一个 id",
    ),
    "material other": Breakage(
        "name: 平面布置图",
        "name: 其他材料",
        "material.catch_all",
        "- {id: floor_plan, name: 其他材料, source: a",
        "逐项写明材料名称，或删去",
    ),
    "region other": Breakage(
        'region: "510900"', 'region: "110000"', "department.region", 'region: "110000"', "改正 region，或改用本地的部门"
    ),
    "id dup result": Breakage(
        "id: food_permit",
        "id: business_licence",
        "id.duplicate",
        "result: {id: business_licence, name: 食品经",
        "换一个 id",
    ),
    "procedure dict no basis": Breakage(
        "[专家评审, 检测]",
        "[{name: 公示}]",
        "procedure.basis",
        "special_procedures: [{name: 公示}]",
        "写成 {name: 公示, basis: 依据的条款}",
    ),
}
