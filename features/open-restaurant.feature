# language: zh-CN
功能: 开办餐馆一件事：一次申请，只办情形需要的事项，各部门分头办理，统一出件

  背景:
    假如 现在是"2026-02-11 09:30"
    而且 已载入套餐"open-restaurant"

  场景: 51平方米且设招牌的，四个事项都办，每个部门只收到自己的事项
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段           | 值                 |
      | area           | 51                 |
      | signboard      | 是                 |
      | operator       | 张三               |
      | operator_id    | 110101199001010015 |
      | shop_name      | 阳光餐馆           |
      | signboard_size | 3米×1米            |
    那么 办件状态为"已接件"
    而且 办件的办结期限为"2026-02-25"
    当 牵头部门受理
    那么 办件状态为"办理中"
    而且 分发的事项为:
      | 事项             | 部门 | 状态     | 办结期限   |
      | business-licence | scjg | 待办     | 2026-02-12 |
      | food-permit      | scjg | 等待前置 |            |
      | fire-check       | xfjy | 待办     | 2026-02-25 |
      | signboard        | cgj  | 待办     | 2026-02-14 |
    而且 办件的办结期限为"2026-03-10"

  场景: 50平方米以下包括50平方米，免于消防安全检查（民法典第一千二百五十九条）
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段           | 值                 |
      | area           | 50                 |
      | signboard      | 是                 |
      | operator       | 张三               |
      | operator_id    | 110101199001010015 |
      | shop_name      | 阳光餐馆           |
      | signboard_size | 3米×1米            |
    而且 牵头部门受理
    那么 分发的事项为:
      | 事项         | 部门                     | 状态     | 办结期限   |
      | 营业执照核发 | 遂宁市市场监督管理局     | 待办     | 2026-02-12 |
      | 食品经营许可 | 遂宁市市场监督管理局     | 等待前置 |            |
      | 户外招牌设置 | 遂宁市城市管理行政执法局 | 待办     | 2026-02-14 |
    而且 免办的事项为:
      | 事项       | 规则      | 说明                         |
      | fire-check | area > 50 | 建筑面积50平方米以下免于检查 |

  场景: 不设招牌的不办招牌，也不问招牌尺寸
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    而且 牵头部门受理
    那么 分发的事项为:
      | 事项             | 部门 | 状态     |
      | business-licence | scjg | 待办     |
      | food-permit      | scjg | 等待前置 |
      | fire-check       | xfjy | 待办     |
    而且 免办的事项为:
      | 事项      | 规则      | 说明                   |
      | signboard | signboard | 不设户外招牌的不需办理 |

  场景: 既不超过50平方米也不设招牌的，只办市场监管两件
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 1                  |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    而且 牵头部门受理
    那么 分发的事项为:
      | 事项             | 部门 | 状态     |
      | business-licence | scjg | 待办     |
      | food-permit      | scjg | 等待前置 |
    而且 免办的事项为:
      | 事项       |
      | fire-check |
      | signboard  |

  场景大纲: 面积填得不合理的，不予接件并说明范围
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | <面积>             |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    那么 操作被拒绝，提示包含"<提示>"

    例子:
      | 面积   | 提示            |
      | 0      | 不能小于 1      |
      | 100001 | 不能大于 100000 |
      | 五十   | 须为整数        |

  场景: 表单和材料的所有问题一次说全
    当 申请人"p-1"提交申请，缺少材料"premises"，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 是                 |
      | operator_id | 110101199001010016 |
      | shop_name   | 阳光餐馆           |
    那么 操作被拒绝，提示包含"经营者姓名"
    当 申请人"p-1"提交申请，缺少材料"premises"，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 是                 |
      | operator_id | 110101199001010016 |
      | shop_name   | 阳光餐馆           |
    那么 操作被拒绝，提示包含"不是有效的身份证号"
    当 申请人"p-1"提交申请，缺少材料"premises"，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 是                 |
      | operator_id | 110101199001010016 |
      | shop_name   | 阳光餐馆           |
    那么 操作被拒绝，提示包含"招牌尺寸"
    当 申请人"p-1"提交申请，缺少材料"premises"，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 是                 |
      | operator_id | 110101199001010016 |
      | shop_name   | 阳光餐馆           |
    那么 操作被拒绝，提示包含"经营场所使用证明"

  场景: 先照后证，领照当天食品经营许可才打开并起算
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 50                 |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    而且 牵头部门受理
    当 "food-permit"开始办理
    那么 操作被拒绝，提示包含"等待前置"
    而且 "food-permit"的办结期限为""
    当 "business-licence"开始办理
    而且 时间来到"2026-02-12 10:00"
    而且 "business-licence"准予
    那么 "food-permit"状态为"待办"
    而且 "food-permit"的办结期限为"2026-03-04"
    当 "food-permit"开始办理
    而且 "food-permit"准予
    那么 办件状态为"待出件"
    当 牵头部门办结
    那么 办件状态为"已办结"
    而且 办件结果为"全部准予"

  场景: 执照不予，食品经营许可终止，消防和招牌照常决定，结果为部分准予
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段           | 值                 |
      | area           | 51                 |
      | signboard      | 是                 |
      | operator       | 张三               |
      | operator_id    | 110101199001010015 |
      | shop_name      | 阳光餐馆           |
      | signboard_size | 3米×1米            |
    而且 牵头部门受理
    而且 "business-licence"开始办理
    而且 "business-licence"不予许可，理由"住所不符合登记条件"
    那么 "business-licence"状态为"不予"
    而且 "food-permit"状态为"终止"
    而且 "fire-check"状态为"待办"
    而且 办件状态为"办理中"
    当 "fire-check"开始办理
    而且 "fire-check"准予
    而且 "signboard"开始办理
    而且 "signboard"准予
    那么 办件状态为"待出件"
    当 牵头部门办结
    那么 办件结果为"部分准予"

  场景: 消防不予，不否决食品经营许可，结果为部分准予
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    而且 牵头部门受理
    而且 "fire-check"开始办理
    而且 "fire-check"不予许可，理由"疏散出口不足"
    而且 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "food-permit"开始办理
    而且 "food-permit"准予
    而且 牵头部门办结
    那么 办件状态为"已办结"
    而且 办件结果为"部分准予"

  场景: 执照不予而别无事项的，结果为不予
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 20                 |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    而且 牵头部门受理
    而且 "business-licence"开始办理
    而且 "business-licence"不予许可，理由"住所不符合登记条件"
    那么 办件状态为"待出件"
    当 牵头部门办结
    那么 办件结果为"不予"

  场景: 采用告知承诺的，交承诺书，受理当天即可准予（消防法第十五条）
    当 申请人"p-1"提交申请，缺少材料"fire_pledge"，情形和表单如下:
      | 字段               | 值                 |
      | area               | 200                |
      | signboard          | 否                 |
      | operator           | 张三               |
      | operator_id        | 110101199001010015 |
      | shop_name          | 阳光餐馆           |
      | fire_by_commitment | 是                 |
    那么 操作被拒绝，提示包含"公众聚集场所消防安全告知承诺书"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段               | 值                 |
      | area               | 200                |
      | signboard          | 否                 |
      | operator           | 张三               |
      | operator_id        | 110101199001010015 |
      | shop_name          | 阳光餐馆           |
      | fire_by_commitment | 是                 |
    而且 牵头部门受理
    而且 "fire-check"开始办理
    而且 "fire-check"准予
    那么 "fire-check"状态为"准予"

  场景: 平面布置图可容缺，先受理先办理，补齐才能出件
    当 申请人"p-1"提交申请，缺少材料"floor_plan"，情形和表单如下:
      | 字段        | 值                 |
      | area        | 20                 |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    而且 牵头部门受理
    那么 缺少材料"floor_plan"
    当 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "food-permit"开始办理
    而且 "food-permit"准予
    那么 办件状态为"待出件"
    当 牵头部门办结
    那么 操作被拒绝，提示包含"平面布置图"
    当 申请人补交材料"premises"
    那么 操作被拒绝，提示包含"平面布置图"
    当 申请人补交材料"floor_plan"
    那么 不缺少材料
    当 牵头部门办结
    那么 办件状态为"已办结"

  场景: 每个部门只看到自己事项用到的字段，牵头部门看到全部（个人信息保护法第六条）
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段           | 值                 |
      | area           | 51                 |
      | signboard      | 是                 |
      | operator       | 张三               |
      | operator_id    | 110101199001010015 |
      | shop_name      | 阳光餐馆           |
      | signboard_size | 3米×1米            |
    而且 牵头部门受理
    那么 "xfjy"看得到字段"shop_name"
    而且 "xfjy"看不到字段"operator"
    而且 "xfjy"看不到字段"operator_id"
    而且 "xfjy"看不到字段"signboard_size"
    而且 "xfjy"看得到材料"floor_plan"
    而且 "xfjy"看不到材料"premises"
    而且 "cgj"看得到字段"signboard_size"
    而且 "cgj"看不到字段"operator"
    而且 "cgj"看不到字段"operator_id"
    而且 "cgj"看不到材料"floor_plan"
    而且 "scjg"看得到字段"operator_id"
    而且 "scjg"看得到字段"signboard_size"
    而且 "scjg"看得到材料"floor_plan"

  场景: 事项错发不了：未列入情形的事项不能办，未列出的程序不能停表
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 20                 |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    而且 牵头部门受理
    当 "business-licence"准予
    那么 操作被拒绝，提示包含"待办"
    当 "business-licence"开始办理
    而且 "business-licence"因"专家评审"暂停计时，预计"5 工作日"
    那么 操作被拒绝，提示包含"不能因"
    当 "business-licence"延期"5 工作日"，理由"材料较多"
    那么 操作被拒绝，提示包含"不允许延期"
    当 牵头部门办结
    那么 操作被拒绝，提示包含"办理中"
