# language: zh-CN
功能: 情景25 次年放假安排未公布，期限待定，不作推算；公布后算出实际期限并记录

  背景:
    假如 放假安排已公布到"2026-12-31"
    而且 现在是"2026-12-24 09:30"
    而且 已载入套餐"eatery"，版本"1"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 否                 |
      | operator_id | 110101199001010015 |
      | shop_name   | 街角小吃           |
    而且 牵头部门受理
    而且 "licence"开始办理
    而且 "licence"准予

  场景: 落在当年之内的有期限，跨过年的待定
    那么 分发的事项为:
      | 事项    | 状态 | 办结期限   |
      | licence | 准予 | 2026-12-25 |
      | food    | 待办 | 待定       |
      | fire    | 待办 | 2026-12-31 |
    而且 办件的办结期限为"待定"
    而且 办件提醒包含"办结期限在尚未公布的放假安排之后，公布后另行告知"

  场景: 公布之后期限算出，重新计算记录在案，不再提示待定
    当 时间来到"2026-12-25 15:00"
    而且 公布放假安排"notices/trial-2027.yaml"
    那么 分发的事项为:
      | 事项    | 状态 | 办结期限   |
      | licence | 准予 | 2026-12-25 |
      | food    | 待办 | 2027-01-08 |
      | fire    | 待办 | 2026-12-31 |
    而且 办件的办结期限为"2027-01-14"
    而且 办件提醒不包含"尚未公布"
    而且 审计日志依次为:
      | 事件             | 事项    | 发生于           |
      | case.submitted   |         | 2026-12-24 09:30 |
      | case.accepted    |         | 2026-12-24 09:30 |
      | task.opened      | licence | 2026-12-24 09:30 |
      | task.waiting     | food    | 2026-12-24 09:30 |
      | task.opened      | fire    | 2026-12-24 09:30 |
      | task.started     | licence | 2026-12-24 09:30 |
      | task.granted     | licence | 2026-12-24 09:30 |
      | task.opened      | food    | 2026-12-24 09:30 |
      | clock.recomputed |         | 2026-12-25 15:00 |
    而且 审计链完整

  场景: 同一份安排载入两次，不再有新的记录
    当 公布放假安排"notices/trial-2027.yaml"
    而且 公布放假安排"notices/trial-2027.yaml"
    那么 审计日志依次为:
      | 事件             |
      | case.submitted   |
      | case.accepted    |
      | task.opened      |
      | task.waiting     |
      | task.opened      |
      | task.started     |
      | task.granted     |
      | task.opened      |
      | clock.recomputed |
