# language: zh-CN
功能: 开办餐馆一件事的每一种情形，和每个事项不予、告知承诺之后怎样

  背景:
    假如 现在是"2026-02-11 09:30"
    而且 已载入套餐"open-restaurant"

  场景大纲: 面积<面积>平方米、招牌<招牌>的，各办哪些事项
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段           | 值                 |
      | area           | <面积>             |
      | signboard      | <招牌>             |
      | operator       | 张三               |
      | operator_id    | 110101199001010015 |
      | shop_name      | 阳光餐馆           |
      | signboard_size | 3米×1米            |
    而且 牵头部门受理
    那么 要办的事项为"<要办>"

    例子:
      | 面积   | 招牌 | 要办                                                 |
      | 1      | 否   | business-licence、food-permit                        |
      | 50     | 否   | business-licence、food-permit                        |
      | 50     | 是   | business-licence、food-permit、signboard             |
      | 51     | 否   | business-licence、food-permit、fire-check            |
      | 100000 | 是   | business-licence、food-permit、fire-check、signboard |

  规则: 一个部门不予，不否决别的部门

    场景大纲: <名称>不予，其余照办，结果为部分准予
      当 申请人"p-1"提交申请，情形和表单如下:
        | 字段           | 值                 |
        | area           | 51                 |
        | signboard      | 是                 |
        | operator       | 张三               |
        | operator_id    | 110101199001010015 |
        | shop_name      | 阳光餐馆           |
        | signboard_size | 3米×1米            |
      而且 牵头部门受理
      而且 "business-licence"开始办理
      而且 "business-licence"准予
      而且 "<不予>"开始办理
      而且 "<不予>"不予许可，理由"<理由>"
      而且 "<其余一>"开始办理
      而且 "<其余一>"准予
      而且 "<其余二>"开始办理
      而且 "<其余二>"准予
      而且 牵头部门办结
      那么 "<不予>"状态为"不予"
      而且 办件结果为"部分准予"

      例子:
        | 名称         | 不予        | 理由             | 其余一      | 其余二     |
        | 食品经营许可 | food-permit | 操作间布局不合理 | fire-check  | signboard  |
        | 消防检查     | fire-check  | 疏散出口不足     | food-permit | signboard  |
        | 户外招牌     | signboard   | 遮挡交通标志     | food-permit | fire-check |

  规则: 消防安全检查可以告知承诺，办结后六十个工作日内核查（消防法第十五条）

    背景:
      当 申请人"p-1"提交申请，情形和表单如下:
        | 字段               | 值                 |
        | area               | 200                |
        | signboard          | 否                 |
        | operator           | 张三               |
        | operator_id        | 110101199001010015 |
        | shop_name          | 阳光餐馆           |
        | fire_by_commitment | 是                 |
      而且 牵头部门受理
      而且 "fire-check"开始办理
      而且 "fire-check"以告知承诺准予
      而且 "business-licence"开始办理
      而且 "business-licence"准予
      而且 "food-permit"开始办理
      而且 "food-permit"准予
      而且 牵头部门办结

    场景: 核查属实的，准予不变
      那么 "fire-check"的核查期限为"2026-05-15"
      当 时间来到"2026-03-20 10:00"
      而且 "fire-check"承诺核查通过
      那么 办件提醒不包含"待核查"

    场景: 核查不实的，撤销准予，记入审计
      当 时间来到"2026-03-20 10:00"
      而且 "fire-check"承诺核查不通过，理由"疏散通道被占用"
      那么 办件提醒包含"撤销"
      而且 审计链完整
