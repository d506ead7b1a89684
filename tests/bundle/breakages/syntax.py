"""Slips of YAML: signs of a Chinese keyboard, blanks, indentation, brackets, quotes, parts of YAML that are refused."""

from __future__ import annotations

from typing import Final

from tests.bundle.breakages import Breakage

BREAKAGES: Final = {
    "tab indent": Breakage(
        "  acceptance: 5 工作日", "\tacceptance: 5 工作日", "yaml.syntax", "acceptance: 5 工作日", "改用空格"
    ),
    "tab indent item": Breakage(
        "    department: xfjy", "\tdepartment: xfjy", "yaml.syntax", "department: xfjy", "改用空格"
    ),
    "fw colon key": Breakage(
        "name: 开办餐馆", "name：开办餐馆", "yaml.syntax", "name：开办餐馆", "改为英文冒号加空格“: ”"
    ),
    "fw colon limits": Breakage("limits:\n", "limits：\n", "yaml.syntax", "limits：", "改为英文冒号加空格“: ”"),
    "fw colon item id": Breakage(
        "  - id: fire-check", "  - id：fire-check", "yaml.syntax", "- id：fire-check", "改为英文冒号加空格“: ”"
    ),
    "fw colon item name": Breakage(
        "    department: xfjy", "    department：xfjy", "yaml.syntax", "department：xfjy", "改为英文冒号加空格“: ”"
    ),
    "fw colon limits total": Breakage(
        "  total: 15 工作日", "  total：15 工作日", "yaml.syntax", "total：15 工作日", "改为英文冒号加空格“: ”"
    ),
    "fw colon with space": Breakage(
        "  total: 15 工作日", "  total： 15 工作日", "yaml.syntax", "total： 15 工作日", "改为英文冒号加空格“: ”"
    ),
    "fw colon sublist": Breakage(
        "questions:\n", "questions：\n", "yaml.syntax", "questions：", "改为英文冒号加空格“: ”"
    ),
    "fw comma in flow map": Breakage(
        "{id: area, ask",
        "{id: area， ask",
        "yaml.syntax",
        "- {id: area， ask: 经营场所面积(㎡)？, type: inte",
        "这一行有全角符号“，”，YAML的标点只认英文半角",
    ),
    "fw braces": Breakage(
        "{id: business_licence, name: 营业执照}",
        "｛id: business_licence, name: 营业执照｝",
        "yaml.syntax",
        "result: ｛id: business_licence, name: 营业执",
        "这一行有全角符号“｛”，YAML的标点只认英文半角",
    ),
    "fw space indent": Breakage(
        "    department: xfjy", "\u3000\u3000department: xfjy", "yaml.syntax", "department: xfjy", "改用英文半角空格"
    ),
    "fw dash list": Breakage(
        "  - id: fire-check", "  － id: fire-check", "yaml.syntax", "－ id: fire-check", "改为“- ”"
    ),
    "em dash list": Breakage("  - id: fire-check", "  — id: fire-check", "yaml.syntax", "— id: fire-check", "改为“- ”"),
    "no space colon": Breakage(
        "name: 开办餐馆", "name:开办餐馆", "yaml.syntax", "name:开办餐馆", "例如 name: 开办餐馆"
    ),
    "no space colon total": Breakage(
        "total: 15 工作日", "total:15 工作日", "yaml.syntax", "total:15 工作日", "例如 name: 开办餐馆"
    ),
    "no space colon limits": Breakage(
        "    department: xfjy", "    department:xfjy", "yaml.syntax", "department:xfjy", "例如 name: 开办餐馆"
    ),
    "no space after dash": Breakage(
        "  - id: fire-check", "  -id: fire-check", "yaml.syntax", "-id: fire-check", "例如 - id: fire-check"
    ),
    "indent more": Breakage(
        "    department: xfjy",
        "      department: xfjy",
        "yaml.syntax",
        "department: xfjy",
        "检查本行的缩进；若冒号是文字的一部分，给整个值加英文双引号",
    ),
    "indent less": Breakage(
        "    department: xfjy",
        "   department: xfjy",
        "yaml.syntax",
        "department: xfjy",
        "缩进用空格；同一级的键左边对齐，下一级比上一级多两个空格",
    ),
    "indent less2": Breakage(
        "    department: xfjy",
        "  department: xfjy",
        "yaml.syntax",
        "department: xfjy",
        "缩进用空格；同一级的键左边对齐，下一级比上一级多两个空格",
    ),
    "indent limits flat": Breakage(
        "  total: 15 工作日",
        "total: 15 工作日",
        "yaml.syntax",
        "total: 15 工作日",
        "缩进用空格；同一级的键左边对齐，下一级比上一级多两个空格",
    ),
    "indent question": Breakage(
        "  - {id: signboard, ask",
        "- {id: signboard, ask",
        "yaml.syntax",
        "- {id: signboard, ask: 是否设置户外招牌？, type: ",
        "缩进用空格；同一级的键左边对齐，下一级比上一级多两个空格",
    ),
    "missing brace": Breakage(
        "type: yes_no}\n\nform",
        "type: yes_no\n\nform",
        "yaml.syntax",
        "- {id: signboard, ask: 是否设置户外招牌？, type: ",
        "写成 {键: 值, 键: 值}",
    ),
    "missing bracket": Breakage(
        "fields: [operator, operator_id, shop_name]",
        "fields: [operator, operator_id, shop_name",
        "yaml.syntax",
        "fields: [operator, operator_id, shop_nam",
        "写成 [甲, 乙]",
    ),
    "missing quote": Breakage(
        'region: "510900"', 'region: "510900', "yaml.syntax", 'region: "510900', "在这段文字末尾补上同样的引号"
    ),
    "missing comma": Breakage(
        "{id: area, ask:",
        "{id: area ask:",
        "yaml.syntax",
        "- {id: area ask: 经营场所面积(㎡)？, type: integ",
        "写成 {键: 值, 键: 值}",
    ),
    "dup key": Breakage(
        "  total: 15 工作日",
        "  total: 15 工作日\n  total: 16 工作日",
        "yaml.duplicate_key",
        "total: 16 工作日",
        "请删除一个，或改正键名",
    ),
    "anchor": Breakage(
        "  - id: fire-check",
        "  - &fire\n    id: fire-check",
        "yaml.alias",
        "- &fire",
        "请把内容写全；若是普通文字，请加英文双引号",
    ),
    "alias": Breakage(
        "    department: xfjy",
        "    department: *x",
        "yaml.alias",
        "department: *x",
        "请把内容写全；若是普通文字，请加英文双引号",
    ),
    "star text": Breakage(
        "name: 平面布置图",
        "name: *平面布置图",
        "yaml.syntax",
        "- {id: floor_plan, name: *平面布置图, source:",
        "给整个值加英文双引号",
    ),
    "merge": Breakage(
        "  total: 15 工作日", "  <<: {total: 15 工作日}", "yaml.merge_key", "<<: {total: 15 工作日}", "请把内容写全"
    ),
    "tag": Breakage(
        "version: 1\n", "version: !!int 1\n", "yaml.tag", "version: !!int 1", "请删除标记；若是普通文字，请加英文双引号"
    ),
    "cond > first": Breakage("when: area > 50", "when: > 50", "yaml.syntax", "when: > 50", "给整个值加英文单引号"),
    "cond colon": Breakage(
        "when: area > 50",
        "when: area: 50",
        "yaml.syntax",
        "when: area: 50",
        "检查本行的缩进；若冒号是文字的一部分，给整个值加英文双引号",
    ),
    "cond ! unquoted": Breakage(
        "    when: signboard\n",
        "    when: !signboard\n",
        "yaml.tag",
        "when: !signboard",
        "请删除标记；若是普通文字，请加英文双引号",
    ),
    "cond quoted start": Breakage(
        "    when: signboard\n",
        '    when: "甲" == signboard\n',
        "yaml.syntax",
        'when: "甲" == signboard',
        "给整个值再加一层英文单引号",
    ),
    "items map": Breakage(
        "  - id: business-licence\n    name: 营业执照核发",
        "  business-licence:\n    name: 营业执照核发",
        "yaml.syntax",
        "- id: food-permit",
        "缩进用空格；同一级的键左边对齐，下一级比上一级多两个空格",
    ),
    "two docs": Breakage("questions:\n", "---\nquestions:\n", "yaml.documents", "---", "请删除多余的“---”"),
    "end marker": Breakage(
        "questions:\n", "...\nquestions:\n", "yaml.syntax", "questions:", "删去只有“...”或“---”的行"
    ),
    "colon in text": Breakage(
        "exempt_note: 建筑面积50平方米以下免于检查",
        "exempt_note: 提示: 免于检查",
        "yaml.syntax",
        "exempt_note: 提示: 免于检查",
        "检查本行的缩进；若冒号是文字的一部分，给整个值加英文双引号",
    ),
    "percent start": Breakage("name: 开办餐馆", "name: %开办", "yaml.syntax", "name: %开办", "给整个值加英文双引号"),
    "at start": Breakage("name: 开办餐馆", "name: @开办餐馆", "yaml.syntax", "name: @开办餐馆", "给整个值加英文双引号"),
    "backtick": Breakage(
        "name: 开办餐馆", "name: `开办餐馆`", "yaml.syntax", "name: `开办餐馆`", "给整个值加英文双引号"
    ),
    "bracket text": Breakage("name: 开办餐馆", "name: [开办餐馆", "yaml.syntax", "name: [开办餐馆", "写成 [甲, 乙]"),
    "pipe": Breakage(
        "exempt_note: 建筑面积50平方米以下免于检查",
        "exempt_note: |\n    建筑",
        "yaml.syntax",
        "建筑",
        "例如 name: 开办餐馆；一段文字要写成几行，每行都要比键多缩进",
    ),
    "nbsp": Breakage("name: 开办餐馆", "name:\u00a0开办餐馆", "yaml.syntax", "name:\u00a0开办餐馆", "改为英文半角空格"),
    "zero width": Breakage(
        "name: 开办餐馆",
        "name: 开\u200b办餐馆",
        "yaml.encoding",
        "name: 开\u200b办餐馆",
        "请删除这个字符，或另存为UTF-8文本",
    ),
    "flow in list": Breakage(
        "when: fire_by_commitment}",
        "when: area in [1, 2]}",
        "yaml.syntax",
        "- {id: fire_pledge, name: 公众聚集场所消防安全告知承诺",
        "花括号里的条件或格式含有方括号、逗号、冒号时，给它整个加英文单引号",
    ),
    "flow in list text": Breakage(
        "when: fire_by_commitment}",
        'when: area in ["1", "2"]}',
        "yaml.syntax",
        "- {id: fire_pledge, name: 公众聚集场所消防安全告知承诺",
        "花括号里的条件或格式含有方括号、逗号、冒号时，给它整个加英文单引号",
    ),
    "flow unquoted colon": Breakage(
        "when: fire_by_commitment}",
        "when: area: 50}",
        "yaml.syntax",
        "- {id: fire_pledge, name: 公众聚集场所消防安全告知承诺",
        "花括号里的条件或格式含有方括号、逗号、冒号时，给它整个加英文单引号",
    ),
    "flow q": Breakage(
        "when: fire_by_commitment}",
        'when: "area > 50}',
        "yaml.syntax",
        "- {id: fire_pledge, name: 公众聚集场所消防安全告知承诺",
        "在这段文字末尾补上同样的引号",
    ),
    "flow hash": Breakage(
        "when: fire_by_commitment}",
        "when: area > 50 #x}",
        "yaml.syntax",
        "- {id: fire_pledge, name: 公众聚集场所消防安全告知承诺",
        "是文字的，给整个值加英文双引号",
    ),
    "gate two lists": Breakage(
        "depends_on: [{item: business-licence, gate: start}]",
        "depends_on:\n      - item: business-licence\n      gate: start",
        "yaml.syntax",
        "gate: start",
        "缩进用空格；同一级的键左边对齐，下一级比上一级多两个空格",
    ),
    "key twice nested": Breakage(
        "    name: 食品经营许可\n",
        "    name: 食品经营许可\n    name: 食品许可\n",
        "yaml.duplicate_key",
        "name: 食品许可",
        "请删除一个，或改正键名",
    ),
    "limits list": Breakage(
        "limits:\n",
        "limits:\n  - x\n",
        "yaml.syntax",
        "acceptance: 5 工作日",
        "缩进用空格；同一级的键左边对齐，下一级比上一级多两个空格",
    ),
    "questions map": Breakage(
        "questions:\n  - {id: area",
        "questions:\n  area: {id: area",
        "yaml.syntax",
        "- {id: signboard, ask: 是否设置户外招牌？, type: ",
        "缩进用空格；同一级的键左边对齐，下一级比上一级多两个空格",
    ),
    "two id lines": Breakage(
        "  - id: fire-check\n",
        "  - id: fire-check\n  - name: x\n",
        "yaml.duplicate_key",
        "name: 公众聚集场所投入使用、营业前消防安全检查",
        "这一项前面是否漏了“- ”？",
    ),
    "item without dash": Breakage(
        "  - id: fire-check\n",
        "    id: fire-check\n",
        "yaml.duplicate_key",
        "id: fire-check",
        "这一项前面是否漏了“- ”？",
    ),
    "pattern flow": Breakage(
        "label: 店名, type: text",
        "label: 店名, type: text, pattern: [A-Z]+",
        "yaml.syntax",
        "- {id: shop_name, label: 店名, type: text,",
        "写成 {键: 值, 键: 值}",
    ),
}
