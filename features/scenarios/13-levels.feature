# language: zh-CN
功能: 情景13 剩一个工作日预警，过承诺期限黄牌，过法定期限红牌；停止计时不亮牌；放假安排变了重新计算

  背景:
    假如 现在是"2026-02-13 09:30"
    而且 已载入套餐"eatery"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 否                 |
      | operator_id | 110101199001010015 |
      | shop_name   | 街角小吃           |
    而且 牵头部门受理
    而且 "licence"开始办理
    而且 "licence"准予
    而且 "food"开始办理
    而且 "food"准予
    而且 "fire"开始办理
    那么 "fire"的办结期限为"2026-02-27"

  场景: 逐级亮牌的时刻
    当 时间来到"2026-02-26 08:59"
    那么 "fire"为"正常"
    当 时间来到"2026-02-26 09:00"
    那么 "fire"为"预警"
    当 时间来到"2026-02-27 17:00"
    那么 "fire"为"预警"
    当 时间来到"2026-02-27 17:01"
    那么 "fire"为"黄牌"
    当 时间来到"2026-03-05 17:00"
    那么 "fire"为"黄牌"
    当 时间来到"2026-03-05 17:01"
    那么 "fire"为"红牌"

  场景: 停止计时期间一次也不亮牌，恢复之后按新期限亮牌
    当 "fire"因"检测"暂停计时，预计"20 工作日"
    而且 时间来到"2026-04-01 09:30"
    那么 "fire"计时已停止，剩余"5 工作日"
    而且 办件计时已停止，剩余"15 工作日"
    当 "fire"恢复计时
    那么 "fire"的办结期限为"2026-04-08"
    而且 "fire"为"正常"
    当 时间来到"2026-04-08 17:01"
    那么 "fire"为"黄牌"
    而且 审计日志依次为:
      | 事件           | 事项    | 操作人       | 发生于           |
      | case.submitted |         | 申请人       | 2026-02-13 09:30 |
      | case.accepted  |         | scjg工作人员 | 2026-02-13 09:30 |
      | task.opened    | licence | scjg工作人员 | 2026-02-13 09:30 |
      | task.waiting   | food    | scjg工作人员 | 2026-02-13 09:30 |
      | task.opened    | fire    | scjg工作人员 | 2026-02-13 09:30 |
      | task.started   | licence | scjg工作人员 | 2026-02-13 09:30 |
      | task.granted   | licence | scjg工作人员 | 2026-02-13 09:30 |
      | task.opened    | food    | scjg工作人员 | 2026-02-13 09:30 |
      | task.started   | food    | scjg工作人员 | 2026-02-13 09:30 |
      | task.granted   | food    | scjg工作人员 | 2026-02-13 09:30 |
      | task.started   | fire    | xfjy工作人员 | 2026-02-13 09:30 |
      | task.suspended | fire    | xfjy工作人员 | 2026-02-13 09:30 |
      | task.resumed   | fire    | xfjy工作人员 | 2026-04-01 09:30 |
      | clock.warning  | fire    | 系统         | 2026-04-07 09:00 |
      | clock.yellow   | fire    | 系统         | 2026-04-08 17:00 |

  场景: 已经预警的，临时放假后期限后移，回到正常，到新期限前再预警
    当 时间来到"2026-02-26 10:00"
    那么 "fire"为"预警"
    当 公布放假安排"notices/longer-holiday.yaml"
    那么 "fire"的办结期限为"2026-03-02"
    而且 "fire"为"正常"
    而且 办件的办结期限为"2026-03-16"
    当 时间来到"2026-02-28 09:00"
    那么 "fire"为"预警"
    而且 审计日志依次为:
      | 事件             | 事项    | 发生于           |
      | case.submitted   |         | 2026-02-13 09:30 |
      | case.accepted    |         | 2026-02-13 09:30 |
      | task.opened      | licence | 2026-02-13 09:30 |
      | task.waiting     | food    | 2026-02-13 09:30 |
      | task.opened      | fire    | 2026-02-13 09:30 |
      | task.started     | licence | 2026-02-13 09:30 |
      | task.granted     | licence | 2026-02-13 09:30 |
      | task.opened      | food    | 2026-02-13 09:30 |
      | task.started     | food    | 2026-02-13 09:30 |
      | task.granted     | food    | 2026-02-13 09:30 |
      | task.started     | fire    | 2026-02-13 09:30 |
      | clock.warning    | fire    | 2026-02-26 09:00 |
      | clock.recomputed |         | 2026-02-26 10:00 |
      | clock.warning    | fire    | 2026-02-28 09:00 |
    而且 审计链完整
