"""What the page about definitions says in words, in Chinese, for designers. «…» stands for a value from the code."""

from __future__ import annotations

from typing import Final

HEAD: Final = """\
# 套餐定义

由模型和检查规则生成；重新生成：`python -m yishi_engine.publish.bundle_reference > docs/reference/bundle.md`。

一个套餐一个 YAML 文件，放在 `bundles/<id>.yaml`；各部门登记在同一文件夹的 `departments.yaml`。写好后用 `yishi check`
检查，用[用例](features.md)检验。

部门登记：

```yaml title="mine/departments.yaml"
scjg: {name: 市场监督管理局, region: "510900"}
cgj: {name: 城市管理局, region: "510900"}
```

套餐：

```yaml title="mine/open-shop.yaml"
id: open-shop
version: 1
effective_from: 2026-01-01
name: 开办便利店
audience: enterprise
region: "510900"
lead_department: scjg
basis: [中华人民共和国行政许可法第二十六条]

limits:
  acceptance: 2 工作日
  on_silence: deemed_accepted
  correction: 10 工作日
  total: 10 工作日
  issue: 1 工作日

questions:
  - {id: area, ask: 经营场所面积(㎡)？, type: integer, min: 1}
  - {id: kitchen, ask: 是否现场制作食品？, type: yes_no}
  - {id: signboard, ask: 是否设置户外招牌？, type: yes_no}

form:
  - {id: owner, label: 经营者姓名, type: text, max_length: 50, personal: true}
  - {id: owner_id, label: 身份证号, type: resident_id, personal: true}
  - {id: shop_name, label: 店名, type: text}
  - {id: signboard_size, label: 招牌尺寸, type: text, when: signboard}

materials:
  - {id: premises, name: 经营场所使用证明}
  - {id: floor_plan, name: 平面布置图, necessity: deferrable, defer: 3 工作日}
  - {id: pest_plan, name: 防鼠防虫方案, when: area > 100}
  - {id: licence_copy, name: 营业执照, source: result, of: business-licence}

items:
  - id: business-licence
    name: 营业执照核发
    department: scjg
    statutory_limit: 3 工作日
    committed_limit: 1 工作日
    fields: [owner, owner_id, shop_name]
    materials: [premises]
    result: {id: business_licence, name: 营业执照}

  - id: food-permit
    name: 食品经营许可
    department: scjg
    when: kitchen
    exempt_note: 不现场制作食品的不办此项
    depends_on: [{item: business-licence, gate: start}]
    statutory_limit: 20 工作日
    committed_limit: 5 工作日
    extension: 5 工作日
    special_procedures: [检测, {name: 公示, basis: 本市并联审批规定}]
    fields: [owner, shop_name]
    materials: [licence_copy, floor_plan, pest_plan]
    result: {id: food_permit, name: 食品经营许可证}

  - id: signboard
    name: 户外招牌设置
    department: cgj
    when: signboard
    committed_limit: 3 工作日
    commitment: {verify_within: 60 工作日}
    fields: [shop_name, signboard_size]
```

```console
$ yishi check mine
没有发现问题
```

在编辑器里补全和检查：用 `yishi schema > bundle.schema.json` 存下 JSON Schema（[本版](bundle.schema.json)），放在套餐
旁边，套餐第一行写 `# yaml-language-server: $schema=bundle.schema.json`。

## 键

没有列出的键一律报错。“不写则”一栏为“必填”的不能省略。
"""
TITLES: Final = {
    "Bundle": "套餐",
    "Limits": "`limits`",
    "Question": "`questions` 的每一项",
    "FormField": "`form` 的每一项",
    "Material": "`materials` 的每一项",
    "Item": "`items` 的每一项",
    "Dependency": "`depends_on` 的每一项",
    "Procedure": "`special_procedures` 的每一项",
    "Result": "`result`",
    "Commitment": "`commitment`",
    "Department": "`departments.yaml` 的每一项",
}
NOTES: Final = {
    "Limits": "`acceptance` 自收到申请起算，`correction` 自一次告知起算，`total` 自受理起算，`follow_up` 自差评起算；"
    "`issue` 没有自己的计时，检查总时限时算在内。",
    "Question": "问题在填表之前回答，决定需要哪些事项，不得收集个人信息。每个问题都要回答。"
    "看得到办件的部门都看得到全部回答。",
    "FormField": "只有情形所需的事项用到的字段才向申请人收集。",
    "Material": "只有情形所需的事项用到的材料才向申请人收取。只收引用（网址、摘要等），不存文件。",
    "Dependency": "情形不需要的前置事项视为已经满足，它的结果也不要求。"
    "两种关口的计时都自前置准予起算：`gate: decide` 的事项可以先办理，准予之前办理的日子不计。",
    "Procedure": "行政许可法第四十五条的八种写名称即可：«procedures»。",
    "Commitment": "事项可以凭申请人的承诺准予，之后核查；核查期限自办结之日起算。",
    "Department": "键是部门的标识，套餐用它指明部门。",
}
LIMITS: Final = """\
## 期限

写数字和单位，数字为 1 至 «amount»；只写数字是错误。

| 写法 | 也可写 | 怎样计算 |
|---|---|---|
| `5 工作日` | `5 wd` | 起算之日不计，其后第 5 个工作日下班时期满 |
| `20 自然日` | `20 d` | 起算之日不计，其后第 20 日；逢休息日顺延到下一个工作日 |
| `4 工作时` | `4 wh` | 自起算之时起，只计上班时间 |
| `3 月` | `3 mo` | 到期月的对应日，没有对应日的为月末；逢休息日顺延 |
| `即办` | | 当日下班前；下班后或休息日起算的，下一个工作日下班前 |

怎样起算、停止、预警，见[计时规则](../explanation/clock.md)。
"""
CONDITIONS: Final = """\
## 条件

`when` 写在什么情况下需要，例如 `area > 50 and signboard`。结果只取决于所写的回答，同样的回答总得同样的结果。

| 可以写 | 例 |
|---|---|
| 是否题的名称 | `signboard` |
| 比较 `==` `!=` `<` `<=` `>` `>=` | `area > 50`、`area >= other_area` |
| 连着比较 | `50 < area <= 300` |
| 属于、不属于 | `kind in ["中餐", "火锅"]`、`kind not in ["中餐"]` |
| 并且、或者、不 | `a and b`、`a or b`、`not a`，可加括号 |
| 值 | 数字 `50`、`1.5`，文字 `"中餐"`，日期 `"2026-01-01"`，`是`、`否` |

除此之外都是错误：不能作算术，不能调用函数，不能取属性；运算符和引号用英文半角。

- 事项的条件只能用问题；字段的条件还可用排在它前面的字段；材料的条件可用问题和全部字段。
- 比较的两边类型须相符；`choice` 只能与自己的选项比较；只有数字和日期可比大小。
- 没有值的比较不成立，没有回答的是否题也不成立；前面加 `not` 则成立。
- 最长 «condition» 个字符，最多嵌套 «condition_depth» 层。
"""
TYPES_HEAD: Final = """\
## 值的类型

`type` 决定问题和字段收什么值。首尾空白一律去掉。只有不可见字符的，等于没填；控制字符、
改变书写方向的字符、U+2028、U+2029、U+FEFF 不收。
"""
TYPES: Final = {
    "text": "文字；没有 `max_length` 的最多 «text» 字；`pattern` 须与全文相符",
    "integer": "整数；可写 `min`、`max`",
    "decimal": "小数，小数点后最多 12 位；可写 `min`、`max`",
    "date": "日期，如 2026-02-11；可写 `min`、`max`",
    "yes_no": "是或否；程序接口用 true 或 false",
    "choice": "`options` 之一",
    "resident_id": "18 位身份证号，校验码和出生日期须正确；须标为个人信息",
    "credit_code": "18 位统一社会信用代码，校验码须正确",
    "phone": "手机号，或带区号的固定电话；空格和短横线去掉",
    "region": "六位行政区划代码",
}
WRITING: Final = """\
## 写法

- UTF-8 编码，一个文件一个文档，最大 «bytes»，最多嵌套 «depth» 层、«nodes» 个值。
- 不用锚点、别名、合并键和类型标记；同一映射里键不得重复。
- 只有 `true`、`false` 是真假；`yes`、`no`、`on`、`off` 是文字。
- 日期直接写 `2026-01-01`；以 0 开头的数字是文字；代码一类的数字加引号，如 `"510900"`。
- 以符号开头的文字，和含有冒号加空格、空格加井号的文字，加英文双引号。
- 花括号里的条件含有方括号、逗号或引号的，整个加英文单引号：`when: 'kind in ["中餐", "火锅"]'`。
- 键写了就要有值；不用的键整行删去。
- 留给以后的键 `repeat`、`optional`、`base`、`overlay`、`effective_to` 目前不能用。
"""
CHECKS: Final = """\
## 检查

`yishi check` 一次指出全部文件的全部问题，各带文件、行、列和代码；有错误的套餐不能载入，警告不影响。例如：

```yaml title="mine/drafts/open-inn.yaml"
id: open-inn
version: 1
name: 开办民宿
audience: enterprise
lead_department: scjg
limits: {total: 5}
questions:
  - {id: rooms, ask: 客房数？, type: integer, min: 1}
items:
  - {id: business-licence, name: 营业执照核发, department: scjg, committed_limit: 1 工作日}
  - id: signboard
    name: 户外招牌设置
    department: cgi
    when: romms > 15
    commited_limit: 3 工作日
```

```console
$ yishi check mine/drafts
mine/drafts/open-inn.yaml:6:17: 错误 limit.invalid 期限缺单位："5"
    6 | limits: {total: 5}
      |                 ^
    提示：写数字和单位，例如 5 工作日、20 自然日、4 工作时、3 月，或 即办
mine/drafts/open-inn.yaml:13:17: 错误 department.unknown departments.yaml 里没有部门"cgi"
   13 |     department: cgi
      |                 ^
    提示：是否想写 cgj？或在 departments.yaml 里登记 cgi
mine/drafts/open-inn.yaml:14:11: 错误 condition.unknown_name 条件里的"romms"不是可用的名称
   14 |     when: romms > 15
      |           ^
    提示：是否想写 rooms？
mine/drafts/open-inn.yaml:15:5: 错误 key.unknown 不认识的键"commited_limit"
   15 |     commited_limit: 3 工作日
      |     ^
    提示：是否想写 committed_limit？
4 个错误
$ echo $?
1
```

`situation.no_item`、`condition.always` 等规则枚举条件所涉问题的回答，互不相干的条件分开枚举；超过 «situations» 种
不作，并报 `situation.too_many`。全部条件合起来超过这个数的，总时限按全部事项算。代码固定，程序
可以依靠；每条的意思和例子见[检查规则](checks.md)：
"""
VERSIONS: Final = """\
## 版本

- 已发布的版本不再改动；`yishi check bundles --against 已发布的文件夹` 逐一比较。有办件用过的版本，内容（注释、键的
  次序、期限的写法和部门登记除外）改动后拒绝载入，报 `conflict.version`；改了就加一个版本，另存一个文件，`id` 相同、
  `version` 加一。
- 新办件用提交之日已生效的最新版本；办理中的办件留在原来的版本，除非由牵头部门负责人
  [变更版本](../how-to/move-cases-to-a-new-version.md)。
- 用过的版本存在数据库里，文件删去之后办件照样办理。
"""
