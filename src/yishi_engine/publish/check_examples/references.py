"""Examples of ids, references, prerequisites, questions and form fields."""

from __future__ import annotations

from typing import Final

from yishi_engine.publish.check_examples.example import DEPARTMENTS, Example

_SIZE: Final = "  - {id: signboard_size, label: 招牌尺寸, type: text, when: signboard}"
_AREA: Final = "  - {id: area, ask: 经营面积(㎡)？, type: integer, min: 1, max: 5000}"
_WAIT: Final = "    depends_on: [{item: business-licence, gate: start}]"
_SHOWN: Final = "    fields: [shop_name, signboard_size]"

EXAMPLES: Final = (
    Example(
        code="id.duplicate",
        why="两项同一个 id，别处写它时不知指哪一项；复制一项后最容易忘记改。",
        bad="  - id: food-permit  # ✗\n    name: 户外招牌设置",
        good="  - id: signboard-permit\n    name: 户外招牌设置",
    ),
    Example(
        code="id.ambiguous",
        why="条件里写它时，不知指问题还是字段。",
        bad="  - {id: signboard, label: 招牌尺寸, type: text}",
        good=_SIZE,
    ),
    Example(
        code="reference.duplicate",
        why="列两次没有用处，多半是本想写另一个。",
        bad="    fields: [shop_name, signboard_size, shop_name]",
        good=_SHOWN,
    ),
    Example(
        code="item.same_name",
        why="两个事项同名，办事人员和申请人分不清。",
        bad="    name: 食品经营许可\n    department: cgj",
        good="    name: 户外招牌设置\n    department: cgj",
    ),
    Example(
        code="department.unknown",
        why="部门写 departments.yaml 里的键；没有登记的部门收不到任务。",
        bad="    department: cgi",
        good="    department: cgj",
    ),
    Example(
        code="department.region",
        why="部门在别的市，多半是从别处的套餐抄来的。省、市、区县之间不算。",
        bad="    department: cgj",
        good="    department: cgj",
        beside={
            DEPARTMENTS: 'scjg: {name: 市场监督管理局, region: "510900"}\ncgj: {name: 城市管理局, region: "110000"}\n'
        },
        shown='cgj: {name: 城市管理局, region: "110000"}   # 套餐写的是 region: "510900"',
    ),
    Example(
        code="item.unknown",
        why="前置事项写本套餐里事项的 id。",
        bad="    depends_on: [{item: licence, gate: start}]",
        good=_WAIT,
    ),
    Example(
        code="field.unknown",
        why="事项要的字段，表单里没有，申请人就没处填。",
        bad="    fields: [shop_name, signboard_sise]",
        good=_SHOWN,
    ),
    Example(
        code="field.unused",
        why="没有部门需要的信息不得收集。",
        bad="    fields: [shop_name]",
        good=_SHOWN,
        at=("open-shop.yaml", 27),
    ),
    Example(
        code="question.unused",
        why="问了却不起作用的问题，白白耽误申请人。",
        bad="  - {id: terrace, ask: 是否设露天座位？, type: yes_no}\n" + _AREA,
        good=_AREA,
    ),
    Example(
        code="dependency.self",
        why="等自己办完才能开始，就永远开始不了。",
        bad="    depends_on: [{item: food-permit, gate: start}]",
        good=_WAIT,
    ),
    Example(
        code="dependency.cycle",
        why="几个事项互相等待，谁也开始不了。信息列出这一圈。",
        bad="    materials: [premises]\n    depends_on: [{item: food-permit, gate: start}]  # ✗",
        good="    materials: [premises]",
    ),
    Example(
        code="dependency.unused",
        why="两个事项从不同时需要，这个关口就从不起作用，多半是条件写反了。",
        bad='    when: kind == "便利店" and signboard\n    depends_on: [{item: food-permit, gate: start}]  # ✗',
        good="    when: signboard",
    ),
    Example(
        code="options.missing",
        why="选项题要列出全部选项。",
        bad="  - {id: signboard_size, label: 招牌尺寸, type: choice, when: signboard}",
        good=_SIZE,
    ),
    Example(
        code="options.unexpected",
        why="只有 type: choice 才有选项。",
        bad="  - {id: signboard_size, label: 招牌尺寸, type: text, options: [大, 小], when: signboard}",
        good=_SIZE,
    ),
    Example(
        code="options.single",
        why="只有一个选项就不用问了。",
        bad="  - {id: signboard_size, label: 招牌尺寸, type: choice, options: [大], when: signboard}",
        good=_SIZE,
    ),
    Example(
        code="bounds.type",
        why="min、max 只用于数字和日期，max_length、pattern 只用于文字；整数的界限也是整数。",
        bad="  - {id: area, ask: 经营面积(㎡)？, type: integer, min: 0.5, max: 5000}",
        good=_AREA,
    ),
    Example(
        code="bounds.order",
        why="最小值大于最大值，什么都填不进去。",
        bad="  - {id: area, ask: 经营面积(㎡)？, type: integer, min: 5000, max: 300}",
        good=_AREA,
    ),
    Example(
        code="pattern.invalid",
        why="有的格式遇到特别的输入要算上几年；这样的写法不收。",
        bad='  - {id: signboard_size, label: 招牌尺寸, type: text, pattern: "([0-9]+)+米", when: signboard}',
        good='  - {id: signboard_size, label: 招牌尺寸, type: text, pattern: "[0-9]{1,3}米", when: signboard}',
        instead=_SIZE,
    ),
    Example(
        code="personal.resident_id",
        why="身份证号只存于可删除的个人信息库，不进入审计记录。",
        bad="  - {id: owner_id, label: 身份证号, type: resident_id}",
        good="  - {id: owner_id, label: 身份证号, type: resident_id, personal: true}",
    ),
    Example(
        code="personal.unmarked",
        why="姓名、电话、住址一类没有标明的，会写进删不掉的审计记录。",
        bad="  - {id: owner, label: 经营者姓名, type: text, max_length: 50}",
        good="  - {id: owner, label: 经营者姓名, type: text, max_length: 50, personal: true}",
    ),
    Example(
        code="question.personal",
        why="问题在填表之前回答，只决定需要哪些事项；个人信息写在表单里。",
        bad="  - {id: contact, ask: 负责人电话？, type: phone}\n" + _AREA,
        good=_AREA,
    ),
    Example(
        code="question.free_text",
        why="文字的回答分不出情形，还会有人写进个人信息。",
        bad="  - {id: kind, ask: 经营类型？, type: text}",
        good="  - {id: kind, ask: 经营类型？, type: choice, options: [便利店, 小餐饮]}",
    ),
    Example(
        code="field.same_label",
        why="一张表单里同一内容只填一次，各事项共用。",
        bad="  - {id: signboard_size, label: 店名, type: text, when: signboard}",
        good=_SIZE,
    ),
    Example(
        code="region.invalid",
        why="写国家标准的六位代码，加引号。",
        bad="region: 遂宁市",
        good='region: "510900"',
    ),
)
