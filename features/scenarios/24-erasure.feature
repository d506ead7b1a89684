# language: zh-CN
功能: 情景24 个人要求删除信息：内容清除，审计链仍然完整（个人信息保护法第四十七条）

  场景: 清除之后谁也看不到，办件和审计记录还在
    假如 现在是"2026-02-26 09:30"
    而且 已载入套餐"eatery"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 50                 |
      | signboard   | 否                 |
      | operator_id | 110101199001010015 |
      | shop_name   | 街角小吃           |
    而且 牵头部门受理
    而且 "licence"开始办理
    而且 "licence"准予
    而且 "food"开始办理
    而且 "food"准予
    而且 牵头部门办结
    那么 "scjg"看得到字段"operator_id"
    当 清除办件的个人信息
    那么 字段"operator_id"的内容已清除
    而且 "scjg"看得到字段"shop_name"
    而且 办件结果为"全部准予"
    而且 审计日志依次为:
      | 事件           |
      | case.submitted |
      | case.accepted  |
      | task.opened    |
      | task.waiting   |
      | task.started   |
      | task.granted   |
      | task.opened    |
      | task.started   |
      | task.granted   |
      | case.decided   |
      | case.completed |
    而且 审计链完整
