# language: zh-CN
功能: 情景19 机构改革：变更版本把办理中的任务移交承接的部门，前后经手都有记录

  背景:
    假如 现在是"2026-02-26 09:30"
    而且 已载入套餐"eatery"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 50                 |
      | signboard   | 是                 |
      | operator_id | 110101199001010015 |
      | shop_name   | 街角小吃           |
    而且 牵头部门受理
    而且 "sign"开始办理
    那么 "sign"的办结期限为"2026-03-02"

  场景: 任务连同已走的时限移交，原部门不能再办，也看不到办件
    当 牵头部门变更套餐版本为"2"，理由"城市管理执法并入综合行政执法局"
    那么 分发的事项为:
      | 事项    | 部门           | 状态     | 办结期限   |
      | licence | scjg           | 待办     | 2026-02-27 |
      | food    | scjg           | 等待前置 |            |
      | sign    | 综合行政执法局 | 办理中   | 2026-03-02 |
    当 "sign"准予，由"cgj工作人员"
    那么 操作被拒绝，提示包含"承办部门工作人员（zhzf）"
    而且 "cgj"看不到字段"shop_name"
    而且 "zhzf"看得到字段"shop_name"
    当 "sign"准予
    那么 "sign"状态为"准予"
    而且 审计日志依次为:
      | 事件           | 事项    | 操作人       |
      | case.submitted |         | 申请人       |
      | case.accepted  |         | scjg工作人员 |
      | task.opened    | licence | scjg工作人员 |
      | task.waiting   | food    | scjg工作人员 |
      | task.opened    | sign    | scjg工作人员 |
      | task.started   | sign    | cgj工作人员  |
      | case.migrated  |         | scjg负责人   |
      | task.granted   | sign    | zhzf工作人员 |
    而且 审计链完整
