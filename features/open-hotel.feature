# language: zh-CN
功能: 开办旅馆一件事：公安牵头，先照、再消防、后特行，卫生并行

  背景:
    假如 现在是"2026-03-02 09:30"
    而且 已载入套餐"open-hotel"

  场景: 旅馆不论大小都查消防、办卫生许可
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 50                 |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 4                  |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
    而且 牵头部门受理
    那么 分发的事项为:
      | 事项             | 部门 | 状态     | 办结期限   |
      | business-licence | scjg | 待办     | 2026-03-03 |
      | fire-check       | xfjy | 等待前置 |            |
      | special-trade    | gaj  | 等待前置 |            |
      | hygiene-permit   | wjw  | 待办     |            |
    而且 办件的办结期限为"2026-03-30"

  场景大纲: 民宿按面积分三档，50和300平方米都含在免办之内
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 民宿               |
      | area                 | <面积>             |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江民宿           |
      | rooms                | 4                  |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
    而且 牵头部门受理
    那么 "special-trade"状态为"等待前置"
    当 "<不办>"开始办理
    那么 操作被拒绝，提示包含"不需要办理"
    当 "<要办>"开始办理
    那么 操作被拒绝，提示包含"等待前置"

    例子:
      | 面积 | 不办           | 要办          |
      | 1    | fire-check     | special-trade |
      | 50   | fire-check     | special-trade |
      | 51   | hygiene-permit | fire-check    |
      | 300  | hygiene-permit | fire-check    |

  场景: 民宿301平方米起消防和卫生都办
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 民宿               |
      | area                 | 301                |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江民宿           |
      | rooms                | 10                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
    而且 牵头部门受理
    那么 分发的事项为:
      | 事项             | 状态     |
      | business-licence | 待办     |
      | fire-check       | 等待前置 |
      | special-trade    | 等待前置 |
      | hygiene-permit   | 待办     |

  场景: 提供餐饮并设招牌的，加办食品经营许可和户外招牌
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 民宿               |
      | area                 | 40                 |
      | food                 | 是                 |
      | signboard            | 是                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江民宿           |
      | rooms                | 3                  |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
      | signboard_size       | 2米×1米            |
    而且 牵头部门受理
    那么 分发的事项为:
      | 事项             | 部门 | 状态     | 办结期限   |
      | business-licence | scjg | 待办     | 2026-03-03 |
      | special-trade    | gaj  | 等待前置 |            |
      | food-permit      | scjg | 等待前置 |            |
      | signboard        | cgj  | 待办     | 2026-03-05 |

  场景: 有集中空调的才收集中空调检测报告
    当 申请人"p-1"提交申请，缺少材料"air_conditioning_report"，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 是                 |
    那么 操作被拒绝，提示包含"集中空调通风系统卫生检测报告"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 是                 |
    那么 办件状态为"已接件"

  场景: 采用告知承诺的才收承诺书，领照当天即可准予（消防法第十五条）
    当 申请人"p-1"提交申请，缺少材料"fire_pledge"，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
      | fire_by_commitment   | 是                 |
    那么 操作被拒绝，提示包含"公众聚集场所消防安全告知承诺书"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
      | fire_by_commitment   | 是                 |
    而且 牵头部门受理
    那么 "xfjy"看得到材料"fire_pledge"
    而且 "wjw"看不到材料"fire_pledge"
    当 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "fire-check"开始办理
    而且 "fire-check"准予
    那么 "special-trade"的办结期限为"2026-03-16"

  场景: 特行在领照后先审查，消防意见出具后才能决定，并从那一天起算
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
    而且 牵头部门受理
    而且 "business-licence"开始办理
    而且 "business-licence"准予
    那么 "special-trade"状态为"待办"
    而且 "special-trade"的办结期限为""
    而且 "fire-check"的办结期限为"2026-03-09"
    而且 "hygiene-permit"的办结期限为"2026-03-11"
    当 "special-trade"开始办理
    而且 "special-trade"准予
    那么 操作被拒绝，提示包含"公众聚集场所投入使用、营业前消防安全检查"
    当 时间来到"2026-03-05 15:00"
    而且 "fire-check"开始办理
    而且 "fire-check"准予
    那么 "special-trade"的办结期限为"2026-03-19"
    当 时间来到"2026-03-17 08:59"
    那么 "special-trade"为"正常"
    当 时间来到"2026-03-17 09:00"
    那么 "special-trade"为"预警"
    当 "special-trade"准予
    而且 "hygiene-permit"开始办理
    而且 "hygiene-permit"准予
    而且 牵头部门办结
    那么 办件结果为"全部准予"

  场景: 免消防检查的民宿，领照之日特行即起算，意见书不再收取
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 民宿               |
      | area                 | 50                 |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江民宿           |
      | rooms                | 4                  |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
    而且 牵头部门受理
    而且 "business-licence"开始办理
    而且 "business-licence"准予
    那么 "special-trade"状态为"待办"
    而且 "special-trade"的办结期限为"2026-03-16"
    当 "special-trade"开始办理
    而且 "special-trade"准予
    而且 牵头部门办结
    那么 办件结果为"全部准予"

  场景: 卫生许可可与营业执照并行审查，但计时未起不能停，领照前不能决定
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
    而且 牵头部门受理
    而且 "hygiene-permit"开始办理
    那么 "hygiene-permit"状态为"办理中"
    当 "hygiene-permit"因"检测"暂停计时，预计"5 工作日"
    那么 操作被拒绝，提示包含"计时尚未开始"
    当 "hygiene-permit"准予
    那么 操作被拒绝，提示包含"营业执照核发"
    当 "hygiene-permit"不予许可，理由"通风不足"
    那么 操作被拒绝，提示包含"营业执照核发"

  场景: 消防不予，特行终止，卫生和食品照常，结果为部分准予
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 是                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
    而且 牵头部门受理
    而且 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "special-trade"开始办理
    而且 "fire-check"开始办理
    而且 "fire-check"不予许可，理由"自动喷水灭火系统失效"
    那么 分发的事项为:
      | 事项             | 状态 | 办结期限   |
      | business-licence | 准予 | 2026-03-03 |
      | fire-check       | 不予 | 2026-03-09 |
      | special-trade    | 终止 |            |
      | hygiene-permit   | 待办 | 2026-03-11 |
      | food-permit      | 待办 | 2026-03-16 |
    当 "hygiene-permit"开始办理
    而且 "hygiene-permit"准予
    而且 "food-permit"开始办理
    而且 "food-permit"准予
    而且 牵头部门办结
    那么 办件结果为"部分准予"

  场景: 执照不予，依赖它的事项不论远近全部终止
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 是                 |
      | signboard            | 是                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
      | signboard_size       | 2米×1米            |
    而且 牵头部门受理
    而且 "hygiene-permit"开始办理
    而且 "business-licence"开始办理
    而且 "business-licence"不予许可，理由"名称不符合规定"
    那么 分发的事项为:
      | 事项             | 状态 |
      | business-licence | 不予 |
      | fire-check       | 终止 |
      | special-trade    | 终止 |
      | hygiene-permit   | 终止 |
      | food-permit      | 终止 |
      | signboard        | 待办 |

  场景: 逾期未补正的不予受理
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 民宿               |
      | area                 | 40                 |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江民宿           |
      | rooms                | 3                  |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
    而且 "gaj"反馈材料问题"治安保证书未加盖派出所印章"
    而且 牵头部门一次告知补正
    那么 办件状态为"待补正"
    而且 办件的办结期限为"2026-03-23"
    当 时间来到"2026-03-23 17:00"
    那么 办件状态为"待补正"
    当 时间来到"2026-03-23 17:01"
    那么 办件状态为"不予受理"

  场景: 消防和卫生看不到身份证号和电话，城管看不到客房数（个人信息保护法第六条）
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 否                 |
      | signboard            | 是                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
      | signboard_size       | 2米×1米            |
    那么 "xfjy"看不到字段"operator_id"
    而且 "xfjy"看不到字段"security_phone"
    而且 "wjw"看不到字段"operator_id"
    而且 "wjw"看不到字段"security_officer"
    而且 "scjg"看不到字段"security_phone"
    而且 "cgj"看不到字段"rooms"

  场景: 五个工作日内没有告知的，自收到之日起视为受理（行政许可法第三十二条）
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
    那么 办件的办结期限为"2026-03-09"
    当 时间来到"2026-03-09 17:01"
    那么 办件状态为"办理中"
    而且 "business-licence"的办结期限为"2026-03-03"
    而且 办件的办结期限为"2026-03-30"

  场景: 治安制度和卫生检测报告可容缺，补齐才能出件
    当 申请人"p-1"提交申请，缺少材料"security_rules"、"hygiene_report"，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 旅馆               |
      | area                 | 400                |
      | food                 | 否                 |
      | signboard            | 否                 |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
    而且 牵头部门受理
    那么 缺少材料"security_rules"、"hygiene_report"
    当 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "fire-check"开始办理
    而且 "fire-check"准予
    而且 "special-trade"开始办理
    而且 "special-trade"准予
    而且 "hygiene-permit"开始办理
    而且 "hygiene-permit"准予
    而且 申请人补交材料"security_rules"
    而且 牵头部门办结
    那么 操作被拒绝，提示包含"公共场所卫生检测或评价报告"
    当 申请人补交材料"hygiene_report"
    而且 牵头部门办结
    那么 办件结果为"全部准予"
