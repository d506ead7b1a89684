# language: zh-CN
功能: 决定和出件：各部门各自决定，牵头部门统一出件（行政许可法第二十六条）

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
    而且 牵头部门受理

  场景: 最后一个事项决定后自动转为待出件，出件之前不能办结，之后不能撤回
    当 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "fire-check"开始办理
    而且 "fire-check"准予
    那么 办件状态为"办理中"
    当 牵头部门办结
    那么 操作被拒绝，提示包含"办理中"
    当 "food-permit"开始办理
    而且 "food-permit"准予
    那么 办件状态为"待出件"
    当 申请人撤回
    那么 操作被拒绝，提示包含"待出件"
    当 牵头部门办结
    那么 办件状态为"已办结"
    而且 办件结果为"全部准予"
    当 申请人撤回
    那么 操作被拒绝，提示包含"已办结"

  场景: 没有开始办理的不能决定，决定过的不能再决定
    当 "fire-check"准予
    那么 操作被拒绝，提示包含"待办"
    当 "fire-check"开始办理
    而且 "fire-check"开始办理
    那么 操作被拒绝，提示包含"办理中"
    当 "fire-check"准予
    而且 "fire-check"不予许可，理由"重新考虑"
    那么 操作被拒绝，提示包含"准予"
    而且 "fire-check"状态为"准予"

  场景: 前置事项退回重办，靠它打开的事项回到等待，无关的事项不动
    当 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "fire-check"开始办理
    而且 "fire-check"准予
    而且 "food-permit"开始办理
    而且 "business-licence"退回重办，理由"登记住所录入有误"
    那么 分发的事项为:
      | 事项             | 状态     |
      | business-licence | 待办     |
      | food-permit      | 等待前置 |
      | fire-check       | 准予     |
    当 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "food-permit"开始办理
    而且 "food-permit"准予
    而且 牵头部门办结
    那么 办件结果为"全部准予"

  场景: 不予之后退回重办，因它终止的事项重新等待
    当 "business-licence"开始办理
    而且 "business-licence"不予许可，理由"住所不符合登记条件"
    那么 "food-permit"状态为"终止"
    当 "business-licence"退回重办，理由"申请人补充了住所证明"
    那么 "food-permit"状态为"等待前置"
    当 "business-licence"开始办理
    而且 "business-licence"准予
    那么 "food-permit"状态为"待办"

  场景: 待出件时退回重办，整件回到办理中；出件之后不能退回
    当 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "food-permit"开始办理
    而且 "food-permit"准予
    而且 "fire-check"开始办理
    而且 "fire-check"准予
    那么 办件状态为"待出件"
    当 "fire-check"退回重办，理由"意见书编号有误"
    那么 办件状态为"办理中"
    而且 "food-permit"状态为"准予"
    当 "fire-check"开始办理
    而且 "fire-check"准予
    而且 牵头部门办结
    而且 "fire-check"退回重办，理由"意见书编号有误"
    那么 操作被拒绝，提示包含"已办结"

  场景: 办结之后评价一次，办结之前不能评价
    当 申请人评价"5"
    那么 操作被拒绝，提示包含"办理中"
    当 "business-licence"开始办理
    而且 "business-licence"准予
    而且 "food-permit"开始办理
    而且 "food-permit"准予
    而且 "fire-check"开始办理
    而且 "fire-check"准予
    而且 牵头部门办结
    而且 申请人评价"6"
    那么 操作被拒绝，提示包含"1"
    当 申请人评价"5"
    而且 申请人评价"1"
    那么 操作被拒绝，提示包含"已经评价过"
