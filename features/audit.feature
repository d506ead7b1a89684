# language: zh-CN
功能: 留痕：每一步都记在一条审计链上，被拒绝的操作不留痕

  背景:
    假如 现在是"2026-02-11 09:30"
    而且 已载入套餐"open-restaurant"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |

  场景: 从接件到评价，事件依次在链上
    当 牵头部门受理
    而且 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "fire-check"开始办理
    而且 "fire-check"因"检测"暂停计时，预计"2 工作日"
    而且 "fire-check"恢复计时
    而且 "fire-check"延期"2 工作日"，理由"复查"
    而且 "fire-check"准予
    而且 "food-permit"开始办理
    而且 "food-permit"准予
    而且 牵头部门办结
    而且 申请人评价"5"
    那么 审计日志依次为:
      | 事件           |
      | case.submitted |
      | case.accepted  |
      | task.opened    |
      | task.waiting   |
      | task.opened    |
      | task.started   |
      | task.granted   |
      | task.opened    |
      | task.started   |
      | task.suspended |
      | task.resumed   |
      | task.extended  |
      | task.granted   |
      | task.started   |
      | task.granted   |
      | case.decided   |
      | case.completed |
      | case.rated     |
    而且 审计链完整

  场景: 不予、终止和撤回都在链上
    当 牵头部门受理
    而且 "business-licence"开始办理
    而且 "business-licence"不予许可，理由"住所不符合登记条件"
    而且 申请人撤回
    那么 审计日志依次为:
      | 事件            |
      | case.submitted  |
      | case.accepted   |
      | task.opened     |
      | task.waiting    |
      | task.opened     |
      | task.started    |
      | task.refused    |
      | task.terminated |
      | case.withdrawn  |
      | task.terminated |
    而且 审计链完整

  场景: 被拒绝的操作不进链
    当 牵头部门办结
    那么 操作被拒绝，提示包含"已接件"
    当 申请人评价"5"
    那么 操作被拒绝，提示包含"已接件"
    而且 审计日志依次为:
      | 事件           |
      | case.submitted |

  场景: 亮牌每级每个期限只记一次
    当 牵头部门受理
    而且 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "food-permit"开始办理
    而且 "food-permit"准予
    而且 时间来到"2026-02-24 09:00"
    而且 时间来到"2026-02-24 17:00"
    而且 时间来到"2026-02-25 17:01"
    而且 时间来到"2026-02-26 09:00"
    那么 审计日志依次为:
      | 事件           |
      | case.submitted |
      | case.accepted  |
      | task.opened    |
      | task.waiting   |
      | task.opened    |
      | task.started   |
      | task.granted   |
      | task.opened    |
      | task.started   |
      | task.granted   |
      | clock.warning  |
      | clock.yellow   |
    而且 审计链完整

  场景: 视为受理由系统记入链上
    当 时间来到"2026-02-24 09:00"
    而且 时间来到"2026-02-25 17:01"
    那么 办件状态为"办理中"
    而且 审计链完整
