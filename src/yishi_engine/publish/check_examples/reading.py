"""Examples of what is found while files are read."""

from __future__ import annotations

from typing import Final

from yishi_engine.positioned import MAX_BYTES, MAX_DEPTH
from yishi_engine.publish.check_examples.example import BASE, BUNDLE, DEPARTMENTS, LISTED, Example

_ID: Final = "id: open-shop\n"
_TOTAL: Final = "  total: 10 工作日"

EXAMPLES: Final = (
    Example(
        code="file.missing",
        why="每个文件夹都要有 departments.yaml，套餐里的部门才有出处。",
        bad="mine/\n  open-shop.yaml\n",
        good=_ID,
        shown="mine/\n  open-shop.yaml",
        instead="\x00",
        beside={DEPARTMENTS: None},
        at=(DEPARTMENTS, 0),
    ),
    Example(
        code="file.unreadable",
        why="名字以 .yaml 结尾的须是文件，并且有权读它。",
        bad="mine/\n  departments.yaml\n  open-shop.yaml\n  open-inn.yaml/\n",
        good=_ID,
        shown="mine/\n  departments.yaml\n  open-shop.yaml\n  open-inn.yaml/   # 是文件夹",
        instead="\x00",
        beside={"open-inn.yaml/": ""},
        at=("open-inn.yaml", 0),
    ),
    Example(
        code="file.no_bundle",
        why="给出的文件夹里一个 .yaml 文件也没有，多半是路径写错了。",
        bad="mine/\n  departments.yaml\n",
        good=_ID,
        shown="mine/\n  departments.yaml",
        instead="\x00",
        beside={BUNDLE: None},
        at=("mine", 0),
    ),
    Example(
        code="file.suffix",
        why="只读 .yaml 文件；后缀写成 .yml 的会被漏掉。",
        bad="mine/\n  departments.yaml\n  open-shop.yaml\n  open-inn.yml\n",
        good=_ID,
        shown="mine/\n  departments.yaml\n  open-shop.yaml\n  open-inn.yml",
        instead="\x00",
        beside={"open-inn.yml": BASE},
        at=("open-inn.yml", 0),
    ),
    Example(
        code="file.departments",
        why="部门按文件名去找；大小写、后缀和单复数都要相同。",
        bad="mine/\n  Departments.yaml\n  open-shop.yaml\n",
        good=_ID,
        shown="mine/\n  Departments.yaml\n  open-shop.yaml",
        instead="\x00",
        beside={DEPARTMENTS: None, "Departments.yaml": LISTED},
        at=("Departments.yaml", 0),
    ),
    Example(
        code="file.content",
        why="套餐文件从“键: 值”写起，不能是空的，也不能整个是一张列表。",
        bad="- open-shop\n",
        good=BASE,
        shown="- open-shop",
        at=(BUNDLE, 1),
    ),
    Example(
        code="yaml.syntax",
        why="冒号要用英文冒号加空格，同一级的键左边对齐，括号和引号成对。信息指向最可能写错的那一处。",
        bad="name：开办便利店",
        good="name: 开办便利店",
    ),
    Example(
        code="yaml.encoding",
        why="从网页或文档里复制来的文字常带看不见的字符，肉眼看不出，比较时却不相等。",
        bad="name: 开办\u200b便利店",
        good="name: 开办便利店",
        shown="name: 开办‹U+200B›便利店",
    ),
    Example(
        code="yaml.too_large",
        why="一个套餐一个文件；写得这么大的，多半是放错了内容。",
        bad=f"# {'长' * MAX_BYTES}\n{BASE}",
        good=BASE,
        shown="# 长长长……（超过 256 KiB）",
        at=(BUNDLE, 0),
    ),
    Example(
        code="yaml.too_deep",
        why="定义没有这么多层，多半是方括号或花括号写错了。",
        bad=f"basis: {'[' * (MAX_DEPTH + 1)}{']' * (MAX_DEPTH + 1)}",
        good="basis: [中华人民共和国行政许可法第二十六条]",
        shown="basis: [[[[[[[[[[……]]]]]]]]]]",
    ),
    Example(
        code="yaml.alias",
        why="锚点和别名让人看不出一处写的是什么；每处都写全。以 * 或 & 开头的普通文字加引号。",
        bad="lead_department: &lead scjg",
        good="lead_department: scjg",
    ),
    Example(
        code="yaml.merge_key",
        why="与锚点和别名同理：内容写在用到它的地方。",
        bad="  <<: {total: 10 工作日}",
        good=_TOTAL,
    ),
    Example(
        code="yaml.tag",
        why="类型由键决定，不用标记。以 ! 开头的普通文字加引号。",
        bad="version: !!int 1",
        good="version: 1",
    ),
    Example(
        code="yaml.key",
        why="键是文字，前面不加标记，也不能是列表或映射。",
        bad="&name name: 开办便利店",
        good="name: 开办便利店",
    ),
    Example(
        code="yaml.duplicate_key",
        why="同一个键写两次，只有一个算数；信息说出第一次写在哪一行。",
        bad="  total: 10 工作日\n  total: 12 工作日  # ✗",
        good=_TOTAL,
    ),
    Example(
        code="yaml.documents",
        why="一个套餐一个文件；“---”会另起一个文档。",
        bad="---  # ✗\nmaterials:",
        good="materials:",
    ),
    Example(
        code="key.unknown",
        why="写错的键若不报，它的值就悄悄不起作用。信息给出最相近的键。",
        bad="lead_departmnt: scjg",
        good="lead_department: scjg",
    ),
    Example(
        code="key.misplaced",
        why="漏写一行 items: 之类的键，后面各项就都落到前一张列表里。",
        bad="  - id: business-licence  # ✗",
        good="\nitems:\n  - id: business-licence",
    ),
    Example(
        code="key.missing",
        why="必填的键没有写；信息指向缺它的那一项。",
        bad="  - id: signboard-permit  # ✗\n    name: 户外招牌设置\n    when: signboard",
        good="  - id: signboard-permit\n    name: 户外招牌设置\n    department: cgj\n    when: signboard",
    ),
    Example(
        code="value.empty",
        why="写了键却没有值，等于没有写；条件写成注释时最容易漏看。",
        bad="    when: # 设招牌的",
        good="    when: signboard",
        instead="    when: signboard",
    ),
    Example(
        code="value.type",
        why="文字、整数、日期、列表、映射各有写法；代码一类的数字是文字，要加引号。",
        bad="region: 510900",
        good='region: "510900"',
    ),
    Example(
        code="value.choice",
        why="只能写所列的词；写中文意思的，信息给出对应的词。",
        bad="audience: 企业",
        good="audience: enterprise",
    ),
    Example(code="value.range", why="版本从 1 起。", bad="version: 0", good="version: 1"),
    Example(
        code="value.cut",
        why="空格加 # 以后是注释，不会读进来；印在指南上的文字就少了一截。",
        bad="    exempt_note: 招牌 #1 类以外的不办此项",
        good='    exempt_note: "招牌 #1 类以外的不办此项"',
        instead="    exempt_note: 便利店不办此项",
    ),
    Example(
        code="value.too_long",
        why="名称会印在表单、指南和流程图上，太长了排不下。",
        bad=f"name: {'开办便利店' * 50}",
        good="name: 开办便利店",
        shown="name: 开办便利店开办便利店……（超过 200 个字）",
    ),
    Example(
        code="id.invalid",
        why="标识用在条件、接口和网址里，只用小写字母、数字、连字符和下划线；名称写在 name 或 label 里。",
        bad="  - {id: 店名, label: 店名, type: text}",
        good="  - {id: shop_name, label: 店名, type: text}",
    ),
    Example(
        code="limit.invalid",
        why="“5 天”不知是工作日还是自然日，时限就算不出来；所以单位必须写明。",
        bad="  total: 10 天",
        good=_TOTAL,
    ),
    Example(
        code="uscc.invalid",
        why="第 18 位是校验码，抄错一位就能发现。",
        bad='cgj: {name: 城市管理局, region: "510900", uscc: 11510900008490000A}',
        good='cgj: {name: 城市管理局, region: "510900"}',
        file=DEPARTMENTS,
    ),
)
