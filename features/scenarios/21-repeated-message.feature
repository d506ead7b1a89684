# language: zh-CN
功能: 情景21 部门重发的消息（消息号相同）只生效一次；办结之后才到的消息不改动办件

  背景:
    假如 现在是"2026-02-26 09:30"
    而且 已载入套餐"eatery"
    当 申请人"p-1"提交申请，消息号"portal-1"，情形和表单如下:
      | 字段        | 值                 |
      | area        | 50                 |
      | signboard   | 否                 |
      | operator_id | 110101199001010015 |
      | shop_name   | 街角小吃           |
    而且 牵头部门受理
    而且 "licence"开始办理

  场景: 同一消息来两次，只有一条记录
    当 "licence"准予，消息号"scjg-7"
    而且 "licence"准予，消息号"scjg-7"
    那么 审计日志依次为:
      | 事件           | 事项    |
      | case.submitted |         |
      | case.accepted  |         |
      | task.opened    | licence |
      | task.waiting   | food    |
      | task.started   | licence |
      | task.granted   | licence |
      | task.opened    | food    |

  场景: 申请重复提交，不会变成两个办件
    当 申请人"p-1"提交申请，消息号"portal-1"，情形和表单如下:
      | 字段        | 值                 |
      | area        | 50                 |
      | signboard   | 否                 |
      | operator_id | 110101199001010015 |
      | shop_name   | 街角小吃           |
    那么 办件状态为"办理中"
    而且 "licence"状态为"办理中"

  场景: 同一消息号用在别的操作上，被拒绝
    当 "licence"准予，消息号"scjg-7"
    而且 "food"开始办理，消息号"scjg-7"
    那么 操作被拒绝，提示包含"已用于另一操作"
    而且 "food"状态为"待办"

  场景: 办结之后才到的消息被拒绝，办件不变
    当 "licence"准予
    而且 "food"开始办理
    而且 "food"准予
    而且 牵头部门办结
    而且 "food"不予许可，理由"现场不符"，消息号"scjg-8"
    那么 操作被拒绝，提示包含"已办结"
    而且 办件结果为"全部准予"
    而且 审计链完整
