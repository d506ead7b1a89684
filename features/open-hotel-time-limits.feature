# language: zh-CN
功能: 开办旅馆一件事的时限：亮牌、延期和停表都以各事项列明的为准

  背景:
    假如 现在是"2026-03-02 09:30"
    而且 已载入套餐"open-hotel"

  场景: 黄牌看承诺期限，红牌看法定期限，都从前置办结那天算
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 民宿               |
      | area                 | 301                |
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
    而且 时间来到"2026-03-05 17:00"
    那么 "business-licence"为"黄牌"
    当 时间来到"2026-03-05 17:01"
    那么 "business-licence"为"红牌"
    当 "business-licence"准予
    那么 "fire-check"的办结期限为"2026-03-12"
    而且 "hygiene-permit"的办结期限为"2026-03-16"
    而且 "food-permit"的办结期限为"2026-03-19"
    当 时间来到"2026-03-19 17:00"
    那么 "fire-check"为"黄牌"
    而且 "food-permit"为"预警"
    当 时间来到"2026-03-19 17:01"
    那么 "fire-check"为"红牌"
    而且 "hygiene-permit"为"黄牌"
    而且 "food-permit"为"黄牌"
    当 时间来到"2026-04-02 17:00"
    那么 "hygiene-permit"为"黄牌"
    当 时间来到"2026-04-02 17:01"
    那么 "hygiene-permit"为"红牌"
    而且 "food-permit"为"红牌"

  场景: 特行过二十个工作日亮红牌（行政许可法第四十二条）
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 民宿               |
      | area                 | 50                 |
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
    而且 时间来到"2026-03-30 17:00"
    那么 "special-trade"为"黄牌"
    当 时间来到"2026-03-30 17:01"
    那么 "special-trade"为"红牌"

  场景: 延期以各事项列明的为限，没有列明的不能延
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 民宿               |
      | area                 | 301                |
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
    而且 "fire-check"延期"1 工作日"，理由"需复查"
    那么 操作被拒绝，提示包含"不允许延期"
    当 "hygiene-permit"延期"6 工作日"，理由"需复查"
    那么 操作被拒绝，提示包含"最多延期5 工作日"
    当 "food-permit"延期"11 工作日"，理由"需复查"
    那么 操作被拒绝，提示包含"最多延期10 工作日"
    当 "special-trade"延期"11 工作日"，理由"需复查"
    那么 操作被拒绝，提示包含"最多延期10 工作日"
    当 牵头部门延期"1 工作日"，理由"联合踏勘"
    那么 操作被拒绝，提示包含"不允许延期"

  场景: 停表只限列明的程序：消防、卫生和食品可以，特行没有
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | 民宿               |
      | area                 | 301                |
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
    而且 "fire-check"开始办理
    而且 "fire-check"因"检测"暂停计时，预计"2 工作日"
    而且 "hygiene-permit"开始办理
    而且 "hygiene-permit"因"检测"暂停计时，预计"2 工作日"
    而且 "food-permit"开始办理
    而且 "food-permit"因"专家评审"暂停计时，预计"2 工作日"
    那么 办件计时已停止，剩余"20 工作日"
    当 "special-trade"开始办理
    而且 "special-trade"因"检测"暂停计时，预计"2 工作日"
    那么 操作被拒绝，提示包含"可以：无"
