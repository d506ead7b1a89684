# language: zh-CN
功能: 补充情景乙 首问责任和转交：谁最先经手、现在谁承办、转交过几次，都有记录

  背景:
    假如 现在是"2026-02-26 09:30"
    而且 已载入套餐"eatery"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 否                 |
      | operator_id | 110101199001010015 |
      | shop_name   | 街角小吃           |
    那么 办件的首问责任人为""

  场景: 最先经手的是首问责任人，别人接着办也不变
    当 牵头部门受理，由"工作人员w-1"
    而且 "licence"开始办理，由"工作人员w-2"
    那么 办件的首问责任人为"w-1"
    而且 "licence"的经办人为"w-2"
    而且 "fire"的经办人为""

  场景: 转交之后承办人改变，时限不变，转交有记录
    当 牵头部门受理
    而且 "fire"开始办理，由"工作人员w-3"
    而且 "fire"转交"w-4"，理由"休假"，由"工作人员w-3"
    那么 "fire"的经办人为"w-4"
    而且 "fire"的办结期限为"2026-03-04"
    当 "fire"准予，由"工作人员w-4"
    那么 审计日志依次为:
      | 事件            | 事项    | 操作人       |
      | case.submitted  |         | 申请人       |
      | case.accepted   |         | scjg工作人员 |
      | task.opened     | licence | scjg工作人员 |
      | task.waiting    | food    | scjg工作人员 |
      | task.opened     | fire    | scjg工作人员 |
      | task.started    | fire    | xfjy工作人员 |
      | task.reassigned | fire    | xfjy工作人员 |
      | task.granted    | fire    | xfjy工作人员 |

  场景: 只能在本部门内转交，转给自己不算，没有开始办理的不能转交
    当 牵头部门受理
    而且 "fire"转交"w-4"
    那么 操作被拒绝，提示包含"待办"
    当 "fire"开始办理，由"工作人员w-3"
    而且 "fire"转交"w-3"
    那么 操作被拒绝，提示包含"已由该经办人"
    当 "fire"转交"w-4"，由"scjg工作人员"
    那么 操作被拒绝，提示包含"承办部门工作人员（xfjy）"
    而且 "fire"的经办人为"w-3"
